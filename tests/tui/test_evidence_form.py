"""Evidence is typed into a form that shows its effect first; cash of a list down a grid."""

import re
import threading
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len
from textual.events import Paste
from textual.widgets import Input

from rewatch.domain.company import SourceType
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import KINDS, DealStatus
from rewatch.tui.evidence_fields import fields_of, kinds, letters, oxides_of, typed_of
from rewatch.tui.reading import Words
from rewatch.tui.screens import evidence_lines
from rewatch.tui.screens.cash import CashScreen
from rewatch.tui.screens.evidence import EvidenceScreen
from rewatch.tui.screens.evidence_lines import EvidenceField
from rewatch.tui.screens.watchlist import WatchlistScreen
from rewatch.tui.text import both_ends
from rewatch.tui.widgets.grid import Grid, GridField
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import PLAIN
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver, Opener, narrow_first
from tests.tui.test_hostile import assert_harmless, nasty

OFFTAKE = {"partner": "Magnet Maker", "type": "offtake", "status": "operating", "share_pct": "60 %"}


async def form(driver: Driver, company: str, kind: str) -> EvidenceScreen:
    driver.app.home.table.select(company)
    await driver.press("e", letters()[kind])
    screen = driver.app.screen
    assert isinstance(screen, EvidenceScreen)
    return screen


async def fill(driver: Driver, values: dict[str, str]) -> None:
    for line in driver.app.screen.query(EvidenceField):
        if line.field.key in values:
            line.focus()
            line.value = values[line.field.key]
    await driver.settle()


async def known_source(driver: Driver) -> None:
    await driver.press("ctrl+t", "down", "enter")


def test_every_kind_has_its_letter_its_fields_and_its_allowed_values() -> None:
    assert set(letters()) == set(KINDS) == {kind for kind, _ in kinds()}
    assert len(set(letters().values())) == len(KINDS)
    assert all(about for _, about in kinds())
    for kind, model in KINDS.items():
        shown = {item.key for item in fields_of(kind)}
        needed = {
            info.alias or name for name, info in model.model_fields.items() if info.is_required()
        }
        assert needed - {"id", "kind", "source", "recorded"} <= shown
        for item in fields_of(kind, ("cost_margin",)):  # each line says what goes in, for example
            told = item.told("", TODAY)[0].partition(" · u unknown")[0]
            assert re.search(r"\bone of \w|\bas \S|\b20\d\d\b|kg NdPr|- for none", told), item
    status = next(item for item in fields_of("partnership") if item.key == "status")
    assert status.choices == get_args(DealStatus)
    assert all(choice in status.told("", TODAY)[0] for choice in status.choices)
    assert status.told("op", TODAY) == ("operating", True)
    assert status.told("pink", TODAY)[1] is False
    assert status.told("na: it sells none", TODAY)[0].startswith("u unknown")


def test_a_choice_that_is_begun_is_written_out_and_one_of_two_is_not_guessed() -> None:
    by = next(item for item in fields_of("step") if item.key == "by")
    step = next(item for item in fields_of("step") if item.key == "step")
    basis = next(item for item in fields_of("share") if item.key == "basis")
    status = next(item for item in fields_of("partnership") if item.key == "status")
    assert [by.read(text, TODAY) for text in ("p", "PART", "", "u", "un")] == [
        "partner", "partner", "", "u", "undecided",
    ]  # fmt: skip
    assert [step.read(text, TODAY) for text in ("mixed carb", "oxides")] == [
        "mixed-carbonate",
        "separated-oxides",
    ]
    assert status.read("mou to bin", TODAY) == "mou to binding"
    rare = next(item for item in fields_of("partnership") if item.key == "rare_earths")
    assert rare.read("y", TODAY) == "yes"
    with pytest.raises(UsageError, match="res may be resource or reserve"):
        basis.read("res", TODAY)
    assert basis.told("res", TODAY) == ("resource, reserve", True)
    assert basis.told("sample", TODAY)[0].startswith("one of resource, reserve")  # what else
    with pytest.raises(UsageError, match="nothing begins with pink; one of own, partner"):
        by.read("pink", TODAY)
    # What several begin with is completed; a whole word is meant itself, and the others told.
    types = Words(get_args(SourceType))
    with pytest.raises(UsageError, match="comp may be company or company-profile"):
        types.read("comp")
    assert (types.common("Comp"), types.common("company"), types.common("web")) == (
        "company", "company", "web",
    )  # fmt: skip
    assert types.read("company") == "company"
    assert types.told("company") == ("company, company-profile", True)
    assert types.told("blog")[0].startswith("one of regulator")
    assert [status.completed(text, TODAY) for text in ("mou to bi", "mou to o", "u")] == [
        "mou to bi", "mou to o", "u",
    ]  # fmt: skip
    assert basis.completed("r", TODAY) == "res"


