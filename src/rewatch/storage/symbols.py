"""Tickers as people and sites write them: ASX:ARU, ARU.AX, AMEX:UUUU; and the exchanges meant.

One exchange has several names, and one ending several exchanges; a ticker without its exchange is
not read here, because another share may carry it elsewhere.
"""

from __future__ import annotations

import re

# Yahoo's endings, and the exchanges they stand for; without an ending it is an American one.
_YAHOO = {
    "AX": ("ASX",),
    "BE": ("Berlin",),
    "BO": ("BSE",),
    "CN": ("CSE",),
    "DE": ("XETRA",),
    "F": ("FSE", "Frankfurt"),
    "HK": ("HKEX",),
    "JO": ("JSE",),
    "KS": ("KRX",),
    "L": ("LSE", "AIM"),
    "MU": ("Munich",),
    "NE": ("NEO", "Cboe Canada"),
    "NS": ("NSE",),
    "OL": ("Oslo Bors",),
    "PA": ("Euronext Paris",),
    "SA": ("B3",),
    "SG": ("Stuttgart",),
    "SS": ("SSE",),
    "ST": ("Nasdaq Stockholm", "Nasdaq First North"),
    "SZ": ("SZSE",),
    "T": ("TSE",),
    "TO": ("TSX",),
    "TW": ("TWSE",),
    "V": ("TSXV",),
}
# Names that others give to exchanges.
_EXCHANGES = {
    "AMEX": ("NYSE American", "AMEX"),
    "NYSEAMERICAN": ("NYSE American", "AMEX"),
    "AIM": ("AIM", "LSE"),
    "LSE": ("LSE", "AIM"),
    "CVE": ("TSXV",),
    "TSXV": ("TSXV",),
    "TSE": ("TSX", "TSE"),
    "FWB": ("FSE",),
    "OMXSTO": ("Nasdaq Stockholm", "Nasdaq First North"),
    "NGM": ("Nasdaq Stockholm", "Nasdaq First North"),
    "OTC": ("OTC", "OTCQB", "OTCQX", "OTC Pink"),
    "OTCMKTS": ("OTC", "OTCQB", "OTCQX", "OTC Pink"),
    "OTCQB": ("OTCQB", "OTC", "OTCQX", "OTC Pink"),
    "OTCQX": ("OTCQX", "OTC", "OTCQB", "OTC Pink"),
}
_SYMBOL = re.compile(r"([A-Za-z][A-Za-z0-9 .\-]{0,19}?) ?: ?([A-Za-z0-9.\-]{1,12})\Z")
_YAHOO_SYMBOL = re.compile(r"([A-Za-z0-9\-]{1,12})\.([A-Za-z]{1,2})\Z")


def symbols_of(text: str) -> tuple[str, ...] | None:
    """The EXCHANGE:TICKER that a text may mean, the likeliest first; None where it is no symbol.

    Args:
        text: EXCHANGE:TICKER, or as Yahoo writes it, TICKER.ENDING.
    """
    written = _SYMBOL.match(text)
    if written is not None:
        exchange, ticker = written.groups()
        known = _EXCHANGES.get(re.sub(r"[ .\-]", "", exchange.upper()), (exchange,))
        return tuple(f"{item}:{ticker}" for item in known)
    match = _YAHOO_SYMBOL.match(text)
    exchanges = _YAHOO.get(match[2].upper()) if match else None
    if match is None or exchanges is None:
        return None
    return tuple(f"{exchange}:{match[1].upper()}" for exchange in exchanges)
