"""Export: format, path, and a yes before anything is written over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Confirm, Form
from rewatch.tui.text import cut

if TYPE_CHECKING:
    from rewatch.tui.tasks import Tasks

# The letter of a format; one without a letter is chosen with the arrows.
_LETTERS = {
    "txt": "t", "md": "m", "html": "h", "svg": "s", "pdf": "p", "xlsx": "x", "csv": "c",
    "json": "o", "bib": "b",
}  # fmt: skip


def free_path(path: Path) -> Path:
    """The path, or the first of path-2, path-3 … that does not exist."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def hand_over(app: Tasks, companies: Sequence[str], name: str, ending: str) -> None:
    """Writes the scorecards for a browser to download, under a name."""
    import io
    import tempfile

    def job() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return app.session.export(companies, Path(folder) / name, ending).read_bytes()

    def written(data: bytes) -> None:
        app.deliver_binary(io.BytesIO(data), save_filename=name)
        app.say(f"Your browser downloads {name}")

    app.work(job, written, group="save")


def ask_and_export(app: Tasks, companies: Sequence[str]) -> None:
    """Asks what and where, then writes in a worker and says where it wrote."""
    answer = app.session.answer
    assert answer is not None
    stem = companies[0] if len(companies) == 1 else f"{answer.slug}-{len(companies)}-companies"

    def chosen(ending: str | None) -> None:
        if ending is None:
            return
        if app.is_web:
            hand_over(app, companies, f"{stem}-{answer.picture.as_of}.{ending}", ending)
            return
        path = Path.cwd() / f"{stem}-{answer.picture.as_of}.{ending}"
        field = Asked("File", str(path), "a path that exists is written over only after a y")
        app.open_screen(
            Form(f"Export as {ending}", [field], "writes it"),
            lambda fields: named(ending, fields[0]) if fields and fields[0] else None,
        )

    def named(ending: str, text: str) -> None:
        path = Path(text).expanduser()
        if path.is_dir():
            path = path / f"{stem}-{answer.picture.as_of}.{ending}"
        if path.exists():
            question = f"{cut(path, 200)} exists. Write over it?"
            app.open_screen(
                Confirm(question, "write over it"),
                lambda yes: write(ending, path, True) if yes else None,
            )
        else:
            write(ending, path, False)

    def write(ending: str, path: Path, force: bool) -> None:
        app.work(
            lambda: app.session.export(companies, path, ending, force=force),
            lambda written: app.say(f"Wrote {written}"),
            group="save",
        )

    from rewatch.scorecards.formats import FORMATS

    choices = [
        Choice(_LETTERS.get(ending, ""), ending, ending, form.name)
        for ending, form in FORMATS.items()
    ]
    title = "Export the scorecard" if len(companies) == 1 else f"Export {len(companies)} scorecards"
    app.open_screen(Chooser(title, choices), chosen)
