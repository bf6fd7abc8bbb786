"""What each version made of the index of the examples, kept: whatever changes that raises `INDEX`.

A line has the number, that of the rules, and a digest of what was made of each table.
`python -m tests.record.test_index_version` adds the line of a number that was raised; no line is ever changed.
"""

import hashlib
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api.record.index_version import INDEX
from api.status.status import RULES
from db.session import open_engine
from tests.clock import travel
from tests.conftest import LOADED, load_examples, migrate
from tests.record.test_index import contents

KEPT = Path(__file__).parent / "index_versions.txt"


def without_times(value: Any) -> Any:
    """The same but for when it was loaded, which is never the same."""
    if isinstance(value, tuple):
        return tuple(without_times(one) for one in value if not isinstance(one, datetime))
    return value


def line(engine: Engine) -> str:
    digests = {
        table: hashlib.sha256("\n".join(sorted(repr(without_times(row)) for row in rows)).encode()).hexdigest()[:12]
        for table, rows in contents(engine).items()
    }
    return f"{INDEX} rules={RULES} {' '.join(f'{table}={digest}' for table, digest in digests.items())}"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_index_that_comes_out_differently_has_another_number(engine: Engine) -> None:
    kept = KEPT.read_text("utf-8").splitlines()

    assert line(engine) == kept[-1], "raise INDEX in api/record/index_version.py, and let this module add its line"
    assert [int(one.split()[0]) for one in kept] == list(range(1, INDEX + 1))


def _keep() -> None:
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    if any(one.startswith(f"{INDEX} ") for one in lines):
        sys.exit(f"What {INDEX} made is kept already: raise INDEX in api/record/index_version.py.")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/kept.sqlite3", create=True)
        migrate(engine)
        with travel(LOADED):
            load_examples(engine)
        KEPT.write_text("\n".join([*lines, line(engine), ""]), "utf-8")
        engine.dispose()


if __name__ == "__main__":
    _keep()
