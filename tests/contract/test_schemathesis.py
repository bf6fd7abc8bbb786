"""Schemathesis over the whole API on both databases: every phase, every check, nothing accepted beforehand."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import uvicorn
from sqlalchemy import Engine

from api.main import create_app
from db.vocabulary import Role
from tests.conftest import client_of, key_of, said

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ITEM = "anytown-streets-2025-3"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
KEYS = {
    "admin": (Role.admin,),
    "editor": (Role.editor, "anytown"),
    "streets": (Role.officer, "anytown-head-of-streets"),
    "highways": (Role.officer, "newshire-head-of-highways"),
}
# Updates to change, publish and withdraw, among those that Schemathesis makes and makes up.
KNOWN_UPDATES = """
[dictionaries.updates]
values = {values}

[dictionaries.versions]
values = ["*"]

[[operations]]
include-path-regex = "^/v1/admin/updates/"
parameters."path.id" = {{ dictionary = "updates", probability = 0.8 }}
parameters."header.If-Match" = {{ dictionary = "versions", probability = 0.5 }}
"""


@pytest.fixture
def served(engine: Engine) -> Iterator[str]:
    """The address of the whole application, served from a thread."""
    app = create_app()
    app.state.engine = engine
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    with structlog.testing.capture_logs() as lines:
        thread.start()
        while not server.started:
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join()
    assert not [line for line in lines if line["event"] == "failed"]


def made_updates(engine: Engine) -> list[str]:
    """The ids of three new updates of the streets officer, one of them public."""
    client, officer = client_of(engine), key_of(engine, *KEYS["streets"])
    bodies = [
        {"progress": "under_way", "summary": "Two streets are open.", "publish": number == 0} for number in range(3)
    ]
    answers = [client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=body, headers=officer) for body in bodies]
    return [said(answer, 201)["id"] for answer in answers]


def run(url: str, engine: Engine, folder: Path, user: str, *options: str) -> dict[str, Any]:
    """Run Schemathesis with the key of this user and return its report."""
    keys, report, config = folder / "keys.json", folder / "report.json", folder / "schemathesis.toml"
    entries = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": key_of(engine, *key)["Authorization"]}]}
        for name, key in KEYS.items()
    ]
    keys.write_text(json.dumps({"auth": entries}))
    config.write_text((HERE / "schemathesis.toml").read_text() + KNOWN_UPDATES.format(values=made_updates(engine)))
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
            *("run", f"{url}/openapi.json", "--report-json-path", str(report), *options),
        ],
        cwd=folder,
        env={
            **os.environ,
            "TRACKER_TEST_KEYS": str(keys),
            "TRACKER_TEST_USER": user,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def accepted(report: dict[str, Any]) -> set[str]:
    """The operations that took at least one of the requests that fit the contract."""
    rates = report["valid_rates"].items()
    return {operation for operation, phases in rates if any(counts["accepted"] for counts in phases.values())}


def test_the_whole_api_does_what_its_contract_says(served: str, engine: Engine, tmp_path: Path) -> None:
    report = run(served, engine, tmp_path, "admin")

    operations = {
        f"{method.upper()} {path}" for path, methods in create_app().openapi()["paths"].items() for method in methods
    }
    assert report["operations"]["tested"] == report["operations"]["total"] == len(operations)
    assert {phase: told["status"] for phase, told in report["phases"].items()} == dict.fromkeys(PHASES, "success")
    assert accepted(report) == operations


@pytest.mark.parametrize(("user", "database"), [("streets", "sqlite"), ("editor", "postgresql")], indirect=["database"])
def test_the_workbench_keeps_what_is_not_yours_from_every_role(
    served: str, engine: Engine, tmp_path: Path, user: str
) -> None:
    workbench = ("--include-path-regex", "^/v1/admin/(updates|recommendations)")

    report = run(served, engine, tmp_path, user, *workbench, "--phases", "examples,fuzzing,stateful")

    assert {told["status"] for told in report["phases"].values()} <= {"success", "skip"}
    assert "GET /v1/admin/updates/{id}" in accepted(report)
