"""The words that documents use for codes, states, grades and single records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rewatch.domain.company import Listing
from rewatch.domain.countries import Country
from rewatch.domain.values import PartialDate, months_between
from rewatch.scorecards.figures import money, number, span
from rewatch.scorecards.plain import visible
from rewatch.scoring.results import Held, IndicatorScore
from rewatch.scoring.weights import in_no_profile

if TYPE_CHECKING:
    from datetime import date

    from rewatch.domain.rubric import Rubric
    from rewatch.scoring.promises import Outlook, Promise

USUAL = "usual weights"  # those of the profile that is taken where nothing is chosen
STATES = {
    "evidence": "evidence",
    "derived": "derived",
    "unknown": "unknown",
    "not-applicable": "does not apply",
}
GROUPS = {"ore": "companies with a deposit", "processor": "processors"}
ORDERS = {
    "proven": "proven points",
    "middle": "the middle of the interval",
    "possible": "possible points",
    "expected": "expected rank",
}
DEAL_STATUS = {
    "binding": "binding",
    "conditional": "conditional",
    "mou": "memorandum",
    "proposed": "proposed",
    "ended": "ended",
}
STEPS = {
    "none": "no step",
    "mined-ore": "mined ore",
    "mineral-concentrate": "mineral concentrate",
    "mixed-carbonate": "mixed carbonate",
    "separated-oxides": "separated oxides",
    "metals": "metals",
    "alloys": "alloys",
    "magnets": "magnets",
}
# How far a step of the value chain is, the furthest first, with the states of records it covers.
# What is under construction is not built: it has produced nothing yet.
LADDER = (
    ("built", ("operating", "commissioning")),
    ("being built", ("construction",)),
    ("piloted", ("demonstration", "piloted")),
    ("planned", ("planned", "announced")),
)
BUILT, BUILDING = LADDER[0][1], LADDER[1][1]
STAGES = {
    "scoping": "scoping study",
    "pfs": "pre-feasibility study",
    "dfs": "feasibility study",
    "resource": "resource stated",
}


# Where an exchange is, by its name in capitals; those not listed are shown without a country.
_EXCHANGES = {
    **dict.fromkeys(("ASX", "NSX"), "AU"),
    **dict.fromkeys(("TSX", "TSXV", "CSE", "NEO", "CBOE CANADA"), "CA"),
    **dict.fromkeys(("NYSE", "NYSE AMERICAN", "NASDAQ", "OTC", "OTCQB", "OTCQX", "OTC PINK"), "US"),
    **dict.fromkeys(("LSE", "AIM", "AQSE"), "GB"),
    **dict.fromkeys(("FSE", "XETRA"), "DE"),
    **dict.fromkeys(("SSE", "SZSE"), "CN"),
    "NASDAQ FIRST NORTH": "SE", "OSE": "NO", "HKEX": "HK", "TSE": "JP", "KRX": "KR", "B3": "BR",
    "JSE": "ZA", "NZX": "NZ", "NSE": "IN", "BSE": "IN", "BURSA MALAYSIA": "MY",
}  # fmt: skip


def listing_words(listing: Listing, countries: Mapping[str, Country]) -> str:
    """A listing with the country of its exchange, where that is known."""
    code = _EXCHANGES.get(listing.exchange.upper())
    place = f" ({country_name(code, countries)})" if code else ""
    return f"{listing.symbol}{place}" + (f" until {listing.until}" if listing.until else "")


def words(code: str) -> str:
    """A code as a reader would write it."""
    return visible(code).replace("-", " ").replace("_", " ")


def approval_words(what: str) -> str:
    """What an approval is of."""
    return "other approval" if what == "other" else words(what)


def stage_words(stage: str | None) -> str:
    """A stage of a project; unknown where no record says."""
    return "unknown" if stage is None else STAGES.get(stage, words(stage))


def role_words(role: str, stage: str | None) -> str:
    """What a company does and how far it is: "developer, feasibility study"."""
    return f"{words(role)}, {'stage unknown' if stage is None else stage_words(stage)}"


def unranked_words(not_ranked: str | None) -> str:
    """Why there is no rank, without the list of what is missing: that stands elsewhere."""
    return (not_ranked or "").partition("; missing: ")[0]


def country_name(code: str | None, countries: Mapping[str, Country]) -> str:
    """A country's name, its code where the table lacks it, "unknown" where there is none."""
    if not code:
        return "unknown"
    entry = countries.get(code)
    return visible(entry.name) if entry else code


def state_words(item: IndicatorScore) -> str:
    """Where a value comes from, with its grade and what stands against it."""
    state = STATES[item.state]
    grade = f", grade {item.grade}" if item.grade else ""
    disputed = ", disputed" if item.disputed else ""
    passed = f", {len(item.overridden)} overridden" if item.overridden else ""
    return f"{state}{grade}{disputed}{passed}"


# What a deal is called by its type and the way it goes; others by their type alone.
_DIRECTIONS = {
    ("offtake", "out"): "offtake",
    ("offtake", "in"): "feed bought",
    ("supply", "in"): "feed supply",
    ("supply", "out"): "offtake",
    ("equity", "in"): "stake taken in the company",
    ("equity", "out"): "stake the company buys",
    ("equity", "sold"): "stake the company sells",
    ("loan", "out"): "loan the company makes",
}


