"""`rewatch export`: where it writes, what it never writes, and the numbers that it writes."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rewatch.cli import export
from rewatch.scorecards.formats import FORMATS
from tests.unit.cli.conftest import Call

SECRET = "the neighbour told me in confidence"
EXTRAS = {"pdf": "typst", "xlsx": "xlsxwriter"}
THREE = ("NTU", "LYC", "ARU")


def text_in(path: Path) -> str:
    """All text of a file, packed parts unpacked, white space taken out."""
    if path.suffix == ".pdf":
        run = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
        found = run.stdout.decode()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            found = " ".join(parts.read(name).decode() for name in parts.namelist())
    else:
        found = path.read_text("utf-8")
    return re.sub(r"\s+", "", found)


# where it writes -------------------------------------------------------------------


@pytest.mark.parametrize("ending", [item.ending for item in FORMATS.values() if not item.binary])
def test_standard_output_gets_what_the_file_would(call: Call, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"card.{ending}"
    assert call("export", "NTU", "--to", str(file)).code == 0
    printed = call("export", "NTU", "--to", "-", "--format", ending)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == file.read_bytes().decode()
    assert not Path("-").exists()


def test_a_binary_format_goes_down_a_pipe_and_text_is_what_is_meant_without_a_format(
    call: Call, environment: dict[str, str]
) -> None:
    pytest.importorskip("xlsxwriter")
    words = [sys.executable, "-m", "rewatch", "export", "NTU", "--to", "-", "--format", "xlsx"]
    run = subprocess.run(words, capture_output=True, env=environment, check=True)
    assert zipfile.ZipFile(io.BytesIO(run.stdout)).testzip() is None
    assert call("export", "NTU", "--to", "-").out.startswith("NORTHERN MINERALS\n")
    refused = call("export", "NTU", "--to", "-", "--json")
    assert (refused.code, refused.out) == (2, "")


def test_several_companies_make_a_pack_or_a_comparison(call: Call) -> None:
    assert "List pack of 3 companies" in call("export", *THREE, "--to", "-").out
    beside = call("export", *THREE, "--to", "-", "--kind", "comparison").out
    assert beside.startswith("COMPARISON: NORTHERN MINERALS, LYNAS RARE EARTHS AND ARAFURA")
    assert "List pack of 1 company" in call("export", "NTU", "--to", "-", "--kind", "pack").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("NTU", "--kind", "comparison"), "2 to 6 companies, not 1"),
        ((*THREE, "--kind", "card"), "a card shows one company"),
        (("NTU", "--paper", "letter"), "--paper is for pdf, not for txt"),
        (("NTU", "--links", "--format", "html"), "--links is for md, not for html"),
        (("NTU", "--format", "docx"), "there is no format 'docx'"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(
    call: Call, words: tuple[str, ...], said: str
) -> None:
    answer = call("export", *words, "--to", "-")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_place_that_is_none_is_refused_before_anything_is_made(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for to, said in (
        (tmp_path, "is a folder; name a file in it"),
        (tmp_path / "none" / "card.txt", "there is no folder"),
        (tmp_path / "card", "'card' has no ending that says the format"),
    ):
        assert said in call("export", "NTU", "--to", str(to)).err
    # A program may be started with its standard output closed.
    monkeypatch.setattr(sys, "stdout", None)
    export._put(b"card")


def test_paper_and_links_are_as_asked_for(call: Call, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    for paper, size in (("a4", "A4"), ("letter", "letter")):
        file = tmp_path / f"{paper}.pdf"
        assert call("export", "NTU", "--to", str(file), "--paper", paper).code == 0
        told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
        assert re.search(rf"Page size: .*\({size}\)", told)
    linked = call("export", *THREE, "--to", "-", "--format", "md", "--links").out
    assert {"northern-minerals", "lynas-rare-earths"} <= set(re.findall(r"\[\[(.*?)\]\]", linked))


@pytest.mark.parametrize("ending", sorted(EXTRAS))
def test_a_missing_extra_says_which_command_installs_it(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setitem(sys.modules, EXTRAS[ending], None)
    answer = call("export", "NTU", "--to", str(tmp_path / f"card.{ending}"))
    assert (answer.code, answer.out) == (3, "")
    assert f"pip install 'rewatch[{ending}]'" in answer.err
    assert list(tmp_path.glob("card*")) == []


# what it leaves ---------------------------------------------------------------------


def test_ctrl_c_in_a_long_pack_leaves_no_file_and_nothing_remembered(
    call: Call, tmp_path: Path, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rewatch.cli.export import Progress

    told: list[int] = []

    def interrupted(self: Progress, done: int, of: int) -> None:
        told.append(done)
        if done == 2:
            os.kill(os.getpid(), signal.SIGINT)

    call("watchlist", "new", "Mine", *THREE)
    monkeypatch.setattr(Progress, "__call__", interrupted)
    with pytest.raises(KeyboardInterrupt):  # __main__ ends the program with 130 for it
        call("export", *THREE, "--to", str(tmp_path / "pack.html"))
    assert told == [1, 2]
    assert list(tmp_path.glob("*pack*")) == []
    assert not (workspace_folder / ".rewatch" / "cards.toml").exists()


def test_a_disk_that_fails_leaves_the_old_file_and_no_half_one(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rewatch.storage import atomic

    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "card.html"
    file.write_text("old", encoding="utf-8")

    class Full(atomic.Os):
        def write(self, handle: int, data: memoryview) -> int:
            if len(data) > 2000:
                return super().write(handle, data[:2000])
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "system", Full())
    for words in ((str(file), "--force"), (str(folder / "new.html"),)):
        answer = call("export", "NTU", "--to", *words)
        assert (answer.code, answer.out) == (3, "")
        assert "No space left" in answer.err or "full" in answer.err
    assert file.read_text("utf-8") == "old"
    assert [item.name for item in folder.iterdir()] == ["card.html"]


def test_progress_is_for_terminals_and_keeps_out_of_pipes(call: Call) -> None:
    assert call("export", *THREE, "--to", "-").err == ""


# private notes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("card", item) for item in sorted(FORMATS)]
    + [(kind, item) for kind in ("comparison", "pack") for item in ("html", "json")],
)
def test_no_export_carries_a_private_note_unasked(
    call: Call, tmp_path: Path, kind: str, ending: str
) -> None:
    if ending in EXTRAS:
        pytest.importorskip(EXTRAS[ending])
    call("note", "add", "NTU", f"{SECRET}\n\n{SECRET} again")
    call("note", "add", "NTU", f"refuted {SECRET}", "--kind", "signal")
    file = tmp_path / f"out.{ending}"
    companies = ["NTU"] if kind == "card" else ["NTU", "LYC"]
    made = call("export", *companies, "--to", str(file), "--kind", kind, "--json")
    assert made.code == 0, made.err
    assert made.json["notes_left_out"] == ["2 private notes on Northern Minerals left out"]
    assert re.sub(r"\s", "", SECRET) not in text_in(file)


def test_what_stays_private_is_said_and_what_was_asked_for_is_not(
    call: Call, tmp_path: Path
) -> None:
    call("note", "add", "NTU", SECRET)
    said = call("export", "NTU", "--to", str(tmp_path / "a.txt")).out
    assert "1 private note on Northern Minerals left out" in said
    assert "--with-notes" in said
    asked = call("export", "NTU", "--to", str(tmp_path / "b.txt"), "--with-notes")
    assert "left out" not in asked.out
    assert re.sub(r"\s", "", SECRET) in text_in(tmp_path / "b.txt")
    bare = call("export", "NTU", "--to", str(tmp_path / "c.csv"), "--with-notes").out
    assert "1 private note on Northern Minerals left out" in bare
    assert "--with-notes" not in bare
    piped = call("export", "NTU", "--to", "-")
    assert "left out" in piped.err
    assert "left out" not in piped.out


# since the last one ----------------------------------------------------------------------


def test_a_card_says_what_moved_since_the_last_one_though_it_was_printed_twice(
    call: Call, tmp_path: Path
) -> None:
    call("watchlist", "new", "Mine", "NTU")
    first = call("export", "NTU", "--to", "-").out
    assert "no earlier card to compare with" in first
    assert call("export", "NTU", "--to", "-").out == first
    call("export", "NTU", "--to", str(tmp_path / "other.html"), "--profile", "equal")
    after = " ".join(call("export", "NTU", "--to", "-").out.split())
    assert re.search(r"points since \d{4}-\d\d-\d\d \(card [0-9a-f]{12}, .*profile equal\)", after)


def test_a_pack_says_who_left_the_list_since_the_last_one(call: Call, tmp_path: Path) -> None:
    call("watchlist", "new", "Mine", *THREE)
    before = call("export", "-w", "mine", "--to", "-").out
    assert "No earlier pack of these companies to compare with." in before
    call("export", "NTU", "--to", str(tmp_path / "card.txt"))  # a card between is no pack
    call("watchlist", "remove", "mine", "LYC")
    after = call("export", "-w", "mine", "--to", "-").out
    assert "No longer on the list:\n  - lynas-rare-earths\n" in after
    assert call("export", "-w", "mine", "--to", "-").out == after


# numbers ----------------------------------------------------------------------------------


def ends(value: dict[str, float]) -> str:
    low, high = f"{value['low'] + 0.0:.1f}", f"{value['high'] + 0.0:.1f}"
    return low if low == high else f"{low}–{high}"


def percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


def rows_of(markdown: str) -> list[list[str]]:
    """The cells of every table row, markup and source numbers taken off."""
    rows = []
    for line in markdown.splitlines():
        if line.startswith("| ") and line.endswith(" |"):
            cells = re.split(r"(?<!\\) \| ", line[2:-2])
            rows.append([re.sub(r" \\\[[\d, ]*\\?\]$", "", cell).strip() for cell in cells])
    return rows


def check_markdown(card: str, told: dict[str, Any], names: dict[str, str]) -> None:
    """Score, rank, coverage, criteria, element strip and the working of one card."""
    rows = {row[0].replace("\\", ""): row for row in rows_of(card)}
    low, mid, high = (f"{told['score'][end] + 0.0:.1f}" for end in ("low", "mid", "high"))
    assert f"{low} points of 100 are proven, {high} are possible; the middle is {mid}." in card
    assert rows["Total"][2] == ends(told["score"])
    assert rows["Coverage"][1].startswith(f"{percent(told['coverage'])} of the weight")
    if told["rank"] is None:
        assert rows["Rank"][1].startswith("not ranked: ")
    else:
        best, worst = told["rank_interval"]
        assert rows["Rank"][1].startswith(f"{told['rank']} of ")
        assert f"; {best}–{worst} wherever" in rows["Rank"][1]
    for key, criterion in told["criteria"].items():
        bar = rows[names[key]]
        if criterion["low"] is None:
            assert bar[2] == "does not apply"
            continue
        assert bar[2:4] == [ends(criterion), percent(criterion["weight"])]
        weighed = {end: criterion["weight"] * criterion[end] for end in ("low", "high")}
        total = rows[f"= {names[key]}"]
        assert total[1:4] == [percent(criterion["weight"], 1), ends(criterion), ends(weighed)]
        for item, indicator in criterion["indicators"].items():
            shown = rows[names[item]]
            if indicator["low"] is None:
                assert shown[1:4] == ["–", "–", "–"]
                continue
            weight = criterion["weight"] * indicator["weight"]
            weighed = {end: weight * indicator[end] for end in ("low", "high")}
            assert shown[2] == ends(indicator)
            assert float(shown[1][:-2]) == pytest.approx(100 * weight, abs=0.0500001)
            for printed, exact in zip(shown[3].split("–"), weighed.values(), strict=False):
                assert float(printed) == pytest.approx(exact, abs=0.0500001)
    assert rows["= Total"][3] == ends(told["score"])


def check_csv(rows: dict[str, dict[str, str]], told: dict[str, Any]) -> None:
    """Every result, unrounded."""

    def same(field: str, value: dict[str, float | None]) -> None:
        for end in ("low", "mid", "high"):
            written = rows[field][end]
            assert (float(written) if written else None) == value[end], (field, end)

    same("score", told["score"])
    assert float(rows["coverage"]["mid"]) == told["coverage"]
    assert (rows["rank"]["mid"] or None) == (None if told["rank"] is None else f"{told['rank']}.0")
    for key, criterion in told["criteria"].items():
        same(f"criterion.{key}", criterion)
        assert float(rows[f"criterion.{key}.weight"]["mid"]) == criterion["weight"]
        for item, indicator in criterion["indicators"].items():
            same(f"indicator.{item}", indicator)
            assert float(rows[f"indicator.{item}.weight"]["mid"]) == pytest.approx(
                criterion["weight"] * indicator["weight"], abs=1e-12
            )


def check_json(card: dict[str, Any], told: dict[str, Any]) -> None:
    """The same keys hold the same numbers."""
    for key in ("score", "coverage", "rank", "rank_interval", "not_ranked", "group"):
        assert card[key] == told[key], key
    for key, criterion in told["criteria"].items():
        written = card["criteria"][key]
        for item, indicator in criterion["indicators"].items():
            found = written["indicators"][item]
            assert {name: found[name] for name in indicator} == indicator
        rest = {name: value for name, value in criterion.items() if name != "indicators"}
        assert {name: written[name] for name in rest} == rest


def check_arithmetic(card: dict[str, Any], method: dict[str, Any]) -> None:
    """The total added up from the JSON alone: weights of the method, values of the card."""
    rubric = {item["id"]: item for item in method["rubric"]["criteria"]}
    applying = {
        key: {
            item["id"]: item["weight"]
            for item in rubric[key]["indicators"]
            if found["indicators"][item["id"]]["low"] is not None
        }
        for key, found in card["criteria"].items()
    }
    whole = sum(method["weights"][key] for key, parts in applying.items() if parts)
    for end in ("low", "mid", "high"):
        total = sum(
            method["weights"][key] / whole * weight / sum(parts.values())
            * card["criteria"][key]["indicators"][item][end]
            for key, parts in applying.items()
            for item, weight in parts.items()
        )  # fmt: skip
        assert total == pytest.approx(card["score"][end], abs=1e-9)


# Not shrunk: an example takes seconds, and what it says of a company is plain enough.
@settings(
    max_examples=2,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    back=st.integers(0, 1500),
    profile=st.sampled_from(["documents", "equal", "processing-first", "geopolitics-first"]),
    draw=st.data(),
)
def test_every_number_of_every_card_is_that_of_show(
    call: Call, back: int, profile: str, draw: st.DataObject
) -> None:
    way = ("--as-of", str(date(2026, 11, 21) - timedelta(days=back)), "--profile", profile)
    told = {item["id"]: item for item in call("rank", "--json", *way).json["companies"]}
    ids = draw.draw(st.lists(st.sampled_from(sorted(told)), min_size=8, max_size=8, unique=True))
    one = ids[0]
    shown = call("show", one, "--json", *way).json
    assert {key: shown[key] for key in told[one]} == told[one]
    whole = json.loads(call("export", *ids, "--to", "-", "--format", "json", *way).out)
    names = {item["id"]: item["name"] for item in whole["method"]["rubric"]["criteria"]}
    names |= {
        item["id"]: item["name"]
        for criterion in whole["method"]["rubric"]["criteria"]
        for item in criterion["indicators"]
    }
    assert {card["id"] for card in whole["cards"]} == set(ids)
    assert next(card for card in whole["cards"] if card["id"] == one)["rules"] == shown["rules"]
    for card in whole["cards"]:
        check_json(card, told[card["id"]])
        check_arithmetic(card, whole["method"])
    tidy: dict[str, dict[str, dict[str, str]]] = {}
    text = call("export", *ids, "--to", "-", "--format", "csv", *way).out
    for row in csv.DictReader(io.StringIO(text, newline="")):
        tidy.setdefault(row["company"], {})[row["field"]] = row
    for key, rows in tidy.items():
        check_csv(rows, told[key])
    pack = call("export", *ids, "--to", "-", "--format", "md", *way).out
    sheets = {
        sheet.splitlines()[0].replace("\\", ""): sheet for sheet in pack.split("\n\n---\n\n# ")
    }
    for key in ids:
        check_markdown(sheets[told[key]["name"]], told[key], names)
    card = call("export", one, "--to", "-", "--format", "md", *way).out
    check_markdown(card, shown, names)
    share = shown["derived"]["shares"]
    if any(name in share for name in ("La Ce", "Nd Pr")):
        strip = next(row for row in rows_of(card.partition("La Ce | Nd Pr")[2]) if "---" not in row)
        for cell, name in zip(strip, ("La Ce", "Nd Pr", "Sm-Gd", "Dy Tb", "rest"), strict=True):
            for printed in re.findall(r"[\d.]+", cell):
                assert any(
                    float(printed) == pytest.approx(share[name][end], abs=0.0500001)
                    or f"{share[name][end]:.2g}" == printed
                    for end in ("low", "high")
                )
