"""The commands of dialogs that ask something; part of the registry in `commands`.

What every dialog has is no command: Esc leaves it, Enter takes what is selected, y says yes.
"""

from __future__ import annotations

from rewatch.tui.command import Command


class ThenBy(Command):
    """Sorts by the next letter second, after what the table is sorted by; again takes that back."""

    title, keys, places = "And then by …", ("plus", "comma"), ("sort",)


class Swap(Command):
    """Shows the column, or hides it."""

    title, keys, places = "Show or hide", ("space",), ("columns",)


class Lift(Command):
    """Puts the criterion one place up: it matters more."""

    title, keys, places = "One place up", ("shift+up", "K"), ("criteria",)


class Lower(Command):
    """Puts the criterion one place down: it matters less."""

    title, keys, places = "One place down", ("shift+down", "J"), ("criteria",)


class StepBack(Command):
    """Goes back to the question before, and takes its answer back."""

    title, keys, places = "One question back", ("backspace", "left", "h"), ("questions",)


class Submit(Command):
    """Takes what stands in the lines, as Enter on the last; in the fields of a note saves both."""

    title, keys, places = "Done", ("ctrl+s",), ("form", "export")


class NextMake(Command):
    """Makes another of the documents that can be made: card, comparison, pack of the list."""

    title, keys, places = "What to make", ("ctrl+t",), ("export",)
    first = True


class ToggleNotes(Command):
    """Lets your private notes go out with it, or leaves them out."""

    title, keys, places = "With notes or without", ("ctrl+n",), ("export",)
    first = True


class ToggleLook(Command):
    """Changes the paper of a PDF, or names companies as links in Markdown."""

    title, keys, places = "Paper or links", ("ctrl+o",), ("export",)
    first = True


DIALOG_COMMANDS: tuple[type[Command], ...] = (
    ThenBy, Swap, Lift, Lower, StepBack, Submit, NextMake, ToggleNotes, ToggleLook,
)  # fmt: skip
