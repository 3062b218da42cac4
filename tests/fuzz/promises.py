"""What must hold of any text that is typed into the filter line; both fuzzers hold it to this."""

from __future__ import annotations

from rewatch.domain.errors import FilterError
from rewatch.screening import Table, complete, parse, reads_as
from rewatch.screening.result import result_of
from rewatch.screening.syntax import text_of


def hold(line: str, table: Table) -> None:
    """Reads a line, prints and reads it again, tells it, answers it, completes it.

    Raises:
        AssertionError: a promise is broken; or whatever else was raised, which is broken too.
    """
    for item in complete(line, len(line), table):
        assert 0 <= item.start <= item.end <= len(line)
    refused = refusal_of(line, table)
    if refused is not None:
        assert str(refused).isprintable()
        assert 0 <= refused.at <= len(line)
        shown, carets = refused.caret()
        assert shown.isprintable()
        assert carets.strip(" ").strip("^") == ""
        assert "^" in carets
        return
    query = parse(line, table.registry)
    printed = text_of(query)
    assert parse(printed, table.registry) == query
    assert text_of(parse(printed, table.registry)) == printed
    assert reads_as(query, table.registry).strip()
    found = result_of(query, table)
    placed = [*found.match, *(item.row for item in found.unknown), *found.no]
    assert sorted(row.id for row in placed) == sorted(row.id for row in table.rows)
    assert all(item.because for item in found.unknown)


def refusal_of(line: str, table: Table) -> FilterError | None:
    """Why a line is refused, None where it is read."""
    try:
        parse(line, table.registry)
    except FilterError as error:
        return error
    return None
