"""What must hold of filters whatever is typed and whatever the evidence says."""

import itertools

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from rewatch.domain.elements import GROUPS, OXIDES
from rewatch.domain.errors import FilterError
from rewatch.domain.values import Interval
from rewatch.scoring.shares import Bound, solve
from rewatch.screening import complete, parse, reads_as, screen
from rewatch.screening.dates import shifted
from rewatch.screening.element_fields import _disjoint
from rewatch.screening.evaluate import answer
from rewatch.screening.fields import ASKING, Registry
from rewatch.screening.syntax import (
    Age,
    And,
    Day,
    Expr,
    Lenient,
    Name,
    Not,
    Number,
    Or,
    Qualifier,
    Query,
    Range,
    SortKey,
    Term,
    Today,
    Value,
    Word,
    all_of,
    any_of,
    lenient,
    negated,
    text_of,
)
from rewatch.screening.units import UNITS
from tests.unit.scoring.records import company, record
from tests.unit.screening.lines import TODAY, registry, shipped, table_of

REGISTRY: Registry = registry()
FIELDS = [item for item in REGISTRY.fields.values() if item.name not in ASKING]
EVIDENCE = [item for item in FIELDS if item.evidence]

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
amounts = st.floats(0, 1e12, allow_nan=False).map(lambda x: x + 0.0)
ages = st.builds(Age, st.integers(0, 9999), st.sampled_from(["d", "w", "mo", "y"]))
days = st.sampled_from(["2024", "2027-H1", "2027-Q3", "2027-02", "2024-02-29"]).map(Day)
fields = st.sampled_from(FIELDS)


def scalars(item):
    if item.type == "number":
        own = UNITS.get(item.unit)
        units = [u.name for u in UNITS.values() if own and u.dimension == own.dimension] or [""]
        return st.builds(Number, amounts, st.sampled_from(units))
    if item.type == "date":
        return st.one_of(days, ages, st.just(Today()))
    values = item.values()
    return st.sampled_from(values).map(Name) if values else words.map(Name)


@st.composite
def terms(draw, chosen=fields):
    item = draw(chosen)
    assume(item.type != "choice" or item.values())
    operators = [":"]
    if item.type in ("number", "date"):
        operators += [">=", "<=", ">", "<"]
    op = draw(st.sampled_from(operators))
    if item.type == "level" and draw(st.booleans()):
        op = draw(st.sampled_from([">=", "<=", ">", "<"]))
        return Term(item.name, op, (Name(draw(st.sampled_from(item.ladder))),))
    if op != ":":
        return Term(item.name, op, (draw(scalars(item)),))
    values = draw(st.lists(scalars(item), min_size=1, max_size=3, unique=True))
    if item.type == "number" and draw(st.booleans()):
        low, high = sorted(draw(st.tuples(amounts, amounts)))
        values = [Range(Number(low, values[0].unit), Number(high, values[0].unit))]
    qualifier = Qualifier()
    if item.evidence:
        grade = draw(st.sampled_from([None, "A", "B", "C", "D", "E"]))
        qualifier = Qualifier(grade, draw(st.none() | ages))
    return Term(item.name, ":", tuple(values), qualifier)


def joined(inner):
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(all_of), several.map(any_of), inner.map(negated), inner.map(lenient)
    )


conditions = st.recursive(st.one_of(terms(), words.map(Word)), joined, max_leaves=8)
keys = st.builds(SortKey, fields.map(lambda item: item.name), st.booleans())
queries = st.builds(
    Query,
    st.none() | conditions,
    st.none() | conditions,
    st.none() | conditions,
    st.none() | fields.map(lambda item: item.name),
    st.lists(keys, max_size=3).map(tuple),
    st.lists(fields.map(lambda item: item.name), max_size=3).map(tuple),
)
several = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@several
@given(queries)
@example(Query(Word("or"), sort=(SortKey("score", True),)))
@example(Query(Or((Word("t"), Not(And((Word("a"), Word('"'))))))))
def test_what_is_printed_is_read_back_as_the_same_tree(query: Query) -> None:
    line = text_of(query)
    again = parse(line, REGISTRY)
    assert again == query
    assert text_of(again) == line


