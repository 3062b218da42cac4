"""Gathering: the part of the workspace facade for new evidence, imports and what moved.

Thin calls; what they do stands in `rewatch.storage` and `rewatch.scoring.inbox`. The clock is read
here and nowhere below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from rewatch.question import Question, as_things_stand
from rewatch.safekeeping import Safekeeping

if TYPE_CHECKING:
    from rewatch.domain.company import Company
    from rewatch.scoring.inbox import Item
    from rewatch.scoring.results import RankedCompany
    from rewatch.storage.evidence_add import Draft
    from rewatch.storage.evidence_rows import Row
    from rewatch.storage.inbox import Seen
    from rewatch.storage.list_import import Match
    from rewatch.storage.names import Hit


@dataclass(frozen=True)
class Effect:
    """What drafts would change of one company: its row of the ranking before and after.

    `unmoved` says what keeps its score where it is, should no number change; `flags` which of its
    flags would stand otherwise.
    """

    company: str
    before: RankedCompany | None
    after: RankedCompany
    unmoved: str = ""
    flags: tuple[str, ...] = ()


class Gathering(Safekeeping):
    """What is added to companies, and what happened to them since one last looked."""

    # ------------------------------------------------------------------ evidence

    def read_evidence(
        self, text: str, form: Literal["toml", "csv"], file: str = "standard input"
    ) -> list[Row]:
        """The records of a TOML text or of a CSV's rows, as fields by name."""
        from rewatch.storage.evidence_rows import read_table, read_toml

        return read_toml(text, file) if form == "toml" else read_table(text, file)

    def evidence_flags(self, flags: Iterable[str]) -> Row:
        """One record of `key=value` words."""
        from rewatch.storage.evidence_rows import read_flags

        return read_flags(flags)

    def draft_evidence(
        self,
        company_id: str,
        values: Mapping[str, Any],
        source: str | Mapping[str, Any] | None = None,
        pending: Sequence[Draft] = (),
    ) -> Draft:
        """A record of what was typed, valid and not saved.

        Args:
            company_id: whom it is about.
            values: fields as typed, `kind` among them; "u" and "na: reason" are values.
            source: id of a source of the company, or the fields of a new one.
            pending: drafts that will be saved with it, whose ids and sources count as there.
        """
        from rewatch.storage.evidence_add import draft, with_drafts

        company = with_drafts(self.company(company_id), pending)
        return draft(
            company,
            self._with_code(values),
            today=self.today,
            indicators=self._indicators(),
            source=source,
        )

    def correct_evidence(
        self, company_id: str, evidence: str, changes: Mapping[str, Any]
    ) -> tuple[Draft, bool]:
        """A record with fields changed, and whether it replaces the old one in place."""
        from rewatch.storage.catalogue import read_company
        from rewatch.storage.evidence_add import correction
        from rewatch.storage.paths import file_of

        company = self.company(company_id)
        path = file_of(self.folders.companies, company.id)
        own = [item.id for item in read_company(path).evidence] if path.exists() else []
        return correction(
            company,
            evidence,
            self._with_code(changes),
            today=self.today,
            own=own,
            indicators=self._indicators(),
        )

    def _with_code(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        from rewatch.storage.companies import with_code

        return with_code(self.catalogue, values)

    def _indicators(self) -> list[str]:
        criteria = self.catalogue.rubric.criteria
        return [item.id for criterion in criteria for item in criterion.indicators]

    def effect(
        self,
        drafts: Sequence[Draft],
        question: Question | None = None,
        watchlist: str | None = None,
    ) -> list[Effect]:
        """What drafts would change, before anything is saved; ranked in a list or among all."""
        from rewatch.storage.evidence_add import with_drafts

        touched = dict.fromkeys(item.company for item in drafts)
        changed = {item: with_drafts(self._without(item, drafts), drafts) for item in touched}
        records = [record.id for item in drafts for record in item.records]
        return self._effects(changed, records, question or Question(), watchlist)

    def effect_of_retraction(
        self,
        company_id: str,
        evidence: str,
        question: Question | None = None,
        watchlist: str | None = None,
    ) -> list[Effect]:
        """What withdrawing a record would change, before it is done; arguments as for `effect`.

        Raises:
            NotFound: the company has no such record.
        """
        from rewatch.domain.company import Retraction
        from rewatch.domain.errors import NotFound

        company = self.company(company_id)
        if company.record(evidence) is None:
            raise NotFound(f"record of {company.name}", evidence, [])
        gone = Retraction(evidence=evidence, on=self.today, why="asked for")
        without = company.model_copy(update={"retractions": (*company.retractions, gone)})
        return self._effects({company.id: without}, [evidence], question or Question(), watchlist)

    def _effects(
        self,
        changed: Mapping[str, Company],
        records: Sequence[str],
        question: Question,
        watchlist: str | None,
    ) -> list[Effect]:
        """The rows of some companies before and after these records of theirs are changed."""
        from rewatch.scorecards.unmoved import unmoved
        from rewatch.scoring.ranking import rank
        from rewatch.scoring.score import score_company
        from rewatch.screening.flags import flags_moved

        # An edit is of things as they stand, whatever is supposed on the screen.
        usual = replace(question, scenario=None)
        how = self.method(usual, watchlist)
        ids = list(dict.fromkeys((*self.members(watchlist), *changed)))
        before = {item.id: item for item in self.scores(ids, how)}
        after = before | {key: score_company(item, how) for key, item in changed.items()}
        rows = [rank(list(scores.values()), how, question.order) for scores in (before, after)]
        theirs = [tuple(row for row in one.rows if row.score.id in changed) for one in rows]
        few = [replace(one, rows=kept) for one, kept in zip(rows, theirs, strict=True)]
        flags = flags_moved(*(self.screening(one, usual, watchlist) for one in few))
        found = []
        for company_id in changed:
            row = rows[1].row(company_id)
            assert row is not None, "every company asked for has a row"
            told = unmoved(before[company_id], after[company_id], records, how.rubric)
            found.append(Effect(company_id, rows[0].row(company_id), row, told, flags[company_id]))
        return found

    def _without(self, company_id: str, drafts: Sequence[Draft]) -> Company:
        """The company without the records that a draft puts right in place."""
        company = self.company(company_id)
        new = {record.id for item in drafts for record in item.records}
        left = tuple(record for record in company.evidence if record.id not in new)
        return company.model_copy(update={"evidence": left})

    def add_evidence(self, drafts: Sequence[Draft], *, in_place: bool = False) -> list[str]:
        """Saves drafts as one step; returns the new records' ids.

        Args:
            drafts: what to save.
            in_place: whether they put right records of the same day (`correct_evidence`).
        """
        from rewatch.storage.companies import add_records, put_right
        from rewatch.storage.lock import make_workspace
        from rewatch.storage.recorded import operation

        records = [(item.company, record) for item in drafts for record in item.records]
        make_workspace(self.folders)
        names = ", ".join(dict.fromkeys(company for company, _ in records))
        many = f"{len(records)} record{'' if len(records) == 1 else 's'}"
        words = f"corrected {many} of {names}" if in_place else f"added {many} to {names}"
        if made := ", ".join(project.name for item in drafts for project in item.projects):
            words += f", with the new project {made}"
        with operation(self.folders, words):
            for item in drafts:
                new = () if in_place else item.records
                if new or item.sources or item.projects:
                    add_records(
                        self.folders,
                        item.company,
                        evidence=new,
                        sources=item.sources,
                        projects=item.projects,
                        lead_project=item.lead,
                    )
                if in_place:
                    for record in item.records:
                        put_right(self.folders, item.company, record, self.today)
        self.reload()
        return [record.id for _, record in records]

    def retract_evidence(self, company_id: str, evidence: str, why: str) -> None:
        """Withdraws a record; it stays in its file and counts no more from today on."""
        from rewatch.storage.companies import retract

        retract(self.folders, self.company(company_id), evidence, why, self.today)
        self.reload()

    # ------------------------------------------------------------------ lists from elsewhere

    def import_preview(self, text: str) -> list[Match]:
        """What a text of names, symbols or CSV names here; writes nothing."""
        from rewatch.storage.list_import import match_list, parse_list

        return match_list(parse_list(text), self.catalogue.companies, self.search)

    def import_watchlist(
        self,
        name: str,
        matches: Sequence[Match],
        chosen: Mapping[int, Hit] = {},
        *,
        new: bool = False,
    ) -> tuple[str, list[str]]:
        """Puts the companies that a text named onto a list, which is made if there is none.

        One step, tags and companies that are new here included; what is only near or unknown, and
        for which nothing was chosen, is passed over.

        Args:
            name: slug or name of a list, or the name of a new one.
            matches: what `import_preview` found.
            chosen: what was chosen for a match that is not certain, by its place.
            new: whether the list must be a new one.

        Returns:
            the list's slug, and the ids that were not on it before.

        Raises:
            UsageError: no name, or there is a list of that name and it must be new.
        """
        from rewatch.domain.errors import NotFound
        from rewatch.storage.lock import make_workspace
        from rewatch.storage.recorded import operation
        from rewatch.storage.watchlists import add_entries, change_entry, create

        taken = [
            (chosen.get(place), match)
            for place, match in enumerate(matches)
            if place in chosen or match.kind == "match"
        ]
        many = "1 company" if len(taken) == 1 else f"{len(taken)} companies"
        make_workspace(self.folders)
        self.ensure_samples()
        with operation(self.folders, f"imported {many} into {name}"):
            named = {
                self._taken(hit) if hit else str(match.company): match.named for hit, match in taken
            }
            try:
                slug = None if new else self._own_list(name)
            except NotFound:
                slug = None
            if slug is None:
                slug, added = create(self.folders, name, list(named), self.today), list(named)
            else:
                added = add_entries(self.folders, slug, list(named), self.today)
            for company, given in named.items():
                if company in added:
                    change_entry(self.folders, slug, company, given.entry)
        return slug, added

    def _taken(self, hit: Hit) -> str:
        """The id of what was chosen; a listed miner becomes a company."""
        return hit.company or self.add_company(hit.name, hit.symbol, hit.country)

    # ------------------------------------------------------------------ inbox

    def inbox(
        self, question: Question | None = None, since: date | None = None
    ) -> tuple[date | None, tuple[Item, ...]]:
        """What happened since the user last looked, or since a day; marks nothing as read.

        Returns:
            the day it counts from, None where the user has never looked, and what happened.
        """
        from rewatch.domain.values import day_of
        from rewatch.scoring.inbox import Before, inbox
        from rewatch.storage.inbox import Seen, load_seen, shipped_hashes

        question = as_things_stand(question)
        seen = load_seen(self.folders)
        after = self.method(question)
        day = since or (day_of(seen.looked) if seen.looked else None)
        if since is not None:
            seen = Seen()  # another day than was kept: only the files can tell
        start = min(day or after.as_of, after.as_of)
        before = self.method(replace(question, as_of=start, recorded_by=start))
        hashes = shipped_hashes(self.folders)
        changed = {name for name, found in seen.shipped.items() if hashes.get(name) != found}
        read = {name: day_of(moment) for name, moment in seen.read.items()}
        items = inbox(
            self.catalogue.companies,
            before,
            after,
            Before(seen.scores, changed, seen.members, read, self._earlier(seen)),
            members=self._dynamic(question) if seen.members else {},
            broken=self._broken(question),
            reviews=self.reviews(),
        )
        return day, items

    def _earlier(self, seen: Seen) -> dict[str, Company]:
        """Companies with the records that they had when one last looked, where more came since."""
        from rewatch.storage.inbox import GONE, came_since

        found = {}
        for company_id, new in came_since(self.folders, seen, self.catalogue.companies).items():
            company = self.catalogue.companies.get(company_id)
            if company is not None:
                evidence = tuple(item for item in company.evidence if item.id not in new)
                kept = (i for i in company.retractions if f"{GONE}{i.evidence}" not in new)
                changed = {"evidence": evidence, "retractions": tuple(kept)}
                found[company_id] = company.model_copy(update=changed)
        return found

    def mark_seen(self, question: Question | None = None, *, first: bool = False) -> None:
        """Remembers what there is now, as marked or as `first` seen; the inbox counts from it."""
        from rewatch.storage.inbox import Seen, begin_seen, marks_of, save_seen, shipped_hashes

        question, companies = question or Question(), self.catalogue.companies
        scored = self.scores(list(companies), self.method(question))
        hashes, members = shipped_hashes(self.folders), self._dynamic(question)
        seen = Seen(_now(), {item.id: item.total for item in scored}, hashes, members)
        save = begin_seen if first else save_seen
        save(self.folders, replace(seen, records=marks_of(companies, hashes.keys())))

    def mark_read(self, company_id: str, question: Question | None = None) -> None:
        """Marks one company as looked at; what moves later shows again."""
        from rewatch.storage.inbox import mark_read

        total = self.score(company_id, question).total
        mark_read(self.folders, self.company(company_id), total, _now())

    def _dynamic(self, question: Question) -> dict[str, tuple[str, ...]]:
        """The members of each list that has a filter, by slug."""
        from rewatch.domain.errors import UsageError

        found = {}
        for slug, watchlist in self.watchlists().items():
            if watchlist.filter:
                try:
                    ids = self.let_through(slug, watchlist, question)
                except UsageError:
                    continue  # told where the list itself is opened
                found[slug] = tuple(dict.fromkeys((*watchlist.companies(), *ids)))
        return found

    def _broken(self, question: Question) -> dict[str, tuple[str, ...]]:
        """The assertions that evidence speaks against, by company; of all lists."""
        lists = self.watchlists().values()
        claimed = {entry.company for item in lists for entry in item.entries if entry.thesis}
        if not claimed:
            return {}
        from rewatch.screening.thesis import standings

        table = self.screening(self.ranking(question), question)
        found = {
            row.id: tuple(item.assertion for item in stands if item.state == "broken")
            for row, stands in zip(table.rows, standings(table), strict=True)
        }
        return {company: said for company, said in found.items() if said}


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
