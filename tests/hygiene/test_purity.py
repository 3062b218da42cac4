"""What is scored, screened and written on a card depends on its arguments alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "rewatch"
PURE = ["domain", "scoring", "screening", "scorecards"]

# Reading the clock or the dice by any of these makes yesterday's ranking impossible to rebuild.
CLOCK_AND_DICE = {
    "now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "default_rng",
    "random", "uuid4", "urandom", "token_hex",
}  # fmt: skip
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "glob"}


def is_allowed(call: ast.Call, name: str) -> bool:
    """A generator made from a given seed, and a file that is packed with the module itself."""
    return (name == "default_rng" and bool(call.args)) or "files(" in ast.unparse(call.func)


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield node, name


def pure_modules() -> list[Path]:
    return sorted(path for package in PURE for path in (SOURCE / package).rglob("*.py"))


@pytest.mark.parametrize("path", pure_modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_clock_no_dice_and_no_files(path: Path) -> None:
    offences = [
        f"{path.relative_to(SOURCE)}:{call.lineno} calls {name}()"
        for call, name in calls(path)
        if name in CLOCK_AND_DICE | FILES and not is_allowed(call, name)
    ]
    assert offences == []
