"""What the watchlist screen shows, as plain rows: from a ranking, ordered, under headings.

Pure functions over plain values; a row holds no record, so that rows can be kept and shown before
the records are loaded. No number is computed here that scoring does not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rewatch.tui.otherwise import PRICES

if TYPE_CHECKING:
    from rewatch.scoring.results import CompanyScore, Ranking
    from rewatch.tui.standings import Standing

GROUPS = (("ore", "Ore companies"), ("processor", "Processors"))
NOT_RANKED = "Not ranked: too little evidence"

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One company in the table.

    Attributes:
        places: best and worst place that no weights or values rule out.
        criteria: value interval by criterion id; None where it does not apply.
        flags: short marks, see the legend in the help.
        reason: why it is not ranked, None where it is.
        words: what the text filter looks in.
        failing: how many risk flags are raised; None until that is worked out.
        thesis: sign of the entry's assertion that needs a look first.
        because: why a filter cannot tell of it, in words.
        shown: what the fields read that a filter asks to be shown.
        country: code of the lead project's, else of the domicile; "" where neither is known.
    """

    id: str
    name: str
    group: str
    rank: int | None
    total: Span
    places: tuple[int, int] | None
    criteria: dict[str, Span | None]
    coverage: float
    flags: str
    reason: str | None
    words: str
    failing: int | None = None
    thesis: str = ""
    because: str = ""
    shown: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line between rows."""

    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A table and what its header says.

    Attributes:
        criteria: criterion id and name, in the rubric's order.
        profile: whose weights they are, in words.
        deck: the price deck as it is called, "" where there is none.
        as_of: ISO date.
        data_to: where the shipped data ends, as `domain.company.newest_source` has it.
        deck_id: the price deck by its short name; "" where there is none.
        supposing: what the scenario is called that everything is scored under; "" for none.
        past: whether it is seen as of another day than today.
        ways: what is asked otherwise than usual, the latest last; see `otherwise`.
    """

    rows: tuple[Row, ...]
    criteria: tuple[tuple[str, str], ...]
    profile: str
    deck: str
    as_of: str
    data_to: str | None
    deck_id: str = ""
    supposing: str = ""
    past: bool = False
    ways: tuple[str, ...] = ()

    def named(self, what: str) -> str:
        """What a screen is about, with the day, scenario and prices it is seen under."""
        return ", ".join([what, *self.under])

    @property
    def under(self) -> list[str]:
        """The earlier day, scenario and unusual prices it is seen under, as a title says them."""
        under = [f"as of {self.as_of}"] if self.past else []
        under += [f"supposing {self.supposing}"] if self.supposing else []
        return under + ([f"prices {self.deck_id}"] if PRICES in self.ways else [])

    @property
    def day(self) -> list[str]:
        """The day as a fact of a header, as long as its title does not say it."""
        return [] if self.past else [f"as of {self.as_of}"]


def picture(
    ranking: Ranking,
    deck_name: str,
    weights: str,
    *,
    past: bool = False,
    ways: tuple[str, ...] = (),
    data_to: str | None = None,
) -> Picture:
    """The table of a ranking, with what its prices and weights are called.

    Args:
        ranking: what was asked for.
        deck_name: the price deck as it is called.
        weights: whose weights they are, in words.
        past: whether it is as of another day than today.
        ways: what is asked otherwise than usual, the latest last.
        data_to: where the shipped data ends.
    """
    scores = [row.score for row in ranking.rows]
    named = {item.id: item.name for score in scores for item in score.criteria}
    return Picture(
        rows=tuple(
            Row(
                id=row.score.id,
                name=row.score.name,
                group=row.score.group,
                rank=row.rank,
                total=(row.score.total.low, row.score.total.high),
                places=row.rank_interval,
                criteria={
                    item.id: None if item.value is None else (item.value.low, item.value.high)
                    for item in row.score.criteria
                },
                coverage=row.score.coverage,
                flags=flags(row.score),
                reason=row.score.not_ranked,
                words=words(row.score),
                country=country(row.score),
            )
            for row in ranking.rows
        ),
        criteria=tuple(named.items()),
        profile=weights,
        deck=deck_name,
        as_of=ranking.as_of.isoformat(),
        data_to=data_to,
        deck_id=ranking.deck,
        supposing=ranking.supposed.scenario.name if ranking.supposed else "",
        past=past,
        ways=ways,
    )


