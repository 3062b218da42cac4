"""Whatever stands in a name, a note or a source is shown as text in every format, and never run."""

import csv
import http.server
import io
import json
import re
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from rewatch.scorecards import html, pdf
from rewatch.scorecards.collection import card
from rewatch.scorecards.formats import render
from rewatch.scorecards.plain import visible, visible_lines
from rewatch.scorecards.scorecard import Scorecard
from tests.unit.scorecards.builders import (
    ATTACKS,
    given,
    hostile,
    note,
    ranking,
    small_comparison,
    small_pack,
)
from tests.unit.scorecards.readers import Page, bare, cells, pdf_text, program

RUNNING = {"script", "img", "iframe", "object", "embed", "link", "base", "form", "audio", "video"}
attacks = pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: repr(text[:18]))


def attacked(attack: str) -> Scorecard:
    """A card with the attack in every field, in the flags and in a note that was asked for."""
    scores, ranked = ranking(hostile(attack))
    notes = {"alpha-rare-earths": [note(body=f"text\n{attack}\nmore")]}
    return card(scores[0], ranked, given(with_notes=True, notes=notes))


@attacks
def test_html_has_no_script_no_handler_and_no_foreign_address(attack: str) -> None:
    for document in (attacked(attack), small_comparison(hostile(attack)),
                     small_pack(with_notes=True, subject=hostile(attack))):  # fmt: skip
        page = Page(render(document, "html").decode())
        assert not {
            "script",
            "img",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "form",
            "b>",
        } & set(page.tags)
        assert page.comments == []
        for tag, name, value in page.attributes:
            assert not name.startswith("on")
            assert name not in ("src", "style", "srcset", "action")
            if name == "href":
                assert re.match(r"#|https?://", value), (tag, value)
        assert bare(visible(attack)) in bare(page.text)


@attacks
def test_markdown_renders_to_the_same_text_and_no_markup(attack: str) -> None:
    document = attacked(attack)
    text = render(document, "md").decode()
    body = text.split("\n---\n", 1)[1]
    for preset, options in (("commonmark", {}), ("js-default", {"html": True, "linkify": False})):
        parser = MarkdownIt(preset, options)
        tokens = [part for token in parser.parse(body) for part in (token, *(token.children or []))]
        kinds = {token.type for token in tokens}
        assert not {"html_block", "html_inline", "image", "fence", "code_block"} & kinds
        for token in tokens:
            if token.type == "link_open":
                assert str(token.attrs["href"]).startswith(("http://", "https://"))
    shown = bare(Page(MarkdownIt("js-default").render(body)).text)
    assert bare(visible(attack)) in shown


@attacks
def test_front_matter_stays_in_its_quotes(attack: str) -> None:
    text = render(attacked(attack), "md").decode()
    front = text.split("\n---\n", 1)[0].splitlines()[1:]
    for line in front:
        key, _, value = line.partition(": ")
        assert re.fullmatch(r"[a-z_]+", key)
        assert isinstance(json.loads(value), str)
        assert "\\u" not in value  # what YAML would take for half a character


@attacks
def test_no_cell_of_the_csv_begins_a_formula(attack: str) -> None:
    text = render(attacked(attack), "csv").decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {9}
    for row in rows:
        for cell in row:
            try:
                float(cell)
            except ValueError:
                assert cell[:1] not in "=+-@\t\r" or cell == ""
            assert not re.search("[\x00-\x1f\u202a-\u202e\u200b]", cell)


@attacks
def test_json_keeps_the_text_as_it_was_and_hides_no_character(attack: str) -> None:
    raw = render(attacked(attack), "json").decode()
    assert json.loads(raw)["cards"][0]["name"] == attack
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", raw)


@attacks
def test_plain_text_shows_hidden_characters_and_keeps_to_its_columns(attack: str) -> None:
    text = render(attacked(attack), "txt").decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", text)
    assert bare(visible(attack)) in bare(text)
    assert max(map(len, text.split("\n"))) <= 80


@attacks
def test_the_workbook_has_no_formula_but_ours(attack: str) -> None:
    pytest.importorskip("xlsxwriter")
    found = cells(render(attacked(attack), "xlsx"))
    ours = re.compile(
        r"(IF|SUM|SUMPRODUCT|Method|Indicators|[A-Z]{1,2}\$?\d+|[\d.]+|[-+*/(),:$!=>]|\d)*"
    )
    for sheet in found.values():
        for formula, _ in sheet.values():
            assert ours.fullmatch(formula), formula
    texts = [value for sheet in found.values() for _, value in sheet.values()]
    assert visible(attack) in texts


@attacks
def test_the_pdf_shows_the_text_and_links_to_nothing_else(attack: str, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    document = attacked(attack)
    written = pdf.render(document)
    assert b"/JavaScript" not in written
    assert b"/Launch" not in written
    # Those of the deck and of the country table; every source's own address is the attack.
    assert set(re.findall(rb"/URI\s*\(([^)]*)\)", written)) == {
        b"https://prices.example/2026",
        b"https://governance.example",
    }
    assert bare(visible(attack)) in pdf_text(written, tmp_path)


@attacks
def test_drawings_are_well_formed_and_hold_no_script(attack: str) -> None:
    root = ElementTree.fromstring(render(attacked(attack), "svg"))
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {
            "svg", "title", "desc", "style", "rect", "text", "g", "line", "circle",
        }  # fmt: skip
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)


