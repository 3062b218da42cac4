"""Listed miners of the world, for looking names up: light records of `universe.csv`.

The list, its source and its licence are told in `universe.NOTICE.md` beside it. It only helps to
find a name and its ticker; nothing of it is scored.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rewatch.domain.errors import Fault
from rewatch.storage.toml_files import BrokenFile, read_text

_COLUMNS = ("name", "exchange", "ticker", "symbol", "country", "mentions_rare_earths", "delisted")


class ListedMiner(NamedTuple):
    """One listing of one miner.

    Attributes:
        name: as its exchange writes it.
        exchange: such as ASX.
        ticker: such as LYC.
        symbol: as Yahoo writes it, such as LYC.AX.
        country: in English words, may be empty.
        mentions_rare_earths: whether its own description does.
        delisted: whether it no longer trades there.
    """

    name: str
    exchange: str
    ticker: str
    symbol: str
    country: str
    mentions_rare_earths: bool
    delisted: bool


def load_universe(seeds: Path) -> tuple[ListedMiner, ...]:
    """All listed miners, read once; none where the file is not there.

    Raises:
        BrokenFile: the file is not of the expected form.
    """
    path = seeds / "universe.csv"
    return _read(path) if path.exists() else ()


@lru_cache(maxsize=1)
def _read(path: Path) -> tuple[ListedMiner, ...]:
    text = read_text(path)
    rows = csv.reader(text.splitlines(keepends=True))
    try:
        head = next(rows, [])
        places = [head.index(column) for column in _COLUMNS]
        return tuple(_miner([row[place] for place in places]) for row in rows if row)
    except (ValueError, IndexError, csv.Error) as error:
        reason = f"is not a list of miners with the columns {', '.join(_COLUMNS)}"
        raise BrokenFile([Fault(str(path), rows.line_num, reason)]) from error


def _miner(row: list[str]) -> ListedMiner:
    name, exchange, ticker, symbol, country, mentions, delisted = row
    return ListedMiner(
        name, exchange, ticker, symbol, country, mentions == "yes", delisted == "yes"
    )