def test_the_currency_of_a_record_is_its_code_or_a_sign_of_its_own(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder, today=TODAY)
    field = next(item for item in fields_of("cash") if item.key == "currency")
    reader = evidence_lines.reader_of(workspace, "cash", field)
    assert [field.read(text, TODAY, reader) for text in ("A$", "aud", "u")] == ["AUD", "AUD", "u"]
    with pytest.raises(UsageError, match="type three letters, as AUD; 'XYZ' is no currency"):
        field.read("XYZ", TODAY, reader)


def test_a_date_is_taken_in_any_clear_form_and_told_while_it_is_typed() -> None:
    promised = next(item for item in fields_of("guidance") if item.key == "promised")
    as_of = next(item for item in fields_of("guidance") if item.key == "as_of")
    assert promised.read("Q1 2027 to 2027-q3", TODAY) == "2027-Q1 to 2027-Q3"
    assert as_of.told("today", TODAY) == ("2026-11-21", True)
    assert as_of.told("20 No", TODAY)[1] is True
    assert as_of.told("20.11.2026", TODAY) == ("dates begin with the year; write 2026-11-20", False)


def test_a_long_title_keeps_both_ends_which_tell_it_from_another() -> None:
    long = "Quarterly activities report for the three months that ended on 30 June 2026"
    assert both_ends("Short", 20) == "Short"
    for width in (20, 33):
        said = both_ends(long, width)
        assert len(said) <= width
        assert said.startswith("Quarterly")
        assert said.endswith("June 2026")
    assert cell_len(both_ends("鉱" * 50, 21)) <= 21


def test_oxides_are_typed_as_they_are_read() -> None:
    assert oxides_of("Nd2O3 17, Pr6O11: 5 %; Dy2O3=0.6") == {
        "Nd2O3": "17",
        "Pr6O11": "5 %",
        "Dy2O3": "0.6",
    }
    assert oxides_of("u") == "u"
    table = {"La2O3": "25.5", "Ceo2": "45 to 46", "Pr6O11": "5 %"}
    assert oxides_of("La2O3 25.5 Ceo2 45 to 46 Pr6O11: 5 %") == table  # rows that were pasted


@narrow_first
async def test_every_line_that_is_pasted_gets_into_a_field(opened: Opener, size) -> None:
    async with opened(size) as driver:
        await form(driver, "pensana", "distribution")
        line = driver.app.screen.query_one("#field-oxides", Input)
        line.focus()
        await driver.settle()
        line.post_message(Paste("La2O3\t25.5\r\nCeO2\t45\nNd2O3\t17\n"))
        await driver.settle()
        assert line.value == "La2O3 25.5 CeO2 45 Nd2O3 17"
        assert "3 oxides, 87.5 % of TREO together" in " ".join(driver.text.split())


async def test_what_is_said_of_a_line_is_folded_anew_in_a_window_of_another_size(
    opened: Opener,
) -> None:
    async with opened((120, 40)) as driver:
        await form(driver, "pensana", "distribution")
        line = driver.app.screen.query_one("#field-oxides", Input)
        line.focus()
        await driver.type("NdPr 22")
        await driver.press("tab")
        said = "NdPr is a sum of oxides: it is recorded as a share, not in a distribution"
        assert said in driver.text
        await driver.pilot.resize_terminal(50, 24)
        await driver.settle()
        assert said in " ".join(driver.text.split())