@attacks
def test_bibtex_has_no_command_and_balanced_braces(attack: str) -> None:
    text = render(attacked(attack), "bib").decode()
    escapes = (
        r"\\(textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar|[{}$&#%_])"
    )
    rest = re.sub(escapes, "", text)
    assert "\\" not in rest
    depth = 0
    for character in rest:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"^@", text, re.MULTILINE)) == len(attacked(attack).sources)


@attacks
def test_csl_json_offers_only_web_addresses(attack: str) -> None:
    for item in json.loads(render(attacked(attack), "csl.json")):
        assert re.match(r"https?://", item.get("URL", "https://none"))


def test_notes_keep_their_lines_and_nothing_else_of_their_layout() -> None:
    assert visible_lines("one\r\ntwo\x1b[2J\n\tthree") == "one\ntwo<U+001B>[2J\n    three"


class _Counting(http.server.BaseHTTPRequestHandler):
    """Serves one page under a policy that allows its stylesheet alone and reports all else."""

    page = b""
    asked: list[str]
    reports: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy-Report-Only",
            "default-src 'none'; script-src 'report-sample'; style-src 'sha256-"
            f"{html.policy().partition('sha256-')[2].partition(chr(39))[0]}'; report-uri /report",
        )
        self.end_headers()
        self.wfile.write(self.page if self.path == "/" else b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).reports.append(body.decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass
class _Seen:
    asked: list[str]
    reports: list[str]


def seen_by_a_browser(page: Callable[[str], bytes], folder: Path) -> tuple[str, _Seen]:
    """A page opened in a real browser: its document afterwards, and what was asked and reported."""
    browser = program("chromium")

    class Handler(_Counting):
        asked: list[str] = []  # noqa: RUF012
        reports: list[str] = []  # noqa: RUF012

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        own = f"http://127.0.0.1:{server.server_address[1]}"
        Handler.page = page(own)
        run = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
             f"--user-data-dir={folder / 'profile'}", "--dump-dom", own + "/"],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        server.shutdown()
    return run.stdout, _Seen(Handler.asked, Handler.reports)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["card", "comparison", "pack"])
def test_a_real_browser_runs_nothing_asks_for_nothing_and_reports_nothing(
    kind: str, tmp_path: Path
) -> None:
    def page(own: str) -> bytes:
        attack = (
            f"<script>document.title='owned';fetch('{own}/script')</script>"
            f"<img src='{own}/image' onerror=\"document.title='owned'\">"
            f"<link rel=stylesheet href='{own}/style'><iframe src='{own}/frame'></iframe>"
            f"<svg onload=\"document.title='owned'\"></svg><style>@import '{own}/import';</style>"
            f"</style><a href='javascript:document.title=1' ping='{own}/ping'>x</a>"
            f"<p style='background:url({own}/url)'><meta http-equiv=refresh content='0;{own}/go'>"
        )
        if kind == "card":
            return render(attacked(attack), "html")
        if kind == "comparison":
            return render(small_comparison(hostile(attack)), "html")
        return render(small_pack(with_notes=True, subject=hostile(attack)), "html")

    shown, seen = seen_by_a_browser(page, tmp_path)
    assert "<title>owned" not in shown
    assert "What this" in shown
    assert set(seen.asked) <= {"/", "/favicon.ico"}
    assert seen.reports == []


@pytest.mark.slow
def test_the_page_s_own_policy_stops_a_script_that_got_in_and_the_browser_would_report_it(
    tmp_path: Path,
) -> None:
    """The second guard, tested alone: a script is planted past the escaping."""

    def planted(own: str) -> bytes:
        page = render(attacked("plain"), "html").decode()
        script = f"<script>document.title='owned'</script><img src='{own}/image'>"
        return page.replace("<body>", f"<body>{script}").encode()

    shown, seen = seen_by_a_browser(planted, tmp_path)
    assert "<title>owned" not in shown
    assert "/image" not in seen.asked
    assert any("script-src" in report for report in seen.reports)


@pytest.mark.slow
def test_a_spreadsheet_program_shows_every_attack_as_the_text_it_is(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    office = program("soffice")
    for n, attack in enumerate(ATTACKS):
        (tmp_path / f"a{n}.xlsx").write_bytes(render(attacked(attack), "xlsx"))
    out = tmp_path / "out"
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), *map(str, sorted(tmp_path.glob("*.xlsx")))],
        capture_output=True, timeout=240, check=True,
    )  # fmt: skip
    for n, attack in enumerate(ATTACKS):
        before = cells((tmp_path / f"a{n}.xlsx").read_bytes())
        after = cells((out / f"a{n}.xlsx").read_bytes())
        for sheet, places in before.items():
            for place, (formula, value) in places.items():
                again_formula, again = after[sheet].get(place, ("", ""))
                assert bool(again_formula) == bool(formula), (sheet, place)
                if not formula and value:
                    same = again == value or float(again) == pytest.approx(float(value))
                    assert same, (sheet, place)
        assert visible(attack) in [value for _, value in after["Sources"].values()]
