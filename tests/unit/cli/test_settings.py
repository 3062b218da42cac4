"""What the interface cannot use of config.toml is named in full by `check` and by `doctor`."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from rewatch.domain.company import newest_source
from rewatch.workspace import Workspace
from tests.unit.cli.conftest import Call

DOCS = Path(__file__).parents[3] / "docs"
# A mistake of each sort, line by line.
MISTAKES = {
    'theme = "pinkish"': "there is no theme 'pinkish'; F2 lists them",
    'columns = ["score", "flavour"]': "there is no column 'flavour'; there are country, score",
    'sort = ["smell"]': "there is no column 'smell' to sort by; there are rank, company",
    'pane = "aside"': "pane must be beside, below, always or never",
    'colour = "red"': "colour is no setting; there are theme",
    "[keys]": "",
    'frobnicate = "b"': "frobnicate is no command; docs/keys.md has the names",
    'writenote = "m"': "writenote is no command; did you mean write_note?",
    'filter = "a"': "a for filter is taken by add_company (Add a company); choose another",
    'quit = "Hyper"': "'Hyper' is no key; write a letter or sign, or a name",
    "undo = 3": "undo must be a key in quotes",
    'sort = "ctrl+c"': "'ctrl+c' is the terminal's own",
}


@pytest.fixture
def config(fresh_home: Path) -> Path:
    folder = fresh_home / ".config" / "rewatch"
    folder.mkdir(parents=True)
    file = folder / "config.toml"
    file.write_text("\n".join(MISTAKES) + "\n", "utf-8")
    return file


def test_check_names_every_mistake_with_its_line_and_reason(call: Call, config: Path) -> None:
    answer = call("check")
    assert answer.code == 1
    told = [line for line in answer.lines if line.startswith(str(config))]
    reasons = {at: reason for at, reason in enumerate(MISTAKES.values(), 1) if reason}
    assert len(told) == len(reasons)
    for line, (at, reason) in zip(told, reasons.items(), strict=True):
        assert line.startswith(f"{config}:{at}: {reason}")
    found = call("check", "--json").json["faults"]
    assert [f["line"] for f in found if f["file"] == str(config)] == list(reasons)


def test_the_settings_can_be_checked_alone_and_other_files_without_them(
    call: Call, config: Path
) -> None:
    alone = call("check", str(config))
    assert alone.code == 1
    assert all(line.startswith(str(config)) for line in alone.lines)
    others = call("check", str(Workspace.open().folders.seeds))
    assert (others.code, others.out) == (0, "No faults.\n")


def test_doctor_counts_and_names_the_same_mistakes(call: Call, config: Path) -> None:
    items = [(item["item"], item["value"]) for item in call("doctor", "--json").json["items"]]
    told = [value for item, value in items if item == "fault"]
    assert told == [line for line in call("check").lines if line.startswith(str(config))]
    assert dict(items)["left out"] == f"{len(told)} faults"


def test_without_mistakes_nothing_is_told(call: Call, config: Path) -> None:
    config.write_text('watchlist = "sample"\npane = "always"\n[keys]\nwrite_note = "b"\n', "utf-8")
    assert call("check").out == "No faults.\n"
    items = {item["item"]: item["value"] for item in call("doctor", "--json").json["items"]}
    assert items["left out"] == "nothing"


def test_keys_are_held_against_the_commands_without_the_toolkit(config: Path) -> None:
    config.write_text('[keys]\nfrobnicate = "b"\n', "utf-8")
    code = (
        "import sys; from rewatch.__main__ import main; sys.argv = ['rewatch', 'check']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('textual' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "frobnicate is no command" in run.stdout
    assert run.stdout.splitlines()[-1] == "False"


def test_header_doctor_and_guide_say_the_same_end_of_the_shipped_data(call: Call) -> None:
    workspace = Workspace.open()
    newest = newest_source(workspace.catalogue.shipped, date(2026, 11, 21))
    items = {item["item"]: item["value"] for item in call("doctor", "--json").json["items"]}
    assert items["evidence"].endswith(f"; shipped data to {newest}")
    guide = " ".join((DOCS / "guide.md").read_text("utf-8").split())
    assert f"its newest source is of {newest}:" in guide
