"""config.toml: keys, colours and the first list are the user's; a slip is named, none stops it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rewatch.domain.errors import UsageError
from rewatch.storage.settings import GROUPS, KNOWN, PANES
from rewatch.tui.commands import BY_ID, COMMANDS
from rewatch.tui.keymap import show_keys
from rewatch.tui.keys import keys_page, shown_key, shown_keys
from rewatch.tui.rebinding import key_name, usable
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.screens.editor import EditorScreen
from rewatch.tui.theme import names
from rewatch.tui.widgets.chosen_columns import available
from rewatch.tui.widgets.lines import Page
from rewatch.workspace import Workspace
from tests.tui.conftest import Opener

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def usual_keys_afterwards() -> Iterator[None]:
    yield
    show_keys({})


@pytest.fixture
def config(fresh_home: Path) -> Path:
    folder = fresh_home / ".config" / "rewatch"
    folder.mkdir(parents=True)
    return folder / "config.toml"


async def test_a_command_has_the_keys_the_user_gave_it_and_no_longer_its_own(
    opened: Opener, config: Path
) -> None:
    config.write_text('[keys]\nwrite_note = "b"\nswitch_list = ["f5", "f6"]\nreload = "R"\n')
    async with opened() as driver:
        assert driver.toasts == []
        assert "b Note" in driver.text.splitlines()[-1]
        names = [name for _, name in driver.app.session.lists()]
        await driver.press("f6")
        assert driver.app.home.answer.name == names[1]
        await driver.press("n")
        assert not isinstance(driver.app.screen, EditorScreen)
        await driver.press("b")
        assert isinstance(driver.app.screen, EditorScreen)
        await driver.type("bn")
        assert "bn" in driver.text


async def test_the_keys_of_dialogs_can_be_changed_and_stand_in_them_as_they_are(
    opened: Opener, config: Path
) -> None:
    config.write_text(
        '[keys]\nthen_by = "!"\nswap = "b"\nlower = "ctrl+down"\nstep_back = "b"\n'
        'next_make = "f8"\nsubmit = "f9"\n'
    )
    async with opened((100, 30)) as driver:
        assert driver.toasts == []
        await driver.press("o")
        assert "! and then by" in driver.text
        await driver.press("plus")
        assert "By rank, and then by" not in driver.text
        await driver.press("exclamation_mark")
        assert "By rank, and then by" in driver.text
        await driver.press("f1")
        assert "! " in driver.text
        assert "And then by" in driver.text
        await driver.press("escape", "escape", "C")
        assert "b shows or hides" in driver.text
        before = driver.text.count("●")
        await driver.press("b")
        assert abs(driver.text.count("●") - before) == 1
        await driver.press("escape", "w", "o")
        assert "^down" not in driver.text
        assert "^↓ down" in driver.text
        await driver.press("escape", "w", "enter")
        assert "Question 2 of" in driver.text
        await driver.press("b")
        assert "Question 1 of" in driver.text
        await driver.press("escape", "escape", "x", "enter")
        assert "F8  Make" in driver.text
        await driver.press("escape", "N")
        await driver.type("Mine")
        await driver.press("ctrl+s")
        assert driver.app.screen is not driver.app.home
        await driver.press("f9")
        assert driver.app.home.answer.name == "Mine"


async def test_the_key_that_saves_a_note_with_its_fields_can_be_changed(
    opened: Opener, config: Path, workspace_folder: Path
) -> None:
    config.write_text('[keys]\nsubmit = "f9"\n')
    async with opened() as driver:
        await driver.press("n")
        await driver.type("seen")
        await driver.press("ctrl+t")
        assert "F9 saves the note" in driver.text
        await driver.press("f9")
        assert driver.app.screen is driver.app.home
    [note] = (workspace_folder / "notes").rglob("*.md")
    assert note.read_text("utf-8").endswith("seen\n")


async def test_two_commands_can_swap_their_keys(opened: Opener, config: Path) -> None:
    config.write_text('[keys]\nwrite_note = "x"\nexport_card = "n"\n')
    async with opened() as driver:
        await driver.press("n")
        assert "Export the scorecard" in driver.text
        await driver.press("escape", "x")
        assert isinstance(driver.app.screen, EditorScreen)


async def test_what_cannot_be_used_is_one_sentence_with_its_lines(
    opened: Opener, config: Path
) -> None:
    config.write_text(
        'theme = "pinkish"\ncolumns = ["flavour"]\n\n[keys]\nwritenote = "m"\nfilter = "a"\n'
        'quit = "Hyper"\nundo = "Hyper"\n'
    )
    async with opened((120, 40)) as driver:
        said, column = sorted(driver.toasts, key=len, reverse=True)
        assert f"{config}:1: there is no theme 'pinkish'" in said
        assert "line 5: writenote is no command; did you mean write_note?" in said
        assert said.count(str(config)) == 1
        assert said.endswith("and more in lines 7, 8; rewatch check names them all")
        assert f"{config}:2: there is no column 'flavour'" in column
        assert driver.app.theme == "rewatch-dark"
        driver.app.read_after = 0
        await driver.press("down")
        assert len(driver.toasts) == 2, "what went wrong does not go with any key"
        await driver.press("escape")
        assert driver.toasts == []
        await driver.press("slash")
        assert driver.app.screen.focused.id == "filter"


def test_only_a_name_that_is_near_is_suggested() -> None:
    reasons = usable({"frobnicate": ("b",), "write_notes": ("b",), "exportcard": ("b",)})[1]
    assert reasons["frobnicate"] == "frobnicate is no command; docs/keys.md has the names"
    assert reasons["write_notes"].endswith("did you mean write_note?")
    assert reasons["exportcard"].endswith("did you mean export_card?")


async def test_an_order_by_a_column_that_there_is_not_is_told(opened: Opener, config: Path) -> None:
    config.write_text('sort = ["coverage", "-flavour"]\n')
    async with opened() as driver:
        [said] = driver.toasts
        assert said.startswith(f"{config}:1: there is no column 'flavour' to sort by; there are ")


def test_the_settings_that_the_documents_show_can_be_used() -> None:
    text = (DOCS / "settings.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    shown = tomllib.loads(text)
    assert usable({name: tuple([keys] if isinstance(keys, str) else keys)
                   for name, keys in shown.pop("keys").items()})[1] == {}  # fmt: skip
    assert shown.keys() == KNOWN.keys()
    assert shown["theme"] in names()
    # Light, in high contrast, and in the terminal's own sixteen colours on either ground.
    assert {"rewatch-light", "rewatch-contrast", "ansi-dark", "ansi-light"} < set(names())
    assert shown["pane"] in PANES
    assert shown["groups"] in GROUPS
    columns = [key for key, _ in available(())]
    assert {key.removeprefix("-") for key in (*shown["columns"], *shown["sort"])} <= set(columns)
    page = keys_page().partition("```toml\n")[2].partition("```")[0]
    assert tomllib.loads(page)["keys"].items() <= tomllib.loads(text)["keys"].items()


async def test_a_file_that_is_no_toml_is_named_and_everything_is_as_usual(
    opened: Opener, config: Path
) -> None:
    config.write_text("theme = [")
    async with opened() as driver:
        assert [f"{config}:1" in toast for toast in driver.toasts] == [True]
        assert "Lynas" in driver.text


async def test_the_chosen_theme_is_there_at_the_next_start_and_comments_stay(
    opened: Opener, config: Path
) -> None:
    config.write_text('# mine\n[keys]\nreload = "R" # as in my mail\n')
    async with opened() as driver:
        await driver.press("f2")
        page = driver.app.screen.query_one(Page)
        assert page.key == "rewatch-dark"
        await driver.press("g")  # not to the first line, for a name begins with it
        assert page.key == "gruvbox"
        await driver.press("R", *"rrr", "j")  # past the last to the first; no name begins with j
        assert page.key == "rewatch-light"
        await driver.press("enter")
        assert driver.app.theme == "rewatch-light"
    text = config.read_text()
    assert text.startswith("# mine")
    assert "# as in my mail" in text
    async with opened() as driver:
        assert driver.app.theme == "rewatch-light"
        assert driver.toasts == []
        await driver.press("f2")
        assert driver.app.screen.query_one(Page).key == "rewatch-light"


async def test_a_first_theme_makes_the_file(opened: Opener, fresh_home: Path) -> None:
    async with opened() as driver:
        await driver.press("f2", "down", "down", "enter")
    file = fresh_home / ".config" / "rewatch" / "config.toml"
    assert file.read_text("utf-8") == 'theme = "rewatch-contrast"\n'


async def test_the_list_that_is_set_opens_and_one_that_is_gone_is_told(
    opened: Opener, config: Path, workspace_folder: Path
) -> None:
    slug, name = next(pair for pair in _lists(workspace_folder) if pair[0] != "sample")
    config.write_text(f'watchlist = "{slug}"\n')
    async with opened() as driver:
        assert driver.app.home.answer.name == name
    config.write_text('# where is it\nwatchlist = "nowhere"\n')
    async with opened() as driver:
        assert driver.app.home.answer.slug == "sample"
        assert f"{config}:2" in driver.toasts[0]


def _lists(folder: Path) -> list[tuple[str, str]]:
    return [(slug, entry.name) for slug, entry in Workspace.open(folder).watchlists().items()]


def test_the_workspace_can_be_set_and_what_is_said_at_the_call_goes_first(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(f'workspace = "{tmp_path / "elsewhere"}"\n')
    assert Workspace.open(tmp_path / "named").folders.workspace == tmp_path / "named"
    assert Workspace.open().folders.workspace == tmp_path / "workspace"  # the variable
    monkeypatch.delenv("REWATCH_WORKSPACE")
    assert Workspace.open().folders.workspace == tmp_path / "elsewhere"
    config.write_text("workspace = [")
    with pytest.raises(UsageError, match=r"config\.toml:1"):
        Workspace.open()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("?", "question_mark"), ("/", "slash"), ("^P", "ctrl+p"), ("Ctrl+P", "ctrl+p"),
        ("Esc", "escape"), ("F12", "f12"), ("g", "g"), ("G", "G"), ("ä", "ä"), ("PgUp", "pageup"),
        ("Shift+Tab", "shift+tab"), ("question_mark", "question_mark"), ("ctrl+up", "ctrl+up"),
        ("-", "minus"), (" ", "space"), ("Hyper", None), ("ctrl+", None), ("", None),
        ("super+x", None), ("F99", None), ("shift+g", "G"), ("Shift+Ä", "Ä"), ("shift+ß", None),
        ("shift+ctrl+up", "ctrl+shift+up"), ("shift+alt+ctrl+x", "alt+ctrl+shift+x"),
    ],
)  # fmt: skip
def test_keys_are_known_by_the_names_people_write(written: str, meant: str | None) -> None:
    assert key_name(written) == meant


@pytest.mark.parametrize("sign", [chr(code) for code in range(33, 127)])
def test_a_sign_is_shown_as_it_is_written(sign: str) -> None:
    assert shown_key(key_name(sign) or "") == sign


@pytest.mark.parametrize("command", [item for item in COMMANDS if not item.keyed])
def test_every_command_can_have_another_key(command) -> None:
    free = "ctrl+shift+f11"
    changes, reasons = usable({command.id(): (free,)})
    assert reasons == {}
    assert changes == {command.id(): (free,)}


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"write_note": ("a",)}, "a for write_note is taken by add_company (Add a company)"),
        ({"write_note": ("Z",), "sort": ("Z",)}, "Z for sort is taken by write_note"),
        ({"quit": ("ctrl+c",)}, "the terminal's own"),
        ({"save_note": ("s",)}, "needs a key that types no letter"),
        ({"save_note": ("!",)}, "needs a key that types no letter"),
        ({"back": ("b",)}, "needs a key that types no letter"),
        ({"switch_list": tuple("abcdefghijk")}, "at most 9 keys"),
        ({"then_by": ("z",)}, "used where a letter or a digit sorts"),
        ({"toggle_notes": ("x",)}, "needs a key that types no letter"),
        ({"lift": ("j",)}, "j for lift is taken by cursor_down"),
        ({"write_note": ("$",)}, "$ for write_note is taken by cash_grid (Cash grid)"),
        ({"help": ("y",)}, "help works in dialogs, where a letter or a digit may be the answer"),
        ({"legend": ("4",)}, "give it a sign or a key such as f9"),
        ({"help": ("enter",), "choose": ("b",)}, "dialogs answer to Enter themselves"),
        ({"swap": ("esc",)}, "dialogs answer to Esc themselves; choose another key for swap"),
        ({"submit": ("tab",)}, "dialogs answer to Tab themselves"),
        ({"lower": ("shift+tab",)}, "dialogs answer to Shift+Tab themselves"),
        ({"cursor_down": ("esc",), "back": ("f9",), "clear_filter": ("f8",),
          "close_facets": ("f6",)}, "dialogs answer to Esc themselves"),
        ({"write_note": ("shift+1",)}, "'shift+1' arrives as the sign that it types; write"),
        ({"write_note": ("shift+?",)}, "'shift+?' arrives as the sign that it types; write that"),
        ({"write_note": ("ctrl+i",)}, "'ctrl+i' is Tab to a terminal; write tab if you mean that"),
        ({"write_note": ("^m",)}, "'^m' is Enter to a terminal; write enter"),
        ({"write_note": ("ctrl+h",)}, "is Backspace to a terminal; write backspace"),
        ({"write_note": ("ctrl+[",)}, "is Esc to a terminal; write escape"),
        ({"write_note": ("Ctrl+ctrl+a",)}, "'Ctrl+ctrl+a' has ctrl twice; write ctrl+a"),
        ({"switch_list": ("f6", "f9"), "write_note": ("3",)}, "3 for write_note is taken by swit"),
        ({"switch_list": ("2",)}, "2 for switch_list is there twice, at 1 and 2; those"),
        ({"switch_list": ("f9", "f9")}, "F9 for switch_list is there twice, at 1 and 2"),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_had_is_left_out_with_the_reason(wanted, reason: str) -> None:
    changes, reasons = usable(wanted)
    assert [reason in said for said in reasons.values()] == [True], reasons
    assert set(changes) | set(reasons) == set(wanted)


def test_a_digit_of_the_lists_that_is_given_away_is_free_and_the_others_stay() -> None:
    changes, reasons = usable({"switch_list": ("f6", "f9"), "write_note": ("2",)})
    assert reasons == {}
    assert changes["switch_list"] == ("f6", "f9", *"3456789")
    show_keys(changes)
    assert shown_keys(BY_ID["switch_list"]) == "F6 F9 3–9"


def test_what_is_clashing_is_told_of_the_usual_keys_when_others_are_shown() -> None:
    show_keys(usable({"write_note": ("b",)})[0])
    assert usable({"reload": ("n",)})[1] == {
        "reload": "n for reload is taken by write_note (Write a note); choose another"
    }


def test_no_key_that_a_dialog_answers_to_can_be_had_where_it_asks() -> None:
    dialogs = [kind for kind in _below(OurDialog) if kind.__module__.startswith("rewatch.")]
    answers = {
        binding.key
        for kind in dialogs
        for bindings in kind._merge_bindings().key_to_bindings.values()
        for binding in bindings
        if binding.id not in BY_ID and binding.action in ("give_up", "agree", "refuse", "finish")
    }
    assert {"y", "n", "q", "escape", "enter"} <= answers
    for command in (command for command in COMMANDS if command.in_dialogs):
        name = command.id()
        for key in answers - set(command.keys) - {"f3", "space"}:
            assert "dialog" in usable({name: (key,)})[1].get(name, ""), (command, key)


def _below(kind: type[OurDialog[Any]]) -> set[type[OurDialog[Any]]]:
    return {sub for one in kind.__subclasses__() for sub in {one, *_below(one)}}
