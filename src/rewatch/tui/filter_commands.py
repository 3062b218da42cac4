"""The commands of filters, facets, saved screens and flags; part of the registry in `commands`."""

from __future__ import annotations

from rewatch.tui.command import Command, NeedsCompany


class Complete(Command):
    """Takes the selected completion (▸); on an empty line it shows every field."""

    title, keys, places, footer = "Complete", ("tab",), ("filter",), "Complete"


class NextCompletion(Command):
    """Goes to the next completion; to the table where there is none."""

    title, keys, places = "Next completion", ("down",), ("filter",)


class PreviousCompletion(Command):
    """Goes to the completion before."""

    title, keys, places = "Previous completion", ("up",), ("filter",)


class ClearFilter(Command):
    """Clears the filter; then takes off the marks, the order, and what is asked otherwise."""

    title, keys, places = "Clear filter, marks, order", ("escape",), ("watchlist",)


class SaveScreen(Command):
    """Saves the filter: as a screen with a name, or as a watchlist that follows it."""

    title, keys, places = "Save filter", ("ctrl+s",), ("watchlist",)
    first = True


class Facets(Command):
    """Shows how many companies share a country, step, stage, grade or tag, to choose from."""

    title, keys, places = "Facets", ("F",), ("watchlist",)


class ToggleFacet(Command):
    """Asks for the value, or no longer."""

    title, keys, places, footer = "Choose value", ("space",), ("facets",), "Choose"


class CloseFacets(Command):
    """Hides the facets; the filter stays."""

    title, keys, places, footer = "Close", ("escape", "F"), ("facets",), "Close"


class Screens(Command):
    """Chooses a saved screen, with what each finds today."""

    title, keys, places = "Screens …", ("S",), ("watchlist",)


class DeleteScreen(Command):
    """Deletes the selected screen if it is your own; those that come with rewatch stay."""

    title, keys, places, footer = "Delete screen", ("d", "delete"), ("screens",), "Delete"


class Flags(NeedsCompany):
    """Shows the risk flags of the company by class with their reasons, and its thesis."""

    title, keys, places = "Risk flags", ("f",), ("watchlist", "company")


FILTER_COMMANDS: tuple[type[Command], ...] = (
    Complete, NextCompletion, PreviousCompletion, ClearFilter, SaveScreen, Facets, ToggleFacet,
    CloseFacets, Screens, DeleteScreen, Flags,
)  # fmt: skip
