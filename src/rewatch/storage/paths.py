"""Which folders rewatch reads and writes, and how an id becomes a file name.

| what      | where                                                            | written |
|-----------|------------------------------------------------------------------|---------|
| seeds     | top of a checkout, or packed into the installed package          | never   |
| samples   | sample watchlists beside the seeds                               | never   |
| workspace | argument, else REWATCH_WORKSPACE, else config.toml, else data folder | yes  |
| config    | the user's configuration folder                                  | yes     |
| cache     | the user's cache folder; may be deleted at any time              | yes     |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rewatch.domain.errors import Refused, UsageError
from rewatch.storage.settings import named_workspace

WORKSPACE_VARIABLE = "REWATCH_WORKSPACE"
SEEN = ".rewatch/seen.toml"  # below the workspace: what the user had seen when they last looked


@dataclass(frozen=True)
class Folders:
    """Where everything is; paths only, nothing is opened or made here.

    Attributes:
        window: whose changes undo takes back: each opening of a workspace is a window of its own.
        stood: whether the workspace was there when it was opened, with something in it.
    """

    seeds: Path
    samples: Path
    workspace: Path
    config: Path
    cache: Path
    window: str = field(default_factory=lambda: secrets.token_hex(8), compare=False, repr=False)
    stood: bool = field(default=False, compare=False, repr=False)

    @cached_property
    def hidden(self) -> Path:
        """The workspace's own book-keeping: lock, history, trash, drafts."""
        return self.workspace / ".rewatch"

    @cached_property
    def watchlists(self) -> Path:
        """The user's watchlists."""
        return self.workspace / "watchlists"

    @cached_property
    def companies(self) -> Path:
        """The user's own companies and additions to shipped ones."""
        return self.workspace / "companies"

    @cached_property
    def notes(self) -> Path:
        """The user's notes, one folder a company."""
        return self.workspace / "notes"

    @cached_property
    def trash(self) -> Path:
        """What the user deleted."""
        return self.hidden / "trash"

    @cached_property
    def history(self) -> Path:
        """Every change the tool made."""
        return self.hidden / "history.sqlite"

    @cached_property
    def drafts(self) -> Path:
        """Notes being typed."""
        return self.hidden / "drafts"


def find_folders(
    workspace: str | os.PathLike[str] | None = None, environ: Mapping[str, str] | None = None
) -> Folders:
    """The folders of this run.

    Args:
        workspace: the folder the user named, if any.
        environ: the environment, `os.environ` if not given.

    Raises:
        Refused: the shipped data is not where it was packed.
        BrokenFile: the settings, which may name the workspace, cannot be read.
    """
    # Only needed where files are: nothing below the workspace facade imports this module early.
    from platformdirs import PlatformDirs

    user = PlatformDirs("rewatch", appauthor=False)
    given = workspace or (os.environ if environ is None else environ).get(WORKSPACE_VARIABLE)
    given = given or named_workspace(Path(user.user_config_dir))
    seeds, samples = _shipped(Path(__file__).resolve())
    chosen = Path(given).expanduser() if given else Path(user.user_data_dir)
    return Folders(
        seeds=seeds,
        samples=samples,
        workspace=chosen.absolute(),
        config=Path(user.user_config_dir),
        cache=Path(user.user_cache_dir),
        stood=_holds_something(chosen),
    )


def _holds_something(folder: Path) -> bool:
    try:
        with os.scandir(folder) as found:
            return next(found, None) is not None
    except OSError:
        return False


def _shipped(here: Path) -> tuple[Path, Path]:
    """Seeds and samples: inside an installed package, else at the top of the checkout."""
    package, checkout = here.parents[1], here.parents[3]
    for base in (package / "_shipped", checkout):
        if (base / "seeds").is_dir():
            return base / "seeds", base / "watchlists"
    raise Refused(f"the shipped data is missing from {package}; install rewatch again")


def file_of(folder: Path, name: str, ending: str = ".toml") -> Path:
    """The file of an id, which is checked before it becomes a path.

    Raises:
        UsageError: not a legal id.
    """
    # The records' library takes its time to load, and folders are found without it.
    from rewatch.domain.values import valid_id

    try:
        return folder / f"{valid_id(name)}{ending}"
    except ValueError as error:
        raise UsageError(f"{name!r}: {error}") from error


def slug(text: str, fallback: str = "untitled") -> str:
    """A legal id made from a title: `Magnet juniors (2026)` gives `magnet-juniors-2026`.

    Letters with accents lose them; what is left of other scripts may be nothing: `fallback`.
    """
    import re
    import unicodedata

    from rewatch.domain.values import valid_id

    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    try:
        return valid_id(made)
    except ValueError:
        return f"{made}-list" if made else fallback
