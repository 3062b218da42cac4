"""Text from files is shown, never obeyed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewatch.domain.errors import UsageError
from rewatch.domain.text import decoded, visible

OBEYED = {"Cc", "Cs", "Zl", "Zp"}
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Northern Minerals", "Northern Minerals"),
        ("Ä–° 稀土 [bold]", "Ä–° 稀土 [bold]"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\x7f\x9b2J", "␡\\x9b2J"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\u2028", "\\u2028"),
        ("\udcff", "\\udcff"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(sign) for sign in shown} & OBEYED
    assert not set(shown) & set(BIDI)
    assert visible(shown) == shown


@given(st.text(), st.integers(1, 40))
def test_a_limit_is_kept_and_marked(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert len(shown) <= limit
    assert shown == visible(text) or shown.endswith("…")


def test_marks_piled_on_one_character_are_shown_apart() -> None:
    shown = visible("a" + "\u0301" * 50)
    assert sum(unicodedata.category(sign) == "Mn" for sign in shown) < 10
    assert "\\u0301" in shown


def test_bytes_come_in_whole_or_not_at_all() -> None:
    assert decoded("\ufeffSociété\r\n".encode(), "x") == "Société\r\n"
    with pytest.raises(UsageError, match=r"x is no UTF-8 text \(line 2\)"):
        decoded(b"one\ncaf\xe9", "x")
    with pytest.raises(UsageError, match="x is UTF-16"):
        decoded("one".encode("utf-16"), "x")
