"""One registry feeds keys, footers, palette, help and the page of keys; none can drift."""

import re
from pathlib import Path
from typing import cast

import pytest
from rich.cells import cell_len

from rewatch.tui.command import NeedsCompany
from rewatch.tui.commands import BY_ID, COMMANDS, DIALOGS, PLACES, Command, commands_of
from rewatch.tui.dialog_commands import DIALOG_COMMANDS
from rewatch.tui.keys import FOOTER_CELLS, FOOTER_ENTRIES, TYPING, footer_of, keys_page, shown_keys
from rewatch.tui.pages.help import help_lines
from rewatch.tui.rebinding import key_name
from rewatch.tui.screens.base import OurScreen
from tests.tui.conftest import Driver, Opener
from tests.tui.test_storms import gone_to
from tests.tui.ways import WAYS

KEYS_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
# How each place is reached, where the storms call it something else.
CALLED = {
    "watchlist": "home", "facts": "missing facts", "evidence": "evidence form", "cash": "cash grid",
    "notes": "note search", "order": "order of the list", "criteria": "order", "form": "new list",
    "export": "export form", "lists": "home", "everywhere": "home",
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


async def test_every_key_of_a_place_runs_its_command_there(opened: Opener) -> None:
    async with opened() as driver:
        for place in PLACES:
            await gone_to(driver, WAYS[CALLED.get(place, place)])
            if place not in ("lists", "everywhere"):
                screen = cast("OurScreen[None]", driver.app.screen)
                assert place in {getattr(screen.focused, "place", ""), screen.place}
            for command in commands_of(place):
                for key in command.keys:
                    assert runs(driver, key, command), f"{key}: no {command.title} at {place}"


def runs(driver: Driver, key: str, command: type[Command]) -> bool:
    """Whether a key is bound to a command somewhere around the cursor, and it can run there."""
    action = f"{command.id()}('{key}')" if command.keyed else command.id()
    return any(
        bound.action == action and hasattr(node, f"action_{command.id()}")
        for node, bindings in driver.app.screen._modal_binding_chain
        for bound in bindings.key_to_bindings.get(key_name(key) or "", ())
    )


def test_what_a_dialog_alone_can_do_is_offered_nowhere_else() -> None:
    assert DIALOG_COMMANDS
    for command in DIALOG_COMMANDS:
        assert set(command.places) <= set(DIALOGS), command


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
    shown = "\n".join(
        "".join(text for text, _ in getattr(line, "pieces", line))
        for line in help_lines(["watchlist"], 200)
    )
    for command in commands_of("watchlist", "lists", "everywhere"):
        assert shown_keys(command) in shown
        assert command.title in shown


def test_the_help_of_a_form_names_no_key_that_types_there() -> None:
    def said(*places: str) -> str:
        return "\n".join(
            "".join(text for text, _ in getattr(line, "pieces", line))
            for line in help_lines(places, 200)
        )

    form = said("evidence").partition("What the marks mean\n")[0]
    assert "Every list" not in form
    assert re.search(r"^\^s +Save", form, re.MULTILINE)
    assert re.search(r"^F1 +Help", form, re.MULTILINE), "? is typed"
    assert re.search(r"^\^q +Quit", form, re.MULTILINE)
    assert not re.search(r"^\w +[A-Z]", form, re.MULTILINE)
    assert re.search(r"^q +Quit", said("watchlist"), re.MULTILINE)
    assert re.search(r"^↓ +Down", said("sort", "lists"), re.MULTILINE), "j sorts there"
    beside = said("filter", "watchlist")  # the letters work once the line is left
    assert re.search(r"^n +Write a note", beside, re.MULTILINE)
