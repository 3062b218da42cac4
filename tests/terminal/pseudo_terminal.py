"""A program behind a real pseudo-terminal: started, written to, read from, resized, ended.

Nothing here knows what the bytes mean; `emulator.py` does. The program gets the pseudo-terminal as
its controlling terminal, so that a resize reaches it as SIGWINCH and Ctrl+C as SIGINT.
"""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

_READ_SIZE = 65536


class PseudoTerminal:
    """A child process and the outer end of its terminal.

    Args:
        command: The program, looked up on the PATH, and its arguments.
        columns: Width in cells.
        rows: Height in cells.
        environment: The child's whole environment; by default this process's own.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int,
        rows: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._outer, inner = pty.openpty()
        self.resize(columns, rows)
        self.exit_code: int | None = None
        variables = dict(os.environ if environment is None else environment)
        variables.setdefault("LANG", "C.UTF-8")
        variables["TERM"] = "xterm-256color"
        variables["COLORTERM"] = "truecolor"
        self.started_at = time.perf_counter()
        # A session leader that opens a terminal takes it as its controlling terminal: opening it
        # by name as file 0, after setsid, is all that this needs, and no code runs after a fork.
        self.pid = os.posix_spawnp(
            command[0],
            list(command),
            variables,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(inner), os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
                (os.POSIX_SPAWN_CLOSE, self._outer),
                (os.POSIX_SPAWN_CLOSE, inner),
            ],
            setsid=True,
        )
        os.close(inner)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told by the system."""
        fcntl.ioctl(self._outer, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write(self, data: bytes) -> None:
        """Write all of `data` as if it had been typed."""
        while data:
            data = data[os.write(self._outer, data) :]

    def read(self, timeout: float) -> bytes | None:
        """Return what the program has written.

        Args:
            timeout: Seconds to wait for the first byte.

        Returns:
            The bytes; none of them if nothing came in time; None when the program has let go of
            its terminal and nothing is left to read.
        """
        ready, _, _ = select.select([self._outer], [], [], max(timeout, 0.0))
        if not ready:
            return b""
        try:
            return os.read(self._outer, _READ_SIZE) or None
        except OSError as error:
            if error.errno == errno.EIO:  # how Linux says that the inner end is closed
                return None
            raise

    def wait(self, timeout: float) -> int | None:
        """Return the exit code (negative: the signal's number), or None if it still runs."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                return None
            else:
                # Output has to be taken meanwhile, or the program may block on writing it.
                self.read(0.01)
        return self.exit_code

    def vanish(self) -> None:
        """Close the outer end, as a terminal's window that is closed, and keep the program."""
        inner = os.open(os.devnull, os.O_RDWR)
        os.dup2(inner, self._outer)
        os.close(inner)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        if self.exit_code is None:
            os.kill(self.pid, number)

    def close(self) -> None:
        """End the program, if it still runs, and let go of the terminal."""
        if self.wait(0.0) is None:
            self.signal(signal.SIGKILL)
            self.wait(10.0)
        os.close(self._outer)
