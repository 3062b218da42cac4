"""Each shipped risk flag passes, fails or is unknown by evidence, has a class and a reason."""

from typing import Any

import pytest

from rewatch.screening import flags_of, reads_as
from rewatch.screening.language import parse
from tests.unit.scoring.records import SEEDS, company, record, rubric
from tests.unit.screening.lines import registry, shipped, table_of

Evidence = list[dict[str, Any]]
FLAGS = {flag.id: flag for flag in rubric().flags}


def low_value(pct: Any) -> Evidence:
    return [record("share", group="low-value", pct=pct, basis="resource")]


def deal(partner: str, kind: str = "offtake", status: str = "binding", **more: Any) -> Evidence:
    return [record("partnership", partner=partner, type=kind, status=status, **more)]


def step(name: str, state: str = "planned", by: str = "own", **more: Any) -> Evidence:
    return [record("step", project="hill", step=name, state=state, by=by, **more)]


def cash(amount: float, burn: Any, as_of: str = "2026-09-30") -> Evidence:
    return [
        record("cash", amount=amount, currency="AUD", burn_per_quarter=burn, as_of=as_of),
    ]


def promise(*dates: str) -> Evidence:
    return [
        record("guidance", project="hill", milestone="first production", promised=day,
               said_on=f"{2022 + n}-01", as_of=f"{2022 + n}-01")
        for n, day in enumerate(dates)
    ]  # fmt: skip


def stage(name: str) -> Evidence:
    return [record("stage", project="hill", stage=name)]


def support(status: str, form: str | None) -> Evidence:
    how = {"form": form} if form else {}
    return [record("support", programme="P", government="AU", status=status, **how)]


# What fails, what passes, what leaves it open; beside the evidence, fields of the company.
CASES: dict[str, tuple[Evidence, Evidence, Evidence]] = {
    "ce-la-burden": (low_value(65), low_value(64), low_value([60, 70])),
    "single-customer": (
        deal("A"),
        deal("A") + deal("B"),
        deal("A") + deal("B", status="mou"),
    ),
    # Two months have gone since the end of September; nine are needed.
    "next-raise-due": (cash(10, 3), cash(40, 3), cash(10, 3, "2024-09-30")),
    "ships-concentrate-to-china": (
        step("separated-oxides", "operating", "partner", country="CN"),
        step("separated-oxides", "operating", "partner", country="MY"),
        step("separated-oxides", "announced", "undecided"),
    ),
    "china-technology-or-jv": (
        step("metals", country="AU") + deal("Wu", "technology", country="CN"),
        step("metals", country="AU") + deal("Smith", "technology", country="US"),
        step("metals", country="AU") + deal("Somebody", "technology"),
    ),
    "gov-dilution": (
        support("granted", "equity"),
        support("granted", "grant") + deal("Maker", "equity", investor="industrial"),
        support("granted", None) + deal("Maker", "equity", investor="industrial"),
    ),
    "no-downstream-plan": (
        step("mineral-concentrate") + step("separated-oxides", "operating", "market"),
        step("mineral-concentrate") + step("separated-oxides", "planned", "partner"),
        step("mineral-concentrate"),
    ),
    "announced-only": (
        step("separated-oxides", "announced") + deal("A", status="mou"),
        step("separated-oxides", "piloted") + deal("A", status="mou"),
        step("separated-oxides", "announced"),
    ),
    "faster-than-the-timeline": (
        stage("pfs") + promise("2028-06"),
        stage("pfs") + promise("2029-06"),
        stage("pfs") + promise("2028-H2"),
    ),
    "slipping-promises": (promise("2025", "2027", "2029"), promise("2025", "2027"), []),
    "self-reported": (
        [record("testwork", "b", scale="pilot")],
        [record("testwork", "a", scale="pilot")],
        [],
    ),
    "stale-evidence": (
        [record("testwork", "old", scale="pilot", as_of="2015-06")],
        [record("testwork", "a", scale="pilot")],
        [],
    ),
}
WITHOUT_UNKNOWN = {"radioactivity-not-stated"}
# No kind of evidence holds what it asks for yet: unknown for every company, never a quiet pass.
AWAITED = {"peak-price-model"}
# What the shipped evidence leaves open for every company: as above, and every cash figure that
# comes with its burn is older than a year on the day these tests look from.
SILENT = AWAITED | {"next-raise-due"}
STATES = ("fail", "pass", "unknown")


