"""A field is looked at by itself when it is left, before the record it belongs to is whole."""

from __future__ import annotations

from datetime import date

import pytest

from rewatch.domain.company import Company
from rewatch.domain.errors import UsageError
from rewatch.domain.evidence import KINDS, Cash
from rewatch.storage.field_check import check_field, currency_of
from rewatch.storage.figures import DIMENSIONS
from rewatch.tui.evidence_fields import fields_of
from rewatch.tui.evidence_hints import CHECKED
from rewatch.tui.reading import Checked


def test_a_mix_of_oxides_says_what_it_adds_up_to_and_refuses_more_than_there_is() -> None:
    said = check_field("distribution", "oxides", {"Nd2O3": "17", "pr6o11": "5 to 6 %"})
    assert said == "2 oxides, 22 to 23 % of TREO together"
    assert "1 oxide, 17 %" in check_field("distribution", "oxides", {"Nd2O3": "17"})
    for shares, why in (
        ({"Nd2O3": "70", "CeO2": "40"}, "add up to 110 %"),
        ({"Nd2O3": "170"}, "between 0 and 100"),
        ({"Nd2O3": "seventeen"}, "no number"),
        ({"NdO": "17"}, "NdO is not one of the oxides La2O3"),
        ({"Nd": "17"}, "give Nd2O3"),
    ):
        with pytest.raises(UsageError, match=why):
            check_field("distribution", "oxides", shares)
    assert check_field("share", "oxides", "Dy2O3, Tb4O7") == ""
    with pytest.raises(UsageError, match="Dy is not one"):
        check_field("share", "oxides", "Dy2O3 Dy")


def test_a_figure_is_refused_in_the_words_of_its_line() -> None:
    assert check_field("capacity", "tonnes_per_year", "4.4 ktpa").endswith("4,400 t a year")
    assert check_field("partnership", "partner", "60 kt") == ""
    for kind, key, text, why in (
        ("partnership", "share_pct", "60 kt", "share pct: 'kt' is no unit of it"),
        ("recovery", "pct", "140", "pct: a percentage between 0 and 100"),
        ("resource", "tonnes_mt", "-5", "tonnes mt: the number may not be negative"),
        ("cash", "burn_per_quarter", "-2m", "a burn is money going out"),
        ("cash", "amount", "31.2", "31.2m for millions"),
    ):
        with pytest.raises(UsageError, match=why):
            check_field(kind, key, text)


def test_every_figure_of_a_form_is_looked_at() -> None:
    keys = {item.key for kind in KINDS for item in fields_of(kind)}
    assert set(CHECKED) == (set(DIMENSIONS) & keys) | {"oxides"}


def test_an_amount_names_its_currency_and_cash_goes_on_in_its_own() -> None:
    on_record = {"id": "cash-1", "kind": "cash", "source": "report", "recorded": date(2026, 9, 1)}
    cash = Cash.model_validate({**on_record, "amount": 5e6, "currency": "CAD"})
    hill = Company(schema_=1, id="hill", name="Hill", listings=())
    holder = hill.model_copy(update={"evidence": (cash,)})
    assert currency_of(hill, "cost", "A$12m") == "AUD"
    assert currency_of(holder, "cost", "12m") == ""
    assert currency_of(hill, "cash", "12m") == ""
    assert currency_of(holder, "cash", "12m") == "CAD"


def test_while_it_is_typed_the_last_part_is_no_mistake_yet() -> None:
    def check(text: str) -> str:
        if "x" in text:
            raise UsageError("x")
        return f"seen {text}"

    mix = Checked(check, "oxides", parts=True)
    assert mix.told("x1") == ("oxides", True)
    assert mix.told("1, x2") == ("seen 1", True)
    assert mix.told("x1, 2") == ("x", False)
    figure = Checked(check, "figures")
    assert (figure.told(""), figure.told("x")) == (("figures", True), ("figures", True))
    assert figure.told("1x") == ("x", False)
    assert figure.read(" 12 ") == "12"
