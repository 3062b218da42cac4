"""Match, no and unknown are three answers; unknown is never a quiet no."""

from datetime import date
from typing import Any

import pytest

from rewatch.screening import screen
from tests.unit.scoring.records import company, how, record
from tests.unit.screening.lines import answer, note, table_of, verdicts


def magnet(pct, source="a", **fields):
    return record("share", source, group="magnet", pct=pct, basis="resource", **fields)


@pytest.mark.parametrize(
    ("pct", "line", "expected"),
    [
        (26, "magnet:>=25%", "match"),
        (24, "magnet:>=25%", "no"),
        ([20, 30], "magnet:>=25%", "unknown"),
        ([25, 30], "magnet:>=25%", "match"),
        ([20, 25], "magnet:>25%", "no"),
        ([20, 30], "magnet:20..30", "match"),
        ([20, 30], "magnet:22..30", "unknown"),
        ([20, 30], "magnet:31..", "no"),
        ([20, 30], "magnet:..35", "match"),
        ([20, 30], "magnet:15..26,24..40", "match"),
        (25, "magnet:25%", "match"),
        ([20, 30], "magnet:25%", "unknown"),
        (25, "magnet:20,25", "match"),
        (25, "magnet:>=250000ppm", "match"),
        (25, "magnet:>250000ppm", "no"),
    ],
)
def test_a_term_matches_if_all_that_may_be_matches(pct, line, expected) -> None:
    assert answer(line, magnet(pct)) == expected


def test_the_opposite_of_unknown_is_unknown() -> None:
    assert answer("-magnet:>=25%", magnet([20, 30])) == "unknown"
    assert answer("-magnet:>=25%", magnet(24)) == "match"
    assert answer("-magnet:>=25%", magnet(26)) == "no"


def test_without_evidence_a_measured_field_is_unknown_whatever_is_plausible() -> None:
    assert answer("magnet:>=1%") == "unknown"
    assert answer("magnet:<=99%") == "unknown"


def test_a_bound_of_other_evidence_is_not_narrowed_by_what_is_plausible() -> None:
    """NdPr 26 % leaves the magnet share at 26 to 100 %, though so much Dy and Tb is nowhere."""
    ndpr = record("share", group="ndpr", pct=26, basis="resource")
    assert answer("magnet:>=26%", ndpr) == "match"
    assert answer("magnet:<=60%", ndpr) == "unknown"
    assert answer("magnet:<=25%", ndpr) == "no"


def test_measured_fields_see_the_evidence_and_scores_see_its_widened_value() -> None:
    weak = magnet(26, "d")
    assert answer("magnet:26%", weak) == "match"
    assert answer("magnet-share.value:>=50", weak) == "unknown"
    assert answer("magnet-share.value:>=50", magnet(26)) == "match"


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        ("match", "match", "match", "match"),
        ("match", "unknown", "unknown", "match"),
        ("match", "no", "no", "match"),
        ("unknown", "unknown", "unknown", "unknown"),
        ("unknown", "no", "no", "unknown"),
        ("no", "no", "no", "no"),
    ],
)
def test_and_and_or_are_kleenes(left, right, both, either) -> None:
    term = {"match": "magnet:>=25%", "unknown": "recovery:>=70%", "no": "magnet:>=30%"}
    evidence = magnet(26)
    assert answer(f"{term[left]} {term[right]}", evidence) == both
    assert answer(f"{term[right]} {term[left]}", evidence) == both
    assert answer(f"{term[left]} OR {term[right]}", evidence) == either
    assert answer(f"{term[right]} OR {term[left]}", evidence) == either


def test_a_question_mark_lets_unknown_through_and_nothing_else() -> None:
    assert answer("magnet:>=25%?") == "match"
    assert answer("magnet:>=25%?", magnet(24)) == "no"
    assert answer("-magnet:>=25%?", magnet([20, 30])) == "match"
    assert answer("-magnet:>=25%?", magnet(26)) == "no"
    assert answer("-(magnet:>=25%?)", magnet([20, 30])) == "no"
    assert answer("(magnet:>=25% recovery:>=70%)?", magnet(26)) == "match"


def test_has_and_missing_are_always_known() -> None:
    assert answer("has:recovery") == "no"
    assert answer("missing:recovery") == "match"
    assert answer("has:recovery", record("recovery", pct=60)) == "match"
    assert answer("has:guidance", record("guidance", milestone="x", promised="2027")) == "match"


def test_a_qualifier_sets_weaker_and_older_evidence_aside() -> None:
    weak = record("recovery", "d", pct=80, to="mixed-carbonate", as_of="2026-06")
    assert answer("recovery:>=70%", weak) == "match"
    assert answer("recovery:>=70%@D", weak) == "match"
    assert answer("recovery:>=70%@C", weak) == "unknown"
    assert answer("has:recovery@C", weak) == "no"
    old = record("recovery", "a", pct=80, to="mixed-carbonate", as_of="2024-01")
    assert answer("recovery:>=70%~3y", old) == "match"
    assert answer("recovery:>=70%~12mo", old) == "unknown"


