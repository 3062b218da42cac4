"""What a scenario makes of companies and method, and what each of its parts moves.

Records, countries and prices are supposed otherwise and everything is scored again: the scorer
knows of no scenario. Two things keep that honest. Where it is open whether a rule is about a
record, the record as it is and as it would be dispute one another, and the hull of both counts.
And a scenario brings no evidence: an indicator that loses its records is open only up to what it
was worth with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from rewatch.domain.company import Company
from rewatch.domain.countries import Country
from rewatch.domain.errors import UsageError
from rewatch.domain.prices import Deck
from rewatch.domain.scenario import Rule, Scenario
from rewatch.domain.text import counted
from rewatch.scoring.case import Method
from rewatch.scoring.results import CompanyScore, RankedCompany, Ranking, Supposed
from rewatch.scoring.score import score_company

# A part smaller than this many points is the rounding of adding floats.
_NOTHING = 1e-9

# What a record supposed otherwise, and standing beside the one it was, is called after.
SUPPOSED = "-supposed"

Fit = Literal["yes", "open", "untold", "no"]


def fits(record: Any, rule: Rule) -> Fit:
    """Whether a rule is about a record.

    Returns:
        "open" where a range of the record lies only partly in what the rule asks for, "untold"
        where the record does not say.
    """
    if record.kind != rule.kind:
        return "no"
    found: list[Fit] = []
    for name, wanted in rule.wanted().items():
        value = getattr(record, name)
        if value is None:
            found.append("untold")
        elif _is_range(value):
            ends = {(end, end) in wanted for end in value}
            found.append("yes" if ends == {True} else "no" if ends == {False} else "open")
        else:
            found.append("yes" if value in wanted else "no")
    for worst in ("no", "untold", "open"):
        if worst in found:
            return worst
    return "yes"


def _is_range(value: Any) -> bool:
    """Whether a value is a pair of levels, as the status of a deal."""
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)


def supposed(company: Company, rule: Rule, *, sure: bool) -> tuple[Company, tuple[str, ...]]:
    """A company as a rule would have it.

    Args:
        company: as it stands.
        rule: what becomes of which records.
        sure: whether the rule is certainly about this company; otherwise both may be true.

    Returns:
        the company, and the ids of the records that became otherwise.
    """
    evidence: list[Any] = []
    changed = []
    for record in company.evidence:
        fit = fits(record, rule)
        new = record.model_copy(update=rule.values()) if fit in ("yes", "open") else record
        if new == record:
            evidence.append(record)
            continue
        changed.append(record.id)
        said = f"supposed by the rule {rule.id}"
        new = new.model_copy(update={"note": f"{said}; {record.note}" if record.note else said})
        if fit == "yes" and sure:
            evidence.append(new)
        else:
            apart = {"id": record.id + SUPPOSED, "disputes": (*record.disputes, record.id)}
            evidence += [record, new.model_copy(update=apart)]
    if not changed:
        return company, ()
    return company.model_copy(update={"evidence": tuple(evidence)}), tuple(changed)


def untold(companies: Iterable[Company], rule: Rule) -> int:
    """How many records do not say whether the rule is about them; they stay as they are."""
    return sum(fits(item, rule) == "untold" for one in companies for item in one.evidence)


def countries_under(scenario: Scenario, countries: Mapping[str, Country]) -> dict[str, Country]:
    """The country table as a scenario would have it.

    Raises:
        UsageError: it names a country that is not in the table.
    """
    for code in scenario.countries:
        if code not in countries:
            raise UsageError(
                f"the scenario {scenario.id} supposes something of {code}, which the country "
                "table does not have"
            )
    why = f"in the scenario {scenario.name}"
    found = {}
    for code, country in countries.items():
        bloc = scenario.countries.get(code) or scenario.blocs.get(country.bloc) or country.bloc
        changed = {"bloc": bloc, "reason": why}
        found[code] = country if bloc == country.bloc else country.model_copy(update=changed)
    return found


def deck_under(scenario: Scenario, deck: Deck) -> Deck:
    """A price deck with the prices that a scenario supposes.

    Raises:
        UsageError: the deck is in another currency than the scenario's prices.
    """
    if not scenario.prices:
        return deck
    if deck.unit != "USD/kg":
        raise UsageError(
            f"the scenario {scenario.id} supposes prices in USD/kg and the deck {deck.id} is in "
            f"{deck.unit}; use a deck in USD/kg"
        )
    name = f"{deck.name}, with prices of the scenario"
    return deck.model_copy(update={"name": name, "quoted": deck.quoted | scenario.prices})


def ceilings(score: CompanyScore, records: Collection[str]) -> dict[str, float]:
    """What the indicators that rest on some records are worth at most."""
    return {
        item.id: item.value.high
        for item in score.indicators()
        if item.value is not None and not set(records).isdisjoint(item.evidence)
    }


@dataclass(frozen=True, slots=True)
class Step:
    """The world with one more part of a scenario.

    Attributes:
        name: "price deck", "country table", or the id of a rule.
        reason: why, in a sentence.
        how: the method from here on.
        companies: those that this part made otherwise.
        changed: by company, the records it made otherwise.
        open: companies of which it cannot be told whether the rule is about them.
        untold: how many records do not say whether the rule is about them.
    """

    name: str
    reason: str
    how: Method
    companies: Mapping[str, Company]
    changed: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...] = ()
    untold: int = 0

    @property
    def told(self) -> str:
        """What it supposes, and how far what is known of records lets it reach."""
        said = [self.reason]
        if self.changed:
            records = counted(sum(len(ids) for ids in self.changed.values()), "record")
            whom = counted(len(self.changed), "company", "companies")
            said.append(f"It makes {records} of {whom} otherwise.")
        if self.open:
            whom = counted(len(self.open), "company", "companies")
            said.append(f"Of {whom} it may or may not hold.")
        if self.untold:
            verb = "does" if self.untold == 1 else "do"
            said.append(f"{counted(self.untold, 'record')} {verb} not say and stay as they are.")
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class World:
    """Everything as a scenario supposes it.

    Attributes:
        start: the method without it.
        how: the method under it, with the companies that it made otherwise.
        steps: its parts, in order.
    """

    scenario: Scenario
    start: Method
    how: Method
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPart:
    """What one part of a scenario moves of one company's total, in points.

    Attributes:
        name: as of `Step`.
        evidence: the records that it made otherwise.
        indicators: those it moved, the most first.
    """

    name: str
    low: float
    mid: float
    high: float
    evidence: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One company before and under a scenario; the parts add up to the change of the total."""

    before: RankedCompany
    after: RankedCompany
    parts: tuple[ScenarioPart, ...]

    @property
    def places(self) -> int:
        """Places it falls; less than 0 where it rises, 0 where it has no place in one of both."""
        before, after = self.before.rank, self.after.rank
        return after - before if before is not None and after is not None else 0

    @property
    def proven(self) -> float:
        """Points by which the proven end moves."""
        return self.after.score.total.low - self.before.score.total.low

    @property
    def possible(self) -> float:
        """Points by which the possible end moves."""
        return self.after.score.total.high - self.before.score.total.high

    @property
    def still(self) -> bool:
        """Whether neither its points nor its place change."""
        return not self.parts and not self.places


