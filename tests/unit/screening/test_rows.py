"""A row joins what is scored with what the user keeps about a company."""

from datetime import date

import pytest

from rewatch.domain.watchlist import Entry, Watchlist
from rewatch.scoring.ranking import rank
from rewatch.scoring.score import score_company
from rewatch.screening import rows_of, screen
from tests.unit.scoring.records import company, how
from tests.unit.screening.lines import note

LISTS = {
    "club": Watchlist(
        schema_=1,
        name="Club",
        entries=(
            Entry(
                company="example",
                added=date(2026, 5, 1),
                review=date(2027, 3, 1),
                tags=("a", "b"),
                thesis=("is:junior",),
            ),
        ),
    ),
    "mine": Watchlist(
        schema_=1,
        name="Mine",
        entries=(Entry(company="example", added=date(2026, 9, 1), review=date(2026, 12, 1)),),
    ),
}


def ranking():
    return rank([score_company(company(), how()), score_company(company(id="b"), how())], how())


def test_without_an_open_list_all_lists_speak_and_the_earliest_date_counts() -> None:
    rows = {row.id: row for row in rows_of(ranking(), LISTS, [note("x")], {"example": 1.5})}
    row = rows["example"]
    assert (row.lists, row.tags, row.thesis) == (("club", "mine"), ("a", "b"), ("is:junior",))
    assert (row.added, row.review) == (date(2026, 5, 1), date(2026, 12, 1))
    assert (len(row.notes), row.moved) == (1, 1.5)
    assert (rows["b"].lists, rows["b"].moved) == ((), None)


def test_of_an_open_list_only_its_own_entry_counts() -> None:
    rows = {row.id: row for row in rows_of(ranking(), LISTS, watchlist="mine")}
    row = rows["example"]
    assert (row.lists, row.tags, row.review) == (("club", "mine"), (), date(2026, 12, 1))


def test_rows_keep_the_order_of_the_ranking() -> None:
    found = ranking()
    assert [row.id for row in rows_of(found)] == [row.score.id for row in found.rows]


def test_plain_rows_are_screened_with_their_method() -> None:
    rows = rows_of(ranking())
    assert set(screen("hill", rows, how()).ids()) == {"example", "b"}
    with pytest.raises(TypeError, match="method"):
        screen("hill", rows)
