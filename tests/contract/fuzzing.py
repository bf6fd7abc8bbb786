"""Running Schemathesis against the whole application, served from a thread."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.http.contract import CONTRACT
from api.main import create_app
from api.open_data.spool import Spool, own_folder
from api.sign_in import auth, sessions
from api.sign_in.accounts import keep
from api.sign_in.oidc import SignedIn
from db.clock import now
from db.models.access import AccessGrant, Person
from db.session import begin_write, writing
from db.vocabulary import Grant, Role
from tests.conftest import key_of
from tests.contract.numbers import ACCOUNTS, LEAVERS, SESSIONS, SPARE_KEYS
from tests.contract.prepared import CHECKER

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PHASES = ("examples", "coverage", "fuzzing", "stateful")
KEYS = {
    "admin": (Role.admin,),
    "editor": (Role.editor, "anytown"),
    "officer": (Role.officer, "anytown-head-of-streets"),
    "other-editor": (Role.editor, "othertown"),  # where another council has a record here, else of nothing
    "other-officer": (Role.officer, "othertown-head-of-streets"),
}


# An administrator speaks for nobody: so that everything is accepted from one user, these are theirs too.
VOICES = [
    (role, f"{town}{covers}")
    for town in ("anytown", "othertown")
    for role, covers in (
        (Role.editor, ""),
        (Role.officer, "-head-of-streets"),
        (Role.officer, CHECKER),
        (Role.panel, "-members-panel"),
    )
]


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """The address of the whole application. Nothing may go wrong in it."""
    app = create_app()
    app.state.engine = engine
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    with structlog.testing.capture_logs() as lines, own_folder() as folder:
        app.state.spool = Spool(folder, 100_000_000)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
    assert [line for line in lines if line["event"] == "failed"] == []


def keys(engine: Engine) -> dict[str, dict[str, str]]:
    """The header of each user; keys that may be revoked come first, then accounts that may be disabled, and last the
    keys of people who may leave.
    """
    with writing(engine) as session:
        begin_write(session)
        for number in LEAVERS:
            session.add(Person(name=f"leaver {number}"))
            session.flush()
    for _ in SPARE_KEYS:
        key_of(engine, Role.officer, "anytown-head-of-streets")
    users = {name: key_of(engine, *key) for name, key in KEYS.items()}
    with writing(engine) as session:
        begin_write(session)
        whole = max(session.scalars(select(AccessGrant.actor).where(AccessGrant.role == Role.admin.value)))
        session.add_all(AccessGrant(actor=whole, role=role.value, covers=covers) for role, covers in VOICES)
        for _ in SESSIONS:
            sessions.begin(session, whole, "en")
        for number in ACCOUNTS:
            _sign_in(session, f"person-{number}")
        for number in LEAVERS:
            auth.create_key(session, Role.officer, ["anytown-head-of-streets"], f"leaver {number}", 365)
    return users


def _sign_in(session: Session, subject: str) -> None:
    """Somebody signs in, and has an account from then on."""
    grant = Grant(Role.officer, "anytown-head-of-streets")
    person = SignedIn(
        issuer="https://login.example/anytown",
        subject=subject,
        name=subject,
        login=subject,
        grants=frozenset({grant}),
        organisations=frozenset({"anytown"}),
        ends_at=now() + timedelta(hours=1),
    )
    keep(session, person, person.grants)


def fuzz(
    engine: Engine,
    folder: Path,
    users: dict[str, dict[str, str]],
    *options: str,
    user: str = "admin",
    peers: Sequence[str] = ("editor", "other-editor"),
    found: str = "",
    secret: str = "",
) -> dict[str, Any]:
    """Run Schemathesis with the key of this user and return its report.

    None of the `peers` may read what is another's, `found` says where things are, and no answer may hold the `secret`.
    """
    headers, report, config = folder / "keys.json", folder / "report.json", folder / "schemathesis.toml"
    entries = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": header["Authorization"]}]}
        for name, header in users.items()
    ]
    headers.write_text(json.dumps({"auth": entries}))
    asking = f'[auth.wfc]\npath = "{headers}"\nuser = "{user}"\npeers = {json.dumps(list(peers))}\n'
    config.write_text("\n".join([(HERE / "schemathesis.toml").read_text(), asking, found]))
    with serving(engine) as url:
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
                *("run", f"{url}/openapi.json", "--report-json-path", str(report), *options),
            ],
            cwd=folder,
            env={
                **os.environ,
                "TRACKER_TEST_SECRET": secret,
                "PYTHONPATH": str(ROOT),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told: dict[str, Any] = json.loads(report.read_text())
    return told


def accepted(report: dict[str, Any]) -> set[str]:
    """The operations that took at least one of the requests that fit the contract."""
    rates = report["valid_rates"].items()
    return {operation for operation, phases in rates if any(counts["accepted"] for counts in phases.values())}


def operations(*, admin: bool) -> set[str]:
    """The operations of the workbench, or of the public side."""
    return {
        f"{method.upper()} {path}"
        for path, methods in _paths().items()
        for method in methods
        if path.startswith("/v1/admin") == admin
    }


@cache
def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))["paths"]
    return paths
