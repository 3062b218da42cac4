"""The comparison: grade and age at every value, one scale, and what does not compare, with why."""

from datetime import date

import pytest
from rich.cells import cell_len

from rewatch.scoring.results import CompanyScore
from rewatch.tui.pages.compare import compare_head, compare_lines
from rewatch.tui.pages.side_by_side import (
    LABEL,
    age,
    element_lines,
    incomparable_lines,
    scale_end,
    value_cell,
)
from rewatch.workspace import Workspace

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"), today=TODAY)


@pytest.fixture(scope="module")
def scores(workspace: Workspace) -> dict[str, CompanyScore]:
    return {row.score.id: row.score for row in workspace.ranking().rows}


def texts(lines) -> list[str]:
    return ["".join(text for text, _ in getattr(line, "pieces", line)) for line in lines]


@pytest.mark.parametrize("width", [60, 78, 120, 200])
@pytest.mark.parametrize("count", [2, 4, 6])
def test_every_line_keeps_its_columns_at_every_width(workspace, scores, width, count) -> None:
    rubric, everyone = workspace.catalogue.rubric, list(scores.values())
    for start in range(0, len(everyone) - count, count):
        members = everyone[start : start + count]
        wide = max(10, (width - LABEL) // count)
        room = max(width, LABEL + wide * count)
        lines = texts([compare_head(members, width), *compare_lines(members, rubric, width)])
        assert [line for line in lines if cell_len(line) > room] == []


def test_a_value_says_its_grade_and_the_month_of_its_oldest_evidence(scores) -> None:
    seen = set()
    for score in scores.values():
        for item in score.indicators():
            said, _ = value_cell(score, item)
            if item.value is None:
                assert said == "–"
            elif item.state == "unknown":
                assert said.startswith("? ")
            else:
                assert (item.grade or "") in said
                months = [
                    str(held.record.as_of or held.dated or "undated")[:7]
                    for held in score.records
                    if held.id in item.evidence
                ]
                assert age(score, item) in months or not months
                assert age(score, item) in said
            seen.add(said[0] if said[0] in "–?" else "value")
    assert seen == {"–", "?", "value"}


def test_element_bars_stand_on_one_scale(scores) -> None:
    members = [scores["lynas-rare-earths"], scores["northern-minerals"]]
    wide = 60
    lines = element_lines(members, wide)
    tops = [high for score in members for _, high in score.atoms.values()]
    end = scale_end(max(tops))
    assert f"bars from 0 to {end:.0f} %" in texts(lines)[-1]
    for line, name in zip(lines[:-1], ("La Ce", "Nd Pr", "Sm-Gd", "Dy Tb", "rest"), strict=True):
        cells = "".join(text for text, _ in line)
        assert cells.startswith(name)
        for number, score in enumerate(members):
            column = cells[LABEL + number * wide : LABEL + (number + 1) * wide]
            room = wide - 2 - 8
            low, high = score.atoms[name]
            assert column.count("█") == pytest.approx(low / end * room, abs=0.51)
            assert column.count("█") + column.count("░") == pytest.approx(
                high / end * room, abs=0.51
            )


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
    assert "Lynas Rare Earths, ? unknown: " in said


def test_shares_on_different_bases_are_told_apart(workspace, scores) -> None:
    rubric = workspace.catalogue.rubric
    by_basis = {score.basis: score for score in scores.values() if score.basis}
    one, other = list(by_basis.values())[:2]
    said = " ".join(texts(incomparable_lines([one, other], rubric, 400)))
    assert "Element shares stand on different bases" in said
    assert f"{one.name} of the {one.basis}" in said
