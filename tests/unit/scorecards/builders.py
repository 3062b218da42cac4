"""One small fixed company, its rivals, and a company whose every text is an attack."""

import tomllib
from datetime import date
from functools import cache
from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.countries import CountryTable
from rewatch.domain.note import Note
from rewatch.domain.prices import Deck
from rewatch.domain.rubric import Rubric
from rewatch.domain.values import Interval
from rewatch.scorecards import comparison, pack
from rewatch.scorecards.collection import Given, LastPack, card
from rewatch.scorecards.comparison import Comparison
from rewatch.scorecards.pack import Pack
from rewatch.scorecards.scorecard import FlagResult, HistoryPoint, Previous, Scorecard
from rewatch.scoring.case import Method
from rewatch.scoring.ranking import rank
from rewatch.scoring.results import CompanyScore, Ranking
from rewatch.scoring.score import method, score_company

TODAY = date(2026, 11, 21)
AS_OF = date(2026, 11, 20)

RUBRIC = """
schema = 1
id = "small"
name = "A small method"
version = "3"
statement = "For tests."
default_profile = "plain"
default_deck = "round"
[source_grades]
regulator = "A"
technical-report = "A"
academic = "B"
company = "B"
trade-press = "C"
company-profile = "C"
blog = "D"
ai-text = "E"
[widening]
A = 0
B = 5
C = 10
D = 20
E = 30
[ages]
default = 24
kinds = { distribution = "never", share = "never" }
[choice]
newest_kinds = ["stage", "step", "approval", "support", "partnership"]
newest_needs = "C"
complete_pct = 95
complete_beats_grades = 2
[bounds]
total = 100
tolerance = 1
vintage_pct = 1
basis_order = ["reserve", "resource", "product", "sample", "unknown"]
basis_order_processors = ["product", "reserve", "resource", "sample", "unknown"]
[groups]
ore_feedstocks = ["hard-rock", "ionic-clay"]
ore_roles = ["explorer", "developer", "producer"]
processor_off = ["element_mix"]
default_chain = "hard-rock"
[groups.chains]
hard-rock = ["mined-ore", "mineral-concentrate", "mixed-carbonate", "separated-oxides", "metals"]
[coverage]
minimum = 0.1
country_facts = 0
grades = { A = 1, B = 1, C = 1, D = 0.5, E = 0 }
[sampling]
master_seed = 1
samples = 1000
samples_while_typing = 100
default_sure = "fair"
very_likely = 0.95
likely = 0.8
concentration = { rough = 15, fair = 60, firm = 250 }
[stage_caps.dfs]
test_scale = 75
[[criteria]]
id = "element_mix"
name = "Element mix"
question = "What is in it?"
[[criteria.indicators]]
id = "magnet_share"
name = "Magnet share"
question = "What share of TREO goes into magnets?"
unit = "% of TREO"
measure = "group_share"
weight = 60
scope = "project"
points = [[5, 0], [25, 60], [45, 100]]
plausible = [5, 60]
settings = { group = "magnet" }
asked_by = "tests"
published_in = "resource statement"
[[criteria.indicators]]
id = "heavy_magnet_share"
name = "Dy + Tb share"
question = "What share of TREO is Dy and Tb?"
unit = "% of TREO"
measure = "group_share"
weight = 40
scope = "project"
points = [[0, 0], [1, 45], [8, 100]]
plausible = [0, 12]
settings = { group = "dytb" }
asked_by = "tests"
published_in = "assay tables"
[[criteria]]
id = "processing"
name = "Processing"
question = "How far does it get?"
[[criteria.indicators]]
id = "test_scale"
name = "Test scale"
question = "At which scale was it run?"
unit = "scale"
measure = "test_scale"
weight = 100
scope = "project"
combine = "best"
levels = { none = 0, bench = 20, pilot = 50, demonstration = 75, commercial = 100 }
asked_by = "tests"
published_in = "metallurgical report"
[[criteria]]
id = "jurisdiction"
name = "Jurisdiction"
question = "Where is it?"
[[criteria.indicators]]
id = "rule_of_law"
name = "Rule of law"
question = "How well is it governed?"
unit = "percentile"
measure = "rule_of_law"
weight = 100
scope = "country"
points = [[10, 0], [50, 40], [95, 100]]
asked_by = "tests"
published_in = "governance indicators"
[[criteria]]
id = "partnerships"
name = "Partnerships"
question = "With whom?"
[[criteria.indicators]]
id = "strategic_equity"
name = "Strategic equity"
question = "Who took shares?"
unit = "status"
measure = "strategic_equity"
weight = 100
scope = "company"
combine = "best"
levels = { proposed = 10, mou = 25, conditional = 50, binding = 85, operating = 100 }
settings = { counted_investors = ["industrial", "government"] }
asked_by = "tests"
published_in = "announcements"
[profiles.plain]
name = "Plain"
weights = { element_mix = 25, processing = 35, jurisdiction = 20, partnerships = 20 }
"""

