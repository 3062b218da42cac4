"""Every format of one small fixed company, byte for byte.

After a wanted change run the tests once with UPDATE_GOLDEN=1 and read the difference.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rewatch.scorecards import data, formats, pdf
from tests.unit.scorecards.builders import small_card, small_comparison, small_pack
from tests.unit.scorecards.readers import cells

GOLDEN = Path(__file__).with_name("golden")
TEXTS = [item.ending for item in formats.FORMATS.values() if not item.binary]
SHEETS: dict[str, Callable[[], Any]] = {"comparison": small_comparison, "pack": small_pack}


@pytest.fixture(autouse=True)
def fixed_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release must not change every golden file."""
    monkeypatch.setattr(data, "__version__", "0")


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("ending", TEXTS)
def test_a_card_is_written_the_same_every_time(ending: str) -> None:
    compare(f"card.{ending}", formats.render(small_card(), ending).decode("utf-8"))


@pytest.mark.parametrize("kind", ["comparison", "pack"])
@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_sheets_and_packs_are_written_the_same_every_time(kind: str, ending: str) -> None:
    compare(f"{kind}.{ending}", formats.render(SHEETS[kind](), ending).decode("utf-8"))


def test_the_workbook_holds_the_same_cells_every_time() -> None:
    pytest.importorskip("xlsxwriter")
    found = cells(formats.render(small_card(), "xlsx"))
    lines = [
        f"{sheet}!{place}\t{formula and '=' + formula}\t{value}"
        for sheet, all_cells in found.items()
        for place, (formula, value) in all_cells.items()
        if formula or value
    ]
    compare("card.xlsx.tsv", "\n".join(lines) + "\n")


def test_the_layout_of_the_pdf_is_given_the_same_data_every_time() -> None:
    text = json.dumps(pdf.plain_data(small_card()), indent=1, ensure_ascii=False)
    compare("card.pdf.json", text + "\n")


def test_the_same_card_gives_the_same_bytes_in_binary_formats() -> None:
    for ending in ("pdf", "xlsx"):
        pytest.importorskip({"pdf": "typst", "xlsx": "xlsxwriter"}[ending])
        assert formats.render(small_card(), ending) == formats.render(small_card(), ending)
