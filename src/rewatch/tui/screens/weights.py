"""The weights screen: sliders beside the live table; every key ranks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize

from rewatch.scoring.weights import OWN_WEIGHTS
from rewatch.tui.keymap import bindings_of
from rewatch.tui.pages.standing import basis
from rewatch.tui.pages.weights import live_lines, points, slider_lines
from rewatch.tui.screens.base import OurScreen
from rewatch.tui.screens.dialogs import Asked, Choice, Chooser, Form
from rewatch.tui.session import Scored
from rewatch.tui.standings import SURE_WORDS
from rewatch.tui.sure_tasks import keep_weights
from rewatch.tui.text import cut
from rewatch.tui.weighing import Kept, Weighing
from rewatch.tui.widgets.bars import Footer, Header, OneLine
from rewatch.tui.widgets.basis import Basis
from rewatch.tui.widgets.lines import Lines, Page
from rewatch.tui.widgets.paint import ACCENT, DIM, PLAIN, Piece

if TYPE_CHECKING:
    from rewatch.scoring.results import GroupName
    from rewatch.scoring.stability import Stability
    from rewatch.scoring.sureness import Sure
    from rewatch.tui.standings import Sampled

WIDE = 110
_GROUP_WORDS = {"ore": "ore companies", "processor": "processors"}


class WeightsScreen(OurScreen[None]):
    """Weights of the open list."""

    place: ClassVar[str] = "weights"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("weights")

    def __init__(self, weighing: Weighing) -> None:
        super().__init__()
        self._weighing = weighing
        self._group: GroupName | None = next(iter(weighing.groups()), None)
        self._kept: Kept | None = None
        self._stability: dict[str, Stability] | None = None
        self._sampled: Sampled | None = None
        self._sure_before: Sure | None = None

    def compose(self) -> ComposeResult:
        """Header, what is meant, sliders and table, what the numbers rest on, footer."""
        yield Header(id="header")
        yield OneLine(id="meant")
        with Container(id="weights-body"):
            yield Page(id="sliders")
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

    def take_samples(self) -> None:
        """The full number of samples came."""
        sampled = self.rewatch.sampler.sampled
        if sampled is not None and sampled.ranking is self._weighing.ranking:
            self._sampled = sampled if sampled.full else self._sampled or sampled
        self._show()

    def _show(self) -> None:
        weighing = self._weighing
        answer = self.rewatch.session.answer
        assert answer is not None
        label = weighing.profile or OWN_WEIGHTS
        label = self.rewatch.session.weights_called(label)
        named = [label] if weighing.profile else []
        facts = ["moved" if weighing.moved else "as saved", *named]
        facts.append(f"as of {answer.picture.as_of}")
        self.query_one(Header).say(answer.picture.named(f"Weights of {answer.name}"), facts)
        self.query_one("#meant", OneLine).set(self._meant())
        stability, group = self._stability, self._group
        self._sliders.show(lambda width: slider_lines(weighing, stability, group, width), keep=True)
        sampled = self._sampled
        live = self.query_one("#live", Page)
        live.show(lambda width: live_lines(weighing, sampled, group, width), keep=True)
        self._say_basis(label)

    def _meant(self) -> list[Piece]:
        pieces: list[Piece] = [(" Enter", ACCENT), (" keeps for this list  ", PLAIN)]
        pieces += [("Esc", ACCENT), (" puts back", PLAIN)]
        if self._group is not None:
            first = self._weighing.ranking.group(self._group)[0].score.name
            who = f", first: {first}" if self.size.width >= WIDE else ""
            pieces.append((cut(f"   {_GROUP_WORDS[self._group]}{who}", 60), DIM))
        sure = self.rewatch.sampler.sure or self._weighing.rubric.sampling.default_sure
        return [*pieces, (f"   {SURE_WORDS[sure]}", DIM)]

    def _say_basis(self, label: str) -> None:
        from dataclasses import replace

        answer, sampled = self.rewatch.session.answer, self._sampled
        assert answer is not None
        picture, failed = replace(answer.picture, profile=label), self.rewatch.sampler.failed
        self.query_one(Basis).say(lambda width: basis(picture, sampled, failed, width))

    # moving -------------------------------------------------------------------

    def _step(self, by: int) -> None:
        key = self._sliders.key
        if key is not None:
            self._weighing.step(key, by)
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

    def action_lock_weight(self) -> None:
        """Locks the weight under the cursor."""
        key = self._sliders.key
        if key is not None:
            self._weighing.lock(key)
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
        shipped = self._weighing.rubric.profiles
        names = [item.id for item in self._weighing.rubric.criteria]
        choices = []
        for key, profile in profiles.items():
            whole = sum(profile.weights.values())
            parts = [points(profile.weights.get(name, 0.0) / whole) for name in names]
            own = "" if key in shipped else "  yours"
            choices.append(Choice("", profile.name, key, f"{' / '.join(parts)}{own}"))

        def chosen(key: str | None) -> None:
            if key is not None:
                self._weighing.take_profile(key)
                self._changed()

        named = " / ".join(item.name for item in self._weighing.rubric.criteria)
        chooser = Chooser(cut(named, 54), choices, self._weighing.profile)
        self.rewatch.open_screen(chooser, chosen)

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
        spread = self._weighing.rubric.sampling.concentration
        choices = [
            Choice(key[0], words, key, f"concentration {spread[key]:g}" if key in spread else "")
            for key, words in SURE_WORDS.items()
        ]
        sampler = self.rewatch.sampler
        current = sampler.sure or self._weighing.rubric.sampling.default_sure

        def chosen(key: str | None) -> None:
            if key is not None:
                self._mean(key)  # type: ignore[arg-type]

        self.rewatch.open_screen(Chooser("How firm are these weights?", choices, current), chosen)

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
                self.rewatch.say(f"Saved as {name}: p chooses it for any list.")
                self._changed()

            job = session.workspace.save_profile
            self.rewatch.save(lambda: job(name, weights), saved)

        form = Form("Save as a profile", [Asked("Name", "", "what it is called")], "saves it")
        self.rewatch.open_screen(form, named)

    @on(Lines.Chosen, "#sliders")
    def action_keep_weights(self) -> None:
        """Enter: these weights are the list's from now on."""
        weighing = self._weighing
        if weighing.moved:
            keep_weights(self.rewatch, weighing.shares, weighing.profile)
        self._leave()

    def action_back(self) -> None:
        """Esc: the weights are those from before, and as firmly meant."""
        self.rewatch.sampler.set_sure(self._sure_before)
        self._leave()

    def _leave(self) -> None:
        answer = self.rewatch.session.answer
        self.rewatch.sampler.want(answer.scored if answer else None)
        self.done()