DECK = """
schema = 1
id = "round"
name = "Round prices"
unit = "USD/kg"
market = "FOB nowhere"
vat = "excluded"
date = "2026"
[source]
type = "regulator"
title = "Prices"
publisher = "Survey"
url = "https://prices.example/2026"
date = "2026"
[prices]
 La2O3 = 1
CeO2 = 2
Nd2O3 = 70
Pr6O11 = 70
Dy2O3 = 240
Tb4O7 = 1000
"""

COUNTRIES = """
schema = 1
year = 2023
[source]
type = "regulator"
title = "Governance"
publisher = "Bank"
url = "https://governance.example"
date = "2024"
[[countries]]
code = "AU"
name = "Australia"
rq_pctrank = 98
rl_pctrank = 92
bloc = "allied"
reason = "partner"
[[countries]]
code = "BR"
name = "Brazil"
rq_pctrank = 45
rl_pctrank = 48
bloc = "neutral"
reason = "neither"
"""

COMPANY = """
schema = 1
id = "alpha-rare-earths"
name = "Alpha Rare Earths"
aliases = ["Alpha Uranium"]
role = "developer"
domicile = "AU"
lead_project = "first-hill"
listings = [{ exchange = "ASX", ticker = "ALF" }]
[[projects]]
id = "first-hill"
name = "First Hill"
country = "AU"
region = "Western Australia"
ownership_pct = 100
feedstock = "hard-rock"
product = "mixed-carbonate"
[[sources]]
id = "study"
type = "company"
title = "Feasibility study"
publisher = "Alpha Rare Earths"
url = "https://alpha.example/study?a=1&b=2"
date = "2025-03"
[[sources]]
id = "press"
type = "trade-press"
title = "Alpha finds partner"
publisher = "Daily Ore"
date = "2022-06-01"
[[evidence]]
id = "stage-2025-aaaa"
kind = "stage"
project = "first-hill"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
stage = "dfs"
[[evidence]]
id = "distribution-2025-aaaa"
kind = "distribution"
project = "first-hill"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
basis = "resource"
[evidence.oxides]
La2O3 = 25
CeO2 = 48
Pr6O11 = 5.2
Nd2O3 = 18.3
Sm2O3 = 1.2
Eu2O3 = 0.3
Gd2O3 = 0.8
Tb4O7 = 0.05
Dy2O3 = 0.25
Y2O3 = 0.9
[[evidence]]
id = "testwork-2022-aaaa"
kind = "testwork"
project = "first-hill"
as_of = "2022-06"
recorded = 2026-11-01
source = "press"
scale = "pilot"
what = "six weeks, ore to mixed carbonate"
[[evidence]]
id = "step-2022-aaaa"
kind = "step"
project = "first-hill"
as_of = "2022-06"
recorded = 2026-11-01
source = "press"
step = "mixed-carbonate"
state = "piloted"
by = "own"
site = "Perth"
[[evidence]]
id = "partnership-2022-aaaa"
kind = "partnership"
as_of = "2022-06-01"
recorded = 2026-11-01
source = "press"
partner = "Steel & Sons"
type = "equity"
status = "conditional"
investor = "industrial"
[[evidence]]
id = "partnership-2025-bbbb"
kind = "partnership"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
partner = "Motor Works"
type = "offtake"
status = "mou"
share_pct = [20, 30]
[[evidence]]
id = "support-2025-aaaa"
kind = "support"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
programme = "Critical minerals loan"
government = "AU"
form = "loan"
status = "conditional"
amount = 150_000_000
currency = "AUD"
[[evidence]]
id = "approval-2025-aaaa"
kind = "approval"
project = "first-hill"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
what = "mining-lease"
outcome = "granted"
authority = "State"
[[evidence]]
id = "guidance-2022-aaaa"
kind = "guidance"
as_of = "2022-06"
recorded = 2026-11-01
source = "press"
milestone = "first production"
promised = "2024"
said_on = "2022-06"
[[evidence]]
id = "guidance-2025-aaaa"
kind = "guidance"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
milestone = "First production"
promised = ["2027-Q3", "2027-Q4"]
said_on = "2025-03"
[[evidence]]
id = "risk-2025-aaaa"
kind = "risk"
as_of = "2025-03"
recorded = 2026-11-01
source = "study"
class = "technology"
severity = "medium"
detail = "Thorium goes to the tailings"
"""

# Every way a text could become more than text in one of the formats.
ATTACKS = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href='javascript:alert(1)'>click</a>",
    "[click](javascript:alert(1)) ![i](http://evil.example/i.png) <b>bold</b> `code` | cell",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    '#panic("typst") #import "x.typ" $ x^2 $ *bold* _it_',
    "\\input{/etc/passwd} \\write18{ls} $x$ % comment",
    'quote " comma , semicolon ; newline\nsecond line',
    "\x1b[31mred\x07 \u202eright to left\u202c zero\u200bwidth \ufeffmark \uffff\ufdd0 \U0001f600",
    "]]> --> */ </style></title></svg>",
    "[[secret-note]] #tag %%hidden%% ==mark== {{shortcode}} ^block",
    "A" * 300,
)


