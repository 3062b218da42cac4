"""An edited method file: the scores follow it, and what is missing is said in a sentence."""

from typing import Any

import pytest

from rewatch.domain.errors import UsageError
from rewatch.domain.rubric import Rubric
from rewatch.scoring.case import Method
from tests.unit.scoring.records import how, read, record, scored, value

# Something of every kind, so that every indicator has evidence to read.
EVERYTHING = [
    record("stage", stage="pfs", project="hill"),
    record("distribution", basis="resource",
           oxides={"La2O3": 29, "CeO2": 44, "Pr6O11": 5, "Nd2O3": 20, "Dy2O3": 1}),
    record("step", step="separated-oxides", state="planned", project="hill"),
    record("step", step="separated-oxides", state="announced", by="partner", site="b",
           country="US"),
    record("step", step="mineral-concentrate", state="piloted", project="hill"),
    record("testwork", scale="pilot"),
    record("recovery", pct=70, to="mixed-carbonate"),
    record("cost", type="opex", amount=5, currency="USD", per="kg TREO",
           product="mixed-carbonate"),
    record("cost", type="capex", amount=1e9, currency="USD", per="total"),
    record("approval", what="environmental", outcome="applied"),
    record("support", programme="Fund", status="granted", amount=1e7, currency="USD"),
    record("partnership", partner="P", type="offtake", status="mou", share_pct=20),
    record("partnership", partner="P", type="technology", status="mou"),
    record("partnership", partner="P", type="equity", status="mou", investor="industrial"),
]  # fmt: skip


def edited(change: Any) -> Method:
    data = read("rubric.toml")
    change(data)
    rules = Rubric.model_validate(data)
    return how(rules=rules, weights={criterion["id"]: 1.0 for criterion in data["criteria"]})


def indicator(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(
        item
        for criterion in data["criteria"]
        for item in criterion["indicators"]
        if item["id"] == name
    )


def without(name: str, table: str, key: str) -> Any:
    def change(data: dict[str, Any]) -> None:
        del indicator(data, name)[table][key]

    return change


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("magnet_share", "settings", "group"),
        ("magnet_value", "settings", "tb_share_of_dytb_pct"),
        ("chain_step", "levels", "separated-oxides"),
        ("chain_step", "factors", "planned"),
        ("chain_step", "factors", "announced"),
        ("chain_step", "settings", "leap"),
        ("chain_step", "settings", "own_from_pct"),
        ("chain_step", "settings", "shown_from_state"),
        ("test_scale", "levels", "pilot"),
        ("recovery", "settings", "all"),
        ("recovery", "settings", "marked"),
        ("cost_margin", "settings", "per"),
        ("cost_margin", "settings", "payable"),
        ("processing_independence", "levels", "own-allied"),
        ("processing_independence", "factors", "otherwise"),
        ("processing_independence", "settings", "planned_counts_from"),
        ("processing_independence", "settings", "scaled_levels"),
        ("permits", "levels", "applied"),
        ("permits", "settings", "needed"),
        ("permits", "settings", "stages"),
        ("public_support", "levels", "granted"),
        ("public_support", "settings", "full_at_pct_of_capex"),
        ("alignment", "levels", "allied"),
        ("offtake", "levels", "mou"),
        ("offtake", "settings", "full_at_pct_of_output"),
        ("processing_partner", "levels", "mou"),
        ("strategic_equity", "settings", "counted_investors"),
    ],
)
def test_what_a_measure_needs_and_does_not_find_is_named(name, table, key):
    with pytest.raises(UsageError) as told:
        scored(*EVERYTHING, at=edited(without(name, table, key)))
    assert name in str(told.value)
    assert key in str(told.value)


@pytest.mark.parametrize(
    "name", ["magnet_share", "magnet_value", "recovery", "cost_margin", "rule_of_law"]
)
def test_a_missing_value_function_is_named(name):
    def change(data):
        del indicator(data, name)["points"]

    with pytest.raises(UsageError, match=f"{name} needs points"):
        scored(*EVERYTHING, at=edited(change))


@pytest.mark.parametrize(
    ("name", "key", "new"),
    [
        ("test_scale", "measure", "guess"),
        ("magnet_share", "settings", {"group": "light"}),
        ("processing_independence", "settings",
         {"own_from_pct": 50, "planned_counts_from": "soon", "scaled_levels": ["own-allied"]}),
    ],
)  # fmt: skip
def test_a_word_that_means_nothing_is_told_with_those_that_do(name, key, new):
    def change(data):
        indicator(data, name)[key] = new

    with pytest.raises(UsageError, match="there are"):
        scored(*EVERYTHING, at=edited(change))


