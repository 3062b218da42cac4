"""From what a person types to a company: exactly, or the nearest that there is.

Exact names need no library; what is misspelt is compared with rapidfuzz, imported on use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rewatch.domain.company import Company, Listing
from rewatch.domain.errors import Ambiguous, NotFound
from rewatch.storage.paths import Folders
from rewatch.storage.symbols import symbols_of
from rewatch.storage.universe import load_universe

_WORD = re.compile(r"[^\W_]+")
# What stands behind a company's name on its letterhead and is not said.
_LEGAL = frozenset(
    (
        "ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "plc",
        "llc", "nl", "pty", "ab", "asa", "sa", "ag", "oyj", "nv", "gmbh", "se", "spa",
    )
)  # fmt: skip
_TYPO = 72.0  # how alike two words are at least, 0 to 100, to count as one misspelt


@dataclass(frozen=True)
class Hit:
    """One answer of a search.

    Attributes:
        name: of the company or the listed miner.
        company: id of the company, None for a listed miner that is not in the catalogue.
        symbol: EXCHANGE:TICKER of the first listing, empty where unlisted.
        country: ISO code of a company's domicile, or the country of a miner in words.
        likeness: 100 for the very name or ticker, less for words of it and misspellings.
        mentions_rare_earths: whether a listed miner's own description does.
        delisted: whether it no longer trades.
    """

    name: str
    company: str | None
    symbol: str
    country: str
    likeness: float
    mentions_rare_earths: bool = True
    delisted: bool = False


def resolve(name: str, companies: Mapping[str, Company]) -> str:
    """The id of the company of that id, EXCHANGE:TICKER, ticker, name or alias.

    Capitals and accents do not count, nor does the legal form behind a name where nothing else
    is called so. A ticker with its exchange, in any usual spelling of it (ASX:ARU, ARU.AX), is
    that one or none. A listing that has ended still finds its company where no other answers to
    the ticker.

    Raises:
        NotFound: none is called so; carries the ids of the closest three.
        Ambiguous: more than one is; carries their ids.
    """
    wanted = _fold(name)
    if wanted in companies:
        return wanted
    for spelling in (wanted, *map(_fold, symbols_of(name.strip()) or ())):
        found = _answering(spelling, companies.values())
        if found:
            break
    else:
        bare = _bare(wanted)
        found = {
            company.id
            for company in companies.values()
            if bare and bare in map(_bare, map(_fold, _called(company)))
        }
    if len(found) == 1:
        return found.pop()
    if found:
        raise Ambiguous("company", name, sorted(found))
    raise NotFound("company", name, nearest(name, companies))


def _answering(wanted: str, companies: Iterable[Company]) -> set[str]:
    """Ids of who has that name or ticker today, else of who had the ticker once."""
    current: set[str] = set()
    former: set[str] = set()
    for company in companies:
        if wanted in map(_fold, _called(company)):
            current.add(company.id)
        for listing in company.listings:
            if wanted in (_fold(listing.symbol), _fold(listing.ticker)):
                (current if listing.until is None else former).add(company.id)
    return current or former


def nearest(name: str, companies: Mapping[str, Company], limit: int = 3) -> list[str]:
    """The ids of the companies whose id, name, alias or ticker is most like `name`."""
    from rapidfuzz import fuzz, process

    words = [
        (_fold(word), company.id)
        for company in companies.values()
        for word in (company.id, *_called(company), *(item.ticker for item in company.listings))
    ]
    wanted = _fold(name)
    ratio = [process.extract(wanted, [word for word, _ in words], scorer=fuzz.ratio, limit=limit)]
    # A part of a name is as near as a misspelling of all of it, if it is more than a syllable.
    if len(wanted) > 3:
        named = [word if len(word) > 3 else "" for word, _ in words]
        ratio.append(process.extract(wanted, named, scorer=fuzz.partial_ratio, limit=limit * 3))
    ranked = sorted((hit for hits in ratio for hit in hits), key=lambda hit: -hit[1])
    found = dict.fromkeys(words[place][1] for _, likeness, place in ranked if likeness >= 50)
    return list(found)[:limit]


def search(
    text: str, companies: Mapping[str, Company], folders: Folders, limit: int = 20
) -> list[Hit]:
    """Companies and listed miners like `text`, the likest first, companies before miners.

    Args:
        text: words of a name, an alias or a former name, a ticker or EXCHANGE:TICKER.
        companies: the catalogue's.
        folders: where the list of miners is.
        limit: how many at most.
    """
    wanted = _fold(text)
    if not wanted:
        return []
    named = [_company_named(company) for company in companies.values()]
    # Other listings of a company, under its own name, are the company and no further miner.
    known = {_fold(item.symbol) for company in companies.values() for item in company.listings}
    called = {name for item in named for name, _ in item.names}
    miners = _miners(folders.seeds)
    words = miners.words.union(*(words for item in named for _, words in item.names))
    wish = _wish(wanted, frozenset(map(_fold, symbols_of(text.strip()) or ())), words)
    named += (
        item
        for item in map(miners.items.__getitem__, _reached(wish, miners))
        if not item.symbols & known and item.names[0][0] not in called
    )
    hits = [(likeness, item.hit) for item in named if (likeness := _likeness(wish, item)) > 0]
    hits.sort(key=lambda pair: (-pair[0], *_order(pair[1])))
    return [replace(hit, likeness=likeness) for likeness, hit in hits[:limit]]


class _Named(NamedTuple):
    """One thing that can be found.

    Attributes:
        hit: what is shown of it.
        names: folded, without legal forms, and cut into words.
        symbols: folded, with and without the exchange.
    """

    hit: Hit
    names: tuple[tuple[str, tuple[str, ...]], ...]
    symbols: frozenset[str]


def _named(hit: Hit, names: Iterable[str], symbols: Iterable[str]) -> _Named:
    folded = [_bare(_fold(name)) for name in names]
    cut = tuple((name, tuple(_WORD.findall(name))) for name in folded)
    return _Named(hit, cut, frozenset(_fold(symbol) for symbol in symbols))


def _company_named(company: Company) -> _Named:
    return _named_once(
        company.id, company.name, company.aliases, company.listings, company.domicile or ""
    )


@lru_cache(maxsize=20_000)
def _named_once(
    company_id: str,
    name: str,
    aliases: tuple[str, ...],
    listings: tuple[Listing, ...],
    domicile: str,
) -> _Named:
    """A company cut into words, kept because somebody types letter after letter."""
    hit = Hit(name, company_id, listings[0].symbol if listings else "", domicile, 0.0)
    symbols = [word for item in listings for word in (item.symbol, item.ticker)]
    return _named(hit, [company_id, name, *aliases], symbols)


class _Miners(NamedTuple):
    """The listed miners, with where each word, name and symbol of theirs leads to."""

    items: tuple[_Named, ...]
    words: frozenset[str]
    by_word: dict[str, list[int]]
    by_sign: dict[str, list[int]]


@lru_cache(maxsize=1)
def _miners(seeds: Path) -> _Miners:
    """Made once: they do not change."""
    items: list[_Named] = []
    by_word: dict[str, list[int]] = {}
    by_sign: dict[str, list[int]] = {}
    for place, miner in enumerate(load_universe(seeds)):
        symbol = f"{miner.exchange}:{miner.ticker}"
        flags = miner.mentions_rare_earths, miner.delisted
        hit = Hit(miner.name, None, symbol, miner.country, 0.0, *flags)
        item = _named(hit, [miner.name], [symbol, miner.ticker, miner.symbol])
        items.append(item)
        ((name, words),) = item.names
        for word in set(words):
            by_word.setdefault(word, []).append(place)
        for sign in {name, *item.symbols}:
            by_sign.setdefault(sign, []).append(place)
    return _Miners(tuple(items), frozenset(by_word), by_word, by_sign)


def _order(hit: Hit) -> tuple[bool, bool, bool, int, str]:
    """Among equally like ones: companies, then rare earths, then what trades, then the shorter."""
    other = hit.company is None, not hit.mentions_rare_earths, hit.delisted
    return (*other, len(hit.name), hit.name.casefold())


class _Wish(NamedTuple):
    """What is looked for.

    Attributes:
        signs: the very ticker or name.
        words: for each word that was typed, the words like it and how like they are.
    """

    signs: frozenset[str]
    words: tuple[dict[str, float], ...] = ()


def _wish(wanted: str, symbols: frozenset[str], vocabulary: frozenset[str]) -> _Wish:
    """What a query means, each pair of words compared once.

    Args:
        wanted: the query, folded.
        symbols: what it means as a ticker with its exchange; then it is that one or none.
        vocabulary: every word of every name.
    """
    if symbols:
        return _Wish(symbols)
    from rapidfuzz import fuzz, process

    bare = _bare(wanted)
    scores: list[dict[str, float]] = []
    for word in _WORD.findall(bare):
        close = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=_TYPO, limit=None)
        score = {other: likeness * 0.9 for other, likeness, _ in close}
        # The beginning of a word is what one has typed so far.
        score |= {other: 95.0 for other in vocabulary if other.startswith(word)}
        score |= {word: 100.0} if word in vocabulary else {}
        scores.append(score)
    return _Wish(frozenset((wanted, bare)) - {""}, tuple(scores))


def _reached(wish: _Wish, miners: _Miners) -> set[int]:
    """Places of the miners that may be meant: of that sign, or with something of every word."""
    found = {place for sign in wish.signs for place in miners.by_sign.get(sign, ())}
    per_word = [
        {place for word in score for place in miners.by_word.get(word, ())} for score in wish.words
    ]
    return found | set.intersection(*per_word) if per_word else found


def _likeness(wish: _Wish, item: _Named) -> float:
    """How like a thing is to what is looked for, 0 to 100."""
    # Tickers are too short to be guessed at: the very one or none.
    if wish.signs & item.symbols or any(name in wish.signs for name, _ in item.names):
        return 100.0
    return max(_of_words(wish, words) for _, words in item.names)


_WHOLE_WORDS = 99.0


def _of_words(wish: _Wish, words: tuple[str, ...]) -> float:
    best = [max((score.get(word, 0.0) for word in words), default=0.0) for score in wish.words]
    if not best or min(best) == 0:
        return 0.0
    # A word of a name is not yet the name.
    return min(_WHOLE_WORDS, sum(best) / len(best))


def _called(company: Company) -> tuple[str, ...]:
    return (company.name, *company.aliases)


def _fold(text: str) -> str:
    """Text for comparing: without capitals, accents and runs of blanks."""
    text = " ".join(text.casefold().split())
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _bare(folded: str) -> str:
    """A name without the legal form behind it; what consists of nothing else stays as it is."""
    words = _WORD.findall(folded)
    last = len(words)
    while last > 1 and words[last - 1] in _LEGAL:
        last -= 1
    return " ".join(words[:last])
