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
    "promises": ("promises", "What was promised for when, what is past its date, what slipped."),
    "inbox": ("inbox", "What moved and why since you last looked, and what is due."),
    "search": ("search", "Find companies and listed miners; forgives typing mistakes."),
    "evidence": ("evidence", "Add, correct, list and withdraw evidence; shows the effect first."),
    "note": ("notes", "Write and read dated notes on companies."),
    "watchlist": ("watchlists", "Make, change and read watchlists."),
    "company": ("companies", "List companies, add one, or change one of your own."),
    "profile": ("methods", "Weights profiles."),
    "deck": ("methods", "Price decks."),
    "scenario": ("scenarios", "What-ifs of policy and prices: whom they move, by which rule."),
    "export": ("export", "Write scorecards to a file."),
    "history": ("history", "What was changed; purge forgets it."),
    "undo": ("history", "Take the last change back."),
    "redo": ("history", "Do again what was undone last."),
    "backup": ("safety", "Write the whole workspace into one file."),
    "restore": ("safety", "Bring a workspace back from such a file."),
    "merge": ("safety", "Merge two versions of a file, for git."),
    "check": ("check", "Name every fault in the files, with its line."),
    "doctor": ("doctor", "Versions, folders and what was read."),
}

# Modules that hold more than one command name theirs here; all others call it `command`.
ATTRIBUTES = {
    name: name
    for name in (
        *("profile", "deck", "history", "undo", "redo"),
        *("backup", "restore", "merge"),
    )
}
