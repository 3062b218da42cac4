"""A published basket price: Lynas's table for Mt Weld, FOB China, 99 % oxides, US$/kg.

The table and where it was read are in cases/basket_check_lynas_mt_weld.json.
"""

import json
from pathlib import Path

import pytest

from rewatch.domain.prices import Deck
from rewatch.domain.values import Interval
from rewatch.scoring.basket import basket_price

CASE = json.loads((Path(__file__).parent / "cases" / "basket_check_lynas_mt_weld.json").read_text())
SHARES = {oxide: Interval(share, share) for oxide, share in CASE["distribution_pct"].items()}


def deck(prices: dict[str, float]) -> Deck:
    source = {"type": "trade-press", "title": "Composite price table"}
    return Deck.model_validate(
        {
            "schema": 1,
            "id": "table",
            "name": "Table",
            "unit": "USD/kg",
            "market": "FOB China",
            "vat": "unknown",
            "date": "2010",
            "source": source,
            "prices": prices,
        }
    )


@pytest.mark.parametrize("year", ["2007", "2008"])
def test_mt_weld_composite_price_is_reproduced(year):
    price = basket_price(SHARES, deck(CASE["prices"][year]))
    tolerance = CASE["how_it_reproduces"]["tolerance_usd_per_kg"]
    assert price.usd_per_kg is not None
    assert price.usd_per_kg.mid == pytest.approx(CASE["published_composite"][year], abs=tolerance)
    assert price.unpriced == ()
    assert price.priced_share_pct == pytest.approx(sum(CASE["distribution_pct"].values()))


def test_an_oxide_without_a_price_is_named_and_left_out():
    prices = dict(CASE["prices"]["2007"])
    del prices["Eu2O3"]
    price = basket_price(SHARES, deck(prices))
    assert price.unpriced == ("Eu2O3",)
    assert price.priced_share_pct == pytest.approx(sum(CASE["distribution_pct"].values()) - 0.443)
    assert price.usd_per_kg is not None
    assert price.usd_per_kg.mid < CASE["published_composite"]["2007"]
