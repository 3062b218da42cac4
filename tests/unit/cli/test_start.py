"""What a call loads, and how it behaves as a program among others."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

REWATCH = [sys.executable, "-m", "rewatch"]
HEAVY = {"numpy", "textual", "rich", "rapidfuzz", "tomlkit", "lark", "tomli_w"}


def loaded_by(words: list[str], environment: Mapping[str, str]) -> set[str]:
    """The packages that a call has loaded when it ends."""
    code = (
        f"import json, sys; from rewatch.cli.main import main; main({words!r}); "
        "json.dump(sorted({n.split('.')[0] for n in sys.modules}), sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stderr))


@pytest.mark.parametrize("words", [["rank", "--json"], ["rank"], ["compare", "NTU", "LYC"]])
def test_a_scoring_command_loads_nothing_it_does_not_need(
    words: list[str], environment: Mapping[str, str]
) -> None:
    loaded_by(words, environment)  # what its answers rest on is kept by the first call
    assert loaded_by(words, environment) & HEAVY == set()


def test_help_loads_no_records_and_no_workspace(environment: Mapping[str, str]) -> None:
    loaded = loaded_by(["--help"], environment)
    assert loaded & (HEAVY | {"pydantic", "platformdirs"}) == set()


def test_the_interface_is_opened_without_the_parser(environment: Mapping[str, str]) -> None:
    code = (
        "import sys; from rewatch.cli import main as m; m.main(['heavies']); "
        "sys.exit('click' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, env=environment)
    assert run.returncode == 0


@pytest.mark.parametrize("words", [["heavies"], ["--workspace", ".", "heavies"]])
def test_the_interface_collects_garbage_as_a_program_that_stays(
    words: list[str], environment: Mapping[str, str]
) -> None:
    """A command puts it off, and would grow for hours."""
    code = (
        "import gc, sys; from rewatch import __main__ as m; "
        f"sys.argv = ['rewatch', *{words!r}]; m.main(); sys.exit(gc.get_threshold()[0] > 1000)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, env=environment)
    assert run.returncode == 0


def test_a_closed_pipe_ends_quietly(environment: Mapping[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [*REWATCH, "rank"], stdout=writer, stderr=subprocess.PIPE, check=False, env=environment
    )
    os.close(writer)
    assert (run.returncode, run.stderr) == (141, b"")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_an_old_code_page_gets_a_table_it_can_show(
    environment: Mapping[str, str], encoding: str
) -> None:
    run = subprocess.run(
        [*REWATCH, "rank", "heavies"],
        capture_output=True,
        check=False,
        env={**environment, "PYTHONIOENCODING": encoding},
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert max(len(line) for line in run.stdout.decode(encoding).splitlines()) <= 80


def in_terminal(words: list[str], environment: Mapping[str, str]) -> str:
    """What a call prints when standard output is a terminal."""
    host, terminal = pty.openpty()
    run = subprocess.Popen([*REWATCH, *words], stdout=terminal, env=environment)
    os.close(terminal)
    parts = []
    while True:
        try:
            part = os.read(host, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(host)
    assert run.wait() == 0
    return b"".join(parts).decode()


def test_colour_is_for_terminals_that_want_it(environment: Mapping[str, str]) -> None:
    seen = {**environment, "TERM": "xterm-256color"}
    assert "\x1b[" in in_terminal(["rank", "heavies"], seen)
    for other in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b[" not in in_terminal(["rank", "heavies"], {**seen, **other})
    assert "\x1b[" not in in_terminal(["rank", "heavies", "--no-color"], seen)
    piped = subprocess.run([*REWATCH, "rank"], capture_output=True, check=True, env=seen)
    assert b"\x1b[" not in piped.stdout


def test_json_is_one_line_in_a_pipe_and_indented_on_a_terminal(
    environment: Mapping[str, str],
) -> None:
    words = ["watchlist", "list", "--json"]
    piped = subprocess.run([*REWATCH, *words], capture_output=True, check=True, env=environment)
    assert piped.stdout.count(b"\n") == 1
    shown = in_terminal(words, environment)
    assert shown.count("\n") > 5
    assert json.loads(shown) == json.loads(piped.stdout)


def test_a_folder_named_on_the_command_line_is_the_workspace(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "another"
    for words in (["note", "add", "NTU", "seen"], ["note", "list"]):
        run = subprocess.run(
            [*REWATCH, *words, "--workspace", str(folder)],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        assert "northern-minerals" in run.stdout
    assert (folder / "notes" / "northern-minerals").is_dir()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rewatch wa", "watchlist"),
        ("rewatch show ara", "arafura-rare-earths"),
        ("rewatch rank hea", "heavies"),
        ("rewatch export --to x -w hea", "heavies"),
        ("rewatch note ad", "add"),
        ("rewatch rank --rec", "--recorded-by"),
    ],
)
def test_a_shell_completes_commands_names_and_options(
    environment: Mapping[str, str], typed: str, offered: str
) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    run = subprocess.run(
        REWATCH,
        capture_output=True,
        text=True,
        check=True,
        env={**environment, "_REWATCH_COMPLETE": "bash_complete", **words},
    )
    assert run.stdout.split() == [f"plain,{offered}"]
