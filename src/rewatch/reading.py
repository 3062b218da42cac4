"""Reading: the first part of the workspace facade. What there is, by name.

Records take longer to load than all the rest of a start; the interface shows its first picture
without them, so they are imported where they are used.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rewatch.domain.errors import NotFound
from rewatch.domain.lists import ALL_LISTS, ALL_LISTS_NAME
from rewatch.storage import first_picture
from rewatch.storage.paths import Folders

if TYPE_CHECKING:
    from rewatch.domain.company import Company
    from rewatch.domain.errors import Fault
    from rewatch.domain.scenario import Scenario
    from rewatch.domain.screens import Screen
    from rewatch.domain.watchlist import Watchlist
    from rewatch.scoring.case import Method
    from rewatch.scoring.results import CompanyScore
    from rewatch.scoring.scenarios import World
    from rewatch.storage.catalogue import Catalogue
    from rewatch.storage.names import Hit


class Reading:
    """What a workspace holds over the shipped data; changes nothing on disk."""

    def __init__(self, folders: Folders, today: date) -> None:
        self.folders = folders
        self.today = today
        self._catalogue: Catalogue | None = None
        self._scores: dict[tuple[object, ...], dict[str, CompanyScore]] = {}
        self._then: dict[date, tuple[Catalogue, tuple[str, ...]]] = {}
        self._worlds: dict[tuple[object, ...], World] = {}
        self._read: first_picture.Stamps = {}

    @property
    def catalogue(self) -> Catalogue:
        """Companies, method, decks and countries, read on first use."""
        if self._catalogue is None:
            from rewatch.storage.catalogue import load_catalogue

            self._read = first_picture.stamps(self.folders)
            self._catalogue = load_catalogue(self.folders)
        return self._catalogue

    def reload(self) -> None:
        """Forgets what was read; the next question reads the files again."""
        self._catalogue = None
        self._scores.clear()
        self._then.clear()
        self._worlds.clear()

    def catalogue_on(self, day: date | None) -> tuple[Catalogue, tuple[str, ...]]:
        """The catalogue with the method files that were in use on a day; today's without one.

        Returns:
            the catalogue, and the files it has from the history's copies; the others are today's.
        """
        if day is None:
            return self.catalogue, ()
        if day not in self._then:
            from rewatch.storage.method_copies import catalogue_on

            self._then[day] = catalogue_on(self.folders, self.catalogue, day)
        return self._then[day]

    def company(self, company_id: str, how: Method | None = None) -> Company:
        """The company of that id, as the scenario of a method supposes it.

        Raises:
            NotFound: there is none; with the nearest names.
        """
        if how is not None and how.supposed is not None:
            plain = self.company(company_id)
            return how.supposed.companies.get(plain.id, plain)
        found = self.catalogue.companies.get(company_id)
        if found is None:
            return self.catalogue.companies[self.resolve(company_id)]
        return found

    def resolve(self, name: str) -> str:
        """The id of the company of that id, ticker, name or alias.

        Raises:
            NotFound: none is called so; with the three closest.
            Ambiguous: more than one is.
        """
        if name in self.catalogue.companies:
            return name
        from rewatch.storage.names import resolve

        return resolve(name, self.catalogue.companies)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Companies and listed miners whose name, alias or ticker is like the text."""
        from rewatch.storage.names import search

        return search(text, self.catalogue.companies, self.folders, limit)

    def watchlist(self, name: str) -> tuple[str, Watchlist]:
        """A list by slug or name; `all-lists` is the view of every list, merged.

        Raises:
            NotFound: none is called so.
        """
        from rewatch.domain.watchlist import merged
        from rewatch.storage.watchlists import load_watchlist

        try:
            return load_watchlist(self.folders, name)
        except NotFound:
            if name.strip().casefold() not in (ALL_LISTS, ALL_LISTS_NAME.casefold()):
                raise
            return ALL_LISTS, merged(self._lists().values())

    def _lists(self) -> dict[str, Watchlist]:
        from rewatch.storage.watchlists import list_watchlists

        return list_watchlists(self.folders)[0]

    def screens(self) -> dict[str, Screen]:
        """The saved filters by id: those that come with rewatch, the user's own over them.

        Raises:
            BrokenFile: a file of them cannot be read.
        """
        from rewatch.domain.screens import Screens
        from rewatch.storage.toml_files import read_model

        found: dict[str, Screen] = {}
        for folder in (self.folders.seeds, self.folders.workspace):
            path = folder / "screens.toml"
            if path.exists():
                found |= {item.id: item for item in read_model(path, Screens).screens}
        return found

    def scenario_faults(self) -> tuple[Fault, ...]:
        """Why scenario files cannot be read; the others are there without them."""
        from rewatch.storage.scenarios import load_scenarios

        return tuple(
            fault for item in load_scenarios(self.folders).values() for fault in item.faults
        )

    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios that can be read, by id: those that come with rewatch and one's own."""
        from rewatch.domain.scenario import Scenario
        from rewatch.storage.scenarios import load_scenarios

        found = load_scenarios(self.folders).items()
        return {key: item.record for key, item in found if isinstance(item.record, Scenario)}