def world(
    scenario: Scenario,
    start: Method,
    priced: Method,
    companies: Mapping[str, Company],
    answers: Mapping[str, tuple[Collection[str], Collection[str]]],
) -> World:
    """Everything as a scenario supposes it: prices, countries, then its rules in their order.

    Args:
        scenario: what is supposed.
        start: the method without it.
        priced: the method with its price deck.
        companies: all that are looked at, as they stand.
        answers: by rule with a filter, the companies that match and those that may.
    """
    found = []
    how = replace(start, deck=priced.deck, memo={})
    if how.deck != start.deck:
        told = how.deck.name if how.deck else "no price deck"
        found.append(Step("price deck", f"Priced with {told}.", how, {}, {}))
    if scenario.countries or scenario.blocs:
        how = replace(how, countries=countries_under(scenario, how.countries), memo={})
        found.append(Step("country table", _blocs_told(scenario), how, {}, {}))
    current, plain = dict(companies), how
    as_they_are: dict[str, CompanyScore] = {}
    most: dict[str, dict[str, float]] = {}
    for rule in scenario.rules:
        match, may = answers.get(rule.id, (current, ()))
        new: dict[str, Company] = {}
        changed: dict[str, tuple[str, ...]] = {}
        for company_id in (*match, *may):
            company, ids = supposed(current[company_id], rule, sure=company_id in match)
            if ids:
                new[company_id], changed[company_id] = company, ids
        for key, ids in changed.items():
            if key not in as_they_are:
                as_they_are[key] = score_company(companies[key], plain)
            most[key] = ceilings(as_they_are[key], ids) | most.get(key, {})
        how = replace(how, supposed=Supposed(scenario, ceilings=dict(most)), memo={})
        asked = [current[key] for key in (*match, *may)]
        opened = tuple(key for key in may if key in changed)
        current |= new
        found.append(Step(rule.id, rule.reason, how, new, changed, opened, untold(asked, rule)))
    new = {key: item for step in found for key, item in step.companies.items()}
    alone = how.deck == start.deck and how.countries is start.countries
    how = replace(how, supposed=Supposed(scenario, new, most, alone), memo={})
    return World(scenario, start, how, tuple(found))


