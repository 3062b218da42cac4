"""What the typed name of an export stands for: its file, its format, what is in its way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rewatch.scorecards.formats import file_for


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes.

    Attributes:
        path: the file; None where a browser asks for it, and where nothing is typed.
        name: of the file; "" where nothing is typed.
        ending: the format that is written.
        exists: whether the file is there already.
        wrong: what is in its way; "" for nothing.
    """

    path: Path | None
    name: str
    ending: str
    exists: bool = False
    wrong: str = ""

    @property
    def said(self) -> str:
        """Which file will be written, in words."""
        if self.wrong:
            return self.wrong
        there = ". It is there already: Enter asks first" if self.exists else ""
        return f"Writes {self.path or self.name}{there}"


def target_of(text: str, ending: str, offered: str, *, web: bool = False) -> Target:
    """Where what is typed goes.

    Args:
        text: as typed: a path, a folder, or a name without an ending.
        ending: of the format that was chosen; an ending that is typed goes before it.
        offered: the path that was offered, whose name is taken in a folder.
        web: whether a browser asks where to.
    """
    text = text.strip()
    if not text:
        return Target(None, "", ending, wrong="The file needs a name")
    if web:
        name, form = file_for(text, ending)
        return Target(None, name, form.ending)
    try:
        path = Path(text).expanduser().absolute()
        if path.is_dir():
            path = path / Path(offered).name
        name, form = file_for(path.name, ending)
        path = path.with_name(name)
        gone = f"There is no folder {path.parent}; make it first, or name another"
        gone = "" if path.parent.is_dir() else gone
        return Target(path, name, form.ending, path.exists(), gone)
    except (OSError, RuntimeError, ValueError):  # ~nobody, too long, or not to be looked at
        return Target(None, "", ending, wrong=f"No file can be written as {text}")
