"""Schemathesis over the public side on both databases: every phase, every check, nothing accepted beforehand."""

from pathlib import Path

from sqlalchemy import Engine

from tests.contract.fuzzing import PHASES, accepted, fuzz, keys, operations


def test_the_public_side_does_what_its_contract_says(engine: Engine, tmp_path: Path) -> None:
    report = fuzz(engine, tmp_path, keys(engine), "--exclude-path-regex", "^/v1/admin", "--max-examples", "15")

    assert report["operations"]["tested"] == len(operations(admin=False))
    assert {phase: told["status"] for phase, told in report["phases"].items()} == dict.fromkeys(PHASES, "success")
    assert accepted(report) == operations(admin=False)
