"""The dialogs of the weights screen: criteria put in order, and questions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from rewatch.scoring.weights import from_order
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import hint
from rewatch.tui.screens.base import OurDialog
from rewatch.tui.screens.dialogs import Choice, Chooser
from rewatch.tui.standings import SURE_WORDS
from rewatch.tui.swing import Swing
from rewatch.tui.text import cut, fitted, plain
from rewatch.tui.weighing import points
from rewatch.tui.widgets.bars import Hints
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, STRONG, Piece, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rewatch.domain.rubric import Profile, Rubric, Sampling
    from rewatch.scoring.sureness import Sure
    from rewatch.tui.weighing import Weighing

_LETTERS = {"firm": "i"}  # where another answer has the first letter
_WIDTH = 72
_TALL = 32  # rows from which a swing is told by two indicators


def profile_chooser(weighing: Weighing, profiles: Mapping[str, Profile]) -> Chooser:
    """Chooses among the profiles, each with its weights in the order of the method."""
    criteria = weighing.rubric.criteria
    choices = []
    for key, profile in profiles.items():
        whole = sum(profile.weights.values())
        parts = [points(profile.weights.get(item.id, 0.0) / whole) for item in criteria]
        own = "" if key in weighing.rubric.profiles else "  yours"
        choices.append(Choice("", profile.name, key, f"{' / '.join(parts)}{own}"))
    named = " / ".join(item.name for item in criteria)
    return Chooser(cut(named, 54), choices, weighing.profile)


def firmness_chooser(sampling: Sampling, sure: Sure | None) -> Chooser:
    """Chooses how firmly weights are meant; the method's default where nothing is said."""
    spread = sampling.concentration
    choices = [
        Choice(
            _LETTERS.get(key, key[0]),
            words,
            key,
            f"concentration {spread[key]:g}" if key in spread else "",
        )
        for key, words in SURE_WORDS.items()
    ]
    return Chooser("How firm are these weights?", choices, sure or sampling.default_sure)


class OrderDialog(OurDialog[list[str] | None]):
    """Puts the criteria in order, what matters most first; answers with it, or None."""

    place: ClassVar[str] = "criteria"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("criteria"),
        Binding("escape,q", "give_up", "Back", show=False),
    ]

    def __init__(self, rubric: Rubric, order: list[str]) -> None:
        super().__init__()
        self._names = {item.id: item.name for item in rubric.criteria}
        self._order = order

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialog") as box:
            box.border_title = plain("What matters most stands first")
            yield Page(id="choices")
        yield Hints(
            hint("lift", "up"),
            hint("lower", "down"),
            ("Enter", "takes the order", "take"),
            ("Esc", "back", "give_up"),
            classes="dialog-keys",
        )

    def on_mount(self) -> None:
        """As high as there are criteria."""
        self.query_one(Page).styles.height = min(len(self._order) + 4, self.app.size.height - 6)
        self._show(self._order[0])

    def _show(self, key: str) -> None:
        self.query_one(Page).show(self._lines, key=key)

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        shares = from_order(self._order)
        lines: list[Line | list[Piece]] = [
            Line(
                (
                    (fitted(f"{place}.", 4), DIM),
                    (fitted(self._names[key], 30), PLAIN),
                    (fitted(points(shares[key]), 6, right=True), STRONG),
                ),
                key,
            )
            for place, key in enumerate(self._order, 1)
        ]
        said = "The points are the mean of all weights that stand in this order."
        return [*lines, [], *paragraph(said, width, DIM)]

    def _move(self, by: int) -> None:
        key = self.query_one(Page).key
        if key is None:
            return
        place = self._order.index(key)
        other = place + by
        if 0 <= other < len(self._order):
            self._order[place], self._order[other] = self._order[other], self._order[place]
        self._show(key)

    def action_lift(self) -> None:
        """One place up."""
        self._move(-1)

    def action_lower(self) -> None:
        """One place down."""
        self._move(1)

    @on(Lines.Chosen)
    def action_take(self) -> None:
        """Enter."""
        self.done(self._order)

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)


class SwingDialog(OurDialog[dict[str, float] | None]):
    """Asks which swings matter and how much; answers with weights, or None."""

    place: ClassVar[str] = "questions"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("questions"),
        Binding("escape,q", "give_up", "Back", show=False),
    ]

    def __init__(self, rubric: Rubric) -> None:
        super().__init__()
        self._swing = Swing(rubric)

    def compose(self) -> ComposeResult:
        """The question, its answers and the keys."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = plain("Weights from questions")
            page = Page(id="question")
            page.can_focus = False
            yield page
            yield Page(id="choices")
        yield Hints(
            ("Enter", "answers", "answer"),
            hint("step_back", "one back"),
            ("Esc", "leaves it", "give_up"),
            classes="dialog-keys",
        )

    def on_mount(self) -> None:
        """The first question."""
        self.query_one("#choices").focus()
        self._ask()

    def _ask(self) -> None:
        swing = self._swing
        number, count = swing.step
        text = f"Question {number} of {count}. {swing.question}"
        question, answers = self.query_one("#question", Page), self.query_one("#choices", Page)
        width = min(_WIDTH, self.app.size.width - 8)
        question.styles.height = len(paragraph(text, width)) + 1
        question.show(lambda room: [*paragraph(text, min(room, width), STRONG), []])
        lines = self._lines(width)
        answers.styles.height = min(len(lines), max(4, self.app.size.height - 10))
        answers.show(self._lines)

    def _lines(self, width: int) -> list[Line | list[Piece]]:
        lines: list[Line | list[Piece]] = []
        for choice in self._swing.choices():
            if choice.title.isdigit():
                told = ((fitted(choice.title, 5), ACCENT), (choice.detail[0], PLAIN))
                lines.append(Line(told, choice.value))
                continue
            lines.append(Line(((choice.title, PLAIN),), choice.value))
            for detail in choice.detail[: 2 if self.app.size.height >= _TALL else 1]:
                lines += paragraph(detail, width, DIM, "    ")
        return lines

    @on(Lines.Chosen, "#choices")
    def action_answer(self) -> None:
        """Enter: the answer under the cursor."""
        key = self.query_one("#choices", Page).key
        if key is None:
            return
        self._swing = self._swing.answered(key)
        if self._swing.done:
            self.done(self._swing.weights())
        else:
            self._ask()

    def action_step_back(self) -> None:
        """To the question before."""
        if self._swing.before is not None:
            self._swing = self._swing.before
            self._ask()

    def action_give_up(self) -> None:
        """Esc."""
        self.done(None)
