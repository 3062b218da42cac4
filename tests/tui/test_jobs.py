"""The eight jobs of a person who follows rare-earth companies, each from the first key to the last.

J1 a new announcement, J2 Monday, J3 a new name, J4 four candidates, J5 a policy shock, J6 quarter
end, J7 a pack for the club, J8 looking back. The company in hand is never typed a second time.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from rewatch.tui.evidence_fields import letters
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.compare import CompareScreen, DifferenceScreen
from rewatch.tui.screens.evidence import EvidenceScreen
from rewatch.tui.screens.evidence_lines import EvidenceField
from rewatch.tui.screens.facts import FactsScreen
from rewatch.tui.screens.promises import PromisesScreen
from rewatch.tui.screens.scenarios import ScenariosScreen
from rewatch.tui.widgets.grid import Grid
from rewatch.tui.widgets.lines import Page
from rewatch.workspace import Question
from tests.tui.conftest import Driver, Opener, narrow_first

at_both_sizes = narrow_first


@pytest.fixture(autouse=True)
def standing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one starts in, where exports go."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def words(driver: Driver) -> str:
    """The screen as one line of words."""
    return " ".join(driver.text.split())


def whole(page: Page) -> str:
    """Everything on a page, seen or not, as one line of words."""
    lines = ("".join(text for text, _ in page.pieces(n, 0)) for n in range(page.line_total()))
    return " ".join(" ".join(lines).split())


async def until(driver: Driver, key: str, so: Callable[[], bool]) -> None:
    """Presses a key until something is so."""
    for _ in range(200):
        if so():
            await driver.settle()
            return
        await driver.pilot.press(key)
    raise AssertionError(f"{key} does not lead there\n{driver.text}")


async def fill(driver: Driver, values: dict[str, str]) -> None:
    """Types into the lines of the evidence form."""
    for line in driver.app.screen.query(EvidenceField):
        if line.field.key in values:
            line.focus()
            await driver.type(values[line.field.key])


@at_both_sizes
async def test_j1_an_announcement_is_added_its_effect_seen_noted_and_the_card_exported(
    opened: Opener, size, workspace_folder: Path, standing_here: Path
) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("pensana")
        before = driver.app.session.score("pensana").total
        await driver.press("enter", "e", letters()["partnership"])
        assert isinstance(driver.app.screen, EvidenceScreen)
        await fill(driver, {"partner": "Magnet Maker", "type": "offtake", "status": "operating"})
        await driver.press("ctrl+t", "down", "enter")
        effect = words(driver)
        assert not (workspace_folder / "companies").exists()
        await driver.press("ctrl+s")
        after = driver.app.session.score("pensana").total
        assert after != before
        told = f"total {before.low:.0f}–{before.high:.0f} to {after.low:.0f}–{after.high:.0f}"
        assert told in effect
        assert isinstance(driver.app.screen, CompanyScreen)
        assert f"{after.low:.0f}–{after.high:.0f}" in driver.text.splitlines()[0]
        await driver.press("n")
        await driver.type("Ask who pays")
        await driver.press("ctrl+s", "x", "m", "enter")
        [card] = standing_here.glob("*.md")
        assert "Magnet Maker" in card.read_text("utf-8")
        assert "Ask who pays" not in card.read_text("utf-8")
        [note] = (workspace_folder / "notes" / "pensana").glob("*.md")
        assert "Ask who pays" in note.read_text("utf-8")


@at_both_sizes
async def test_j2_on_monday_the_biggest_move_comes_first_with_its_cause(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        workspace = driver.app.session.workspace
        await driver.press("i", "A", "escape")
        deals = {"pensana": ("operating", "80 %"), "lindian-resources": ("binding", "30 %")}
        for company, (status, share) in deals.items():
            values = {"kind": "partnership", "partner": "Maker", "type": "offtake"}
            values |= {"status": status, "share_pct": share}
            source = workspace.company(company).sources[0].id
            workspace.add_evidence([workspace.draft_evidence(company, values, source)])
        driver.app.refresh_all()
        await driver.settle()
        assert "moved (i)" in driver.text.splitlines()[0]
        await driver.press("i")
        page = driver.app.screen.query_one(Page)
        said = whole(page)
        assert said.index("Pensana") < said.index("Lindian Resources")
        assert "offtake with Maker" in said
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert driver.app.screen.company_id == "pensana"
        await driver.press("escape", "A")
        assert "Pensana" not in driver.text


@at_both_sizes
async def test_j3_a_new_name_takes_three_fields_and_says_what_to_find_out_next(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("a")
        await driver.type("zzqx metals")
        await driver.press("enter", "enter", "enter")
        await driver.type("AU")
        await driver.press("enter")
        assert driver.app.home.company_id == "zzqx-metals"
        assert "too little evidence" in driver.text
        own = workspace_folder / "companies" / "zzqx-metals.toml"
        await driver.press("u")  # made and put on the list in one step
        assert (own.exists(), "zzqx-metals" in driver.app.home.table.ids()) == (False, False)
        await driver.press("ctrl+r")
        assert (own.exists(), "zzqx-metals" in driver.app.home.table.ids()) == (True, True)
        driver.app.home.table.select("zzqx-metals")
        # Unknown is legal and nothing is recorded; what does not apply is, with its reason.
        await driver.press("e", letters()["recovery"])
        screen = driver.app.screen
        assert isinstance(screen, EvidenceScreen)
        await fill(driver, {"pct": "u"})
        assert "unknown; nothing is recorded" in words(driver)
        await driver.press("ctrl+s")
        assert driver.app.screen is screen
        screen.query_one("#field-pct", EvidenceField).value = "na: it buys its feed"
        await driver.press("ctrl+t")  # there is no source yet to choose from: a new one
        await driver.type("company")
        await driver.press("enter")
        await driver.type("Web site")
        await driver.press("enter", "enter", "enter")
        await driver.type("2026-09-30")
        await driver.press("enter")
        assert "does not apply" in words(driver)
        await driver.press("ctrl+s")
        [record] = tomllib.loads(own.read_text("utf-8"))["evidence"]
        assert (record["kind"], record["reason"]) == ("not-applicable", "it buys its feed")
        low, high = driver.app.session.score("zzqx-metals").total
        assert high - low > 50
        assert driver.app.home.company_id == "zzqx-metals"
        await driver.press("enter", "m")
        assert isinstance(driver.app.screen, FactsScreen)
        said = whole(driver.app.screen.query_one(Page))
        assert "zzqx metals" in said
        assert "in:" in said


@at_both_sizes
async def test_j4_four_candidates_differences_first_and_what_would_turn_them_round(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        await driver.press(*["space"] * 4, "c")
        await driver.sampled()
        assert isinstance(driver.app.screen, CompareScreen)
        assert "deck fob-china-2025   as of 2026-11-21" in driver.text.splitlines()[0]
        assert "differs most in the total first" in driver.text
        ranks = next(line for line in driver.text.splitlines() if "90 % rank" in line)
        assert ranks.count("#") >= 2
        await driver.press("right", "y")
        assert isinstance(driver.app.screen, DifferenceScreen)
        said = whole(driver.app.screen.query_one("#page", Page))
        assert "together" in said
        assert "What turns them round?" in said
        await driver.press("escape", "enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.company_id == driver.app.home.table.ids()[1]
        assert str(screen.page.key).startswith("i:")


@at_both_sizes
async def test_j5_a_shock_to_jurisdictions_shows_ranks_before_and_after_and_is_taken_back(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("down", "up")
        before = driver.app.home.table.ids()
        await driver.press("w", "j", "j", *["L"] * 8)
        live = driver.app.screen.query_one("#live", Page)
        said = whole(live)
        assert "↑" in said
        assert "↓" in said
        await driver.press("escape")
        assert driver.app.home.table.ids() == before
        await driver.press("p")  # and the same with other prices
        assert "the usual" in driver.text
        await driver.press("home", "enter")
        assert "By these prices" in driver.toasts[-1]
        assert " move, most of all " in driver.toasts[-1]
        ranking = driver.app.scored.ranking
        assert ranking.deck == "china-2011-09-23"
        now = [row.score.id for row in ranking.rows if row.rank]
        assert str(sum(now[n] != one for n, one in enumerate(before))) in driver.toasts[-1]
        await driver.press("p", "end", "up", "enter")
        assert driver.app.scored.ranking.deck == "fob-china-2025"
        assert driver.app.session.question is None
        assert driver.app.home.table.ids() == before
        assert not (workspace_folder / "watchlists").exists()


@at_both_sizes
async def test_j5_a_scenario_says_whom_it_moves_by_which_rule_and_holds_until_it_is_taken_off(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        home = driver.app.home
        before = [(row.id, row.rank, row.total) for row in home.answer.picture.rows]
        await driver.press("s")
        screen = driver.app.screen
        assert isinstance(screen, ScenariosScreen)
        page = screen.query_one(Page)
        await driver.until(lambda: "Vulcan Elements" in whole(page))
        assert "1 company in points, 2 in place; most of all Hastings Tech" in whole(page)
        await driver.press("enter")
        said = whole(page)
        assert "Occasion: Mineral Commodity Summaries 2026" in said
        assert "8 ▼9 Hastings Technology Metals" in said
        assert "chinese-customers −3.2 proven, 0.0 possible: Processing partner" in said
        assert "only because others moved: Viridis Mining and Minerals 9 to 8" in said
        await driver.press("j", "a")  # the cursor is on the company that it moves
        assert driver.app.screen is home
        head = driver.text.splitlines()[:3]  # at 80 columns the line below the header has it whole
        assert any("supposing China's suspended controls return" in line for line in head)
        assert "Under this scenario: 2 move, most of all " in driver.toasts[-1]
        ranks = {row.id: row.rank for row in home.answer.picture.rows}
        assert ranks["hastings-technology-metals"] == 9
        assert driver.app.session.changes == 0
        await driver.press("s")
        page = driver.app.screen.query_one(Page)
        await driver.until(lambda: "supposed now" in whole(page))
        await driver.press("home")
        assert page.key == "s:"  # things as they stand
        await driver.press("enter")
        assert [(row.id, row.rank, row.total) for row in home.answer.picture.rows] == before
        assert "supposing" not in driver.text
        assert driver.app.session.question is None
        assert not (workspace_folder / "watchlists").exists()


async def test_j5_what_is_chosen_again_before_the_scores_came_counts(opened: Opener) -> None:
    async with opened() as driver:
        session = driver.app.session
        asked = {"p": Question(deck="china-2011-09-23"), "s": Question(scenario="two-camps")}
        for key, question in asked.items():
            session.question = question  # by keys typed ahead: what is shown is of before
            await driver.press(key)
            if key == "p":
                assert driver.app.screen.query_one(Page).key == "china-2011-09-23"
            usual = session.workspace.method().deck.id if key == "p" else ""
            _ = driver.app.screen.dismiss(usual)
            await driver.settle()
            assert session.question is None


async def test_j5_prices_and_scenarios_hold_together_and_a_deck_of_the_scenario_goes_before(
    opened: Opener,
) -> None:
    async with opened() as driver:
        session = driver.app.session
        usual = [(row.id, row.rank, row.total) for row in driver.app.home.answer.picture.rows]
        await driver.press("p", "home", "enter", "j")
        deck = "prices China domestic, 23 September 2011"
        assert f"{deck}  Esc goes back to usual prices" in driver.text.splitlines()[1]
        assert "Rare-earth sample, prices china-2011-09-23" in driver.text.splitlines()[0]
        session.suppose("two-camps")
        driver.app.show_list()
        await driver.settle()
        ranking = driver.app.scored.ranking
        assert (ranking.deck, ranking.scenario) == ("china-2011-09-23", "two-camps")
        # Esc takes back what came last; what is marked goes before, and only then it is offered.
        await driver.press("space")
        assert "supposing Two camps" in driver.text.splitlines()[1]
        assert "Esc" not in driver.text.splitlines()[1]
        assert "● 1 marked  x exports" in driver.text.splitlines()[1]
        await driver.press("escape")
        assert "Esc ends the scenario" in driver.text.splitlines()[1]
        await driver.press("escape")
        assert (session.question.deck, session.question.scenario) == ("china-2011-09-23", None)
        assert "As things stand" in driver.toasts[-1]
        await driver.press("escape")
        assert session.question is None
        assert "By the usual prices" in driver.toasts[-1]
        rows = driver.app.home.answer.picture.rows
        assert [(row.id, row.rank, row.total) for row in rows] == usual
        session.suppose("prices-of-2016")
        driver.app.show_list()
        await driver.settle()
        assert driver.app.scored.ranking.deck == "fob-china-2016"
        await driver.press("p")
        assert "is priced with fob-china-2016; Esc ends it" in driver.toasts[-1]
        assert driver.app.screen is driver.app.home


@at_both_sizes
async def test_j6_at_quarter_end_cash_goes_down_a_grid_and_who_runs_out_first_is_asked(
    opened: Opener, size, workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("dollar_sign")
        await driver.type("2026-09-30")
        companies = list(driver.app.screen.query_one(Grid).keys[:2])
        await driver.press("tab", "tab", "tab")
        for typed, key in (("A$12m", "enter"), ("A$30m", "tab"), ("A$5m", "up"), ("A$6m", "down")):
            await driver.type(typed)
            await driver.press(key)
        await driver.press("ctrl+s")
        assert driver.app.screen is driver.app.home
        for company, amount in zip(companies, (12e6, 30e6), strict=True):
            path = workspace_folder / "companies" / f"{company}.toml"
            assert tomllib.loads(path.read_text("utf-8"))["evidence"][0]["amount"] == amount
        await driver.press("slash")
        await driver.type("runway:<24mo sort:runway")
        await driver.press("enter")
        # 6 months before 18 months, wherever those stand whose cash ran out on paper already.
        assert [key for key in driver.app.home.table.ids() if key in companies] == companies


@at_both_sizes
async def test_j7_a_pack_for_the_club_holds_cards_and_sources_and_no_private_word(
    opened: Opener, size, standing_here: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("n")
        await driver.type("Between you and me")
        await driver.press("ctrl+s")
        names = [driver.app.session.score(key).name for key in driver.app.home.table.ids()[:3]]
        await driver.press("space", "space", "space", "x", "h", "enter")
        await until(driver, "f24", lambda: bool(list(standing_here.glob("*.html"))))
        [pack] = standing_here.glob("*.html")
        text = pack.read_text("utf-8")
        assert all(name in text for name in names)
        assert "Sources" in text
        assert "not financial advice" in text
        assert "Between you and me" not in text


@at_both_sizes
async def test_j8_looking_back_promises_stand_beside_what_was_said_later_and_the_score_s_moves(
    opened: Opener, size
) -> None:
    async with opened(size) as driver:
        driver.app.home.table.select("northern-minerals")
        await driver.press("space", "P")
        assert "Promises of 1 marked company" in driver.text
        keys = driver.app.screen.query_one(Page).line_keys
        assert {key.partition("@")[0] for key in keys} == {"northern-minerals"}
        await driver.press("escape", "escape")
        await driver.press("P")  # all promises of the list, then those of one company
        assert isinstance(driver.app.screen, PromisesScreen)
        assert "past their date with nothing said since" in driver.text
        page = driver.app.screen.query_one(Page)
        past = page.key
        await driver.press("t")
        assert page.key != past
        assert "Due within a year" in driver.text
        whose = "northern-minerals@"
        await until(driver, "down", lambda: str(page.key).startswith(whose))
        record = str(page.key).removeprefix(whose)
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert (screen.company_id, screen.tab) == (whose[:-1], "timeline")
        assert screen.page.key == f"e:{record}"
        said = whole(screen.page)
        assert "Promises" in said
        assert "slipped" in said
        await driver.press("down")
        assert "https://" in whole(screen.query_one("#detail", Page))
        await until(driver, "right_square_bracket", lambda: screen.tab == "history")
        await until(driver, "f24", lambda: "what moved it, the newest first" in whole(screen.page))
        assert "▲" in driver.text
        detail = whole(screen.query_one("#detail", Page))
        assert "What moved it" in detail
