"""Whatever a company file holds, it is scored, and the score keeps its promises."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewatch.domain.company import Company
from rewatch.scoring.score import score_company
from tests.property.anything import company_data
from tests.unit.scoring.records import how

DAYS = st.sampled_from([date(2012, 1, 1), date(2026, 6, 1), date(2026, 11, 21), date(2040, 1, 1)])
many = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@many
@given(company_data(), DAYS, st.none() | DAYS)
def test_any_company_is_scored_within_the_scale(data, as_of, recorded_by):
    score = score_company(Company.model_validate(data), how(as_of=as_of, recorded_by=recorded_by))
    known = {item.id for item in score.records}
    for found in score.indicators():
        if found.value is None:
            continue
        assert 0 <= found.value.low <= found.value.high <= 100
        assert 0 <= found.credit <= 1
        assert set(found.evidence) <= known
        assert found.label
        assert found.reason
        assert found.draw
        if found.state == "unknown":
            assert found.value == found.unknown
    assert 0 <= score.total.low <= score.total.high <= 100 + 1e-9
    assert 0 <= score.coverage <= 1 + 1e-9
    for held in score.records:
        assert held.known_on <= as_of
        assert recorded_by is None or held.record.recorded_on <= recorded_by


@pytest.mark.slow
@many
@given(company_data(), st.randoms(use_true_random=False))
def test_the_order_of_records_in_a_file_changes_no_value(data, shuffler):
    mixed = list(data["evidence"])
    shuffler.shuffle(mixed)
    scores = [
        score_company(Company.model_validate(data | {"evidence": records}), how())
        for records in (data["evidence"], mixed)
    ]
    for one, other in zip(*(score.indicators() for score in scores), strict=True):
        assert (one.state, one.grade, one.label) == (other.state, other.grade, other.label)
        assert (one.value is None) == (other.value is None)
        if one.value is not None:
            assert one.value == pytest.approx(other.value, abs=1e-6)


@pytest.mark.slow
@many
@given(company_data())
def test_a_record_never_known_changes_nothing(data):
    known = Company.model_validate(data)
    later = {"id": "later", "kind": "testwork", "source": "a", "recorded": "2026-11-21",
             "scale": "commercial", "as_of": "2099"}  # fmt: skip
    more = Company.model_validate(data | {"evidence": [*data["evidence"], later]})
    one, other = score_company(known, how()), score_company(more, how())
    assert one.indicators() == other.indicators()
