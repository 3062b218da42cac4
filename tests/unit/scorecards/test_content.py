"""What a card, a comparison and a pack say, in their fixed order and in words."""

import csv
import json
import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest

from rewatch.domain.errors import MissingExtra, UsageError
from rewatch.domain.values import Interval
from rewatch.scorecards import (
    charts,
    citations,
    comparison,
    formats,
    html,
    markdown,
    pack,
    pdf,
    text,
)
from rewatch.scorecards.collection import LastPack, card
from rewatch.scorecards.document import ADVICE, Ladder, Source, Table
from rewatch.scorecards.figures import points
from rewatch.scorecards.plain import width
from rewatch.scorecards.records import record_words
from rewatch.scorecards.rules import REPLACED_RULE, derived_rule
from rewatch.scorecards.scorecard import Previous, profile_of
from rewatch.scorecards.wording import weights_told
from tests.colours import contrast
from tests.unit.scorecards.builders import (
    PREVIOUS,
    company,
    data,
    given,
    processor,
    ranking,
    rival,
    rubric,
    small_card,
    small_comparison,
    small_pack,
)
from tests.unit.scorecards.readers import Page, cells

ORDER = [
    "identity", "score", "criteria", "elements", "chain", "partnerships", "permits", "promises",
    "risks", "missing", "history", "notes", "sources", "limits",
]  # fmt: skip


def flat(document) -> str:
    return " ".join(text.render(document).split())


