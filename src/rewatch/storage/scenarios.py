"""Scenario files: those that come with rewatch, and the user's own over them."""

from __future__ import annotations

from pathlib import Path

from rewatch.domain.errors import NotFound
from rewatch.domain.scenario import Scenario
from rewatch.storage.cache import Loaded, cache_file, load_records
from rewatch.storage.catalogue import check_name, toml_paths
from rewatch.storage.paths import Folders
from rewatch.storage.toml_files import BrokenFile, read_model


def read_scenario(path: Path) -> Scenario:
    """One scenario, whose file's name is its id.

    Raises:
        BrokenFile: anything is wrong with it.
    """
    found = read_model(path, Scenario)
    check_name(path, found.id)
    return found


def load_scenarios(folders: Folders) -> dict[str, Loaded]:
    """Every scenario file by id, in order of id; an own one stands over a shipped one."""
    found: dict[str, Loaded] = {}
    for folder in (folders.seeds / "scenarios", folders.workspace / "scenarios"):
        store = cache_file(folders.cache, folder)
        for loaded in load_records(
            toml_paths(folder), read_scenario, {"scenario": Scenario}, store
        ):
            found[loaded.path.stem] = loaded
    return dict(sorted(found.items()))


def scenario_of(folders: Folders, name: str) -> Scenario:
    """The scenario of that id or name.

    Raises:
        BrokenFile: its file cannot be read.
        NotFound: there is none; with the nearest.
    """
    found = load_scenarios(folders)
    loaded = found.get(name)
    if loaded is not None and not isinstance(loaded.record, Scenario):
        raise BrokenFile(list(loaded.faults))
    known = [item.record for item in found.values() if isinstance(item.record, Scenario)]
    for item in known:
        if name.casefold() in (item.id, item.name.casefold()):
            return item
    from difflib import get_close_matches

    ids = [item.id for item in known]
    raise NotFound("scenario", name, get_close_matches(name, ids, 3, 0.3) or ids[:3])
