"""What a note is called in a list."""

from datetime import UTC, datetime

import pytest

from rewatch.domain.note import Note


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("# Permit granted\n\nmore", "Permit granted"),
        ("- watch the *permit*", "watch the *permit*"),
        ("* watch", "watch"),
        ("*bold*", "bold"),
        ("**bold** start", "**bold** start"),
        ("\n---\n***\nsecond", "second"),
        ("", "(empty note)"),
    ],
)
def test_a_note_is_called_by_its_first_line_with_its_emphasis_whole(
    body: str, headline: str
) -> None:
    note = Note(id="n", company="alpha", created=datetime(2026, 11, 21, tzinfo=UTC), body=body)
    assert note.headline == headline
