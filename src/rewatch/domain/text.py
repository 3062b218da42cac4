"""Text from files made safe to show: what a terminal would obey is shown instead.

Company names, notes, paths and error sentences may hold anything. Escape sequences could repaint
the screen and right-to-left overrides could make a line read as what it does not say; both faces
send every text from a file through `visible` first. Knows nothing of markup or of any terminal.
"""

from __future__ import annotations

import unicodedata

from rewatch.domain.errors import UsageError

# Joiners that several scripts and emoji need to be legible; they order and hide nothing.
_HARMLESS_FORMAT = frozenset("\u200c\u200d\u00ad")
# Controls, formats (bidi overrides among them), surrogates, line and paragraph separators.
_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Combining marks beyond this many on one character are piled up to paint over other lines.
_MARKS = 4

ELLIPSIS = "…"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(raw: bytes, name: str) -> str:
    """Bytes that were given to be read, as text: whole, or not at all.

    Raises:
        UsageError: they are no UTF-8; a guess would keep letters that nobody wrote.
    """
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "UTF-16" if raw.startswith(_UTF_16) else f"no UTF-8 text (line {line})"
        raise UsageError(f"{name} is {what}; save it as UTF-8") from error


def visible(text: str, limit: int | None = None) -> str:
    r"""The text on one line, with every control and bidi character made visible.

    C0 controls become their Unicode pictures (escape is ␛, a line end ␊), all others their code
    in the form ``\u202e``. Text without any of them is returned as it is.

    Args:
        text: anything that was read from a file.
        limit: greatest number of characters of the result, 1 or more; what is longer ends with an
            ellipsis.
    """
    if limit is not None and len(text) > limit:
        # The rest cannot be shown anyway: a name of a million characters costs no more than this.
        cut = _shown(text[:limit])
        return cut[: limit - 1] + ELLIPSIS
    shown = _shown(text)
    if limit is not None and len(shown) > limit:
        return shown[: limit - 1] + ELLIPSIS
    return shown


def _shown(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    parts: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS or (category in _SHOWN and sign not in _HARMLESS_FORMAT):
            parts.append(_picture(ord(sign)))
        else:
            parts.append(sign)
    return "".join(parts)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def signed(points: float) -> str:
    """A difference in points, to a tenth, with its sign; what rounds to nothing has none."""
    text = f"{points:+.1f}".replace("-", "−")
    return "0.0" if text in ("+0.0", "−0.0") else text


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 record", "2 records"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def as_sentence(text: str) -> str:
    """With a capital letter in front and a full stop behind; of nothing, nothing."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def fold(text: str) -> str:
    """Text for comparing: without case, accents and runs of blanks."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
