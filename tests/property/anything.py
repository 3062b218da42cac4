"""Any company a file may hold: every kind of evidence, well dated or not, agreeing or not."""

from typing import Any, get_args

from hypothesis import strategies as st

from rewatch.domain.company import Feedstock, Role
from rewatch.domain.elements import CHAIN, OXIDES
from rewatch.domain.evidence import Basis, DealStatus, StageName, State
from tests.unit.scoring.records import SOURCES

PROJECTS = ["hill", "plant", "far"]
STEPS = st.sampled_from(CHAIN)
COUNTRIES = st.sampled_from(["AU", "BR", "CN", "US", "MW", "ZZ"])
STAGES = [name for name in get_args(StageName) if name != "suspended"]
INDICATORS = ["offtake", "recovery", "magnet_share", "permits", "no-such-indicator"]
DATES = st.sampled_from(
    ["2010", "2019-H1", "2024-Q3", "2025", "2025-06", "2025-06-01", "2026-11-21", "2027", "2031-02"]
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def ranges(most: float) -> st.SearchStrategy[Any]:
    number = st.floats(0, most, allow_nan=False)
    pair = st.tuples(number, number).map(lambda ends: [min(ends), max(ends)])
    return st.sampled_from([0.0, most]) | number | pair


PERCENT = ranges(100)
AMOUNT = ranges(1e10)
CURRENCY = st.sampled_from(["USD", "AUD", "EUR"])
STATUS = st.sampled_from(get_args(DealStatus))


@st.composite
def mixtures(draw):
    names = draw(st.lists(st.sampled_from(OXIDES), min_size=1, unique=True))
    parts = [draw(st.floats(0, 40)) for _ in names]
    whole = draw(st.sampled_from([20.0, 94.0, 98.0, 100.0, 100.9]))
    scale = min(1.0, whole / sum(parts)) if sum(parts) else 1.0
    return {name: round(part * scale, 3) for name, part in zip(names, parts, strict=True)}


KINDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "distribution": {"oxides": mixtures(), "basis": st.sampled_from(get_args(Basis))},
    "share": {"group": st.sampled_from(["ndpr", "dytb", "magnet", "low-value"]), "pct": PERCENT,
              "basis": st.sampled_from(get_args(Basis))},
    "resource": {"category": st.just("inferred"), "tonnes_mt": AMOUNT, "treo_pct": PERCENT},
    "stage": {"stage": st.sampled_from(STAGES)},
    "step": {"step": STEPS, "state": st.sampled_from(get_args(State)),
             "by": st.sampled_from(["own", "partner", "undecided", "market"]),
             "site": maybe(st.sampled_from(["A", "B"])), "who": maybe(st.just("Example")),
             "country": maybe(COUNTRIES),
             "control": maybe(st.sampled_from(["allied", "neutral", "chinese"]))},
    "testwork": {"scale": st.sampled_from(
        ["none", "bench", "pilot", "demonstration", "commercial"])},
    "recovery": {"pct": PERCENT, "of": maybe(st.sampled_from(["TREO", "NdPr", "Sc"])),
                 "from": maybe(st.sampled_from(["ore", "concentrate"])), "to": maybe(STEPS)},
    "capacity": {"product": STEPS, "tonnes_per_year": AMOUNT},
    "cost": {"type": st.sampled_from(["opex", "capex"]), "amount": AMOUNT, "currency": CURRENCY,
             "per": st.sampled_from(["kg TREO", "total", "kg NdPr"]), "product": maybe(STEPS)},
    "approval": {"what": st.sampled_from(
        ["environmental", "mining-lease", "native-title", "water"]),
                 "outcome": st.sampled_from(
        ["applied", "conditional", "granted", "refused", "banned", "lapsed", "none"]),
                 "authority": maybe(st.just("State"))},
    "support": {"programme": st.sampled_from(["Fund", "Bank"]), "status": st.sampled_from(
        ["none", "proposed", "conditional", "granted", "drawn"])},
    "partnership": {"partner": st.sampled_from(["P", "Q", "R"]), "type": st.sampled_from(
        ["offtake", "processing", "technology", "supply", "equity", "joint-venture", "loan"]),
                    "status": STATUS | st.tuples(STATUS, STATUS).map(list),
                    "direction": maybe(st.sampled_from(["in", "out", "sold"])),
                    "investor": maybe(st.sampled_from(["industrial", "government", "financial"])),
                    "share_pct": maybe(PERCENT), "tonnes_per_year": maybe(AMOUNT),
                    "product": maybe(STEPS), "rare_earths": st.booleans()},
    "cash": {"amount": AMOUNT, "currency": CURRENCY},
    "not-applicable": {"indicator": st.sampled_from(INDICATORS), "reason": st.just("a shell")},
}  # fmt: skip


@st.composite
def records(draw, number, kinds):
    kind = draw(st.sampled_from(kinds))
    fields = {name: draw(strategy) for name, strategy in KINDS[kind].items()}
    found = {name: item for name, item in fields.items() if item is not None}
    if kind == "stage" and draw(st.booleans()):
        found = {"stage": "suspended", "was": found["stage"]}
    if kind == "support" and draw(st.booleans()):
        found |= {"amount": draw(AMOUNT), "currency": draw(CURRENCY)}
    others = st.lists(st.integers(0, 12).map(lambda n: f"r{n}"), max_size=2)
    found |= {
        "id": f"r{number}",
        "kind": kind,
        "source": draw(st.sampled_from([*(source["id"] for source in SOURCES), "gone"])),
        "recorded": draw(st.sampled_from(["2026-11-01", "2026-11-21", "2026-12-24"])),
    }
    for name, strategy in (
        ("as_of", maybe(DATES)),
        ("project", maybe(st.sampled_from(PROJECTS))),
        ("supersedes", maybe(others)),
        ("disputes", maybe(others)),
    ):
        item = draw(strategy)
        if item:
            found[name] = item
    return found


@st.composite
def company_data(draw):
    """The data of a company file, with up to 14 records of every kind."""
    names = draw(st.lists(st.sampled_from(PROJECTS), unique=True))
    projects = [
        {"id": name, "name": name, "country": draw(COUNTRIES),
         "feedstock": draw(st.sampled_from(get_args(Feedstock))),
         **{key: item for key, item in (("product", draw(maybe(STEPS))),
                                        ("ownership_pct", draw(maybe(PERCENT)))) if item}}
        for name in names
    ]  # fmt: skip
    kinds = sorted(draw(st.sets(st.sampled_from(sorted(KINDS)), min_size=1)))
    evidence = [draw(records(number, kinds)) for number in range(draw(st.integers(0, 14)))]
    gone = draw(st.lists(st.integers(0, 12), max_size=2))
    data = {
        "schema": 1,
        "id": "example",
        "name": "Example",
        "listings": [],
        "role": draw(st.sampled_from(get_args(Role))),
        "projects": projects,
        "sources": SOURCES,
        "evidence": evidence,
        "retractions": [
            {"evidence": f"r{number}", "on": draw(st.sampled_from(["2026-11-02", "2026-12-01"])),
             "why": "a mistake"}
            for number in gone
        ],
    }  # fmt: skip
    optional = {
        "lead_project": draw(maybe(st.sampled_from(names))) if names else None,
        "group": draw(maybe(st.sampled_from(["ore", "processor"]))),
        "domicile": draw(maybe(COUNTRIES)),
    }
    return data | {name: item for name, item in optional.items() if item}
