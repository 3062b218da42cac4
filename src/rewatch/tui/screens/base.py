"""What every screen of ours does alike: commands that are not of use now are off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import BindingType
from textual.events import Click, Event, Mount, Resize
from textual.screen import ModalScreen, Screen

from rewatch.tui.commands import BY_ID
from rewatch.tui.keymap import dialog_bindings
from rewatch.tui.keys import shown_key
from rewatch.tui.widgets.beside import SidePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from rewatch.tui.app import RewatchApp

Answered = TypeVar("Answered")
Found = TypeVar("Found")


class Ours(Screen[Answered]):
    """Shared by full screens and dialogs."""

    place: ClassVar[str] = ""
    _was_made = False  # whether its `on_mount` has begun
    _is_gone = False  # whether what it shows is there no more

    @property
    def would_lose(self) -> bool:
        """Whether something typed here is kept nowhere if the tool ends now."""
        return False

    @property
    def rewatch(self) -> RewatchApp:
        """The running application."""
        return cast("RewatchApp", self.app)

    @property
    def stands(self) -> bool:
        """Whether its widgets are there to be filled: from `on_mount` on, until it is left or gone.

        (The toolkit says `is_mounted` only when `on_mount` has ended; and what stands within a
        widget may still be missing when the widget is there.)
        """
        return self.is_open and self._was_made and not self._is_gone

    @property
    def is_open(self) -> bool:
        """Whether neither it nor the tool was left: then widget after widget is taken away."""
        return self.app.is_running and self in self.app.screen_stack

    async def on_event(self, event: Event) -> None:
        """A screen that was gone before its widgets came is not told that it stands or how wide."""
        if self.is_open or not isinstance(event, (Mount, Resize)):
            self._was_made = self._was_made or isinstance(event, Mount)
            await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Whether a command can be used now, as the registry says."""
        command = BY_ID.get(action)
        return command.enabled(self) if command else True

    def work(
        self, job: Callable[[], Found], then: Callable[[Found], object], *, group: str
    ) -> None:
        """As the application's, for what only this screen shows: unwanted once it is gone."""

        def here(found: Found) -> None:
            if self.is_open:
                then(found)

        self.rewatch.work(job, here, group=group)

    async def action_leave_screen(self) -> None:
        """As its Esc."""
        await self.run_action("back")

    async def action_quit(self) -> None:
        """Ends the tool."""
        await self.rewatch.action_quit()

    def done(self, answer: Answered | None = None) -> None:
        """Goes away with an answer; what stands over it goes too, and twice is once."""
        if self not in self.app.screen_stack:
            return
        self.rewatch.leave_what_is_over(self)
        _ = self.dismiss(answer)

    def gone(self) -> None:
        """What it shows is there no more: it goes, but not from under what the user is at.

        A note or a form over it is written to its end first.
        """
        self._is_gone = True
        if self.app.screen is self:
            self.done()

    def on_screen_resume(self) -> None:
        """Nothing stands over it any more."""
        if self._is_gone:
            self.done()


class OurScreen(Ours[Answered]):
    """A full screen."""

    @property
    def company_id(self) -> str | None:
        """The company that commands act on, None where there is none."""
        return None

    def action_undo(self) -> None:
        """Takes back what was done last."""
        self.rewatch.undo()

    def action_redo(self) -> None:
        """Does it again."""
        self.rewatch.redo()


class SidedScreen(OurScreen[None]):
    """A full screen with a page beside the list that has the cursor, or below it."""

    def action_pane_down(self) -> None:
        """Scrolls what stands beside."""
        self.query_one(SidePage).scroll_page(1)

    def action_pane_up(self) -> None:
        """Scrolls it back."""
        self.query_one(SidePage).scroll_page(-1)


class OurDialog(Ours[Answered], ModalScreen[Answered]):
    """A dialog over a screen; a click beside it is its Esc."""

    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings()
    leaves_by_click: ClassVar[bool] = True

    def own_keys(self) -> list[tuple[str, str]]:
        """Its keys and what they do, but for commands and what the toolkit's screens have."""
        found: dict[str, list[str]] = {}
        for key, bindings in self._bindings.key_to_bindings.items():
            for binding in bindings:
                if binding.id not in BY_ID and "." not in binding.action:
                    found.setdefault(binding.description, []).append(shown_key(key))
        return [(" ".join(keys), what) for what, keys in found.items()]

    async def on_click(self, event: Click) -> None:
        """A click beside the frame."""
        leaving = self.active_bindings.get("escape")
        if self.leaves_by_click and event.widget is self and leaving is not None:
            await self.app.run_action(leaving.binding.action, self)
