"""Pictures of the screens, compared with those a person has looked at and accepted.

Companies of the test's own, one fixed day: a picture changes only when the interface or the method
does. After a change that is meant, `python -m pytest tests/tui/test_snapshots.py --snapshot-update`
paints them anew: look at every picture that changed. At most fifteen, for each must be looked at.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from rewatch.tui.app import RewatchApp
from rewatch.tui.session import Session
from rewatch.workspace import Workspace
from tests.tui.conftest import TODAY, Driver

COMPANY = """schema = 1
id = "{id}"
name = "{name}"
role = "{role}"
listings = [{{ exchange = "ASX", ticker = "{ticker}" }}]
[[projects]]
id = "mine"
name = "Red Hill"
country = "{country}"
feedstock = "{feedstock}"
[[sources]]
id = "s1"
type = "company"
title = "Quarterly report"
publisher = "{name}"
url = "https://example.org/{id}"
date = "2026-09-30"
[[sources]]
id = "s2"
type = "trade-press"
title = "Plans for a mine"
publisher = "The Mining Paper"
url = "https://example.org/paper/{id}"
date = "2023-05"
[[evidence]]
id = "share-2026-09-aaaa"
kind = "share"
source = "s1"
recorded = 2026-10-01
group = "magnet"
pct = {magnet}
basis = "resource"
[[evidence]]
id = "step-2026-09-aaaa"
kind = "step"
source = "s1"
recorded = 2026-10-01
step = "{step}"
state = "{state}"
by = "own"
site = "Port Bay"
[[evidence]]
id = "testwork-2026-09-aaaa"
kind = "testwork"
source = "s1"
recorded = 2026-10-01
scale = "{scale}"
[[evidence]]
id = "partnership-2026-09-aaaa"
kind = "partnership"
source = "s1"
recorded = 2026-10-01
partner = "Magnet Maker"
type = "offtake"
status = "{status}"
[[evidence]]
id = "guidance-2023-05-aaaa"
kind = "guidance"
source = "s2"
recorded = 2026-10-01
milestone = "first oxide"
as_of = "2023-05"
promised = "2025-H2"
[[evidence]]
id = "guidance-2026-09-aaaa"
kind = "guidance"
source = "s1"
recorded = 2026-10-01
milestone = "first oxide"
as_of = "2026-09-30"
promised = "2027-H1"
"""
# Id, name, role, country, feedstock, magnet share, step, its state, scale, status of the deal.
COMPANIES = (
    ("alpha", "Alpha Earths", "developer", "AU", "hard-rock", 28.5, "separated-oxides",
     "construction", "demonstration", "binding"),
    ("beta", "Beta Metals", "explorer", "BR", "ionic-clay", 24.0, "mixed-carbonate", "planned",
     "bench", "mou"),
    ("gamma", "Gamma 希土 Magnets", "developer", "CA", "hard-rock", 33.0, "magnets", "operating",
     "commercial", "operating"),
    ("delta", "Delta Rare Earths of the Far North", "explorer", "GL", "hard-rock", 19.0,
     "mineral-concentrate", "planned", "bench", "proposed"),
)  # fmt: skip
FIELDS = ("id", "name", "role", "country", "feedstock", "magnet", "step", "state", "scale",
          "status")  # fmt: skip


@pytest.fixture
def app(workspace_folder: Path, read_once: Path, monkeypatch: pytest.MonkeyPatch) -> RewatchApp:
    """The interface on a list of four companies that exist nowhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(read_once))
    (workspace_folder / "companies").mkdir(parents=True)
    (workspace_folder / "watchlists").mkdir()
    entries = ['schema = 1\nname = "Four"\n']
    for values in COMPANIES:
        said = dict(zip(FIELDS, values, strict=True))
        text = COMPANY.format(**said, ticker=str(said["id"])[:3].upper())
        (workspace_folder / "companies" / f"{said['id']}.toml").write_text(text, "utf-8")
        entries.append(f'[[entries]]\ncompany = "{said["id"]}"\n')
    (workspace_folder / "watchlists" / "four.toml").write_text("".join(entries), "utf-8")
    session = Session(Workspace.open(workspace_folder, today=TODAY), "four")
    session.answer = session.ask()
    return RewatchApp(session)


Steps = Callable[[Driver], Awaitable[None]]


def keys(*pressed: str) -> Steps:
    async def press(driver: Driver) -> None:
        await driver.press(*pressed)

    return press


async def mistyped(driver: Driver) -> None:
    await driver.press("slash")
    driver.app.screen.query_one(Input).cursor_blink = False
    await driver.type("magnt:>=25%")


async def light(driver: Driver) -> None:
    driver.app.theme = "rewatch-light"
    await driver.press("down")


async def sixteen(driver: Driver) -> None:
    driver.app.theme = "ansi-light"
    await driver.press("down", "space")


PICTURES: dict[str, tuple[tuple[int, int], Steps]] = {
    "list": ((80, 24), keys("down")),
    "list-widest": ((200, 60), keys("down")),
    "list-light": ((120, 40), light),
    "list-sixteen-colours": ((80, 24), sixteen),
    "mistyped-filter": ((80, 24), mistyped),
    "company": ((80, 24), keys("enter", "down", "enter")),
    "timeline-wide": ((120, 40), keys("enter", *["right_square_bracket"] * 3)),
    "history": ((80, 24), keys("enter", *["right_square_bracket"] * 5)),
    "compare-wide": ((120, 40), keys(*["space"] * 3, "c", "right")),
    "why": ((80, 24), keys("down", "y")),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_screen_looks_as_it_was_accepted(
    snap_compare: Callable[..., bool], app: RewatchApp, name: str
) -> None:
    size, steps = PICTURES[name]

    async def walk(pilot: Pilot[Any]) -> None:
        driver = Driver(pilot, app)
        await driver.settle()
        await steps(driver)
        await driver.sampled()
        await driver.settle()

    assert snap_compare(app, terminal_size=size, run_before=walk)


def test_there_are_few_enough_to_be_looked_at() -> None:
    folder = Path(__file__).parent / "__snapshots__" / "test_snapshots"
    assert len(PICTURES) <= 15
    assert len(list(folder.glob("*.svg"))) == len(PICTURES), "one picture for each, and no other"
