"""The program's first and last moments, as the shell sees them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rewatch

REWATCH = str(Path(sys.executable).with_name("rewatch"))


@pytest.mark.parametrize("start", [[REWATCH], [sys.executable, "-m", "rewatch"]])
def test_version(start: list[str]) -> None:
    run = subprocess.run([*start, "--version"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"rewatch {rewatch.__version__}\n", "")


def test_a_reader_that_went_away_ends_it_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run([REWATCH, "--version"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_answer_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [REWATCH, "--version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert run.returncode == 3
    assert run.stderr == "rewatch: could not be finished: No space left on device\n"


def test_an_interrupt_ends_it_quietly(monkeypatch, capsys) -> None:
    import rewatch.__main__ as program

    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_run", interrupted)
    assert program.main() == 130
    assert capsys.readouterr() == ("", "")
