"""Private notes never leave by accident: off by default, in every format."""

import io
import zipfile
from pathlib import Path

import pytest

from rewatch.scorecards.formats import FORMATS, render
from tests.unit.scorecards.builders import SECRET, small_card, small_comparison, small_pack
from tests.unit.scorecards.readers import bare, pdf_text


def everything_in(written: bytes, ending: str, folder: Path) -> str:
    """All text of a file, packed parts unpacked."""
    if ending == "pdf":
        return pdf_text(written, folder)
    if ending == "xlsx":
        with zipfile.ZipFile(io.BytesIO(written)) as parts:
            return bare(" ".join(parts.read(name).decode() for name in parts.namelist()))
    return bare(written.decode())


@pytest.mark.parametrize("ending", sorted(FORMATS))
@pytest.mark.parametrize("make", [small_card, small_comparison, small_pack])
def test_no_format_carries_a_note_unasked(ending: str, make, tmp_path: Path) -> None:
    if ending in ("pdf", "xlsx"):
        pytest.importorskip({"pdf": "typst", "xlsx": "xlsxwriter"}[ending])
    assert bare(SECRET) not in everything_in(render(make(), ending), ending, tmp_path)


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_a_note_is_there_when_asked_for_wherever_it_has_a_place(
    ending: str, tmp_path: Path
) -> None:
    if ending in ("pdf", "xlsx"):
        pytest.importorskip({"pdf": "typst", "xlsx": "xlsxwriter"}[ending])
    written = render(small_card(with_notes=True), ending)
    assert (bare(SECRET) in everything_in(written, ending, tmp_path)) == FORMATS[ending].notes


def test_a_preview_can_say_how_many_notes_are_left_out() -> None:
    assert small_card().left_out == ("1 private note on Alpha Rare Earths left out",)
    assert small_pack().left_out == ("1 private note on Alpha Rare Earths left out",)
    assert small_card(with_notes=True).left_out == ()


def test_a_note_that_is_left_out_does_not_change_the_hash() -> None:
    from rewatch.scorecards.collection import card
    from tests.unit.scorecards.builders import company, given, ranking

    scores, ranked = ranking(company())
    with_it = card(scores[0], ranked, given())
    without = card(scores[0], ranked, given(notes={}))
    asked = card(scores[0], ranked, given(with_notes=True))
    assert with_it.digest == without.digest != asked.digest
