"""One model per kind of evidence, and the union that files, scoring and screens share.

A record says one thing, names its source, and is never changed after the day it was recorded.
Knows nothing of files, the clock or scoring. Field names and enums: docs/file-formats.md.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rewatch.domain.elements import GROUPS, OXIDES, ShareGroup, Step
from rewatch.domain.record import Country, Currency, Record
from rewatch.domain.values import Interval, NonNegative, PartialDate, Percent

Basis = Literal["resource", "reserve", "product", "sample", "unknown"]
DealStatus = Literal["proposed", "mou", "conditional", "binding", "operating", "ended"]


def _status_range(value: Any) -> Any:
    return [value, value] if isinstance(value, str) else value


# A partnership's status, or the two it lies between; always a pair once read.
StatusRange = Annotated[tuple[DealStatus, DealStatus], BeforeValidator(_status_range)]


class Distribution(Record):
    """Oxide shares in % of TREO; an oxide not listed is unknown, not zero."""

    subject_fields = ("project", "basis")
    kind: Literal["distribution"]
    oxides: dict[str, Percent]
    basis: Basis

    @model_validator(mode="after")
    def _known_oxides(self) -> Self:
        for oxide in self.oxides:
            if oxide not in OXIDES:
                raise ValueError(f"{oxide} is not one of the oxides {', '.join(OXIDES)}")
        if not self.oxides:
            raise ValueError("a distribution lists at least one oxide")
        low = sum(share.low for share in self.oxides.values())
        if low > 101:
            raise ValueError(f"the oxide shares add up to {low:g} %, more than 101 %")
        return self


class Share(Record):
    """The share of a group of oxides in TREO, %."""

    subject_fields = ("project", "group", "oxides", "basis")
    kind: Literal["share"]
    group: ShareGroup
    pct: Percent
    basis: Basis
    oxides: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _heavy_lists_oxides(self) -> Self:
        if self.group == "heavy" and not self.oxides:
            raise ValueError("a heavy share lists the oxides it counts, because definitions differ")
        if self.group != "heavy" and self.oxides and set(self.oxides) != GROUPS[self.group]:
            raise ValueError(f"{self.group} counts {', '.join(sorted(GROUPS[self.group]))}")
        for oxide in self.oxides:
            if oxide not in OXIDES:
                raise ValueError(f"{oxide} is not one of the oxides {', '.join(OXIDES)}")
        return self

    @property
    def members(self) -> frozenset[str]:
        """The oxides the share counts."""
        return frozenset(self.oxides) if self.group == "heavy" else GROUPS[self.group]


class Resource(Record):
    """Tonnage (Mt) and grade (% TREO) of a resource or reserve; never adds points by itself."""

    subject_fields = ("project", "category")
    kind: Literal["resource"]
    category: str
    tonnes_mt: NonNegative
    treo_pct: Percent
    code: str | None = None


StageName = Literal[
    "grassroots",
    "exploration",
    "resource",
    "scoping",
    "pfs",
    "dfs",
    "financed",
    "construction",
    "commissioning",
    "production",
    "suspended",
    "closed",
]


class Stage(Record):
    """How far a project is; `was` is the stage before a suspension."""

    subject_fields = ("project",)
    kind: Literal["stage"]
    stage: StageName
    was: StageName | None = None

    @model_validator(mode="after")
    def _suspended_was(self) -> Self:
        if (self.stage == "suspended") != (self.was is not None):
            raise ValueError('a suspended project names the stage before in "was", no other does')
        return self


State = Literal[
    "operating",
    "commissioning",
    "construction",
    "demonstration",
    "piloted",
    "planned",
    "announced",
]


class StepRecord(Record):
    """One step of the value chain at one site: its state and who runs it."""

    subject_fields = ("project", "step", "site")
    kind: Literal["step"]
    step: Step
    state: State | None = None
    by: Literal["own", "partner", "undecided", "market"] = "own"
    site: str | None = None
    who: str | None = None
    country: Country | None = None
    control: Literal["allied", "neutral", "chinese"] | None = None
    partnership: str | None = None

    @model_validator(mode="after")
    def _state_given(self) -> Self:
        if self.step != "none" and self.state is None:
            raise ValueError("a step has a state (only the step none has not)")
        return self


class Testwork(Record):
    """The largest scale at which the flowsheet was run."""

    subject_fields = ("project", "scale")
    kind: Literal["testwork"]
    scale: Literal["none", "bench", "pilot", "demonstration", "commercial"]
    what: str | None = None


class Recovery(Record):
    """Recovery in %, of what, from where to where: each stretch of the way is its own subject."""

    subject_fields = ("project", "of", "from_", "to")
    kind: Literal["recovery"]
    pct: Percent
    of: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class Capacity(Record):
    """Output of one product, tonnes a year."""

    subject_fields = ("project", "product")
    kind: Literal["capacity"]
    product: str
    tonnes_per_year: NonNegative


class Cost(Record):
    """A unit cost or a capital cost, in its own currency (whole units, not millions)."""

    subject_fields = ("project", "type", "per", "product")
    kind: Literal["cost"]
    type: Literal["opex", "capex"]
    amount: NonNegative
    currency: Currency
    per: str
    product: Step | None = None
    year: int | None = None


class Approval(Record):
    """One approval of one authority and its outcome."""

    subject_fields = ("project", "what", "authority")
    kind: Literal["approval"]
    what: Literal[
        "exploration",
        "environmental",
        "mining-lease",
        "water",
        "radiation",
        "native-title",
        "export",
        "other",
    ]
    outcome: Literal["applied", "conditional", "granted", "refused", "banned", "lapsed", "none"]
    authority: str | None = None


class Support(Record):
    """Public money: the programme, the form and how firm it is (amount in whole units)."""

    subject_fields = ("programme", "government")
    kind: Literal["support"]
    programme: str
    status: Literal["none", "proposed", "conditional", "granted", "drawn"]
    government: str | None = None
    form: Literal["grant", "loan", "equity", "offtake", "tax", "floor-price"] | None = None
    amount: NonNegative | None = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _amount_has_currency(self) -> Self:
        if (self.amount is None) != (self.currency is None):
            raise ValueError("an amount and its currency stand together")
        return self


class Partnership(Record):
    """A deal with somebody else, with its binding status."""

    subject_fields = ("partner", "type")
    kind: Literal["partnership"]
    partner: str
    type: Literal[
        "offtake", "processing", "technology", "supply", "equity", "joint-venture", "loan"
    ]
    status: StatusRange
    direction: Literal["in", "out", "sold"] | None = None
    investor: Literal["industrial", "government", "financial"] | None = None
    country: Country | None = None
    control: Literal["allied", "neutral", "chinese"] | None = None
    share_pct: Percent | None = None
    tonnes_per_year: NonNegative | None = None
    product: Step | None = None
    rare_earths: bool = True

    @property
    def flow(self) -> str:
        """The direction with its default: offtake out, equity in, supply in, others none."""
        if self.direction is not None:
            return self.direction
        return {"offtake": "out", "equity": "in", "supply": "in"}.get(self.type, "")


class Radioactivity(Record):
    """Thorium and uranium, ppm, or what a source says of them."""

    subject_fields = ("project",)
    kind: Literal["radioactivity"]
    thorium_ppm: NonNegative | None = None
    uranium_ppm: NonNegative | None = None
    statement: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.thorium_ppm is None and self.uranium_ppm is None and not self.statement:
            raise ValueError("give thorium_ppm, uranium_ppm or a statement")
        return self


class Guidance(Record):
    """A date promised for a milestone, and when it was said."""

    subject_fields = ("project", "milestone", "said_on")
    kind: Literal["guidance"]
    milestone: str
    promised: PartialDate | tuple[PartialDate, PartialDate]
    said_on: PartialDate | None = None


class Cash(Record):
    """Cash and what a quarter burns, in whole units of one currency."""

    kind: Literal["cash"]
    amount: NonNegative
    currency: Currency
    burn_per_quarter: Interval | None = None


class Market(Record):
    """Price and shares typed in by the user."""

    kind: Literal["market"]
    price: NonNegative | None = None
    shares: NonNegative | None = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.price is None and self.shares is None:
            raise ValueError("give price or shares")
        return self


class Risk(Record):
    """A named risk; listed, never scored."""

    subject_fields = ("id",)
    kind: Literal["risk"]
    class_: Literal["price", "geopolitical", "technology", "regulatory", "capital"] = Field(
        alias="class"
    )
    detail: str
    severity: Literal["low", "medium", "high"] | None = None


class NotApplicable(Record):
    """An indicator that does not apply to this company, with the reason."""

    subject_fields = ("indicator",)
    kind: Literal["not-applicable"]
    indicator: str
    reason: str


Evidence = Annotated[
    Distribution
    | Share
    | Resource
    | Stage
    | StepRecord
    | Testwork
    | Recovery
    | Capacity
    | Cost
    | Approval
    | Support
    | Partnership
    | Radioactivity
    | Guidance
    | Cash
    | Market
    | Risk
    | NotApplicable,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[Record]] = {
    "distribution": Distribution,
    "share": Share,
    "resource": Resource,
    "stage": Stage,
    "step": StepRecord,
    "testwork": Testwork,
    "recovery": Recovery,
    "capacity": Capacity,
    "cost": Cost,
    "approval": Approval,
    "support": Support,
    "partnership": Partnership,
    "radioactivity": Radioactivity,
    "guidance": Guidance,
    "cash": Cash,
    "market": Market,
    "risk": Risk,
    "not-applicable": NotApplicable,
}
