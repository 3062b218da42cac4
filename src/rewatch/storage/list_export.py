"""A watchlist alone as a text to share: its companies and tags, nothing personal.

Notes are never part of a list; review dates and theses stay at home unless they are asked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from rewatch.domain.company import Company
from rewatch.domain.errors import UsageError
from rewatch.domain.watchlist import Watchlist
from rewatch.storage.saving import new_text

Format = Literal["toml", "csv", "txt", "tradingview"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export_list(
    watchlist: Watchlist,
    companies: Mapping[str, Company],
    form: Format,
    *,
    personal: bool = False,
) -> str:
    """A list as text.

    Args:
        watchlist: the list.
        companies: the catalogue's, by id; an entry that is none of them keeps its id.
        form: a watchlist file, a table, one name a line, or TradingView's symbols.
        personal: whether review dates and theses go along (in a watchlist file or table).

    Raises:
        UsageError: none of the formats.
    """
    if form == "toml":
        left_out = {"conflicts": ()} | ({} if personal else {"review": None, "thesis": ()})
        entries = tuple(
            entry if personal else entry.model_copy(update={"review": None, "thesis": ()})
            for entry in watchlist.entries
        )
        entries = tuple(type(e).model_validate(_given(e.model_dump())) for e in entries)
        plain = watchlist.model_dump(by_alias=True, exclude_unset=True, exclude={*left_out})
        return new_text(Watchlist.model_validate({**plain, "entries": entries}))
    if form == "csv":
        return _table(watchlist, companies, personal=personal)
    if form == "txt":
        return "".join(f"{_name(companies, name)}\n" for name in watchlist.companies())
    if form == "tradingview":
        symbols = (_symbol(companies, name) for name in watchlist.companies())
        return ",".join(_tradingview(symbol) for symbol in symbols if symbol) + "\n"
    raise UsageError(f"{form!r} is no format of a list; there are {', '.join(FORMATS)}")


def without_symbol(watchlist: Watchlist, companies: Mapping[str, Company]) -> list[str]:
    """The ids on a list that a file of symbols cannot name: they are listed nowhere today."""
    return [company for company in watchlist.companies() if not _symbol(companies, company)]


# What TradingView calls exchanges that have another name here.
_TRADINGVIEW = {
    "NYSE American": "AMEX",
    "AIM": "LSE",
    "FSE": "FWB",
    "Nasdaq First North": "OMXSTO",
    "OTC Pink": "OTC",
    "OTCQB": "OTC",
    "OTCQX": "OTC",
}


def _tradingview(symbol: str) -> str:
    exchange, _, ticker = symbol.partition(":")
    return f"{_TRADINGVIEW.get(exchange, exchange).replace(' ', '')}:{ticker}"


def _given(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value not in (None, (), [])}


def _table(watchlist: Watchlist, companies: Mapping[str, Company], *, personal: bool) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(
        ["company", "name", "symbol", "tags", *(["review", "thesis"] if personal else [])]
    )
    for entry in watchlist.entries:
        name, symbol = _name(companies, entry.company), _symbol(companies, entry.company)
        row = [entry.company, name, symbol, _tags(entry.tags)]
        if personal:
            review = entry.review.isoformat() if entry.review else ""
            row += [review, "; ".join(entry.thesis)]
        rows.writerow([_no_formula(cell) for cell in row])
    return text.getvalue()


def _tags(tags: Sequence[str]) -> str:
    """Tags parted by commas; after one that blanks alone would part stands a comma, too."""
    alone = len(tags) == 1 and re.search(r"[;|\s]", tags[0]) is not None
    return ", ".join(tags) + ("," if alone else "")


def _no_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _name(companies: Mapping[str, Company], company: str) -> str:
    return companies[company].name if company in companies else company


def _symbol(companies: Mapping[str, Company], company: str) -> str:
    known = companies.get(company)
    current = [item.symbol for item in known.listings if not item.until] if known else []
    return current[0] if current else ""
