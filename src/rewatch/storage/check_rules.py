"""What must hold beyond the shape of a record: names that exist, days that are past, likely units.

Each rule looks at the raw data of one file and yields what is wrong and where; it must bear data
that its record model refuses, so that all faults of a file are told in one run. No file is opened
here and no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from rewatch.domain.values import Interval, PartialDate, day_of, valid_id
from rewatch.storage.currency_codes import CURRENCIES
from rewatch.storage.explain import Complaint, either, nearest, show
from rewatch.storage.toml_text import Path


class Lines(Protocol):
    """Who knows the filter language, which these rules do not: says what is wrong, or None."""

    def filter(self, text: str) -> str | None:
        """What is wrong with a filter."""

    def assertion(self, text: str) -> str | None:
        """What is wrong with an assertion of a thesis."""

    def flags(self, data: Mapping[str, Any]) -> Mapping[str, str]:
        """What is wrong with the flags of a rubric, by id."""


@dataclass
class Known:
    """What the names in a file may refer to.

    Attributes:
        today: dates after it are in the future.
        records: kind of each evidence record by company and id.
        projects: ids of projects by company.
        sources: ids of sources by company.
        decks: ids of price decks.
        profiles: ids of weights profiles.
        criteria: ids of the rubric's criteria.
        countries: codes of the country table.
        lines: judges filters, theses and flags; None where no method file can be read.
    """

    today: date
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    projects: dict[str, set[str]] = field(default_factory=dict)
    sources: dict[str, set[str]] = field(default_factory=dict)
    decks: set[str] = field(default_factory=set)
    profiles: set[str] = field(default_factory=set)
    criteria: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    lines: Lines | None = None


def of_company(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a company file or an addition."""
    company = data.get("extends", data.get("id"))
    if "extends" in data and company not in known.records:
        yield _dangling(("extends",), "company", company, known.records)
    for name in ("projects", "sources", "evidence"):
        yield from _doubles(data, name, "id")
    if "extends" in data and "lead_project" in data:
        yield from _refers(data, ("lead_project",), "project", _of(known.projects, company))
    # A successor outside the catalogue is written by its name, not by an id.
    if isinstance(data.get("successor"), str) and _is_id(data["successor"]):
        yield from _refers(data, ("successor",), "company", known.records)
    yield from _past(data, ("on",), known.today)
    for number, project in _tables(data, "projects"):
        where = ("projects", number)
        if known.countries:
            yield from _refers(project, ("country",), "country", known.countries, where)
        yield from _no_fraction(project, "ownership_pct", where)
    for number, source in _tables(data, "sources"):
        yield from _past(source, ("date",), known.today, ("sources", number))
    for number, record in _tables(data, "evidence"):
        where = ("evidence", number)
        yield from _references(record, where, str(company), known)
        for key in ("recorded", "as_of", "said_on"):
            yield from _past(record, (key,), known.today, where)
        yield from _units(record, where)
    for number, retraction in _tables(data, "retractions"):
        where = ("retractions", number)
        ids = known.records.get(str(company), {})
        yield from _refers(retraction, ("evidence",), "evidence record", ids, where)
        yield from _past(retraction, ("on",), known.today, where)


def doubts(record: Mapping[str, Any], today: date) -> Iterator[str]:
    """What is unlikely of a record or source by itself: days to come, a wrong unit or currency."""
    for key in ("as_of", "said_on", "date"):
        yield from (reason for _, reason in _past(record, (key,), today))
    yield from (reason for _, reason in _units(record, ()))


def _references(
    record: Mapping[str, Any], where: Path, company: str, known: Known
) -> Iterator[Complaint]:
    """The names in one evidence record."""
    if record.get("source") == "":
        yield Complaint((*where, "source"), "the record names no source; every record needs one")
    else:
        yield from _refers(record, ("source",), "source", _of(known.sources, company), where)
    yield from _refers(record, ("project",), "project", _of(known.projects, company), where)
    ids = known.records.get(company, {})
    for key in ("supersedes", "disputes"):
        given = record.get(key, [])
        for name in [given] if isinstance(given, str) else given:
            if name == record.get("id"):
                yield Complaint((*where, key), f"{key} names the record itself")
            elif isinstance(name, str) and name not in ids:
                yield _dangling((*where, key), "evidence record", name, ids)
    deals = {name for name, kind in ids.items() if kind == "partnership"}
    yield from _refers(record, ("partnership",), "partnership record", deals, where)
    yield from _same_as(record, where, company, known)
    if known.countries:
        yield from _refers(record, ("country",), "country", known.countries, where)