@narrow_first
async def test_the_effect_is_shown_before_anything_is_saved_and_is_what_then_happens(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        before = driver.app.session.score("pensana").total
        await form(driver, "pensana", "partnership")
        assert "still needed: partner, type, status, source" in " ".join(driver.text.split())
        await driver.press("down", "x")
        said = " ".join(driver.text.split())
        types = fields_of("partnership")[1].choices
        assert f"nothing begins so; one of {', '.join(types)}" in said  # whole, at any width
        await driver.press("backspace", "o")
        assert "nothing begins so" not in driver.text
        await fill(driver, {**OFFTAKE, "share_pct": "60 kt"})
        assert "'kt' is no unit of it" in " ".join(driver.text.split())  # before a source is chosen
        await fill(driver, OFFTAKE)
        assert "still needed: source" in driver.text
        await known_source(driver)
        shown = " ".join(driver.text.split())
        assert "partnerships" in shown
        assert not (workspace_folder / "companies").exists()
        await driver.press("ctrl+s")
        assert isinstance(driver.app.screen, WatchlistScreen)
        after = driver.app.session.score("pensana").total
        assert after != before
        told = f"total {before.low:.0f}–{before.high:.0f} to {after.low:.0f}–{after.high:.0f}"
        assert told in shown
        path = workspace_folder / "companies" / "pensana.toml"
        kept = tomllib.loads(path.read_text("utf-8"))
        assert kept["evidence"][0]["partner"] == "Magnet Maker"
        assert kept["evidence"][0]["share_pct"] == 60.0
        await driver.press("u")
        assert driver.app.session.score("pensana").total == before


async def test_units_are_converted_and_a_wrong_one_is_refused_in_a_sentence(
    opened: Opener,
) -> None:
    async with opened() as driver:
        screen = await form(driver, "pensana", "capacity")
        await fill(driver, {"product": "separated-oxides", "tonnes_per_year": "4.4 ktpa"})
        await known_source(driver)
        assert "4,400 t a year" in " ".join(driver.text.split())
        line = screen.query_one("#field-tonnes_per_year", EvidenceField)
        line.value = "4.4 ppm"
        await driver.settle()
        assert "is no unit of it" in " ".join(driver.text.split())
        line.focus()
        await driver.press("down")
        assert " ".join(driver.text.split()).count("tonnes per year: ") == 1, "named once"
        await driver.press("ctrl+s")
        assert driver.app.screen is screen


async def test_unknown_saves_nothing_and_does_not_apply_saves_the_reason(
    opened: Opener, workspace_folder: Path
) -> None:
    path = workspace_folder / "companies" / "pensana.toml"
    async with opened() as driver:
        screen = await form(driver, "pensana", "recovery")
        await fill(driver, {"pct": "u"})
        await known_source(driver)
        assert "unknown; nothing is recorded" in " ".join(driver.text.split())
        await driver.press("ctrl+s")
        assert driver.app.screen is screen
        assert not path.exists()
        screen.query_one("#field-pct", EvidenceField).value = "na: it buys its feed"
        await driver.settle()
        await driver.press("ctrl+s")
        kept = tomllib.loads(path.read_text("utf-8"))
        assert [item["kind"] for item in kept["evidence"]] == ["not-applicable"]
        assert kept["evidence"][0]["reason"] == "it buys its feed"


async def test_what_is_typed_ahead_behind_a_new_project_is_for_the_next_line(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await form(driver, "pensana", "recovery")
        await fill(driver, {"pct": "84 %", "of": "TREO", "from": "ore", "to": "mixed-carbonate"})
        screen = driver.app.screen
        screen.query_one("#field-project", Input).focus()
        await driver.press(*"Cooma", "tab", *"2026-09", "tab")
        assert driver.app.screen is screen
        assert screen.query_one("#field-project", Input).value == "Cooma"
        assert screen.query_one("#field-as_of", Input).value == "2026-09"
        told = "project: Pensana has no such project; Enter on it makes it a new one"
        assert told in " ".join(driver.text.split())
        await driver.press("ctrl+s")  # nothing is saved without its project
        assert "A new project" in driver.text
        assert driver.app.screen.query(Input)[0].value == "Cooma"
        await driver.press("escape")
        assert screen.query_one("#field-project", Input).has_focus
        await driver.press("enter")
        assert "A new project" in driver.text


@pytest.mark.slow
async def test_a_new_project_and_a_new_source_are_asked_for_and_saved_with_the_record(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await form(driver, "pensana", "recovery")
        await fill(driver, {"pct": "84 %", "of": "TREO", "from": "ore", "to": "mixed-carbonate"})
        driver.app.screen.query_one("#field-project", Input).focus()
        await driver.type("lon")
        assert "longonjo" in driver.text  # begun, as it is called
        await driver.press("ctrl+u")
        await driver.type("Cooma North")
        assert "has no such project; Enter on it makes it a new one" in " ".join(
            driver.text.split()
        )
        await driver.press("enter")
        assert "A new project" in driver.text
        await driver.press("enter")
        await driver.type("Nowhere")
        await driver.press("enter")
        assert "'Nowhere' is no country" in driver.text  # at its line, which it does not leave
        await driver.press("ctrl+u")
        await driver.type("Austral")
        await driver.press("ctrl+s")
        assert driver.app.screen.query_one("#field-as_of", Input).has_focus
        # Sources are found by typing; what none is called is the title of a new one.
        sources = driver.app.session.workspace.company("pensana").sources
        wanted = sources[1]
        await driver.press("ctrl+t")
        await driver.type(f"{wanted.title.split()[0]} {wanted.id}")
        picker = driver.app.screen.query_one("#choices", Page)
        assert picker.key == wanted.id
        assert wanted.id in driver.text
        assert len(picker.line_keys) - 1 < len(sources)
        await driver.type(" qqzz")
        assert picker.line_keys == ["+"]
        await driver.press("enter")
        assert f"{wanted.id} qqzz" in driver.app.screen.query(Input)[1].value
        await driver.press("escape", "ctrl+t", "plus")
        assert "company-profile blog ai-text" in driver.text  # every type, none cut off
        await driver.press("ctrl+s")
        assert "a source needs a type: one of regulator" in driver.text
        await driver.type("web")
        assert "nothing begins so; one of regulator" in driver.text  # at once
        await driver.press("enter")
        assert "nothing begins with web; one of regulator" in driver.text  # and goes no further
        await driver.press("ctrl+u")
        await driver.type("comp")
        await driver.press("enter")
        assert "comp may be company or company-profile" in driver.text
        await driver.press("tab")  # as far as both go on alike, and says which there are
        assert driver.app.screen.query(Input)[0].value == "company"
        assert "│ company, company-profile " in driver.text
        await driver.press("tab")  # the word itself, then
        await driver.type("Half-year report")
        await driver.press("enter", "enter", "enter")
        await driver.type("30.9.2026")
        await driver.press("ctrl+s")
        assert "write 2026-09-30" in driver.text
        assert "Half-year report" in driver.text  # the form stays, and what was typed
        await driver.press("ctrl+u")
        await driver.type("30 Sep 2026")
        await driver.press("enter")
        assert "new: company" in driver.text
        assert "new project: Cooma North (AU)" in driver.text  # before anything is saved
        await driver.press("ctrl+s")
        path = workspace_folder / "companies" / "pensana.toml"
        kept = tomllib.loads(path.read_text("utf-8"))
        assert kept["sources"][0]["title"] == "Half-year report"
        assert kept["evidence"][0]["source"] == kept["sources"][0]["id"]
        assert kept["projects"][0]["name"] == "Cooma North"
        assert kept["evidence"][0]["project"] == kept["projects"][0]["id"]
        await driver.press("u")  # one step: both are gone, and the source with them
        assert not path.exists()


async def test_a_key_pressed_while_a_source_is_looked_at_finds_it_taken(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, real = threading.Event(), evidence_lines._new_source

    def slowly(said: Sequence[str]) -> dict[str, str]:
        assert looked.wait(30)
        return real(said)

    monkeypatch.setattr(evidence_lines, "_new_source", slowly)
    async with opened() as driver:
        await form(driver, "pensana", "partnership")
        await fill(driver, OFFTAKE)
        await driver.press("ctrl+t", "plus")
        await driver.type("company")
        await driver.press("enter")
        await driver.type("Offtake")
        await driver.pilot.press("ctrl+s", "ctrl+s")  # takes the source; saves the record
        looked.set()
        await driver.settle()
        assert isinstance(driver.app.screen, WatchlistScreen)


async def test_a_record_is_corrected_and_withdrawn_from_the_company_screen(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        record = next(r for r in workspace.company("pensana").evidence if r.kind == "share")
        driver.app.home.table.select("pensana")
        await driver.press("enter", "tab", "shift+tab", "tab")  # the tab with all evidence
        page = driver.app.screen.query_one("#page", Page)
        await driver.press("end")
        driver.app.correct_evidence("pensana", record.id)
        await driver.settle()
        screen = driver.app.screen
        assert isinstance(screen, EvidenceScreen)
        assert "nothing is changed yet" in driver.text
        assert screen.typed == {**dict.fromkeys(screen.typed, ""), **typed_of(record)}
        screen.query_one("#field-pct", EvidenceField).value = "25 %"
        await driver.settle()
        await driver.press("ctrl+s")
        path = workspace_folder / "companies" / "pensana.toml"
        kept = tomllib.loads(path.read_text("utf-8"))
        assert kept["evidence"][0]["pct"] == 25.0
        assert kept["evidence"][0]["supersedes"] == [record.id]
        assert page.key == f"e:{kept['evidence'][0]['id']}"  # one comes back to what was saved
        assert page.key in page.seen_keys
        saved = kept["evidence"][0]["id"]
        await driver.press("u")
        assert workspace.company("pensana").record(saved) is None
        await driver.press("ctrl+r")
        assert workspace.company("pensana").record(saved) is not None
        await driver.press("end")
        below = page.key
        driver.app.refresh_all()
        await driver.settle()
        assert page.key == below  # once only
        driver.app.withdraw_evidence("pensana", kept["evidence"][0]["id"])
        await driver.settle()
        await driver.type("typed wrongly")
        await driver.press("enter")
        kept = tomllib.loads(path.read_text("utf-8"))
        assert kept["retractions"][0]["why"] == "typed wrongly"


async def test_the_indicators_of_the_method_are_offered_where_one_is_asked_for(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("e")  # the menu of kinds has keys of its own, and stands over no others
        assert driver.text.splitlines()[-1].split("   ") == [
            " Letter takes its line",
            "Enter takes the selected one",
            "Esc back",
        ]
        await driver.press("escape")
        await form(driver, "pensana", "not-applicable")
        assert "one of Magnet share, Dy + Tb share" in " ".join(driver.text.split())
        await driver.type("cost")
        await driver.press("tab")
        line = next(iter(driver.app.screen.query(EvidenceField)))
        assert (line.field.key, line.value) == ("indicator", "Cost margin")
        given = {"kind": "not-applicable", "indicator": line.value, "reason": "it sells nothing"}
        where = {"type": "company", "title": "A report"}
        drafted = driver.app.session.workspace.draft_evidence("pensana", given, where)
        assert drafted.records[0].indicator == "cost_margin"
        # A mix says what it adds up to, and what is wrong with it when it is left, in one place.
        await driver.press("escape", "d")
        await form(driver, "pensana", "distribution")
        line = next(iter(driver.app.screen.query(EvidenceField)))
        shares = "La2O3 20, CeO2 40, Pr6O11 5, Nd2O3 17, Sm2O3 3, Eu2O3 1, Gd2O3 2, Y2O3 4, Tb"
        await driver.type(shares)
        assert "8 oxides, 92 % of TREO together" in " ".join(driver.text.split())
        await driver.press("tab")
        assert line.has_focus
        said = " ".join(driver.text.split())
        assert said.count("Tb is an element; its share is not that of its oxide Tb4O7") == 1
        assert "still needed: basis, source" in said
        assert "La2O3 20" not in said  # its end is shown, where one types
        await driver.press("down")
        said = " ".join(driver.text.split())
        assert "La2O3 20, CeO2 40" in said
        assert said.count("oxides: Tb is an element") == 1  # still told, though one went on
        await driver.press("up")
        await driver.type("4O7 0.5")
        await driver.press("ctrl+s")
        assert "not saved; still needed: basis" in driver.text
        assert driver.app.screen.query_one("#field-basis", Input).has_focus
        assert not any("eeded" in toast for toast in driver.toasts)
        # The currency is needed too, unless the amount names it.
        await driver.press("escape", "d")
        await form(driver, "pensana", "cost")
        assert "still needed: type, amount, currency, per, source" in driver.text
        await fill(driver, {"amount": "A$3.2m"})
        assert "still needed: type, per, source" in driver.text


async def test_what_was_typed_into_a_form_is_kept_as_a_draft_or_given_up_when_asked(
    opened: Opener, workspace_folder: Path
) -> None:
    drafts = workspace_folder / ".rewatch" / "drafts"
    async with opened() as driver:
        screen = await form(driver, "pensana", "recovery")
        await fill(driver, {"pct": "84", "to": "ore"})
        await driver.until(lambda: len(list(drafts.glob("*.toml"))) == 1)  # nobody asked for it
        await driver.press("ctrl+t", "down", "enter")
        await driver.press("escape")
        assert "not saved" in driver.text
        await driver.press("escape")
        assert driver.app.screen is screen
        await driver.press("escape", "k")
        assert isinstance(driver.app.screen, WatchlistScreen)
        await form(driver, "pensana", "stage")  # another kind has its own
        assert set(driver.app.screen.typed.values()) == {""}
        await driver.press("escape")
        await form(driver, "pensana", "recovery")
        source = screen._source
        driver.app.screen.query_one("#field-pct", Input).value = "85"
        driver.app.keep_drafts()  # as when the tool ends
        odd = {"lines": [84], "source": 5, "project": {"country": "AU"}}  # a hand was in the file
        driver.app.session.workspace.keep_form("evidence", "pensana", "stage", odd)
    async with opened() as driver:
        assert any("Evidence on Pensana (recovery) was being typed" in t for t in driver.toasts)
        screen = await form(driver, "pensana", "recovery")
        assert (screen.typed["pct"], screen.typed["to"], screen._source) == ("85", "ore", source)
        assert "Kept from last time" in driver.toasts[-1]
        await driver.press("ctrl+s")
        assert isinstance(driver.app.screen, WatchlistScreen)
        assert len(list(drafts.iterdir())) == 1
        screen = await form(driver, "pensana", "stage")
        assert (set(screen.typed.values()), screen._source) == ({""}, None)
        await driver.press("escape")
        assert not list(drafts.iterdir())
        screen = await form(driver, "pensana", "recovery")
        await fill(driver, {"pct": "84"})
        await driver.press("escape", "d")
        assert isinstance(driver.app.screen, WatchlistScreen)
        assert not list(drafts.iterdir())


async def test_the_cash_that_was_being_typed_comes_back_with_its_list(
    opened: Opener, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = workspace_folder / ".rewatch" / "drafts"
    async with opened() as driver:
        await driver.press("dollar_sign")
        screen = driver.app.screen
        screen.query_one("#cash-as-of", Input).value = "2026-09-30"
        driver.app.keep_drafts()  # the day alone is worth keeping
        assert "2026-09-30" in next(drafts.iterdir()).read_text("utf-8")
        screen.query_one("#cash-currency", Input).value = "AUD"
        grid = screen.query_one(Grid)
        grid.enter(1, 0)
        await driver.type("12m")
        await driver.press("tab")
        await driver.type("3m")
        typed, key = {grid.keys[1]: ("12m", "3m")}, grid.keys[1]
        grid.enter(2, 1)
        await driver.type("7m")
        gone, name = grid.keys[2], driver.app.session.score(grid.keys[2]).name
        assert grid.typed == {**typed, gone: ("", "7m")}
        await driver.press("ctrl+q")  # nothing is lost, so nobody asks
    assert len(list(drafts.iterdir())) == 1
    async with opened() as driver:
        assert any("Cash of" in t and "$ on that list" in t for t in driver.toasts)
        driver.app.remove_companies([gone], driver.app.home.answer)
        await driver.settle()
        await driver.press("dollar_sign")
        assert f"Not on the list any more: {name} burn 7m;" in driver.toasts[-1]
        assert driver.app.screen.query_one(Grid).typed == typed
        assert "10 months" in driver.text
        driver.app.keep_drafts()
        assert "7m" in next(drafts.iterdir()).read_text("utf-8")  # still

        def full(*_about: object) -> None:
            raise OSError(28, "No space left on device", "the draft")

        monkeypatch.setattr(driver.app.session.workspace, "drop_form", full)
        await driver.press("ctrl+s")  # saved is saved, and told once
        assert isinstance(driver.app.screen, WatchlistScreen)
        assert (workspace_folder / "companies" / f"{key}.toml").exists()
        (said,) = [toast for toast in driver.toasts if "Saved" in toast or "No space" in toast]
        assert f"it is not on the list: {name} burn 7m" in said
        assert "Its draft is still there" in said


async def test_a_wrong_day_or_currency_of_the_cash_is_told_beside_it_and_the_arrows_leave_it(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as driver:
        with monkeypatch.context() as before:  # until its place is known, the cell covers nothing
            before.setattr(Grid, "place", lambda _grid: None)
            await driver.press("dollar_sign")
            assert "Lynas Rare Earths    AUD 1.03bn cash  " in driver.text
            await driver.press("escape")
        await driver.press("dollar_sign")
        screen = driver.app.screen
        await driver.type("2026-09-30x")
        assert "as of: " in driver.text
        await driver.press("down", "down", "down")
        assert isinstance(screen.focused, GridField)
        await driver.type("A$12m")
        await driver.press("ctrl+s")
        assert driver.app.screen is screen
        day, currency = (screen.query_one(f"#cash-{key}", Input) for key in ("as-of", "currency"))
        assert screen.focused is day
        assert "as of: " in driver.toasts[-1]
        day.value = "2026-09-30"
        await driver.press("down", "down")
        await driver.type("A$12m")

        def line() -> str:
            return next(text for text in driver.text.splitlines() if text.startswith(" currency "))

        assert "A$12m  " in line()
        assert "three letters, as AUD" in line()
        await driver.press("tab")  # is checked as it is left, and is not left
        assert screen.focused is currency
        assert "type AUD alone" in line()
        assert "\n currency: type AUD alone; 'A$12m' is an amount\n" in driver.text
        await driver.press("down")
        assert isinstance(screen.focused, GridField)
        assert "type AUD alone" in line()
        await driver.press("ctrl+s")
        assert screen.focused is currency
        assert driver.toasts[-1] == "currency: type AUD alone; 'A$12m' is an amount"
        await driver.press("ctrl+u")
        await driver.type("A$")
        assert "A$  " in line()
        assert line().endswith(" AUD")
        await driver.press("tab")
        assert currency.value == "AUD"
        assert "alone" not in driver.text


@pytest.mark.parametrize(("width", "room"), [(60, 17), (77, 17), (118, 39), (200, 121)])
def test_the_room_a_name_leaves_in_the_grid_is_for_what_the_line_comes_to(
    width: int, room: int
) -> None:
    grid = Grid(["x"], ("cash", "burn"), lambda _key, cells: [("n" * cells, PLAIN)], 50)
    grid._said = {"x": ("w" * 300, PLAIN)}
    pieces = grid.pieces(0, width)
    assert sum(cell_len(text) for text, _ in pieces) <= width
    assert len(pieces[-1][0]) == room


@pytest.mark.slow
@narrow_first
async def test_cash_is_typed_down_the_grid_and_saved_as_one_step(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("dollar_sign")
        screen = driver.app.screen
        assert isinstance(screen, CashScreen)
        assert "filter sort:runway" in driver.text
        assert "AUD 1.03bn " in next(line for line in driver.text.splitlines() if "Lynas" in line)
        screen.query_one("#cash-as-of", Input).value = "soon"
        await driver.press("down", "down", "down")
        await driver.type("A$12m")
        await driver.settle()
        await driver.settle()  # the hint takes its second line
        assert "or YYYY-MM-DD" in " ".join(driver.text.split())  # the whole sentence
        screen.query_one("#cash-as-of", Input).value = "2026-09-30"
        grid = screen.query_one(Grid)
        first, second = grid.keys[:2]
        await driver.press("tab")
        await driver.type("A$6m")
        await driver.press("down")
        await driver.type("5 elephants")
        await driver.press("shift+tab")
        await driver.type("A$30m")
        assert grid.typed == {first: ("A$12m", "A$6m"), second: ("A$30m", "5 elephants")}
        await driver.press("ctrl+s")
        assert driver.app.screen is screen
        assert not (workspace_folder / "companies").exists()
        await driver.press("tab")
        await driver.type("A$5m")  # takes the place of what stands in the cell
        assert "AUD 4 months" in driver.text
        assert "AUD 16 months" in driver.text
        await driver.press("ctrl+s")
        assert isinstance(driver.app.screen, WatchlistScreen)
        for company, amount in ((first, 12e6), (second, 30e6)):
            path = workspace_folder / "companies" / f"{company}.toml"
            kept = tomllib.loads(path.read_text("utf-8"))["evidence"][0]
            assert (kept["amount"], kept["currency"], kept["as_of"]) == (
                amount,
                "AUD",
                "2026-09-30",
            )
        await driver.press("u")
        assert not (workspace_folder / "companies" / f"{first}.toml").exists()
        assert not (workspace_folder / "companies" / f"{second}.toml").exists()


@pytest.mark.slow
async def test_a_cell_of_cash_is_unknown_pasted_or_wrong_in_the_words_of_the_grid(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("dollar_sign")
        grid = driver.app.screen.query_one(Grid)
        pensana, iluka, aclara = keys = ("pensana", "iluka-resources", "aclara-resources")
        driver.app.screen.query_one("#cash-as-of", Input).value = "2026-09-30"
        driver.app.screen.query_one("#cash-currency", Input).value = "aud"
        grid.enter(grid.keys.index(pensana), 1)
        await driver.type("2m")
        await driver.settle()
        assert "Pensana: type the cash beside the burn" in driver.text
        grid.enter(grid.keys.index(iluka), 0)
        await driver.type("na")
        await driver.settle()
        assert "Iluka Resources: whether it applies" in driver.text  # of the line one is in
        await driver.press("ctrl+s")
        assert any("Nothing is saved yet. Iluka" in toast for toast in driver.toasts)

        async def pasted(row: int, text: str) -> None:
            grid.enter(row, 0)
            grid.query_one(GridField).post_message(Paste(text))
            await driver.settle()

        # A column goes down from the cell one is in; what has no room is refused as a whole.
        await pasted(grid.keys.index(pensana), "1m\t2m\t3m\n4m\t5m\t6m")
        assert any("Nothing is taken" in toast for toast in driver.toasts)
        assert grid.typed[pensana] == ("", "2m")
        await pasted(len(grid.keys) - 2, "u\r\nu\r\n")
        await pasted(grid.keys.index(pensana), "12m\t2m\n")
        await pasted(grid.keys.index(iluka), "u\tu")
        await pasted(grid.keys.index(aclara), "C$9m")
        assert [grid.typed[key] for key in keys] == [("12m", "2m"), ("u", "u"), ("C$9m", "")]
        assert [grid.typed[key] for key in grid.keys[-2:]] == [("u", ""), ("u", "")]
        await driver.press("ctrl+s")
        assert any("Saved the cash of 2 companies" in toast for toast in driver.toasts)
        kept = {path.stem for path in (workspace_folder / "companies").glob("*.toml")}
        assert kept == {pensana, aclara}
        [record] = tomllib.loads(
            (workspace_folder / "companies" / f"{pensana}.toml").read_text("utf-8")
        )["evidence"]
        assert (record["amount"], record["burn_per_quarter"]) == (12e6, 2e6)
        assert record["currency"] == "AUD"


async def test_the_currency_above_the_grid_is_that_of_every_bare_amount(
    opened: Opener, workspace_folder: Path
) -> None:
    lynas, mp, aclara = keys = ("lynas-rare-earths", "mp-materials", "aclara-resources")
    async with opened() as driver:
        await driver.press("dollar_sign")
        screen, grid = driver.app.screen, driver.app.screen.query_one(Grid)
        screen.query_one("#cash-as-of", Input).value = "2026-09-30"
        screen.query_one("#cash-currency", Input).value = "AUD"

        async def typed(key: str, cash: str, burn: str) -> None:
            for column, text in enumerate((cash, burn)):
                grid.enter(grid.keys.index(key), column)
                grid.query_one(GridField).value = text
                await driver.settle()

        await typed(mp, "2 million", "1m")  # its cash on record is in US$
        await typed(aclara, "C$9m", "")
        await typed(lynas, "2m", "EUR 1m")
        assert "the currencies differ: AUD and EUR" in driver.text
        await driver.press("ctrl+s")
        assert "Nothing is saved yet. Lynas" in driver.toasts[-1]
        await typed(lynas, "EUR 2m", "EUR 1m")
        await driver.press("ctrl+s")
    kept = {}
    for key in keys:
        text = (workspace_folder / "companies" / f"{key}.toml").read_text("utf-8")
        [record] = tomllib.loads(text)["evidence"]
        kept[key] = record["currency"]
    assert kept == {lynas: "EUR", mp: "AUD", aclara: "CAD"}


@pytest.mark.slow
async def test_the_grid_of_a_long_list_is_gone_through_by_keys_and_mouse(opened: Opener) -> None:
    async with opened() as driver:
        workspace = driver.app.session.workspace
        slug = workspace.new_watchlist("Every", list(workspace.catalogue.companies))
        driver.app.show_list(slug)
        await driver.settle()
        await driver.press("dollar_sign")
        grid = driver.app.screen.query_one(Grid)
        assert set(grid.keys) == set(driver.app.home.table.ids())
        assert len(driver.app.screen.query("*")) < 20  # widgets: none for each line
        await driver.press("tab", "tab", "tab", "shift+tab", "tab")  # out, in
        await driver.press(*["pagedown"] * len(grid.keys))
        await driver.type("u")
        await driver.press("tab")
        await driver.type("u")
        await driver.press("tab", "down")  # there is none behind the last
        assert grid.typed == {grid.keys[-1]: ("u", "u")}
        field = driver.app.screen.query_one(GridField)
        name = driver.app.session.score(grid.keys[-1]).name
        (line,) = (y for y, line in enumerate(driver.text.splitlines()) if name[:12] in line)
        assert field.region.y == line  # it stands on its line, however far that was scrolled
        await driver.pilot.click(offset=(driver.app.size.width - 17 - 2 * 14, line - 1))
        await driver.type("A$1m")
        assert grid.typed[grid.keys[-2]] == ("A$1m", "")
        await driver.press(*["pageup"] * len(grid.keys))
        assert field.region.y == grid.region.y
        # In pairs: Enter goes where the line was begun by Tab, and straight down where it was not.
        grid.enter(0, 0)
        texts = ("31.2", "-20m", "2m", "3m", "4m", "5m", "6m", "7m")
        keys = ("tab", "enter", "tab", "shift+tab", "tab", "down", "enter", "up")
        for text, key in zip(texts, keys, strict=True):
            await driver.type(text)
            await driver.press(key)
        typed = [grid.typed[key] for key in grid.keys[:4]]
        assert typed == [("31.2", "-20m"), ("4m", "5m"), ("", "6m"), ("", "7m")]
        grid.enter(0, 1)
        await driver.type("2m")
        await driver.settle()
        said = " ".join(driver.text.split())
        assert "cash: 31.2 would be" in said
        assert "write 31.2m for millions, 31.2k for thousands" in said
        grid.enter(0, 0)
        await driver.type("31.2m")
        await driver.press("tab")
        await driver.type("-2m")
        await driver.settle()
        assert "burn: a burn is money going out: write 2m, or 0" in " ".join(driver.text.split())


@nasty
async def test_typed_into_the_forms_it_does_nothing(opened: Opener, text: str) -> None:
    async with opened() as driver:
        screen = await form(driver, "pensana", "partnership")
        await fill(driver, {"type": "offtake", "status": "binding"})
        await known_source(driver)
        screen.query_one("#field-partner", Input).focus()
        driver.app.screen.focused.post_message(Paste(text))
        await driver.settle()
        assert_harmless(driver)
        await driver.press("escape", "d", "dollar_sign")
        for cell in list(driver.app.screen.query(Input))[:4]:
            cell.focus()
            cell.post_message(Paste(text))
        await driver.settle()
        assert_harmless(driver)
        await driver.press("ctrl+s")
        assert_harmless(driver)
