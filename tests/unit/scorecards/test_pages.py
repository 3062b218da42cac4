"""The printed pages: order, nothing smaller than 8 points, one page where it fits, both papers."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rewatch.scorecards import charts, formats, html, pdf
from rewatch.scorecards.scorecard import Scorecard
from tests.colours import contrast
from tests.unit.scorecards.builders import (
    company,
    data,
    small_card,
    small_comparison,
    small_pack,
)
from tests.unit.scorecards.readers import bare, program

pytest.importorskip("typst")
papers = pytest.mark.parametrize("paper", ["a4", "us-letter"])


def long_card() -> Scorecard:
    """A card whose working fills more than a page: it is broken, not cut."""
    study = next(item for item in data()["evidence"] if item["kind"] == "distribution")
    older = [
        study | {"id": f"distribution-{year}-cccc", "as_of": str(year)}
        for year in range(1930, 2010)
    ]
    return small_card(subject=company(evidence=[*data()["evidence"], *older]))


makes = pytest.mark.parametrize("make", [small_card, small_comparison, small_pack, long_card])


def pages_of(written: bytes, folder: Path) -> list[str]:
    """The text of each page of a PDF, in the order in which it was set."""
    path = folder / "document.pdf"
    path.write_bytes(written)
    tool = program("pdftotext")
    run = subprocess.run([tool, "-raw", str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


def said(data: Any) -> Iterator[str]:
    """Every text that the layout is given; not the names and sizes that steer it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("type", "tone", "link", "key", "align", "widths", "title", "empty"):
                yield from said(value)
    elif isinstance(data, list):
        for item in data:
            yield from said(item)
    elif isinstance(data, str):
        yield data


@papers
@makes
def test_the_pages_hold_every_word_of_the_document(make, paper: pdf.Paper, tmp_path: Path) -> None:
    document = make()
    pages = pages_of(pdf.render(document, paper=paper), tmp_path)
    data = pdf.plain_data(document)
    feet = {sheet["foot"] for sheet in data["sheets"]}
    # What identifies a page stands at its foot and goes between the lines of what breaks there.
    foot = "|".join(re.escape(bare(f"{item} {data['advice']}")) for item in feet)
    text = re.sub(rf"({foot})\d+", "", bare("".join(pages)))
    missing = [item for sheet in data["sheets"] for item in said(sheet["sections"])
               if bare(item) not in text]  # fmt: skip
    assert missing == []


@papers
def test_the_sections_follow_each_other_on_the_pages(paper: pdf.Paper, tmp_path: Path) -> None:
    document = small_card()
    text = bare("".join(pages_of(pdf.render(document, paper=paper), tmp_path)))
    places = [text.find(bare(f"{item.number} {item.title}")) for item in document.sections[:14]]
    assert -1 not in places
    assert places == sorted(places)


_WORD = re.compile(r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<')


@papers
def test_the_working_leaves_no_gap_above_it(paper: pdf.Paper, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf.render(small_card(), paper=paper))
    command = [program("pdftotext"), "-bbox", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    page = next(page for page in text.split("<page ") if ">points<" in page and ">add<" in page)
    words = [(float(top), float(end), word) for top, end, word in _WORD.findall(page)]
    place = next(n for n in range(len(words)) if [w[2] for w in words[n : n + 3]] == [
        "How", "the", "points"])  # fmt: skip
    heading = words[place][0]
    above = max((end for _, end, _ in words if end <= heading), default=31.0)  # the margin
    assert heading - above < 20


@papers
def test_a_card_that_fits_has_all_but_its_working_on_one_page(
    paper: pdf.Paper, tmp_path: Path
) -> None:
    pages = pages_of(pdf.render(small_card(), paper=paper), tmp_path)
    assert "What this card cannot support" in pages[0]
    assert len(pages) <= 2


@makes
def test_no_type_is_smaller_than_eight_points(make, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf.render(make()))
    tool = program("pdftohtml")
    run = subprocess.run(
        [tool, "-xml", "-i", "-zoom", "3", "-stdout", str(path)], capture_output=True, check=True
    )
    sizes = {int(size) for size in re.findall(r'<fontspec [^>]*size="(\d+)"', run.stdout.decode())}
    assert sizes
    assert min(sizes) >= 3 * 8  # enlarged three times, because the tool rounds


def test_no_size_of_the_printed_page_of_the_html_is_smaller_either() -> None:
    printed = html.style().partition("@media print")[2]
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:\s*([\d.]+)pt", printed)]
    assert min(sizes) == 8
    assert re.findall(r"font-size:\s*[\d.]+(?:em|rem|px)", printed) == []
    screen = html.style().partition("@media print")[0]
    # What is set smaller than its surroundings on the screen has a size of its own on paper.
    for selector in re.findall(r"\.([a-z-]+)[^{}]*\{[^}]*font-size:\s*0\.\d+em", screen):
        assert re.search(rf"\.{selector}\b[^{{}}]*\{{ font-size: 8pt", printed), selector


def colours(text: str) -> dict[str, str]:
    """Colours by class of the drawing's stylesheet."""
    found = re.findall(r"\.?([a-z]+)\{[^}]*?(?:fill|stroke):(#[0-9a-f]{3,6})", text)
    return {name: f"#{value[1:] * (2 if len(value) == 4 else 1)}" for name, value in found}


def test_drawings_in_files_of_their_own_stand_out_light_and_dark() -> None:
    light, _, dark = charts.STYLE.partition("@media")
    for palette in (colours(light), colours(light) | colours(dark)):
        for ink in ("text", "quiet"):
            assert contrast(palette[ink], palette["paper"]) >= 4.5, (ink, palette)
        assert contrast(palette["proven"], palette["paper"]) >= 3
        assert contrast(palette["proven"], palette["open"]) >= 3
        assert contrast(palette["whisker"], palette["open"]) >= 3
        assert contrast(palette["axis"], palette["paper"]) >= 3


def test_the_pages_of_the_pdf_stand_out() -> None:
    named = dict(re.findall(r'#let (\w+) = rgb\("(#[0-9a-f]{6})"\)', pdf.layout().decode()))
    for ink in ("ink", "soft", "warn"):
        for ground in ("#ffffff", named["band"]):
            assert contrast(named[ink], ground) >= 4.5
    assert contrast(named["proven"], "#ffffff") >= 3
    assert contrast(named["proven"], named["open"]) >= 3
    assert contrast(named["rule"], "#ffffff") >= 3


def test_a_long_address_is_shown_by_its_ends_and_linked_whole() -> None:
    from dataclasses import replace

    source = small_card().sources[0]
    long = replace(source, url=f"https://long.example/{'a' * 900}/end", web=True)
    assert len(long.address) < 220
    assert long.address.startswith("https://long.example/aaa")
    assert long.address.endswith("/end")
    assert replace(long, web=False).address == long.url, "what is no link is shown whole"
    assert formats.format_named("pdf").looks == ("paper",)


def test_an_address_copied_from_a_page_is_the_address() -> None:
    document = long_card()
    blocks = (
        block
        for sheet in pdf.plain_data(document)["sheets"]
        for section in sheet["sections"]
        for block in section["blocks"]
    )
    shown = [row["address"] for block in blocks if block["type"] == "sources"
             for row in block["rows"] if row["link"]]  # fmt: skip
    addresses = [source.address for source in document.sources if source.web]
    assert any(re.search(r"\S{25}", item) for item in addresses)
    assert shown == addresses, "nothing stands in it that only helps to break the line"
