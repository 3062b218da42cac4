"""Three sittings of a person at a real terminal, at three sizes: what is seen, and what is on disk.

One finds, reads, notes and exports; one compares, weighs otherwise and takes it back; one adds
evidence and is cut off while typing.
"""

import base64
import re
import shutil
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.terminal import PATIENCE, Terminal

REWATCH = [str(Path(sys.executable).with_name("rewatch")), "sample"]
SHIPPED_LISTS = Path(__file__).parents[2] / "watchlists"
SIZES = [
    pytest.param((80, 24), id="80x24"),
    pytest.param((120, 40), id="120x40", marks=pytest.mark.slow),
    pytest.param((200, 60), id="200x60", marks=pytest.mark.slow),
]
SLOW_SIZES = [
    pytest.param((columns, rows), id=f"{columns}x{rows}", marks=pytest.mark.slow)
    for columns, rows in ((80, 24), (120, 40), (200, 60))
]


def stands_at_the_top(word: str) -> Callable[[Emulator], bool]:
    """Whether a word to the user is seen where the first of them stood: in the first row."""
    return lambda screen: word in screen.lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their names."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
        terminal.press("enter")  # the only one found
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


@pytest.mark.parametrize("size", SLOW_SIZES)
def test_compare_see_why_weigh_otherwise_undo_quit_and_the_lists_are_as_they_were(
    environment: Mapping[str, str], workspace_folder: Path, size: tuple[int, int]
) -> None:
    lists = workspace_folder / "watchlists"
    shutil.copytree(SHIPPED_LISTS, lists)
    own = lists / "sample.toml"
    own.write_text("# a remark of my own\n" + own.read_text("utf-8"), "utf-8")
    before = contents(lists)
    columns, rows = size
    with Terminal(REWATCH, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        for _ in range(6):  # however much was said before, the next word is seen
            terminal.press("7")
            terminal.wait_for(stands_at_the_top("There are 3 lists"))
            terminal.press("c")
            terminal.wait_for(stands_at_the_top("Mark 2 to 6 companies"))
        terminal.press("space", "j", "space")
        terminal.wait_for("2 marked")
        terminal.press("c")
        terminal.wait_for("Compare 2 companies")
        terminal.wait_for("what differs most in the total first")
        first, second = re.split(r"  +", terminal.lines[1].strip().removeprefix("▸ "))

        terminal.press("y")
        terminal.wait_for("Why one is above the other")
        terminal.wait_for(f"{first}  above  {second}")
        terminal.press("escape")
        terminal.wait_for("Compare 2 companies")
        terminal.press("r")
        terminal.wait_for("Would other weights turn it round?")
        terminal.wait_for("same leader")

        terminal.press("w")
        terminal.wait_for("as saved")
        terminal.wait_for("Element mix     25%")
        terminal.press("L")
        terminal.wait_for("Element mix     30%")
        terminal.press("enter")
        terminal.wait_for(stands_at_the_top("goes by these weights now"))
        assert "weights" in tomllib.loads(own.read_text("utf-8"))
        terminal.press("escape")
        terminal.wait_for("/ Filter")
        terminal.wait_for("weights of Rare-earth sample")

        terminal.press("u")
        terminal.wait_for(stands_at_the_top("Undone: changed the weights"))
        terminal.wait_for("usual weights")
        terminal.press("q")
        assert terminal.wait_closed() == 0
    assert contents(lists) == before


def open_pensana(terminal: Terminal) -> str:
    """From the list to one company; returns its score, as the header has it."""
    terminal.wait_for("Lynas Rare Earths")
    terminal.press("/")
    terminal.type("pensana")
    terminal.wait_gone("Lynas Rare Earths")
    terminal.press("enter")
    terminal.wait_for("partnerships")
    score = re.compile(r"Pensana .* (\d+–\d+) ")
    terminal.wait_for(lambda screen: score.search(screen.lines[0]))  # a message may stand over it
    (found,) = score.findall(terminal.lines[0])
    return str(found)


@pytest.mark.parametrize("size", SLOW_SIZES)
def test_add_evidence_with_its_source_be_cut_off_in_a_note_come_back_and_go_on(
    environment: Mapping[str, str], workspace_folder: Path, size: tuple[int, int]
) -> None:
    columns, rows = size
    kept = workspace_folder / "companies" / "pensana.toml"
    with Terminal(REWATCH, columns=columns, rows=rows, environment=environment) as terminal:
        score = open_pensana(terminal)
        terminal.press("e")
        terminal.wait_for("what kind of fact")
        terminal.press("p")
        terminal.wait_for("partner *")
        for text, read in (("Magnet Maker", ""), ("offt", "offtake"), ("oper", "operating")):
            terminal.type(text)
            terminal.wait_for(f" {text}")
            terminal.press("tab")
            terminal.wait_for(f" {read}")
        terminal.wait_for("still needed: source")
        terminal.press("ctrl+t")
        terminal.wait_for("Where was it read?")
        terminal.press("down", "enter")
        terminal.wait_for("source  rewatch company profile")
        terminal.wait_for("Effect")
        terminal.wait_for(f"total {score} to ")
        promised = re.search(r"total \S+ to (\d+–\d+)", terminal.text)
        assert promised is not None
        assert promised.group(1) != score
        assert not kept.exists(), "nothing is saved before it is said so"
        terminal.press("ctrl+s")
        terminal.wait_for(stands_at_the_top("Saved partnership-"))
        (record,) = tomllib.loads(kept.read_text("utf-8"))["evidence"]
        assert (record["partner"], record["source"]) == ("Magnet Maker", "profile")
        total = re.compile(rf"proven–possible +{promised.group(1)} ")
        terminal.wait_for(lambda screen: any(map(total.search, screen.lines)))
        terminal.press("]", "]")
        # Once in the list and once in the detail: it is the selected one.
        terminal.wait_for(lambda screen: "".join(screen.lines).count("offtake with Magnet") == 2)

        terminal.press("n")
        terminal.wait_for("New note")
        terminal.type("an hour of work")
        terminal.wait_for("Draft kept")
        until_kept(workspace_folder / ".rewatch" / "drafts", "an hour of work", terminal)
        terminal.process.signal(signal.SIGKILL)
        assert terminal.wait_closed() == -signal.SIGKILL

    with Terminal(REWATCH, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("A note on Pensana")
        assert open_pensana(terminal) == promised.group(1)
        terminal.press("n")
        terminal.wait_for("draft was kept from last time")
        terminal.wait_for("an hour of work")
        terminal.press("ctrl+s")
        terminal.wait_for(stands_at_the_top("Saved: "))
        terminal.wait_gone("New note")
        terminal.press("escape")
        terminal.wait_for("/ Filter")
        terminal.press("q")
        assert terminal.wait_closed() == 0
    (note,) = workspace_folder.glob("notes/pensana/*.md")
    assert note.read_text("utf-8").endswith("an hour of work\n")


def until_kept(drafts: Path, text: str, terminal: Terminal) -> None:
    """Until a draft holds all of a text: its first letters may be kept before the last came."""
    end = time.monotonic() + PATIENCE
    while not any(path.read_text("utf-8") == text for path in drafts.glob("*.md")):
        assert time.monotonic() < end, "the draft was not kept"
        terminal.process.read(0.05)


def test_a_step_paints_its_lines_alone_in_one_frame_and_never_an_empty_screen(
    environment: Mapping[str, str],
) -> None:
    with Terminal(REWATCH, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.wait_for("10k samples")  # nothing comes by itself any more
        terminal.press("down", "space")
        terminal.wait_for("1 marked")
        before = len(terminal.received)
        terminal.press("space")
        terminal.wait_gone("1 marked")
        # A frame begins and ends as one for the terminal, which shows it when it is whole.
        frame, place = rb"\x1b\[\?2026h(.*?)\x1b\[\?2026l", rb"\x1b\[(\d+);\d+H"
        steps = re.findall(frame, terminal.received[before:], re.DOTALL)
        assert steps
        for painted in steps:
            assert len(set(re.findall(place, painted))) <= 6
        since = terminal.received[terminal.received.index(b"\x1b[?2026h") :]
        assert b"\x1b[2J" not in since
        assert re.findall(place, re.sub(frame, b"", since, flags=re.DOTALL)) == []
        terminal.press("q")
        assert terminal.wait_closed() == 0


def test_the_address_of_a_source_goes_to_the_terminals_clipboard(
    environment: Mapping[str, str],
) -> None:
    with Terminal(REWATCH, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press("enter", "]", "y")
        terminal.wait_for("Copied, if your terminal lets programs copy")
        (copied,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.received)
        address = base64.b64decode(copied).decode()
        assert address.startswith("http")
        assert address[:30] in terminal.text.replace("\n", "")
        terminal.press("q")
        assert terminal.wait_closed() == 0


def test_it_ends_when_its_terminal_is_gone_even_where_nobody_tells_it(
    environment: Mapping[str, str],
) -> None:
    deaf = ["/bin/sh", "-c", 'trap "" HUP; exec "$0" "$@"', *REWATCH]
    with Terminal(deaf, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.process.vanish()
        assert terminal.process.wait(PATIENCE) is not None
