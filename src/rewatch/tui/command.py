"""What a command is, and the places where commands can be used. The registry is `commands`."""

from __future__ import annotations

from typing import Any, ClassVar

# Where a command can be used, with the heading it has in the help and in docs/keys.md.
PLACES: dict[str, str] = {
    "watchlist": "Watchlist",
    "company": "Company",
    "compare": "Compare",
    "why": "Why one is above the other",
    "weights": "Weights",
    "facts": "Missing facts",
    "promises": "Promises of a list",
    "scenarios": "Scenarios",
    "shares": "What the shares say",
    "editor": "Note editor",
    "add": "Add a company",
    "evidence": "Evidence form",
    "cash": "Cash grid",
    "notes": "Search over all notes",
    "import": "Import a list",
    "order": "Order of a list",
    "inbox": "Inbox",
    "history": "History",
    "filter": "Filter line",
    "facets": "Facets",
    "screens": "Saved screens",
    "flags": "Flags of a company",
    "sort": "Sorting",
    "columns": "Choice of columns",
    "criteria": "Order of the criteria",
    "questions": "Weights from questions",
    "form": "Forms over a screen",
    "export": "Export",
    "help": "Help",
    "lists": "Every list and table",
    "everywhere": "Everywhere",
}
# Those that ask something over another place: of what works everywhere only some is of use there.
DIALOGS = (
    "order", "screens", "flags", "sort", "columns", "criteria", "questions", "form", "export",
)  # fmt: skip


class Command:
    """What a user can do, as every face of it needs it.

    Attributes:
        title: a few words, as the palette and the help list it.
        keys: the keys it has before the user changes them; the first is shown.
        places: where it can be used, keys of `PLACES`.
        footer: its word in the footer, None where it stands in no footer.
        footers: the places whose footer it stands in; all of its places if empty.
        keyed: each key is the argument of the action: a digit.
        first: its keys go before those of the field that is typed in.
        in_dialogs: whether it can be used where a dialog asks something, too.
    """

    title: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    places: ClassVar[tuple[str, ...]]
    footer: ClassVar[str | None] = None
    footers: ClassVar[tuple[str, ...]] = ()
    keyed: ClassVar[bool] = False
    first: ClassVar[bool] = False
    in_dialogs: ClassVar[bool] = False

    @classmethod
    def id(cls) -> str:
        """The name of its action: the class's, in snake case."""
        name = cls.__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")

    @classmethod
    def help(cls) -> str:
        """One sentence on what it does."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def enabled(cls, where: Any) -> bool:  # noqa: ARG003 - the interface that commands override
        """Whether it can be used now on that screen."""
        return True


def has_company(where: Any) -> bool:
    """Whether a company is selected there."""
    return getattr(where, "company_id", None) is not None


class NeedsCompany(Command):
    """Base of the commands that act on the selected company; no command itself."""

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Only while a company is selected."""
        return has_company(where)
