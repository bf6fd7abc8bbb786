"""A command at a terminal, and somebody who answers what it asks."""

import os
import pty
import re
import subprocess
from collections.abc import Sequence


def at_a_terminal(words: Sequence[str], answers: dict[str, list[str]]) -> str:
    """Run a command at a terminal, and answer what it asks, which is known by these words; all that was seen."""
    here, there = pty.openpty()
    with subprocess.Popen(words, stdin=there, stdout=there, stderr=there, close_fds=True) as process:
        os.close(there)
        seen, at = "", 0
        for words_, each in answers.items():
            for answer in each:
                while not re.search(rf"{words_}[^\n]*: $", seen[at:]):
                    more = _read(here)
                    assert more, seen
                    seen += more
                at = len(seen)
                os.write(here, f"{answer}\n".encode())
        while chunk := _read(here):
            seen += chunk
        os.close(here)
        assert process.wait() == 0, seen
    return seen


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # as Linux has it where the other end is closed
        return ""
