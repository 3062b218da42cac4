"""The mouse works for everything; and what only the mouse could reach, a key reaches too."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Click

from rewatch.tui.commands import DIALOGS, PLACES
from rewatch.tui.keys import footer_of, keyed, shown_key
from rewatch.tui.screens.arranging import WIDE
from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Confirm, Form
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.screens.watchlist import WELCOME, WELCOME_WIDE
from rewatch.tui.session import Session
from rewatch.tui.widgets.bars import Footer, Hints
from rewatch.tui.widgets.lines import Page
from tests.tui.conftest import Driver, Opener
from tests.tui.test_storms import gone_to
from tests.tui.ways import WAYS


async def click_word(driver: Driver, word: str, line: int = -1) -> None:
    """Clicks a word on the screen; of several lines that hold it, the last."""
    places = [(n, text) for n, text in enumerate(driver.text.splitlines()) if word in text]
    row, text = places[line]
    await driver.pilot.click(offset=(cell_len(text[: text.index(word)]) + 1, row))
    await driver.settle()


async def test_a_question_is_answered_by_a_click(opened: Opener) -> None:
    async with opened() as driver:
        first, total = driver.app.home.company_id, len(driver.app.home.table.ids())
        await driver.press("d")
        await click_word(driver, "Esc no")
        assert driver.app.screen is driver.app.home
        assert len(driver.app.home.table.ids()) == total
        await driver.press("d")
        await click_word(driver, "y take it off")
        assert first not in driver.app.home.table.ids()


async def test_a_form_is_sent_by_a_click_and_not_lost_by_one_beside_it(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("N")
        await driver.type("Mine")
        await driver.pilot.click(offset=(2, 20))
        await driver.settle()
        assert isinstance(driver.app.screen, Form)
        await click_word(driver, "Enter makes it")
        assert driver.app.home.answer.name == "Mine"


async def test_columns_are_chosen_with_the_mouse_alone(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await click_word(driver, "C 7 more columns")
        await click_word(driver, "share first")
        await click_word(driver, "Enter done")
        assert driver.app.screen is driver.app.home
        assert " first " in driver.text.splitlines()[2]


@pytest.mark.parametrize("keys", [("o",), ("L",), ("F3",), ("f",), ("S",), ("C",), ("d",)])
async def test_a_click_beside_a_dialog_leaves_it(opened: Opener, keys) -> None:
    async with opened() as driver:
        await driver.press(*[key.lower() if key == "F3" else key for key in keys])
        assert driver.app.screen is not driver.app.home
        await driver.pilot.click(offset=(0, 22))
        await driver.settle()
        assert driver.app.screen is driver.app.home


# How each screen with a footer is reached; the facets have a footer of their own on the list's.
FOOTERS = {place: way for place, way in WAYS.items() if place in {
    "home", "facets", "company", "compare", "why", "promises", "weights",
    "scenarios", "inbox", "history", "editor", "add", "help", "evidence form", "cash grid",
    "note search", "missing facts", "shares",
}} | {"order of the list": ("M", "o"), "import": ("M", "i")}  # fmt: skip
# Dialogs with hints of their own, what stands over another footer, and groups of keys.
WITHOUT_A_FOOTER = {"filter", "lists", "everywhere", *DIALOGS} - {"order"}
SOME = ("home", "editor")


def click(footer: Footer, x: int) -> Click:
    """A click on a cell of a footer, as the toolkit tells of it."""
    row = footer.size.height - 1
    return Click(footer, x, row, 0, 0, button=1, shift=False, meta=False, ctrl=False)


async def test_a_footer_is_clicked(opened: Opener) -> None:
    async with opened() as driver:
        await click_word(driver, "a Add")
        assert driver.app.screen.place == "add"  # type: ignore[attr-defined]
        await click_word(driver, "Esc Back")
        assert driver.app.screen is driver.app.home


async def test_a_click_where_the_marks_stand_marks_and_opens_nothing(opened: Opener) -> None:
    async with opened() as driver:
        table, lines = driver.app.home.table, driver.text.splitlines()
        for name, marked in (("MP Materials", 1), ("Iluka", 2), ("Iluka", 1)):
            row = next(at for at, line in enumerate(lines) if name in line)
            await driver.pilot.click(offset=(1 + table.region.x, row))
            await driver.settle()
            assert len(table.marked) == marked
            assert f"● {marked} marked" in driver.text
        assert table.marked == {"mp-materials"}
        assert table.row is not None
        assert table.row.id == "iluka-resources"
        await driver.pilot.click(offset=(1 + table.region.x, row), times=2)
        await driver.settle()
        assert driver.app.screen is driver.app.home
        assert table.marked == {"mp-materials"}


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(SOME, id="some"),
        pytest.param(tuple(FOOTERS), id="all", marks=pytest.mark.slow),
    ],
)
async def test_a_click_on_any_entry_of_a_footer_does_what_its_key_does(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, places: Sequence[str]
) -> None:
    ran: list[tuple[str, object]] = []

    async def note_down(action: str, target: object) -> bool:
        ran.append((action, target))
        return True

    async with opened() as driver:
        await driver.press("down")  # the welcome goes
        seen = set()
        for place in places:
            await gone_to(driver, FOOTERS[place])
            screen = driver.app.screen
            shown = [one for one in screen.query(Footer) if one.display]
            assert len(shown) == 1, (place, driver.text)
            footer = shown[0]
            entries = footer_of("facets" if place == "facets" else screen.place)  # type: ignore[attr-defined]
            seen.add("facets" if place == "facets" else screen.place)  # type: ignore[attr-defined]
            told = [text for _, text in entries]
            line = footer.content_region.y
            start = footer.content_region.x
            before, _, _ = driver.text.splitlines()[line].partition("  ".join(told))
            assert cell_len(before) == start, (place, driver.text)
            for command, text in entries:
                key = next(key for key in command.keys if shown_key(key) == text.split()[0])
                # Over a dialog the chain ends there: it hides the keys of the application.
                keyed = [
                    (bound.action.removeprefix("app."), driver.app)
                    if bound.action.startswith("app.")
                    else (bound.action, node)
                    for node, bindings in screen._modal_binding_chain
                    for bound in bindings.key_to_bindings.get(key, ())
                ]
                assert keyed, f"{text} is a dead key at {place}"
                with monkeypatch.context() as patched:
                    patched.setattr(driver.app, "run_action", note_down)
                    for at in (start, start + cell_len(text) - 1):  # from its first to its last
                        assert screen.get_widget_at(at, line)[0] is footer
                        await footer.on_click(click(footer, at - footer.region.x))
                assert [action for action, _ in ran] == [command.id()] * 2, (place, text)
                assert set(ran) <= set(keyed), (place, text)
                ran.clear()
                start += cell_len(text) + 2
        if places != SOME:
            assert seen == set(PLACES) - WITHOUT_A_FOOTER


async def test_pane_and_detail_say_what_stands_below_and_scroll_to_it(opened: Opener) -> None:
    async with opened((120, 24)) as driver:
        pane = driver.app.home.query_one("#pane", Page)
        await driver.press("down", "up")  # the welcome goes
        await driver.sampled()
        assert "Next best facts" not in driver.text
        seen = driver.text
        below = pane.line_total() - pane.size.height + 1  # it stands on the first of them
        assert f"▼ {below} more lines  }} scrolls" in seen
        await click_word(driver, f"▼ {below} more")
        assert 0 < pane.scroll_y < pane.max_scroll_y
        assert f"▼ {below - pane.scroll_y:.0f} more lines" in driver.text
        for _ in range(4):
            await driver.press("right_curly_bracket")
        assert "Next best facts" in driver.text
        assert "more lines" not in driver.text
        for _ in range(4):
            await driver.press("left_curly_bracket")
        assert driver.text == seen
        assert pane.scroll_y == 0
    async with opened() as driver:
        await driver.press("enter", "right_square_bracket")
        detail = driver.app.screen.query_one("#detail", Page)
        page = driver.app.screen.query_one("#page", Page)
        while detail.line_total() <= detail.size.height:
            assert "more lines" not in driver.text
            before = page.key
            await driver.press("down")
            assert page.key != before, "no record is longer than its pane"
        assert "more lines  } scrolls" in driver.text
        await driver.press("right_curly_bracket")
        assert detail.scroll_y > 0


async def test_keys_pressed_before_anything_is_scored_are_kept_and_answered(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "ask", _waits_first(Session.ask))
    async with opened(settled=False) as driver:
        for key in ("space", "space", "slash", "e", "enter"):
            await driver.pilot.press(key)
        await driver.settle()
        await driver.settle()
        assert len(driver.app.home.table.marked) == 2
        assert driver.app.home.bar.text == "e"


def _waits_first(ask):
    """The first question, asked before the interface opens, is put off as at a first start."""
    asked: list[object] = []

    def put_off(self, *args, **named):
        asked.append(args)
        return self.wait() if len(asked) == 1 else ask(self, *args, **named)

    return put_off


async def test_keys_pressed_while_a_note_is_saved_are_for_what_stands_there_afterwards(
    opened: Opener, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk = threading.Event()

    async with opened() as driver:
        await driver.press("n")
        await driver.type("short")
        workspace = driver.app.session.workspace
        add = workspace.add_note

        def slow(*args, **fields):
            on_disk.wait(30)
            return add(*args, **fields)

        monkeypatch.setattr(workspace, "add_note", slow)
        for key in ("ctrl+s", "down", "down", "x"):
            await driver.pilot.press(key)
        assert isinstance(driver.app.screen, EditorScreen)
        on_disk.set()
        await driver.settle()
        await driver.settle()
        assert "Export the scorecard" in driver.text
        assert driver.app.home.company_id == driver.app.home.table.ids()[2]
        [note] = (workspace_folder / "notes").rglob("*.md")
        assert note.read_text("utf-8").endswith("short\n")


async def test_a_short_hint_is_clicked_where_it_stands(opened: Opener) -> None:
    async with opened() as driver:
        said: list[bool | None] = []
        _ = driver.app.push_screen(Confirm("Really?", "do it"), said.append)
        await driver.settle()
        hints = driver.app.screen.query_one(Hints)
        await driver.pilot.click(hints, offset=(2, 0))
        await driver.settle()
        assert said == [True]
        for dialog in (Chooser("One", [Choice("a", "A", "a")]), Form("Two", [Asked("x")], "ok")):
            _ = driver.app.push_screen(dialog)
            await driver.settle()
            await driver.press("escape")
        assert driver.app.screen is driver.app.home


def test_the_welcome_fits_the_narrowest_screen() -> None:
    assert cell_len(keyed(WELCOME)) <= 78
    assert cell_len(keyed(WELCOME_WIDE)) <= WIDE - 2
