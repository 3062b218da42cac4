"""Fields of the company and its lead project: who it is, where it is, what it sets out to do."""

from __future__ import annotations

from typing import get_args

from rewatch.domain.company import Company, Feedstock, Role
from rewatch.domain.countries import Bloc, Country
from rewatch.domain.elements import CHAIN
from rewatch.domain.evidence import StageName
from rewatch.domain.text import fold
from rewatch.domain.values import Interval
from rewatch.screening.fields import IS_WORDS, JUNIOR_ROLES, Field, Reading, exactly
from rewatch.screening.view import View, reading

SECTION = "Company and lead project"
# ISO 3166-1 alpha-2.
_ISO_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW"
)
STATUSES = ("active", "acquired", "delisted", "insolvent")
# A suspended or closed project stands on no rung: it is neither above nor below a stage.
STAGES: tuple[str, ...] = tuple(
    name for name in get_args(StageName) if name not in ("suspended", "closed")
)


def choice(value: str | None) -> Reading | None:
    """A reading of one of some values."""
    return Reading(frozenset({value})) if value else None


def names(values: object) -> Reading:
    """A reading of a set that is known whole: what is not in it is not there."""
    return Reading(frozenset(values))  # type: ignore[call-overload]


def _names_of(view: View) -> Reading:
    company = view.company
    texts = [company.name, *company.aliases, company.id.replace("-", " ")]
    texts += [listing.symbol for listing in company.listings]
    texts += [listing.ticker for listing in company.listings]
    texts += [project.name for project in company.projects]
    return Reading(tuple(dict.fromkeys(texts)))


def _today(company: Company, view: View) -> list[str]:
    return [
        listing.exchange
        for listing in company.listings
        if listing.until is None or listing.until.last >= view.as_of
    ]


def _exchanges(view: View) -> Reading:
    return names(_today(view.company, view))


def _tickers(view: View) -> Reading:
    found = []
    for listing in view.company.listings:
        found += [listing.ticker, listing.symbol]
    return names(found)


def _is(view: View) -> Reading:
    company, score = view.company, view.score
    benchmark = "benchmark" in company.tags
    found = {company.role, company.status}
    facts = {
        "junior": company.role in JUNIOR_ROLES and company.status == "active" and not benchmark,
        "benchmark": benchmark,
        "listed": bool(_today(company, view)),
        "unlisted": not _today(company, view),
        "ranked": view.row.ranked.rank is not None,
        "unranked": view.row.ranked.rank is None,
        "noted": bool(view.row.notes),
        "watched": bool(view.row.lists),
        "disputed": any(item.use == "disputes" for item in score.records),
        "conflicted": bool(company.conflicts),
        "suspended": score.stage == "suspended",
    }
    return names((found & IS_WORDS.keys()) | {word for word, true in facts.items() if true})


def _stage(view: View) -> Reading | None:
    groups = view.speaking("stage", lead_only=True)
    used = [item for group in groups for item in group]
    if not used:
        return None
    return reading(frozenset(str(item.record.stage) for item in groups[0]), groups[0])


def _bloc(view: View) -> Reading | None:
    nation = view.nation(view.country)
    return choice(nation.bloc if nation else None)


def _ownership(view: View) -> Reading | None:
    lead = view.lead
    if lead is None or lead.ownership_pct is None:
        return None
    return Reading(Interval(*lead.ownership_pct))


def _feedstock(view: View) -> Reading | None:
    lead = view.lead
    return choice(lead.feedstock) if lead and lead.feedstock != "unknown" else None


def _texts(*parts: str | None) -> Reading | None:
    found = tuple(part for part in parts if part)
    return Reading(found) if found else None


def _everything(view: View) -> Reading:
    """All running text about a company: summary, projects, evidence and notes."""
    company, found = view.company, [*_names_of(view).value, view.company.summary or ""]
    for project in company.projects:
        found += [project.region or "", project.feedstock, project.product or ""]
    for item in view.score.records:
        if item.use in ("chosen", "disputes", "overridden"):
            record = item.record.model_dump(exclude={"id", "kind", "source", "recorded"})
            found += [str(value) for value in record.values() if isinstance(value, str)]
    for note in view.row.notes:
        found += [note.title or "", note.body, *note.tags]
    return Reading(tuple(text for text in found if text))


