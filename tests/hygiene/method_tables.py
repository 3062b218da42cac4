"""The tables of docs/method.md that are made from the rubric, so that no number there can be stale.

A table stands between `<!-- rubric: NAME -->` and `<!-- /rubric -->`. After an edit of the rubric:

    .venv/bin/python -m tests.hygiene.method_tables
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from rewatch.domain.rubric import Indicator, Rubric
from rewatch.domain.values import Interval

ROOT = Path(__file__).parents[2]
METHOD = ROOT / "docs" / "method.md"
BLOCK = re.compile(r"(<!-- rubric: ([\w ]+) -->\n).*?(<!-- /rubric -->)", re.DOTALL)

Cells = Iterable[str]


def shipped_rubric() -> Rubric:
    data = tomllib.loads((ROOT / "seeds" / "rubric.toml").read_text("utf-8"))
    return Rubric.model_validate(data)


def with_tables(text: str, rubric: Rubric) -> str:
    """The page with every table between markers made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{block(found[2], rubric)}{found[3]}", text)


def block(name: str, rubric: Rubric) -> str:
    first, _, rest = name.partition(" ")
    if first == "indicator":
        indicator = rubric.indicator(rest)
        assert indicator is not None, f"the rubric has no indicator {rest}"
        return _indicator(indicator)
    return _BLOCKS[name](rubric)


