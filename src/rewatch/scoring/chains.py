"""The steps a product goes through, and how much of the way a recovery covers."""

from __future__ import annotations

from typing import Any

from rewatch.domain.company import Company
from rewatch.domain.rubric import Rubric


def words(text: str) -> str:
    """An enum value as a reader would write it."""
    return text.replace("-", " ")


def chain_of(rubric: Rubric, company: Company, record: Any) -> tuple[str, ...]:
    """The steps that the feedstock of a record's project goes through, upstream first."""
    project = company.project(record.project) or company.lead
    chains = rubric.groups.chains
    feedstock = project.feedstock if project else ""
    return chains.get(feedstock, chains[rubric.groups.default_chain])


def whole_way(record: Any, product: str, chain: tuple[str, ...]) -> bool:
    """Whether a recovery ends at the product sold and does not begin half-way to it.

    Args:
        record: a recovery record.
        product: the step that the project sells.
        chain: the steps of its feedstock, upstream first.
    """
    if record.to != product:
        return False
    start = words(" ".join((record.from_ or "").casefold().split()))
    upstream = chain[: chain.index(product)] if product in chain else ()
    halfway = [words(step) for step in upstream if step != "mined-ore"]
    # "concentrate" is how most write "mineral-concentrate".
    return not any(start in (step, step.split()[-1]) for step in halfway)
