"""Watchlists from elsewhere: plain text, CSV, TradingView lists, Yahoo symbols, names, own files.

Reading a text into what it names and looking those names up are apart, and nothing is written here:
what matched, what is near and what nobody knows is shown before a list is made.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from rewatch.domain.company import Company
from rewatch.domain.dates import read_day
from rewatch.domain.errors import Ambiguous, NotFound
from rewatch.domain.watchlist import Entry
from rewatch.storage.names import Hit, resolve
from rewatch.storage.symbols import symbols_of
from rewatch.storage.toml_files import BrokenFile, Document, parse

# As articles name a company: Lynas Rare Earths (ASX: LYC), Lynas Rare Earths (LYC).
_IN_BRACKETS = re.compile(r"(.+?)\s*\(([^()]*:[^()]*)\)\Z")
_TICKER = re.compile(r"(.+?)\s*\([A-Za-z0-9.]{1,8}\)\Z")
_BULLET = re.compile(r"\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)")
_HEADS: dict[str, tuple[str, ...]] = {
    "name": ("name", "company", "company name", "security", "description", "issuer"),
    "symbol": ("symbol", "ticker", "code", "asx code", "ric"),
    "exchange": ("exchange", "market", "exch"),
    "tags": ("tags", "tag", "labels"),
    "review": ("review", "review date"),
    "thesis": ("thesis",),
}


class Named(NamedTuple):
    """One thing a text names.

    Attributes:
        line: 1-based line of the text.
        text: as it stands there.
        symbols: EXCHANGE:TICKER of all it may mean, the likeliest first; none for a plain name.
        name: a name given beside a symbol, or the plain name.
        tags: tags given beside it.
        review: a review date given beside it.
        thesis: what must stay true, as given beside it.
    """

    line: int
    text: str
    symbols: tuple[str, ...] = ()
    name: str = ""
    tags: tuple[str, ...] = ()
    review: date | None = None
    thesis: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """All that is given to know it by: a symbol with the name beside it."""
        beside = self.name if self.name.casefold() not in self.text.casefold() else ""
        return f"{self.text} {beside}".rstrip()

    def entry(self, entry: Entry) -> Entry:
        """An entry with what is given beside the name, and otherwise as it is."""
        given = {"tags": self.tags, "review": self.review, "thesis": self.thesis}
        return entry.model_copy(update={key: value for key, value in given.items() if value})


@dataclass(frozen=True)
class Match:
    """What one name of a text was found to be.

    Attributes:
        named: what the text says.
        kind: the very company; several or similar ones; a listed miner that is no company here
            yet; a repetition of one above; nothing.
        company: the id of the very company, else None.
        near: what it may have meant, the likeliest first.
    """

    named: Named
    kind: Literal["match", "near", "listed", "again", "miss"]
    company: str | None = None
    near: tuple[Hit, ...] = ()


def parse_list(text: str) -> list[Named]:
    """What a text names, in its order.

    Understands names or symbols one a line or parted by commas, TradingView's sections (`###`),
    comments (`#`), bullets, CSV with a header that names a symbol or a company, and files of
    watchlists.

    Raises:
        BrokenFile: an entry of a watchlist's file cannot be used.
    """
    text = text.removeprefix("\ufeff")
    own = _own(text)
    if own is not None:
        return own
    table = _table(text)
    if table is not None:
        return table
    return [
        _named(number, part)
        for number, line in enumerate(text.splitlines(), 1)
        for part in _parts(_BULLET.sub("", line).strip())
        if part and not part.startswith("#")
    ]


def _parts(line: str) -> list[str]:
    """The names of a line: parted by commas or blanks only where each part is a symbol."""
    if line.startswith("#") and "," not in line:
        return []
    parts = [part.strip() for part in re.split(r"[,;\t]", line)]
    given = [part for part in parts if part and not part.startswith("#")]
    if any(_is_symbol(part) for part in given) or all(len(part.split()) < 2 for part in given):
        return given
    if "\t" in line:  # a row of a spreadsheet, figures and all
        cells = (cell.strip() for cell in line.split("\t"))
        return [cell for cell in cells if any(map(str.isalpha, cell))]
    blanks = line.split()
    return blanks if all(_is_symbol(part) for part in blanks) else [line]


def _is_symbol(text: str) -> bool:
    return symbols_of(_bare(text)[1]) is not None


def _bare(text: str) -> tuple[str, str]:
    """The name before a symbol in brackets, and the symbol; no name and the text for any other."""
    match = _IN_BRACKETS.match(text)
    return (match[1], match[2].strip()) if match else ("", text)


def _named(line: int, text: str, name: str = "", tags: tuple[str, ...] = ()) -> Named:
    before, symbol = _bare(text)
    symbols = symbols_of(symbol)
    if symbols is not None:
        return Named(line, text, symbols, name or before, tags)
    plain = _TICKER.match(text)  # a bare ticker may be another company's: the name decides
    return Named(line, text, (), name or (plain[1] if plain else text), tags)


def _own(text: str) -> list[Named] | None:
    """The entries of a watchlist file, None for any other text.

    Raises:
        BrokenFile: it is such a file, and an entry cannot be used.
    """
    try:
        document = parse(text, "the list")
    except BrokenFile:
        return None
    entries = document.data.get("entries")
    if "schema" not in document.data or not isinstance(entries, list):
        return None
    found = []
    for number, values in enumerate(entries):
        entry = _entry(document, number, values)
        line, name = document.line("entries", number), entry.company
        found.append(Named(line, name, (), name, entry.tags, entry.review, entry.thesis))
    return found


def _entry(document: Document, number: int, values: Any) -> Entry:
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        from rewatch.storage.explain import complaints

        told = complaints(error, Entry, values)
        at = ("entries", number)
        raise BrokenFile([document.fault((*at, *path), reason) for path, reason in told]) from error


def _table(text: str) -> list[Named] | None:
    """The rows of a CSV with a header, None for any other text."""
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    sign = max(",;\t", key=lines[first].count)
    rows = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=sign)
    try:
        head = [" ".join(cell.casefold().split()) for cell in next(rows, [])]
        places = {
            what: next((head.index(word) for word in words if word in head), None)
            for what, words in _HEADS.items()
        }
        if places["symbol"] is None and places["name"] is None:
            return None
        found = []
        for row in rows:
            cells = {
                what: row[place].strip() if place is not None and place < len(row) else ""
                for what, place in places.items()
            }
            symbol, name, exchange = cells["symbol"], cells["name"], cells["exchange"]
            if exchange and symbol and not _is_symbol(symbol):
                symbol = f"{exchange}:{symbol}"
            tags = _tags(cells["tags"])
            if symbol or name:
                named = _named(first + rows.line_num, symbol or name, name, tags)
                found.append(
                    named._replace(review=_day(cells["review"]), thesis=_parted(cells["thesis"]))
                )
    except csv.Error:
        return None
    return found


def _tags(text: str) -> tuple[str, ...]:
    """Tags as a cell has them: by its commas, else by ; and |, else by its blanks."""
    parting = next((sign for sign in (",", "[;|]") if re.search(sign, text)), r"\s")
    return tuple(tag.strip() for tag in re.split(parting, text) if tag.strip())


def _day(text: str) -> date | None:
    """A day as people type them; any other word of somebody's column is none."""
    try:
        return read_day(text)
    except ValueError:
        return None


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def match_list(
    named: Sequence[Named],
    companies: Mapping[str, Company],
    search: Callable[[str], Sequence[Hit]],
) -> list[Match]:
    """Looks up what a text names.

    Args:
        named: what it names.
        companies: the catalogue's, by id.
        search: finds companies and listed miners by name or symbol, the likest first.

    Returns:
        one element for each, in order.
    """
    seen: set[str] = set()
    found = []
    for item in named:
        match = _match(item, companies, search)
        if match.company is not None:
            again = match.company in seen
            seen.add(match.company)
            match = Match(item, "again", match.company) if again else match
        found.append(match)
    return found


def _match(
    item: Named, companies: Mapping[str, Company], search: Callable[[str], Sequence[Hit]]
) -> Match:
    for wanted in _wanted(item):
        try:
            return Match(item, "match", resolve(wanted, companies))
        except Ambiguous as error:
            return Match(item, "near", near=tuple(_hit(companies[n]) for n in error.candidates))
        except NotFound:
            continue
    hits: dict[tuple[str | None, str], Hit] = {}
    for wanted in _wanted(item):
        for hit in search(wanted):
            hits.setdefault((hit.company, hit.symbol), hit)
    listed = [hit for hit in hits.values() if hit.company is None and hit.symbol in item.symbols]
    if listed:
        return Match(item, "listed", near=(listed[0],))
    near = sorted(hits.values(), key=lambda hit: (-hit.likeness, hit.company is None))[:3]
    return Match(item, "near" if near else "miss", near=tuple(near))


def _wanted(item: Named) -> Iterator[str]:
    yield from item.symbols
    # A symbol of another exchange is another share: only its name is tried, never its bare ticker.
    if item.name:
        yield item.name


def _hit(company: Company) -> Hit:
    symbol = company.listings[0].symbol if company.listings else ""
    return Hit(company.name, company.id, symbol, company.domicile or "", 100.0)
