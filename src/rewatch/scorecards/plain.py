"""Text from files made safe to print: one line, nothing invisible, nothing that turns the line.

This is the first of two guards. It makes control and bidirectional characters visible; the
second is each renderer's own escaping.
"""

from __future__ import annotations

import re
import unicodedata

# Characters that show nothing or reorder what follows them: C0 and C1 controls, zero-width and
# bidirectional marks, line and paragraph separators, soft hyphen, byte-order mark, tags,
# interlinear marks, what is no character at all (XML refuses it), lone surrogates (which no
# encoding can write).
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"[ \t\r\n\u2028\u2029]+")


def _shown(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"


def visible(text: str) -> str:
    """Text on one line: white space collapsed, hidden characters written as <U+XXXX>."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _HIDDEN.sub(_shown, _SPACE.sub(" ", text)).strip(" ")


def visible_lines(text: str) -> str:
    """As `visible`, but line breaks stay (for notes)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_HIDDEN.sub(_shown, line.replace("\t", "    ")).rstrip() for line in lines)


# Where characters that take no column or two begin to be possible; all others take one.
_UNEVEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u20d0-\u20ff\u231a-\u23ff\u25fd-\u27bf\u2b1b-\u2bff"
    "\u2e80-\U0010ffff]"
)


def is_even(text: str) -> bool:
    """Whether every character takes one column."""
    return text.isascii() or not _UNEVEN.search(text)


def width(text: str) -> int:
    """Columns that a text takes on a terminal or in a fixed-width font."""
    if text.isascii() or not _UNEVEN.search(text):
        return len(text)
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


_WEB = re.compile(r"https?://[^\s<>\"'`\\^{|}\x00-\x20]+\Z", re.IGNORECASE)


def is_web_address(url: str) -> bool:
    """Whether an address is http or https and nothing else, so that it may become a link."""
    return bool(_WEB.match(url)) and url.isascii() and len(url) <= 2000
