"""What oxides are worth at a deck: the basket price, and the magnet oxides in one kg of TREO.

Pure arithmetic over shares in % of TREO and prices in US$/kg; knows no company.
"""

from __future__ import annotations

from collections.abc import Mapping

from rewatch.domain.elements import OXIDES
from rewatch.domain.prices import Deck
from rewatch.domain.values import Interval
from rewatch.scoring.shares import Share


def basket_price(
    oxides: Mapping[str, Interval], deck: Deck
) -> tuple[Interval | None, float, tuple[str, ...]]:
    """Price of one kg of the listed and priced oxides.

    Args:
        oxides: shares in % of TREO.
        deck: prices in US$/kg.

    Returns:
        US$/kg (None when nothing is priced), the share priced in % of TREO, and the oxides with
        a share and no price.
    """
    priced = {oxide: share for oxide, share in oxides.items() if oxide in deck.prices}
    unpriced = tuple(oxide for oxide in OXIDES if oxide in oxides and oxide not in deck.prices)
    mids = {oxide: share.mid for oxide, share in priced.items()}
    total = sum(mids.values())
    if total <= 0:
        return None, 0.0, unpriced
    ends = [
        sum(share * getattr(deck.prices[oxide], end) for oxide, share in mids.items()) / total
        for end in ("low", "high")
    ]
    return Interval(*ends), total, unpriced


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
    light = _light_price(groups, deck)
    heavy = _heavy_price(groups, deck, terbium_pct)
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


def _pair_price(shares: list[Interval], pair: tuple[str, str], deck: Deck) -> Interval | None:
    """Price of a mixture of two oxides whose shares lie in intervals, US$/kg."""
    mixes = []
    for one in shares[0]:
        for other in shares[1]:
            if one + other > 0:
                parts = one / (one + other), other / (one + other)
                for end in ("low", "high"):
                    prices = [getattr(deck.prices[oxide], end) for oxide in pair]
                    mixes.append(parts[0] * prices[0] + parts[1] * prices[1])
    return Interval(min(mixes), max(mixes)) if mixes else None


def _light_price(groups: Mapping[str, Share], deck: Deck) -> Interval | None:
    pair = ("Nd2O3", "Pr6O11")
    shares = _stated(groups, pair)
    if shares is not None and all(oxide in deck.prices for oxide in pair):
        return _pair_price(shares, pair, deck)
    return deck.prices.get("NdPr")


def _heavy_price(groups: Mapping[str, Share], deck: Deck, terbium_pct: Interval) -> Interval | None:
    pair = ("Dy2O3", "Tb4O7")
    if not all(oxide in deck.prices for oxide in pair):
        return None
    shares = _stated(groups, pair)
    if shares is not None:
        return _pair_price(shares, pair, deck) or _mixed(deck, terbium_pct)
    return _mixed(deck, terbium_pct)


def _mixed(deck: Deck, terbium_pct: Interval) -> Interval:
    dysprosium, terbium = deck.prices["Dy2O3"], deck.prices["Tb4O7"]
    mixes = [
        share / 100 * tb + (1 - share / 100) * dy
        for share in terbium_pct
        for tb, dy in ((terbium.low, dysprosium.low), (terbium.high, dysprosium.high))
    ]
    return Interval(min(mixes), max(mixes))
