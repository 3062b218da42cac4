"""An error nobody thought of: its traceback goes to a file, one sentence is shown."""

from __future__ import annotations

import os
import tempfile
import traceback


def kept_traceback(error: BaseException) -> str:
    """Writes the traceback to a new file that only the user can read.

    The system's folder for temporary files is used, because the workspace or its settings may be
    what failed.

    Returns:
        A sentence that names the error and the file.
    """
    what = f"something unexpected went wrong ({type(error).__name__}); nothing more was done"
    try:
        handle, name = tempfile.mkstemp(prefix="rewatch-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write("".join(traceback.format_exception(error)))
    except OSError as refused:
        return f"{what}; the details could not be kept: {refused.strerror}"
    return f"{what}; the details are in {name}, please report them"
