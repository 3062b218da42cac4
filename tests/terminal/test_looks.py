"""In a real terminal: columns stay in line whatever names hold, and no number needs a colour."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.terminal import Terminal

REWATCH = str(Path(sys.executable).with_name("rewatch"))
NAMES = {
    "plain": "Plain Metals",
    "wide": "希土資源開發股份有限公司與其子公司",
    "emoji": "Moon 🚀 and 🌍 Metals",
    "joined": "Team 👩‍🚀 Metals",
    "marks": "Zo\u0308e\u0301 A\u030a\u0323\u0301 Metals",
    "flag": "Flag 🇦🇺 Metals",
    "heart": "Heart ❤\ufe0f Metals",
    "arabic": "معادن نادرة",
    "thai": "แร่หายากที่สุด",
    "long": "Very " * 30 + "long",
}


def fill(workspace: Path) -> None:
    """A list of companies with these names, each with a little evidence."""
    (workspace / "companies").mkdir(parents=True)
    (workspace / "watchlists").mkdir()
    listed = ['schema = 1\nname = "Names"\n']
    for key, name in NAMES.items():
        (workspace / "companies" / f"{key}-co.toml").write_text(
            f'schema = 1\nid = "{key}-co"\nname = {json.dumps(name, ensure_ascii=False)}\n'
            'role = "developer"\nlistings = []\n'
            '[[projects]]\nid = "mine"\nname = "Mine"\ncountry = "AU"\nfeedstock = "hard-rock"\n'
            '[[sources]]\nid = "s1"\ntype = "company"\ntitle = "T"\ndate = "2026-01-02"\n'
            '[[evidence]]\nid = "stage-2026-01-aaaa"\nkind = "stage"\nsource = "s1"\n'
            'recorded = 2026-01-02\nstage = "dfs"\n',
            "utf-8",
        )
        listed.append(f'[[entries]]\ncompany = "{key}-co"\n')
    (workspace / "watchlists" / "names.toml").write_text("".join(listed), "utf-8")


def table(screen: Emulator) -> list[int]:
    """The cell in which the score begins, for every row of the table that is seen."""
    found = []
    for cells in screen.cells:
        # The second cell of a wide sign holds nothing, and counts.
        text = "".join((cell.data or "\0")[0] for cell in cells)
        score = re.search(r"\d–\d+  ", text[6:])
        if text[4:5] == "–" and score:
            found.append(score.start() + 6)
    return found


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_wide_letters_emoji_and_combining_marks_keep_the_columns_in_line(
    environment: Mapping[str, str], workspace_folder: Path, columns: int
) -> None:
    fill(workspace_folder)
    with Terminal(
        [REWATCH, "names"], columns=columns, rows=30, environment=environment
    ) as terminal:
        terminal.wait_for(lambda screen: len(table(screen)) == len(NAMES))
        starts = table(terminal.screen)
        assert len(set(starts)) == 1, terminal.text
        terminal.press("q")
        assert terminal.wait_closed() == 0


def colours(screen: Emulator) -> set[str]:
    return {cell.fg for row in screen.cells for cell in row} | {
        cell.bg for row in screen.cells for cell in row
    }


# As the emulator calls them; "default" is the terminal's own paper and ink.
SIXTEEN = {
    "default", "black", "red", "green", "brown", "blue", "magenta", "cyan", "white", "brightblack",
    "brightred", "brightgreen", "brightbrown", "brightblue", "bfightmagenta", "brightmagenta",
    "brightcyan", "brightwhite",
}  # fmt: skip


def is_grey(colour: str) -> bool:
    return colour == "default" or colour[:2] == colour[2:4] == colour[4:]


def unsampled(screen: Emulator) -> list[str]:
    """The rows of the list whose 90 % rank is still to come."""
    return [line for line in screen.lines[2:-2] if " … " in line]


def flagged(screen: Emulator) -> bool:
    """Whether the flags of every company that has a score, the last of its figures, are counted."""
    scored = [line for line in screen.lines if re.search(r"\d–\d.*\d%", line)]
    return bool(scored) and all(re.search(r"\d%  \d", line) for line in scored)


def lines_with(environment: Mapping[str, str], **changed: str) -> tuple[list[str], set[str]]:
    """The table as text, and the colours it is painted with."""
    environment = {**environment, **changed}
    with Terminal([REWATCH, "sample"], columns=100, rows=24, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press("j", "k")
        terminal.wait_gone("Welcome")
        terminal.wait_for(lambda screen: not unsampled(screen) and flagged(screen))
        found = [line for line in terminal.lines if "–" in line], colours(terminal.screen)
        terminal.press("q")
        assert terminal.wait_closed() == 0
    return found


# What is opened over the list, and a word by which it is known to stand there.
OVER = {
    "ctrl+p": "Search for commands",
    "\x1bOR": "What the marks mean",  # F3
    "x": "Export the scorecard",
    "w": "Weights of",
    "e": "what kind of fact",
    "f": "Flags:",
    "enter": "partnerships",
    "s": "Scenarios for",
}


def strange_colours(environment: Mapping[str, str]) -> dict[str, set[str]]:
    """The colours beyond the sixteen that the palette, dialogs and screens are painted with."""
    found = {}
    with Terminal([REWATCH, "sample"], columns=100, rows=24, environment=environment) as terminal:
        terminal.wait_for("Lynas Rare Earths")
        terminal.press("j", "k")
        terminal.wait_gone("Welcome")
        for key, word in OVER.items():
            terminal.press(key)
            terminal.wait_for(word)
            found[word] = colours(terminal.screen) - SIXTEEN
            terminal.press("escape")
            terminal.wait_gone(word)
        terminal.press("q")
        assert terminal.wait_closed() == 0
    return found


def set_theme(home: Path, name: str) -> None:
    folder = home / ".config" / "rewatch"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(f'theme = "{name}"\n', "utf-8")


@pytest.mark.slow
def test_every_number_is_there_without_colour_and_with_the_terminal_s_sixteen(
    environment: Mapping[str, str], fresh_home: Path
) -> None:
    full, painted = lines_with(environment)
    assert len(painted) > 6
    none, painted = lines_with(environment, NO_COLOR="1")
    assert none == full
    assert all(map(is_grey, painted))
    for look in ("ansi-dark", "ansi-light"):
        set_theme(fresh_home, look)
        sixteen, painted = lines_with(environment)
        assert sixteen == full
        assert painted <= SIXTEEN, look
        assert {place: odd for place, odd in strange_colours(environment).items() if odd} == {}
    set_theme(fresh_home, "rewatch-light")
    light, painted = lines_with(environment)
    assert light == full
    assert "fbfaf7" in painted  # the paper
