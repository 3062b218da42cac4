"""The commands about how sure a ranking is: weights, pairs, missing facts; part of the registry."""

from __future__ import annotations

from typing import Any

from rewatch.tui.command import Command


class Weights(Command):
    """Moves the weights beside the live table: how far each may go before first place changes."""

    title, keys, places = "Weights", ("w",), ("watchlist", "compare")


class OtherWeights(Command):
    """Goes to what other weights would make of these companies; the same key goes back up."""

    title, keys, places = "Would other weights turn it round?", ("r",), ("compare",)
    footer = "Other weights"


class Prices(Command):
    """Scores with another price deck, a what-if, until Esc goes back to the usual one."""

    title, keys, places = "Prices …", ("p",), ("watchlist",)


class Scenarios(Command):
    """Lists what can be supposed of policy and prices, whom it would move, and by which rule."""

    title, keys, places = "Scenarios …", ("s",), ("watchlist",)


class AsOf(Command):
    """Scores everything by what was known on an earlier day, until Esc goes back to today."""

    title, keys, places = "As of a day …", ("D",), ("watchlist",)


class Suppose(Command):
    """Scores everything under the scenario, until Esc ends it."""

    title, keys, places, footer = "Suppose it for now", ("a",), ("scenarios",), "Suppose"

    @classmethod
    def enabled(cls, where: Any) -> bool:
        """Where the cursor is on a scenario, or on a company it moves."""
        return getattr(where, "scenario_id", None) is not None


class RaiseWeight(Command):
    """Raises the weight under the cursor by a point; the others follow in proportion."""

    title, keys, places, footer = "One point more", ("right", "l"), ("weights",), "More"


class LowerWeight(Command):
    """Lowers the weight under the cursor by a point; the others follow in proportion."""

    title, keys, places, footer = "One point less", ("left", "h"), ("weights",), "Less"


class RaiseWeightMore(Command):
    """Raises the weight under the cursor by five points."""

    title, keys, places = "Five points more", ("shift+right", "L"), ("weights",)


class LowerWeightMore(Command):
    """Lowers the weight under the cursor by five points."""

    title, keys, places = "Five points less", ("shift+left", "H"), ("weights",)


class TypeWeight(Command):
    """Types the points of the weight under the cursor, no list here: 4 0 Enter makes it 40."""

    title, places, keyed = "Type its points", ("weights",), True
    keys = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")


class DecimalPoint(Command):
    """Goes on with tenths of a point in the number that is being typed."""

    title, keys, places = "Decimal point", ("full_stop", "comma"), ("weights",)


class EraseDigit(Command):
    """Takes back the last digit of the number that is being typed; Esc drops all of it."""

    title, keys, places = "Erase a digit", ("backspace",), ("weights",)


class LockWeight(Command):
    """Locks the weight under the cursor where it is, or lets it go."""

    title, keys, places = "Lock", ("space",), ("weights",)


class OtherGroup(Command):
    """Shows how far first place of the other group stays: ore companies or processors."""

    title, keys, places = "The other group", ("t",), ("weights",)


class PickProfile(Command):
    """Takes the weights of a profile, one that comes with the tool or one of your own."""

    title, keys, places = "Profile …", ("p",), ("weights",)


class OrderOnly(Command):
    """Makes weights from an order of the criteria: the mean of all weights in that order."""

    title, keys, places = "Only an order …", ("o",), ("weights",)


class SwingWeights(Command):
    """Makes weights from questions in words: which swing from worst to best matters most."""

    title, keys, places = "Questions in words …", ("w",), ("weights",)


class Firmness(Command):
    """Says how firmly the weights are meant when the ranking is sampled."""

    title, keys, places = "How firmly meant …", ("f",), ("weights",)


class SaveProfile(Command):
    """Saves the weights as a profile of your own, which any list can use."""

    title, keys, places, footer = "Save as profile", ("s",), ("weights",), "Save"


class KeepWeights(Command):
    """Keeps the weights for this list and goes back; undo takes it back."""

    title, keys, places, footer = "Keep for this list", ("enter", "ctrl+s"), ("weights",), "Keep"


class MissingFacts(Command):
    """Lists what to find out next: the doubt each fact would remove, and where it is published."""

    title, keys, places = "Missing facts", ("m",), ("watchlist", "company")


class TurnFacts(Command):
    """Groups the missing facts by company, or by fact again."""

    title, keys, places, footer = "By fact or company", ("t",), ("facts",), "Turn"


class AboutShares(Command):
    """Says in plain language what the shares, tiers and 90 % ranks are, and what they are not."""

    title, keys, places = "What the shares say", ("f4",), ("everywhere",)


SURE_COMMANDS: tuple[type[Command], ...] = (
    Weights, OtherWeights, Prices, Scenarios, AsOf, Suppose,
    KeepWeights, RaiseWeight, LowerWeight, RaiseWeightMore, LowerWeightMore,
    TypeWeight, DecimalPoint, EraseDigit,
    LockWeight, OtherGroup, PickProfile, OrderOnly, SwingWeights, Firmness, SaveProfile,
    MissingFacts, TurnFacts, AboutShares,
)  # fmt: skip
