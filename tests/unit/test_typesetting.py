"""A PDF is set in a process of its own, which ends when nobody wants the pages any longer."""

import subprocess
import sys
from pathlib import Path

import pytest

from rewatch import typesetting
from rewatch.scorecards import pdf
from rewatch.typesetting import set_apart
from tests.unit.scorecards.builders import small_card

pytest.importorskip("typst")
# A layout that takes days.
ENDLESS = b"#for a in range(100000) { for b in range(100000) { for c in range(9) {} } }"


class NotWanted(Exception):  # noqa: N818
    """What a face raises to stop an export."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    found: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def start(*arguments, **how):
        found.append(real(*arguments, **how))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def test_the_pages_are_those_that_are_set_in_this_process(
    started: list[subprocess.Popen[bytes]],
) -> None:
    document = small_card()
    asked: list[None] = []

    def apart_from_here(template: bytes, data: str, paper: str) -> bytes | None:
        return set_apart(template, data, paper, lambda: asked.append(None))

    apart = pdf.render(document, typeset=apart_from_here)
    assert apart == pdf.render(document)
    assert [process.returncode for process in started] == [0]
    assert asked


def test_a_pack_longer_than_a_pipe_holds_is_handed_over_whole(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(typesetting, "_ASKED_EVERY", 0.001)  # long before the process reads

    def wanted() -> None:
        # One that waits for what nobody sends would wait for ever.
        assert started[0].stdin is None or started[0].stdin.closed

    assert set_apart(b"#sys.inputs.data.len()", "x" * 1_000_000, "a4", wanted)


def test_what_is_no_longer_wanted_ends_at_once_and_leaves_no_process(
    started: list[subprocess.Popen[bytes]],
) -> None:
    calls = iter((None, None, NotWanted()))

    def wanted() -> None:
        if (stop := next(calls)) is not None:
            raise stop

    with pytest.raises(NotWanted):
        set_apart(ENDLESS, "{}", "a4", wanted)
    assert [process.returncode is not None for process in started] == [True]


def test_a_process_that_fails_or_cannot_start_leaves_the_pages_to_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert set_apart(b"#no-such-name", "{}", "a4", bool) is None
    monkeypatch.setattr(sys, "executable", str(Path("no") / "such" / "program"))
    assert set_apart(b"words", "{}", "a4", bool) is None
    document = small_card()

    def apart_from_here(template: bytes, data: str, paper: str) -> bytes | None:
        return set_apart(template, data, paper, bool)

    assert pdf.render(document, typeset=apart_from_here) == pdf.render(document)
