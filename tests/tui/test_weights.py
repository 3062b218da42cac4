"""Weights move beside the live table: each key ranks again, Esc puts back, Enter keeps."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rewatch.domain.errors import UsageError
from rewatch.domain.lists import ALL_LISTS
from rewatch.scoring import stability
from rewatch.tui import sampling
from rewatch.tui.pages.weights import arrow, clicked_share, live_lines, slider_lines
from rewatch.tui.screens.weights import WeightsScreen
from rewatch.tui.session import Scored
from rewatch.tui.swing import LEVELS, Swing
from rewatch.tui.weighing import Weighing, points
from rewatch.tui.widgets.slider import cell_of, share_at, slider
from rewatch.workspace import Question, Workspace
from tests.tui.conftest import TODAY, Driver, Opener, narrow_first

sizes = narrow_first


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"), today=TODAY)


def weighing(driver: Driver):
    screen = driver.app.screen
    assert isinstance(screen, WeightsScreen)
    return screen._weighing


def live(driver: Driver) -> list[str]:
    """Names in the live table, in its order."""
    page: Any = driver.app.screen.query_one("#live")
    return ["".join(text for text, _ in line.pieces) for line in page._lines]


@sizes
async def test_each_key_ranks_again_as_the_scorer_would(
    opened: Opener, size: tuple[int, int], workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("w")
        await driver.press("right", "right", "L")
        moved = weighing(driver)
        assert moved.shares["element_mix"] == pytest.approx(0.32)
        assert sum(moved.shares.values()) == pytest.approx(1)
        # The others keep their proportions: 35 to 20 to 20.
        assert moved.shares["processing"] / moved.shares["jurisdiction"] == pytest.approx(35 / 20)
        slug = driver.app.session.answer.slug
        anew = Workspace.open(workspace_folder, today=TODAY).ranking(
            Question(weights=moved.shares), slug
        )
        assert [r.score.id for r in anew.rows] == [r.score.id for r in moved.ranking.rows]
        for ours, theirs in zip(moved.ranking.rows, anew.rows, strict=True):
            assert tuple(ours.score.total) == pytest.approx(tuple(theirs.score.total))
            assert ours.rank == theirs.rank
        first = anew.group("ore")[0].score.name
        assert first[:12] in next(line for line in live(driver) if line.strip().startswith("1 "))


@sizes
async def test_escape_restores_weights_ranks_and_files(
    opened: Opener, size: tuple[int, int], workspace_folder: Path
) -> None:
    async with opened(size) as driver:
        await driver.press("j", "k")  # the welcome goes away with the first key
        await driver.sampled()
        before, ranking = driver.text, driver.app.scored.ranking
        await driver.press("w", "L", "L", "j", "H", "escape")
        await driver.sampled()
        assert driver.app.screen is driver.app.home
        assert driver.app.scored.ranking is ranking
        assert driver.text == before
        lists = workspace_folder / "watchlists"
        assert not lists.exists() or all("weights" not in p.read_text() for p in lists.iterdir())


async def test_enter_keeps_the_weights_for_this_list_and_the_next_start_has_them(
    opened: Opener, workspace_folder: Path
) -> None:
    async with opened() as driver:
        await driver.press("w", "L", "enter")
        assert driver.app.screen is driver.app.home
        assert driver.app.scored.ranking.weights["element_mix"] == pytest.approx(0.30)
        slug = driver.app.session.answer.slug
    again = Workspace.open(workspace_folder, today=TODAY).ranking(None, slug)
    assert again.weights["element_mix"] == pytest.approx(0.30)


async def test_a_typed_number_is_the_weight_and_escape_drops_the_typing_alone(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("w", "j", "4", "0")
        assert " 40_ " in next(line for line in driver.text.splitlines() if "Processing" in line)
        assert "Enter sets 40 points" in driver.text
        moved = weighing(driver)
        assert not moved.moved
        await driver.press("backspace", "2", "full_stop", "5", "enter")
        assert moved.shares["processing"] == pytest.approx(0.425)
        assert moved.shares["element_mix"] / moved.shares["jurisdiction"] == pytest.approx(25 / 20)
        await driver.press("1", "escape")
        assert moved.shares["processing"] == pytest.approx(0.425)
        await driver.press("9", "k")  # on another line it is no longer typed
        assert "Enter sets" not in driver.text
        await driver.press("space", "j", "8", "0", "enter")
        assert moved.shares["processing"] == pytest.approx(0.425)
        assert [toast for toast in driver.toasts if "Processing cannot take 80 points" in toast]
        # What was refused stays to be mended; a digit begins anew.
        assert " 80_ " in next(line for line in driver.text.splitlines() if "Processing" in line)
        assert "not set: Backspace mends it   Esc drops the number" in driver.text
        await driver.press("backspace")
        assert "Enter sets 8 points" in driver.text
        await driver.press("9", "enter", "3", "0")
        assert "Enter sets 30 points" in driver.text
        # The number under the cursor is set first, then all of them are kept for the list.
        await driver.press("ctrl+s")
        assert driver.app.scored.ranking.weights["processing"] == pytest.approx(0.30)
        # Who falls out of the ranking is named at once, and when the weights are kept.
        await driver.press("w", "1", "0", "0", "enter")
        ranked = {row.score.name for row in weighing(driver).saved.rows if row.rank is not None}
        ranked -= {row.score.name for row in weighing(driver).ranking.rows if row.rank is not None}
        assert ranked
        assert ranked == set(weighing(driver).gone())
        assert not weighing(driver).come()
        said = " ".join(" ".join(live(driver)).split())
        assert said.count("not ranked any more: ") == len(
            {row.score.group for row in weighing(driver).saved.rows if row.score.name in ranked}
        )
        await driver.press("q")  # leaves as Esc does
        assert driver.app.screen is driver.app.home
        await driver.press("w", "1", "0", "0", "enter", "enter")
        (told,) = [toast for toast in driver.toasts if "weights now. Not ranked" in toast]
        told = told.partition("any more: ")[2]
        assert set(told.removesuffix(".").split(", ")) == ranked
        await driver.press("w", "2", "5", "enter")
        assert set(weighing(driver).come()) == ranked
        assert "ranked now: " in " ".join(live(driver))


async def test_a_locked_weight_stays_and_nothing_goes_below_0_or_above_100(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("w", "space", "j", *["L"] * 30)
        shares = weighing(driver).shares
        assert shares["element_mix"] == pytest.approx(0.25)
        assert shares["processing"] == pytest.approx(0.75)
        assert "locked" in driver.text
        await driver.press(*["H"] * 30)
        shares = weighing(driver).shares
        assert shares["processing"] == pytest.approx(0)
        assert sum(shares.values()) == pytest.approx(1)


async def test_a_slider_says_between_which_weights_first_stays_and_who_takes_over(
    opened: Opener,
) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w")
        await driver.sampled()
        found = stability.stability(driver.app.scored.ranking, "ore")
        names = {row.score.id: row.score.name for row in driver.app.scored.ranking.rows}
        for item in found.values():
            if item.taker_above is not None:
                assert f"–{points(item.high)}%" in driver.text
                assert names[item.taker_above] in driver.text


@pytest.mark.slow
@pytest.mark.parametrize("criterion", [0, 1])
async def test_beyond_the_end_of_an_interval_the_named_company_is_first(
    opened: Opener, criterion: int
) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w")
        moved = weighing(driver)
        key = list(moved.shares)[criterion]
        found = stability.stability(driver.app.scored.ranking, "ore")[key]
        assert found.taker_above is not None
        steps = int(found.high * 100) + 1 - round(moved.shares[key] * 100)
        await driver.press(*["j"] * criterion, *["right"] * steps)
        assert moved.ranking.group("ore")[0].score.id == found.taker_above
        assert "↑" in driver.text


async def test_while_keys_come_ranks_are_marked_rough_and_the_rest_follows(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w")
        await driver.sampled()
        with monkeypatch.context() as keys_come:
            keys_come.setattr(sampling, "IDLE", 600)
            await driver.press("right")
            await driver.until(lambda: "~90%rank" in driver.text)
        await driver.press("j")
        await driver.sampled()
        await driver.until(lambda: "~90%rank" not in driver.text)
        await driver.until(lambda: "10,000 samples" in driver.text)
        sampled = driver.app.sampler.sampled
        assert sampled is not None
        assert sampled.ranking is weighing(driver).ranking


async def test_the_rough_ranks_say_what_they_rest_on(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under every number: profile, deck, as-of, samples, seed; also while keys are coming."""
    async with opened((120, 40)) as driver:
        await driver.press("w")
        await driver.sampled()
        monkeypatch.setattr(sampling, "IDLE", 600)
        await driver.press("right")
        asked = weighing(driver).rubric.sampling
        foot = next(line for line in driver.text.splitlines() if "seed" in line)
        assert f"~{asked.samples_while_typing:,} samples ±" in foot
        for fact in ("own weights", "FOB China", "2026-11-21", f"seed {asked.master_seed}"):
            assert fact in foot


