"""The pages of every shipped company, at every width, say what they must and stay in line."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from rewatch.domain.values import PartialDate
from rewatch.scorecards.rules import rules_behind
from rewatch.scorecards.wording import promised_words
from rewatch.scoring.explain import difference
from rewatch.scoring.promises import outlook
from rewatch.scoring.results import Ranking
from rewatch.tui import describe
from rewatch.tui.keys import keyed
from rewatch.tui.pages import compare, facts, promises, records, why
from rewatch.tui.pages.grounds import Tables, records_behind, total_detail
from rewatch.tui.pages.help import LEGEND, legend_lines
from rewatch.tui.pages.pane import company_lines, identity, why_grouped
from rewatch.tui.wanted_kinds import kind_for, kind_under
from rewatch.tui.widgets.lines import Line
from rewatch.workspace import Workspace

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"), today=TODAY)


@pytest.fixture(scope="module")
def ranking(workspace: Workspace) -> Ranking:
    return workspace.ranking()


def texts(lines) -> list[str]:
    return ["".join(text for text, _ in getattr(line, "pieces", line)) for line in lines]


@pytest.mark.parametrize("width", [36, 78, 140])
def test_no_line_of_any_page_is_wider_than_it_may_be(workspace, ranking, width: int) -> None:
    rubric = workspace.catalogue.rubric
    for row in ranking.rows:
        score = row.score
        opened = {item.id for item in score.indicators()}
        beside = texts(company_lines(score, rubric, None, width))
        assert [line for line in beside if cell_len(line) > width] == [], score.id
        pages = [
            why.why_lines(score, rubric, opened, max(66, width)),
            records.evidence_lines(score, width),
            records.partnership_lines(score, width),
            records.timeline_lines(score, TODAY, max(66, width)),
        ]
        pages += [why.detail_lines(score, rubric, f"i:{key}", width) for key in opened]
        pages += [why.detail_lines(score, rubric, f"e:{held.id}", width) for held in score.records]
        for page in pages:
            wide = [line for line in texts(page) if cell_len(line) > max(66, width)]
            assert wide == [], score.id


def test_the_pane_cites_every_reason_whole(workspace, ranking) -> None:
    rubric = workspace.catalogue.rubric
    for row in ranking.rows:
        score = row.score
        lines = texts(company_lines(score, rubric, None, 36))
        page = " ".join(" ".join(lines).split())
        for part in identity(score):
            assert " ".join(part.split()) in page, score.id
        for criterion in score.criteria:
            item = describe.telling(score, criterion.id) if criterion.value else None
            if item is None:
                continue
            held = describe.cited(score, item)
            source = f"[{describe.brief_source(score.company, held)}]" if held else ""
            assert " ".join(source.split()) in page or len(source) > 66, score.id


def test_a_company_in_the_group_its_role_does_not_name_is_told_why(workspace, ranking) -> None:
    told = {row.score.id: said for row in ranking.rows if (said := why_grouped(row.score))}
    assert told == {
        "iluka-resources": "Among ore companies: its lead project's feedstock is mineral sands.",
        "rainbow-rare-earths": "Among processors: its lead project's feedstock is waste.",
    }
    rubric = workspace.catalogue.rubric
    page = " ".join(texts(company_lines(ranking.row("iluka-resources").score, rubric, None, 36)))
    assert " ".join(told["iluka-resources"].split()) in " ".join(page.split())


def test_a_step_that_nobody_wrote_down_is_not_said_to_be_missing(workspace, ranking) -> None:
    rubric = workspace.catalogue.rubric
    lynas = texts(company_lines(ranking.row("lynas-rare-earths").score, rubric, None, 36))
    assert "· mined ore           no record here" in lynas
    later = ["· no record here, though a later", "step is built: it may still run"]
    assert [line for line in lynas if line in later] == later
    planned = texts(company_lines(ranking.row("defense-metals").score, rubric, None, 36))
    assert "· no record here: it may still run" in planned
    assert "● mineral concentrate own, Mt Weld" in lynas
    assert "● built ◐ building, pilot ○ planned" in lynas
    wide = texts(company_lines(ranking.row("lynas-rare-earths").score, rubric, None, 120))
    plants = "● separated oxides    own, Kuantan; ○ own, Seadrift, Texas"
    assert any(line.startswith(plants) for line in wide)


def test_the_legend_is_seen_whole_on_the_smallest_screen() -> None:
    lines = texts(legend_lines(71))
    assert len(lines) == len(LEGEND) <= 19
    for mark, meaning in LEGEND:
        assert any(line == f"{mark:14}{keyed(meaning)}" for line in lines)
    assert any("country tables nothing" in line for line in lines if line.startswith("cover"))
    grades = next(line for line in lines if line.startswith("grade"))
    assert all(f" {grade} " in grades.partition("E")[2] for grade in "ABCDE")
    marks = set(" ".join(mark for mark, _ in LEGEND).split())
    assert {"?", "–", "~", "≠", "●", "◐", "○", "·", "×", "✓", "✗", "▲", "░▒▓█"} <= marks
    words = {meaning.split()[0] for _, meaning in LEGEND}
    assert {"score:", "cover", "tier", "flags:"} <= marks | words


def test_a_company_profile_is_cited_as_what_it_is(workspace, ranking) -> None:
    lynas = ranking.row("lynas-rare-earths").score
    lines = texts(company_lines(lynas, workspace.catalogue.rubric, None, 60))
    page = " ".join(" ".join(lines).split())
    assert "[C, rewatch company profile, written 2026-11]" in page


def test_the_tree_leads_from_every_backed_number_to_its_source(workspace, ranking) -> None:
    rubric = workspace.catalogue.rubric
    for row in ranking.rows:
        score = row.score
        for item in score.indicators():
            said = "".join(texts(why.detail_lines(score, rubric, f"i:{item.id}", 200)))
            for key in item.evidence:
                held = score.held(key)
                assert held is not None
                source = score.company.source(held.record.source)
                assert source is not None
                assert source.title[:40].strip() in said, (score.id, item.id)
                assert why.address(score, f"e:{key}") == source.url
            urls = [why.address(score, f"e:{key}") for key in item.evidence]
            first = next(filter(None, urls), None)
            assert why.address(score, f"i:{item.id}") == first, (score.id, item.id)
            for rule in rules_behind(score, item, rubric):
                assert "".join(rule.text.split()) in "".join(said.split()), (score.id, item.id)


# Lines with a number that no record stands behind: what was sampled, and what marks mean.
NOT_OF_RECORDS = ("points of 100", "in: ")


@pytest.mark.parametrize("width", [66, 120])
def test_every_number_of_the_tree_can_be_selected_and_leads_to_what_it_rests_on(
    workspace, ranking, width: int
) -> None:
    catalogue = workspace.catalogue
    rubric, deck = catalogue.rubric, catalogue.decks[ranking.deck]
    tables = Tables(catalogue.country_table.source, deck)
    ways = set()
    for row in ranking.rows:
        score = row.score
        lines = why.why_lines(score, rubric, (), width)
        for line in lines:
            text = "".join(part for part, _ in getattr(line, "pieces", line)).strip()
            told = text in f"Not ranked: {score.not_ranked}" or text.startswith(NOT_OF_RECORDS)
            if re.search(r"\d", text) and not told:
                assert getattr(line, "key", None), (score.id, text)
        for key in (line.key for line in lines if isinstance(line, Line)):
            detail = " ".join(texts(why.detail_lines(score, rubric, key, 200, tables)))
            assert detail, (score.id, key)
            kind, what, _ = why.parsed(key)
            behind = records_behind(score, what) if kind == "s" else ()
            for record in behind:
                source = score.company.source(score.held(record).record.source)
                assert source.title[:40].strip() in detail, (score.id, key)
            found = why.address(score, key, rubric, tables)
            urls = [why.address(score, f"e:{record}") for record in behind]
            if kind == "s":
                assert found == next(filter(None, urls), None)
            item = score.indicator(what)
            if item is not None and describe.of_country(item):
                assert found == tables.countries.url
                assert "Worldwide Governance Indicators" in detail
            if what in ("magnet_value", "cost_margin") and item.evidence:
                assert deck.name in detail
            ways.add((kind, bool(found)))
    assert {("t", False), ("s", True), ("s", False), ("i", True), ("f", False)} <= ways


def test_the_total_is_told_as_the_sum_of_its_criteria(workspace, ranking) -> None:
    for row in ranking.rows[:6]:
        score = row.score
        parts = [line for line in texts(total_detail(score, 200)) if re.search(r"\d% of ", line)]
        sums = [tuple(map(float, re.findall(r"\d+\.\d", part))) for part in parts]
        assert len(sums) == sum(item.value is not None for item in score.criteria)
        for told, exact in zip(map(sum, zip(*sums, strict=True)), score.total, strict=True):
            assert told == pytest.approx(exact, abs=0.21)


def test_at_80_columns_a_value_stands_whole_and_its_marks_are_explained(workspace, ranking) -> None:
    score = ranking.row("lynas-rare-earths").score
    page = texts(why.why_lines(score, workspace.catalogue.rubric, (), 75))
    heading = next(line for line in page if "grade;" in line)
    assert "○ record overridden, ≠ in dispute, ~ derived" in heading
    share = next(line for line in page if "Magnet share" in line)
    assert score.indicator("magnet_share").overridden
    assert share.endswith("C○  23.8 % of TREO (resource)")


def test_an_indicator_without_evidence_says_where_to_look_and_what_to_press(
    workspace, ranking
) -> None:
    rubric = workspace.catalogue.rubric
    score = ranking.row("northern-minerals").score
    said = " ".join(texts(why.detail_lines(score, rubric, "i:cost_margin", 200)))
    assert "feasibility study" in said
    assert "e adds a fact with its source" in said


def test_the_kind_asked_for_is_one_that_the_indicator_is_read_from(workspace, ranking) -> None:
    rubric = workspace.catalogue.rubric
    read: dict[str, set[str]] = {}
    for row in ranking.rows:
        for item in row.score.indicators():
            held = (row.score.held(key) for key in item.evidence)
            read.setdefault(item.id, set()).update(one.record.kind for one in held if one)
    for indicator, kinds in read.items():
        wanted = kind_for(rubric, indicator)
        # No record gives the rule of law of a country.
        assert wanted in kinds if indicator != "rule_of_law" else not wanted, indicator
    score = ranking.row("northern-minerals").score
    promise = next(held for held in score.records if held.record.kind == "guidance")
    assert kind_under(score, rubric, "timeline", f"e:{promise.id}") == "guidance"
    assert kind_under(score, rubric, "partnerships", None) == "partnership"
    assert kind_under(score, rubric, "why", "i:recovery") == "recovery"
    assert kind_under(score, rubric, "why", f"e:{promise.id}@permits") == "approval"
    assert kind_under(score, rubric, "why", "c:processing") == ""


def test_records_are_told_in_words_and_not_in_codes(workspace, ranking) -> None:
    mp, lynas = (ranking.row(key).score for key in ("mp-materials", "lynas-rare-earths"))
    page = texts(records.evidence_lines(mp, 78))
    assert any("NdPr 15.7 % of TREO (product)" in line for line in page)
    assert any(
        "other approval: granted" in line for line in texts(records.evidence_lines(lynas, 78))
    )
    dated = texts(records.timeline_lines(mp, TODAY, 78))
    assert any("stage: production" in line for line in dated)
    assert any("cash: USD 1.94 billion" in line for line in dated)
    # A year alone may mean any of its days: it stands by its last, so before its months.
    days = [
        PartialDate(found[0])
        for line in dated
        if (found := re.findall(r"^[●○≠×] .{4}(20\S*)", line))
    ]
    assert len({len(day) for day in days}) > 1
    assert days == sorted(days, key=lambda day: (day.last, day.first), reverse=True)
    deals = texts(records.partnership_lines(lynas, 140))
    assert any("offtake with Sojitz" in line for line in deals)
    assert any("supply to the company with Kelantan" in line for line in deals)


def test_a_slip_is_shown_with_its_length(ranking) -> None:
    page = texts(records.timeline_lines(ranking.row("northern-minerals").score, TODAY, 120))
    assert any("slipped" in line for line in page)


@pytest.mark.parametrize("width", [60, 77, 117])
def test_the_promises_of_a_list_say_what_holds_what_slipped_and_what_was_said_first(
    ranking, width
) -> None:
    scores = {row.score.id: row.score for row in ranking.rows}
    found = outlook(scores.values(), TODAY)
    lines = promises.promise_lines(found, scores, TODAY, width)
    page = texts(lines)
    assert [line for line in page if cell_len(line) > width] == []
    keys = [line.key for line in lines if getattr(line, "key", None)]
    assert keys == [f"{item.company}@{item.latest.id}" for item in found.all]
    turned = promises.promise_lines(found, scores, TODAY, width, ahead=True)
    assert [line.key for line in turned if getattr(line, "key", None)] == [
        f"{item.company}@{item.latest.id}" for item in (*found.soon, *found.later, *found.passed)
    ]
    whole = " ".join(" ".join(page).split())
    past = f"{len(found.all)} promises: {len(found.passed)} past their date with nothing said"
    assert past in whole
    for item in found.all:
        at = next(n for n, line in enumerate(lines) if getattr(line, "key", "") == (
            f"{item.company}@{item.latest.id}"
        ))  # fmt: skip
        if item.slips and item.months > 0:
            assert f"{item.slips}× +" in page[at]
        assert ("said once" in page[at]) == (len(item.versions) == 1)
        assert ("past" in page[at + 1].split(",")[0]) == item.passed(TODAY)
        if width == 117 and len(item.versions) > 1:
            assert f"first {promised_words(item.first.record.promised)}" in page[at + 1]


def test_a_list_without_promises_says_which_key_helps(ranking) -> None:
    (line,) = texts(promises.promise_lines(outlook([], TODAY), {}, TODAY, 117))
    assert "No promised date on record. e on a company adds one" in line


def test_the_parts_of_a_difference_add_up_in_every_column(workspace, ranking) -> None:
    for above, below in pairwise(ranking.group("ore")):
        a, b = above.score, below.score
        lines = texts(
            compare.difference_lines(a, b, difference(a, b), workspace.catalogue.rubric, 120)
        )
        page = [line.replace("−", "-") for line in lines]
        parts = [line for line in page if re.fullmatch(r" *[+-]?\d+\.\d", line[21:29])]
        together = parts.pop()
        sizes = [abs(float(line[21:29])) for line in parts]
        assert sizes == sorted(sizes, reverse=True), "the largest is not the first"
        for start, end, whole in (
            (21, 29, a.total.low - b.total.low),
            (37, 46, a.total.high - b.total.high),
        ):
            assert float(together[start:end]) == pytest.approx(whole, abs=0.051)
            assert sum(float(line[start:end]) for line in parts) == pytest.approx(whole, abs=1.0)


@pytest.mark.parametrize("width", [77, 100, 160])
def test_the_parts_of_a_difference_fit_and_keep_their_columns(workspace, ranking, width) -> None:
    for above, below in pairwise(ranking.group("ore")):
        found = difference(above.score, below.score)
        rubric = workspace.catalogue.rubric
        page = texts(compare.difference_lines(above.score, below.score, found, rubric, width))
        assert [line for line in page if cell_len(line) > width] == []
        head = next(n for n, line in enumerate(page) if line.startswith("indicator"))
        assert page[head].rstrip().endswith("weight")
        parts = page[head + 1 : next(n for n, line in enumerate(page) if "together" in line) - 1]
        assert all("%" in line[:73] for line in parts)


def test_comparing_across_groups_says_that_totals_do_not_compare(workspace, ranking) -> None:
    scores = [ranking.group("ore")[0].score, ranking.group("processor")[0].score]
    page = " ".join(texts(compare.compare_lines(scores, workspace.catalogue.rubric, 100)))
    assert "their totals do not compare" in page
    assert "–" in page


def test_a_company_with_no_record_says_which_file_to_fill(workspace, tmp_path: Path) -> None:
    own = Workspace.open(tmp_path / "own", today=TODAY)
    company = own.add_company("Bare Metals", "unlisted", "AU")
    bare = own.score(company)
    deals = " ".join(texts(records.partnership_lines(bare, 200)))
    assert deals.count("None on record, which is not none. e adds a fact with its source") == 2
    dated = " ".join(texts(records.timeline_lines(bare, TODAY, 200)))
    assert "No promised date on record; e adds one" in dated
    assert "n writes one" in " ".join(texts(records.note_lines([], 200)))
    assert "every value rests on evidence" in " ".join(texts(facts.fact_lines((), {}, {}, (), 200)))
    page = " ".join(texts(records.evidence_lines(bare, 200)))
    assert "No evidence on record" in page
    assert "e adds a fact with its source" in page
    assert f"companies/{company}.toml" in page


def test_what_a_country_table_says_is_told_not_to_be_cover(workspace, ranking) -> None:
    rubric, told = workspace.catalogue.rubric, 0
    for row in ranking.rows:
        score = row.score
        for criterion in score.criteria:
            tables = [
                item
                for item in criterion.indicators
                if item.value is not None and not item.evidence and item.state == "evidence"
            ]
            detail = " ".join(texts(why.detail_lines(score, rubric, f"c:{criterion.id}", 400)))
            assert ("Not counted: " in detail) == bool(tables and criterion.value), score.id
            for item in tables:
                name = rubric.name_of(item.id)
                assert name in detail.partition("Not counted: ")[2] or criterion.value is None
                said = texts(why.detail_lines(score, rubric, f"i:{item.id}", 400))
                assert any(line.startswith("A country table is no evidence") for line in said)
            if describe.telling(score, criterion.id) in tables:
                beside = "\n".join(texts(company_lines(score, rubric, None, 200)))
                assert "[country table]" in beside
                told += 1
    assert told


def test_what_no_score_rests_on_says_what_it_is_for(workspace, ranking) -> None:
    score = ranking.row("northern-minerals").score
    stage = next(held for held in score.records if held.record.kind == "stage")
    assert all(stage.id not in item.evidence for item in score.indicators())
    said = texts(why.detail_lines(score, workspace.catalogue.rubric, f"e:{stage.id}", 200))
    assert any("how high what is unknown may reach goes by the stage" in line for line in said)
    assert not any("filters and flags" in line for line in said)
    # Stages bound ore companies alone.
    maker = next(
        (row.score, held)
        for row in ranking.rows
        for held in row.score.records
        if row.score.group == "processor" and held.record.kind == "stage" and held.use == "chosen"
    )
    said = texts(why.detail_lines(maker[0], workspace.catalogue.rubric, f"e:{maker[1].id}", 200))
    assert not any("goes by the stage" in line for line in said)
    assert any("filters and flags may ask for it" in line for line in said)
