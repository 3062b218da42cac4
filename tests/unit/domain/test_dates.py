"""A typed date is taken where it can mean one thing only; else the sentence says what to write."""

from datetime import date

import pytest

from rewatch.domain.dates import begins_a_date, read_date, read_day

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026", "2026"),
        (" 2026-11 ", "2026-11"),
        ("2026-9-3", "2026-09-03"),
        ("2026/11/20", "2026-11-20"),
        ("2026.11.20", "2026-11-20"),
        ("20 Nov 2026", "2026-11-20"),
        ("20th november, 2026", "2026-11-20"),
        ("Nov 20, 2026", "2026-11-20"),
        ("3-sept-2026", "2026-09-03"),
        ("3. March 2026", "2026-03-03"),
        ("Sep 2026", "2026-09"),
        ("9/2026", "2026-09"),
        ("2026-q3", "2026-Q3"),
        ("Q3 2026", "2026-Q3"),
        ("2027h1", "2027-H1"),
        ("today", "2026-11-21"),
        ("Yesterday", "2026-11-20"),
    ],
)
def test_what_means_one_date_is_taken(typed: str, kept: str) -> None:
    assert read_date(typed, TODAY) == kept
    assert all(begins_a_date(typed[:n]) for n in range(len(typed)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20.11.2026", "write 2026-11-20"),
        ("11/20/26", "write 2026-11-20"),
        ("3.4.2026", "the date 3.4.2026 may be read in two ways; write 2026-04-03 or 2026-03-04"),
        ("4/4/2026", "write 2026-04-04"),
        ("26-11-20", "two ways; write 2020-11-26 or 2026-11-20"),
        ("5-6-07", "three ways; write 2007-06-05 or 2007-05-06 or 2005-06-07"),
        ("31.2.2026", "there is no such date as 31.2.2026"),
        ("2026-02-30", "there is no such date as 2026-02-30"),
        ("2026-Q5", "a date is written"),
        ("soon", "a date is written"),
        ("ma 2026", "a date is written"),
        ("20 Nov 26", "a date is written"),
        ("20 21 Nov 2026", "a date is written"),
        ("", "a date is written"),
        ("٢٠٢٦", "a date is written"),
    ],
)
def test_what_may_mean_two_or_none_is_refused_with_what_to_write(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match="date") as caught:
        read_date(typed, TODAY)
    assert said in str(caught.value)


def test_a_day_is_no_longer_than_a_day_and_today_is_asked_for() -> None:
    assert read_day("1 Feb 2027") == date(2027, 2, 1)
    with pytest.raises(ValueError, match="longer than a day; write YYYY-MM-DD, as 2027-02-28"):
        read_day("2027-02")
    with pytest.raises(ValueError, match="a day is written YYYY-MM-DD"):
        read_day("today")
    assert read_day("yesterday", date(2026, 3, 1)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "typed", ["20.11.", "3/4/26", "x", "soon", "2026-11-20x", "2026-111", "2026-13", "20267"]
)
def test_what_can_become_no_date_is_known_before_it_ends(typed: str) -> None:
    assert not begins_a_date(typed)
