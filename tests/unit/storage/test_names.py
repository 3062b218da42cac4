"""A name typed exactly finds its company; one typed nearly finds the nearest."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from rewatch.domain.company import Company, Listing
from rewatch.domain.errors import Ambiguous, NotFound
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.names import resolve, search
from rewatch.storage.paths import Folders, find_folders
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


SHIPPED = find_folders(Path(__file__).parent / "no-workspace")


@cache
def shipped() -> dict[str, Company]:
    return load_catalogue(SHIPPED).companies


ARAFURA = [
    "Arafura",
    "Arafura Rare Earths",
    "ARAFURA RARE EARTHS LTD",
    "Arafura Rare Earths Limited",
    "Arafura Resources",  # its name until 2022
    "Arafura Resources Ltd.",
    "ARU",
    "ASX:ARU",
    "asx:aru",
    "ARU.AX",
    "ARAFF",
    "Áráfura",
]


@pytest.mark.parametrize("name", ARAFURA)
def test_every_way_people_write_arafura_is_arafura(name: str) -> None:
    assert resolve(name, shipped()) == "arafura-rare-earths"
    assert search(name, shipped(), SHIPPED)[0].company == "arafura-rare-earths"


@pytest.mark.parametrize("name", ["Arafua", "arfura", "Araffura", "arafura rare erths", "arafur"])
def test_a_misspelt_arafura_is_found_and_suggested_and_never_taken_for_it(name: str) -> None:
    assert search(name, shipped(), SHIPPED)[0].company == "arafura-rare-earths"
    with pytest.raises(NotFound) as caught:
        resolve(name, shipped())
    assert caught.value.nearest[0] == "arafura-rare-earths"


def test_a_ticker_with_its_exchange_is_that_one_or_none() -> None:
    """ARU in Toronto is another company, and in London nobody."""
    (hit,) = search("TSXV:ARU", shipped(), SHIPPED)
    assert (hit.company, hit.symbol) == (None, "TSXV:ARU")
    assert [hit.symbol for hit in search("ARU.V", shipped(), SHIPPED)] == ["TSXV:ARU"]
    assert search("LSE:ARU", shipped(), SHIPPED) == []
    for name in ("TSXV:ARU", "ARU.V", "LSE:ARU"):
        with pytest.raises(NotFound):
            resolve(name, shipped())
    assert [hit.company for hit in search("ARU", shipped(), SHIPPED)[:1]] == ["arafura-rare-earths"]


def test_another_listing_of_a_company_is_the_company(here: Folders) -> None:
    """Traded in Berlin under its former name, it is no further miner."""
    assert [
        hit.symbol for hit in search("arafura", shipped(), SHIPPED) if "ARAFURA" in hit.name
    ] == []
    put(here.seeds / "universe.csv", UNIVERSE + "Northern Uranium Ltd,XETRA,NTU,NTU.DE,,,,\n")
    assert found(here, "northern uranium") == ["hill-mining"]


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Hill Mining Limited", "hill-mining"),
        ("HILL MINING, LTD.", "hill-mining"),
        ("Vale Metals NL", "vale-metals"),
        ("VAL.AX", "vale-metals"),
        ("VAL.TO", "vale-oxides"),
    ],
)
def test_legal_forms_and_other_spellings_of_symbols(name: str, company: str) -> None:
    assert resolve(name, COMPANIES) == company


def test_a_ticker_that_changed_hands_is_its_holders_of_today() -> None:
    def listed(id_: str, **period: str) -> Company:
        listing = Listing.model_validate({"exchange": "ASX", "ticker": "PEK", **period})
        return made(id_, id_.title()).model_copy(update={"listings": (listing,)})

    old, new = listed("peak", until="2025-10"), listed("pekka", **{"from": "2026-01"})
    both = {"peak": old, "pekka": new}
    for name in ("PEK", "ASX:PEK", "PEK.AX"):
        assert resolve(name, {"peak": old}) == "peak"
        assert resolve(name, both) == "pekka"
    gone = listed("pekka", **{"from": "2026-01", "until": "2026-06"})
    with pytest.raises(Ambiguous):
        resolve("ASX:PEK", {"peak": old, "pekka": gone})