def test_the_sections_stand_in_their_fixed_order() -> None:
    found = small_card().sections
    assert [section.key for section in found][:14] == ORDER
    assert [section.number for section in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_every_format_keeps_that_order(ending: str) -> None:
    written = formats.render(small_card(), ending).decode()
    titles = [section.title for section in small_card().sections]
    if ending == "html":
        written = Page(written).text
    places = []
    for number, title in enumerate(titles, start=1):
        found = re.search(rf"\b{number}[. ]+\s*{re.escape(title)}", written)
        assert found, title
        places.append(found.start())
    assert places == sorted(places)


def test_a_missing_indicator_is_unknown_in_words_and_an_interval_in_numbers() -> None:
    bare = rival("beta", "Beta")
    scores, ranked = ranking(bare, company())
    document = card(scores[0], ranked, given())
    shown = flat(document)
    assert "Test scale 35.0 % 0.0–75.0 0.0–26.2 unknown" in shown
    assert "which is not the same as none" in shown
    assert "not ranked" in shown
    blank = company(projects=[], lead_project=None, evidence=[], sources=[])
    scores, ranked = ranking(blank)
    shown = flat(card(scores[0], ranked, given()))
    assert "Role and stage developer, stage unknown" in shown
    assert "Lead project none on record" in shown


def test_the_age_of_records_of_one_day_is_said_once() -> None:
    share = [item for item in data()["evidence"] if item["kind"] == "distribution"]
    shown = flat(small_card(subject=company(evidence=share)))
    assert "Age of evidence it is of 2025-03, 19 months old" in shown
    assert "half are older than" in flat(small_card())
    # Of this month nobody knows the day, and it is not the day of the card.
    this_month = [item | {"as_of": "2026-11"} for item in share]
    shown = flat(small_card(subject=company(evidence=this_month)))
    assert "Age of evidence it is of 2026-11, 0 months old" in shown


def test_what_does_not_apply_says_so_and_has_no_number() -> None:
    scores, ranked = ranking(processor())
    shown = flat(card(scores[0], ranked, given()))
    assert "Element mix does not apply" in shown
    assert "Magnet share – – – does not apply" in shown


def test_slips_are_counted_from_one_promise_to_the_next() -> None:
    assert (
        "first production: 2024 (said 2022-06); then 2027-Q3 to 2027-Q4 (said 2025-03), 3 years "
        "later" in flat(small_card())
    )


def test_a_record_that_no_section_cites_names_its_source_in_the_data_formats() -> None:
    ore = {"id": "ore", "kind": "resource", "source": "survey", "recorded": "2026-01-01",
           "project": "hill", "tonnes_mt": 5.0, "treo_pct": 3.0,
           "category": "inferred"}  # fmt: skip
    survey = {"id": "survey", "type": "company", "title": "Drilling", "url": "https://a.example/d"}
    item = company(evidence=[*data()["evidence"], ore], sources=[*data()["sources"], survey])
    document = small_card(subject=item)
    rows = list(csv.reader(formats.render(document, "csv").decode().splitlines()))
    told = {row[1]: row[8] for row in rows if row[1].startswith("evidence.")}
    assert told["evidence.ore.tonnes_mt"] == "Drilling https://a.example/d"
    assert all(told.values())
    pytest.importorskip("xlsxwriter")
    sheet = cells(formats.render(document, "xlsx"))["Evidence"]
    titles = {value for place, (_, value) in sheet.items() if place.startswith("K")}
    assert "Drilling" in titles


def test_a_promise_that_nobody_dates_is_undated() -> None:
    told = [item | {"said_on": None} if item["kind"] == "guidance" else item
            for item in data()["evidence"]]  # fmt: skip
    told = [{key: value for key, value in item.items() if value is not None} for item in told]
    shown = flat(small_card(subject=company(evidence=told)))
    assert "first production: 2024 (undated)" in shown


def test_conditional_money_stands_apart_from_drawn_money() -> None:
    shown = text.render(small_card())
    came, may = shown.split("Money drawn or paid in")[1].split("Money conditional or promised")
    assert "Steel & Sons" not in came
    assert "Steel & Sons" in may.split("7  Permits")[0]
    told = data()["evidence"]
    stake = next(
        item for item in told if item["kind"] == "partnership" and item["type"] == "equity"
    )
    out = stake | {"id": "loan-out", "type": "loan", "direction": "out", "partner": "Borrower"}
    lent = text.render(small_card(subject=company(evidence=[*told, out])))
    before, after = lent.split("Money the company pays or lends to others")
    assert "Borrower" not in before
    assert "loan the company makes, Borrower (" in after.split("7  Permits")[0]


def test_a_basis_that_nobody_knows_makes_no_nonsense_of_its_sentence() -> None:
    told = [item | {"basis": "unknown"} if "basis" in item else item for item in data()["evidence"]]
    shown = flat(small_card(subject=company(evidence=told)))
    assert "by figures, basis not stated" in shown
    assert "Share of TREO, % (basis not stated)" in shown
    assert "Basis not stated" in shown.replace("  ", " ")
    assert "the unknown" not in shown


def test_flags_are_raised_clear_or_untested_in_words() -> None:
    shown = flat(small_card())
    assert "Flag: Slow. Promises slip." in shown
    assert "Could not be tested: - 1 of 3 flags: Alone (step not known). 1 is clear." in shown
    scores, ranked = ranking(company())
    assert "not tested for this card" in flat(card(scores[0], ranked, given(flags={})))


def test_the_change_since_the_last_card_is_in_points_with_its_hash() -> None:
    document = small_card()
    moved = document.basis.score.total.low - 40.0
    assert moved < 0
    assert f"proven −{-moved:.1f}" in flat(document)
    assert "since 2026-08-01 (card 0123456789ab, was at rank 2)" in flat(document)


@pytest.mark.parametrize("make", [small_card, small_comparison, small_pack])
@pytest.mark.parametrize("ending", ["txt", "md", "html", "json", "svg", "bib"])
def test_every_document_says_what_it_is_for(make, ending: str) -> None:
    assert ADVICE in formats.render(make(), ending).decode().replace("\\.", ".")


@pytest.mark.parametrize("make", [small_card, small_comparison, small_pack])
def test_no_line_of_text_is_wider_than_eighty_columns(make) -> None:
    assert max(width(line) for line in text.render(make()).split("\n")) <= 80


def test_wide_letters_count_as_two_columns() -> None:
    wide = company(name="稀土" * 45)
    assert max(width(line) for line in text.render(small_card(subject=wide)).split("\n")) <= 80


def test_words_never_used_on_a_card() -> None:
    shown = flat(small_pack()).casefold()
    for word in ("confidence score", "buy", "sell", "hold", "probability of being best"):
        assert not re.search(rf"\b{word}\b", shown)


def test_markdown_links_companies_when_asked() -> None:
    assert "[[alpha-rare-earths]]" in markdown.render(small_card(), links=True)
    assert "[[alpha-rare-earths]]" not in markdown.render(small_card())
    whole = markdown.render(small_pack(), links=True)
    ids = [item.company.id for item in small_pack().cards]
    assert " ".join(f"[[{item}]]" for item in ids) in whole.split("\n## ")[0]
    assert set(re.findall(r"\[\[([^\]]*)\]\]", whole)) == set(ids)
    assert "[[beta]]" in markdown.render(small_comparison(), links=True)


def test_a_format_is_told_only_what_it_understands() -> None:
    with pytest.raises(UsageError, match="--paper is for pdf, not for md"):
        formats.render(small_card(), "md", paper="us-letter")
    with pytest.raises(UsageError, match="--links is for md, not for html"):
        formats.render(small_card(), "html", links=True)


def test_a_comparison_takes_two_to_six_different_companies() -> None:
    scores, ranked = ranking(*(rival(f"c{n}", f"C{n}") for n in range(7)))
    for wrong in (scores[:1], scores, [scores[0], scores[0]]):
        with pytest.raises(UsageError, match="2 to 6 different"):
            comparison.build(wrong, ranked, given())
    assert len(comparison.build(scores[:6], ranked, given()).cards) == 6


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_a_pack_says_that_it_compares_its_first_companies_only(ending: str) -> None:
    scores, ranked = ranking(*(rival(f"c{n}", f"C{n}") for n in range(7)))
    for count, said in ((7, True), (6, False)):
        shown = formats.render(pack.build("List", scores[:count], ranked, given()), ending)
        words = " ".join(shown.decode().split())
        assert ("The first 6 of 7 companies, by place; each of the 7 has its card" in words) == said
        assert ("The first" in words) == said


def test_the_first_companies_of_a_mixed_pack_are_those_with_a_deposit() -> None:
    deposits = [rival(f"c{n}", f"C{n}") for n in range(6)]
    scores, ranked = ranking(processor(), *deposits)
    beside = pack.build("List", scores, ranked, given()).comparison
    assert beside is not None
    assert {card.company.id for card in beside.cards} == {one.id for one in deposits}
    said = "The first 6 of 7 companies, by place, companies with a deposit before processors; "
    assert said in beside.sheet.subtitle


def test_places_say_what_they_go_by_and_weights_add_up() -> None:
    one, other = rival("beta", "Beta", ("distribution", "step")), company()
    scores, ranked = ranking(one, other)
    thirds = {item.id: share for item, share in zip(rubric().criteria, (0.5, 0.192, 0.154, 0.154),
                                                    strict=True)}  # fmt: skip
    turned = replace(ranked, order="middle", weights=thirds)
    sheet = flat(comparison.build(scores, turned, given()))
    assert "Total, 0 to 100; ranks by the middle of the interval" in sheet
    assert re.search(r"50\.0 %.* 19\.2 %.* 15\.4 %.* 15\.4 %", sheet)
    assert "ranked apart, by the middle of the interval" in flat(
        pack.build("List", scores, turned, given())
    )


def test_a_comparison_across_groups_says_that_it_is_no_ranking() -> None:
    assert "their totals are not one ranking" in flat(small_comparison())


def test_a_comparison_puts_the_largest_difference_first() -> None:
    section = small_comparison().sheet.section("indicators")
    table = next(block for block in section.blocks if isinstance(block, Table))
    apart = [float(row[1].text) for row in table.rows]
    assert apart == sorted(apart, reverse=True)


def test_a_pack_names_what_changed_what_is_new_and_what_left() -> None:
    scores, ranked = ranking(company(), rival("beta", "Beta", ("testwork",)))
    shown = flat(pack.build("List", scores, ranked, given(packs=())))
    assert "No earlier pack of these companies to compare with." in shown
    cards = {"alpha-rare-earths": PREVIOUS, "gone-company": PREVIOUS}
    last = LastPack(PREVIOUS.on, "ba9876543210", cards)
    shown = flat(pack.build("List", scores, ranked, given(packs=(last,))))
    assert re.search(r"Beta new", shown)
    assert "rank 2 → 1" in shown
    assert "No longer on the list: - gone-company" in shown


def test_a_pack_of_which_nothing_moved_says_so_though_the_day_and_its_hash_are_others() -> None:
    scores, ranked = ranking(company(), rival("beta", "Beta", ("testwork",)))
    first = pack.build("List", scores, ranked, given(packs=()))
    same = {
        item.company.id: Previous(
            PREVIOUS.on, item.basis.score.total, item.basis.row.rank, "another"
        )
        for item in first.cards
    }
    last = LastPack(PREVIOUS.on, "ba9876543210", same)
    shown = flat(pack.build("List", scores, ranked, given(packs=(last,))))
    assert "No score and no rank has changed since the pack of 2026-08-01." in shown


def test_a_pack_is_not_compared_with_itself_when_it_is_printed_again() -> None:
    scores, ranked = ranking(company(), rival("beta", "Beta", ("testwork",)))
    first = pack.build("List", scores, ranked, given(packs=()))
    again = LastPack(first.printed, first.digest, {})
    older = LastPack(PREVIOUS.on, "ba9876543210", {"alpha-rare-earths": PREVIOUS})
    printed = pack.build("List", scores, ranked, given(packs=(again, older)))
    assert printed.digest == first.digest
    assert "Since the pack of 2026-08-01, hash ba9876543210" in flat(printed)


def test_a_card_is_not_compared_with_itself_when_it_is_printed_again() -> None:
    scores, ranked = ranking(company())
    first = card(scores[0], ranked, given(previous={}))
    itself = Previous(first.printed, first.basis.score.total, 1, first.digest)
    again = card(scores[0], ranked, given(previous={"alpha-rare-earths": [itself, PREVIOUS]}))
    assert again.digest == first.digest
    assert again.basis.previous is PREVIOUS


def test_a_card_made_another_way_is_named_as_such() -> None:
    scores, ranked = ranking(company())
    other = replace(PREVIOUS, profile="equal", deck="round", method="small 2")
    shown = flat(card(scores[0], ranked, given(previous={"alpha-rare-earths": [other]})))
    assert "was at rank 2, made with method small 2 and profile equal)" in shown


def test_a_rank_among_others_or_by_another_order_is_told_apart() -> None:
    scores, ranked = ranking(company())
    other = replace(PREVIOUS, of=37, order="middle")
    shown = flat(card(scores[0], ranked, given(previous={"alpha-rare-earths": [other]})))
    said = "was at rank 2 of 37, ranked among other companies, made with order by middle)"
    assert said in shown
    for whose in ("own weights", "weights of Heavies"):  # a list keeps its name, not its weights
        one, two = (replace(ranked, profile=whose, weights=weights)
                    for weights in ({"a": 0.25, "b": 0.75}, {"a": 0.5, "b": 0.5}))  # fmt: skip
        assert profile_of(one) != profile_of(two)


def test_a_pack_tells_its_progress_and_can_be_stopped() -> None:
    scores, ranked = ranking(company(), rival("beta", "Beta"), rival("gamma", "Gamma"))
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pack.build("List", scores, ranked, given(), progress=stop)
    assert told == [(1, 3), (2, 3)]


def test_a_missing_extra_names_the_command_that_installs_it(monkeypatch) -> None:
    import sys

    for ending, module in (("pdf", "typst"), ("xlsx", "xlsxwriter")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtra, match=rf"pip install 'rewatch\[{ending}\]'"):
            formats.render(small_card(), ending)


def test_formats_are_found_by_ending_and_by_name() -> None:
    assert formats.format_of_file("Pack of May.PDF").ending == "pdf"
    assert formats.format_of_file("sources.csl.json").ending == "csl.json"
    assert formats.format_of_file("card.json").ending == "json"
    assert formats.format_named(".MD").ending == "md"
    with pytest.raises(UsageError, match="the formats are txt, md"):
        formats.format_of_file("card.docx")
    with pytest.raises(UsageError, match="has no ending"):
        formats.format_of_file("card")


def test_the_drawing_of_a_pack_shows_the_total_of_every_card() -> None:
    drawing = charts.svg(small_pack())
    for item in small_pack().cards:
        assert f"{item.title}: {points(item.basis.score.total.low)} proven" in drawing


class TestAccessiblePage:
    def page(self) -> Page:
        return Page(html.render(small_pack()))

    def test_headings_never_skip_a_level(self) -> None:
        levels = [int(tag[1]) for tag in self.page().tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_every_drawing_has_words_or_stands_beside_them(self) -> None:
        page = self.page()
        drawings = page.tags.count("svg")
        named = sum(tag == "svg" and name == "aria-label" and bool(value)
                    for tag, name, value in page.attributes)  # fmt: skip
        hidden = sum(tag == "svg" and name == "aria-hidden" for tag, name, _ in page.attributes)
        assert drawings == named + hidden > 0

    def test_every_header_cell_says_what_it_heads(self) -> None:
        page = self.page()
        scopes = [value for tag, name, value in page.attributes if tag == "th" and name == "scope"]
        assert len(scopes) == page.tags.count("th") > 0

    def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(self) -> None:
        page = self.page()
        ids = [value for _, name, value in page.attributes if name == "id"]
        assert len(ids) == len(set(ids))
        targets = {value[1:] for _, name, value in page.attributes
                   if name == "href" and value.startswith("#")}  # fmt: skip
        assert targets <= set(ids)
        labels = {value for _, name, value in page.attributes if name == "aria-labelledby"}
        assert labels <= set(ids)

    def test_the_language_and_a_title_are_given(self) -> None:
        page = self.page()
        assert ("html", "lang", "en") in page.attributes
        assert "title" in page.tags


def palettes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", html.style(), re.DOTALL)
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks]


def test_contrast_is_computed_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark", "print"])
def test_text_and_drawings_stand_out_from_their_ground(palette: dict[str, str]) -> None:
    for ground in ("ground", "head"):
        for ink in ("ink", "quiet", "warn", "link"):
            assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)
    assert contrast(palette["proven"], palette["ground"]) >= 3
    assert contrast(palette["proven"], palette["open"]) >= 3
    assert contrast(palette["ink"], palette["open"]) >= 3
    assert contrast(palette["line"], palette["ground"]) >= 3


