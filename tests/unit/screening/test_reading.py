"""A line is read one way and printed one way, or refused with its place and what would help."""

import subprocess
import sys

import pytest

from rewatch.domain.errors import FilterError, UsageError
from rewatch.screening import canonical, language, parse
from rewatch.screening.units import spellings
from tests.unit.screening.lines import registry


def printed(line: str) -> str:
    return canonical(line, registry())


def refusal(line: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        parse(line, registry())
    return caught.value


@pytest.mark.parametrize(
    "line",
    [
        "is:junior magnet:>=25% -domicile:CN sort:-magnet",
        "recovery:>=70%@B~18mo",
        "step:>=separated-oxides scale:>=pilot country:AU,US,CA",
        "missing:radioactivity has:offtake tag:funded review:<today swarf",
        "funded:>=50% (offtake:>=binding OR support:>=granted) -country:GL",
        "enter(magnet:>=25%) leave(magnet:<22%)",
        "stage:pfs..dfs magnet:20%..30% first-production:2027..2029-06 group:country",
        "magnet:..30% newest:>6mo capex:<500mUSD sort:-score,name cols:magnet,rank",
        "(a OR -(b c))?",
        "-a? -(b c)? -(e?)",
        'name:"two words" tag:a,"b,c"',
        "St.George O'Dea e-tech",
    ],
)
def test_a_canonical_line_is_printed_as_it_stands(line: str) -> None:
    assert printed(line) == line


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("magnet>=25", "magnet:>=25%"),
        ("magnet=25", "magnet:25%"),
        ("magnet!=25", "-magnet:25%"),
        ("magnet:>=25 %", "magnet:>=25%"),
        ("MAGNET:>=25% and NOT domicile:cn", "magnet:>=25% -domicile:CN"),
        ("not not lynas", "lynas"),
        ("--lynas", "lynas"),
        ("a or b and c", "a OR (b c)"),
        ("((a)) (b c)", "a b c"),
        ("not a?", "-a?"),
        ("(-a)?", "-a?"),
        ("not (a b)?", "-(a b)?"),
        ("-(a?)", "-(a?)"),
        ("mreo:>=25", "magnet:>=25%"),
        ("country:Australia", "country:AU"),
        ('country:"South Africa"', "country:ZA"),
        ("stage:PFS", "stage:pfs"),
        ("step:>=separated_oxides", "step:>=separated-oxides"),
        ("offtake:>=memorandum", "offtake:>=mou"),
        ("magnet:20..30%", "magnet:20%..30%"),
        ("magnet:20..30 %", "magnet:20%..30%"),
        ("capex:<US$500m", "capex:<500mUSD"),
        ("capex:<500 million", "capex:<500mUSD"),
        ("capex:<A$500m", "capex:<500mAUD"),
        ("opex:<30 US$/kg", "opex:<30USD/kg"),
        ("capacity:>=5kt", "capacity:>=5kt/y"),
        ("newest:<90 d", "newest:<90d"),
        ("country:AU,AU", "country:AU"),
        ("a sort:-magnet b", "a b sort:-magnet"),
        ("a OR b sort:rank", "a OR b sort:rank"),
        ("has:test-scale", "has:scale"),
        ("  ", ""),
    ],
)
def test_other_spellings_are_printed_back_in_canonical_form(typed: str, means: str) -> None:
    assert printed(typed) == means


def test_a_word_after_a_value_is_a_unit_only_after_a_number() -> None:
    assert printed("tag:x1 t") == 'tag:x1 "t"'
    assert printed("magnet:>=25 lynas") == "magnet:>=25% lynas"
    assert refusal("magnet:>=25  %").at == len("magnet:>=25  ")


@pytest.mark.parametrize("unit", spellings())
def test_every_spelling_of_a_unit_is_read_one_blank_after_its_number(unit: str) -> None:
    """What the grammar takes for a unit and what the units are is one list."""
    error = refusal(f"score:>=50 {unit}")
    assert (error.at, error.length) == (len("score:>=50 "), len(unit))


