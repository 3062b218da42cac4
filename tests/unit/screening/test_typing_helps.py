"""What stands around the line: completions, facets, and how it was read."""

import pytest

from rewatch.screening import complete, facets, parse, reads_as, screen, toggled
from tests.unit.scoring.records import company, record
from tests.unit.screening.lines import registry, shipped, table_of


def offered(line: str, table=None, cursor: int | None = None) -> dict[str, int | None]:
    found = complete(line, len(line) if cursor is None else cursor, table or shipped())
    return {item.text: item.count for item in found}


def stages():
    def at(stage, name):
        return company(record("stage", project="hill", stage=stage), id=name, name=name,
                       tags=["heavy", name])  # fmt: skip

    return table_of(at("pfs", "a"), at("pfs", "b"), at("dfs", "c"), company(id="d", name="d"))


def test_fields_are_completed_with_how_many_companies_have_them() -> None:
    found = offered("is:junior sta", stages())
    assert found["stage:"] == 3
    assert next(iter(found)).startswith("sta")


def test_values_are_completed_with_counts_up_the_ladder() -> None:
    found = offered("stage:>=", stages())
    assert list(found)[:3] == ["grassroots", "exploration", "resource"]
    assert (found["pfs"], found["dfs"]) == (2, 1)


def test_completion_replaces_the_word_under_the_cursor_alone() -> None:
    line = "is:junior country:Au stage:pfs"
    (best, *_) = complete(line, len("is:junior country:Au"), shipped())
    assert line[: best.start] + best.text + line[best.end :] == "is:junior country:AU stage:pfs"


@pytest.mark.parametrize(
    ("line", "offer"),
    [
        ("-ta", "tag:"),
        ("(ma", "magnet:"),
        ("country:AU,U", "US"),
        ("stage:pfs..d", "dfs"),
        ("sort:-mag", "magnet"),
        ("has:reco", "recovery"),
        ("flag:ce", "ce-la-burden"),
        ("country:austra", "AU"),
        ("review:<to", "today"),
        ("gro", "group:"),
    ],
)
def test_completion_knows_where_it_stands(line, offer) -> None:
    assert offer in offered(line)


@pytest.mark.parametrize("line", ['"', "magnet:>=25%@", "nofield:x", "((", "a\x00b", "x" * 300])
def test_completion_of_anything_typed_is_a_list_perhaps_empty(line) -> None:
    for cursor in (-5, 0, len(line), len(line) + 5):
        assert isinstance(complete(line, cursor, shipped()), tuple)


def test_facets_count_what_is_known_and_what_is_not() -> None:
    (facet,) = facets(stages(), fields=["stage"])
    assert [(item.value, item.count) for item in facet.values] == [("pfs", 2), ("dfs", 1)]
    assert facet.not_known == 1


def test_facets_count_each_tag_of_a_company_and_mark_what_the_line_asks_for() -> None:
    table = stages()
    match = screen("stage:pfs", table).match
    (facet,) = facets(table, match, "tag:heavy", ["tag"])
    assert [(item.value, item.count, item.chosen) for item in facet.values] == [
        ("heavy", 2, True), ("a", 1, False), ("b", 1, False),
    ]  # fmt: skip


def test_the_facets_of_the_shipped_companies_add_up() -> None:
    table = shipped()
    for facet in facets(table, fields=["country", "step", "stage", "grade"]):
        assert sum(item.count for item in facet.values) + facet.not_known == len(table.rows)


def test_choosing_a_facet_writes_the_line_and_choosing_again_takes_it_back() -> None:
    line = "is:junior magnet:>=25% sort:-magnet"
    one = toggled(line, "country", "AU", registry())
    assert one == "is:junior magnet:>=25% country:AU sort:-magnet"
    two = toggled(one, "country", "US", registry())
    assert two == "is:junior magnet:>=25% country:AU,US sort:-magnet"
    assert toggled(toggled(two, "country", "AU", registry()), "country", "US", registry()) == line


def test_a_facet_chosen_beside_alternatives_narrows_them_all() -> None:
    assert toggled("a OR b", "country", "AU", registry()) == "(a OR b) country:AU"