def company_fields(countries: dict[str, Country]) -> list[Field]:
    """The fields of identity, home, lead project and stage."""
    # The country table has no percentiles for some places where companies are at home.
    codes = tuple(dict.fromkeys((*countries, *_ISO_CODES.split())))
    spelled = {fold(item.name): item.code for item in countries.values()}

    def country(name: str, doc: str, label: str, read: object, *aliases: str) -> Field:
        return Field(
            name, "choice", doc, label, SECTION, read,  # type: ignore[arg-type]
            choices=codes, synonyms=spelled, aliases=aliases,
        )  # fmt: skip

    def one(name: str, doc: str, label: str, read: object, choices: tuple[str, ...]) -> Field:
        return Field(name, "choice", doc, label, SECTION, read, choices=choices)  # type: ignore[arg-type]

    return [
        Field(
            "is", "names", "What the company is: " + "; ".join(IS_WORDS), "kind of company",
            SECTION, _is, choices=tuple(IS_WORDS),
        ),
        Field(
            "name", "text", "Name, alias, former name, ticker, id or project name holds the text",
            "name", SECTION, _names_of,
        ),
        Field("id", "names", "The company's id", "id", SECTION, lambda v: names({v.company.id})),
        one("role", "What the company mainly does", "role", lambda v: choice(v.company.role),
            get_args(Role)),
        one("status", "Whether the company still stands", "status",
            lambda v: choice(v.company.status), STATUSES),
        country("domicile", "Country the company is at home in", "domicile",
                lambda v: choice(v.company.domicile), "home"),
        Field(
            "exchange", "names", "Exchanges it is listed on today", "exchanges", SECTION,
            _exchanges, aliases=("listed-on",),
        ),
        Field(
            "ticker", "names", "Tickers it has or had, alone (ARU) or with the exchange (ASX:ARU)",
            "tickers", SECTION, _tickers, aliases=("symbol",),
        ),
        Field(
            "summary", "text", "The company's summary holds the text", "summary", SECTION,
            lambda v: _texts(v.company.summary),
        ),
        Field(
            "text", "text", "Anything written about it holds the text: names, summary, evidence, "
            "notes", "text on record", SECTION, _everything,
        ),
        Field(
            "project", "text", "Name of one of its projects holds the text", "projects", SECTION,
            lambda v: _texts(*(p.name for p in v.company.projects)),
        ),
        Field(
            "projects", "number", "Number of its projects", "number of projects", SECTION,
            lambda v: exactly(float(len(v.company.projects))),
        ),
        Field(
            "project-country", "names", "Countries of all its projects", "projects' countries",
            SECTION, lambda v: names({p.country for p in v.company.projects}),
            choices=codes, synonyms=spelled,
        ),
        Field(
            "successor", "text", "Who took it over holds the text", "successor", SECTION,
            lambda v: _texts(v.company.successor), settled=True,
        ),
        Field(
            "ended", "date", "Day it was acquired, delisted or became insolvent", "end", SECTION,
            lambda v: Reading(v.company.on.days()) if v.company.on else None, settled=True,
        ),
        country("country", "Country of the lead project, else where the company is at home",
                "country", lambda v: choice(v.country)),
        one("bloc", "Bloc of that country in the country table", "bloc", _bloc, get_args(Bloc)),
        Field(
            "region", "text", "Region of the lead project holds the text", "region", SECTION,
            lambda v: _texts(v.lead.region if v.lead else None),
        ),
        one("feedstock", "What the lead project is fed with", "feedstock", _feedstock,
            tuple(name for name in get_args(Feedstock) if name != "unknown")),
        Field(
            "product", "level", "The step of the chain that the lead project sells", "product",
            SECTION, lambda v: choice(v.lead.product if v.lead else None), ladder=CHAIN,
        ),
        Field(
            "ownership", "number", "Share of the lead project that the company owns", "ownership",
            SECTION, _ownership, unit="%",
        ),
        Field(
            "stage", "level", "Stage of the lead project; suspended and closed stand on no rung",
            "stage", SECTION, _stage, ladder=STAGES, choices=("suspended", "closed"),
            evidence=True,
        ),
    ]  # fmt: skip
