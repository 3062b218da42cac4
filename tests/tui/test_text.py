"""The gate between text from files and the screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcwidth

from rewatch.tui.text import cut, fitted, plain, visible, wrapped
from rewatch.tui.widgets.bars import fitting, footer_pieces, header_pieces
from rewatch.tui.widgets.filterbar import without_lesser
from rewatch.tui.widgets.paint import in_parts, shortened

HOSTILE = [
    "[/",
    "[bold]x[/bold]",
    "\x1b[2J",
    "\u202egnp.exe",
    "x" * 10_000,
    "a\u0301" * 500,
    "\ud800",
]
anything = st.text(max_size=80)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
LEGIBLE = frozenset("\u200c\u200d\u00ad")


def obeyed(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in OBEYED and c not in LEGIBLE]


@given(anything)
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    assert obeyed(visible(text)) == []
    assert obeyed(visible(text, lines=True).replace("\n", "")) == []
    assert all(obeyed(line) == [] for line in wrapped(text, 20))


@given(anything, st.integers(0, 40))
def test_cut_text_never_takes_more_cells_than_it_may(text: str, cells: int) -> None:
    assert cell_len(cut(text, cells)) <= cells


@given(anything, st.integers(1, 40), st.booleans())
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int, right: bool) -> None:
    assert cell_len(fitted(text, cells, right=right)) == cells


@given(anything, st.integers(2, 40))
def test_folded_lines_fit_and_lose_no_letter(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert all(cell_len(line) <= cells for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(visible(text, lines=True).split())


@given(st.text(max_size=200), st.text(max_size=60), st.integers(10, 60), st.integers(1, 4))
def test_a_shortened_text_keeps_to_its_lines_and_marks_what_it_leaves_out(
    text: str, end: str, width: int, most: int
) -> None:
    said = [
        "".join(part for part, _ in line) for line in shortened(text, width, end=end, most=most)
    ]
    assert len(said) <= most
    assert all(cell_len(line) <= width for line in said)
    whole = "".join(visible(f"{visible(text)}{end}").split())
    assert "".join("".join(said).split()) == whole or any("…" in line for line in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Offtake, running: Sojitz Corporation and JOGMEC (Japan Australia Ores) and 2 more",
            "Offtake, running: Sojitz Corporation\nand JOGMEC (Japan Australia… and 2\nmore {}",
        ),
        (
            "Public support, drawn: demonstration plant of the state, up to USD 24.2 million",
            "Public support, drawn: demonstration\nplant of the state…\n{}",
        ),
        ("Permits: site in operation", "Permits: site in operation\n{}"),
        ("Bench", "Bench {}"),
    ],
)
def test_a_shortened_text_breaks_off_at_a_word_and_ends_in_its_citation(
    text: str, said: str
) -> None:
    end = "[C, The Mining Paper, 2026-01]"
    lines = shortened(text, 36, end=f" {end}", most=3)
    assert "\n".join("".join(part for part, _ in line) for line in lines) == said.format(end)


def test_parts_are_not_broken_between_two_lines() -> None:
    parts = ["90 % rank 1–5 of 14", "tier 1", "first in 30%", "top 5 in 97%"]
    assert in_parts(parts, 36, "  ") == [
        "90 % rank 1–5 of 14  tier 1", "first in 30%  top 5 in 97%",
    ]  # fmt: skip


def test_text_that_fits_is_left_as_it_is() -> None:
    assert cut("Arafura Rare Earths", 19) == "Arafura Rare Earths"
    assert cut("Arafura Rare Earths", 10) == "Arafura R…"


def test_wide_characters_are_cut_by_cells_not_by_letters() -> None:
    assert fitted("希土類元素", 7) == "希土類…"
    assert cell_len(fitted("希土類元素", 8)) == 8


def test_brackets_are_text_and_not_markup() -> None:
    for text in HOSTILE[:2]:
        assert plain(text).plain == text
        assert plain(text).spans == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("👩\u200d🚀", "👩🚀"),
        ("❤\ufe0f\u200d🔥", "❤🔥"),
        ("👍🏽", "👍"),
        ("🇦🇺", "AU"),
        ("1\ufe0f\u20e3", "1"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # what keeps letters apart is part of the word
        ("क्\u200dष", "क्ष"),
        ("a\u200db", "ab"),
        ("e\u0301 希土", "e\u0301 希土"),
    ],
)
def test_pictures_of_several_signs_are_shown_as_parts_every_terminal_counts_alike(
    text: str, shown: str
) -> None:
    assert visible(text) == shown
    assert cell_len(shown) == sum(max(0, wcwidth(sign)) for sign in shown)


def header(title, facts, under=(), needed=0, width=78) -> str:
    said = "".join(text for text, _ in header_pieces(title, facts, under, needed, width))
    assert cell_len(said) <= width
    return said


ENTRIES = (
    ("choose", "Enter Open"),
    ("write_note", "n Note"),
    ("add_evidence", "e Evidence"),
    ("back", "Esc Back"),
    ("help", "? Help"),
)


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (None, "Enter Open  n Note  e Evidence  Esc Back  ? Help  "),
        (48, "Enter Open  n Note  e Evidence  Esc Back  ? Help  "),
        (47, "Enter Open  n Note  Esc Back  ? Help  …"),
        (38, "Enter Open  Esc Back  ? Help  …"),
        (20, "Esc Back  ? Help  …"),
        (5, "Esc Back  …"),
    ],
)
def test_a_footer_says_whole_entries_and_that_there_are_others(
    width: int | None, said: str
) -> None:
    pieces, spots = footer_pieces(ENTRIES, width)
    line = "".join(text for text, _ in pieces)
    assert line == said
    for place, (end, name) in enumerate(spots):  # where a click finds each
        start = spots[place - 1][0] if place else 0
        assert line[start:end].strip() == dict(ENTRIES)[name]


def test_a_line_that_is_cut_says_so_and_blanks_at_its_end_are_nothing() -> None:
    pieces = [("s", "accent"), (" Save   ", "plain"), ("Esc", "accent"), (" back   ", "plain")]

    def said(width: int) -> str:
        return "".join(text for text, _ in fitting(pieces, width)).rstrip()

    assert said(17) == "s Save   Esc back"
    assert said(16) == "s Save   Esc ba…"
    assert said(40) == "s Save   Esc back"


def test_beside_a_filter_the_marks_are_counted_and_what_they_are_good_for_goes_first() -> None:
    said = [
        ("12 match · 17 unknown · 7 no", "accent"),
        ("  ● ", "accent"),
        ("2 marked", "plain"),
        ("  c compares", "dim"),
        ("  by name ▼", "dim"),
    ]
    for width, last in (
        (63, "by name ▼"),
        (62, "c compares"),
        (52, "c compares"),
        (51, "2 marked"),
    ):
        line = "".join(text for text, _ in without_lesser(said, width))
        assert line.endswith(last)
        assert line.startswith("12 match · 17 unknown · 7 no  ● 2 marked")


def test_a_header_says_the_needed_facts_and_both_names_as_far_as_there_is_room() -> None:
    place, day = ("#2 of 22 ore companies", "#2 of 22"), "as of 2026-11-22"
    facts = [place, "47–66", day, "ASX:LYC", "AU"]
    scenario = ["supposing China's suspended controls return"]
    said = header("Lynas Rare Earths", facts, scenario, 3)
    assert said.startswith("Lynas Rare Earths, supposing China's suspende")
    assert said.endswith("…   #2 of 22   47–66   2026-11-22")  # the country goes first
    long_name = "Promises of Magnet juniors of the southern hemisphere"
    said = header(long_name, [day], scenario, 1)
    assert said.startswith("Promises of Magnet")
    assert said.endswith("…, supposing China's suspended controls return   2026-11-22")
    # With room nothing is cut or left out, and without a scenario the tool keeps its name.
    assert header("Lynas Rare Earths", facts, scenario, 3, 140) == (
        "rewatch  Lynas Rare Earths, supposing China's suspended controls return   "
        "#2 of 22 ore companies   47–66   as of 2026-11-22   ASX:LYC   AU"
    )
    said = header(long_name * 2, [day, "AU"], (), 1)
    assert said.startswith("rewatch  Promises of")
    assert said.endswith("…   2026-11-22")
    # What is the day of goes before the name of the tool, and before who weighs.
    assert header("Rare-earth sample", [day, "data to 2026-11"], (), 1, 38) == (
        "Rare-earth sample   2026-11-22"
    )
    for width in range(1, 100):  # however narrow, what is cut says so
        assert "…" in header(long_name, facts, ["as of 2026-01-01", *scenario], 2, width)
