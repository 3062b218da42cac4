"""A sentence that names the key of a command shows the key that the user gave it."""

import ast
import re
from pathlib import Path

import pytest

from rewatch.tui.commands import BY_ID
from rewatch.tui.keys import clicks, key_of, keyed

INTERFACE = Path(__file__).parents[2] / "src" / "rewatch" / "tui"
DOES = (
    "adds|opens|writes|saves|copies|compares|exports|clears|goes|marks|undoes|explains|turns|"
    "chooses|keeps|shows|takes|asks|gives|leaves|ends|puts|lists|again|deletes|edits|moves"
)
# Enter is left out: in a line that is typed, and in a dialog, it is nobody's command.
KEY = r"\^[a-z]|Ctrl\+[A-Z]|F\d\d?|Esc|Tab|Space|[a-zA-Z?\]\[/]"
WRITTEN_OUT = re.compile(rf"(?<![\w{{])(?!a )(?:{KEY}) (?:{DOES})\b")
NAMED = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")


def texts_of(path: Path) -> list[ast.Constant]:
    """The strings of a module, but for what documents it."""
    tree = ast.parse(path.read_text("utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
    ]


@pytest.mark.parametrize(
    "path", sorted(INTERFACE.rglob("*.py")), ids=lambda path: str(path.relative_to(INTERFACE))
)
def test_no_text_of_the_interface_has_a_key_written_out(path: Path) -> None:
    assert not [
        f"{path.name}:{text.lineno}: {found[0]}"
        for text in texts_of(path)
        if (found := WRITTEN_OUT.search(str(text.value)))
    ]


def test_every_command_that_a_text_names_is_one() -> None:
    named = {
        found[1]
        for path in INTERFACE.rglob("*.py")
        for text in texts_of(path)
        if keyed.__name__ in path.read_text("utf-8")
        for found in NAMED.finditer(str(text.value))
    }
    assert {"add_evidence", "back", "undo"} <= named
    assert named <= set(BY_ID), named - set(BY_ID)


def test_a_text_shows_the_keys_and_its_words_can_be_clicked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Kept: {undo} takes it back, {help} explains · {save_note} saves. Then {back}."
    assert keyed(text) == "Kept: u takes it back, ? explains · ^s saves. Then Esc."
    monkeypatch.setattr(BY_ID["help"], "keys", ("f9", "asterisk"))
    assert keyed(text) == "Kept: u takes it back, F9 explains · ^s saves. Then Esc."
    assert key_of("help") == "F9"
    found = [(re.search(pattern, keyed(text)), command) for pattern, command in clicks(text)]
    assert [(match and match[0], command) for match, command in found] == [
        ("u takes it back", "undo"),
        ("F9 explains", "help"),
        ("^s saves", "save_note"),
        ("Esc", "back"),
    ]
