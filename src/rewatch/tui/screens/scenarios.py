"""The scenarios: what each supposes and whom it would move; one can be supposed for a while."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from rewatch.domain.errors import RewatchError
from rewatch.tui.keymap import bindings_of
from rewatch.tui.nobody import nobody
from rewatch.tui.pages.scenarios import scenario_lines
from rewatch.tui.screens.resting import RestingScreen
from rewatch.tui.widgets.bars import Header
from rewatch.tui.widgets.lines import Line, Lines, Page
from rewatch.tui.widgets.paint import DIM, Piece

if TYPE_CHECKING:
    from rewatch.domain.scenario import Scenario
    from rewatch.supposing import Outcome
    from rewatch.tui.session import Session


# Companies up to which every scenario is worked out, not only those that are opened.
_FEW = 200


def _outcome(session: Session, scenario: str) -> Outcome | RewatchError:
    """What a scenario moves, or why that cannot be told."""
    try:
        return session.outcome(scenario)
    except RewatchError as error:
        return error


class ScenariosScreen(RestingScreen[str | None]):
    """Every scenario; its answer is the one to suppose, "" for none."""

    place: ClassVar[str] = "scenarios"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("scenarios")

    def __init__(self) -> None:
        super().__init__()
        self._scenarios: dict[str, Scenario] | None = None
        self._outcomes: dict[str, Outcome | RewatchError] = {}
        self._opened: set[str] = set()
        self._working = False

    @property
    def company_id(self) -> str | None:
        """The company under the cursor."""
        kind, _, key = (self.query_one(Page).key or "").partition(":")
        return key.partition("@")[0] if kind == "c" else None

    @property
    def scenario_id(self) -> str | None:
        """The scenario under the cursor, or that moves the company there; "" stands for none."""
        kind, _, key = (self.query_one(Page).key or "").partition(":")
        return {"s": key, "c": key.partition("@")[2]}.get(kind)

    def on_mount(self) -> None:
        """The files are read beside the screen."""
        self.query_one(Page).focus()
        self._show()
        workspace = self.rewatch.session.workspace

        def found(read: tuple[dict[str, Scenario], list[str]]) -> None:
            self._scenarios, faults = read
            current = self._current
            self._opened |= {current} if current in self._scenarios else set()
            self._show()
            self._work_out()
            if faults:
                self.rewatch.warn(f"left out: {faults[0]}")

        self.work(
            lambda: (workspace.scenarios(), [str(item) for item in workspace.scenario_faults()]),
            found,
            group="scenarios",
        )

    @property
    def _current(self) -> str | None:
        question = self.rewatch.session.question
        return question.scenario if question else None

    def _work_out(self) -> None:
        """What scenarios move in the open list, one after the other, those that are opened first.

        Of a long list only those that are opened: each is a whole new scoring.
        """
        session = self.rewatch.session
        answer, scenarios = session.answer, self._scenarios or {}
        if self._working or answer is None:
            return
        every = len(answer.picture.rows) <= _FEW
        wanted = [key for key in scenarios if key in self._opened] + (list(scenarios) * every)
        key = next((key for key in wanted if key not in self._outcomes), None)
        if key is None:
            return
        self._working = True

        def found(outcome: Outcome | RewatchError) -> None:
            self._working = False
            if session.answer is answer:
                self._outcomes[key] = outcome
            self._show()
            self._work_out()

        self.work(partial(_outcome, session, key), found, group="scenario")

    def take_answer(self) -> None:
        """The list was scored again: what moves is worked out anew."""
        self._outcomes.clear()
        self._work_out()
        self._show()

    def _show(self) -> None:
        answer = self.rewatch.session.answer
        if not self.stands or answer is None:
            return
        facts = [f"as of {answer.picture.as_of}", answer.picture.deck]
        self.query_one(Header).say(f"Scenarios for {answer.name}", facts)
        scenarios, outcomes = self._scenarios, dict(self._outcomes)
        opened, current, rubric = set(self._opened), self._current, self.rewatch.scored.rubric
        missing = nobody(answer, away=True)

        def lines(width: int) -> list[Line | list[Piece]]:
            if scenarios is None:
                return [[("Reading the scenarios …", DIM)]]
            return scenario_lines(
                scenarios, outcomes, opened, current, rubric, width, nobody=missing
            )

        self.query_one(Page).show(lines, keep=True)
        self.say_basis()

    # commands -----------------------------------------------------------------

    @on(Lines.Chosen)
    def _choose(self) -> None:
        """Enter: a scenario shows whom it moves, a company is opened."""
        if self.company_id is not None:
            answer = self.rewatch.session.answer
            others = [row.id for row in answer.picture.rows] if answer else []
            self.rewatch.open_company(self.company_id, others)
        elif self.scenario_id == "":
            self.done("")
        elif self.scenario_id is not None:
            self._opened ^= {self.scenario_id}
            self._work_out()
            self._show()

    def action_suppose(self) -> None:
        """Scores everything under the scenario of the cursor, or as things stand."""
        if self.scenario_id is not None:
            self.done(self.scenario_id)

    def action_back(self) -> None:
        """As it was."""
        self.done()
