"""Fuzzes the filter parser, guided by what of its code an input reaches.

    python -m pip install atheris
    python -m tests.fuzz.filter_parser [SECONDS]

Begins with the lines in `seeds/filter_lines.jsonl` and writes them back with those that reached
something new; `test_filter_seeds` replays them without atheris. A line that breaks a promise is
printed, and the run ends with 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds" / "filter_lines.jsonl"
_NAME = "tests.fuzz.filter_parser"
_LONGEST = 300  # characters; what is longer only repeats itself


def seeds() -> list[str]:
    """The lines kept so far."""
    return [json.loads(line) for line in SEEDS.read_text("utf-8").splitlines()]


def keep(lines: list[str]) -> None:
    """Writes the lines that are kept, shortest first."""
    ordered = sorted(set(lines), key=lambda line: (len(line), line))
    SEEDS.write_text("".join(json.dumps(line) + "\n" for line in ordered), "utf-8")


def main(seconds: int) -> int:
    """Fuzzes for some time and keeps what is new."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus = home / "corpus"
        corpus.mkdir()
        for number, line in enumerate(seeds()):
            (corpus / f"seed-{number}").write_bytes(line.encode())
        words = home / "words"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in _words()), "ascii")
        ran = _child(f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-dict={words}",
                     f"-artifact_prefix={home}/", "-timeout=10", str(corpus))  # fmt: skip
        broken = [item for item in home.iterdir() if item.name.startswith(("crash-", "timeout-"))]
        for item in broken:
            sys.stdout.write(f"breaks a promise: {item.read_bytes().decode(errors='ignore')!r}\n")
        if not broken:
            keep([item.read_bytes().decode(errors="ignore") for item in corpus.iterdir()])
        return 1 if broken or ran else 0


def _child(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", _NAME, "--child", *words], check=False).returncode


def _words() -> list[str]:
    from rewatch.screening.fields import IS_WORDS, MODIFIERS
    from rewatch.screening.units import spellings
    from tests.unit.screening.lines import registry

    fields = [item for item in registry().fields.values() if "." not in item.name]
    signs = [
        "OR",
        "AND",
        "NOT",
        ":>=",
        ":<",
        "!=",
        "..",
        "enter(",
        "leave(",
        "@B",
        "~18mo",
        "today",
    ]
    values = [value for item in fields for value in item.values()[:6]]
    names = [f"{name}:" for name in (*(item.name for item in fields), *MODIFIERS)]
    return [*signs, *names, *values, *IS_WORDS, *spellings()[:40]]


def _escaped(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def child(words: list[str]) -> None:
    """The fuzzer itself; never comes back."""
    # A tool of its own, installed by who wants to fuzz.
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["rewatch.screening"]):
        from tests.fuzz.promises import hold
        from tests.unit.screening.lines import shipped

    whole = shipped()
    few = type(whole)(whole.rows[::9], whole.how, whole.registry)

    def one(data: bytes) -> None:
        # Answers are kept by line; of millions of lines they would fill the memory.
        few.answers.clear()
        hold(data.decode("utf-8", errors="ignore"), few)

    atheris.Setup([sys.argv[0], *words], one)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 120))
