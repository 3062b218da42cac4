"""What an outsider reads in each format, with tools that know nothing of how it was written."""

import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Page(HTMLParser):
    """Tags, attributes and text of a page as a browser takes it apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.pieces: list[str] = []
        self.comments: list[str] = []
        self._style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def cells(workbook: bytes) -> dict[str, dict[str, tuple[str, str]]]:
    """Sheet name -> cell -> (formula, value), read from the parts of the file."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        strings = [
            "".join(piece.text or "" for piece in item.iter(f"{_MAIN}t"))
            for item in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        names = [
            item.attrib["name"]
            for item in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        ]
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for number, name in enumerate(names, start=1):
            sheet = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = {}
            for cell in sheet.iter(f"{_MAIN}c"):
                formula = cell.findtext(f"{_MAIN}f") or ""
                value = cell.findtext(f"{_MAIN}v") or ""
                if cell.attrib.get("t") == "s":
                    value = strings[int(value)]
                found[name][cell.attrib["r"]] = (formula, value)
    return found


def program(name: str) -> str:
    """The path of a program that a test looks through; skips the test where it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def pdf_text(pdf: bytes, folder: Path) -> str:
    """The text of a PDF without white space and break marks."""
    tool = program("pdftotext")
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    run = subprocess.run([tool, "-raw", str(path), "-"], capture_output=True, check=True)
    return bare(run.stdout.decode())


def bare(text: str) -> str:
    """Text without white space and zero-width spaces, for comparing what was broken into lines."""
    return re.sub(r"[\s\u200b\xad]+", "", text)
