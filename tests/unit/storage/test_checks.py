"""`check` finds every fault of every file in one run, each with its line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from rewatch.domain.errors import UsageError
from rewatch.storage import atomic
from rewatch.storage.checks import check
from rewatch.storage.paths import Folders, find_folders
from rewatch.storage.watchlists import list_watchlists
from tests.unit.storage.builders import COMPANY, DECK, company, folders, put

TODAY = date(2026, 11, 21)
BASE = COMPANY.format(id="dale", name="Dale", ticker="DAL")
BASE_LINES = BASE.count("\n")


@pytest.fixture
def here(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def told(here: Folders, *paths: Path) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in check(here, paths, TODAY)]


def own(here: Folders, text: str) -> Path:
    return put(here.companies / "dale.toml", text)


def test_the_shipped_data_is_faultless(tmp_path: Path) -> None:
    assert check(find_folders(tmp_path / "ws"), (), TODAY) == []


def test_every_shipped_record_names_a_source_that_is_there(tmp_path: Path) -> None:
    from rewatch.storage.catalogue import load_catalogue

    made = find_folders(tmp_path / "ws")
    companies = load_catalogue(
        Folders(made.seeds, made.samples, made.workspace, made.config, tmp_path / "cache")
    ).companies.values()
    records = [(item, record) for item in companies for record in item.evidence]
    assert len(records) > 500
    assert [record.id for item, record in records if item.source(record.source) is None] == []


def test_a_good_workspace_is_faultless(here: Folders) -> None:
    own(here, BASE)
    assert told(here) == []


# One more record, and the lines in it at which the fault stands, counted from its header.
RECORD = '\n[[evidence]]\nid = "{id}"\nsource = "{source}"\nrecorded = {recorded}\n{rest}\n'
RECORD_FAULTS = [
    ({"source": "s9"}, 2, 'source = "s9": there is no source of that name'),
    ({"source": ""}, 2, "names no source"),
    ({"id": "stage-1"}, 1, "stands twice among the evidence"),
    ({"recorded": "2026-11-22"}, 3, "is in the future (today is 2026-11-21)"),
    ({"rest": 'as_of = "2027"'}, 6, "is in the future"),
    ({"rest": 'project = "hil"'}, 6, 'did you mean "hill"?'),
    ({"rest": 'supersedes = "stage-9"'}, 6, "there is no evidence record"),
    ({"rest": 'disputes = ["stage-1", "stage-9"]'}, 6, 'disputes = "stage-9"'),
    ({"rest": 'supersedes = "r-1"'}, 6, "names the record itself"),
    ({"rest": 'same_as = "hill-mining/none"'}, 6, "no evidence record of hill-mining"),
    ({"rest": 'same_as = "gone/stage-1"'}, 6, "there is no company"),
    ({"rest": 'same_as = "stage-1"'}, 6, "is written company/record"),
]


@pytest.mark.parametrize(("change", "line", "reason"), RECORD_FAULTS)
def test_names_and_days_of_a_record(
    here: Folders, change: dict[str, str], line: int, reason: str
) -> None:
    values = {"id": "r-1", "source": "s1", "recorded": "2026-01-05", "rest": ""} | change
    values["rest"] = f'kind = "testwork"\nscale = "pilot"\n{values["rest"]}'
    own(here, BASE + RECORD.format(**values))
    ((found, words),) = told(here)
    assert (found, reason in words) == (BASE_LINES + 2 + line, True), words


KIND_FAULTS = [
    ('kind = "recovery"\npct = 184', "between 0 and 100"),
    ('kind = "recovery"\npct = 0.84', "write 84"),
    ('kind = "radioactivity"\nthorium_ppm = 0.05', "if percent is meant, write 500"),
    ('kind = "cash"\namount = 12\ncurrency = "AUD"', "not millions"),
    ('kind = "cash"\namount = 12e6\ncurrency = "ADU"', "no currency code"),
    ('kind = "cash"\namount = 12e6\ncurrency = "A$"', "three capital letters"),
    ('kind = "resource"\ncategory = "total"\ntonnes_mt = 5e6\ntreo_pct = 1', "tonnes are meant"),
    ('kind = "resource"\ncategory = "total"\ntonnes_mt = 5\ntreo_pct = 1200', "between 0 and 100"),
    ('kind = "step"\nstep = "metals"\nstate = "planned"\npartnership = "stage-1"', "partnership"),
    ('kind = "step"\nstep = "metals"\nstate = "planned"\ncountry = "XX"', "no country"),
    (
        'kind = "distribution"\nbasis = "sample"\noxides = { La2O3 = 60, CeO2 = 42 }',
        "more than 101 %",
    ),
    (
        'kind = "distribution"\nbasis = "sample"\n[evidence.oxides]\n{}'.format(
            "\n".join(f"{oxide} = 0.2" for oxide in ("La2O3", "CeO2", "Nd2O3", "Pr6O11", "Y2O3"))
        ),
        "they are in percent",
    ),
]


@pytest.mark.parametrize(("rest", "reason"), KIND_FAULTS)
def test_units_of_a_record(here: Folders, rest: str, reason: str) -> None:
    own(here, BASE + RECORD.format(id="r-1", source="s1", recorded="2026-01-05", rest=rest))
    ((line, words),) = told(here)
    assert reason in words
    assert 'r-1"' in words
    assert line > BASE_LINES + 5


@pytest.mark.parametrize(
    "rest",
    [
        'kind = "recovery"\npct = 1.5',
        'kind = "radioactivity"\nthorium_ppm = [0, 90]',
        'kind = "share"\ngroup = "dytb"\npct = 0.9\nbasis = "sample"',
        'kind = "distribution"\nbasis = "sample"\noxides = { Tb4O7 = 0.1, Dy2O3 = 0.4 }',
        'kind = "cash"\namount = 0\ncurrency = "AUD"',
        'kind = "guidance"\nmilestone = "first output"\npromised = "2030"',
    ],
)
def test_what_is_merely_small_or_planned_is_no_fault(here: Folders, rest: str) -> None:
    own(here, BASE + RECORD.format(id="r-1", source="s1", recorded="2026-01-05", rest=rest))
    assert told(here) == []


def test_all_faults_of_all_files_in_one_run_in_order(here: Folders) -> None:
    bad = BASE.replace('stage = "pfs"', 'stage = "pfss"').replace('"hill"\nsource', '"hil"\nsource')
    first = own(here, bad.replace('date = "2025-06"', 'date = "2031"'))
    second = put(here.companies / "vale.toml", "schema = ")
    found = check(here, (), TODAY)
    assert [(fault.file, fault.line) for fault in found] == [
        (str(first), 15),
        (str(first), 20),
        (str(first), 23),
        (str(second), 1),
    ]


def test_an_addition_is_held_against_what_it_extends(here: Folders) -> None:
    path = put(
        here.companies / "hill-mining.toml",
        'schema = 1\nid = "hill-mining"\nextends = "hill-mining"\nlead_project = "dale"\n'
        '[[retractions]]\nevidence = "stage-1"\non = 2027-01-01\nwhy = "x"\n'
        '[[retractions]]\nevidence = "stage-2"\non = 2026-01-01\nwhy = "x"\n',
    )
    assert [line for line, _ in told(here, path)] == [4, 7, 10]
    put(path, path.read_text().replace('extends = "hill-mining"', 'extends = "gone"'))
    assert (3, True) in [(line, "no company" in words) for line, words in told(here, path)]


def test_a_shipped_id_in_the_workspace_must_extend(here: Folders) -> None:
    company(here.companies, "hill-mining")
    ((line, words),) = told(here)
    assert (line, 'extends = "hill-mining"' in words) == (2, True)
    # The same file elsewhere is nobody's double.
    assert told(here, company(here.config / "companies", "hill-mining")) == []


def test_a_watchlist_is_held_against_everything_it_names(here: Folders) -> None:
    put(
        here.watchlists / "a.toml",
        'schema = 1\nname = "A"\nprofile = "docments"\nprice_deck = "gone"\nexclusions = ["no"]\n'
        'weights = { procesing = 1 }\n[[entries]]\ncompany = "hill-minig"\nadded = 2027-01-01\n'
        '[[entries]]\ncompany = "hill-mining"\n[[entries]]\ncompany = "hill-mining"\n',
    )
    found = told(here)
    assert [line for line, _ in found] == [3, 4, 5, 6, 8, 9, 13]
    assert 'did you mean "documents"?' in found[0][1]
    assert 'did you mean "hill-mining"?' in found[4][1]


def test_decks_rubric_countries_and_profiles_are_checked(here: Folders) -> None:
    put(
        here.workspace / "prices" / "mine.toml",
        DECK.format(id="other").replace("1.0", "60_000").replace('"2025"', '"2027"'),
    )
    rubric = (here.seeds / "rubric.toml").read_text()
    put(here.workspace / "rubric.toml", rubric.replace('default_deck = "', 'default_deck = "x-'))
    put(
        here.workspace / "profiles.toml",
        'schema = 1\n[profiles.a]\nname = "A"\nweights = { nothing = 1 }\n',
    )
    countries = (here.seeds / "countries.toml").read_text()
    put(here.workspace / "countries.toml", countries.replace('code = "AL"', 'code = "AU"'))
    found = check(here, [here.workspace], TODAY)
    assert {Path(fault.file).name for fault in found} == {
        "mine.toml",
        "rubric.toml",
        "profiles.toml",
        "countries.toml",
    }
    deck = [(f.line, f.reason) for f in found if f.file.endswith("mine.toml")]
    assert [line for line, _ in deck] == [2, 7, 10]


def test_a_note_is_checked_with_its_place(here: Folders) -> None:
    home = here.notes / "hill-mining"
    put(home / "good.md", "+++\ncreated = 2026-01-01\n+++\nx")
    put(home / "plain.md", "x")
    put(home / "later.md", '+++\ncreated = 2027-01-01\nkind = "rumour"\n+++\nx')
    put(here.notes / "gone" / "lost.md", "+++\ncreated = 2026-01-01\n+++\nx")
    found = [(Path(fault.file).name, fault.line) for fault in check(here, (), TODAY)]
    assert found == [("lost.md", 0), ("later.md", 2), ("later.md", 3), ("plain.md", 1)]


@pytest.fixture
def in_zone() -> Iterator[Callable[[str], None]]:
    """Puts the machine into a time zone, given as POSIX writes it (AAA8 is 8 hours behind UTC)."""

    with pytest.MonkeyPatch.context() as patch:

        def go(zone: str) -> None:
            patch.setenv("TZ", zone)
            time.tzset()

        yield go
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set on this system")
@pytest.mark.parametrize(
    ("zone", "created", "future"),
    [
        ("AAA8", "2026-11-22T05:30:00Z", False),  # 21:30 on the 21st, where the user is
        ("AAA8", "2026-11-22T08:30:00Z", True),
        ("AAA-11", "2026-11-21T12:30:00Z", False),
        ("AAA-11", "2026-11-21T13:30:00Z", True),  # 00:30 on the 22nd
        ("UTC", "2026-11-21T23:59:59Z", False),
        ("UTC", "2026-11-22T00:00:00Z", True),
        ("AAA8", "2026-11-21T23:59:59", False),
    ],
)
def test_a_note_is_in_the_future_by_the_day_where_the_user_is(
    here: Folders, in_zone: Callable[[str], None], zone: str, created: str, future: bool
) -> None:
    in_zone(zone)
    put(here.notes / "hill-mining" / "now.md", f"+++\ncreated = {created}\n+++\nx")
    assert ["is in the future" in words for _, words in told(here)] == [True] * future


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_a_time_that_the_calendar_does_not_have_everywhere_is_a_fault(
    here: Folders, created: str
) -> None:
    put(here.notes / "hill-mining" / "odd.md", f"+++\ncreated = {created}\n+++\nx")
    ((line, words),) = told(here)
    assert (line, "years 2 to 9998" in words) == (2, True), words


def test_a_list_whose_name_is_no_id_is_named_as_it_is_where_it_is_left_out(here: Folders) -> None:
    put(here.watchlists / "My List.toml", 'schema = 1\nname = "Mine"\n')
    ((line, words),) = told(here)
    assert (line, "name is no id" in words) == (0, True)
    assert [fault.reason for fault in list_watchlists(here)[1]] == [words]


def test_a_walk_passes_over_what_is_not_its_own(here: Folders) -> None:
    ws = here.workspace
    put(ws / ".rewatch" / "trash" / "companies" / "x.toml", "broken = ")
    put(ws / "companies" / f"{atomic.LEFTOVER_PREFIX}abc", "broken = ")
    put(ws / "companies" / ".dale.toml.swp", b"\x00")
    put(ws / "README.md", "# notes of mine")
    put(ws / "picture.png", b"\x89PNG")
    put(ws / "pyproject.toml", '[project]\nname = "x"\n')
    put(ws / "config.toml", 'theme = "dark"\n')
    assert told(here) == []


def test_a_file_is_known_by_its_content_wherever_it_lies(here: Folders, tmp_path: Path) -> None:
    loose = put(tmp_path / "loose" / "dale.toml", BASE.replace('"company"', '"paper"'))
    assert [line for line, _ in told(here, loose)] == [13]
    assert [line for line, _ in told(here, loose.parent)] == [13]


def test_a_named_file_of_no_known_sort_is_a_fault(here: Folders, tmp_path: Path) -> None:
    assert "is none of these" in told(here, put(tmp_path / "x.toml", "a = 1"))[0][1]
    assert "is none of these" in told(here, put(tmp_path / "x.bin", "a = 1"))[0][1]


def test_a_path_that_is_not_there_is_a_wrong_use(here: Folders) -> None:
    with pytest.raises(UsageError, match="no such file"):
        told(here, here.workspace / "gone.toml")


def test_files_checked_together_may_refer_to_each_other(here: Folders, tmp_path: Path) -> None:
    company(tmp_path / "set" / "companies", "vale")
    put(
        tmp_path / "set" / "watchlists" / "a.toml",
        'schema = 1\nname = "A"\n[[entries]]\ncompany = "vale"\n',
    )
    assert told(here, tmp_path / "set") == []
    assert told(here, tmp_path / "set" / "watchlists") != []


def test_links_that_lead_round_in_a_circle_end(here: Folders) -> None:
    (here.workspace / "companies").mkdir()
    (here.workspace / "companies" / "again").symlink_to(here.workspace)
    assert told(here) == []


def test_checking_writes_nothing_into_the_workspace(here: Folders) -> None:
    own(here, BASE)
    before = sorted(here.workspace.rglob("*"))
    told(here)
    assert sorted(here.workspace.rglob("*")) == before