def test_every_format_names_rival_records_with_the_rule_that_chose() -> None:
    study = next(item for item in data()["evidence"] if item["kind"] == "distribution")
    disputing = study | {"id": "distribution-2025-bbbb", "oxides": {"Nd2O3": 22.5}}
    older = study | {"id": "distribution-2022-cccc", "as_of": "2022", "source": "press",
                     "oxides": {"Nd2O3": 11}}  # fmt: skip
    subject = company(evidence=[*data()["evidence"], disputing, older])
    subject_card = small_card(subject=subject)
    written = {
        ending: formats.render(subject_card, ending).decode() for ending in ("txt", "md", "html")
    }
    shown = {
        "txt": written["txt"],
        "md": written["md"].replace("\\", ""),
        "html": Page(written["html"]).text,
        "pdf": json.dumps(pdf.plain_data(subject_card), ensure_ascii=False),
    }
    for form, found in shown.items():
        said = " ".join(found.split())
        assert "disputed, 1 overridden" in said, form
        assert "Disputed distribution (Magnet share): Nd2O3 22.5 %" in said, form
        assert "Overridden distribution (Magnet share): Nd2O3 11 %" in said, form
        assert "The rule of a dispute: they say different things of the same" in said, form
        assert "The rule for distribution records: of several, the best grade" in said, form
    alone = flat(small_card())
    assert "overridden" not in alone
    assert "The rule" not in alone


