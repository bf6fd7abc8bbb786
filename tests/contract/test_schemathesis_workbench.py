"""Schemathesis over the workbench: every check, nothing accepted beforehand, and each operation takes something.

The phases that send what fits the contract go over every operation: all on SQLite, the examples on PostgreSQL too. Of
these, `make test` runs the examples. The coverage phase sends tens of thousands of requests, nearly all refused before
a database is asked: it goes over three kinds of thing, one of them the one with the largest form, and every verb. The
other kinds are served by the same code; and any text is a text, so no request with a file of elections as CSV fails to
fit.
"""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import client_of
from tests.contract.fuzzing import PHASES, accepted, fuzz, keys, operations
from tests.contract.prepared import asked, configured, erasures, prepared

# Takes something only while the clock is in doubt, and then nothing that publishes does.
RESUMING = "POST /v1/admin/clock/resumption"
# Takes something only where mail is sent, and none is here.
TRANSLATING = "POST /v1/admin/translations"
# What can be done to a thing only once finds few that are left: that it takes something is tried where it is tested.
ONCE = ("DELETE ", "/sign-off", "/sign-off-request", "/sign-off-refusal", "/audit/{number}/redaction")
long = pytest.mark.long
ALIKE = "organisations|posts|recommendations|lineages|responses|contributions|accountabilities|verdicts|replies|tallies"


@pytest.mark.parametrize(
    ("database", "fitting"),
    [
        ("sqlite", ("examples",)),
        pytest.param("sqlite", ("examples", "fuzzing", "stateful"), marks=long),
        pytest.param("postgresql", ("examples",), marks=long),
    ],
    indirect=["database"],
)
def test_the_workbench_does_what_its_contract_says(engine: Engine, fitting: tuple[str, ...], tmp_path: Path) -> None:
    users = keys(engine)
    client = client_of(engine)
    made = prepared(client, users["admin"])
    gone, checked = erasures(client, users["admin"]), asked(client, users["officer"])
    found = configured(made, of_erasures=gone, of_sign_offs=checked)

    report = fuzz(
        engine, tmp_path, users, "--include-path-regex", "^/v1/admin", "--phases", ",".join(fitting), found=found
    )

    done = {phase: told["status"] for phase, told in report["phases"].items()}
    assert done == dict.fromkeys(PHASES, "skip") | dict.fromkeys(fitting, "success")
    if "fuzzing" in fitting:
        assert report["operations"]["tested"] == len(operations(admin=True))
        left = operations(admin=True) - accepted(report)
        never = {one for one in left if not one.startswith(ONCE[0]) and not one.endswith(ONCE[1:])}
        assert never == {RESUMING, TRANSLATING}


@long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whatever_does_not_fit_is_refused_as_the_contract_says(engine: Engine, tmp_path: Path) -> None:
    users = keys(engine)
    found = configured(prepared(client_of(engine), users["admin"]))
    others = f"^/v1/admin/(?!elections$|({ALIKE})(/[{{]id[}}](/(preview|publication|return|withdrawal))?)?$)"

    report = fuzz(engine, tmp_path, users, "--include-path-regex", others, "--phases", "coverage", found=found)

    assert report["phases"]["coverage"]["status"] == "success"
    assert report["operations"]["tested"] > len(operations(admin=True)) / 3
