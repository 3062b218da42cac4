"""Whatever stands in a name, a note or a source is shown as text in every format, and never run."""

import csv
import http.server
import io
import json
import re
import subprocess
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from rewatch.scorecards import pdf
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
    page = b""
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page if self.path == "/" else b"")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.mark.slow
def test_a_real_browser_runs_nothing_and_asks_for_nothing(tmp_path: Path) -> None:
    browser = program("chromium")

    class Handler(_Counting):
        asked: list[str] = []  # noqa: RUF012

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        own = f"http://127.0.0.1:{server.server_address[1]}"
        attack = (
            f"<script>document.title='owned';fetch('{own}/script')</script>"
            f"<img src='{own}/image' onerror=\"document.title='owned'\">"
            f"<link rel=stylesheet href='{own}/style'><iframe src='{own}/frame'></iframe>"
            f"<svg onload=\"document.title='owned'\"></svg><style>@import '{own}/import';</style>"
        )
        Handler.page = render(attacked(attack), "html")
        run = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
             f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", own + "/"],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        server.shutdown()
    assert "<title>owned" not in run.stdout
    assert "How the points add up" in run.stdout
    assert set(Handler.asked) <= {"/", "/favicon.ico"}


@pytest.mark.slow
def test_the_policy_stops_a_script_that_got_in_all_the_same(tmp_path: Path) -> None:
    """The second guard, tested alone: a script is planted past the escaping."""
    browser = program("chromium")
    page = render(attacked("plain"), "html").decode()
    path = tmp_path / "planted.html"
    path.write_text(
        page.replace("<body>", "<body><script>document.title='owned'</script>"), encoding="utf-8"
    )
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "<title>owned" not in run.stdout