def _same_as(
    record: Mapping[str, Any], where: Path, company: str, known: Known
) -> Iterator[Complaint]:
    twin = record.get("same_as")
    if not isinstance(twin, str):
        return
    path = (*where, "same_as")
    other, slash, name = twin.partition("/")
    if not slash:
        yield Complaint(path, f"same_as = {show(twin)} is written company/record")
    elif other not in known.records:
        yield _dangling(path, "company", other, known.records)
    elif name not in known.records[other]:
        yield _dangling(path, f"evidence record of {other}", name, known.records[other])
    elif other == company and name == record.get("id"):
        yield Complaint(path, "same_as names the record itself")


def of_watchlist(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a watchlist."""
    yield from _doubles(data, "entries", "company")
    for number, entry in _tables(data, "entries"):
        where = ("entries", number)
        yield from _refers(entry, ("company",), "company", known.records, where)
        yield from _past(entry, ("added",), known.today, where)
        for place, text in enumerate(_list(entry, "thesis")):
            if known.lines is not None and isinstance(text, str):
                yield from _line(text, known.lines.assertion(text), (*where, "thesis", place))
    yield from _filter(data, known)
    for number, name in enumerate(_list(data, "exclusions")):
        if isinstance(name, str) and name not in known.records:
            yield _dangling(("exclusions", number), "company", name, known.records)
    yield from _refers(data, ("price_deck",), "price deck", known.decks)
    yield from _refers(data, ("profile",), "weights profile", known.profiles)
    yield from _weights(data.get("weights"), ("weights",), known)


def of_profiles(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a file of weights profiles."""
    profiles = data.get("profiles")
    for name, profile in profiles.items() if isinstance(profiles, dict) else ():
        if isinstance(profile, dict):
            yield from _weights(profile.get("weights"), ("profiles", name, "weights"), known)


def of_deck(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a price deck."""
    yield from _past(data, ("date",), known.today)
    yield from _prices(data)
    rates = data.get("fx")
    for code, rate in rates.items() if isinstance(rates, dict) else ():
        yield from _currency(code, ("fx", code))
        if isinstance(rate, dict):
            yield from _past(rate, ("date",), known.today, ("fx", code))


def of_scenario(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a scenario."""
    yield from _refers(data, ("price_deck",), "price deck", known.decks)
    yield from _prices(data)
    countries = data.get("countries")
    for code in countries if known.countries and isinstance(countries, dict) else ():
        if code not in known.countries:
            yield _dangling(("countries", code), "country", code, known.countries)
    for number, rule in _tables(data, "rules"):
        yield from _filter(rule, known, ("rules", number), "when")


def _prices(data: Mapping[str, Any]) -> Iterator[Complaint]:
    prices = data.get("prices")
    for name, price in prices.items() if isinstance(prices, dict) else ():
        ends = _number(price)
        if ends is not None and ends.high > 20_000:
            reason = f"{name} = {show(price)} US$/kg is beyond any price; per tonne is meant?"
            yield Complaint(("prices", name), reason)


def of_rubric(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a rubric."""
    yield from _refers(data, ("default_deck",), "price deck", known.decks)
    yield from _doubles(data, "criteria", "id")
    for number, criterion in _tables(data, "criteria"):
        yield from _doubles(criterion, "indicators", "id", ("criteria", number))
    yield from _doubles(data, "flags", "id")
    wrong = known.lines.flags(data) if known.lines is not None else {}
    for number, flag in _tables(data, "flags"):
        line, flag_id = flag.get("fires_when"), flag.get("id")
        if isinstance(line, str) and isinstance(flag_id, str):
            yield from _line(line, wrong.get(flag_id), ("flags", number, "fires_when"))


def of_screens(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of saved screens."""
    for number, screen in _tables(data, "screens"):
        yield from _filter(screen, known, ("screens", number))


def of_countries(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a country table."""
    yield from _doubles(data, "countries", "code")
    year = data.get("year")
    if isinstance(year, int) and year > known.today.year:
        yield Complaint(("year",), f"{year} is in the future")


def of_note(data: Mapping[str, Any], known: Known) -> Iterator[Complaint]:
    """Rules of a note's front matter, with the company its folder names."""
    yield from _past(data, ("created",), known.today)
    company = data.get("company")
    if company not in known.records:
        yield _dangling(("company",), "company", company, known.records)


def _filter(
    table: Mapping[str, Any], known: Known, where: Path = (), key: str = "filter"
) -> Iterator[Complaint]:
    text = table.get(key)
    if known.lines is not None and isinstance(text, str):
        yield from _line(text, known.lines.filter(text), (*where, key))


def _line(text: str, wrong: str | None, where: Path) -> Iterator[Complaint]:
    if wrong:
        key = next(part for part in reversed(where) if isinstance(part, str))
        yield Complaint(where, f"{key} = {show(text)}: {wrong}")


# -- names


def _refers(
    table: Mapping[str, Any],
    key: tuple[str],
    what: str,
    known: Mapping[str, Any] | set[str],
    where: Path = (),
) -> Iterator[Complaint]:
    name = table.get(key[0])
    if isinstance(name, str) and name not in known:
        yield _dangling((*where, *key), what, name, known)


def _dangling(
    path: Path, what: str, name: object, known: Mapping[str, Any] | set[str]
) -> Complaint:
    listed = sorted(known)
    shown = f" (there are {', '.join(listed)})" if 0 < len(listed) <= 12 else ""
    hint = nearest(name, listed) or shown
    return Complaint(path, f"{path[-1]} = {show(name)}: there is no {what} of that name{hint}")


def _doubles(data: Mapping[str, Any], name: str, key: str, where: Path = ()) -> Iterator[Complaint]:
    first: dict[str, int] = {}
    for number, table in _tables(data, name):
        value = table.get(key)
        if isinstance(value, str) and first.setdefault(value, number) != number:
            reason = f"{key} = {show(value)} stands twice among the {name}"
            yield Complaint((*where, name, number, key), reason)


def _weights(weights: Any, where: Path, known: Known) -> Iterator[Complaint]:
    for name in weights if isinstance(weights, dict) and known.criteria else ():
        if name not in known.criteria:
            near = nearest(name, known.criteria)
            reason = f"{show(name)} is no criterion ({either(sorted(known.criteria))}){near}"
            yield Complaint((*where, name), reason)


# -- days


def _past(
    table: Mapping[str, Any], key: tuple[str], today: date, where: Path = ()
) -> Iterator[Complaint]:
    value = table.get(key[0])
    try:
        first = PartialDate.parse(day_of(value) if isinstance(value, date) else value).first
    except (ValueError, OverflowError):
        return  # no date at all: the record model says so
    if first > today:
        reason = f"{key[0]} = {show(value)} is in the future (today is {today.isoformat()})"
        yield Complaint((*where, *key), reason)


# -- units


def _units(record: Mapping[str, Any], where: Path) -> Iterator[Complaint]:
    """Numbers that are legal but can only be of another unit."""
    kind = record.get("kind")
    for key in ("thorium_ppm", "uranium_ppm"):
        ends = _number(record.get(key))
        if ends is not None and 0 < ends.high < 1:
            reason = (
                f"{key} = {show(record[key])} is less than one part in a million; if percent is "
                f"meant, write {ends.high * 10_000:g}"
            )
            yield Complaint((*where, key), reason)
    if kind == "recovery" or (kind == "share" and record.get("group") in ("ndpr", "magnet")):
        yield from _no_fraction(record, "pct", where)
    if kind == "distribution":
        yield from _no_fractions(record.get("oxides"), (*where, "oxides"))
    if kind == "resource":
        tonnes = _number(record.get("tonnes_mt"))
        if tonnes is not None and tonnes.high >= 100_000:
            reason = (
                f"tonnes_mt = {show(record['tonnes_mt'])} is in million tonnes; tonnes are meant?"
            )
            yield Complaint((*where, "tonnes_mt"), reason)
    large = kind in ("cash", "support") or (kind == "cost" and record.get("type") == "capex")
    amount = _number(record.get("amount"))
    if large and amount is not None and 0 < amount.high < 1000:
        reason = (
            f"amount = {show(record['amount'])} is in whole units of the currency, not millions"
        )
        yield Complaint((*where, "amount"), reason)
    if isinstance(record.get("currency"), str):
        yield from _currency(record["currency"], (*where, "currency"))


def _no_fraction(table: Mapping[str, Any], key: str, where: Path) -> Iterator[Complaint]:
    ends = _number(table.get(key))
    if ends is not None and 0 < ends.high <= 1:
        reason = (
            f"{key} = {show(table[key])} is in percent; write {ends.high * 100:g} for that share"
        )
        yield Complaint((*where, key), reason)


def _no_fractions(oxides: Any, path: Path) -> Iterator[Complaint]:
    if not isinstance(oxides, dict) or len(oxides) < 5:
        return  # a few rare oxides may well add up to less than one percent
    shares = [_number(share) for share in oxides.values()]
    total = sum(share.high for share in shares if share is not None)
    if 0 < total <= 1.01 and None not in shares:
        yield Complaint(path, f"the shares add up to {total:g}; they are in percent, up to 100")


def _currency(code: str, path: Path) -> Iterator[Complaint]:
    # A code of another shape is the record model's to refuse.
    if len(code) == 3 and code.isascii() and code.isupper() and code not in CURRENCIES:
        near = nearest(code, CURRENCIES)
        yield Complaint(path, f"{show(code)} is no currency code (ISO 4217){near}")


# -- raw data


def _is_id(text: str) -> bool:
    try:
        return valid_id(text) == text
    except ValueError:
        return False


def _number(value: Any) -> Interval | None:
    try:
        return Interval.parse(value)
    except ValueError:
        return None


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _tables(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, table in enumerate(_list(data, name)):
        if isinstance(table, dict):
            yield number, table


def _of(known: Mapping[str, set[str]], company: object) -> set[str]:
    return known.get(str(company), set())
