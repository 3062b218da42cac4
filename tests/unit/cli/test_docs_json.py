"""docs/json.md and the answers say the same: every key is documented and every documented key is
there, with the type that is documented."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Call

DOCUMENT = Path(__file__).parents[3] / "docs" / "json.md"
ROW = re.compile(r"\| `([^`]+)` \| (.+?) \|.*\|$")
TESTWORK = ["kind=testwork", "scale=pilot", "source.type=company", "source.title=Plant"]
GALT = ["project.name=Galt", "project.country=AU", "project.region=WA", "project.ownership_pct=80"]
LINK = re.compile(r"\[\w+\]\(#(\w+)\)")

Table = dict[str, str]


def tables() -> tuple[dict[str, Table], dict[str, Table]]:
    """The tables of the commands and those of the shapes: key to type."""
    commands: dict[str, Table] = {}
    shapes: dict[str, Table] = {}
    into, current = commands, ""
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line == "# Shapes":
            into = shapes
        elif line.startswith("## "):
            current = line[3:]
            into[current] = {}
        elif found := ROW.match(line):
            into[current][found[1]] = found[2]
    return commands, shapes


COMMANDS, SHAPES = tables()


def expanded(table: Table, at: str = "") -> Iterator[tuple[str, str]]:
    """A table with the shapes that it names written out."""
    for key, kind in table.items():
        here = at + ("" if key.startswith("(") else key)
        link = LINK.search(kind)
        if link is None:
            yield here, kind
            continue
        if here != at:
            yield here, "object or null" if "null" in kind else "object"
        yield from expanded(SHAPES[link[1]], f"{here}." if here != at else at)


def pattern(key: str) -> re.Pattern[str]:
    """A documented key as a pattern: a word in angle brackets stands for any key of an object."""
    parts = re.split(r"(<\w+>)", key)
    return re.compile(
        "".join(r"[^.\[\]]+" if part.startswith("<") else re.escape(part) for part in parts)
    )


def found_in(answer: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of an answer with what it holds."""
    if at:
        yield at, answer
    if isinstance(answer, dict):
        if at.endswith("[].fact"):  # the fields of evidence are documented with the file formats
            return
        for key, value in answer.items():
            yield from found_in(value, f"{at}.{key}" if at else key)
    elif isinstance(answer, list):
        for value in answer:
            if isinstance(value, dict):
                yield from found_in(value, f"{at}[]")


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a documented type."""
    return any(_fits(value, part) for part in re.split(r" or (?!false)", kind))


def _fits(value: Any, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind.startswith("list of "):
        return isinstance(value, list) and all(_fits(item, kind[8:]) for item in value)
    types: dict[str, type] = {
        "text": str,
        "list": list,
        "object": dict,
        "null": type(None),
        "true or false": bool,
    }
    return isinstance(value, types[kind])


@pytest.fixture
def answers(call: Call, tmp_path: Path, write: Any) -> dict[str, list[Any]]:
    """For each documented command some answers that together have every key."""
    write("watchlists/broken.toml", "schema = 1\nnam = 'x'\n")
    write("scenarios/broken.toml", "schema = 1\n")
    write(
        "watchlists/full.toml",
        'schema = 1\nname = "Full"\nweights = { processing = 3 }\nprice_deck = "fob-china-2025"\n'
        'filter = "is:junior"\nexclusions = ["vhm"]\n[[entries]]\ncompany = "vhm"\n'
        'added = 2026-01-02\nreview = 2026-02-03\ntags = ["a"]\nthesis = ["b"]\n'
        '[[conflicts]]\nrecord = ""\nfield = "name"\nours = "Full"\ntheirs = "Whole"\n',
    )
    write(
        "notes/northern-minerals/2026-01-02-x.md",
        '+++\nschema = 1\nkind = "signal"\ncreated = 2026-01-02\ntitle = "T"\nstate = "watch"\n'
        'review = 2026-02-03\ntags = ["a"]\n+++\nbody\n',
    )

    def ask(*words: str) -> Any:
        answer = call(*words, "--json")
        assert answer.code in (0, 1), answer.err
        return answer.json

    named = tmp_path / "named.txt"
    named.write_text("ASX:NTU\nlinas\n")
    known = ask("show", "NTU")["evidence"]
    stage = next(item["id"] for item in known if item["kind"] == "stage")
    edited = [stage, "source.type=company", "source.title=X"]
    for name, text in (("base", "A"), ("ours", "B"), ("theirs", "C")):
        (tmp_path / name).write_text(f'schema = 1\nname = "{text}"\n')

    def bring_back() -> Any:
        ask("watchlist", "new", "Lost")
        write("watchlists/lost.toml", "schema = [")
        return ask("history", "bring-back", "watchlists/lost.toml")

    return {
        "rank": [
            ask("rank"),
            ask("rank", "full"),
            ask("rank", "--robust", "--samples", "200"),
            ask("rank", "-f", "magnet:>=25%"),
        ],
        "show": [ask("show", "northern-minerals"), ask("show", "ucore-rare-metals")],
        "why": [ask("why", "NTU", "LYC"), ask("why", "NTU", "ucore-rare-metals")],
        "why --since": [ask("why", "NTU", "--since", "2025-01-01")],
        "next": [ask("next"), ask("next", "full"), ask("next", "NTU")],
        "promises": [ask("promises"), ask("promises", "full"), ask("promises", "NTU")],
        "compare": [
            ask("compare", "NTU", "LYC", "ucore-rare-metals"),
            ask("compare", "NTU", "LYC", "ucore-rare-metals", "--robust"),
        ],
        "screen": [
            ask("screen", "magnet:>=25%"),
            ask("screen", "magnet:>=25% cols:stage group:stage"),
        ],
        "screen --list": [ask("screen", "--list")],
        "inbox": [ask("inbox", "--since", "2025-01-01")],
        "search": [ask("search", "lynas")],
        "evidence add": [ask("evidence", "add", "NTU", *TESTWORK, *GALT)],
        "evidence edit": [ask("evidence", "edit", "NTU", *edited, *GALT)],
        "evidence list": [ask("evidence", "list", "NTU")],
        "evidence retract": [ask("evidence", "retract", "NTU", edited[0], "--why", "x")],
        "note add": [ask("note", "add", "NTU", "seen", "--tag", "a", "--title", "T")],
        "note list": [ask("note", "list")],
        "note search": [ask("note", "search", "body")],
        "note show": [ask("note", "show", "NTU")],
        "note edit": [ask("note", "edit", "NTU", "seen again", "--state", "confirmed")],
        "note delete": [ask("note", "delete", "2026-01-02-x")],
        "watchlist list": [ask("watchlist", "list")],
        "watchlist show": [ask("watchlist", "show", "full")],
        "watchlist new": [ask("watchlist", "new", "One", "NTU")],
        "watchlist add": [ask("watchlist", "add", "one", "LYC")],
        "watchlist remove": [ask("watchlist", "remove", "one", "LYC")],
        "watchlist order": [ask("watchlist", "order", "one", "NTU")],
        "watchlist entry": [ask("watchlist", "entry", "one", "NTU", "--tag", "a")],
        "watchlist filter": [ask("watchlist", "filter", "full", "--off")],
        "watchlist rename": [ask("watchlist", "rename", "one", "Two")],
        "watchlist delete": [ask("watchlist", "delete", "one")],
        "watchlist duplicate": [ask("watchlist", "duplicate", "full", "Copy")],
        "watchlist import": [ask("watchlist", "import", "New", str(named), "--yes")],
        "watchlist export": [ask("watchlist", "export", "full")],
        "company list": [ask("company", "list")],
        "company add": [
            ask("company", "add", "Foo Metals", "--listing", "ASX:FOO9", "--country", "AU")
        ],
        "company edit": [ask("company", "edit", "foo-metals", "--name", "Bar Metals")],
        "company delete": [ask("company", "delete", "foo-metals")],
        "deck list": [ask("deck", "list")],
        "scenario list": [ask("scenario", "list")],
        "scenario show": [
            ask("scenario", "show", "chinese-deals-end"),
            ask("scenario", "show", "two-camps", "full"),
        ],
        "profile list": [ask("profile", "list")],
        "profile save": [ask("profile", "save", "Mine", "--weights", "processing=50")],
        "profile delete": [ask("profile", "delete", "mine")],
        "export": [ask("export", "NTU", "--to", str(tmp_path / "card.txt"))],
        "backup": [ask("backup", str(tmp_path / "kept.zip"))],
        "restore": [ask("restore", str(tmp_path / "kept.zip"), "--force")],
        "undo": [ask("undo")],
        "redo": [ask("redo")],
        "history": [ask("history")],
        "history show": [ask("history", "show", "1")],
        "history conflicts": [ask("history", "conflicts")],
        "history settle": [ask("history", "settle", "1", "ours")],
        "history bring-back": [bring_back()],
        "history purge": [ask("history", "purge", "--yes")],
        "merge": [ask("merge", *(str(tmp_path / name) for name in ("base", "ours", "theirs")))],
        "check": [ask("check")],
        "doctor": [ask("doctor")],
    }


def holders(key: str) -> Iterator[str]:
    """The objects and lists that a documented key lies in."""
    parts = key.split(".")
    for end in range(1, len(parts) + 1):
        whole = ".".join(parts[:end])
        yield whole.removesuffix("[]")
        if end < len(parts):
            yield whole


def differences(command: str, given: list[Any]) -> Iterator[str]:
    """Where the answers of a command and its documentation do not agree."""
    documented = [(key, pattern(key), kind) for key, kind in expanded(COMMANDS[command])]
    containers = [pattern(holder) for key, _, _ in documented for holder in holders(key)]
    met: set[str] = set()
    for path, value in (pair for answer in given for pair in found_in(answer)):
        fitting = [(key, kind) for key, form, kind in documented if form.fullmatch(path)]
        met.update(key for key, _ in fitting)
        if not fitting and not any(form.fullmatch(path) for form in containers):
            yield f"{command}: {path} is not documented"
        for key, kind in fitting:
            if not fits(value, kind):
                yield f"{command}: {key} is {value!r:.60} and documented as {kind}"
    for key, _, _ in documented:
        if key not in met:
            yield f"{command}: {key} is documented and never there"


def test_answers_and_documentation_agree(answers: dict[str, list[Any]]) -> None:
    assert set(answers) == set(COMMANDS)
    found = [line for command, given in answers.items() for line in differences(command, given)]
    assert list(dict.fromkeys(found)) == []
