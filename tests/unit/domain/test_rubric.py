"""A method file that could not be scored with, or would be half ignored, is refused in words."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rewatch.domain.rubric import Rubric

SHIPPED = Path(__file__).parents[3] / "seeds" / "rubric.toml"


def edited(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The shipped method file with one entry changed, or taken out where `value` is None."""
    data = tomllib.loads(SHIPPED.read_text("utf-8"))
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


INDICATOR = ("criteria", 1, "indicators", 2)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("widening", "E"), None, "widening gives nothing for E"),
        (("widening", "E"), -5, "greater than or equal to 0"),
        (("coverage", "grades", "A"), None, "grades gives nothing for A"),
        (("source_grades", "blog"), None, "source_grades gives nothing for blog"),
        (("groups", "default_chain"), "sea-water", "default_chain names sea-water"),
        (("groups", "chains", "hard-rock"), ["ore"], "chains names ore"),
        (("groups", "chains", "hard-rock"), [], "at least one step"),
        (("groups", "chains", "hard-rock"), ["magnets", "metals"], "upstream first"),
        (("groups", "processor_off"), ["element-mix"], "processor_off names element-mix"),
        (("ages", "kinds"), {"recoveries": 60}, "kinds names recoveries"),
        (("ages", "default"), 0, "greater than 0"),
        (("choice", "newest_kinds"), ["permit"], "newest_kinds names permit"),
        (("bounds", "tolerance"), -1, "greater than or equal to 0"),
        (("stage_caps", "explorer"), {"offtake": 20}, "stage_caps names explorer"),
        (("stage_caps", "pfs", "offtake"), 140, "less than or equal to 100"),
        (("sampling", "concentration"), {"fair": 60}, "concentration gives nothing for rough"),
        ((*INDICATOR, "points"), [], "at least two breakpoints"),
        ((*INDICATOR, "points"), [[30, 0]], "at least two breakpoints"),
        ((*INDICATOR, "points"), [[30, 0], [20, 50]], "rising order"),
        ((*INDICATOR, "points"), [[30, 0], [50, 120]], "less than or equal to 100"),
        ((*INDICATOR, "weight"), float("inf"), "finite"),
        ((*INDICATOR, "id"), "test_scale", "test_scale"),
        (("criteria", 1, "indicators", 0, "factors", "planned"), 2, "less than or equal to 1"),
    ],
)
def test_a_faulty_method_file_is_refused_with_what_is_wrong(path, value, words):
    with pytest.raises(ValidationError) as refusal:
        Rubric.model_validate(edited(path, value))
    assert words in str(refusal.value)


def test_what_may_be_empty_or_never_is_taken():
    for path, value in (
        (("bounds", "basis_order"), []),
        (("choice", "newest_kinds"), []),
        (("stage_caps",), {}),
        (("facts",), None),
        (("ages", "default"), "never"),
    ):
        assert Rubric.model_validate(edited(path, value)).id
