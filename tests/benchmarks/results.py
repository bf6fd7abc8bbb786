"""What a run of the benchmark found, as the tables that people read: on the screen and in the guide."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from db.clock import today
from tests.benchmarks.client import WRK
from tests.documents import ROOT

GUIDE = ROOT / "api" / "pages" / "guides" / "speed.md"
QUESTIONS = {
    "E1": "one status",
    "E2": "a page of 50 with statuses",
    "E3": "a filter across everything",
    "E3d": "the thousandth page of the list, or the middle of a shorter one",
    "E5": "one update, durable",
}
OTHERS = {
    "304": "one status, not modified",
    "embed": "embed of a recommendation",
    "page": "page of a recommendation",
    "assembly": "page of an assembly",
    "front page": "front page",
    "summary": "summary of everything",
}
HELLO, OURS = "hello", "this project"
_HEADING = "## The last run"


@dataclass
class Paced:
    """How late the answer is that is later than 99 of 100, at a fixed rate; beside hello's at the same rate."""

    a_second: float
    ours_ms: float
    hello_ms: float


@dataclass
class Results:
    """Everything that was measured; ratios are to hello, a list of one for each round."""

    rows: list[str] = field(default_factory=list)  # in their order
    hello: list[float] = field(default_factory=list)  # answers a second
    ratios: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))  # by row and column
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)  # answers that were no success
    missing: dict[str, str] = field(default_factory=dict)  # rows, and why
    # By the name of the database.
    loaded: dict[str, float | None] = field(default_factory=dict)  # things a second; None where they were there
    megabytes: dict[str, float] = field(default_factory=dict)
    first_answer: dict[str, list[float]] = field(default_factory=dict)  # seconds of processor
    paced: dict[str, Paced] = field(default_factory=dict)


def written(found: Results, recommendations: int, updates_each: int, *, peers: bool) -> str:
    """The tables, with what they were measured on."""
    ours = [row for row in found.rows if row.startswith(OURS)]
    lines = [[row, *(_cell(found, row, column) for column in QUESTIONS)] for row in found.rows]
    others = [[text, *(_cell(found, row, column) for row in ours)] for column, text in OTHERS.items()]
    missing = [f"{row} ({why})" for row, why in found.missing.items()]
    failed = [f"{row}, {column}: {many}" for (row, column), many in found.failed.items() if many]
    client = "wrk" if WRK else "a client of our own, as there is no wrk"
    hello = "uvicorn with uvloop and httptools" if peers else "uvicorn with uvloop, without httptools"
    parts = [
        f"On {today().isoformat()}, at {recommendations:,} recommendations with {updates_each} updates each, on"
        f" {machine()}, asked by {client}. Hello ({hello}) answered {median(found.hello):,.0f} a second.",
        table(["ratio to hello", *QUESTIONS], lines),
        f"{'; '.join(f'{column}: {text}' for column, text in QUESTIONS.items())}.",
        table(["ratio to hello", *ours], others),
        table([OURS, *found.loaded], _once(found)),
        f"Missing: {'; '.join(missing)}." if missing else "",
        f"Answers that were no success: {'; '.join(failed)}." if failed else "",
    ]
    return "\n\n".join(filter(None, parts))


def _cell(found: Results, row: str, column: str) -> str:
    """The median of the rounds, with the lowest and the highest."""
    if row == HELLO or row in found.missing:
        return "1" if row == HELLO else "missing"
    values = found.ratios.get((row, column))
    if not values:
        return "–"
    spread = f" ({_ratio(min(values))}–{_ratio(max(values))})" if len(values) > 1 else ""
    return _ratio(median(values)) + spread


def _ratio(value: float) -> str:
    """With two digits that say something."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}" if value >= 0.0001 else f"{value:.6f}"


def _once(found: Results) -> list[list[str]]:
    """What is no ratio of throughput: a row each, with a column for each database."""
    rows: dict[str, Callable[[str], str]] = {
        "things loaded a second": lambda name: "–" if found.loaded[name] is None else f"{found.loaded[name]:,.0f}",
        "megabytes on disk": lambda name: f"{found.megabytes[name]:,.1f}",
        "seconds of processor to the first answer": lambda name: f"{median(found.first_answer[name]):.1f}",
        "p99 over 300 connections, ratio to hello’s": lambda name: _paced(found.paced[name]),
    }
    return [[text, *map(cell, found.loaded)] for text, cell in rows.items()]


def _paced(one: Paced) -> str:
    both = f"{one.ours_ms:.1f} ms to {one.hello_ms:.1f} ms, at {one.a_second:,.0f} a second"
    return f"{one.ours_ms / one.hello_ms:.1f} ({both})"


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table as the guides have it."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *lines])


def machine() -> str:
    """How many cores of what."""
    models = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return f"{os.cpu_count()} cores of {models[0] if models else 'an unnamed processor'}"


def keep(guide: Path, tables: str) -> None:
    """Put the tables in place of those in a guide."""
    before, _, _ = guide.read_text(encoding="utf-8").partition(_HEADING)
    guide.write_text(f"{before}{_HEADING}\n\n{tables}\n", encoding="utf-8")