@pytest.mark.parametrize(
    ("line", "place", "hint"),
    [
        ("magnt:>=25", "magnt", "magnet"),
        ("is:junir", "junir", "junior"),
        ("country:AUS", "AUS", "AU"),
        ("stage:>=psf", "psf", "pfs"),
        ("a sort:-magnat", "-magnat", "magnet"),
        ("has:ofttake", "ofttake", "offtake"),
    ],
)
def test_a_misspelling_is_pointed_at_with_the_nearest_name(
    line: str, place: str, hint: str
) -> None:
    error = refusal(line)
    assert error.line[error.at : error.at + error.length] == place
    assert hint in error.nearest
    assert f"did you mean {error.nearest[0]}" in str(error)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("magnet:", "a value must follow"),
        ("magnet:>=", "a value must follow"),
        ("magnet >= 25", "without blanks"),
        ("magnet:>=2 US$/kg", "USD/kg cannot be turned into %"),
        ("capacity:>=5%", "% cannot be turned into t/y"),
        ("magnet:>=25 mo", "mo cannot be turned into %"),
        ("magnet:>=lots", "is no number"),
        ("magnet:>=10,20", ">= takes one value"),
        ("magnet:30..20", "the lower end of a range comes first"),
        ("stage:dfs..pfs", "the lower end of a range comes first"),
        ("stage:>=suspended", "stands on no rung"),
        ("role:>developer", "has no order"),
        ("tag:a..b", "has no order"),
        ("review:>2027-13", "no such date"),
        ("review:>soon", "is no date"),
        ("score:>5@B", "does not rest on single pieces of evidence"),
        ("magnet:>=25%@B@C", "@ stands twice"),
        ("magnet:>=25%~9q", "is no age"),
        ("(a OR", "something must follow OR"),
        ("(a", "the bracket that opens here is not closed"),
        ("a )", "this bracket closes none"),
        ("()", "there is nothing between these brackets"),
        ("a OR OR b", "a term is expected before OR"),
        ('"abc', "the quote that opens here is not closed"),
        ('""', "nothing between the quotes"),
        ("- a", "stands directly before what it excludes"),
        ("a, b", "a comma stands between two values"),
        ("50 % of", "does not belong here"),
        ("a & b", "does not belong here"),
        ("ASX:ARU", "a ticker is found by"),
        ("(sort:magnet)", "stands outside brackets"),
        ("sort:rank sort:score", "stands twice"),
        ("a OR enter(b)", "at the outermost level"),
        ("enter(a) enter(b)", "stands twice"),
        ("group:country,stage", "takes one field"),
        ("magnet:>=1e400", "there is no unit"),
        (f"magnet:>={'9' * 400}", "too large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(line: str, says: str) -> None:
    error = refusal(line)
    assert says in str(error)
    assert isinstance(error, UsageError)


def test_an_error_says_what_the_field_takes() -> None:
    assert "magnet takes a number in % or ppm" in str(refusal("magnet:lots"))
    assert "role takes explorer, developer" in str(refusal("role:minr"))
    assert "a date (2027, 2027-06" in str(refusal("review:>soon"))


def test_the_caret_stands_below_the_place_in_a_fixed_width_font() -> None:
    shown, carets = refusal("is:junior magnt:>=25%").caret()
    assert shown == "is:junior magnt:>=25%"
    assert carets == "          ^^^^^"


def test_the_caret_counts_wide_and_hidden_characters_as_they_are_shown() -> None:
    shown, carets = refusal('"稀土\u202e" magnt:>=1').caret()
    assert "\u202e" not in shown
    # Two ideographs take two cells each.
    assert carets.index("^") == shown.index("magnt") + 2


def test_a_long_line_is_cut_around_the_place() -> None:
    shown, carets = refusal("lynas " * 400 + "magnt:>=1 " + "lynas " * 400).caret(60)
    assert len(shown) <= 60
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "magnt"


@pytest.mark.parametrize(
    "line",
    ["a" * 20_001, "(" * 201 + "a" + ")" * 201, "-(a OR " * 150 + "b" + ")" * 150],
    ids=["long", "brackets", "nodes"],
)
def test_a_line_too_long_or_too_deep_is_refused(line: str) -> None:
    assert any(limit in str(refusal(line)) for limit in ("20,000", "200"))


def test_the_longest_and_the_deepest_lines_are_read() -> None:
    assert printed("(" * 200 + "a" + ")" * 200) == "a"
    deep = "(a OR (b " * 99 + "c" + "))" * 99
    assert printed(printed(deep)) == printed(deep)
    assert printed("a " * 10_000) == " ".join(["a"] * 10_000)


@pytest.mark.parametrize("line", ["(" * 300, "a" * 1_000_000])
def test_what_is_too_long_or_too_deep_never_reaches_the_parser(line, monkeypatch) -> None:
    monkeypatch.setattr(language, "_parser", lambda: pytest.fail("the parser was asked"))
    refusal(line)


def test_the_parser_is_loaded_when_the_first_line_is_read() -> None:
    code = (
        "import sys, rewatch.screening; print('lark' in sys.modules);"
        "rewatch.screening.prepare(); print('lark' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