def _blocs_told(scenario: Scenario) -> str:
    named = [f"{code} counts as {bloc}" for code, bloc in scenario.countries.items()]
    whole = [f"what is {old} counts as {new}" for old, new in scenario.blocs.items()]
    text = ", ".join((*named, *whole))
    return f"{text[:1].upper()}{text[1:]}."


def moves(
    before: Ranking, after: Ranking, start: Method, parts: tuple[Step, ...]
) -> tuple[Moved, ...]:
    """What a scenario moves, the company that loses or wins most proven points first.

    Args:
        before: the ranking without the scenario.
        after: the same companies under it.
        start: the method of `before`.
        parts: the steps of the world of `after`.
    """
    found = []
    for row in before.rows:
        company_id = row.score.id
        there = after.row(company_id)
        assert there is not None, "both rankings are of the same companies"
        found.append(Moved(row, there, _parts(row.score, there.score, start, parts)))
    return tuple(
        sorted(
            found,
            key=lambda item: (-abs(item.proven), -abs(item.possible), -abs(item.places)),
        )
    )


def _parts(
    before: CompanyScore, after: CompanyScore, start: Method, parts: tuple[Step, ...]
) -> tuple[ScenarioPart, ...]:
    """Part by part, what moves one company; nothing is scored where nothing can have moved."""
    if before.total == after.total and before.company is after.company:
        return ()
    company, how, last, found = before.company, start, before, []
    reached = []
    for part in parts:
        everybody = part.how.deck != how.deck or part.how.countries is not how.countries
        how = part.how
        if everybody or before.id in part.companies:
            reached.append(part)
    for part in reached:
        company = part.companies.get(before.id, company)
        under = replace(part.how, weights=start.weights, memo={})
        score = after if part is reached[-1] else score_company(company, under)
        moved = _moved(last, score)
        if moved:
            low, mid, high = (
                float(getattr(score.total, end)) - float(getattr(last.total, end))
                for end in ("low", "mid", "high")
            )
            ids = part.changed.get(before.id, ())
            found.append(ScenarioPart(part.name, low, mid, high, ids, moved))
        last = score
    return tuple(found)


def _moved(before: CompanyScore, after: CompanyScore) -> tuple[str, ...]:
    """The indicators that differ, those that move the total most first."""
    old = {item.id: item for item in before.indicators()}
    sizes: dict[str, float] = {}
    for item in after.indicators():
        was = old[item.id]
        if item.value is None or was.value is None:
            continue
        low, high = item.value.low - was.value.low, item.value.high - was.value.high
        if max(abs(low), abs(high)) > _NOTHING:
            sizes[item.id] = after.global_weight(item) * (abs(low) + abs(high))
    return tuple(sorted(sizes, key=lambda key: (-sizes[key], key)))