def removed(*names: str) -> Any:
    def change(data: dict[str, Any]) -> None:
        for criterion in data["criteria"]:
            criterion["indicators"] = [
                item for item in criterion["indicators"] if item["id"] not in names
            ]
        for fact in data["facts"]:
            fact["feeds"] = [name for name in fact["feeds"] if name not in names]
        for caps in data["stage_caps"].values():
            for name in names:
                caps.pop(name, None)
        off = data["groups"]["processor_off"]
        data["groups"]["processor_off"] = [name for name in off if name not in names]

    return change


ALL = [item["id"] for criterion in read("rubric.toml")["criteria"]
       for item in criterion["indicators"]]  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_a_removed_indicator_moves_no_other(name):
    before, after = scored(*EVERYTHING, at=how()), scored(*EVERYTHING, at=edited(removed(name)))
    rest = [item for item in before.indicators() if item.id != name]
    assert [(i.id, i.value, i.grade) for i in rest] == [
        (i.id, i.value, i.grade) for i in after.indicators()
    ]


def test_a_fifth_criterion_counts_with_the_weight_it_is_given():
    def change(data):
        spare = dict(indicator(data, "test_scale"), id="yttrium", measure="group_share",
                     settings={"group": "Y2O3"}, points=[[0, 0], [50, 100]])  # fmt: skip
        data["criteria"].append({"id": "fifth", "name": "Yttrium", "question": "How much?",
                                 "indicators": [spare]})  # fmt: skip

    share = record("distribution", oxides={"Y2O3": 25}, basis="resource")
    score = scored(share, at=edited(change))
    assert value(score, "yttrium") == (50, 50)
    assert score.criterion("fifth").weight == pytest.approx(0.2)


def test_a_profile_that_does_not_know_a_criterion_leaves_it_out():
    def change(data):
        data["criteria"].append(
            {"id": "fifth", "name": "Again", "question": "?",
             "indicators": [dict(indicator(data, "test_scale"), id="again")]}
        )  # fmt: skip

    data = read("rubric.toml")
    change(data)
    rules = Rubric.model_validate(data)
    at = how(rules=rules, weights=dict(rules.profiles["documents"].weights))
    assert scored(at=at).criterion("fifth").weight == 0


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        (lambda d: d["widening"].update(A=3), "test_scale"),
        (lambda d: d["source_grades"].update(regulator="D"), "test_scale"),
        (lambda d: d["choice"].update(complete_pct=100), "cost_margin"),
        (lambda d: indicator(d, "chain_step")["factors"].update(piloted=0.9), "chain_step"),
        (lambda d: indicator(d, "chain_step")["settings"].update(leap=5), "chain_step"),
        (lambda d: indicator(d, "offtake")["settings"].update(full_at_pct_of_output=20), "offtake"),
        (lambda d: indicator(d, "permits")["settings"].update(needed=["environmental"]), "permits"),
    ],
)  # fmt: skip
def test_the_scores_follow_the_file(change, moved):
    before, after = scored(*EVERYTHING, at=how()), scored(*EVERYTHING, at=edited(change))
    changed = [
        one.id
        for one, other in zip(before.indicators(), after.indicators(), strict=True)
        if one.value != other.value
    ]
    assert moved in changed


def test_weights_on_what_does_not_apply_leave_a_company_out_with_the_reason():
    score = scored(group="processor", at=how(weights={"element_mix": 1.0}))
    assert "applies" in (score.not_ranked or "")
    assert score.total == (0, 0)


def test_a_whole_criterion_that_does_not_apply_gives_its_weight_to_the_others():
    off = [
        record("not-applicable", indicator=name, reason="no deals are public")
        for name in ("offtake", "processing_partner", "strategic_equity")
    ]
    score = scored(*off)
    assert score.criterion("partnerships").weight == 0
    assert score.criterion("partnerships").value is None
    assert sum(item.weight for item in score.criteria) == pytest.approx(1)
    assert score.criterion("processing").weight == pytest.approx(35 / 80)


def test_nothing_applies_at_all():
    off = [record("not-applicable", indicator=name, reason="shell") for name in ALL]
    score = scored(*off)
    assert score.total == (0, 0)
    assert score.not_ranked is not None
