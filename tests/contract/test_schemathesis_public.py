"""Schemathesis over the public side on both databases: every phase, every check, nothing accepted beforehand.

`make test` runs fewer examples, on SQLite.
"""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.contract.fuzzing import PHASES, accepted, fuzz, keys, operations

long = pytest.mark.long


@pytest.mark.parametrize(
    ("database", "examples"),
    [("sqlite", 3), pytest.param("sqlite", 15, marks=long), pytest.param("postgresql", 15, marks=long)],
    indirect=["database"],
)
def test_the_public_side_does_what_its_contract_says(engine: Engine, examples: int, tmp_path: Path) -> None:
    report = fuzz(engine, tmp_path, keys(engine), "--exclude-path-regex", "^/v1/admin", "--max-examples", str(examples))

    assert report["operations"]["tested"] == len(operations(admin=False))
    assert {phase: told["status"] for phase, told in report["phases"].items()} == dict.fromkeys(PHASES, "success")
    assert accepted(report) == operations(admin=False)
