"""The filter language: one line of text, answered match, no or unknown for every company.

    result = screen("is:junior magnet:>=25%", rows_of(ranking), method)

Pure: rows, method and dates are arguments, nothing is read or written. For a line that is typed
key by key, make one `Table` a ranking and screen that; it keeps its columns.
"""

from rewatch.screening.complete import Completion, complete
from rewatch.screening.facets import Facet, facets, toggled
from rewatch.screening.flags import Flagged, flag_faults, flags_of
from rewatch.screening.language import canonical, parse, prepare
from rewatch.screening.plain import reads_as
from rewatch.screening.registry import registry_of
from rewatch.screening.result import ScreenResult, Unknown, screen
from rewatch.screening.rows import Row, rows_of
from rewatch.screening.table import Table
from rewatch.screening.thesis import Standing, parse_assertion, standings

__all__ = [
    "Completion",
    "Facet",
    "Flagged",
    "Row",
    "ScreenResult",
    "Standing",
    "Table",
    "Unknown",
    "canonical",
    "complete",
    "facets",
    "flag_faults",
    "flags_of",
    "parse",
    "parse_assertion",
    "prepare",
    "reads_as",
    "registry_of",
    "rows_of",
    "screen",
    "standings",
    "toggled",
]
