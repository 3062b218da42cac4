"""What every test stands on: a home of its own, and properties that are checked the same way.

No test may read or write the workspace of whoever runs it, so each starts with every folder
variable pointing into its own temporary folder.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("local", deadline=None)
# The same examples in every run, so that a red build is red again when it is looked into.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

# A shell that starts a job in the background has it pass Ctrl+C over, and whatever it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "REWATCH_WORKSPACE": "workspace",
}
# Set by whoever runs the tests, each changes what a program prints or which editor it opens.
_LOOKS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "EDITOR", "VISUAL")


@pytest.fixture(autouse=True)
def fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder variables that point below `tmp_path`; the folders themselves do not exist yet."""
    for variable, below in _FOLDERS.items():
        monkeypatch.setenv(variable, str(tmp_path / below))
    for variable in [name for name in os.environ if name.startswith("REWATCH_")]:
        if variable not in _FOLDERS:
            monkeypatch.delenv(variable)
    for variable in _LOOKS:
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "home"


@pytest.fixture
def workspace_folder(tmp_path: Path) -> Path:
    """The folder that the tool takes for the user's workspace in this test."""
    return tmp_path / _FOLDERS["REWATCH_WORKSPACE"]


@pytest.fixture
def environment(fresh_home: Path) -> Mapping[str, str]:
    """The environment for a program that the test starts, with the test's own folders in it."""
    fresh_home.mkdir(exist_ok=True)
    return dict(os.environ)
