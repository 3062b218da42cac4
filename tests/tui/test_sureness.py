"""The ranking says how sure it is: sampled beside the screen, given up for a key, told in full."""

import re
import subprocess
import sys
import threading
from typing import Any

import pytest

from rewatch.scoring import sureness
from rewatch.scoring.pair import smallest_flip
from rewatch.scoring.results import Ranking
from rewatch.tui import sampling
from rewatch.tui.evidence_fields import fields_of
from rewatch.tui.pages.standing import basis
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.compare import DifferenceScreen
from rewatch.tui.screens.dialogs import Chooser
from rewatch.tui.screens.evidence import EvidenceScreen
from rewatch.tui.screens.evidence_lines import EvidenceField
from rewatch.tui.screens.facts import FactsScreen
from rewatch.tui.standings import Sampled, percent
from rewatch.tui.view import Picture, Row
from rewatch.tui.wanted_kinds import kind_for, said_for
from rewatch.tui.widgets.heat import heat, scale, spread
from rewatch.tui.widgets.lines import Line, Page
from tests.tui.conftest import Driver, Opener, narrow_first

sizes = narrow_first
USUAL = "usual weights"


def line_with(driver: Driver, text: str) -> str:
    """The last line that holds a text: the pane beside the heading names the company too."""
    return [line for line in driver.text.splitlines() if text in line][-1]


def select(driver: Driver, company: str) -> None:
    driver.app.home.table.select(company)


# the table ---------------------------------------------------------------------