def test_every_facet_value_asked_for_finds_as_many_as_it_counts() -> None:
    table = shipped()
    for facet in facets(table):
        for item in facet.values:
            line = toggled("", facet.field, item.value, registry())
            assert len(screen(line, table).match) == item.count, line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("is:junior magnet:>=25%", "junior companies whose magnet share is at least 25 %"),
        ("", "all companies"),
        ("-is:ranked", "not ranked companies"),
        ("is:junior -magnet:>=25%", "junior companies whose magnet share is below 25 %"),
        ("country:AU,US,CA", "companies whose country is Australia, United States or Canada"),
        ("missing:radioactivity", "companies with no radioactivity on record"),
        ("-has:offtake", "companies with no offtake on record"),
        ("flag:ce-la-burden -tag:funded",
         "companies with the risk flag ce-la-burden and not tagged funded"),
        ("recovery:>=70%@B~18mo", ("companies whose recovery is at least 70 % by evidence of "
         "grade B or better and at most 18 months old")),
        ("noted:<90d", "companies whose newest note is less than 90 days ago"),
        ("review:<=2w", "companies whose next review is due within 2 weeks"),
        ("review:<today", "companies whose next review is before today"),
        ("capex:<500mAUD", "companies whose capital cost is below A$500 million"),
        ("opex:<30", "companies whose unit cost is below US$30/kg"),
        ("magnet:20..30", "companies whose magnet share is from 20 % to 30 %"),
        ("lynas", "companies with “lynas” in the name"),
        ("magnet:>=25%?", "companies whose magnet share is at least 25 % or not known"),
        ("-domicile:CN?", "companies whose domicile is not China or not known"),
        ("-(is:junior magnet:>=25%)",
         "companies that are not ones (that are junior and whose magnet share is at least 25 %)"),
        ("(is:junior magnet:>=25%)?", ("companies (that are junior and whose magnet share is at "
         "least 25 %) or of which that is not known")),
        ("thesis:broken,cannot-tell", ("companies with a thesis that is broken or impossible to "
         "tell")),
        ("partner:toyota", "companies whose partners mention “toyota”"),
        ("-partner:toyota", "companies whose partners do not mention “toyota”"),
        ("summary:monazite", "companies whose summary mentions “monazite”"),
        ("separator:own,partner", "companies whose separators include own or partner"),
        ("site-bloc:chinese", "companies whose sites' blocs include chinese"),
        ("id:pensana", "companies whose id is pensana"),
        ("evidence:cash peers:ore",
         "companies with evidence of cash and ranked in the group ore"),
        ("-basis:resource", "companies without shares whose basis is resource"),
        ("basis:reserve,unknown", "companies with shares whose basis is reserve or not stated"),
        ("list:mine note:swarf",
         "companies on the watchlist mine and whose notes mention “swarf”"),
        ("stage:..pfs", "companies whose stage is up to pfs"),
        ("newest:<=today", "companies whose newest evidence is not after today"),
        ("first-production:2027..", "companies whose promised first production is 2027 or later"),
        ("a (b OR c)", ("companies with “a” in the name and (with “b” in the name or with “c” in "
         "the name)")),
        ("sort:-score group:country", ("all companies; grouped by country; sorted by score, "
         "highest first")),
        ("enter(magnet:>=25%) leave(magnet:<22%)", ("all companies; a company enters when it is "
         "one whose magnet share is at least 25 %; a company leaves when it is one whose magnet "
         "share is below 22 %")),
    ],
)  # fmt: skip
def test_a_line_is_read_back_in_plain_words(line, words) -> None:
    assert reads_as(parse(line, registry()), registry()) == words


def test_what_is_shown_beside_a_company_is_said_as_people_say_it() -> None:
    paid = record("cash", amount=[35_760_000, 40_000_000], currency="AUD", as_of="2026-09-30",
                  burn_per_quarter=9_000_000)  # fmt: skip
    table = table_of(company(paid, id="a", name="A"))
    ((cash, burn, runway),) = screen("cols:cash,burn,runway", table).shown.values()
    assert cash == "A$35.76–40 million"
    assert burn == "A$9 million"
    low, high = runway.removesuffix(" months").split("–")
    assert all(len(end.partition(".")[2]) <= 1 for end in (low, high))
    kept = record("cash", amount=1_000_000, currency="AUD", as_of="2026-09-30", burn_per_quarter=0)
    ((runway,),) = screen("cols:runway", table_of(company(kept, id="a", name="A"))).shown.values()
    assert runway == "no end"
