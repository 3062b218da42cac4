"""Start an installed rewatch in a real terminal, see companies with scores, and quit.

    python -m tests.terminal.smoke PATH/TO/rewatch

Run for a wheel in an environment of its own, from a folder that is not the checkout. Everything the
tool may write goes to a temporary home. Prints the screen it saw; exits 1 if it did not see it.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

from tests.terminal.emulator import Emulator
from tests.terminal.terminal import NotSeenError, Terminal, environment_below

# A company's row: its rank, its name, and its score from proven to possible.
SCORED_ROW = re.compile(r"\b\d{1,3}\s+[A-Z][\w .&'-]+\s+\d{1,3}\s*[–-]\s*\d{1,3}\b")
LIST_TO_OPEN = "sample"
COMPANY_EXPECTED = "Arafura"


def shows_scored_table(screen: Emulator) -> bool:
    rows = [line for line in screen.lines if SCORED_ROW.search(line)]
    return len(rows) >= 5 and any(COMPANY_EXPECTED in row for row in rows)


def main() -> int:
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        environment = environment_below(Path(folder))
        try:
            with Terminal(
                [program, LIST_TO_OPEN], columns=120, rows=40, environment=environment
            ) as terminal:
                print(terminal.wait_for(shows_scored_table))
                terminal.press("q")
                code = terminal.wait_closed()
        except NotSeenError as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            os.chdir("/")
    print(f"the scored table was on the screen; after q the program ended with {code}")
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
