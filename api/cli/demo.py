"""The demonstration that `make run` shows: the example records, a demo key, a way to the desk, and what to try."""

import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, select

import db
from api.core.principal import ADMIN, Principal
from api.record.reader import RecordWriter, begin
from api.settings import settings
from api.sign_in import auth, links
from api.sign_in.auth import grants_of
from api.workbench import accounts, inputs, release, working_copies
from api.workbench.access import Who, hand_over_post, holdings
from api.workbench.documents import parse
from api.workbench.loading import load_document
from api.workbench.places import load_places
from db.clock import today
from db.models.desk import SignInLink
from db.models.record import RecordHead
from db.session import begin_write, reading, writing
from db.vocabulary import Role

_DEMONSTRATION = Principal(0, frozenset({ADMIN}), "the demonstration")
PEOPLE = (
    ("Sam Roe", "officer@anytown.example", Role.officer, "anytown-head-of-streets"),
    ("Kim Poe", "approver@anytown.example", Role.editor, "anytown"),
    ("Jo Bloggs", "walkers@anytown.example", Role.keeper, "anytown-walkers-night-walks"),
    ("Pat Doe", "assembly@anytown.example", Role.convenor, "anytown-streets-2025"),
    ("Lee Coe", "panel@anytown.example", Role.panel, "anytown-members-panel"),
)
WAITING = "Two of the five streets are closed to through traffic; the third follows in spring."
WAITING_CY = "Mae dwy o’r pum stryd ar gau i draffig trwodd; bydd y drydedd yn dilyn yn y gwanwyn."
EXAMPLES = sorted((Path(db.__file__).parent / "examples").glob("*.json"))
PLACES = Path(db.__file__).parent / "examples" / "places.csv"
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
        with writing(engine) as session:
            begin_write(session)
            load_places(session, PLACES.read_bytes(), instead=False)
    return _said(_key(engine), at_desk(engine, waits=empty))


def at_desk(engine: Engine, *, waits: bool) -> str:
    """Let Anytown's people work at the desk, with something that `waits` for its approver; the path of the link that
    signs in any of them.
    """
    with writing(engine) as session:
        record = begin(session)
        officer, secret = _people(record)
        if waits:
            _wait_for_release(record, officer)
    return f"/desk/sign-in/link/{secret}"


def _people(record: RecordWriter) -> tuple[int, str]:
    """Anytown's people, who are invented, and one link that signs in any of them; the officer's account comes first.

    It is the only link that can be used more than once: each time that the demonstration begins there is a new one.
    """
    secret, session = secrets.token_hex(24), record.session
    made = [
        accounts.invite(session, _DEMONSTRATION, mailbox, role, [covers], Who(name)).id
        for name, mailbox, role, covers in PEOPLE
    ]
    for name, _, role, covers in PEOPLE:
        if role is Role.officer and not any(one.ends is None for one in holdings(session, covers)):
            hand_over_post(record, _DEMONSTRATION, covers, leaver=Who(), successor=Who(name), on=today())
    session.execute(delete(SignInLink).where(SignInLink.account.in_(made)))
    for account in made:
        links.add_link(session, account, secret, secrets.token_hex(8), good_for=timedelta(days=30), uses=10_000)
    return made[0], secret


def _wait_for_release(record: RecordWriter, officer: int) -> None:
    """Something that Anytown's officer sent for release, so that its approver finds something to do."""
    principal = Principal(officer, grants_of(record.session, officer), PEOPLE[0][0])
    facts = {"kind": "news", "about": ITEM, "progress": "under_way", "summary": {"en": WAITING, "cy": WAITING_CY}}
    copy = working_copies.create(record, principal, inputs.drafted(record, principal, "update", facts))
    release.release(record, principal, [copy], release.Asked(submit=True))


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


def _said(key: str, link: str) -> str:
    base = settings().base_url
    return f"""
Open {base}/ for what became of what assemblies asked, {base}/embed to put it on a page of
your own, or {base}/docs for the contract.

Open the desk as Anytown's officer, its approver, a project's keeper, the assembly's convenor or its members' panel,
who are all invented:

  {base}{link}

What became of Camden's eighth recommendation:

  curl {base}/v1/recommendations/camden-climate-2019-8/status

Say something as an officer of Anytown, which is invented:

  curl {base}/v1/admin/recommendations/{ITEM}/updates \\
    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"progress": "under_way", "summary": "Two of the five streets are open.", "publish": true}}'

Stop with Ctrl+C.
"""
