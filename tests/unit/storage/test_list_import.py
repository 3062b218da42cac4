"""Lists from elsewhere: every form is understood, and nothing is taken for what it is not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from rewatch.domain.errors import UsageError
from rewatch.domain.watchlist import Watchlist
from rewatch.storage import names
from rewatch.storage.catalogue import load_catalogue
from rewatch.storage.list_export import export_list
from rewatch.storage.list_import import match_list, parse_list
from rewatch.storage.toml_files import read_model
from tests.unit.storage.builders import company, folders, put

UNIVERSE = """\
name,exchange,ticker,symbol,country,market_cap_class,mentions_rare_earths,delisted
Other Metals Ltd,ASX,OTM,OTM.AX,Australia,,yes,
"""


@pytest.fixture
def here(tmp_path: Path):
    made = folders(tmp_path)
    company(made.seeds / "companies", "lynas", "Lynas Rare Earths", "LYC")
    company(made.seeds / "companies", "arafura", "Arafura Rare Earths", "ARU")
    put(made.seeds / "universe.csv", UNIVERSE)
    return made


@pytest.fixture
def matched(here):
    companies = load_catalogue(here).companies

    def found(text: str):
        search = partial(names.search, companies=companies, folders=here)
        return match_list(parse_list(text), companies, search)

    return found


def ids(matches):
    return [item.company for item in matches if item.kind == "match"]


@pytest.mark.parametrize(
    "text",
    [
        "ASX:LYC,ASX:ARU",
        "###Mine,ASX:LYC,###Others,ASX:ARU\n",
        "ASX:LYC\nASX:ARU\n",
        "LYC.AX ARU.AX",
        "lyc.ax, aru.ax",
        "LYC, ARU",
        "ASX: LYC\nASX : ARU",
        "Lynas Rare Earths (ASX: LYC), Arafura (ASX:ARU)",
        "1. Lynas Rare Earths (LYC)\n2. Arafura Rare Earths (ARU)",
        "Lynas Rare Earths\t12.5%\t1,204\nArafura Rare Earths\t3%\t88",
        "LYC\n\n# a comment\nARU",
        "- Lynas Rare Earths\n- arafura rare earths",
        "1. Lynas Rare Earths\n2) arafura\n",
        "Symbol,Name\nLYC.AX,Lynas\nARU.AX,Arafura\n",
        "Name;Ticker;Exchange\nLynas;LYC;ASX\nArafura;ARU;ASX\n",
        "\ufeffticker\tshares\nASX:LYC\t100\nASX:ARU\t1,000\n",
        "Company\nLynas Rare Earths\nArafura Rare Earths\n",
    ],
)
def test_every_form_names_the_same_two(matched, text: str) -> None:
    assert ids(matched(text)) == ["lynas", "arafura"]
    assert len(matched(text)) == 2


def test_lines_and_tags_are_kept(matched) -> None:
    first, second = matched("\nsymbol,tags\nLYC.AX,heavy magnets\nXXX.AX,\n")
    assert (first.named.line, first.named.tags) == (3, ("heavy", "magnets"))
    assert (second.named.line, second.kind) == (4, "miss")
    for cell in ("heavy;magnets", "heavy | magnets", '"heavy, magnets"'):
        assert matched(f"symbol,tags\nLYC.AX,{cell}\n")[0].named.tags == ("heavy", "magnets")


def test_a_misspelt_name_is_near_and_never_taken(matched) -> None:
    (match,) = matched("Lynass Rare Earth")
    assert (match.kind, match.company) == ("near", None)
    assert match.near[0].company == "lynas"


def test_the_same_ticker_on_another_exchange_is_no_match(matched) -> None:
    for text in ("TSX:LYC", "LYC.TO", "Symbol,Exchange\nLYC,TSX\n"):
        (match,) = matched(text)
        assert match.company is None, text


def test_a_listed_miner_that_is_no_company_here_is_told_so(matched) -> None:
    for text in ("ASX:OTM", "OTM.AX"):
        (match,) = matched(text)
        assert match.kind == "listed"
        assert match.near[0].symbol == "ASX:OTM"


def test_what_is_named_twice_is_taken_once(matched) -> None:
    kinds = [item.kind for item in matched("ASX:LYC\nLynas Rare Earths\n")]
    assert kinds == ["match", "again"]


def test_a_name_that_fits_more_than_one_names_them(here, matched) -> None:
    company(here.seeds / "companies", "second", "Second", "LYC")
    put(
        here.seeds / "companies" / "second.toml",
        (here.seeds / "companies" / "second.toml").read_text().replace('"ASX"', '"NYSE"'),
    )
    companies = load_catalogue(here).companies
    (match,) = match_list(parse_list("LYC"), companies, lambda _: [])
    assert match.kind == "near"
    assert {hit.company for hit in match.near} == {"lynas", "second"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "symbol,name\n", ",,,\n", '"'])
def test_what_names_nothing_gives_nothing_and_no_error(matched, text: str) -> None:
    assert all(item.kind in ("miss", "near") for item in matched(text))


PERSONAL = """\
schema = 1
name = "Mine"
[[entries]]
company = "lynas"
tags = ["heavy"]
review = 2027-01-01
thesis = ["offtake:>=binding by 2027-06"]
[[entries]]
company = "arafura"
[[entries]]
company = "gone"
"""


@pytest.mark.parametrize("form", ["toml", "csv", "txt", "tradingview"])
def test_a_list_goes_out_and_comes_back_without_what_is_personal(
    here, matched, tmp_path: Path, form
) -> None:
    companies = load_catalogue(here).companies
    watchlist = read_model(put(tmp_path / "l.toml", PERSONAL), Watchlist)
    text = export_list(watchlist, companies, form)
    assert "binding" not in text
    assert "2027" not in text
    if form == "toml":
        again = read_model(put(tmp_path / "m.toml", text), Watchlist)
        assert again.companies() == watchlist.companies()
        assert again.entries[0].tags == ("heavy",)
    else:
        assert ids(matched(text)) == ["lynas", "arafura"]


@pytest.mark.parametrize(
    "tags", [(), ("heavy",), ("heavy", "ndpr"), ("not yet",), ("not yet", "a;b", "c"), ("a|b",)]
)
def test_tags_come_back_from_a_table_as_they_were(here, matched, tmp_path: Path, tags) -> None:
    watchlist = read_model(put(tmp_path / "l.toml", PERSONAL), Watchlist)
    entry = watchlist.entries[0].model_copy(update={"tags": tags})
    text = export_list(
        watchlist.model_copy(update={"entries": (entry,)}), load_catalogue(here).companies, "csv"
    )
    assert matched(text)[0].named.tags == tags


def test_what_is_personal_goes_along_when_asked_for(here, tmp_path: Path) -> None:
    companies = load_catalogue(here).companies
    watchlist = read_model(put(tmp_path / "l.toml", PERSONAL), Watchlist)
    again = read_model(
        put(tmp_path / "m.toml", export_list(watchlist, companies, "toml", personal=True)),
        Watchlist,
    )
    assert again == watchlist
    assert "2027-01-01" in export_list(watchlist, companies, "csv", personal=True)


def test_an_entry_that_cannot_be_used_is_refused_with_its_line_and_not_passed_over() -> None:
    with pytest.raises(UsageError, match=r"the list:6: .*review"):
        parse_list(PERSONAL.replace("2027-01-01", '"soon"'))


def test_a_review_day_in_a_table_is_read_as_people_type_it() -> None:
    rows = parse_list("name,review\nLynas,1 Feb 2027\nArafura,2027-03-02\nGone,soon\n")
    assert [str(row.review) for row in rows] == ["2027-02-01", "2027-03-02", "None"]


def test_no_cell_is_a_formula(here, tmp_path: Path) -> None:
    company(here.seeds / "companies", "bad", "=1+1", "BAD")
    watchlist = Watchlist.model_validate(
        {"schema": 1, "name": "L", "entries": [{"company": "bad"}]}
    )
    assert ",'=1+1," in export_list(watchlist, load_catalogue(here).companies, "csv")
    with pytest.raises(UsageError):
        export_list(watchlist, {}, "xml")  # type: ignore[arg-type]
