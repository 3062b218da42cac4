"""What can be asked about how sure a ranking is: opens the screens, saves what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rewatch.domain.text import as_sentence
from rewatch.tui.keys import key_of
from rewatch.tui.otherwise import TAKEN_BACK, without_latest

if TYPE_CHECKING:
    from rewatch.scoring.results import Ranking
    from rewatch.tui.app import RewatchApp
    from rewatch.tui.session import Answer

NOT_KEPT = (
    "All lists together keep no weights: {save_profile} saves them as a profile, which "
    "{pick_profile} chooses for any list; {back} leaves."
)


def open_weights(app: RewatchApp) -> None:
    """Opens the weights of the open list."""

    def opened() -> None:
        from rewatch.tui.screens.weights import WeightsScreen
        from rewatch.tui.weighing import Weighing
        from rewatch.workspace import Question

        session, question = app.session, app.session.question or Question()
        workspace = session.workspace
        weighing = Weighing(
            app.scored,
            lambda ranking: workspace.method_of(ranking, question),
            workspace.catalogue.profiles,
        )
        assert session.answer is not None
        app.open_screen(WeightsScreen(weighing, session.answer))

    app.when_scored(lambda: app.when_opened(opened))


def keep_weights(
    app: RewatchApp, of: Answer, weights: Mapping[str, float], profile: str | None, moved: str = ""
) -> None:
    """Keeps weights for a list: the profile where they are one, else their figures.

    Args:
        app: that shows it.
        of: the list they were moved for.
        weights: share of each criterion.
        profile: id of the one they are, None for weights of one's own.
        moved: who goes off the ranking by them and who comes in, in words.
    """
    session, slug, name = app.session, of.slug, of.name

    def job() -> Answer:
        session.workspace.set_weights(slug, None if profile else weights, profile)
        return session.ask(slug)

    def kept(answer: Answer) -> None:
        app.take_changed(answer)
        said = f" {as_sentence(moved)}" if moved else ""
        app.say(f"{name} goes by these weights now.{said}")

    app.save(job, kept)


def choose_prices(app: RewatchApp) -> None:
    """Chooses the price deck that everything is scored with until Esc goes back."""

    def opened() -> None:
        from rewatch.tui.screens.dialogs import Choice, Chooser
        from rewatch.workspace import Question

        session, before = app.session, app.scored.ranking
        under = before.supposed.scenario if before.supposed else None
        if under is not None and under.price_deck is not None:
            app.say(f"{under.name} is priced with {under.price_deck}; {key_of('back')} ends it.")
            return
        slug = session.answer.slug if session.answer else None
        usual = session.workspace.method(None, slug).deck
        usual_id = usual.id if usual is not None else ""
        choices = [
            Choice("", item.name, key, "the usual" if key == usual_id else str(item.date))
            for key, item in session.workspace.catalogue.decks.items()
        ]

        def chosen(deck: str | None) -> None:
            if deck is None:
                return
            asked, wanted = session.question or Question(), None if deck == usual_id else deck
            if wanted == asked.deck:
                return
            session.question = replace(asked, deck=wanted)
            app.show_list(say=partial(places_told, before, "By these prices"))

        # What was asked last, which may not be scored yet where keys were typed ahead.
        now = (session.question.deck if session.question else None) or usual_id
        app.open_screen(Chooser(f"Prices, until {key_of('back')} goes back", choices, now), chosen)

    app.when_scored(opened)


def open_scenarios(app: RewatchApp) -> None:
    """Opens the scenarios; the one chosen holds until Esc goes back."""

    def opened() -> None:
        from rewatch.tui.screens.scenarios import ScenariosScreen

        session, before = app.session, app.scored.ranking

        def chosen(scenario: str | None) -> None:
            asked = session.question.scenario if session.question else None
            if scenario is None or scenario == (asked or ""):
                return
            session.suppose(scenario)
            how = "Under this scenario" if scenario else "As things stand"
            app.show_list(say=partial(places_told, before, how))

        app.open_screen(ScenariosScreen(), chosen)

    app.when_scored(opened)


def places_told(before: Ranking, how: str, answer: Answer) -> str:
    """How many companies stand elsewhere than before, the one that moved most by name."""
    from rewatch.scoring.ranking import placed_only_in, places_moved

    assert answer.scored is not None
    after = answer.scored.ranking
    said: list[str] = []
    if moved := places_moved(before, after):
        score, was, now = moved[0]
        # Short, so that it covers no more than the header at 80 columns.
        many = "1 moves" if len(moved) == 1 else f"{len(moved)} move"
        said.append(f"{many}, most of all {score.name}, #{was} to #{now}")
    for names, what in (
        (placed_only_in(before, after), "not ranked any more"),
        (placed_only_in(after, before), "ranked now"),
    ):
        if names:
            said.append(f"{names[0] if len(names) == 1 else len(names)} {what}")
    return f"{how}: {'; '.join(said) or 'every company keeps its place'}."


def open_facts(app: RewatchApp, company: str | None = None) -> None:
    """Opens the missing facts of the open list, or first those of one company."""

    def opened() -> None:
        from rewatch.tui.screens.facts import FactsScreen

        app.open_screen(FactsScreen(company))

    app.when_scored(opened)


def open_shares(app: RewatchApp) -> None:
    """Opens the help on shares, once."""

    def opened() -> None:
        from rewatch.tui.screens.shares import SharesScreen

        if not isinstance(app.screen, SharesScreen):
            app.open_screen(SharesScreen())

    app.when_scored(opened)


def take_back(app: RewatchApp) -> None:
    """Takes back what was last asked otherwise than usual, and says whose place is another."""
    session = app.session
    if session.question is None or not session.ways:
        return
    how, before = TAKEN_BACK[session.ways[-1]], app.scored.ranking
    session.question = without_latest(session.question, session.ways)
    app.show_list(say=partial(places_told, before, how))