def offtake(partner, status, source="a", **fields):
    return record("partnership", source, type="offtake", partner=partner, status=status, **fields)


def test_a_rumour_beside_a_firm_source_takes_nothing_from_it() -> None:
    """Grade A has a memorandum, grade D a binding contract with somebody else."""
    both = offtake("Steady", "mou"), offtake("Rumoured", "binding", "d")
    assert answer("offtake:>=mou@B", *both) == "match"
    assert answer("offtake:>=binding", *both) == "match"
    assert answer("offtake:>=binding@B", *both) == "unknown"
    assert answer("offtake:<=mou@B", *both) == "unknown"
    assert answer("has:offtake@B", *both) == "match"
    assert answer("has:partner@B", *both) == "match"
    assert answer("partner:steady@B", *both) == "match"
    assert answer("partner:rumoured@B", *both) == "unknown"
    assert answer("partner:nobody@B", *both) == "no"
    assert answer("has:offtake@B", both[1]) == "no"
    assert answer("partner:rumoured@B", both[1]) == "unknown"


def test_a_share_from_a_firm_source_stands_though_a_weak_one_says_more() -> None:
    firm = record("share", "b", group="ndpr", pct=26, basis="resource")
    weak = record("share", "d", group="dytb", pct=1, basis="resource")
    assert answer("magnet:27%", firm, weak) == "match"
    assert answer("magnet:>=26%@B", firm, weak) == "match"
    assert answer("magnet:<=27%@B", firm, weak) == "unknown"
    assert answer("has:magnet@B", firm, weak) == "match"
    assert answer("has:dytb@B", weak) == "no"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("review:<today", "no"),
        ("-review:<=2w", "match"),
        ("noted:<30d", "no"),
        ("-noted:<30d", "match"),
        ("added:>=2020", "no"),
        ("note:anything", "no"),
        ("-note:anything", "match"),
        ("has:review", "no"),
        ("moved:>0", "unknown"),
    ],
)
def test_what_you_did_not_add_is_not_there_and_that_is_known(line, expected) -> None:
    """Whether a score moved is another matter: nobody has looked yet."""
    assert answer(line) == expected


def test_evidence_without_a_date_is_never_fresh() -> None:
    undated = record("recovery", "undated", pct=80, to="mixed-carbonate")
    assert answer("recovery:>=70%", undated) == "match"
    assert answer("recovery:>=70%~99y", undated) == "unknown"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("stage:>=scoping", "match"),
        ("stage:>dfs", "no"),
        ("stage:pfs", "unknown"),
        ("stage:>=dfs", "unknown"),
        ("stage:pfs,dfs", "match"),
        ("stage:pfs..dfs", "match"),
        ("stage:suspended", "no"),
    ],
)
def test_disputed_levels_are_known_as_far_as_they_agree(line, expected) -> None:
    stages = [
        record("stage", source, project="hill", stage=stage, as_of="2026-06")
        for source, stage in (("c", "pfs"), ("c", "dfs"))
    ]
    assert answer(line, *stages) == expected


def test_a_suspended_project_stands_on_no_rung() -> None:
    suspended = record("stage", project="hill", stage="suspended", was="dfs")
    assert answer("stage:>=grassroots", suspended) == "no"
    assert answer("stage:<=production", suspended) == "no"
    assert answer("stage:suspended", suspended) == "match"


def test_money_is_compared_in_its_own_currency_or_by_a_cited_rate() -> None:
    capex = record("cost", type="capex", amount=400e6, currency="AUD", per="total")
    assert answer("capex:<500mAUD", capex) == "match"
    assert answer("capex:<500mUSD", capex) == "unknown"
    deck = how().deck
    assert deck is not None
    rate = {"AUD": {"usd": 0.65, "date": "2026", "source": "x"}}
    with_rate = type(deck).model_validate(deck.model_dump(by_alias=True) | {"fx": rate})
    assert answer("capex:<270mUSD", capex, at=how(prices=with_rate)) == "match"
    assert answer("capex:<250mUSD", capex, at=how(prices=with_rate)) == "no"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("review:<today", "no"),
        ("review:>=today", "match"),
        ("review:2026-12", "match"),
        ("review:<2026-12", "no"),
        ("review:<=2026-12", "match"),
        ("review:<14d", "match"),
        ("review:<3d", "no"),
        ("review:today..1mo", "match"),
        ("noted:<30d", "match"),
        ("noted:>30d", "no"),
        ("noted:2w..1mo", "match"),
        ("noted:>=2026-11-01", "match"),
    ],
)
def test_dates_and_ages_go_by_the_as_of_date(line, expected) -> None:
    """The review is due on 1 December, the note is of 1 November, and it is 21 November."""
    row = {"review": date(2026, 12, 1), "notes": (note("text"),)}
    assert answer(line, row=row) == expected


def test_a_date_known_to_the_year_is_unknown_within_it() -> None:
    promise = record("guidance", project="hill", milestone="first production", promised="2028")
    assert answer("first-production:>=2028", promise) == "match"
    assert answer("first-production:>2028-06", promise) == "unknown"
    assert answer("first-production:<2028", promise) == "no"


