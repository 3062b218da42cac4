"""The comparison: grade and age at every value, one scale, and what does not compare, with why."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from rewatch.scoring.comparison import spreads
from rewatch.scoring.contest import contest_task
from rewatch.scoring.explain import difference
from rewatch.scoring.results import CompanyScore
from rewatch.tui.describe import brief_source, ladder
from rewatch.tui.pages.compare import (
    column_at,
    compare_head,
    compare_lines,
    difference_lines,
    order_of,
)
from rewatch.tui.pages.contest import first_cells
from rewatch.tui.pages.grounds import ELEMENTS
from rewatch.tui.pages.pair import Pair, in_short
from rewatch.tui.pages.side_by_side import (
    age,
    element_lines,
    incomparable_lines,
    scale_end,
    shown,
    value_cell,
    whole_drawn,
    whole_value,
)
from rewatch.tui.screens.company import CompanyScreen
from rewatch.tui.screens.compare import CompareScreen, DifferenceScreen
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.standings import percent
from rewatch.tui.widgets.lines import Page
from rewatch.tui.widgets.paint import span_of
from rewatch.workspace import Workspace
from tests.tui.conftest import Driver, Opener

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"), today=TODAY)


@pytest.fixture(scope="module")
def scores(workspace: Workspace) -> dict[str, CompanyScore]:
    return {row.score.id: row.score for row in workspace.ranking().rows}


@pytest.fixture(scope="module")
def held(workspace: Workspace):
    """What other weights would make of some companies."""
    ranking, rubric = workspace.ranking(), workspace.catalogue.rubric

    def contests(scores: list[CompanyScore], samples: int = 200):
        ids = [score.id for score in scores]
        return contest_task(ranking, rubric, ids, samples=samples).done(lambda: True)

    return contests


def comparison(driver: Driver) -> CompareScreen:
    screen = driver.app.screen
    assert isinstance(screen, CompareScreen)
    return screen


def texts(lines) -> list[str]:
    return ["".join(text for text, _ in getattr(line, "pieces", line)) for line in lines]


@pytest.mark.parametrize("width", [60, 77, 117, 197])
@pytest.mark.parametrize("count", [2, 4, 6])
def test_no_line_is_wider_than_it_may_be_and_every_value_is_whole(
    workspace, scores, held, width, count
) -> None:
    rubric, everyone = workspace.catalogue.rubric, list(scores.values())
    for start in range(0, len(everyone) - count, count):
        members = everyone[start : start + count]
        contests = held(members)
        for chosen in (0, count - 1):
            at = shown(count, width, chosen)
            lines = compare_lines(members, rubric, width, chosen=chosen, contests=contests)
            page = texts([compare_head(members, width, chosen), *lines])
            assert [line for line in page if cell_len(line) > width] == []
            assert at.first <= chosen < at.last
            for line in lines:
                key = getattr(line, "key", None) or ""
                if not key.startswith("i:"):
                    continue
                for score in members[at.first : at.last]:
                    said, _ = value_cell(score, score.indicator(key[2:]), at.wide - 2)
                    assert said in texts([line])[0]


def test_a_click_finds_the_column_and_those_beyond_the_edge_are_counted(scores) -> None:
    members = list(scores.values())[:6]
    at = shown(6, 77, 5)
    assert (at.first, at.last) == (2, 6)
    assert texts([compare_head(members, 77, 5)])[0].startswith("← 2 more there  ")
    assert texts([compare_head(members, 77, 0)])[0].startswith("→ 2 more there  ")
    assert texts([compare_head(members, 77, 3)])[0].startswith("← 1 → 1 more  ")
    assert column_at(6, 77, 5, at.label - 1) is None
    assert column_at(6, 77, 5, at.label) == 2
    assert column_at(6, 77, 5, at.label + 3 * at.wide) == 5
    assert column_at(2, 77, 0, at.label + 6 * at.wide) is None


@pytest.mark.parametrize(("count", "width"), [(2, 77), (3, 77), (4, 77), (6, 77), (6, 117)])
def test_the_first_row_differs_in_what_is_seen(workspace, scores, count, width) -> None:
    everyone, rubric = list(scores.values()), workspace.catalogue.rubric
    for start in range(0, len(everyone) - count, 5):
        members = everyone[start : start + count]
        for chosen in (0, count - 1):
            at = shown(count, width, chosen)
            seen = members[at.first : at.last]
            lines = compare_lines(members, rubric, width, chosen=chosen)
            some = f"among these {len(seen)}; " if len(seen) < count else "first  grade"
            assert any(some in text for text in texts(lines))
            first = next(k[2:] for line in lines if (k := getattr(line, "key", None)))
            values = [i.value for score in seen if (i := score.indicator(first)) and i.value]
            # By the ends, as they are read on the screen.
            assert max(v.low for v in values) - min(v.low for v in values) >= 10 or (
                max(v.high for v in values) - min(v.high for v in values) >= 10
            )


def test_screen_command_and_sheet_have_one_order_of_the_differences(workspace, scores) -> None:
    """By what each puts the totals apart: nothing that weighs little leads because it is wide."""
    everyone, rubric = list(scores.values()), workspace.catalogue.rubric
    for start in range(0, len(everyone) - 4, 7):
        members = everyone[start : start + 4]
        lines = compare_lines(members, rubric, 300)
        keys = [
            key[2:] for line in lines if (key := getattr(line, "key", None)) and key[:2] == "i:"
        ]
        assert keys == [item.indicator for item in spreads(members)]
        apart = []
        for key in keys:
            items = [(score, score.indicator(key)) for score in members]
            known = [
                (item.value.mid, score.global_weight(item)) for score, item in items if item.value
            ]
            middles = [middle for middle, _ in known]
            weight = max((weight for _, weight in known), default=0)
            apart.append((max(middles) - min(middles)) * weight if len(known) > 1 else -1)
        assert apart == sorted(apart, reverse=True)


def test_what_is_unknown_is_bounded_as_its_column_says(workspace, scores) -> None:
    rubric = workspace.catalogue.rubric
    members = [scores["hastings-technology-metals"], scores["lynas-rare-earths"]]
    said = " ".join(" ".join(texts(compare_lines(members, rubric, 120))).split())
    for score in members:
        for item in score.indicators():
            if item.state == "unknown" and item.value is not None:
                assert f"{rubric.name_of(item.id)} {span_of(item.value)}" in said
    assert "Value-chain step 0–35" in said  # not anything up to the best


def test_below_every_value_stands_what_it_was_made_from_with_its_unit(scores, workspace) -> None:
    pair = [scores["lynas-rare-earths"], scores["northern-minerals"]]
    rubric, units = workspace.catalogue.rubric, 0
    lines = compare_lines(pair, rubric, 300)
    said = texts(lines)
    for at, line in enumerate(lines):
        kind, _, key = (getattr(line, "key", None) or "").partition(":")
        for score in pair if kind == "i" else ():
            item = score.indicator(key)
            if item is not None and item.value is not None and item.label:
                assert item.label in said[at + 1], key
                units += " % of TREO" in item.label or " kg TREO" in item.label
    assert units >= 4


def test_who_is_first_and_above_whom_in_other_weights_stands_in_the_columns(
    workspace, scores, held
) -> None:
    names = ("lynas-rare-earths", "mp-materials", "northern-minerals", "energy-fuels")
    members = [scores[key] for key in names]
    contests = held(members, 2000)
    (contest,) = contests
    at = shown(4, 117)
    lines = compare_lines(members, workspace.catalogue.rubric, 117, contests=contests)
    keys = {
        getattr(line, "key", None): text for line, text in zip(lines, texts(lines), strict=True)
    }

    def cells(text: str) -> list[str]:
        return [text[at.label + n * at.wide :][: at.wide].strip() for n in range(4)]

    firsts = next(line for line in texts(lines) if line.startswith("first of these"))
    for column, score in enumerate(members[:3]):
        for other in members[:3]:
            said = cells(keys[f"p:{other.id}"])[column]
            if score is other:
                assert said == "·"
            else:
                both = (contest.share(parts, score.id, other.id) for parts in ("weights", "both"))
                assert said == " · ".join(percent(share) for share in both)
        assert f"in {percent(contest.first['both'][column])} of samples" in firsts
    assert all(cells(text)[3] == "" for key, text in keys.items() if str(key).startswith("p:"))
    whole = " ".join(" ".join(texts(lines)).split())
    assert "Energy Fuels is in none of the samples: no other of its group is ranked here" in whole
    criterion, end, taker = contest.nearest()
    name = workspace.catalogue.rubric.name_of(criterion)
    assert f"The smallest move that puts another first: {name} at {100 * end:.1f}" in whole
    assert f"then {scores[taker].name}." in whole
    for key in contest.stability:
        assert f"{100 * contest.weights[key]:.0f}%" in keys[f"w:{key}"]


def test_what_is_not_sampled_yet_says_so(workspace, scores) -> None:
    members = list(scores.values())[:2]
    said = texts(compare_lines(members, workspace.catalogue.rubric, 77))
    assert sum("sampling …" in line for line in said) == 2


def source_date(score, held):
    source = score.company.source(held.record.source)
    return source.date if source else None


def test_a_value_says_its_grade_and_the_month_of_its_oldest_evidence(scores) -> None:
    seen, of_several = set(), False
    for score in scores.values():
        for item in score.indicators():
            said, _ = value_cell(score, item, 30)
            if item.value is None:
                assert said == "–"
            elif item.state == "unknown":
                assert said.startswith("? ")
            else:
                assert (item.grade or "") in said
                months = [
                    str(held.record.as_of or source_date(score, held) or "undated")[:7]
                    for held in score.records
                    if held.id in item.evidence
                ]
                assert age(score, item) in months or not months
                assert age(score, item) in said
                if "undated" not in months:
                    assert [month for month in months if month < age(score, item)] == []
                    of_several |= len(set(months)) > 1
                for room in (15, 13, 11):  # the month goes, then the year, never half of either
                    brief, _ = value_cell(score, item, room)
                    assert said.startswith(brief)
                    assert brief == said or said[len(brief)] in "- "
            seen.add(said[0] if said[0] in "–?" else "value")
    assert seen == {"–", "?", "value"}
    assert of_several, "no value rests on records of two months"


@pytest.mark.parametrize("width", [60, 78, 118])
def test_the_line_below_says_in_full_what_a_cell_has_no_room_for(scores, width) -> None:
    for score in scores.values():
        for item in score.indicators():
            (line,) = texts([whole_value(score, item, width)])
            assert cell_len(line) <= width
            if width == 118:
                told = item.label if item.value is not None else "does not apply"
                assert score.name[:38] in line
                assert told[:40] in line
            for key in item.evidence[:1] if width == 118 and len(item.label) < 40 else ():
                assert f"[{score.held(key).grade}, " in line


def test_element_bars_stand_on_one_scale(scores) -> None:
    members = [scores["lynas-rare-earths"], scores["northern-minerals"]]
    at = shown(2, 146)
    lines, wide = element_lines(members, at), at.wide
    tops = [high for score in members for _, high in score.atoms.values()]
    end = scale_end(max(tops))
    assert f"bars from 0 to {end:.0f}%" in texts(lines)[-1]
    for line, name in zip(lines[:-1], ("La Ce", "Nd Pr", "Sm-Gd", "Dy Tb", "rest"), strict=True):
        cells = "".join(text for text, _ in line)
        assert cells.startswith(name)
        for number, score in enumerate(members):
            column = cells[at.label + number * wide : at.label + (number + 1) * wide]
            room = wide - 2 - 8
            low, high = score.atoms[name]
            assert column.count("█") == pytest.approx(low / end * room, abs=0.51)
            assert column.count("█") + column.count("░") == pytest.approx(
                high / end * room, abs=0.51
            )
    # In narrow columns both are said shorter, and whole.
    at = shown(4, 78)
    said = texts(element_lines([*members, *members], at))[-1]
    assert said.startswith(f"bars 0–{end:.0f}%")
    assert "resource" in said
    assert "…" not in said
    # Who stands beyond the edge counts too: the bars do not change as one walks there.
    at = shown(2, 40)
    assert at.last == 1
    ends = {
        key: scale_end(max(high for _, high in score.atoms.values()))
        for key, score in scores.items()
        if score.atoms
    }
    least, most = (choose(ends, key=ends.__getitem__) for choose in (min, max))
    assert ends[least] < ends[most]
    said = texts(element_lines([scores[least], scores[most]], at))[-1]
    assert said.startswith(f"bars from 0 to {ends[most]:.0f}%")


def test_each_company_has_its_own_ladder_beside_the_others(scores, workspace) -> None:
    members = [scores["lynas-rare-earths"], scores["defense-metals"]]
    page = texts(compare_lines(members, workspace.catalogue.rubric, 146))
    at = shown(2, 146)
    rungs = page[next(n for n, line in enumerate(page) if line.startswith("Value chain")) + 1 :]
    plants = next(line for line in rungs if line.startswith("separated oxides"))
    lynas, defense = plants[at.label :][: at.wide - 2], plants[at.label + at.wide :]
    assert lynas.rstrip() == "● own, Kuantan +2", "how many more there are is said"
    assert defense.startswith("○ site undecided")
    for width in (60, 80, 120):
        narrow = texts(compare_lines(members, workspace.catalogue.rubric, width))
        line = next(line for line in narrow if line.startswith("separated oxides"))
        assert line[shown(2, width).label :][: shown(2, width).wide - 2].rstrip().endswith(" +2")


def test_the_line_below_says_every_site_of_a_rung_and_its_first_source(scores) -> None:
    lynas = scores["lynas-rare-earths"]
    rung = next(rung for rung in ladder(lynas) if rung.id == "separated-oxides")
    said = texts([whole_drawn(lynas, rung.id, 300)])[0]
    assert said.startswith("Lynas Rare Earths: ● own, Kuantan; ○ ")
    assert all(site in said for _, site in rung.sites)
    assert f"[{brief_source(lynas.company, lynas.held(rung.records[0]))}]" in said
    strip = texts([whole_drawn(lynas, ELEMENTS, 300)])[0]
    assert "Nd2O3 18.1" in strip
    assert "Resources Policy" in strip
    assert texts([whole_drawn(lynas, "alloys", 300)]) == ["Lynas Rare Earths: nothing on record"]
    for width in (20, 78):
        assert cell_len(texts([whole_drawn(lynas, rung.id, width)])[0]) <= width


@pytest.mark.parametrize(
    ("highest", "end"), [(0.0, 5), (4.9, 5), (5.1, 10), (20, 20), (21, 30), (82.3, 90), (99.9, 100)]
)
def test_a_scale_ends_at_the_next_round_number(highest: float, end: float) -> None:
    assert scale_end(highest) == end


def test_what_cannot_be_compared_is_said_with_the_reason(workspace, scores) -> None:
    rubric = workspace.catalogue.rubric
    ore, processor = scores["lynas-rare-earths"], scores["energy-fuels"]
    said = " ".join(" ".join(texts(incomparable_lines([ore, processor], rubric, 400))).split())
    assert "scored on different criteria" in said
    for item in processor.indicators():
        indicator = rubric.indicator(item.id)
        assert indicator is not None
        if item.value is None:
            assert indicator.name in said
            assert item.reason.rstrip(".") in said
    unknown = [item for item in ore.indicators() if item.state == "unknown"]
    assert unknown
    assert "Lynas Rare Earths, ? unknown, anything within: " in said


def test_shares_on_different_bases_are_told_apart(workspace, scores) -> None:
    rubric = workspace.catalogue.rubric
    by_basis = {score.basis: score for score in scores.values() if score.basis}
    one, other = list(by_basis.values())[:2]
    said = " ".join(texts(incomparable_lines([one, other], rubric, 400)))
    assert "Element shares stand on different bases" in said
    assert f"{one.name} of the {one.basis}" in said
    unstated = replace(other, basis="unknown")
    said = " ".join(texts(incomparable_lines([one, unstated], rubric, 400)))
    assert f"{other.name} (basis not stated)" in said
    bars = texts(element_lines([one, unstated], shown(2, 80)))[-1]
    assert f"of the {one.basis}" in bars
    assert bars.rstrip().endswith("basis not stated")


def test_companies_without_places_that_are_level_are_not_called_one_above_the_other(
    workspace,
) -> None:
    ranking, rubric = workspace.ranking(None), workspace.catalogue.rubric
    first, second = ranking.group("ore")[:2]
    assert order_of(first, second, "proven") == ("above", "")
    assert order_of(first, replace(second, rank=first.rank), "proven") == ("level with", "")
    out = [replace(row, rank=None, rank_interval=None) for row in (first, second)]
    assert order_of(out[0], out[1], "proven") == ("above", "neither is ranked")
    assert order_of(first, out[1], "proven") == ("above", "")
    level = replace(out[1], score=replace(out[1].score, total=out[0].score.total))
    stand = order_of(out[0], level, "expected")
    long_name = second.score.company.model_copy(update={"name": "Long name of a company " * 4})
    a, b = first.score, replace(second.score, company=long_name)
    for width in (60, 80, 120):
        title = texts(difference_lines(a, b, difference(a, b), rubric, width, stand))[0]
        assert title.startswith(f"{a.name if width > 60 else 'Lynas Rare E…'}  level with  Long")
        assert title.endswith("…, neither is ranked")
        assert len(title) <= width
    assert texts([in_short(Pair(), 80)]) == ["sampling …"]
    assert texts([in_short(Pair((), {}), 80)]) == ["not sampled: companies without a place are not"]


def test_the_share_of_samples_says_that_it_is_one_where_there_is_room(
    workspace_folder: Path,
) -> None:
    workspace = Workspace.open(workspace_folder, today=TODAY)
    ids = ["lynas-rare-earths", "iluka-resources"]
    ranking = workspace.ranking(None)
    task = contest_task(ranking, workspace.catalogue.rubric, ids, samples=100)
    contests, scores = task.done(lambda: True), [workspace.score(key) for key in ids]
    said = [text for text, _ in first_cells(contests, scores, 40)]
    assert all(text.startswith("in ") and text.endswith("% of samples") for text in said)
    room = max(map(len, said))
    assert [text for text, _ in first_cells(contests, scores, room)] == said
    narrow = [text for text, _ in first_cells(contests, scores, room - 1)]
    assert narrow == [text.removesuffix(" of samples") for text in said]
    assert [text for text, _ in first_cells(None, scores, 9)] == ["sampling …"] * 2


async def test_a_comparison_is_walked_by_column_down_to_the_evidence_and_to_the_last_line(
    opened: Opener,
) -> None:
    async with opened((80, 24)) as driver:
        await driver.press(*["space"] * 4, "c")
        ids = driver.app.home.table.ids()[:4]
        head = lambda: driver.text.splitlines()[1]  # noqa: E731 - read once a key
        assert head().count("▸") == 1
        assert "more" not in head()  # four have room, side by side
        place = next(line for line in driver.text.splitlines() if line.startswith(" place"))
        assert place.count("#") == 4
        await driver.press("right", "right", "right")
        assert comparison(driver).company_id == ids[3]
        # Everything below the last value comes into view, page by page, and back.
        await driver.press("r")
        page = driver.app.screen.query_one(Page)
        assert "Would other weights turn it round?" in driver.text.splitlines()[2]
        assert page.cursor in page.seen()  # though what follows is longer than the screen
        await driver.press("down")
        assert page.key == f"p:{ids[0]}"
        await driver.press("down", "down", "down", "down", "enter")
        assert isinstance(driver.app.screen, WeightsScreen)
        await driver.press("escape")
        await driver.press("up", "up")
        assert page.key == f"p:{ids[2]}"
        await driver.press("enter")
        assert isinstance(driver.app.screen, DifferenceScreen)
        names = [driver.app.session.score(key).name for key in ids]
        assert f"{names[2]}  above  {names[3]}" in driver.text
        await driver.press("escape")
        await driver.press("r")
        assert "proven–possible" in driver.text
        await driver.press("end")
        assert "What cannot be compared, and why" in driver.text
        comparison(driver).take_samples()  # they come when they come, and nothing jumps
        await driver.settle()
        assert "What cannot be compared, and why" in driver.text
        await driver.press("home")
        assert "proven–possible" in driver.text
        seen = set()
        for _ in range(12):
            await driver.press("pagedown")
            seen |= set(driver.text.splitlines())
        for words in (
            "Would other weights turn it round?",
            "Elements",
            "Value chain",
            "magnets",
            "What cannot be compared",
        ):
            assert any(words in line for line in seen), words
        while not (page.key or "").startswith("s:elements"):
            await driver.press("up" if (page.key or "s:x").startswith("s:") else "down")
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.page.key == "s:elements"
        await driver.press("escape")
        for _ in range(12):
            await driver.press("pageup")
        assert "proven–possible" in driver.text
        key = page.key
        await driver.press("enter")
        screen = driver.app.screen
        assert isinstance(screen, CompanyScreen)
        assert screen.company_id == ids[3]
        assert screen.page.key == key
        await driver.press("escape", "y")
        assert isinstance(driver.app.screen, DifferenceScreen)
        assert f"{names[2]}  above  {names[3]}" in driver.text


@pytest.mark.slow
async def test_the_mouse_chooses_a_column_and_opens_it(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("space", "space", "c")
        ids = driver.app.home.table.ids()[:2]
        await driver.pilot.click("#names", offset=(90, 0))
        await driver.settle()
        assert comparison(driver).company_id == ids[1]
        line = next(n for n, text in enumerate(driver.text.splitlines()) if "Offtake" in text)
        await driver.pilot.click("#page", offset=(40, line - 2), times=2)
        await driver.settle()
        assert isinstance(driver.app.screen, CompanyScreen)
        assert driver.app.screen.company_id == ids[0]
        assert driver.app.screen.page.key == "i:offtake"


async def test_a_comparison_follows_files_that_change_and_ends_when_nobody_is_left(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("space", "space", "space", "c")
        ids = driver.app.home.table.ids()[:3]
        driver.app.remove_companies(ids[:1], driver.app.home.answer)
        await driver.settle()
        assert "Compare 2 companies" in driver.text
        driver.app.remove_companies(ids[1:2], driver.app.home.answer)
        await driver.settle()
        assert driver.app.screen is driver.app.home
