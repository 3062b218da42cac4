"""What the workspace says of itself: the report for somebody who looks for a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewatch.domain.errors import RewatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rewatch.domain.errors import Fault
    from rewatch.keeping import Keeping


def doctor(workspace: Keeping, also: Sequence[Fault] = ()) -> list[tuple[str, str]]:
    """Versions, folders, what was read and how long it took; for a report of a problem.

    Args:
        workspace: what is reported on.
        also: what its faces could not use of the settings.
    """
    import platform
    import time
    from importlib.metadata import PackageNotFoundError, version

    from rewatch import __version__
    from rewatch.domain.company import newest_source

    folders = workspace.folders
    started = time.perf_counter()
    workspace.reload()
    catalogue = workspace.catalogue
    read = time.perf_counter()
    try:
        ranking = workspace.ranking()
        method = ranking.method_version
        spent = 1000 * (time.perf_counter() - read)
        scoring = f"{spent:.0f} ms for {len(ranking.rows)} companies"
    except RewatchError as error:  # the rest is what a report needs all the more
        method = scoring = f"not possible: {error}"

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "not installed"

    records = sum(len(company.evidence) for company in catalogue.companies.values())
    newest = newest_source(catalogue.shipped, workspace.today) or "none"
    names = ("textual", "pydantic", "numpy", "click", "lark", "rapidfuzz")
    extras = (("pdf", "typst"), ("xlsx", "xlsxwriter"), ("web", "textual-serve"))
    exists = "" if folders.workspace.is_dir() else " (not there yet; made at the first save)"
    faults = [*workspace.left_out, *also]
    return [
        ("rewatch", __version__),
        ("Python", f"{platform.python_version()} on {platform.system()}"),
        *((name, installed(name)) for name in names),
        *((f"extra {extra}", installed(name)) for extra, name in extras),
        ("workspace", f"{folders.workspace}{exists}"),
        ("settings", str(folders.config)),
        ("cache", str(folders.cache)),
        ("shipped data", str(folders.seeds)),
        ("companies", f"{len(catalogue.companies)}, {len(catalogue.own)} of them your own"),
        ("evidence", f"{records} records; shipped data to {newest}"),
        ("price decks", ", ".join(catalogue.decks)),
        ("method", method),
        ("left out", f"{len(faults)} faults" if faults else "nothing"),
        *(("fault", str(fault)) for fault in faults),
        ("reading", f"{1000 * (read - started):.0f} ms"),
        ("scoring", scoring),
    ]
