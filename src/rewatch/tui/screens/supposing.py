"""What the home can be asked otherwise: other weights, other prices, a scenario, an earlier day."""

from __future__ import annotations

from rewatch.tui.screens.base import OurScreen


class SupposingScreen(OurScreen[None]):
    """The commands that change how a list is looked at; none of them changes a file by itself."""

    def action_weights(self) -> None:
        """Moves the weights beside the live table."""
        from rewatch.tui.sure_tasks import open_weights

        open_weights(self.rewatch)

    def action_prices(self) -> None:
        """Chooses other prices for now."""
        from rewatch.tui.sure_tasks import choose_prices

        choose_prices(self.rewatch)

    def action_scenarios(self) -> None:
        """What can be supposed, and whom it would move."""
        from rewatch.tui.sure_tasks import open_scenarios

        open_scenarios(self.rewatch)

    def action_missing_facts(self) -> None:
        """What to find out next."""
        from rewatch.tui.sure_tasks import open_facts

        open_facts(self.rewatch)

    def action_as_of(self) -> None:
        """Asks for the day that everything is seen as of."""
        from rewatch.tui.looking_back import choose_day

        choose_day(self.rewatch)

    def take_back(self) -> None:
        """Asks as usual again what was asked otherwise last."""
        from rewatch.tui.sure_tasks import take_back

        take_back(self.rewatch)
