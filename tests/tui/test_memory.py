"""What is closed is given up, and what stays is passed over when garbage is collected."""

import gc
import weakref

import pytest
from textual._styles_cache import StylesCache
from textual.widget import Widget

from rewatch.tui import tasks
from tests.tui.conftest import Opener
from tests.tui.ways import places

# Keys that open a screen and leave it again.
THERE_AND_BACK = {
    "weights": ("w", "escape"),
    "company": ("enter", "right_square_bracket", "escape"),
    "comparison": ("space", "down", "space", "c", "escape", "escape", "g"),
    "help": ("question_mark", "escape"),
    "commands": ("ctrl+p", "escape"),
    "chooser": ("o", "escape"),
    "form": ("e", "enter", "escape", "escape"),
}


def kept() -> tuple[int, ...]:
    """How many widgets and caches of painted lines there are."""
    gc.collect()
    found = gc.get_objects()
    return tuple(sum(isinstance(item, kind) for item in found) for kind in (Widget, StylesCache))


@pytest.mark.parametrize("place", places(THERE_AND_BACK, ("weights", "commands")))
async def test_a_screen_that_was_left_keeps_no_memory(opened: Opener, place: str) -> None:
    async with opened((120, 40)) as driver:
        left: list[weakref.ref[object]] = []

        async def there_and_back() -> None:
            for key in THERE_AND_BACK[place]:
                await driver.press(key)
                if driver.app.screen is not driver.app.home:
                    left.append(weakref.ref(driver.app.screen))
            assert left
            assert driver.app.screen is driver.app.home
            # The toolkit takes a screen that was left apart in its own time.
            await driver.until(lambda: gc.collect() >= 0 and not any(ref() for ref in left))

        await there_and_back()
        before = kept()
        for _ in range(4):
            await there_and_back()
        await driver.until(
            lambda: all(now <= then for now, then in zip(kept(), before, strict=True))
        )


async def test_what_was_read_is_passed_over_once_and_for_each_long_list(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[str] = []
    async with opened() as driver:  # other tests share its process: nothing was touched
        monkeypatch.setattr(gc, "freeze", lambda: frozen.append(driver.app.session.answer.slug))
        driver.app.has_process = True
        for _ in range(2):
            driver.app.read_ahead()
            await driver.settle()
        await driver.press("2")
        assert frozen == ["sample"]
        monkeypatch.setattr(tasks, "is_long", lambda many: many > 1)
        for number in "1122":
            await driver.press(number)
        assert frozen == ["sample", "heavies", "processors"]