def table(head: Cells, rows: Iterable[Cells]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def span(value: Interval) -> str:
    one, other = number(value.low), number(value.high)
    return one if one == other else f"{one} to {other}"


def pairs(items: Iterable[tuple[str, float]]) -> str:
    return " · ".join(f"{name} {number(value)}" for name, value in items)


def _source_types(rubric: Rubric) -> str:
    return table(["source type", "grade"], rubric.source_grades.items())


def _grades(rubric: Rubric) -> str:
    rows = (
        [grade, number(points), number(rubric.coverage.grades[grade])]
        for grade, points in rubric.widening.items()
    )
    return table(["grade", "points each way", "counts for coverage"], rows)


def _months(months: int | str) -> str:
    return str(months) if months == "never" else f"{months} months"


def _ages(rubric: Rubric) -> str:
    rows = [[kind, _months(months)] for kind, months in rubric.ages.kinds.items()]
    for exception in rubric.ages.exceptions:
        where = "; ".join(f"{key} {' or '.join(of)}" for key, of in exception.where.items())
        rows.append([f"{exception.kind} with {where}", _months(exception.months)])
    rows.append(["every other kind", _months(rubric.ages.default)])
    return table(["kind", "falls one grade every"], rows)


def _choice(rubric: Rubric) -> str:
    choice = rubric.choice
    rows = [
        ["the newest speaks for", ", ".join(choice.newest_kinds)],
        ["if its grade is at least", choice.newest_needs],
        ["a distribution is complete from", f"{number(choice.complete_pct)} % of TREO"],
        ["and goes first unless weaker by", f"{choice.complete_beats_grades} grades or more"],
    ]
    return table(["rule", "here"], rows)


def _bounds(rubric: Rubric) -> str:
    rules = rubric.bounds
    rows = [
        ["all oxides add up to", f"{number(rules.total)} % ± {number(rules.tolerance)}"],
        ["two vintages may differ by", f"{number(rules.vintage_pct)} % of each figure"],
        ["bases, first of equals (ore)", ", ".join(rules.basis_order)],
        ["bases, first of equals (processor)", ", ".join(rules.basis_order_processors)],
    ]
    return table(["rule", "here"], rows)


def _groups(rubric: Rubric) -> str:
    rows = [
        ["feedstocks of the ore group", ", ".join(rubric.groups.ore_feedstocks)],
        ["of the roles, while the feedstock is unknown", ", ".join(rubric.groups.ore_roles)],
        ["does not apply to processors", ", ".join(rubric.groups.processor_off)],
    ]
    return table(["rule", "here"], rows)


def _chains(rubric: Rubric) -> str:
    rows = ([feed, ", ".join(steps)] for feed, steps in rubric.groups.chains.items())
    return table(["feedstock", "steps, upstream first"], rows)


def _coverage(rubric: Rubric) -> str:
    rows = [
        ["a company is ranked from", f"{number(100 * rubric.coverage.minimum)} %"],
        ["country facts count", number(rubric.coverage.country_facts)],
    ]
    return table(["rule", "here"], rows)


def _sampling(rubric: Rubric) -> str:
    sampling = rubric.sampling
    rows = [
        ["samples", str(sampling.samples)],
        ["master seed", str(sampling.master_seed)],
        ["how firmly the weights are meant", pairs(sampling.concentration.items())],
        ["if you do not say", sampling.default_sure],
        ["“very likely above” from a share of", number(sampling.very_likely)],
        ["“likely above” from a share of", number(sampling.likely)],
    ]
    return table(["rule", "here"], rows)


def _caps(rubric: Rubric) -> str:
    names = [
        item.id
        for criterion in rubric.criteria
        for item in criterion.indicators
        if any(item.id in caps for caps in rubric.stage_caps.values())
    ]
    rows = (
        [stage, *(number(caps[name]) if name in caps else "" for name in names)]
        for stage, caps in rubric.stage_caps.items()
    )
    return table(["stage", *names], rows)


def _profiles(rubric: Rubric) -> str:
    ids = [criterion.id for criterion in rubric.criteria]
    rows = (
        [f"`{name}`", *(number(profile.weights.get(item, 0)) for item in ids)]
        for name, profile in rubric.profiles.items()
    )
    return table(["profile", *(criterion.name for criterion in rubric.criteria)], rows)


def _found_in(rubric: Rubric) -> str:
    rows = (
        [fact.name, ", ".join(f"`{name}`" for name in fact.feeds), fact.published_in]
        for fact in rubric.facts
    )
    return table(["fact", "feeds", "usually published in"], rows)


def _criteria(rubric: Rubric) -> str:
    rows = (
        [criterion.name, f"`{item.id}`", number(item.weight), item.question]
        for criterion in rubric.criteria
        for item in criterion.indicators
    )
    return table(["criterion", "indicator", "share of it, %", "question"], rows)


def _indicator(item: Indicator) -> str:
    return table(["", f"`{item.id}`"], _facts(item))


def _facts(item: Indicator) -> Iterator[Cells]:
    yield ["share of its criterion", f"{number(item.weight)} %"]
    if item.points is not None:
        steps = " · ".join(f"{number(x)} → {number(value)}" for x, value in item.points)
        yield [f"{item.unit} → value", steps]
    if item.plausible is not None:
        yield ["unknown lies within", f"{span(item.plausible)} {item.unit}"]
    if item.levels:
        yield ["levels", pairs(item.levels.items())]
    if item.factors:
        yield ["times", pairs(item.factors.items())]
    for key, setting in item.settings.items():
        yield [key.replace("_", " "), _setting(setting)]
    yield ["asked by", item.asked_by]
    yield ["usually published in", item.published_in]


def _setting(setting: Any) -> str:
    if isinstance(setting, dict):
        return " · ".join(f"{name} {span(value)}" for name, value in setting.items())
    if isinstance(setting, Interval):
        return span(setting)
    if isinstance(setting, tuple):
        return ", ".join(setting)
    return number(setting) if isinstance(setting, float) else str(setting)


_BLOCKS: dict[str, Callable[[Rubric], str]] = {
    "source types": _source_types,
    "grades": _grades,
    "ages": _ages,
    "choice": _choice,
    "bounds": _bounds,
    "groups": _groups,
    "chains": _chains,
    "coverage": _coverage,
    "sampling": _sampling,
    "stage caps": _caps,
    "profiles": _profiles,
    "criteria": _criteria,
    "facts": _found_in,
}


if __name__ == "__main__":
    METHOD.write_text(with_tables(METHOD.read_text("utf-8"), shipped_rubric()), "utf-8")
