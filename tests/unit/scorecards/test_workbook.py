"""The workbook calculates: a changed weight changes the scores, and they equal ours."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from rewatch.scorecards.formats import render
from rewatch.scoring.score import reweighed
from tests.unit.scorecards.builders import company, given, how, processor, ranking, rival
from tests.unit.scorecards.readers import cells, program

pytest.importorskip("xlsxwriter")


def workbook() -> tuple[bytes, list]:
    from rewatch.scorecards import pack

    scores, ranked = ranking(company(), rival("beta", "Beta", ("testwork",)), processor())
    document = pack.build("List", scores, ranked, given())
    return render(document, "xlsx"), [member.basis.score for member in document.cards]


def changed(written: bytes, weights: dict[str, float] | None) -> bytes:
    """The workbook with other weights typed in and every kept result taken out."""
    found = cells(written)["Method"]
    rows = {value: place for place, (_, value) in found.items() if place.startswith("A")}
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode() if name.endswith(".xml") else old.read(name)
            if name.startswith("xl/worksheets/") and isinstance(part, str):
                part = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", part)
                for key, value in (weights or {}).items():
                    place = "C" + rows[key][1:]
                    part = re.sub(rf'(<c r="{place}"[^>]*><v>)[^<]*', rf"\g<1>{value!r}", part) \
                        if name.endswith("sheet5.xml") else part  # fmt: skip
            new.writestr(name, part)
    return result.getvalue()


def recalculated(written: bytes, folder: Path) -> dict[str, dict[str, tuple[str, str]]]:
    office = program("soffice")
    path = folder / "given.xlsx"
    path.write_bytes(written)
    out = folder / "out"
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        capture_output=True, timeout=180, check=True,
    )  # fmt: skip
    return cells((out / "given.xlsx").read_bytes())


def totals(found: dict[str, dict[str, tuple[str, str]]]) -> list[tuple[float, ...]]:
    sheet = found["Scores"]
    heads = {value: re.sub(r"\d", "", place) for place, (_, value) in sheet.items()
             if re.fullmatch(r"[A-Z]+1", place)}  # fmt: skip
    columns = [heads[name] for name in ("Total proven", "Total possible", "Coverage")]
    rows = []
    line = 2
    while f"A{line}" in sheet:
        rows.append(tuple(float(sheet[f"{column}{line}"][1]) for column in columns))
        line += 1
    return rows


def test_the_results_kept_in_the_file_are_ours() -> None:
    written, scores = workbook()
    expected = [(score.total.low, score.total.high, score.coverage) for score in scores]
    assert totals(cells(written)) == [pytest.approx(row, abs=1e-9) for row in expected]


def test_rows_are_as_high_as_what_is_written_in_them() -> None:
    written, _ = workbook()
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    heights = re.findall(r'<row r="1"[^>]* ht="([\d.]+)"', sheet)
    assert float(heights[0]) >= 30, "the headings of narrow columns take two lines and more"


def test_a_printed_page_is_no_wider_than_can_be_read_and_names_its_rows_and_columns() -> None:
    written, _ = workbook()
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        names = parts.read("xl/workbook.xml").decode()
        printed = re.findall(r'Print_Area"[^>]*>(\w+)!\$A\$1:\$([A-Z]+)', names)
        titles = re.findall(r"(\w+)!\$A:\$A,\1!\$1:\$1</definedName>", names)
        assert sorted(titles) == sorted(name for name, _ in printed) == sorted(cells(written))
        for number, name in enumerate(cells(written), start=1):
            sheet = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            sizes = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
            widths = [float(size) for first, last, size in sizes
                      for _ in range(int(first), int(last) + 1)]  # fmt: skip
            columns = sum(26**n * (ord(letter) - 64)
                          for n, letter in enumerate(reversed(dict(printed)[name])))  # fmt: skip
            pages = int(found[1]) if (found := re.search(r'fitToWidth="(\d+)"', sheet)) else 1
            assert sum(widths[:columns]) / pages < 215, name  # characters; below 5.5 pt beyond


@pytest.mark.slow
@pytest.mark.parametrize(
    "weights",
    [
        None,
        {"element_mix": 10.0, "processing": 5.0, "jurisdiction": 60.0, "partnerships": 25.0},
        {"element_mix": 0.0, "processing": 1.0, "jurisdiction": 0.0, "partnerships": 3.0},
    ],
)
def test_another_program_calculates_the_same_scores(weights, tmp_path: Path) -> None:
    written, scores = workbook()
    found = recalculated(changed(written, weights), tmp_path)
    if weights is not None:
        scores = [reweighed(score, how(weights=weights)) for score in scores]
    expected = [(score.total.low, score.total.high, score.coverage) for score in scores]
    assert totals(found) == [pytest.approx(row, abs=1e-9) for row in expected]
    errors = [value for sheet in found.values() for _, value in sheet.values()
              if value.startswith("#")]  # fmt: skip
    assert errors == []


@pytest.mark.slow
def test_a_weight_within_a_criterion_changes_it_too(tmp_path: Path) -> None:
    written, scores = workbook()
    found = recalculated(changed(written, {"magnet_share": 0.0}), tmp_path)
    score = scores[0]
    heavy = score.indicator("heavy_magnet_share").value
    others = sum(item.weight * item.value.low for item in score.criteria
                 if item.value and item.id != "element_mix")  # fmt: skip
    mix = score.criterion("element_mix").weight
    assert totals(found)[0][0] == pytest.approx(others + mix * heavy.low, abs=1e-9)
