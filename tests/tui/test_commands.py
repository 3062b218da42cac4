"""One registry feeds keys, footers, palette, help and the page of keys; none can drift."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from rewatch.tui.app import RewatchApp
from rewatch.tui.command import NeedsCompany
from rewatch.tui.commands import BY_ID, COMMANDS, PLACES, Command, commands_of
from rewatch.tui.keys import FOOTER_CELLS, FOOTER_ENTRIES, TYPING, footer_of, keys_page, shown_keys
from rewatch.tui.screens.add import AddScreen
from rewatch.tui.screens.cash import CashScreen
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.compare import CompareScreen, DifferenceScreen
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.evidence import EvidenceScreen
from rewatch.tui.screens.facts import FactsScreen
from rewatch.tui.screens.help import HelpScreen
from rewatch.tui.screens.history import HistoryScreen
from rewatch.tui.screens.importing import ImportScreen
from rewatch.tui.screens.inbox import InboxScreen
from rewatch.tui.screens.notes import NotesScreen
from rewatch.tui.screens.ordering import OrderScreen
from rewatch.tui.screens.promises import PromisesScreen
from rewatch.tui.screens.saved import FlagsDialog, SavedScreens
from rewatch.tui.screens.scenarios import ScenariosScreen
from rewatch.tui.screens.shares import SharesScreen
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.widgets.facets import FacetList
from rewatch.tui.widgets.filterbar import FilterBar
from rewatch.tui.widgets.lines import Lines

KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
OWNERS = {
    "watchlist": WatchlistScreen, "company": CompanyScreen, "compare": CompareScreen,
    "why": DifferenceScreen, "weights": WeightsScreen, "facts": FactsScreen, "shares": SharesScreen,
    "editor": EditorScreen, "add": AddScreen, "help": HelpScreen, "filter": FilterBar,
    "facets": FacetList, "screens": SavedScreens, "flags": FlagsDialog, "evidence": EvidenceScreen,
    "cash": CashScreen, "notes": NotesScreen, "import": ImportScreen, "order": OrderScreen,
    "scenarios": ScenariosScreen, "inbox": InboxScreen, "history": HistoryScreen, "lists": Lines,
    "everywhere": RewatchApp, "promises": PromisesScreen,
}  # fmt: skip


def test_the_page_of_keys_is_in_step_with_the_registry() -> None:
    assert KEYS_PAGE.read_text("utf-8") == keys_page(), "run: python -m rewatch.tui.keys"


def test_every_command_class_is_registered_and_says_what_it_does() -> None:
    named = _below(Command) - {NeedsCompany}
    assert named == set(COMMANDS)
    for command in COMMANDS:
        assert command.help().endswith("."), command
        assert command.title
        assert set(command.places) <= set(PLACES)


def _below(kind: type[Command]) -> set[type[Command]]:
    return {sub for one in kind.__subclasses__() for sub in {one, *_below(one)}}


@pytest.mark.parametrize("place", PLACES)
def test_every_command_of_a_place_can_run_there(place: str) -> None:
    for command in commands_of(place):
        assert hasattr(OWNERS[place], f"action_{command.id()}"), command


# Where the arrows move sliders and the list beside them has no focus, a list's keys do nothing.
SLIDING = ("weights",)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    commands = {*commands_of(place, "everywhere"), *commands_of("lists")}
    if place in TYPING or place in SLIDING:
        commands -= set(commands_of("lists"))
    keys = [key for command in commands for key in command.keys]
    assert sorted(keys) == sorted(set(keys))


def test_a_letter_quits_nowhere_that_letters_or_weights_are_set() -> None:
    assert set(BY_ID["quit"].places).isdisjoint({*TYPING, *SLIDING})


@pytest.mark.parametrize("place", PLACES)
def test_a_footer_has_at_most_six_entries_in_78_cells(place: str) -> None:
    entries = [text for _, text in footer_of(place)]
    assert 0 < len(entries) <= FOOTER_ENTRIES
    assert cell_len("  ".join(entries)) <= FOOTER_CELLS
    assert any("Help" in entry for entry in entries)


def test_the_help_names_every_key_of_the_watchlist() -> None:
    from rewatch.tui.pages.help import help_lines

    shown = "\n".join(
        "".join(text for text, _ in getattr(line, "pieces", line))
        for line in help_lines(["watchlist"], 200)
    )
    for command in commands_of("watchlist", "lists", "everywhere"):
        assert shown_keys(command) in shown
        assert command.title in shown