def as_plain(found: Picture) -> dict[str, Any]:
    """A table as values that JSON can hold."""
    return asdict(found)


def from_plain(kept: Mapping[str, Any]) -> Picture:
    """A table from what `as_plain` made of one.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """

    def span(ends: Any) -> Span | None:
        return None if ends is None else (float(ends[0]), float(ends[1]))

    rows = []
    for item in kept["rows"]:
        places = item["places"]
        rows.append(
            Row(
                **{
                    **item,
                    "total": (float(item["total"][0]), float(item["total"][1])),
                    "places": None if places is None else (int(places[0]), int(places[1])),
                    "criteria": {key: span(ends) for key, ends in item["criteria"].items()},
                }
            )
        )
    criteria = tuple((key, name) for key, name in kept["criteria"])
    ways = tuple(kept["ways"])
    return Picture(**{**kept, "rows": tuple(rows), "criteria": criteria, "ways": ways})


def flags(score: CompanyScore) -> str:
    """Marks beside a score: ≠n disputed indicators, ! fields in conflict, † no longer active."""
    disputed = sum(1 for item in score.indicators() if item.disputed)
    marks = [f"≠{disputed}" if disputed else "", "!" if score.company.conflicts else ""]
    marks.append("†" if score.company.status != "active" else "")
    return "".join(marks)


def words(score: CompanyScore) -> str:
    """Everything the text filter looks in: id, name, aliases, tickers, tags."""
    company = score.company
    symbols = [listing.symbol for listing in company.listings]
    return " ".join([company.id, company.name, *company.aliases, *symbols, *company.tags])


def country(score: CompanyScore) -> str:
    """Code of the country a company is followed for; "" where none is known."""
    company = score.company
    return (company.lead.country if company.lead else company.domicile) or ""


@dataclass(frozen=True, slots=True)
class Sorting:
    """One way to order the rows inside their groups.

    Attributes:
        id: of the column it goes by, where there is one.
        letter: the key that chooses it.
        key: of a row; the smaller comes first.
        about: what the column means, in a few words.
    """

    id: str
    letter: str
    title: str
    key: Callable[[Row], tuple[object, ...]]
    about: str = ""


# What the rows are ordered by, and whether the other way round; the second among those that the
# first finds equal. Empty: as they come.
By = Sequence[tuple[Sorting, bool]]


# What the columns mean, for who chooses among them.
MEANINGS = {
    "rank": "its place in its group, by proven points",
    "company": "what it is called",
    "country": "of the lead project, else of the domicile",
    "score": "points out of 100 that its evidence proves",
    "possible": "points if all unknown turned out well",
    "doubt": "how far the possible is above the proven",
    "bar": "proven points solid, possible ones light",
    "coverage": "share of the weight that rests on evidence",
    "flags": "risk flags raised, then the marks ≠ ! †",
    "places": "places it takes in 90 % of the samples",
    "first": "share of the samples in which it is first",
    "top5": "share of samples: among the first five",
    "tier": "companies of one tier cannot be told apart",
}
OF_CRITERION = "middle of the points for this criterion"


def _mid(span: Span | None) -> float:
    return float("-inf") if span is None else (span[0] + span[1]) / 2


