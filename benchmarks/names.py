"""Looking names up among the companies and all listed miners; part of `benchmarks.screening`."""

import statistics
import time
from collections.abc import Iterable
from functools import partial

from benchmarks.measure import alternate
from rewatch.domain.company import Company
from rewatch.storage.names import search
from rewatch.storage.paths import find_folders

LIMIT = 10.0  # milliseconds
# A name, three misspelt ones, one with its legal form, a ticker.
QUERIES = (
    "arafura", "arafua", "rare erths", "energy fules", "lynas corporation limited", "ASX:ARU",
)  # fmt: skip


def searches(companies: Iterable[Company], rounds: int) -> int:
    """Measures each query; prints the slowest, and gives 1 where that misses the target."""
    known, folders = {company.id: company for company in companies}, find_folders(None)

    def take(query: str) -> float:
        start = time.perf_counter()
        search(query, known, folders)
        return 1000 * (time.perf_counter() - start)

    taken = alternate({query: partial(take, query) for query in QUERIES}, rounds)
    medians = {query: statistics.median(figures) for query, figures in taken.items()}
    slowest = max(medians, key=lambda query: medians[query])
    met = medians[slowest] <= LIMIT
    print(
        f"search of all listings: {statistics.median(medians.values()):.1f} ms, slowest "
        f"{medians[slowest]:.1f} ms ({slowest}); within {LIMIT:g} ms: {'met' if met else 'MISSED'}"
    )
    return int(not met)