@cache
def rubric() -> Rubric:
    return Rubric.model_validate(tomllib.loads(RUBRIC))


@cache
def deck() -> Deck:
    return Deck.model_validate(tomllib.loads(DECK))


@cache
def countries() -> CountryTable:
    return CountryTable.model_validate(tomllib.loads(COUNTRIES))


def data(text: str = COMPANY) -> dict[str, Any]:
    return tomllib.loads(text)


def company(**changes: Any) -> Company:
    return Company.model_validate(data() | changes)


def rival(company_id: str, name: str, keep: tuple[str, ...] = ()) -> Company:
    """A company like the first with only some kinds of evidence."""
    found = data() | {"id": company_id, "name": name}
    found["evidence"] = [item for item in found["evidence"] if item["kind"] in ("stage", *keep)]
    return Company.model_validate(found)


def processor() -> Company:
    found = data() | {"id": "zeta-magnets", "name": "Zeta Magnets", "role": "magnet-maker"}
    found["projects"] = [found["projects"][0] | {"feedstock": "recycling"}]
    return Company.model_validate(found)


def hostile(attack: str) -> Company:
    """The first company with one attack in every field that takes free text."""
    found = data()
    found["name"] = attack
    found["aliases"] = [attack]
    found["listings"] = [{"exchange": attack, "ticker": attack}]
    found["summary"] = attack
    found["tags"] = [attack]
    found["projects"][0] |= {"name": attack, "region": attack}
    for source in found["sources"]:
        source |= {"title": attack, "publisher": attack, "url": attack}
    for record in found["evidence"]:
        record["note"] = attack
        for key in ("what", "partner", "programme", "milestone", "detail", "site", "authority"):
            if key in record and not (record["kind"] == "approval" and key == "what"):
                record[key] = attack
    return Company.model_validate(found)


def how(as_of: date = AS_OF, weights: dict[str, float] | None = None) -> Method:
    return method(
        rubric(),
        weights or rubric().profiles["plain"].weights,
        "plain",
        deck(),
        countries().by_code(),
        as_of,
    )


FLAGS = (
    FlagResult("slow", "Slow", "technology", "raised", "Promises slip."),
    FlagResult("alone", "Alone", "geopolitical", "unknown", "Nobody helps.", "step"),
    FlagResult("cheap", "Cheap", "price", "clear", "Prices fall."),
)
HISTORY = (
    HistoryPoint(date(2022, 6, 1), Interval(20.0, 80.0), ("testwork at pilot scale",)),
    HistoryPoint(date(2025, 3, 1), Interval(41.25, 60.5), ("distribution", "stage dfs")),
)
PREVIOUS = Previous(date(2026, 8, 1), Interval(40.0, 61.0), 2, "0123456789ab")
LAST_PACK = LastPack(date(2026, 8, 1), "ba9876543210", {"alpha-rare-earths": PREVIOUS})
SECRET = "the neighbour told me in confidence"


def note(company_id: str = "alpha-rare-earths", body: str = SECRET) -> Note:
    return Note(
        id="2026-11-02-call", company=company_id, created=date(2026, 11, 2), title=body, body=body
    )


def given(with_notes: bool = False, **changes: Any) -> Given:
    fields: dict[str, Any] = {
        "notes": {"alpha-rare-earths": [note()]},
        "flags": {"alpha-rare-earths": FLAGS},
        "histories": {"alpha-rare-earths": HISTORY},
        "previous": {"alpha-rare-earths": [PREVIOUS]},
        "packs": [LAST_PACK],
    }
    return Given(rubric(), deck(), TODAY, countries(), with_notes=with_notes, **(fields | changes))


def ranking(
    *companies: Company, method: Method | None = None
) -> tuple[list[CompanyScore], Ranking]:
    used = method or how()
    scores = [score_company(item, used) for item in companies]
    return scores, rank(scores, used)


def small_card(with_notes: bool = False, subject: Company | None = None) -> Scorecard:
    first = subject or company()
    scores, ranked = ranking(
        first, rival("beta", "Beta", ("testwork",)), rival("gamma", "Gamma", ("distribution",))
    )
    return card(scores[0], ranked, given(with_notes))


def small_comparison(subject: Company | None = None) -> Comparison:
    scores, ranked = ranking(
        subject or company(), rival("beta", "Beta", ("testwork",)), processor()
    )
    return comparison.build(scores, ranked, given())


def small_pack(with_notes: bool = False, subject: Company | None = None) -> Pack:
    scores, ranked = ranking(
        subject or company(), rival("beta", "Beta", ("testwork",)), processor()
    )
    return pack.build("Club list", scores, ranked, given(with_notes))