def sortings(
    criteria: Sequence[tuple[str, str]], standings: Mapping[str, Standing] | None = None
) -> list[Sorting]:
    """All ways to order, each with a letter of its own.

    Args:
        criteria: criterion id and name, in the rubric's order.
        standings: what the samples say; companies they say nothing of come last.
    """
    sampled = standings or {}

    def by_samples(key: Callable[[Standing], float]) -> Callable[[Row], tuple[object, ...]]:
        def of(row: Row) -> tuple[object, ...]:
            standing = sampled.get(row.id)
            return (standing is None, key(standing) if standing else 0.0)

        return of

    plain: list[tuple[str, str, str, Callable[[Row], tuple[object, ...]]]] = [
        ("rank", "r", "rank", lambda _row: ()),
        ("company", "n", "name", lambda row: (row.name.casefold(),)),
        ("country", "u", "country", lambda row: (row.country == "", row.country)),
        ("score", "s", "proven score", lambda row: (-row.total[0],)),
        ("possible", "b", "possible (best) score", lambda row: (-row.total[1],)),
        ("doubt", "d", "doubt (width)", lambda row: (row.total[0] - row.total[1],)),
        ("coverage", "c", "cover", lambda row: (-row.coverage,)),
        ("flags", "f", "flags", lambda row: (-(row.failing or 0), row.flags == "")),
        ("places", "l", "likely rank (mean)", by_samples(lambda item: item.expected)),
        ("first", "1", "share first", by_samples(lambda item: -item.first)),
        ("top5", "5", "share in the top 5", by_samples(lambda item: -item.top5)),
        ("tier", "t", "tier", by_samples(lambda item: item.tier or 0)),
    ]
    about = {**MEANINGS, "places": "its mean place in the samples"}
    found = [Sorting(key, letter, title, of, about[key]) for key, letter, title, of in plain]
    taken = {item.letter for item in found}
    for criterion, name in criteria:
        spare = [*name.casefold(), *"zyxwvutkhgaei"]
        letter = next((c for c in spare if c.isalpha() and c.isascii() and c not in taken), "")
        taken.add(letter)

        def by(row: Row, criterion: str = criterion) -> tuple[object, ...]:
            return (-_mid(row.criteria.get(criterion)),)

        found.append(Sorting(criterion, letter, name, by, OF_CRITERION))
    return found


def by_field(field: str) -> Sorting:
    """The way to sort by what a filter shows, which its line has to say."""
    return Sorting(f":{field}", "", field, lambda _row: (), "as the filter's line shows it")


def arranged(rows: Iterable[Row], by: By = ()) -> list[Row | Heading]:
    """Rows under the headings of their groups; those not ranked under their own, last.

    Args:
        rows: in the ranking's order.
        by: the order inside each heading; equal rows keep the ranking's.
    """
    everything = list(rows)
    lines: list[Row | Heading] = []
    ranked = [row for row in everything if row.reason is None]
    parts = [(title, [row for row in ranked if row.group == name]) for name, title in GROUPS]
    parts.append((NOT_RANKED, [row for row in everything if row.reason is not None]))
    for title, members in parts:
        if not members:
            continue
        lines.append(Heading(f"{title} ({len(members)})"))
        lines.extend(ordered(members, by))
    return lines


def ordered(members: list[Row], by: By) -> list[Row]:
    """The rows under one heading; equal ones keep the order they come in."""
    for way, backwards in reversed(by):
        if way.id == "rank":
            members = members[::-1] if backwards else members
        else:
            members = sorted(members, key=way.key, reverse=backwards)
    return members


def turned(by: By, way: Sorting, second: bool) -> By:
    """What the rows are ordered by after a way was chosen.

    Chosen again it is turned round; another first one takes the second's leave, for that was meant
    among equals of the one before.

    Args:
        by: what they were ordered by.
        way: what was chosen.
        second: whether it is to come after the first.
    """
    place = 1 if second and by and by[0][0].id not in ("rank", way.id) else 0
    if place < len(by) and by[place][0].id == way.id:
        changed = (way, not by[place][1])
        return (*by[:place], changed, *by[place + 1 :])
    return (*by[:place], (way, False))
