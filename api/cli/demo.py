"""The demonstration that `make run` shows: the example records, a demo key, and what to try."""

from pathlib import Path

from sqlalchemy import Engine, select

import db
from api.settings import settings
from api.sign_in import auth
from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.models.record import RecordHead
from db.session import begin_write, reading, writing
from db.vocabulary import Role

EXAMPLES = sorted((Path(db.__file__).parent / "examples").glob("*.json"))
POST = "anytown-head-of-streets"
ITEM = "anytown-streets-2025-3"


def prepare(engine: Engine) -> str:
    """Load the examples into an empty record, make a demo key where there is none that works, and say what to try."""
    with reading(engine) as session:
        empty = session.scalars(select(RecordHead.sequence)).one() == 0
    if empty:
        for file in EXAMPLES:
            with writing(engine) as session:
                load_document(session, begin_write(session), parse(file.read_bytes()))
    return _said(_key(engine))


def _key(engine: Engine) -> str:
    """The demo key, kept in a file that git ignores; made anew where this database does not know it."""
    file = Path(settings().demo_key_file)
    known = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    if known and auth.live_key(engine, known) is not None:
        return known
    with writing(engine) as session:
        begin_write(session)
        secret = auth.create_key(session, Role.officer, [POST], "demonstration", 365)
    file.write_text(secret + "\n", encoding="utf-8")
    file.chmod(0o600)
    return secret


def _said(key: str) -> str:
    base = settings().base_url
    return f"""
Open {base}/ for what became of what assemblies asked, {base}/embed to put it on a page of
your own, or {base}/docs for the contract.

What became of Camden's eighth recommendation:

  curl {base}/v1/recommendations/camden-climate-2019-8/status

Say something as an officer of Anytown, which is invented:

  curl {base}/v1/admin/recommendations/{ITEM}/updates \\
    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"progress": "under_way", "summary": "Two of the five streets are open.", "publish": true}}'

Stop with Ctrl+C.
"""
