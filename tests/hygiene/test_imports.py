"""The floors of the house hold: who may import whom, and what is not loaded until it is needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PURE = ["domain", "scoring", "screening", "scorecards"]
BELOW_THE_FACES = [*PURE, "storage"]
HEAVY = {"click", "lark", "numpy", "rapidfuzz", "rich", "textual", "tomlkit"}
ROOT = Path(__file__).parents[2]


def modules_of(*packages: str) -> list[str]:
    """Every module of these packages; numpy's one home is left out, it is meant to load it."""
    source = ROOT / "src"
    found = [path for package in packages for path in (source / "rewatch" / package).rglob("*.py")]
    names = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for path in found
    }
    return sorted(name for name in names if not name.startswith("rewatch.scoring.robustness"))


def loaded_by(code: str) -> set[str]:
    """The packages a fresh interpreter has loaded after running `code`."""
    report = (
        "; import json, sys; json.dump(sorted({n.split('.')[0] for n in sys.modules}), sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stderr))


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("package", [*BELOW_THE_FACES, "workspace"])
def test_below_the_faces_nothing_heavy_is_loaded_before_it_is_used(package: str) -> None:
    names = modules_of(package) or [f"rewatch.{package}"]
    loaded = loaded_by(f"import {', '.join(names)}")
    assert loaded & HEAVY == set()


def test_the_version_is_answered_before_anything_else_is_loaded() -> None:
    code = "import sys; sys.argv = ['rewatch', '--version']; import rewatch.__main__ as m; m.main()"
    plain = loaded_by("pass")
    assert loaded_by(code) - plain == {"rewatch"}


def test_the_command_line_loads_no_screens_and_no_arrays_to_start() -> None:
    assert loaded_by("import rewatch.cli.main") & {"numpy", "textual", "rich"} == set()