def deal_words(record: Any) -> str:
    """What kind of deal it is, seen from the company."""
    return _DIRECTIONS.get((record.type, record.flow)) or words(record.type)


def status_words(status: Iterable[str]) -> str:
    """A deal's status, or the two it lies between."""
    low, high = tuple(status)
    low, high = DEAL_STATUS.get(low, low), DEAL_STATUS.get(high, high)
    return low if low == high else f"{low} to {high}"


def when(item: Held) -> str:
    """The date a fact speaks of, "undated" where nothing says."""
    record = item.record
    if record.as_of is not None:
        return str(record.as_of)
    return f"by {item.speaks_of}" if item.speaks_of is not None else "undated"


def amount_words(record: Any) -> str:
    """A record's amount in its own currency; "amount unknown" where it gives none."""
    if record.amount is None:
        return "amount unknown"
    return money(record.amount, record.currency)


def volume_words(record: Any) -> str:
    """How much a deal covers, as its record says it."""
    parts = []
    if record.share_pct is not None:
        parts.append(f"{span(record.share_pct)} % of planned output")
    if record.tonnes_per_year is not None:
        product = f" {STEPS[record.product]}" if record.product else ""
        parts.append(f"{span(record.tonnes_per_year, 0)} t a year{product}")
    return ", ".join(parts) or "volume unknown"


def said_on_words(record: Any) -> str:
    """When a promise was said: "said 2025-03", or that nobody dates it."""
    return f"said {record.said_on}" if record.said_on else "undated"


def promised_words(promised: PartialDate | tuple[PartialDate, PartialDate]) -> str:
    """A promised date, or the two it lies between."""
    if isinstance(promised, tuple):
        first, last = promised
        return str(first) if first == last else f"{first} to {last}"
    return str(promised)


def due_words(promise: Promise, as_of: date) -> str:
    """How long ago a promise's date ended, or how far ahead that is."""
    if promise.passed(as_of):
        ago = months_between(promise.due, as_of)
        return f"{months_words(ago)} past" if ago else "less than a month past"
    ahead = months_between(as_of, promise.due)
    if ahead and as_of.day != promise.due.day:
        ahead += 1  # a month that is begun: before it ends the date is over
    return f"in {months_words(ahead)} at the latest" if ahead else "within a month"


def said_words(promise: Promise) -> str:
    """When what holds now was said, and what was said first."""
    now = said_on_words(promise.latest.record)
    if len(promise.versions) == 1:
        return now
    first = promise.first.record
    return f"{now}, first {promised_words(first.promised)} ({said_on_words(first)})"


def moved_words(promise: Promise) -> str:
    """How often a date was put off, and how far it moved in all: `2× +18 months`."""
    if len(promise.versions) == 1:
        return "said once"
    times = f"{promise.slips}× " if promise.slips else ""
    if not promise.months:
        return f"{times}as at first"
    return f"{times}{'+' if promise.months > 0 else '−'}{months_words(abs(promise.months))}"


def outlook_words(found: Outlook) -> str:
    """How many promises there are, are past their date or due soon, and how far they slipped."""
    many = "1 promise" if len(found.all) == 1 else f"{len(found.all)} promises"
    parts = [
        f"{many}: {len(found.passed)} past their date with nothing said since",
        f"{len(found.soon)} due within a year",
        f"{len(found.later)} later",
    ]
    text = ", ".join(parts)
    if found.median is None:
        return f"{text}. None was said more than once."
    whole = round(found.median)
    moved = f"{months_words(abs(whole))} {'later' if whole > 0 else 'earlier'} than at first"
    said = "The one" if found.twice == 1 else f"The {found.twice}"
    verb = "stands" if found.twice == 1 else "stand, in the median,"
    return f"{text}. {said} said more than once {verb} {moved if whole else 'as at first'}."


def shortened(text: str, length: int) -> str:
    """Text of at most that many characters, cut at a word."""
    if len(text) <= length:
        return text
    return f"{text[: length - 2].rsplit(' ', 1)[0].rstrip(',;')} …"


def weights_called(profile: str, names: Mapping[str, str], usual: str) -> str:
    """Whose weights they are, for a reader who does not know the profiles.

    Args:
        profile: id of a profile, else words for weights that are in none.
        names: what the profiles are called, by their ids.
        usual: id of the one that is taken where nothing is chosen.
    """
    if profile == usual:
        return USUAL
    name = names.get(profile, profile)
    if in_no_profile(profile) or name.endswith(" weights"):
        return name
    return f"weights {name}"


def weights_told(profile: str, rubric: Rubric, shares: str = "") -> str:
    """Whose weights they are, with the id of their profile where they are in one.

    Args:
        profile: as `weights_called` takes it.
        rubric: names the profiles; one of the user's own is called by its id.
        shares: what each criterion weighs, in words.
    """
    names = {key: item.name for key, item in rubric.profiles.items()}
    called = visible(weights_called(profile, names, rubric.default_profile))
    named = "" if in_no_profile(profile) else f"profile {visible(profile)}"
    beside = ": ".join(filter(None, (named, shares)))
    return f"{called} ({beside})" if beside else called


def joined(items: Iterable[str], last: str = " and ") -> str:
    """A list in a sentence."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])}{last}{found[-1]}"


def months_words(months: int) -> str:
    """A length of time in months, or years from two on."""
    if abs(months) < 24:
        return f"{months} month" if abs(months) == 1 else f"{months} months"
    return f"{number(months / 12)} years"