@sizes
async def test_escape_takes_back_how_firmly_the_weights_are_meant(
    opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(size) as driver:
        await driver.press("j", "k")
        await driver.sampled()
        before = driver.text
        await driver.press("w", "o", "enter")
        await driver.sampled()
        assert "order only" in driver.text
        await driver.press("escape")
        await driver.sampled()
        assert driver.text == before


async def test_firmness_that_is_kept_stands_under_the_numbers(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w", "f", "r", "enter")
        await driver.sampled()
        foot = next(line for line in driver.text.splitlines() if "seed" in line)
        assert driver.app.screen is driver.app.home
        assert "10k samples ±0.5%, rough" in foot


async def test_a_profile_is_picked_and_weights_are_saved_as_one_of_ones_own(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.press("w", "p")
        assert "Geopolitics first" in driver.text
        assert "Element mix / Processing / Jurisdiction / Partnerships" in driver.text
        await driver.press("G", "enter")
        assert weighing(driver).profile == "geopolitics-first"
        assert weighing(driver).shares["jurisdiction"] == pytest.approx(0.40)
        await driver.press("right", "s")
        await driver.type("My own")
        await driver.press("enter")
        assert weighing(driver).profile == "my-own"
        await driver.press("p")
        assert "My own" in driver.text
        assert "yours" in driver.text


async def test_an_order_alone_gives_the_mean_of_all_weights_in_that_order(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("w", "o")
        # Barron & Barrett 1996: four criteria weigh .5208, .2708, .1458, .0625.
        assert "52.1" in driver.text
        await driver.press("J", "enter")
        shares = weighing(driver).shares
        assert shares["processing"] == pytest.approx(0.2708, abs=1e-4)
        assert shares["element_mix"] == pytest.approx(0.5208, abs=1e-4)
        assert driver.app.sampler.sure == "order"
        assert "any in this order" in driver.text


@sizes
async def test_questions_in_words_give_weights(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size) as driver:
        await driver.press("w", "w")
        assert "Question 1 of 6" in driver.text
        await driver.press("enter", "enter", "enter")
        assert "counts 100" in driver.text
        await driver.press("j", "j", "j", "enter", "enter", "enter")  # 50, then no more than it
        shares = weighing(driver).shares
        assert shares["element_mix"] == pytest.approx(100 / 250)
        assert shares["partnerships"] == pytest.approx(50 / 250)


async def test_escape_from_the_questions_leaves_the_weights(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("w", "w", "enter", "backspace", "enter", "escape")
        assert not weighing(driver).moved


async def test_all_lists_together_say_that_they_keep_none_and_lose_none(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("0", "w")
        assert driver.app.session.answer.slug == ALL_LISTS
        assert "All lists keep none: s saves a profile" in driver.text
        assert "Enter keeps" not in driver.text
        for key in ("enter", "ctrl+s"):
            await driver.press("L", key)
            assert weighing(driver).moved  # raises where the screen was left
            assert "s saves them as a profile" in driver.toasts[-1]
        await driver.press("escape", "w", "enter")  # with nothing moved, nothing is lost
        assert driver.app.screen is driver.app.home


async def test_a_click_on_a_bar_sets_that_weight_and_two_keep_nothing(opened: Opener) -> None:
    async with opened() as driver:
        await driver.press("w")
        sliders: Any = driver.app.screen.query_one("#sliders")
        moved = weighing(driver)
        await driver.pilot.click(sliders, offset=(3, 2))  # the name of the second
        await driver.settle()
        assert sliders.key == "processing"
        assert not moved.moved
        bar = "".join(text for text, _ in sliders.pieces(sliders.cursor, 0))
        at = bar.index("●") + 20
        await driver.pilot.click(sliders, offset=(at + sliders.styles.padding.left, 2), times=2)
        await driver.settle()
        bar = "".join(text for text, _ in sliders.pieces(sliders.cursor, 0))
        assert bar.index("●") == at
        assert moved.shares["processing"] > 0.65
        assert isinstance(driver.app.screen, WeightsScreen)


async def test_the_other_group_has_intervals_of_its_own(opened: Opener) -> None:
    async with opened((120, 40)) as driver:
        await driver.press("w")
        await driver.sampled()
        assert "ore companies" in driver.text
        await driver.press("t")
        assert "processors, first:" in driver.text
        assert "does not apply to this group" in driver.text
        assert "of theirs" in driver.text
        heads = [line for line in live(driver) if line.startswith("───")]
        assert heads[0].startswith("─── Processors")


@sizes
async def test_both_takers_are_named_however_narrow(opened: Opener, size: tuple[int, int]) -> None:
    async with opened(size) as driver:
        await driver.press("w", "t")
        moved = weighing(driver)
        names = {row.score.id: row.score.name for row in moved.ranking.rows}
        for found in moved.stability("processor").values():
            for side, taker in (("below", found.taker_below), ("above", found.taker_above)):
                if taker is not None:
                    assert f"{side}: {names[taker][:6]}" in driver.text


# pure --------------------------------------------------------------------------


def test_swings_are_judged_against_the_first_and_never_above_the_one_before(workspace) -> None:
    swing = Swing(workspace.catalogue.rubric)
    assert swing.step == (1, 6)
    for criterion in ("jurisdiction", "processing", "partnerships"):
        swing = swing.answered(criterion)
    assert swing.order[-1] == "element_mix"
    assert len(swing.choices()) == len(LEVELS)
    swing = swing.answered("75")
    assert [choice.value for choice in swing.choices()] == ["75", "50", "25", "10", "0"]
    swing = swing.answered("25").answered("0")
    assert swing.done
    assert swing.weights() == pytest.approx(
        {"jurisdiction": 0.5, "processing": 0.375, "partnerships": 0.125, "element_mix": 0.0}
    )
    assert swing.before is not None
    assert swing.before.step == (6, 6)


def test_every_swing_is_told_from_its_worst_to_its_best(workspace) -> None:
    rubric = workspace.catalogue.rubric
    for choice in Swing(rubric).choices():
        for line in choice.detail:
            assert " from " in line
            assert " to " in line


@pytest.mark.parametrize("share", [0.0, 0.2, 0.35, 1.0])
@pytest.mark.parametrize("width", [3, 20, 57])
def test_a_slider_is_as_wide_as_it_should_be_and_has_one_thumb(share: float, width: int) -> None:
    for stays in (None, (0.0, 1.0), (0.1, 0.4), (0.35, 0.35)):
        line = "".join(text for text, _ in slider(share, stays, width, locked=False))
        assert len(line) == width
        assert line.count("●") == 1
    assert "◆" in "".join(text for text, _ in slider(share, None, width, locked=True))


@pytest.mark.parametrize(
    ("locked", "points", "said"),
    [
        ((), 101, "Element mix cannot take 101 points, 100 at most"),
        (
            ("processing",),
            66,
            "Element mix cannot take 66 points, 65 at most: the locked weights hold 35",
        ),
        (
            ("processing", "jurisdiction", "partnerships"),
            24,
            "Element mix stays at 25: every other weight is locked",
        ),
    ],
)
def test_a_number_that_cannot_be_says_what_there_is_room_for(
    workspace: Workspace, locked: tuple[str, ...], points: float, said: str
) -> None:
    scored = Scored(workspace.ranking(None), workspace.catalogue.rubric)
    weighing = Weighing(scored, lambda ranking: workspace.method_of(ranking, Question()), {})
    for key in locked:
        weighing.lock(key)
    with pytest.raises(UsageError, match=f"^{said}$"):
        weighing.put("element_mix", points)
    assert not weighing.moved


def test_a_click_sets_the_share_that_the_slider_of_a_group_shows(workspace: Workspace) -> None:
    scored = Scored(workspace.ranking(None), workspace.catalogue.rubric)
    moved = Weighing(scored, lambda ranking: workspace.method_of(ranking, Question()), {})
    assert moved.share_in("processor", "element_mix") is None
    moved.lock("partnerships")
    width = 72
    cells = width - 22
    share = clicked_share(moved, "processor", "jurisdiction", 22 + 25, width)
    assert share == share_at(25, cells) == 0.51
    moved.put_in("processor", "jurisdiction", share)
    assert moved.share_in("processor", "jurisdiction") == pytest.approx(share)
    assert moved.shares["partnerships"] == pytest.approx(0.2)
    thumb = 22 + cell_of(share, cells)
    assert clicked_share(moved, "processor", "jurisdiction", thumb, width) is None
    assert clicked_share(moved, "processor", "jurisdiction", 21, width) is None


def test_where_nobody_is_ranked_no_first_place_is_spoken_of_and_the_names_are_there(
    workspace: Workspace,
) -> None:
    ranking = workspace.ranking(None)
    rows = tuple(replace(row, rank=None, rank_interval=None) for row in ranking.rows[:3])
    scored = Scored(replace(ranking, rows=rows), workspace.catalogue.rubric)
    moved = Weighing(scored, lambda ranking: workspace.method_of(ranking, Question()), {})

    def texts(lines) -> list[str]:
        return ["".join(t for t, _ in getattr(line, "pieces", line)) for line in lines]

    said = "\n".join(texts(slider_lines(moved, None, None, 72)))
    assert said.count("nobody is ranked here yet: there is no first place to lose") == 1
    assert "does not apply" not in said
    table = texts(live_lines(moved, None, None, 72))
    assert "(none ranked)" in table[1]
    assert [line[11:].split("  ")[0] for line in table[2:5]] == [r.score.name for r in rows]
    assert "new" not in "".join(table)


def test_rank_arrows_carry_a_sign_and_a_number() -> None:
    assert arrow(2)[0].strip() == "↑2"
    assert arrow(-13)[0].strip() == "↓13"
    assert arrow(0)[0].strip() == ""
    assert arrow(None)[0].strip() == "new"
