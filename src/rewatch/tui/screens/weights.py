"""The weights screen: sliders beside the live table; every key ranks again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize

from rewatch.domain.errors import UsageError
from rewatch.domain.lists import ALL_LISTS
from rewatch.scoring.weights import OWN_WEIGHTS
from rewatch.tui.keymap import bindings_of
from rewatch.tui.keys import key_of, keyed
from rewatch.tui.nobody import nobody
from rewatch.tui.pages.standing import basis
from rewatch.tui.pages.weights import (
    clicked_share,
    gone_and_come,
    keys_told,
    live_lines,
    slider_lines,
)
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Asked, Form
from rewatch.tui.screens.weighing import firmness_chooser, profile_chooser
from rewatch.tui.session import Scored
from rewatch.tui.standings import SURE_WORDS
from rewatch.tui.sure_tasks import NOT_KEPT, keep_weights
from rewatch.tui.text import cut
from rewatch.tui.typed_number import TypedNumber
from rewatch.tui.weighing import Kept, Weighing
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.paint import DIM, STRONG, Piece, paragraph
from rewatch.tui.widgets.sliders import Sliders

if TYPE_CHECKING:
    from rewatch.scoring.results import GroupName
    from rewatch.scoring.stability import Stability
    from rewatch.scoring.sureness import Sure
    from rewatch.tui.session import Answer
    from rewatch.tui.standings import Sampled

WIDE = 110
_GROUP_WORDS = {"ore": "ore companies", "processor": "processors"}


class WeightsScreen(OurScreen[None]):
    """Weights of a list.

    Args:
        weighing: its weights, while they are moved.
        of: the list.
    """

    place: ClassVar[str] = "weights"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("weights")

    def __init__(self, weighing: Weighing, of: Answer) -> None:
        super().__init__()
        self._weighing, self._of = weighing, of
        self._group: GroupName | None = next(iter(weighing.groups()), None)
        self._kept: Kept | None = None
        self._stability: dict[str, Stability] | None = None
        self._sampled: Sampled | None = None
        self._sure_before: Sure | None = None
        self._typed = TypedNumber()

    def compose(self) -> ComposeResult:
        """Header, what is meant, sliders and table, what the numbers rest on, footer."""
        yield Header(id="header")
        yield OneLine(id="meant")
        with Container(id="weights-body"):
            yield Sliders(id="sliders")
            yield Page(id="live")
        yield Basis(id="foot")
        yield Footer(self.place, id="footer")

    def on_mount(self) -> None:
        """Shows the weights as they stand; the samples follow."""
        self._sure_before = self.rewatch.sampler.sure
        self.query_one("#sliders").focus()
        self._changed()
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """The table stands beside the sliders where there is room, below them else."""
        beside = event.size.width >= WIDE
        self.query_one("#weights-body").set_class(beside, "-beside")
        rows = 2 * len(self._weighing.rubric.criteria)
        sliders = self.query_one("#sliders")
        sliders.styles.width = event.size.width * 45 // 100 if beside else "100%"
        sliders.styles.height = "100%" if beside else min(rows + 1, event.size.height // 2)

    # what is shown ------------------------------------------------------------

    @property
    def _sliders(self) -> Page:
        return self.query_one("#sliders", Page)

    @property
    def _together(self) -> bool:
        """Whether they are those of all lists together, for which nothing can be kept."""
        return self._of.slug == ALL_LISTS

    def _draw(self) -> None:
        """Draws the values that are kept while weights move."""

        def drawn(kept: Kept) -> None:
            self._kept = kept
            self._changed()

        self.rewatch.work(self._weighing.keep, drawn, group="weights", exclusive=True)

    def _changed(self) -> None:
        """The weights are others: ranks, stability and places anew, as far as is drawn already."""
        if not self.stands:
            return
        weighing, sampler = self._weighing, self.rewatch.sampler
        self._sampled, self._stability = None, None
        if self._kept is not None:
            self._sampled = weighing.sampled(self._kept, sampler.sure)
            if self._group is not None:
                self._stability = weighing.stability(self._group)
        sampler.want(Scored(weighing.ranking, weighing.rubric))
        self.take_samples()

    def take_answer(self) -> None:
        """The list was scored again: its weights as they were moved, on what is known now."""
        answer, before = self.rewatch.session.answer, self._weighing
        assert answer is not None
        scored = answer.scored
        same = answer.slug == self._of.slug
        if scored is None or not same or scored.rubric.criteria != before.rubric.criteria:
            self.rewatch.say(f"{self._of.name} is not what is open any more: its weights stay.")
            self.done()
            return
        self._of = answer
        before.renew(scored, self.rewatch.session.workspace.catalogue.profiles)
        self._kept = None
        self._draw()
        self.call_later(self._changed)  # when the list's own samples have been asked for

    def take_samples(self) -> None:
        """The full number of samples came."""
        sampled = self.rewatch.sampler.sampled
        if sampled is not None and sampled.ranking is self._weighing.ranking:
            self._sampled = sampled if sampled.full else self._sampled or sampled
        self._show()

    def _show(self) -> None:
        weighing, answer = self._weighing, self._of
        label = weighing.profile or OWN_WEIGHTS
        label = self.rewatch.session.weights_called(label)
        named = [label] if weighing.profile else []
        facts = ["moved" if weighing.moved else "as saved", *answer.picture.day, *named]
        title, under = f"Weights of {answer.name}", answer.picture.under
        self.query_one(Header).say(title, facts, under, needed=len(facts))
        self.query_one("#meant", OneLine).set(self._meant())
        stability, group = self._stability, self._group
        typed = replace(self._typed)
        self._sliders.show(
            lambda width: slider_lines(weighing, stability, group, width, typed), keep=True
        )
        sampled, missing = self._sampled, self.rewatch.sampler.missing
        empty = nobody(answer, away=True)
        self.query_one("#live", Page).show(
            lambda width: (
                paragraph(empty, width, STRONG)
                if empty
                else live_lines(weighing, sampled, group, width, missing)
            ),
            keep=True,
        )
        self._say_basis(label)

    def _meant(self) -> list[Piece]:
        pieces = keys_told(self._together)
        if self._group is not None:
            first = self._weighing.ranking.group(self._group)[0].score.name
            who = f", first: {first}" if self.size.width >= WIDE else ""
            pieces.append((cut(f"   {_GROUP_WORDS[self._group]}{who}", 60), DIM))
        sure = self.rewatch.sampler.sure or self._weighing.rubric.sampling.default_sure
        room = self.size.width - 1 - sum(len(text) for text, _ in pieces)
        return [*pieces, (cut(f"   {SURE_WORDS[sure]}", room), DIM)]

    def _say_basis(self, label: str) -> None:
        sampled, picture = self._sampled, replace(self._of.picture, profile=label)
        failed = self.rewatch.sampler.failed
        self.query_one(Basis).say(lambda width: basis(picture, sampled, failed, width))

    # moving -------------------------------------------------------------------

    def _step(self, by: int) -> None:
        key = self._sliders.key
        if key is not None:
            self._weighing.step(key, by)
            self._typed.drop()
            self._changed()

    def action_raise_weight(self) -> None:
        """One point more."""
        self._step(1)

    def action_lower_weight(self) -> None:
        """One point less."""
        self._step(-1)

    def action_raise_weight_more(self) -> None:
        """Five points more."""
        self._step(5)

    def action_lower_weight_more(self) -> None:
        """Five points less."""
        self._step(-5)

    @on(Sliders.Clicked)
    def _clicked(self, event: Sliders.Clicked) -> None:
        key = self._sliders.key
        if key is None:
            return
        share = clicked_share(self._weighing, self._group, key, event.x, event.width)
        if share is not None:
            self._weighing.put_in(self._group, key, share)
            self._typed.drop()
            self._changed()

    # typing -------------------------------------------------------------------

    def action_type_weight(self, digit: str) -> None:
        """One more digit of a number."""
        if self._sliders.key is not None:
            self._sliders.focus()  # so that Enter is for the number
            self._typed.add(digit, self._sliders.key)
            self._show()

    def action_decimal_point(self) -> None:
        """Tenths follow."""
        self._typed.point()
        self._show()

    def action_erase_digit(self) -> None:
        """One digit fewer."""
        self._typed.erase()
        self._show()

    @on(Lines.Moved, "#sliders")
    def _moved(self) -> None:
        """On another line nothing is typed yet."""
        if self._typed.text and self._sliders.key != self._typed.at:
            self._typed.drop()
            self._show()

    def _set_number(self) -> bool:
        """Sets the weight to the number that was typed; where that cannot be it stays, told why."""
        assert self._typed.at is not None
        try:
            self._weighing.put(self._typed.at, float(self._typed.text))
        except UsageError as error:
            self.rewatch.say(f"{error}.")
            self._typed.refused = True
            self._show()
            return False
        self._typed.drop()
        self._changed()
        return True

    def action_lock_weight(self) -> None:
        """Locks the weight under the cursor."""
        key = self._sliders.key
        if key is not None:
            self._weighing.lock(key)
            self._typed.drop()
            self._show()

    def action_other_group(self) -> None:
        """Stability for the other group."""
        groups = self._weighing.groups()
        if self._group is not None and len(groups) > 1:
            self._group = groups[(groups.index(self._group) + 1) % len(groups)]
            self._changed()

    # other weights ------------------------------------------------------------

    def action_pick_profile(self) -> None:
        """Chooses among the profiles."""
        profiles = self.rewatch.session.workspace.catalogue.profiles

        def chosen(key: str | None) -> None:
            if key is not None:
                self._weighing.take_profile(key)
                self._changed()

        self.rewatch.open_screen(profile_chooser(self._weighing, profiles), chosen)

    def action_order_only(self) -> None:
        """Weights from an order of the criteria."""
        from rewatch.tui.screens.weighing import OrderDialog

        shares = self._weighing.shares

        def chosen(order: list[str] | None) -> None:
            if order:
                self._weighing.take_order(order)
                self._mean("order")

        order = sorted(shares, key=lambda key: -shares[key])
        self.rewatch.open_screen(OrderDialog(self._weighing.rubric, order), chosen)

    def action_swing_weights(self) -> None:
        """Weights from questions in words."""
        from rewatch.tui.screens.weighing import SwingDialog

        def answered(weights: dict[str, float] | None) -> None:
            if weights:
                self._weighing.take(weights)
                self._changed()

        self.rewatch.open_screen(SwingDialog(self._weighing.rubric), answered)

    def action_firmness(self) -> None:
        """How firmly the weights are meant."""
        sampling, sure = self._weighing.rubric.sampling, self.rewatch.sampler.sure

        def chosen(key: str | None) -> None:
            if key is not None:
                self._mean(key)  # type: ignore[arg-type]

        self.rewatch.open_screen(firmness_chooser(sampling, sure), chosen)

    def _mean(self, sure: Sure) -> None:
        default = self._weighing.rubric.sampling.default_sure
        self.rewatch.sampler.set_sure(None if sure == default else sure)
        self._changed()

    # keeping ------------------------------------------------------------------

    def action_save_profile(self) -> None:
        """Saves the weights as a profile of the user's own."""
        session, shares = self.rewatch.session, dict(self._weighing.shares)
        weights = {key: round(100 * share, 4) for key, share in shares.items()}

        def named(answer: list[str] | None) -> None:
            if not answer or not answer[0]:
                return
            name = answer[0]

            def saved(_key: str) -> None:
                self._weighing.learn(session.workspace.catalogue.profiles)
                self.rewatch.say(
                    f"Saved as {name}: {key_of('pick_profile')} chooses it for any list."
                )
                self._changed()

            job = session.workspace.save_profile
            self.rewatch.save(lambda: job(name, weights), saved)

        form = Form("Save as a profile", [Asked("Name", "", "what it is called")], "saves it")
        self.rewatch.open_screen(form, named)

    @on(Lines.Chosen, "#sliders")
    def _entered(self) -> None:
        """Enter: the number that is typed, else these weights for the list."""
        if self._typed.text:
            self._set_number()
        else:
            self.action_keep_weights()

    def action_keep_weights(self) -> None:
        """These weights are the list's from now on, with the number that is being typed."""
        if self._typed.text and not self._set_number():
            return
        weighing = self._weighing
        if weighing.moved and self._together:
            self.rewatch.say(keyed(NOT_KEPT))
            return
        if weighing.moved:
            moved = gone_and_come(weighing.gone(), weighing.come())
            keep_weights(self.rewatch, self._of, weighing.shares, weighing.profile, moved)
        self._leave()

    def action_back(self) -> None:
        """Esc: the number goes; then the weights are those from before, and as firmly meant."""
        if self._typed.text:
            self._typed.drop()
            self._show()
            return
        self.rewatch.sampler.set_sure(self._sure_before)
        self._leave()

    def _leave(self) -> None:
        answer = self.rewatch.session.answer
        self.rewatch.sampler.want(answer.scored if answer else None)
        self.done()
