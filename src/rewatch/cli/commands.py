"""The table of commands: what each is called, where it lives, what it does in one line.

Plain words on purpose: `--help` is printed and a call is sorted out without loading any command.
"""

from __future__ import annotations

# name: (module that holds `command`, one line for --help), in the order of --help.
COMMANDS: dict[str, tuple[str, str]] = {
    "rank": ("rank", "Rank companies by proven points, with what is still possible."),
    "show": ("show", "One company's scorecard, every number with its source."),
    "why": ("why", "Why A stands above B, or why it moved, in parts that add up."),
    "compare": ("compare", "Companies side by side, what differs most first."),
    "screen": ("screen", "Filter companies: who matches, who does not, who cannot be told."),
    "next": ("next", "Which open facts are worth finding next."),
    "search": ("search", "Find companies and listed miners; forgives typing mistakes."),
    "note": ("notes", "Write and read dated notes on companies."),
    "watchlist": ("watchlists", "Make, change and read watchlists."),
    "company": ("companies", "List companies or add one."),
    "profile": ("methods", "Weights profiles."),
    "deck": ("methods", "Price decks."),
    "export": ("export", "Write scorecards to a file."),
    "check": ("check", "Name every fault in the files, with its line."),
    "doctor": ("doctor", "Versions, folders and what was read."),
}

# Modules that hold more than one command name theirs here; all others call it `command`.
ATTRIBUTES = {"profile": "profile", "deck": "deck"}
