"""Figures as published become figures in the field's unit, or a sentence, never a guess."""

from __future__ import annotations

import re

import pytest

from rewatch.domain.errors import UsageError
from rewatch.storage.figures import read_currency, read_figure


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("84", "share", 84.0),
        ("84%", "share", 84.0),
        ("84.5 pct", "share", 84.5),
        ("40-45 %", "share", [40.0, 45.0]),
        ("40–45", "share", [40.0, 45.0]),
        ("40 to 45", "share", [40.0, 45.0]),
        ("[40, 45]", "share", [40.0, 45.0]),
        ("40% - 45%", "share", [40.0, 45.0]),
        ("1,510 ppm", "share", 0.151),
        ("900-1,200 ppm", "share", [0.09, 0.12]),
        ("300 ppm", "ppm", 300.0),
        ("0.05 %", "ppm", 500.0),
        ("< 5 ppm", "ppm", [0.0, 5.0]),
        ("12", "mass", 12.0),
        ("12 Mt", "mass", 12.0),
        ("850 kt", "mass", 0.85),
        ("1,200,000 t", "mass", 1.2),
        ("1.1 bt", "mass", 1100.0),
        ("4,440", "flow", 4440.0),
        ("4.4 ktpa", "flow", 4400.0),
        ("500-750 t/y", "flow", [500.0, 750.0]),
        ("30 kt", "flow", 30000.0),
        ("12.5m", "money", 12_500_000.0),
        ("1.2 bn", "money", 1.2e9),
        ("3,200,000", "money", 3_200_000.0),
        ("500k", "money", 500_000.0),
        ("-1.5m", "money", -1_500_000.0),
        ("2 to 3 million", "money", [2e6, 3e6]),
        ("12 mio", "money", 12e6),
        ("3.5 mln", "money", 3.5e6),
        ("1e3", "flow", 1000.0),
    ],
)
def test_figures_are_kept_in_the_unit_of_their_field(text, dimension, expected) -> None:
    assert read_figure(text, dimension).plain() == expected


@pytest.mark.parametrize(
    ("text", "currency", "low"),
    [
        ("A$12.5m", "AUD", 12.5e6),
        ("US$ 3 million", "USD", 3e6),
        ("3.2m EUR", "EUR", 3.2e6),
        ("CAD 400k", "CAD", 400e3),
        ("€2bn", "EUR", 2e9),
        ("A$2m-A$3m", "AUD", 2e6),
        ("$5m", "", 5e6),
    ],
)
def test_an_amount_keeps_its_own_currency(text: str, currency: str, low: float) -> None:
    figure = read_figure(text, "money")
    assert (figure.currency, figure.low) == (currency, low)


@pytest.mark.parametrize(
    ("text", "code"),
    [("aud", "AUD"), (" A$ ", "AUD"), ("RMB", "CNY"), ("€", "EUR"), ("Sek", "SEK")],
)
def test_a_currency_is_typed_as_its_code_or_as_a_sign_of_its_own(text: str, code: str) -> None:
    assert read_currency(text) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A$12m", "type AUD alone; 'A$12m' is an amount"),
        ("12m", "type three letters, as AUD; '12m' is no currency"),
        ("XYZ", "type three letters, as AUD; 'XYZ' is no currency"),
        ("$", "type three letters, as USD or AUD; $ is the sign of several"),
        ("", "type three letters, as AUD; '' is no currency"),
    ],
)
def test_what_is_no_currency_is_told_what_to_type(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(says)}$"):
        read_currency(text)


def test_what_was_converted_is_said() -> None:
    assert read_figure("1,510 ppm", "share", "treo_pct").said == "treo_pct: 1,510 ppm is 0.151 %"
    assert read_figure("4.4 ktpa", "flow", "tonnes_per_year").said.endswith("is 4,400 t a year")
    assert read_figure("84 %", "share").said == ""


@pytest.mark.parametrize(
    ("text", "dimension", "says"),
    [
        ("many", "share", "no number"),
        ("", "share", "no number"),
        ("12 kt", "share", "it takes %"),
        ("12 %", "mass", "it takes mt"),
        ("45-40", "share", "low end"),
        ("1-2-3", "share", "no number and no range"),
        ("US$1m-A$2m", "money", "mixes currencies"),
        ("5 dollars", "money", "no currency"),
        ("12,000,000", "mass", "write t behind it"),
        ("9,000,000", "flow", "write kg behind it"),
        ("12..", "share", "no number"),
        ("~", "share", "no number"),
        ("4.2.1", "share", "decimals with a point"),
        ("1,2", "share", "decimals with a point"),
        ("A$9,9m", "money", "decimals with a point"),
        ("A$12.345.678", "money", "decimals with a point"),
        ("12 500 000", "money", "decimals with a point"),
        ("1'200", "flow", "decimals with a point"),
        ("A$3m!", "money", "no currency"),
        ("12 mil", "money", "no currency"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(text, dimension, says) -> None:
    with pytest.raises(UsageError, match=says):
        read_figure(text, dimension)
