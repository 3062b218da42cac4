"""The first quarter of an hour, as a person at a real terminal: find, read, note, export, leave."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.terminal import PATIENCE, Terminal

REWATCH = [str(Path(sys.executable).with_name("rewatch")), "sample"]
SIZES = [
    pytest.param((80, 24), id="80x24"),
    pytest.param((120, 40), id="120x40", marks=pytest.mark.slow),
    pytest.param((200, 60), id="200x60", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("size", SIZES)
def test_filter_open_write_a_note_export_quit_and_both_files_are_there(
    environment: Mapping[str, str],
    workspace_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    folder = tmp_path / "where the person stands"
    folder.mkdir()
    monkeypatch.chdir(folder)
    columns, rows = size
    with Terminal(REWATCH, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")

        terminal.press("/")
        terminal.type("arafura")
        terminal.wait_gone("Lynas Rare Earths")
        terminal.press("enter")  # from the filter line to the table
        terminal.press("enter")
        terminal.wait_for("partnerships")
        assert "Arafura Rare Earths" in terminal.lines[0]

        terminal.press("n")
        terminal.wait_for("New note")
        terminal.type("Offtake of 2026 is worth a call")
        terminal.wait_for("Offtake of 2026")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved:")
        terminal.wait_gone("New note")

        terminal.press("x")
        terminal.wait_for("Export the scorecard")
        terminal.press("m")
        terminal.wait_for("Export as md")
        terminal.press("enter")
        terminal.wait_for("Wrote")

        terminal.press("escape")
        terminal.wait_for("/ Filter")  # the footer of the list
        terminal.press("q")
        assert terminal.wait_closed() == 0

    notes = list((workspace_folder / "notes" / "arafura-rare-earths").glob("*.md"))
    assert len(notes) == 1
    assert notes[0].read_text("utf-8").endswith("Offtake of 2026 is worth a call\n")
    cards = list(folder.iterdir())
    assert [re.sub(r"\d", "9", path.name) for path in cards] == [
        "arafura-rare-earths-9999-99-99.md"
    ]
    assert "Arafura Rare Earths" in cards[0].read_text("utf-8")
    assert terminal.text.strip() == "", "the terminal is given back as it was"


def test_it_ends_when_its_terminal_is_gone_even_where_nobody_tells_it(
    environment: Mapping[str, str],
) -> None:
    deaf = ["/bin/sh", "-c", 'trap "" HUP; exec "$0" "$@"', *REWATCH]
    with Terminal(deaf, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.process.vanish()
        assert terminal.process.wait(PATIENCE) is not None