def test_a_record_that_a_newer_one_names_is_replaced_and_not_judged_by_its_grade() -> None:
    study = next(item for item in data()["evidence"] if item["kind"] == "distribution")
    better = study | {"id": "distribution-2022-dddd", "as_of": "2022", "oxides": {"Nd2O3": 11}}
    newest = study | {"source": "press", "supersedes": ["distribution-2022-dddd"]}
    others = [item for item in data()["evidence"] if item != study]
    said = flat(small_card(subject=company(evidence=[*others, newest, better])))
    assert "Replaced distribution (Magnet share and Dy + Tb share): Nd2O3 11 %" in said
    assert f"The rule of replacing: {REPLACED_RULE}." in said
    assert "The rule for distribution" not in said


def test_every_format_says_by_which_rule_a_value_was_derived() -> None:
    records = [
        {key: value for key, value in record.items() if key != "oxides"}
        | {"id": "share-2025-aaaa", "kind": "share", "group": "ndpr", "pct": 23.5}
        if record["kind"] == "distribution"
        else record
        for record in data()["evidence"]
    ]
    subject_card = small_card(subject=company(evidence=records))
    share = subject_card.basis.score.indicator("magnet_share")
    assert share is not None
    assert share.state == "derived"
    rule = "oxides are 0 or more and add up to 100 ± 1 %, so what is known of some bounds"
    said = f"Derived, not stated by a record: - Magnet share, from share (2025-03, grade B): {rule}"
    written = {
        ending: formats.render(subject_card, ending).decode()
        for ending in ("txt", "md", "html", "csv", "json")
    }
    assert said in " ".join(written["txt"].split())
    assert "(derived, grade B; the rule stands in 15)" in " ".join(written["txt"].split())
    shown = {
        "md": written["md"].replace("\\", ""),
        "html": Page(written["html"]).text,
        "pdf": json.dumps(pdf.plain_data(subject_card), ensure_ascii=False),
    }
    for form, found in shown.items():
        assert f"Magnet share, from share (2025-03, grade B): {rule}" in " ".join(found.split()), (
            form
        )
    measured = [row for row in csv.DictReader(written["csv"].splitlines())
                if row["field"].startswith("indicator.magnet_share")]  # fmt: skip
    assert [rule in row["source"] for row in measured] == [True, False, True]  # weight: not derived
    (told,) = json.loads(written["json"])["cards"][0]["rules"]
    assert told["text"].startswith(rule)
    assert (told["indicator"], told["what"]) == ("magnet_share", "derived")
    assert told["evidence"] == ["share-2025-aaaa"]
    pytest.importorskip("xlsxwriter")
    sheet = cells(formats.render(subject_card, "xlsx"))["Indicators"]
    assert f"derived: {rule}" in " ".join(value for _, value in sheet.values())
    scores, ranked = ranking(company(evidence=records), rival("beta", "Beta"))
    beside = flat(comparison.build(scores, ranked, given()))
    assert re.search(r"Magnet share +[\d.]+ +[\d.]+–[\d.]+ B~", beside)
    assert f"Derived (Alpha Rare Earths: Magnet share): {rule}" in beside


