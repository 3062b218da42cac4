"""All fields together: the registry of one method file and country table."""

from __future__ import annotations

from collections.abc import Mapping

from rewatch.domain.countries import Country
from rewatch.domain.rubric import Rubric
from rewatch.screening.company_fields import company_fields
from rewatch.screening.deal_fields import deal_fields
from rewatch.screening.element_fields import element_fields
from rewatch.screening.fields import Registry
from rewatch.screening.list_fields import list_fields
from rewatch.screening.place_fields import place_fields
from rewatch.screening.process_fields import process_fields
from rewatch.screening.score_fields import score_fields


def registry_of(rubric: Rubric, countries: Mapping[str, Country]) -> Registry:
    """The fields that a filter can name under a method file.

    Args:
        rubric: its criteria, indicators and flags are fields and values.
        countries: the country table, for codes and names of countries.
    """
    return Registry(
        [
            *company_fields(dict(countries)),
            *element_fields(),
            *process_fields(),
            *place_fields(),
            *deal_fields(),
            *score_fields(rubric),
            *list_fields(rubric),
        ],
        rubric,
        countries,
    )
