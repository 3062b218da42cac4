"""At a real terminal: what was being typed survives kill -9, and an editor that does not wait."""

import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.terminal import PATIENCE, Terminal

REWATCH = str(Path(sys.executable).with_name("rewatch"))


@pytest.mark.slow
def test_a_note_being_typed_survives_kill_9_and_is_offered_at_the_next_start(
    environment: Mapping[str, str], workspace_folder: Path
) -> None:
    words = [REWATCH, "sample"]
    with Terminal(words, columns=80, rows=24, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press("n")
        terminal.wait_for("New note")
        terminal.type("an hour of work")
        terminal.wait_for("Draft kept")
        (draft,) = (workspace_folder / ".rewatch" / "drafts").glob("*.md")
        until = time.monotonic() + PATIENCE
        # The first letters may be kept before the last are typed; those follow without a word.
        while draft.read_text("utf-8") != "an hour of work" and time.monotonic() < until:
            terminal.process.read(0.05)
        terminal.process.signal(signal.SIGKILL)
        assert terminal.wait_closed() == -signal.SIGKILL
    assert draft.read_text("utf-8") == "an hour of work"
    assert not list(workspace_folder.glob("notes/*/*.md"))

    with Terminal(words, columns=80, rows=24, environment=environment) as terminal:
        terminal.wait_for("A note on Lynas")
        terminal.press("n")
        terminal.wait_for("draft was kept from last time")
        terminal.wait_for("an hour of work")
        terminal.press("ctrl+s")
        terminal.wait_for("Saved:")
        terminal.wait_gone("New note")
        terminal.press("q")
        assert terminal.wait_closed() == 0
    (note,) = workspace_folder.glob("notes/*/*.md")
    assert note.read_text("utf-8").endswith("an hour of work\n")
    assert not list((workspace_folder / ".rewatch" / "drafts").iterdir())


@pytest.mark.slow
def test_what_was_typed_into_a_form_survives_kill_9_and_comes_back_in_it(
    environment: Mapping[str, str], workspace_folder: Path
) -> None:
    """Evidence and cash, one after the other; each is killed without a word to it."""
    words, drafts = [REWATCH, "sample"], workspace_folder / ".rewatch" / "drafts"

    def killed_when_kept(terminal: Terminal, text: str) -> None:
        until = time.monotonic() + PATIENCE
        while not any(text in path.read_text("utf-8") for path in drafts.glob("*.toml")):
            assert time.monotonic() < until
            terminal.process.read(0.05)
        terminal.process.signal(signal.SIGKILL)
        assert terminal.wait_closed() == -signal.SIGKILL

    with Terminal(words, columns=80, rows=24, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press("e")
        terminal.wait_for("what kind of fact")
        terminal.press("p")
        terminal.wait_for("partner *")
        terminal.type("Magnet Maker of Heaven")
        killed_when_kept(terminal, '"Magnet Maker of Heaven"')
    with Terminal(words, columns=80, rows=24, environment=environment) as terminal:
        terminal.wait_for("Evidence on Lynas")
        terminal.press("e")
        terminal.wait_for("what kind of fact")
        terminal.press("p")
        terminal.wait_for("Magnet Maker of Heaven")
        terminal.press("escape")
        terminal.wait_for("not saved")
        terminal.press("d")
        terminal.wait_gone("not saved")
        terminal.press("$")
        terminal.wait_for("burn/quarter")
        for key in ("down", "down", "down"):
            terminal.press(key)
        terminal.type("A$77m")
        killed_when_kept(terminal, "A$77m")
    (kept,) = drafts.iterdir()
    assert kept.name.startswith("cash-")  # what was discarded is gone
    with Terminal(words, columns=80, rows=24, environment=environment) as terminal:
        terminal.wait_for("Cash of")
        terminal.press("$")
        terminal.wait_for("A$77m")
    assert not list(workspace_folder.glob("companies/*.toml"))


@pytest.mark.parametrize("late", [True, False], ids=["saved in its window", "never saved"])
def test_an_editor_that_comes_back_at_once_is_noticed_and_its_file_read_again(
    environment: Mapping[str, str], workspace_folder: Path, tmp_path: Path, late: bool
) -> None:
    """The editor only writes down which file it was given, as one that hands it to a window."""
    script = tmp_path / "window.py"
    script.write_text(
        f"import sys; open({str(tmp_path / 'handed')!r}, 'w').write(sys.argv[1])", "utf-8"
    )
    editor = {**environment, "EDITOR": f"{sys.executable} {script}"}
    words = [REWATCH, "note", "add", "LYC"]
    with Terminal(words, columns=100, rows=24, environment=editor) as terminal:
        terminal.wait_for("came back at once")
        if late:
            handed = Path((tmp_path / "handed").read_text("utf-8"))
            handed.write_text("typed in its window\n", "utf-8")
        terminal.press("enter")
        terminal.wait_for("Wrote" if late else "nothing was written")
        assert terminal.wait_closed() == (0 if late else 3)
    notes = [path.read_text("utf-8") for path in workspace_folder.glob("notes/*/*.md")]
    assert [text.endswith("typed in its window\n") for text in notes] == ([True] if late else [])