@pytest.mark.parametrize(
    ("measure", "rule"),
    [
        ("recovery", "limits the whole from above only"),
        ("alignment", "the one that is known is the most it can be"),
        ("magnet_value", "10–35 % of them is taken for Tb"),
        ("group_share", "add up to 100 ± 1 %"),
    ],
)
def test_each_way_to_derive_a_value_has_a_rule_of_its_own(measure: str, rule: str) -> None:
    share = rubric().indicator("magnet_share")
    assert share is not None
    settings = {"tb_share_of_dytb_pct": Interval(10, 35)}
    asked = share.model_copy(update={"measure": measure, "settings": settings})
    assert rule in derived_rule(asked, rubric().bounds)


@pytest.mark.parametrize(
    ("state", "standing", "rung"),
    [
        ("operating", "built", "built"),
        ("commissioning", "built", "built"),
        ("construction", "being built", "being built"),
        ("piloted", "not built", "piloted"),
        ("planned", "not built", "planned"),
    ],
)
def test_a_plant_counts_as_built_once_it_runs_and_not_before(
    state: str, standing: str, rung: str
) -> None:
    records = [
        {**record, "state": state} if record["kind"] == "step" else record
        for record in data()["evidence"]
    ]
    subject_card = small_card(subject=company(evidence=records))
    assert f"Processing Australia ({standing})" in flat(subject_card)
    section = next(item for item in subject_card.sections if item.key == "chain")
    (ladder,) = (block for block in section.blocks if isinstance(block, Ladder))
    assert [(step, where) for step, where, _ in ladder.lines()] == [("mixed carbonate", rung)]
    scores, ranked = ranking(company(evidence=records), rival("beta", "Beta"))
    beside = comparison.build(scores, ranked, given()).sheet.section("beside")
    (table,) = (block for block in beside.blocks if isinstance(block, Table))
    furthest = next(row for row in table.rows if row[0].text == "Furthest built")[1].text
    assert (
        furthest
        == {
            "built": f"mixed carbonate, {state}",
            "being built": "none; being built: mixed carbonate",
            "not built": "none on record",
        }[standing]
    )


