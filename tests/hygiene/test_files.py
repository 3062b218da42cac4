"""What is committed is small, speaks of itself alone and says what it is for."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rewatch"
LONGEST = 400

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = [
    "/" + "work/",
    "/" + "root/",
    "/" + "home/",
    "C:" + "\\Users\\",
    "/" + "opt/wheels",
]
REGISTRY_ADDRESSES = [
    "pypi." + "org", "python" + "hosted.org", "registry.npm" + "js", "--index" + "-url",
    "--extra-index" + "-url", "--find" + "-links",
]  # fmt: skip
BINARY = {".png", ".ico", ".gz", ".xlsx", ".pdf", ".woff2"}


def committed_files() -> list[Path]:
    """Files under version control, and new ones that no ignore rule keeps out."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_no_module_is_too_long_to_read_in_one_sitting() -> None:
    lengths = {
        path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in modules()
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("wanted", [MACHINE_PATHS, REGISTRY_ADDRESSES], ids=["paths", "registries"])
def test_no_file_names_a_machine_s_paths_or_a_registry(wanted: list[str]) -> None:
    pattern = re.compile("|".join(rf"(?<![\w.:/]){re.escape(text)}" for text in wanted))
    offences = [
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for path in committed_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (found := pattern.search(line))
    ]
    assert offences == []


def test_the_pins_are_names_versions_and_hashes_and_nothing_else() -> None:
    allowed = re.compile(
        r"[a-z0-9-]+==[\w.]+( ; [^\\/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*"
    )
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not allowed.fullmatch(line)] == []


def test_all_style_stands_in_one_file() -> None:
    """More than 64 style sources, one a class, make each new widget class cost 30 to 40 ms."""
    inline = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (SOURCE / "tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        if node.id in {"DEFAULT_CSS", "CSS"}
    ]
    assert inline == []
    assert len(list((SOURCE / "tui").rglob("*.tcss"))) <= 1