def test_words_search_names_aliases_tickers_and_projects() -> None:
    names: dict[str, Any] = {"name": "Énergie Rare", "aliases": ["Old Name"],
             "listings": [{"exchange": "ASX", "ticker": "ARU"}]}  # fmt: skip
    for line in ("energie", "RARE", '"old name"', "aru", '"ASX:ARU"', "hill"):
        assert answer(line, **names) == "match", line
    assert answer("lynas", **names) == "no"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "match"),
        ({"role": "producer"}, "no"),
        ({"status": "insolvent"}, "no"),
        ({"tags": ["benchmark"]}, "no"),
        ({"role": "magnet-maker"}, "match"),
    ],
)
def test_a_junior_is_small_alive_and_no_yardstick(fields, expected) -> None:
    assert answer("is:junior", **fields) == expected


def three() -> tuple:
    return (
        company(magnet(26), id="rich", name="Rich"),
        company(magnet([20, 30]), id="open", name="Open"),
        company(magnet(23), id="middling", name="Middling"),
        company(magnet(10), id="poor", name="Poor"),
    )


LINE = "enter(magnet:>=25%) leave(magnet:<22%)"


def test_two_thresholds_keep_who_is_in_from_flickering() -> None:
    out = verdicts(LINE, table_of(*three()))
    assert out == {"rich": "match", "open": "unknown", "middling": "no", "poor": "no"}
    inside = verdicts(LINE, table_of(*three(), members=["open", "middling", "poor"]))
    assert inside == {"rich": "match", "open": "match", "middling": "match", "poor": "no"}


def test_a_result_says_who_entered_and_who_left() -> None:
    result = screen(LINE, table_of(*three(), members=["middling", "poor"]))
    assert result.entered == ("rich",)
    assert result.left == ("poor",)


def test_one_threshold_alone_is_the_opposite_of_the_other() -> None:
    table = table_of(*three(), members=["middling"])
    assert verdicts("leave(magnet:<22%)", table)["middling"] == "match"
    assert verdicts("enter(magnet:>=25%)", table)["middling"] == "no"


def test_an_excluded_company_never_matches() -> None:
    result = screen("magnet:>=25%", table_of(*three()), exclusions=["rich", "open"])
    assert result.ids() == ()
    assert {row.id for row in result.no} >= {"rich", "open"}


def test_the_fields_that_decide_are_named_for_every_unknown() -> None:
    table = table_of(*three())
    because = {u.id: u.because for u in screen("magnet:>=25% recovery:>=70%", table).unknown}
    assert because == {"rich": ("recovery",), "open": ("magnet", "recovery")}
    either = {u.id: u.because for u in screen("magnet:>=25% OR recovery:>=70%", table).unknown}
    assert either["middling"] == ("recovery",)


def test_what_is_known_of_a_field_that_decides_is_told() -> None:
    between = company(magnet([20, 30]), id="between")
    paid = record("cost", type="capex", amount=400e6, currency="AUD", per="total")
    line = "magnet:>=25% capex:<500mUSD recovery:>=70%"
    [left] = screen(line, table_of(between)).unknown
    assert left.words == "open: magnet 20–30 % · not known: capex, recovery"
    [left] = screen("capex:<500mUSD", table_of(company(paid, id="paid"))).unknown
    assert left.words == "open: capex A$400 million"
    [left] = screen("magnet:>=25%", table_of(*three())).unknown
    assert left.words == "open: magnet 20–30 %"


def test_a_result_counts_its_three_lists() -> None:
    assert screen("magnet:>=25%", table_of(*three())).summary == "1 match · 1 unknown · 2 no"


def test_sorting_goes_by_the_low_end_and_puts_unknown_last() -> None:
    blank = company(id="blank", name="Blank")
    table = table_of(*three(), blank)
    up = screen("sort:magnet", table).ids()
    assert up == ("poor", "open", "middling", "rich", "blank")
    down = screen("sort:-magnet", table).ids()
    assert down == ("rich", "middling", "open", "poor", "blank")


def test_a_second_sort_key_orders_what_is_equal_by_the_first() -> None:
    assert screen("sort:role,-magnet", table_of(*three())).ids() == (
        "rich", "middling", "open", "poor",
    )  # fmt: skip


def test_groups_go_up_the_ladder_and_end_with_what_is_not_known() -> None:
    def at(stage, name):
        return company(record("stage", project="hill", stage=stage), id=name, name=name)

    table = table_of(at("dfs", "b"), at("resource", "a"), company(id="c", name="c"), at("dfs", "d"))
    groups = screen("group:stage", table).groups
    assert [(group.label, len(group.rows)) for group in groups] == [
        ("resource", 1), ("dfs", 2), ("not known", 1),
    ]  # fmt: skip


def test_a_blank_line_lets_everybody_through_in_the_order_given() -> None:
    table = table_of(*three())
    assert [row.id for row in screen("", table).match] == [row.id for row in table.rows]