@several
@given(queries)
def test_every_tree_has_plain_words_and_an_answer(query: Query) -> None:
    assert reads_as(query, REGISTRY)
    result = screen(text_of(query), shipped())
    placed = [*result.match, *(item.row for item in result.unknown), *result.no]
    assert sorted(row.id for row in placed) == sorted(row.id for row in shipped().rows)
    assert all(item.because for item in result.unknown)


# What a grammar is likely to trip over, beside any text at all.
pieces = st.sampled_from(
    [
        "(", ")", '"', "\\", ":", ">=", "..", ",", "?", "@B", "~6mo", "-", " ", "or", "AND", "not",
        "magnet", "is:", "junior", "25%", "25 %", "US$/kg", "enter(", "leave(", "sort:", "group:",
        "cols:", "today", "2027-02-30", "9" * 30, "1e9", "\x00", "\u202e", "\u0130", "ǆ", "½", "٣",
        "stage:", "suspended", "capex:<", "A$", "..5", "5..", "name:", "''", ".-.", "flag:",
    ]
)  # fmt: skip
lines = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map("".join))


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(lines)
@example("magnet:>=25%@B@B")
@example('"\\')
@example("capex:<½m")
@example("magnet:>=٣٣%")
@example("İs:junior")
def test_any_text_is_read_or_refused_by_the_one_error(line: str) -> None:
    refused = refusal_of(line)
    if refused is None:
        query = parse(line, REGISTRY)
        assert parse(text_of(query), REGISTRY) == query
        screen(line, shipped())
        return
    assert str(refused)
    assert 0 <= refused.at <= len(line)
    shown, carets = refused.caret()
    assert carets.strip("^ ") == ""
    assert shown.isprintable()


def refusal_of(line: str) -> FilterError | None:
    try:
        parse(line, REGISTRY)
    except FilterError as error:
        return error
    return None


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(lines, st.integers(-3, 80))
def test_completion_takes_any_text_and_offers_what_fits_the_line(line: str, cursor: int) -> None:
    for item in complete(line, cursor, shipped()):
        assert 0 <= item.start <= item.end <= len(line)


# Kleene's laws, over conditions on the shipped companies.
@several
@given(conditions, conditions, conditions)
def test_the_connectives_follow_kleenes_laws(a: Expr, b: Expr, c: Expr) -> None:
    table = shipped()

    def says(expr: Expr | None):
        return answer(expr, table)

    assert says(Not(Not(a))) == says(a)
    assert says(Not(And((a, b)))) == says(Or((Not(a), Not(b))))
    assert says(Not(Or((a, b)))) == says(And((Not(a), Not(b))))
    assert says(And((a, b))) == says(And((b, a)))
    assert says(And((a, Or((b, c))))) == says(Or((And((a, b)), And((a, c)))))
    assert says(Or((a, And((a, b))))) == says(a)
    found = says(a)
    assert found.match & found.no == 0
    # What is certain stays so; what is not known becomes a match.
    through = says(Lenient(a))
    assert through.no == found.no
    assert through.match | through.no == table.full


spans = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
lists_of_spans = st.lists(spans, min_size=1, max_size=3)
POINTS = range(101)


