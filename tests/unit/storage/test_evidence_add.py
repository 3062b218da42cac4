"""Evidence as typed becomes a valid record with its units checked, or a sentence that says why."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rewatch.domain.company import Company
from rewatch.domain.errors import NotFound, UsageError
from rewatch.storage import companies
from rewatch.storage.catalogue import load_catalogue, read_company
from rewatch.storage.evidence_add import correction, draft, oxide_shares, with_drafts
from rewatch.storage.evidence_rows import read_flags, read_table, read_toml
from rewatch.storage.toml_files import BrokenFile
from tests.unit.storage.builders import folders

TODAY = date(2026, 11, 21)
INDICATORS = ("magnet_share", "offtake", "permits", "recovery", "public_support")


@pytest.fixture
def hill(tmp_path: Path) -> Company:
    return load_catalogue(folders(tmp_path)).companies["hill-mining"]


def made(company: Company, **values):
    return draft(
        company,
        {"source": "s1", **values},
        today=TODAY,
        indicators=INDICATORS,
        choose=lambda letters: letters[0],
    )


def one(company: Company, **values):
    (record,) = made(company, **values).records
    return record


def test_a_record_gets_an_id_of_kind_date_and_letters(hill: Company) -> None:
    record = one(hill, kind="recovery", pct="84 %", of="TREO", as_of="2025-09")
    assert record.id == "recovery-2025-09-aaaa"
    assert (record.pct.plain(), record.of, record.recorded) == (84.0, "TREO", TODAY)
    assert one(hill, kind="recovery", pct="84").id == "recovery-2025-06-aaaa"  # its source's date


DEPOSIT = {"kind": "resource", "category": "inferred", "tonnes_mt": "850 kt", "treo_pct": "2"}


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        (DEPOSIT | {"treo_pct": "1,510 ppm"}, "treo_pct", 0.151),
        (DEPOSIT, "tonnes_mt", 0.85),
        ({"kind": "capacity", "product": "NdPr oxide", "tonnes_per_year": "4.4 ktpa"},
         "tonnes_per_year", 4400.0),
        ({"kind": "cash", "amount": "A$12.5m", "burn_per_quarter": "2-3m"}, "amount", 12.5e6),
        ({"kind": "cash", "amount": "12.5m", "currency": "AUD", "burn_per_quarter": "-1m to 2m"},
         "burn_per_quarter", [-1e6, 2e6]),
        ({"kind": "cash", "amount": "A$0.02m", "burn_per_quarter": "0"}, "amount", 20_000.0),
        ({"kind": "cash", "amount": "A$100,000"}, "amount", 100_000.0),
        ({"kind": "cash", "amount": 31.2, "currency": "AUD"}, "amount", 31.2),  # no text: a file
        ({"kind": "radioactivity", "thorium_ppm": "0.02 %"}, "thorium_ppm", 200.0),
        ({"kind": "share", "group": "ndpr", "pct": "22 to 25%", "basis": "unknown"}, "pct",
         [22.0, 25.0]),
    ],
)  # fmt: skip
def test_units_are_converted_to_the_unit_of_the_field(hill, values, field, expected) -> None:
    assert getattr(one(hill, **values), field).plain() == expected


def test_what_was_converted_and_filled_in_is_said(hill: Company) -> None:
    found = made(hill, kind="capacity", product="NdPr oxide", tonnes_per_year="4.4 ktpa")
    assert found.said == (
        "tonnes_per_year: 4.4 ktpa is 4,400 t a year",
        "project: hill, the lead project",
    )
    assert made(hill, kind="capacity", product="x", tonnes_per_year=1, project="-").said == ()


def test_a_currency_in_the_figure_is_the_currency_and_may_not_contradict(hill: Company) -> None:
    assert one(hill, kind="cash", amount="A$5m").currency == "AUD"
    with pytest.raises(UsageError, match="currencies differ: AUD and USD"):
        made(hill, kind="cash", amount="A$5m", currency="USD")
    with pytest.raises(UsageError, match="currency"):
        made(hill, kind="cash", amount="5m")


def test_oxides_are_shares_of_treo_and_elements_are_refused(hill: Company) -> None:
    shares = {"nd2o3": "17 %", "Pr6O11": "5", "Dy2O3": "4,000 ppm", "Tb4O7": "u"}
    record = one(hill, kind="distribution", basis="resource", oxides=shares)
    assert {key: value.plain() for key, value in record.oxides.items()} == {
        "Nd2O3": 17.0,
        "Pr6O11": 5.0,
        "Dy2O3": 0.4,
    }
    with pytest.raises(UsageError, match=r"Nd is an element.*Nd2O3"):
        made(hill, kind="distribution", basis="resource", oxides={"Nd": "17"})


def test_unknown_is_a_value_one_can_type_and_never_a_zero(hill: Company) -> None:
    found = made(hill, kind="recovery", pct="u")
    assert found.records == ()
    assert found.said == ("pct: unknown; nothing is recorded",)
    assert one(hill, kind="recovery", pct="84", of="unknown").of is None
    assert one(hill, kind="share", group="ndpr", pct="9", basis="unknown").basis == "unknown"
    # A statement that nothing is known would count as one.
    assert made(hill, kind="radioactivity", statement="u", thorium_ppm="u").records == ()
    said = "unknown to the regulator: nothing was filed"
    assert one(hill, kind="radioactivity", statement=said).statement == said


def test_an_indicator_that_there_is_not_is_refused_with_those_there_are(hill: Company) -> None:
    with pytest.raises(UsageError, match=r"'permit' is no indicator.*did you mean \"permits\""):
        made(hill, kind="not-applicable", indicator="permit", reason="it mines nothing")


def test_a_date_that_cannot_be_read_is_told_as_a_date(hill: Company) -> None:
    with pytest.raises(UsageError) as caught:
        made(hill, kind="recovery", pct="84", of="TREO", as_of="20.11.2026")
    assert str(caught.value) == "as_of: dates begin with the year; write 2026-11-20"


def test_a_date_is_kept_as_files_hold_it_however_it_is_typed(hill: Company) -> None:
    source = {"type": "company", "title": "Report", "date": "Nov 2026"}
    found = draft(
        hill,
        {"kind": "recovery", "pct": "84", "of": "TREO", "as_of": "20 Nov 2026"},
        today=TODAY,
        source=source,
    )
    assert (found.records[0].as_of, found.sources[0].date) == ("2026-11-20", "2026-11")
    between = one(hill, kind="guidance", milestone="first oxide", promised="Q1 2027 to 2027 Q3")
    assert [str(end) for end in between.promised] == ["2027-Q1", "2027-Q3"]


def test_what_does_not_apply_is_a_record_with_its_reason(hill: Company) -> None:
    record = one(hill, kind="approval", what="other", outcome="na: it mines nothing")
    assert (record.kind, record.indicator) == ("not-applicable", "permits")
    assert record.reason == "it mines nothing"
    record = one(
        hill, kind="partnership", type="offtake", partner="-", status="n/a sells to itself"
    )
    assert (record.indicator, record.reason) == ("offtake", "sells to itself")
    with pytest.raises(UsageError, match="say why"):
        made(hill, kind="recovery", pct="na")
    with pytest.raises(UsageError, match="no indicator rests on cash alone"):
        made(hill, kind="cash", amount="na: private")


def test_words_in_prose_are_only_words(hill: Company) -> None:
    record = one(hill, kind="recovery", pct="84", note="na means sodium")
    assert record.note == "na means sodium"


def test_a_new_source_gets_an_id_and_a_known_one_is_found_again(hill: Company) -> None:
    new = {"type": "company", "title": "Quarterly", "publisher": "Hill Mining", "date": "2026-10"}
    found = draft(hill, {"kind": "cash", "amount": "A$5m"}, today=TODAY, source=new)
    assert [source.id for source in found.sources] == ["hill-mining-2026-10"]
    assert found.records[0].source == "hill-mining-2026-10"
    known = with_drafts(hill, [found])
    again = draft(known, {"kind": "cash", "amount": "A$6m"}, today=TODAY, source=new)
    assert (again.sources, again.records[0].source) == ((), "hill-mining-2026-10")
    other = draft(known, {"kind": "cash", "amount": "A$6m"}, today=TODAY,
                  source={**new, "title": "Annual"})  # fmt: skip
    assert [source.id for source in other.sources] == ["hill-mining-2026-10-2"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "recovry"}, "did you mean recovery"),
        ({}, "say what kind"),
        ({"kind": "recovery"}, "pct"),
        ({"kind": "recovery", "pct": "184"}, "between 0 and 100"),
        ({"kind": "recovery", "pct": "84", "colour": "red"}, "colour"),
        ({"kind": "recovery", "pct": "84", "source": None}, "names its source"),
        ({"kind": "recovery", "pct": "84", "source": "s2"}, "did you mean s1"),
        ({"kind": "recovery", "pct": "84", "project": "dale"}, "hill"),
        ({"kind": "stage", "stage": "pfz"}, "pfs"),
        ({"kind": "recovery", "pct": "84", "id": "stage-1"}, "already"),
        ({"kind": "recovery", "pct": "84", "as_of": "soon"}, "YYYY"),
    ],
)
def test_what_is_wrong_is_told_with_what_it_takes(hill: Company, values, says) -> None:
    with pytest.raises(UsageError, match=says):
        made(hill, **values)


def test_the_effect_can_be_shown_before_anything_is_saved(hill: Company, tmp_path: Path) -> None:
    found = made(hill, kind="recovery", pct="84")
    after = with_drafts(hill, [found])
    assert [record.id for record in after.evidence] == ["stage-1", found.records[0].id]
    assert not (tmp_path / "ws" / "companies").exists()
    here = folders(tmp_path / "again")
    companies.add_records(here, "hill-mining", evidence=found.records, sources=found.sources)
    assert load_catalogue(here).companies["hill-mining"].evidence == after.evidence


def test_a_correction_supersedes_and_only_the_same_day_replaces(hill: Company) -> None:
    newer, in_place = correction(
        hill, "stage-1", {"stage": "dfs"}, today=TODAY, choose=lambda letters: letters[1]
    )
    (record,) = newer.records
    assert not in_place
    assert (record.stage, record.supersedes, record.source) == ("dfs", ("stage-1",), "s1")
    assert record.id != "stage-1"
    recorded = hill.evidence[0].recorded_on
    same, in_place = correction(hill, "stage-1", {"stage": "dfs"}, today=recorded, own=["stage-1"])
    assert in_place
    assert (same.records[0].id, same.records[0].recorded_on) == ("stage-1", recorded)
    with pytest.raises(NotFound):
        correction(hill, "nothing", {}, today=TODAY)
    for key in ("id", "recorded"):
        with pytest.raises(UsageError, match=f"{key} cannot be changed"):
            correction(hill, "stage-1", {key: "2020-01-01"}, today=recorded, own=["stage-1"])


@pytest.mark.parametrize("same_day", [True, False])
def test_a_correction_changes_what_a_record_replaces_and_disputes_and_drops_neither(
    hill: Company, same_day: bool
) -> None:
    linked = hill.evidence[0].model_copy(update={"disputes": ("cash-1",)})
    company = hill.model_copy(update={"evidence": (linked,)})
    day, own = (linked.recorded_on, ["stage-1"]) if same_day else (TODAY, [])
    kept, _ = correction(company, "stage-1", {"stage": "dfs"}, today=day, own=own)
    assert kept.records[0].disputes == ("cash-1",)
    changes = {"disputes": "", "supersedes": "old-1, old-2"}
    (record,) = correction(company, "stage-1", changes, today=day, own=own)[0].records
    assert record.disputes == ()
    assert record.supersedes == (*(() if same_day else ("stage-1",)), "old-1", "old-2")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "cash", "amount": 12.5, "currency": "AUD"}, "whole units of the currency"),
        ({"kind": "cash", "amount": "12.5m", "currency": "AUS"}, "no currency code"),
        ({"kind": "recovery", "pct": "0.84"}, "is in percent"),
        ({"kind": "stage", "stage": "dfs", "as_of": "2062-01"}, "in the future"),
        ({"kind": "stage", "stage": "dfs", "recorded": "2020-01-01"}, "the day it enters"),
    ],
)
def test_what_can_hardly_be_meant_is_said_before_it_is_saved(
    hill: Company, values: dict[str, str], says: str
) -> None:
    found = made(hill, **values)
    assert says in " ".join(found.said)
    assert found.records[0].recorded == TODAY


def test_a_correction_of_the_same_day_is_saved_in_place(tmp_path: Path) -> None:
    here = folders(tmp_path)
    company = load_catalogue(here).companies["hill-mining"]
    first = made(company, kind="recovery", pct="48")
    companies.add_records(here, "hill-mining", evidence=first.records)
    company = load_catalogue(here).companies["hill-mining"]
    fixed, in_place = correction(
        company, first.records[0].id, {"pct": "84"}, today=TODAY, own=[first.records[0].id]
    )
    assert in_place
    companies.put_right(here, "hill-mining", fixed.records[0], TODAY)
    (record,) = read_company(here.companies / "hill-mining.toml").evidence
    assert record.pct.plain() == 84.0


def test_flags_toml_and_tables_say_the_same(hill: Company) -> None:
    flags = read_flags(["kind=recovery", "pct=84 %", "of=TREO", "source=s1"])
    toml = read_toml('kind = "recovery"\npct = 84\nof = "TREO"\nsource = "s1"\n')
    table = read_table("company,kind,pct,of,source\nhill-mining,recovery,84%,TREO,s1\n")
    records = [
        draft(hill, row.values, today=TODAY, source=row.source, choose=lambda a: a[0]).records[0]
        for row in (flags, *toml, *table)
    ]
    assert records[0] == records[1] == records[2]
    assert table[0].company == "hill-mining"


def test_tables_take_oxides_and_new_sources_in_columns_and_leave_empty_cells_out() -> None:
    (row,) = read_table(
        "kind;Nd2O3;Dy2O3;basis;project;source.type;source.title\n"
        "distribution;17 %;0,4;resource;;company;Report\n\n"
    )
    assert row.values == {
        "kind": "distribution",
        "oxides": {"Nd2O3": "17 %", "Dy2O3": "0,4"},
        "basis": "resource",
    }
    assert row.source == {"type": "company", "title": "Report"}


def test_toml_of_many_names_lines_and_brings_its_sources() -> None:
    rows = read_toml(
        'company = "a"\n[[sources]]\nid = "q"\ntype = "company"\ntitle = "Q"\n'
        '[[evidence]]\nkind = "cash"\nsource = "q"\n[[evidence]]\nkind = "risk"\ncompany = "b"\n'
    )
    assert [(row.line, row.company) for row in rows] == [(6, "a"), (9, "b")]
    assert rows[0].source == {"id": "q", "type": "company", "title": "Q"}


@pytest.mark.parametrize("text", ["", "name,pct\na,1\n", "kind,pct,pct\na,1,1\n", "kind\na,b\n"])
def test_a_table_that_is_none_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(BrokenFile):
        read_table(text, "rows.csv")
    with pytest.raises(BrokenFile):
        read_toml("schema = 1\n")
    with pytest.raises(UsageError, match="key=value"):
        read_flags(["pct"])
    with pytest.raises(UsageError, match="twice"):
        read_flags(["pct=1", "pct=2"])


def test_cash_without_a_currency_is_in_that_of_the_cash_on_record_and_says_so(
    hill: Company,
) -> None:
    old = one(hill, kind="cash", amount="US$5m", as_of="2024-03")
    newer = one(hill, kind="cash", amount="C$5m", as_of="2026-06")
    known = hill.model_copy(update={"evidence": (*hill.evidence, newer, old)})
    found = made(known, kind="cash", amount="4m", burn_per_quarter="1m")
    assert [record.currency for record in found.records] == ["CAD"]
    assert "in CAD, as the cash on record" in found.said
    assert one(known, kind="cash", amount="A$4m").currency == "AUD"
    with pytest.raises(UsageError, match="say the currency with the amount"):
        made(known, kind="cost", type="capex", amount="4m", per="total")


_LACKS = "would be AUD 31: write 31.2m for millions, 31.2k for thousands"
_GOES_OUT = "a burn is money going out: write {}, or 0 where more came in than went out"


@pytest.mark.parametrize(
    ("amount", "burn", "said"),
    [
        ("31.2", "", f"amount: 31.2 {_LACKS}"),
        ("31.2m", "31.2", f"burn_per_quarter: 31.2 {_LACKS}"),
        ("35,760", "", "35,760 would be AUD 35,760: write 35,760m for millions, 35,760k for"),
        (
            "US$0.4",
            "",
            "US$0.4 would be USD 0.4: write US$0.4m for millions, US$0.4k for thousands",
        ),
        ("31 AUD", "", "31 AUD would be AUD 31: write 31m AUD for millions, 31k AUD for thousands"),
        ("31-40", "", "31-40 would be AUD 31 to 40: write 31m-40m for millions, 31k-40k for"),
        ("31m", "-20m", _GOES_OUT.format("20m")),
        ("31m", "-A$20m", _GOES_OUT.format("A$20m")),
        ("31m", "(20,031k)", _GOES_OUT.format("20,031k")),
        ("31m", "\u221220", _GOES_OUT.format("20m for millions, 20k for thousands")),
        ("31m", "-3m to -2m", _GOES_OUT.format("the range without its minus")),
        ("-31.2", "", "amount"),  # no cash is negative, which is told, not what its scale may be
    ],
)
def test_cash_as_reports_print_it_is_never_taken_for_whole_money(
    hill: Company, amount: str, burn: str, said: str
) -> None:
    known = hill.model_copy(
        update={
            "evidence": (*hill.evidence, one(hill, kind="cash", amount="A$5m", as_of="2024-03"))
        }
    )
    with pytest.raises(UsageError) as caught:
        made(known, kind="cash", amount=amount, burn_per_quarter=burn)
    assert said in str(caught.value)
    if amount.startswith("-"):
        assert "would be" not in str(caught.value)


def test_a_project_that_there_is_not_yet_is_made_with_the_record_that_speaks_of_it(
    tmp_path: Path, hill: Company
) -> None:
    new = {"name": "Cooma  North", "country": "AU", "ownership_pct": "80 %"}
    found = made(hill, kind="stage", stage="exploration", project=new)
    (project,) = found.projects
    assert (project.id, project.name, project.country) == ("cooma-north", "Cooma North", "AU")
    assert project.ownership_pct is not None
    assert project.ownership_pct.low == 80.0
    assert found.records[0].project == "cooma-north"
    assert "new project: Cooma North (AU)" in found.said
    then = with_drafts(hill, [found])
    assert then.lead == hill.lead  # the score goes by the project it went by
    next_row = {"kind": "stage", "stage": "resource", "as_of": "2026"}
    again = made(then, **next_row, project={"name": "Cooma north"})
    assert (again.projects, again.records[0].project) == ((), "cooma-north")
    here = folders(tmp_path / "again")
    companies.add_records(
        here,
        hill.id,
        evidence=found.records,
        projects=found.projects,
        lead_project=found.lead,
    )  # the file says it, and reads back so
    kept = load_catalogue(here).companies[hill.id]
    assert kept.project("cooma-north") == project
    assert kept.lead == hill.lead


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"name": "Cooma"}, "a new project needs a country"),
        ({"country": "AU"}, "a new project needs a name"),
        ({"name": "Cooma", "country": "AU", "size": "big"}, "a new project has no size"),
        ({"name": "Cooma", "country": "AU", "feedstock": "mud"}, "feedstock"),
        ({"name": "Cooma", "country": "AU", "ownership_pct": "120"}, "100"),
    ],
)
def test_a_new_project_that_cannot_be_made_says_what_it_needs(
    hill: Company, new: dict, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        made(hill, kind="stage", stage="exploration", project=new)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("2", "decimals are written as 1.2"),  # of `Dy2O3 1,2`
        ("NdPr", "NdPr is a sum of oxides: it is recorded as a share"),
        ("mreo", "is a sum of oxides"),
        ("Xy2O3", "is not one of the oxides La2O3,"),
    ],
)
def test_what_is_no_oxide_is_refused_with_what_was_meant(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=re.escape(why)):
        oxide_shares({"Nd2O3": "17", name: "2"}, [])
