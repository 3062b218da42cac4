"""Lines that a longer run of the fuzzer found worth keeping keep their promises."""

from tests.fuzz.filter_parser import seeds
from tests.fuzz.promises import hold
from tests.unit.screening.lines import shipped


def test_every_line_the_fuzzer_kept_keeps_its_promises() -> None:
    lines = seeds()
    assert len(lines) > 100
    whole = shipped()
    few = type(whole)(whole.rows[::9], whole.how, whole.registry)
    for line in lines:
        try:
            hold(line, few)
        except Exception as error:
            error.add_note(f"the line is {line!r}")
            raise
