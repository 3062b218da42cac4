"""The documentation says what the code does.

python -m tests.unit.screening.test_documents     writes docs/fields.md anew
"""

import re
from pathlib import Path

import pytest

from rewatch.domain.errors import FilterError
from rewatch.screening import canonical, screen
from rewatch.screening.fields import IS_WORDS
from rewatch.screening.reference import document
from rewatch.screening.units import UNITS
from tests.unit.screening.lines import registry, shipped

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_fields_is_made_from_the_registry() -> None:
    assert (DOCS / "fields.md").read_text("utf-8") == document(registry()), "write it anew"


def blocks(kind: str) -> list[str]:
    text = (DOCS / "screening.md").read_text("utf-8")
    found = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    return [line.split("   ")[0].strip() for block in found for line in block.splitlines() if line]


@pytest.mark.parametrize("line", blocks("filter"))
def test_every_line_of_the_guide_can_be_read_and_answered(line: str) -> None:
    result = screen(line, shipped())
    placed = len(result.match) + len(result.unknown) + len(result.no)
    assert placed == len(shipped().rows)


@pytest.mark.parametrize("line", blocks("refused"))
def test_every_line_the_guide_calls_wrong_is_refused(line: str) -> None:
    with pytest.raises(FilterError):
        canonical(line, registry())


def test_the_guide_names_every_unit_and_every_kind_of_company() -> None:
    text = (DOCS / "screening.md").read_text("utf-8")
    plain = [unit.name for unit in UNITS.values() if not unit.currency]
    assert [name for name in [*plain, *IS_WORDS] if f"`{name}`" not in text] == []


if __name__ == "__main__":
    (DOCS / "fields.md").write_text(document(registry()), "utf-8")