@sizes
async def test_the_table_shows_90_percent_ranks_and_what_they_rest_on(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        assert "90% rank" in driver.text
        for row in driver.app.home.table.ids()[:5]:
            best, worst = sampled.standings[row].likely
            name = driver.app.session.score(row).name
            assert f"{best}–{worst}" in line_with(driver, name[:18])
        foot = line_with(driver, "samples")
        rubric = driver.app.scored.rubric.sampling
        many = f"{rubric.samples // 1000}k samples"
        for fact in ("usual weights", "prices fob-china-2025", "2026-11-21", many):
            assert fact in foot
        assert f"seed {rubric.master_seed}" in foot


@pytest.mark.parametrize(
    ("profile", "width", "said"),
    [
        (USUAL, 140, "usual weights · prices {deck} · as of 2026-11-21 · {all}"),
        (
            USUAL,
            108,
            "usual weights · prices fob-china-2025 · as of 2026-11-21 · {all}",
        ),
        (USUAL, 78, "usual weights, prices fob-china-2025 · 2026-11-21 · 10k samples"),
        (USUAL, 76, "usual weights · prices fob-china-2025 · 10k samples ±0.5%"),
        (
            "weights Geopolitics first",
            78,
            "weights Geopolitics first, prices fob-china-2025 · 10k samples",
        ),
        (USUAL, 60, "usual weights · fob-china-2025 · 10k samples"),
        (
            "weights The profile of my uncle in Perth",
            80,
            "weights The profile of my uncle… · fob-china-2025 · 10k samples",
        ),
        ("weights of Heavies", 71, "weights of Heavies, prices fob-china-2025 · 10k samples"),
        (USUAL, 50, "usual weights · fob-china-2025 · 10k samples · …"),
        (USUAL, 20, "usual weights"),
    ],
)
def test_what_the_table_rests_on_is_said_as_fully_as_it_fits(
    profile: str, width: int, said: str
) -> None:
    row = Row("a", "A", "ore", 1, (1.0, 2.0), (1, 1), {}, 1.0, "", None, "a")
    picture = Picture(
        (row,), (), profile, "FOB China, 2025 average (estimated)", "2026-11-21", None,
        "fob-china-2025",
    )  # fmt: skip
    sampled = Sampled(Ranking.__new__(Ranking), {}, "fair", 10_000, 20261121, 0.005, True)
    line = "".join(text for text, _ in basis(picture, sampled, None, width))
    seed = " · seed 20261121" if width >= 60 else ""
    deck = "FOB China, 2025 average (estimated)"
    samples = said.format(all="10,000 samples ±0.5%", deck=deck)
    assert line.replace(", seed", " · seed") == samples + seed
    assert len(line) <= width


async def test_the_tier_stands_beside_the_pane_at_120_columns(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        head = line_with(driver, "90% rank  tier")
        assert " tier " in head
        for row in driver.app.home.table.ids()[:5]:
            cells = line_with(driver, f" {driver.app.session.score(row).name[:15]}").split()
            likely = "–".join(str(end) for end in sampled.standings[row].likely)
            tier = cells[[cell.rstrip("!") for cell in cells].index(likely) + 1]
            assert tier == str(sampled.standings[row].tier)


async def test_first_share_top_five_and_tier_stand_where_there_is_room(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("v")
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        first = driver.app.home.table.ids()[0]
        name = driver.app.session.score(first).name
        standing = sampled.standings[first]
        line = line_with(driver, name).split()
        for text in (percent(standing.first), percent(standing.top5), str(standing.tier)):
            assert text in line


async def test_the_mark_stands_exactly_where_the_place_is_outside_the_90_percent_rank(
    opened: Opener,
) -> None:
    async with opened((80, 60)) as driver:
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        outside = {key for key, item in sampled.standings.items() if item.outside}
        assert outside, "the sample list has none: choose another list for this test"
        for key, item in sampled.standings.items():
            best, worst = item.likely
            assert item.outside == (not best <= item.rank <= worst)
            name = driver.app.session.score(key).name
            assert (f"{best}–{worst}!" in line_with(driver, name[:18])) == (key in outside)
        marked = next(iter(outside))
        await driver.press("down")  # the welcome goes
        select(driver, marked)
        await driver.settle()
        rank = sampled.standings[marked].rank
        assert f"! its # {rank} is outside the places of 90 % of the" in driver.text.splitlines()[1]


@sizes
async def test_the_figures_of_a_company_say_what_they_rest_on(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.sampled()
        await driver.press("enter")
        assert isinstance(driver.app.screen, CompanyScreen)
        foot = line_with(driver, "samples")
        for fact in ("usual weights", "prices fob-china-2025", "10k samples", "seed 2"):
            assert fact in foot
        assert "as of 2026-11-21" in driver.text.splitlines()[0]


@pytest.mark.parametrize("key", ["enter", "y"])
async def test_enter_and_y_explain_the_mark(opened: Opener, key: str) -> None:
    async with opened((120, 60)) as driver:
        await driver.sampled()
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        marked = next(k for k, s in sampled.standings.items() if s.outside and s.rank > 1)
        select(driver, marked)
        await driver.press(key)
        expected = CompanyScreen if key == "enter" else DifferenceScreen
        assert isinstance(driver.app.screen, expected)
        said = " ".join(driver.text.split())
        assert "counts only the points that are" in said
        assert f"# {sampled.standings[marked].rank} is" in said


async def test_the_pane_has_a_heat_strip_of_the_selected_company(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.sampled()
        assert "90 % rank" in driver.text
        assert any("▓" in line or "█▓" in line for line in driver.text.splitlines())
        assert "▲" in driver.text


async def test_a_table_is_sorted_by_what_the_samples_say(opened: Opener) -> None:
    async with opened((80, 60)) as driver:
        await driver.sampled()
        await driver.press("o", "l")
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        ids = [key for key in driver.app.home.table.ids() if key in sampled.standings]
        ore = [key for key in ids if driver.app.session.score(key).group == "ore"]
        means = [sampled.standings[key].expected for key in ore]
        assert means == sorted(means)


# keys go first -----------------------------------------------------------------


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch):
    """Holds back the full number of samples until it is opened; says when it was reached."""
    reached, opened = threading.Event(), threading.Event()
    draw, full = sureness.kept, 10_000  # as the shipped method asks for

    def held(arrays, seed, samples, unknowns):
        if samples >= full:
            reached.set()
            assert opened.wait(60)
        return draw(arrays, seed, samples, unknowns)

    monkeypatch.setattr(sureness, "kept", held)
    yield reached, opened
    opened.set()


async def test_a_key_gives_up_the_samples_and_fewer_are_shown_until_the_keyboard_rests(
    opened: Opener, gate
) -> None:
    reached, opened_gate = gate
    async with opened() as driver:
        sampler = driver.app.sampler
        await driver.until(reached.is_set)
        [running] = [one for one in driver.app.workers if one.group == sampling.GROUP]
        await driver.pilot.press("j")
        assert running.is_cancelled
        await driver.until(lambda: sampler.sampled is not None)
        assert sampler.sampled is not None
        assert not sampler.sampled.full
        fewer = driver.app.scored.rubric.sampling.samples_while_typing
        assert f"~{fewer // 1000}k samples" in driver.text
        assert "~90%" in driver.text
        opened_gate.set()
        await driver.sampled()
        assert "~" not in line_with(driver, "samples")
        assert "90% rank" in driver.text


async def test_samples_of_another_list_are_never_shown(opened: Opener, gate) -> None:
    reached, opened_gate = gate
    async with opened() as driver:
        await driver.until(reached.is_set)
        await driver.press("2")
        opened_gate.set()
        await driver.sampled()
        sampled, answer = driver.app.sampler.sampled, driver.app.session.answer
        assert sampled is not None
        assert answer is not None
        assert answer.scored is not None
        assert sampled.ranking is answer.scored.ranking


async def test_ranks_that_are_still_sampled_are_seen_to_come(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, kept = threading.Event(), sureness.kept

    def waits(*args: Any, **named: Any) -> object:
        ready.wait()
        return kept(*args, **named)

    monkeypatch.setattr(sureness, "kept", waits)
    async with opened((120, 40)) as driver:
        assert re.search(r" …\s+…  ", line_with(driver, " Lynas Rare Earths  "))
        assert "sampling …" in driver.text
        ready.set()
        await driver.sampled()
        assert "…  " not in line_with(driver, " Lynas Rare Earths  ")


async def test_an_error_while_sampling_is_printed_below_the_table(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise MemoryError("no room for [/ 10,000 samples")

    monkeypatch.setattr(sureness, "kept", broken)
    async with opened() as driver:
        await driver.sampled()
        assert "not sampled: MemoryError: no room for [/ 10,000 samples" in driver.text
        assert re.search(r"Lynas Rare Earths .* \?  ", line_with(driver, "Lynas Rare Earths"))
        assert " … " not in driver.text


def test_numpy_is_not_loaded_by_the_screens_themselves() -> None:
    code = (
        "import sys; import rewatch.tui.app, rewatch.tui.screens.weights,"
        " rewatch.tui.screens.facts, rewatch.tui.screens.compare,"
        " rewatch.tui.screens.weighing, rewatch.tui.screens.shares;"
        " sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_list_without_companies_has_nothing_to_sample(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("N")
        await driver.type("Empty")
        await driver.press("enter")
        await driver.sampled()
        assert "not sampled" not in driver.text
        await driver.press("w")
        assert "Weights of Empty" in driver.text
        await driver.press("right", "t", "escape", "m", "escape")
        assert id(driver.app.screen) == id(driver.app.home)


# the pair ----------------------------------------------------------------------


@sizes
async def test_the_pair_view_says_how_sure_what_flips_and_what_would_settle(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.sampled()
        await driver.press("j", "y")
        screen = driver.app.screen
        assert isinstance(screen, DifferenceScreen)
        said = " ".join(
            "".join(t for t, _ in line.pieces)
            for line in getattr(screen.query_one("#page"), "_lines")  # noqa: B009
        )
        for what in ("evidence and weights", "evidence alone", "weights alone"):
            assert what in said
        assert "What turns them round?" in said
        assert "instead of" in said or "No single weight" in said
        assert "usually in:" in said
        assert any(word in said for word in ("likely above", "cannot tell", "likely below"))
        assert re.search("10(k|,000) samples", driver.text)
        await driver.press("escape")
        assert id(driver.app.screen) == id(driver.app.home)


async def test_a_pair_opened_before_the_samples_is_filled_when_they_come(
    opened: Opener, gate
) -> None:
    _, opened_gate = gate
    async with opened((120, 60)) as driver:
        await driver.press("j", "y")
        await driver.until(lambda: "~1,000 samples" in driver.text)
        opened_gate.set()
        await driver.sampled()
        await driver.settle()
        assert "~" not in line_with(driver, " samples ±")
        assert "of the samples" in driver.text
        assert "sampling …" not in driver.text


async def test_companies_of_two_groups_are_not_said_to_be_above_each_other(opened: Opener) -> None:
    async with opened((120, 60)) as driver:
        await driver.sampled()
        ids = driver.app.home.table.ids()
        groups = {key: driver.app.session.score(key).group for key in ids}
        ore = next(key for key in ids if groups[key] == "ore")
        other = next(key for key in ids if groups[key] == "processor")
        driver.app.explain(ore, other)
        await driver.settle()
        assert "different criteria" in driver.text
        assert "How sure is their order?" not in driver.text


# missing facts -----------------------------------------------------------------


@sizes
async def test_missing_facts_say_where_they_are_published_and_open_their_companies(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.press("m")
        assert isinstance(driver.app.screen, FactsScreen)
        assert "usually in:" in driver.text
        groups = driver.app.session.workspace.next_facts(driver.app.scored.ranking)
        assert groups[0].fact.name in driver.text
        told = driver.app.session.workspace.told_apart(driver.app.scored.ranking, groups)
        assert f"tells {len(told[groups[0].fact.id])} pairs apart" in " ".join(driver.text.split())
        await driver.press("enter")
        assert (
            f"tells {driver.app.session.score(told[groups[0].fact.id][0].ahead).name}"
            in driver.text
        )
        name = driver.app.session.score(groups[0].open[0].company).name
        assert name[:12] in driver.text
        # Enter fills the fact in and comes back to its line, c opens its company there.
        page = driver.app.screen.query_one(Page)
        await driver.press("j", "j")
        opened_at, company = page.key, groups[0].open[1].company
        assert opened_at == f"c:{company}@{groups[0].fact.id}"
        await driver.press("enter")
        assert isinstance(driver.app.screen, EvidenceScreen)
        rubric = driver.app.scored.rubric
        kind = kind_for(rubric, groups[0].open[1].indicators[0])
        indicators = [item.id for criterion in rubric.criteria for item in criterion.indicators]
        said = {name: said_for(rubric, name) for name in indicators}
        assert [values["type"] for values in said.values() if values] == [
            "opex", "offtake", "processing", "equity",
        ]  # fmt: skip
        for name, values in said.items():  # each is a word that its form takes
            fields = {field.key: field for field in fields_of(kind_for(rubric, name) or "cash")}
            assert all(text in fields[key].choices for key, text in values.items())
        assert f"Add evidence: {driver.app.session.score(company).name[:20]}" in driver.text
        assert [line.field.key for line in driver.app.screen.query(EvidenceField)] == [
            field.key for field in fields_of(kind)
        ]
        await driver.press("escape")
        assert page.key == opened_at
        await driver.press("c")
        assert isinstance(driver.app.screen, CompanyScreen)
        assert driver.app.screen.company_id == company
        await driver.press("escape")
        # There and back: the same line at the same height; moved meanwhile, the same fact.
        before = driver.text
        await driver.press("t")
        assert "points open" in driver.text
        assert page.key == opened_at
        await driver.press("t")
        assert driver.text == before
        await driver.press("t", "k")
        other = str(page.key).partition("@")[2]
        await driver.press("t")
        assert page.key == (f"g:{other}" if other else opened_at)
        await driver.press("escape")
        assert id(driver.app.screen) == id(driver.app.home)


async def test_what_is_open_for_a_company_is_never_more_than_its_doubt(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("m")
        await driver.press("t")
        page = driver.app.screen.query_one(Page)
        lines = ["".join(t for t, _ in getattr(x, "pieces", x)) for x in page.builder(100)]
        told = {
            line.rpartition("  ")[0].strip(): int(line.split()[-3])
            for line in lines
            if line.endswith(" points open")
        }
        rows = driver.app.scored.ranking.rows
        assert len(told) == len(rows)
        for row in rows:
            doubt = row.score.total.high - row.score.total.low
            assert told[row.score.name] <= round(doubt), row.score.name
        assert max(told.values()) > 30


async def test_the_key_of_a_company_says_on_a_fact_what_opens_its_companies(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("m")
        await driver.press("c")
        assert driver.toasts[-1].startswith("Enter shows the companies of this fact; then c opens")


async def test_from_a_company_its_own_missing_facts_are_shown_first(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        select(driver, "northern-minerals")
        await driver.press("enter", "m")
        assert "Northern Minerals" in driver.text
        assert "Lynas" not in driver.text
        # e starts at the kind that tells the fact; Enter shows the value that it would change.
        screen = driver.app.screen
        page = screen.query_one(Page)
        await driver.press("down")
        fact = str(page.key).partition("@")[2]
        (found,) = [
            item
            for group in driver.app.session.workspace.next_facts(driver.app.scored.ranking)
            for item in group.open
            if (item.company, item.fact.id) == ("northern-minerals", fact)
        ]
        await driver.press("e")
        assert isinstance(driver.app.screen, Chooser)
        kind = driver.app.screen.query_one(Page).key
        assert kind == kind_for(driver.app.scored.rubric, found.indicators[0])
        await driver.press("escape", "c")
        company = driver.app.screen
        assert isinstance(company, CompanyScreen)
        assert company.page.key == f"i:{found.indicators[0]}"
        await driver.press("e")
        assert driver.app.screen.query_one(Page).key == kind
        await driver.press("escape", "escape", "t", "t")
        assert driver.app.screen is screen
        assert str(page.key).startswith("c:northern-minerals@")
        assert any(str(key).startswith("c:lynas") for key in page.line_keys)  # all of them now
        # What was found out is missing no more: the cursor stays next to where its line was.
        page.show(lambda _width: [Line((), key) for key in "abcd"], key="c")
        page.show(lambda _width: [Line((), key) for key in "abd"], keep=True)
        assert page.key == "d"
        page.show(lambda _width: [Line((), key) for key in "ab"], keep=True)
        assert page.key == "b"


def add_offtake(driver: Driver, company: str) -> None:
    """A binding deal becomes known, as if typed on the company's screen over the present one."""
    workspace = driver.app.session.workspace
    values = {"kind": "partnership", "partner": "Maker", "type": "offtake"}
    values |= {"status": "operating", "share_pct": "60 %"}
    source = workspace.company(company).sources[0].id
    workspace.add_evidence([workspace.draft_evidence(company, values, source)])
    driver.app.refresh_all()


async def test_missing_facts_follow_what_is_added_meanwhile(opened: Opener) -> None:
    async with opened((120, 60)) as driver:
        select(driver, "pensana")
        await driver.press("enter", "m")
        before = driver.text
        workspace = driver.app.session.workspace
        add_offtake(driver, "pensana")
        await driver.settle()
        after = [
            item
            for group in workspace.next_facts(driver.app.scored.ranking)
            for item in group.open
            if item.company == "pensana"
        ]
        assert f"{sum(item.points for item in after):.0f} points open" in driver.text
        assert f"{sum(item.points for item in after):.0f} points open" not in before


async def test_a_pair_follows_what_is_added_and_ends_with_its_company(opened: Opener) -> None:
    async with opened((120, 60)) as driver:
        ids = driver.app.home.table.ids()
        other = ids[ids.index("pensana") - 1]
        select(driver, "pensana")
        await driver.press("y")
        screen = driver.app.screen
        assert isinstance(screen, DifferenceScreen)
        add_offtake(driver, "pensana")
        await driver.settle()
        ranking = driver.app.scored.ranking
        assert screen._pair.flip == smallest_flip(ranking, other, "pensana")
        driver.app.remove_companies(["pensana"], driver.app.home.answer)
        await driver.settle()
        assert driver.app.screen is driver.app.home


# in plain language -------------------------------------------------------------


@sizes
async def test_the_help_on_shares_says_what_they_are_not(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.press("f4")
        assert "What is done" in driver.text
        await driver.press("pagedown")
        assert "Not the chance that a company succeeds" in driver.text
        assert "Not a forecast" in driver.text
        await driver.press("f4", "escape")
        assert id(driver.app.screen) == id(driver.app.home)


# strips ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 14, 37, 60, 500, 32_000])
@pytest.mark.parametrize("width", [1, 10, 38, 60])
def test_every_place_has_its_cell_and_no_share_is_lost(count: int, width: int) -> None:
    cells = spread(count, width)
    assert 0 < len(cells) <= width
    covered = {place for low, high in cells for place in range(low, high)}
    assert covered == set(range(count))


def test_the_most_frequent_place_is_the_darkest_and_a_place_never_taken_is_a_dot() -> None:
    shares = [0.1, 0.6, 0.25, 0.05, 0.0]
    strip = "".join(text for text, _ in heat(shares, (1, 3), 5))
    assert strip[1] == "█"
    assert strip[4] == "·"
    assert "█" not in strip[0] + strip[2:]


def test_a_strip_of_stretches_is_as_dark_as_one_of_places() -> None:
    places = 3_000
    shares = [1 / 200 if 900 <= place < 1_100 else 0.0 for place in range(places)]
    stretches = [sum(shares[at : at + 25]) for at in range(0, places, 25)]
    for width in (60, 40, 24):
        whole, drawn = (
            heat(shares, (901, 1_100), width),
            heat(stretches, (901, 1_100), width, places),
        )
        assert drawn == whole
        assert scale(places, 1_000, width, len(stretches)) == scale(places, 1_000, width)
    odd = [low for low, _ in spread(len(stretches), 37)]
    assert len(heat(stretches, (901, 1_100), 37, places)) == len(odd)


def test_the_scale_marks_the_place_in_the_table() -> None:
    line = "".join(text for text, _ in scale(14, 9, 14))
    assert line.index("▲") == 8
    assert line.startswith("1")
    assert line.endswith("14")
    for rank in range(1, 15):
        said = "".join(text for text, _ in scale(14, rank, 28)).replace("▲", " ").split()
        assert set(said) <= {"1", "how", "often", "place", "14"}, "the mark stands in a word"


@pytest.mark.parametrize(
    ("count", "rank", "said"),
    [
        (14, 3, "1   ▲   how often   place 14"),
        (14, 12, "1      how often      ▲   14"),
        (14, 7, "1           ▲       place 14"),
        (6, 1, "▲          place 6"),
    ],
)
def test_the_scale_says_what_the_strip_shows_where_it_has_room(
    count: int, rank: int, said: str
) -> None:
    assert "".join(text for text, _ in scale(count, rank, 38)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0%"), (0.0001, "<1%"), (0.5, "50%"), (0.9999, ">99%"), (1.0, "100%")],
)
def test_a_share_that_is_neither_none_nor_all_never_looks_like_it(share: float, said: str) -> None:
    assert percent(share) == said


async def test_a_standing_holds_one_share_for_each_place(opened: Opener) -> None:
    async with opened() as driver:
        await driver.sampled()
        sampled, ranking = driver.app.sampler.sampled, driver.app.scored.ranking
        assert sampled is not None
        for group in ("ore", "processor"):
            ranked = ranking.group(group)
            assert len(ranked) > 1
            for row in ranked:
                shares = sampled.standings[row.score.id].shares
                assert len(shares) == len(ranked)
                assert sum(shares) == pytest.approx(1)