def state(flag: str, evidence: Evidence, **fields: Any) -> str:
    found = flags_of(table_of(company(*evidence, **fields)))[0]
    return next(item.state for item in found if item.flag.id == flag)


def test_every_flag_is_tried_here() -> None:
    assert set(CASES) | WITHOUT_UNKNOWN | AWAITED == set(FLAGS)


@pytest.mark.parametrize("wanted", STATES)
@pytest.mark.parametrize("flag", CASES)
def test_a_flag_fails_passes_or_is_unknown_by_its_evidence(flag: str, wanted: str) -> None:
    assert state(flag, CASES[flag][STATES.index(wanted)]) == wanted


def test_what_is_not_on_record_is_known_so_radioactivity_is_never_unknown() -> None:
    flag = "radioactivity-not-stated"
    assert state(flag, []) == "fail"
    assert state(flag, [record("radioactivity", project="hill", statement="low")]) == "pass"
    assert state(flag, [record("radioactivity", project="hill", thorium_ppm=20)]) == "pass"
    assert state(flag, [], group="processor") == "pass"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (deal("Buyer", "offtake", country="CN"), "pass"),
        (deal("Bank", "loan"), "pass"),
        (deal("Mine", "supply", direction="in"), "pass"),
        (deal("Fund", "equity", investor="financial"), "pass"),
        (deal("Holder", "equity", investor="industrial", country="CN"), "fail"),
        (deal("Ally", "joint-venture", status="mou", country="CN"), "fail"),
        (deal("Ally", "joint-venture", status="ended", country="CN"), "pass"),
        (deal("Toll", "processing"), "unknown"),
    ],
)
def test_only_who_brings_technology_or_holds_a_say_raises_or_opens_chinese_technology(
    more: Evidence, expected: str
) -> None:
    known = CASES["china-technology-or-jv"][1]
    assert state("china-technology-or-jv", known + more) == expected


@pytest.mark.parametrize("flag", sorted(AWAITED))
def test_a_flag_that_awaits_its_evidence_is_unknown_for_all(flag: str) -> None:
    fields = {term.split(":")[0] for term in FLAGS[flag].fires_when.split()}
    assert all(registry().fields[name].awaits for name in fields)
    for cases in CASES.values():
        assert {state(flag, evidence) for evidence in cases} == {"unknown"}


def test_of_the_shipped_companies_every_flag_tells_but_those_the_guide_names() -> None:
    told: dict[str, set[str]] = {flag: set() for flag in FLAGS}
    for row in flags_of(shipped()):
        for item in row:
            told[item.flag.id].add(item.state)
    assert {flag for flag, states in told.items() if states == {"unknown"}} == SILENT
    for flag in FLAGS.keys() - SILENT:
        assert told[flag] >= {"fail", "pass"}, flag
    guide = (SEEDS.parent / "docs" / "screening.md").read_text("utf-8")
    assert all(f"`{flag}`" in guide for flag in SILENT)


@pytest.mark.parametrize("flag", FLAGS.values(), ids=lambda flag: flag.id)
def test_every_flag_has_a_class_a_reason_and_plain_words(flag) -> None:
    assert flag.class_ in ("price", "geopolitical", "technology", "regulatory")
    assert len(flag.reason.split()) >= 6
    assert reads_as(parse(flag.fires_when, registry()), registry()).startswith("companies")


def test_all_four_classes_are_looked_at() -> None:
    assert {flag.class_ for flag in FLAGS.values()} == {
        "price", "geopolitical", "technology", "regulatory",
    }  # fmt: skip
