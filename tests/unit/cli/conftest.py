"""How these tests call the command line: in this process, with a workspace of their own."""

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rewatch.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What one call printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Call = Callable[..., Answer]


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data is parsed once for all of these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def call(
    fresh_home: Path,
    tmp_path: Path,
    shared_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Runs `rewatch` with these words and returns what it printed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def run(*words: str, typed: str | None = None) -> Answer:
        stdin = io.TextIOWrapper(io.BytesIO((typed or "").encode()), encoding="utf-8")
        monkeypatch.setattr("sys.stdin", stdin)
        capsys.readouterr()
        code = main(list(words))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return run


@pytest.fixture
def write(workspace_folder: Path) -> Callable[[str, str], Path]:
    """Puts a file into the workspace."""

    def put(name: str, text: str) -> Path:
        path = workspace_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def own_company(write: Callable[[str, str], Path]) -> Callable[..., str]:
    """Puts a company of the user's own into the workspace and returns its id."""

    def put(name: str, key: str = "hostile", summary: str = "") -> str:
        quoted = json.dumps(name)  # a JSON string of these characters is a TOML string too
        write(
            f"companies/{key}.toml",
            f'schema = 1\nid = "{key}"\nname = {quoted}\nlistings = []\n'
            f"summary = {json.dumps(summary)}\n",
        )
        return key

    return put
