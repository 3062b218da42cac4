"""A name typed exactly finds its company; one typed nearly finds the nearest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rewatch.domain.company import Company, Listing
from rewatch.domain.errors import Ambiguous, NotFound
from rewatch.storage.names import resolve, search
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile
from tests.unit.storage.builders import folders, put

UNIVERSE = """\
name,exchange,ticker,symbol,country,market_cap_class,mentions_rare_earths,delisted
"Hill Mining, Ltd.",ASX,HIL,HIL.AX,Australia,,,
Hillside Gold,TSXV,HSG,HSG.V,Canada,,,
Dale Rare Earths,LSE,DRE,DRE.L,Australia,,yes,
Dale Gold,LSE,DGL,DGL.L,Australia,,,
"""


def made(id_: str, name: str, *symbols: str, aliases: tuple[str, ...] = ()) -> Company:
    listings = tuple(
        Listing(exchange=symbol.split(":")[0], ticker=symbol.split(":")[1]) for symbol in symbols
    )
    return Company(schema_=1, id=id_, name=name, listings=listings, aliases=aliases)


COMPANIES = {
    company.id: company
    for company in (
        made("hill-mining", "Hill Mining", "ASX:HIL", aliases=("Northern Uranium",)),
        made("vale-metals", "Vale Metals", "ASX:VAL", "OTC:VALMF"),
        made("vale-oxides", "Vale Oxides", "TSX:VAL", aliases=("Shared Name",)),
        made("moor-earths", "Moor Earths", aliases=("Shared Name",)),
    )
}


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    made = folders(tmp_path)
    put(made.seeds / "universe.csv", UNIVERSE)
    return made


@pytest.mark.parametrize(
    "name",
    ["hill-mining", "HILL-mining", "asx:hil", "HIL", "hil ", "Hill  mining", "northern uranium"],
)
def test_every_exact_way_to_name_a_company(name: str) -> None:
    assert resolve(name, COMPANIES) == "hill-mining"


def test_a_name_of_two_companies_lists_both() -> None:
    with pytest.raises(Ambiguous) as caught:
        resolve("VAL", COMPANIES)
    assert caught.value.candidates == ["vale-metals", "vale-oxides"]
    with pytest.raises(Ambiguous, match="moor-earths, vale-oxides"):
        resolve("shared name", COMPANIES)
    assert resolve("TSX:VAL", COMPANIES) == "vale-oxides"


@pytest.mark.parametrize("typed", ["hil minin", "hill", "nothern uranum", "hill-minnig"])
def test_a_near_miss_names_the_nearest_first(typed: str) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(typed, COMPANIES)
    assert caught.value.nearest[0] == "hill-mining"
    assert len(caught.value.nearest) <= 3


def test_what_is_like_nothing_names_nothing() -> None:
    with pytest.raises(NotFound) as caught:
        resolve("qqqqqqqqqqqq", COMPANIES)
    assert caught.value.nearest == []


def test_an_ended_listing_still_finds_its_company_unless_another_has_the_ticker() -> None:
    old = Listing.model_validate({"exchange": "ASX", "ticker": "VAL", "until": "2020"})
    former = made("peak", "Peak").model_copy(update={"listings": (old,)})
    assert resolve("ASX:VAL", {"peak": former}) == "peak"
    assert resolve("ASX:VAL", {"peak": former, **COMPANIES}) == "vale-metals"


def test_exact_names_need_no_library() -> None:
    code = (
        "import sys; from rewatch.storage.names import resolve;"
        "from rewatch.domain.company import Company;"
        "resolve('a', {'a': Company(schema_=1, id='a', name='A', listings=())});"
        "sys.exit('rapidfuzz' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def found(here: Folders, text: str) -> list[str]:
    return [hit.company or hit.symbol for hit in search(text, COMPANIES, here)]


def test_companies_come_before_miners_and_are_not_shown_twice(here: Folders) -> None:
    assert found(here, "hill") == ["hill-mining", "TSXV:HSG"]


def test_miners_that_mention_rare_earths_come_first(here: Folders) -> None:
    assert found(here, "dale")[:2] == ["LSE:DRE", "LSE:DGL"]


@pytest.mark.parametrize("text", ["vale oxydes", "OXIDES vale", "vale oxi"])
def test_misspelt_swapped_and_unfinished_words_are_found(here: Folders, text: str) -> None:
    assert found(here, text)[0] == "vale-oxides"


@pytest.mark.parametrize("text", ["DRE", "lse:dre", "DRE.L"])
def test_a_ticker_finds_its_miner(here: Folders, text: str) -> None:
    assert found(here, text)[0] == "LSE:DRE"


@pytest.mark.parametrize("text", ["", "   ", "[", "\x1b[31m", "%%%"])
def test_what_holds_no_word_finds_nothing(here: Folders, text: str) -> None:
    assert found(here, text) == []


def test_a_broken_list_of_miners_is_named(here: Folders) -> None:
    path = put(here.seeds / "universe.csv", UNIVERSE + "short,row\n")
    with pytest.raises(BrokenFile) as caught:
        search("dale", COMPANIES, here)
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == (str(path), 6)
