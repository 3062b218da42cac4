"""Small valid files for the storage tests."""

from __future__ import annotations

from pathlib import Path

from rewatch.storage.paths import Folders

COMPANY = """\
schema = 1
id = "{id}"
name = "{name}"
listings = [{{ exchange = "ASX", ticker = "{ticker}" }}]

[[projects]]
id = "hill"
name = "Hill"
country = "AU"

[[sources]]
id = "s1"
type = "company"
title = "A report"
date = "2025-06"

[[evidence]]
id = "stage-1"
kind = "stage"
project = "hill"
source = "s1"
recorded = 2026-01-05
stage = "pfs"
"""

DECK = """\
schema = 1
id = "{id}"
name = "A deck"
unit = "USD/kg"
market = "FOB China"
vat = "excluded"
date = "2025"
source = {{ type = "regulator", title = "A table" }}
[prices]
La2O3 = 1.0
"""


def company(folder: Path, id_: str, name: str = "Hill Mining", ticker: str = "HIL") -> Path:
    """Writes a valid company file."""
    return put(folder / f"{id_}.toml", COMPANY.format(id=id_, name=name, ticker=ticker))


def put(path: Path, text: str | bytes) -> Path:
    """Writes a file and the folders above it, bytes as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def folders(base: Path) -> Folders:
    """Folders below `base`, with one company, two decks and the shipped method."""
    top = Path(__file__).parents[3]
    seeds = base / "seeds"
    for name in ("rubric.toml", "countries.toml"):
        put(seeds / name, (top / "seeds" / name).read_bytes())
    company(seeds / "companies", "hill-mining")
    for deck in ("shipped", "fob-china-2025"):
        put(seeds / "prices" / f"{deck}.toml", DECK.format(id=deck))
    made = Folders(seeds, base / "samples", base / "ws", base / "config", base / "cache")
    made.workspace.mkdir()
    return made