def meets(point: int, op: str, low: int, high: int) -> bool:
    return {">=": point >= low, "<=": point <= high, ">": point > high, "<": point < low}.get(
        op, low <= point <= high
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(spans, st.sampled_from([":", ">=", "<=", ">", "<"]), lists_of_spans)
def test_a_term_on_an_interval_says_what_all_its_points_say(known, op, wanted) -> None:
    """Whole numbers are points enough: every threshold is one."""
    if op != ":":
        wanted = [[wanted[0][0], wanted[0][0]]]
    values: tuple[Value, ...] = tuple(
        Range(Number(low, "%"), Number(high, "%")) for low, high in wanted
    )
    if op != ":":
        values = (Number(wanted[0][0], "%"),)
    share = record("share", group="magnet", pct=list(known), basis="resource")
    table = table_of(company(share))
    points = [
        any(meets(point, op, low, high) for low, high in wanted)
        for point in POINTS
        if known[0] <= point <= known[1]
    ]
    if op == ":":
        # Between two spans that do not touch there are points, whole or not.
        gaps = [
            before[1] < after[0] and before[1] < known[1] and after[0] > known[0]
            for before, after in itertools.pairwise(_united(wanted))
        ]
        points += [False] * any(gaps)
    found = answer(Term("magnet", op, values), table)
    assert (bool(found.match), bool(found.no)) == (all(points), not any(points))


def _united(wanted):
    found: list[list[int]] = []
    for low, high in sorted(wanted):
        if found and low <= found[-1][1]:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sets(st.sampled_from(["mou", "conditional", "binding", "operating"]), min_size=1),
    st.sampled_from([":", ">=", "<=", ">", "<"]),
    st.sampled_from(["ended", "proposed", "mou", "conditional", "binding", "operating"]),
)
def test_a_term_on_some_levels_says_what_all_of_them_say(statuses, op, wanted) -> None:
    ladder = REGISTRY.fields["offtake"].ladder
    places = sorted(map(ladder.index, statuses))
    deal = record("partnership", type="offtake", partner="A",
                  status=[ladder[places[0]], ladder[places[-1]]])  # fmt: skip
    found = answer(Term("offtake", op, (Name(wanted),)), table_of(company(deal)))
    bound = ladder.index(wanted)
    points = [meets(place, op, bound, bound) for place in range(places[0], places[-1] + 1)]
    assert (bool(found.match), bool(found.no)) == (all(points), not any(points))


@several
@given(terms(st.sampled_from(EVIDENCE)), st.sampled_from("ABCDE"), ages)
def test_a_stricter_qualifier_only_takes_knowledge_away(term: Term, grade, age: Age) -> None:
    table = shipped()
    plain = answer(Term(term.field, term.op, term.values), table)
    strict = answer(Term(term.field, term.op, term.values, Qualifier(grade, age)), table)
    assert strict.match & ~plain.match == 0
    assert strict.no & ~plain.no == 0


@several
@given(conditions, st.integers(0, 49))
def test_a_companys_answer_does_not_hang_on_the_others(condition: Expr, place: int) -> None:
    whole = shipped()
    row = whole.rows[place % len(whole.rows)]
    alone = type(whole)((row,), whole.how, REGISTRY)
    found, one = answer(condition, whole), answer(condition, alone)
    at = whole.rows.index(row)
    assert whole.bytes_of(found.match)[at] == one.match
    assert whole.bytes_of(found.no)[at] == one.no


@given(ages, st.sampled_from([-1, 1]))
def test_a_day_moves_by_an_age_the_way_it_says(age: Age, sign: int) -> None:
    moved = shifted(TODAY, age, sign)
    assert (moved >= TODAY) if sign > 0 else (moved <= TODAY)
    assert (moved == TODAY) == (age.count == 0)


@pytest.mark.parametrize("line", ["(" * 199 + "a" + ")" * 199, "-(a OR " * 99 + "b" + ")" * 99])
def test_deep_lines_are_read_answered_printed_and_told(line: str) -> None:
    query = parse(line, REGISTRY)
    assert reads_as(query, REGISTRY)
    assert parse(text_of(query), REGISTRY) == query
    screen(line, shipped())


pieces_of_treo = st.lists(
    st.tuples(st.sampled_from([*OXIDES, "ndpr", "dytb", "low-value"]), spans),
    max_size=8,
    unique_by=lambda piece: piece[0],
)


@several
@given(pieces_of_treo, st.sampled_from(["magnet", "ndpr", "dytb", "low-value"]))
def test_bounds_that_do_not_cut_each_other_are_solved_like_any_others(pieces, group) -> None:
    """The short way to a share gives what narrowing to a fixed point gives."""
    total, members = Interval(99.0, 101.0), GROUPS[group]
    bounds = tuple(
        Bound(GROUPS.get(name, frozenset({name})), Interval(*map(float, span)), name)
        for name, span in pieces
    )
    quick = _disjoint(bounds, members, total)
    slow = solve(bounds, {"group": members}, total)
    seen = [oxide for bound in bounds for oxide in bound.members]
    if len(seen) > len(set(seen)):
        assert quick is None
    elif quick is not None and slow is not None:
        assert tuple(quick.interval) == pytest.approx(tuple(slow["group"].interval), abs=1e-6)
