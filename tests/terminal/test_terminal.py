"""The harness keeps its own promises, shown with small programs, before it judges rewatch."""

import sys
from pathlib import Path

import pytest

from tests.terminal.emulator import Answers, Emulator
from tests.terminal.terminal import NotSeenError, Terminal

TOOLKIT_APP = """
from textual.app import App
from textual.widgets import Input, Label

class Greeter(App[None]):
    CSS = "Label { color: red; }"
    BINDINGS = [("ctrl+g", "leave", "leave")]
    def compose(self):
        yield Input()
        yield Label("nobody yet", id="said")
    def on_input_submitted(self, event):
        self.query_one("#said", Label).update(f"hello {event.value} at {self.size.width}")
    def on_resize(self, event):
        self.query_one("#said", Label).update(f"now {event.size.width} wide")
    def action_leave(self):
        self.exit(return_code=7)

app = Greeter()
app.run()
raise SystemExit(app.return_code)
"""


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def blank_emulator(columns: int = 20, rows: int = 4) -> Emulator:
    return Emulator(columns, rows, lambda reply: None)


def test_a_toolkit_app_is_typed_at_resized_and_left(environment) -> None:
    with Terminal(python(TOOLKIT_APP), columns=60, rows=10, environment=environment) as terminal:
        terminal.wait_for("now 60 wide")
        terminal.type("Zoë 希土")
        terminal.press("enter")
        terminal.wait_for("hello Zoë 希土 at 60")
        terminal.resize(100, 30)
        terminal.wait_for("now 100 wide")
        assert len(terminal.lines) == 30
        terminal.press("ctrl+g")
        assert terminal.wait_closed() == 7
    assert terminal.text.strip() == "", "the alternate screen must give the former one back"


def test_colours_can_be_read_off_the_cells(environment) -> None:
    with Terminal(python(TOOLKIT_APP), columns=60, rows=10, environment=environment) as terminal:
        terminal.wait_for("now 60 wide")
        row = next(n for n, line in enumerate(terminal.lines) if "now 60" in line)
        cell = terminal.screen.cells[row][terminal.lines[row].index("now")]
        assert (cell.data, cell.fg) == ("n", "ff0000")


def test_a_frame_is_seen_when_it_is_whole() -> None:
    source = r"""
import sys
print("\x1b[?2026hfirst row", flush=True)
sys.stdin.readline()
print("last row\x1b[?2026l", flush=True)
sys.stdin.readline()
"""
    with Terminal(python(source)) as terminal:
        with pytest.raises(NotSeenError, match="'first row': not seen"):
            terminal.wait_for("first row", timeout=1)
        terminal.press("enter")
        assert "last row" in terminal.wait_for("first row")
        terminal.press("enter")
        assert terminal.wait_closed() == 0


def test_an_interrupt_reaches_the_program_as_a_signal() -> None:
    source = "import signal\nprint('ready', flush=True)\nsignal.pause()"
    with Terminal(python(source)) as terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+c")
        terminal.wait_for("KeyboardInterrupt")
        assert terminal.wait_closed() != 0


def test_the_program_stands_in_the_folder_of_the_test(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Terminal(python("import os; print(os.getcwd())"), columns=400) as terminal:
        terminal.wait_for(str(tmp_path))
        assert terminal.wait_closed() == 0


def test_what_does_not_come_fails_with_a_picture_of_the_screen() -> None:
    with (
        Terminal(python("print('something else', flush=True); input()")) as terminal,
        pytest.raises(NotSeenError, match=r"'the table': not seen within 2 s(.|\n)*something else"),
    ):
        terminal.wait_for("the table", timeout=2)


def test_a_program_that_ends_early_fails_at_once_with_its_code() -> None:
    with (
        Terminal(python("raise SystemExit(5)")) as terminal,
        pytest.raises(NotSeenError, match="the program ended with 5"),
    ):
        terminal.wait_for("the table")


def test_questions_about_modes_are_answered_even_when_split() -> None:
    answers = Answers()
    assert answers.to(b"text\x1b[?20") == b""
    assert answers.to(b"26$p\x1b[?2048$p") == b"\x1b[?2026;2$y\x1b[?2048;0$y"


def test_the_keyboard_protocol_leaves_no_mark_on_the_screen() -> None:
    emulator = blank_emulator()
    emulator.feed(b"a\x1b[>1ub\x1b[<")
    emulator.feed(b"uc\x1b[?2026$pd")
    assert emulator.lines[0].rstrip() == "abcd"


def test_the_alternate_screen_gives_the_former_one_back() -> None:
    emulator = blank_emulator()
    emulator.feed(b"before\x1b[?1049h\x1b[Hinside")
    assert emulator.lines[0].rstrip() == "inside"
    emulator.feed(b"\x1b[?1049l")
    assert emulator.lines[0].rstrip() == "before"
    assert emulator.cursor == (6, 0)
