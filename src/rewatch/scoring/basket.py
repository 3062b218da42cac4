"""What oxides are worth at a deck: the basket price, and the magnet oxides in one kg of TREO.

Pure arithmetic over shares in % of TREO and prices in US$/kg; knows no company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rewatch.domain.elements import OXIDES
from rewatch.domain.prices import Deck
from rewatch.domain.values import Interval
from rewatch.scoring.shares import Share

Prices = Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Price:
    """What one kg of a basket of oxides is worth.

    Attributes:
        usd_per_kg: US$ per kg of the oxides that are priced, None when nothing is.
        floor_usd_per_kg: the least they give per kg of all TREO, US$.
        priced_share_pct: how much of TREO is priced, %.
        unpriced: what has a share and no price.
    """

    usd_per_kg: Interval | None
    floor_usd_per_kg: float
    priced_share_pct: float
    unpriced: tuple[str, ...]


def basket_price(listed: Mapping[str, Interval], deck: Deck) -> Price:
    """Price of one kg of the listed and priced oxides.

    Nd and Pr oxide are priced as their sum where only that is listed, or where the deck prices
    only that.

    Args:
        listed: shares in % of TREO, by oxide; "NdPr" for the sum of the two.
        deck: prices in US$/kg.
    """
    shares, prices = dict(listed), deck.prices
    pair = [oxide for oxide in ("Nd2O3", "Pr6O11") if oxide in shares]
    if len(pair) == 2 and "NdPr" in prices and not all(oxide in prices for oxide in pair):
        one, other = (shares.pop(oxide) for oxide in pair)
        shares["NdPr"] = Interval(one.low + other.low, one.high + other.high)
    priced = [(share, prices[name]) for name, share in shares.items() if name in prices]
    unpriced = tuple(name for name in (*OXIDES, "NdPr") if name in shares and name not in prices)
    floor = sum(share.low * price.low for share, price in priced) / 100
    total = sum(share.mid for share, _ in priced)
    if total <= 0:
        return Price(None, floor, 0.0, unpriced)
    low = _least_mean([(share, price.low) for share, price in priced])
    high = -_least_mean([(share, -price.high) for share, price in priced])
    return Price(Interval(low, max(low, high)), floor, total, unpriced)


def _least_mean(parts: Sequence[tuple[Interval, float]]) -> float:
    """The least mean price that shares within their intervals can have.

    A share is worth taking beyond its low end as long as its price is below the mean.
    """
    weight = sum(share.low for share, _ in parts)
    worth = sum(share.low * price for share, price in parts)
    for share, price in sorted(parts, key=lambda part: part[1]):
        if weight <= 0 or price * weight < worth:
            weight, worth = weight + share.width, worth + share.width * price
    return worth / weight


def magnet_worth(groups: Mapping[str, Share], deck: Deck, terbium_pct: Interval) -> Interval | None:
    """Least and greatest worth of the magnet oxides in one kg of TREO.

    Oxides with bounds of their own count at their own price. Where only the sum of a pair is
    known, the deck's NdPr price stands for Nd + Pr, and a range of Tb in Dy + Tb for the heavy
    pair.

    Args:
        groups: solved shares, % of TREO.
        deck: prices in US$/kg.
        terbium_pct: share of Tb in Dy + Tb where only their sum is known, %.

    Returns:
        US$ per kg TREO, None where the deck lacks a price it would need.
    """
    if not {"ndpr", "dytb", "magnet"} <= groups.keys():
        return None
    prices = deck.prices
    light = _light_price(groups, prices)
    heavy = _heavy_price(groups, prices, terbium_pct)
    if light is None or heavy is None:
        return None
    ndpr, dytb, magnet = (groups[name].interval for name in ("ndpr", "dytb", "magnet"))
    low = min(
        (total_light * light.low + total_heavy * heavy.low) / 100
        for total_light, total_heavy in _splits(ndpr, dytb, magnet.low)
    )
    high = max(
        (total_light * light.high + total_heavy * heavy.high) / 100
        for total_light, total_heavy in _splits(ndpr, dytb, magnet.high)
    )
    return Interval(min(low, high), high)


def _splits(ndpr: Interval, dytb: Interval, magnet: float) -> list[tuple[float, float]]:
    """The extreme ways in which a magnet share divides into its light and its heavy part."""
    found = []
    for heavy in (dytb.low, dytb.high, magnet - ndpr.low, magnet - ndpr.high):
        part = min(max(heavy, dytb.low), dytb.high)
        found.append((min(max(magnet - part, ndpr.low), ndpr.high), part))
    return found


def _stated(groups: Mapping[str, Share], pair: tuple[str, str]) -> list[Interval] | None:
    """The shares of two oxides where a record states at least one of them by itself."""
    shares = [groups[oxide] for oxide in pair if oxide in groups]
    if len(shares) < 2 or not any(share.direct for share in shares):
        return None
    return [share.interval for share in shares]


def _pair_price(shares: list[Interval], pair: tuple[str, str], prices: Prices) -> Interval | None:
    """Price of a mixture of two oxides whose shares lie in intervals, US$/kg."""
    mixes = []
    for one in shares[0]:
        for other in shares[1]:
            if one + other > 0:
                parts = one / (one + other), other / (one + other)
                for end in ("low", "high"):
                    one_price, other_price = (getattr(prices[oxide], end) for oxide in pair)
                    mixes.append(parts[0] * one_price + parts[1] * other_price)
    return Interval(min(mixes), max(mixes)) if mixes else None


def _light_price(groups: Mapping[str, Share], prices: Prices) -> Interval | None:
    pair = ("Nd2O3", "Pr6O11")
    shares = _stated(groups, pair)
    if shares is not None and all(oxide in prices for oxide in pair):
        return _pair_price(shares, pair, prices) or _sum_price(prices)
    return _sum_price(prices)


def _sum_price(prices: Prices) -> Interval | None:
    """Price of Nd and Pr oxide together: the deck's, else whatever lies between the two."""
    pair = [prices.get(oxide) for oxide in ("Nd2O3", "Pr6O11")]
    if "NdPr" in prices:
        return prices["NdPr"]
    return pair[0].hull(pair[1]) if pair[0] and pair[1] else None


def _heavy_price(
    groups: Mapping[str, Share], prices: Prices, terbium_pct: Interval
) -> Interval | None:
    pair = ("Dy2O3", "Tb4O7")
    if not all(oxide in prices for oxide in pair):
        return None
    shares = _stated(groups, pair)
    if shares is not None:
        return _pair_price(shares, pair, prices) or _mixed(prices, terbium_pct)
    return _mixed(prices, terbium_pct)


def _mixed(prices: Prices, terbium_pct: Interval) -> Interval:
    dysprosium, terbium = prices["Dy2O3"], prices["Tb4O7"]
    mixes = [
        share / 100 * tb + (1 - share / 100) * dy
        for share in terbium_pct
        for tb, dy in ((terbium.low, dysprosium.low), (terbium.high, dysprosium.high))
    ]
    return Interval(min(mixes), max(mixes))
