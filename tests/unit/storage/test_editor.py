"""What an editor left in its file is read back whole, whatever encoding it writes."""

from __future__ import annotations

from pathlib import Path

from rewatch.storage.editor import read_back


def test_no_letter_of_an_editor_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    for raw in ("Société\r\nA".encode(), "Société\nA".encode("latin-1")):
        file.write_bytes(raw)
        assert read_back(file) == "Société\nA"
