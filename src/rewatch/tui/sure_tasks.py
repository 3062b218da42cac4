"""What can be asked about how sure a ranking is: opens the screens, saves what they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewatch.tui.app import RewatchApp


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
        app.open_screen(WeightsScreen(weighing))

    app.when_scored(opened)


def keep_weights(app: RewatchApp, weights: Mapping[str, float], profile: str | None) -> None:
    """Keeps weights for the open list: the profile where they are one, else their figures."""
    answer, workspace = app.session.answer, app.session.workspace
    if answer is None:
        return
    slug, name = answer.slug, answer.name

    def kept(_nothing: None) -> None:
        app.show_list(slug, say=f"{name} goes by these weights now.")

    app.work(
        lambda: workspace.set_weights(slug, None if profile else weights, profile),
        kept,
        group="save",
    )


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