def test_a_reference_has_its_paper_or_site_and_a_date_no_finer_than_the_source_gives() -> None:
    given_as = ("C", "C", "Plant runs", "Daily Ore", "2025-Q3", "")
    row = Source(1, "alpha/press", "trade-press", *given_as, web=False)
    filed = replace(row, number=2, type="regulator", publisher="Mines Office", date="2025-03-04")
    document = SimpleNamespace(sources=(row, filed))
    first, second = json.loads(citations.csl_json(document))
    assert first["container-title"] == "Daily Ore"
    assert first["issued"] == {"date-parts": [[2025, 7], [2025, 9]]}
    assert (second["publisher"], second["issued"]) == (
        "Mines Office",
        {"date-parts": [[2025, 3, 4]]},
    )
    quarter, day = citations.bibtex(document).split("@techreport")
    assert "month" not in quarter
    assert "dated 2025-Q3" in quarter
    assert "month = {3}" in day


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("plain", "usual weights (profile plain: Processing 35)"),
        ("firm", "weights Firm ground (profile firm: Processing 35)"),
        ("uncle", "weights uncle (profile uncle: Processing 35)"),
        ("own weights", "own weights (Processing 35)"),
        ("weights of Heavies", "weights of Heavies (Processing 35)"),
    ],
)
def test_weights_are_called_alike_everywhere_and_their_profile_is_named(
    profile: str, told: str
) -> None:
    usual = rubric().profiles["plain"]
    known = {"plain": usual, "firm": usual.model_copy(update={"name": "Firm ground"})}
    method = rubric().model_copy(update={"profiles": known})
    assert weights_told(profile, method, "Processing 35") == told
    assert weights_told(profile, method) == told.replace(": Processing 35", "").replace(
        " (Processing 35)", ""
    )


def test_a_share_says_its_figure_before_the_list_of_what_it_counts() -> None:
    share = SimpleNamespace(
        kind="share", group="heavy", oxides=("Dy2O3", "Tb4O7"), pct=Interval(7, 7), basis="resource"
    )
    assert record_words(share) == "heavy oxides 7 % of TREO (resource): Dy2O3, Tb4O7"
