"""The command line."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import alembic.command
import structlog
import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError
from rich.console import Console
from rich.progress import Progress, track
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from typer.core import TyperGroup

from api import auth
from api.clock_words import as_problem, following, in_doubt
from api.clockwork import SERVER, publish_all_due
from api.compose.record import record_document
from api.demo import prepare
from api.index_version import INDEX, other_version, what_to_run
from api.logging import set_up_logging
from api.mail import send
from api.principal import Principal
from api.problems import Problem
from api.purge_words import places
from api.readers.mail import LARGEST, NotAReplyError, addressed, read_reply
from api.readiness import alembic_config, what_is_wrong
from api.refusals import from_database
from api.renderers.answer_words import has_ended, not_kept
from api.services import access
from api.services.clock import go_on
from api.services.forget import forget as forget_all
from api.services.holds import load_elections
from api.services.mailed_answers import LinkEndedError, replied, take
from api.services.purges import pending, purge_tables
from api.services.purges import purge as purge_files
from api.services.records import load_document, parse
from api.services.remaking import remake
from api.services.reminders import Report, plan, remind
from api.services.unsupported import unsupported
from api.services.verify import faults_of_record
from api.settings import settings
from api.workers import CONNECTIONS
from db.codes import add_codes, missing_codes
from db.doubt import ClockInDoubt, look
from db.models.access import AccessGrant, Account, Actor, Key
from db.models.record import RecordHead
from db.publications import chain_faults, moment_text
from db.queries import moments, versions
from db.session import alone, begin_write, connections_allowed, open_engine, reading, writing
from db.unavailable import DatabaseUnavailableError
from db.vocabulary import Role

log = structlog.get_logger("assembly_tracker")
_opened: list[Engine] = []  # by the command that runs


class _Commands(TyperGroup):
    """Every command: where the clock is in doubt or the database unavailable, it says so as over HTTP, and no more."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ClockInDoubt as doubt:
            raise _fail(as_problem(doubt).detail) from None
        except DatabaseUnavailableError as error:
            raise _fail(from_database(error, reads=False).detail) from None


app = typer.Typer(
    cls=_Commands,
    help="What became of a citizens' assembly: serve it, load it, check it. Settings come from the environment"
    " (TRACKER_DATABASE_URL, TRACKER_BASE_URL and others in the README).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
keys = typer.Typer(help="The keys of the workbench.", no_args_is_help=True)
app.add_typer(keys, name="keys")
accounts = typer.Typer(help="The accounts of people who sign in.", no_args_is_help=True)
app.add_typer(accounts, name="accounts")


def _engine() -> Engine:
    """The engine of a command, whose connections end with it."""
    engine = open_engine(settings().database_url)
    _opened.append(engine)
    return engine


def _close() -> None:
    while _opened:
        _opened.pop().dispose()


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _ready() -> Engine:
    """The engine of a database that can be used; else says what to run and stops."""
    engine = _engine()
    try:
        wrong = what_is_wrong(engine)
    except SQLAlchemyError as error:
        raise _fail(f"The database cannot be reached: {error.__class__.__name__}.") from None
    if wrong:
        raise _fail(wrong)
    return engine


@app.callback()
def _with_settings(context: typer.Context) -> None:
    """Before any command: a wrong setting is named, without what it holds."""
    context.call_on_close(_close)
    try:
        settings()
    except ValidationError as error:
        raise _fail("\n".join(map(_wrong_setting, error.errors()))) from None
    except SettingsError as error:
        raise _fail(f"A setting is not JSON: {error}.") from None


def _wrong_setting(fault: ErrorDetails) -> str:
    name, *path = map(str, fault["loc"])
    return f"TRACKER_{name.upper()}{''.join(f'/{step}' for step in path)}: {fault['msg'].removeprefix('Value error, ')}"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    public: Annotated[bool, typer.Option("--public", help="Only the public routes; mounts no workbench.")] = False,
    admin: Annotated[bool, typer.Option("--admin", help="Only the workbench.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
) -> None:
    """Serve the API; both sides unless one is named. Refuses a database that is not migrated."""
    engine = _ready()
    most, needed, made_by = connections_allowed(engine), workers * CONNECTIONS, _index_made_by(engine)
    engine.dispose()
    if most is not None and needed > most:
        raise _fail(
            f"{workers} workers need {needed} connections, and the database allows {most}: take fewer workers, or"
            " raise its max_connections."
        )
    from api.server import run  # it takes a second to import, and only this needs it

    set_up_logging(settings().log_level)
    if made_by is not None:
        log.warning("index of another version", why=what_to_run(made_by))
    run(host, port, workers, public=public or not admin, admin=admin or not public)


def _learn_codes(engine: Engine) -> None:
    """Let the database know the codes of this version; where it does, nobody who writes is kept waiting."""
    with reading(engine) as session:
        missing = missing_codes(session.connection())
    if missing:
        with writing(engine) as session:
            begin_write(session)
            add_codes(session.connection())


@app.command()
def migrate() -> None:
    """Bring the database to the newest migration and codes, creating it where there is none; and its index to this
    version.

    The index of another version is served until this one's is whole, and nobody waits meanwhile. May be run again
    whenever it was interrupted.
    """
    with alone(_engine(), _wait):
        alembic.command.upgrade(alembic_config(), "head")
        _learn_codes(_engine())
        engine = _ready()
        made_by = _index_made_by(engine)
        if made_by is not None:
            typer.echo(f"The index was made by version {made_by}; it is made anew by {INDEX}.", err=True)
            _make_index(engine)
    typer.echo("The database is up to date and guarded.")


def _wait() -> None:
    typer.echo("Another process is migrating this database or making its index: waiting for it.", err=True)


def _index_made_by(engine: Engine) -> int | None:
    """The version that made the index, where it is another one than this."""
    with reading(engine) as session:
        return other_version(session)


def _make_index(engine: Engine) -> int:
    """Make the index anew, with a progress bar on a terminal and plain lines otherwise; of how many publications."""
    console, many = Console(stderr=True), 0
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Making the index")
        for done, many in remake(engine):
            bar.update(task, completed=done, total=many)
            if not console.is_terminal:
                typer.echo(f"Making the index: {done} of {many} publications", err=True)
    return many


@app.command()
def demo() -> None:
    """Load the example records into an empty database, make a demo key, and say what to try."""
    typer.echo(prepare(_ready()))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Record documents, JSON.", exists=True, dir_okay=False)],
) -> None:
    """Load record documents. Each is loaded whole or not at all; loading one again changes nothing."""
    engine = _ready()
    for file in _watched(files, "Loading"):
        try:
            with writing(engine) as session:
                loaded = load_document(session, begin_write(session), parse(file.read_bytes()))
        except Problem as problem:
            for fault in problem.errors:
                typer.echo(f"{file}: {fault.pointer}: {fault.rule}: {fault.detail}", err=True)
            raise _fail(f"{file}: refused; nothing of it was loaded. {problem.detail}") from None
        typer.echo(loaded.sentence)


@app.command()
def holds(
    file: Annotated[
        Path, typer.Argument(help="A file of elections: a workbook, CSV or JSON.", exists=True, dir_okay=False)
    ],
) -> None:
    """Load a file of elections as holds of its organisations: all of them or none; again changes nothing."""
    try:
        with writing(_ready()) as session:
            loaded = load_elections(session, begin_write(session), SERVER, file.read_bytes())
    except Problem as problem:
        for fault in problem.errors:
            typer.echo(f"{file}: {fault.pointer}: {fault.rule}: {fault.detail}", err=True)
        raise _fail(f"{file}: refused; nothing of it was loaded. {problem.detail}") from None
    typer.echo(loaded.sentence)


@app.command()
def export(assembly: Annotated[str, typer.Argument(metavar="ASSEMBLY", help="The id of an assembly.")]) -> None:
    """Write the record document of an assembly to standard output."""
    with reading(_ready()) as session:
        moment = moments.current(session)
        found = versions.held(session, moment.sequence, [assembly])
        if not any(row.type == "assembly" and row.state == "standing" for row in found):
            raise _fail(f"No assembly '{assembly}' is published here.")
        sys.stdout.buffer.write(record_document(session, moment, assembly) + b"\n")


@app.command()
def verify(
    report: Annotated[
        bool,
        typer.Option("--report", help="List too what the record says and does not bear out."),
    ] = False,
) -> None:
    """Check the chain, the bodies and the index against each other, and name the first fault."""
    with reading(_ready()) as session:
        made_by = other_version(session)
        fault = next(faults_of_record(session) if made_by is None else chain_faults(session), None)
        for line in unsupported(session) if report and fault is None else ():
            typer.echo(f"Not borne out: {line}.")
    if fault is not None:
        raise _fail(f"Fault: {fault}.")
    if made_by is not None:
        typer.echo("Every publication follows the last, and every body is what was hashed.")
        raise _fail(f"{what_to_run(made_by)} What it says can be checked then.")
    typer.echo("The record is whole: every publication follows the last, every body is what was hashed, and the index")
    typer.echo("says what the publications say.")


@app.command()
def reindex() -> None:
    """Make the index anew from the publications, as `migrate` does where it is of another version."""
    engine = _ready()
    with alone(engine, _wait):
        many = _make_index(engine)
    typer.echo(f"The index was made anew from {many} publications.")


@app.command("publish-due")
def publish_due() -> None:
    """Publish what was released for a time that has come. A running server does this by itself."""
    for thing in publish_all_due(_ready()):
        typer.echo(f"Published or sent back: {thing}")


@app.command("remind")
def send_reminders(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who would be reminded of what.")] = False,
) -> None:
    """Send the reminders that are due today. Nobody is told twice; a running server does this by itself."""
    engine, url, report = _ready(), settings().smtp_url, Report()
    if dry_run:
        with reading(engine) as session:
            for mailbox, wanted in plan(session, report)[1].items():
                for one in wanted:
                    typer.echo(
                        f"{mailbox}\t{one.to.post}\t{one.step}\t{one.item.kind} {one.item.due}\t{one.item.about}"
                    )
    elif url:
        report = remind(engine, partial(send, url))
        typer.echo(f"Sent: {report.outcomes['sent']}. Failed: {report.outcomes['failed']}.")
    else:
        raise _fail("No mail server is named: set TRACKER_SMTP_URL, or try --dry-run.")
    for trouble in report.troubles:
        typer.echo(trouble, err=True)
    for item in report.unreachable:
        typer.echo(f"Nobody to remind of {item.about} ({item.kind} {item.due}): no post with a mailbox.", err=True)
    if report.troubles:
        raise typer.Exit(1)


@app.command("take-reply")
def take_reply() -> None:
    """Keep a reply to a reminder, an e-mail on standard input, as drafts. Never publishes. For a mail server's pipe.

    Exits as mail servers expect, which send what it says back to whoever wrote: 0 taken, or ignored because automatic
    or from a stranger, neither of whom is answered; 65 surely no answer; 67 the link has ended; 75 try again later; 77
    the post no longer answers for it.
    """
    data = sys.stdin.buffer.read(LARGEST + 1)
    try:
        secret, engine = addressed(data), _engine()
        with reading(engine) as session:
            replied(session, moments.current(session).sequence, secret)  # before anything else of it is read
        reply = read_reply(data)
        with writing(engine) as session:
            made = take(session, begin_write(session), reply)
    except NotAReplyError as fault:
        if fault.automatic or fault.stranger:
            raise _answered(os.EX_OK, f"Ignored: {fault}.") from None
        raise _answered(os.EX_DATAERR, not_kept(fault.why, **fault.gaps)) from None
    except LinkEndedError as ended:
        if ended.why == "unknown":
            raise _answered(os.EX_OK, "Ignored: to no address of a reminder.") from None
        raise _answered(os.EX_NOUSER, has_ended(ended.why)) from None
    except Problem as problem:
        refused = problem.name in {"not-yours", "not-found", "wrong-role"}
        code = os.EX_NOPERM if refused else os.EX_DATAERR
        raise _answered(code, not_kept("refused", detail=problem.detail.removesuffix("."))) from None
    except SQLAlchemyError as error:
        raise _answered(os.EX_TEMPFAIL, f"The database cannot be used: {error.__class__.__name__}.") from None
    told = "Kept as drafts, to be released by the link or with a key"
    raise _answered(os.EX_OK, f"{told}: {', '.join(copy.thing for copy in made)}")


def _answered(code: int, words: object) -> typer.Exit:
    typer.echo(str(words), err=True)
    return typer.Exit(code)


@app.command()
def forget(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
) -> None:
    """Remove the personal data that is past its time, as /personal-data says. A running server does this every day."""
    engine = _ready()
    for name, many in forget_all(engine, dry_run=dry_run).items():
        typer.echo(f"{name}: {many} {'would be removed' if dry_run else 'removed'}")
    with reading(engine) as session:
        if pending(session) and not dry_run:
            typer.echo("Not gone from all files yet: `assembly-tracker purge` says what is left.", err=True)


@app.command()
def purge(
    full: Annotated[
        bool, typer.Option("--full", help="On PostgreSQL, rewrite the tables; each is locked meanwhile.")
    ] = False,
    minutes: Annotated[
        int, typer.Option(min=0, max=1440, help="For how long to try again where a table is in use.")
    ] = 10,
) -> None:
    """Take what was erased, thrown away or forgotten out of the files of the database; exits 1 while any is left.

    A running server does so by itself, but for --full: while a table is rewritten, who reads or writes it is told to
    try again in a few seconds.
    """
    engine = _ready()
    if full:
        purge_tables(engine, minutes * 60)
    else:
        purge_files(engine)
    with reading(engine) as session:
        left = pending(session)
    for row in left:
        what = f"publication {row.erased}" if row.erased else row.cause
        for place in places(row.state, row.at, engine.dialect.name):
            if place.within_reach:
                typer.echo(f"{moment_text(row.at)}\t{what}\t{place.place}\t{place.detail}", err=True)
    if left:
        raise _fail(f"Not all is gone from the files yet: {len(left)} left.")
    typer.echo("Nothing that was deleted is left in the files within reach.")


@app.command()
def clock(
    to_go_on: Annotated[
        bool, typer.Option("--go-on", help="Say that the clock is right, and go on publishing.")
    ] = False,
) -> None:
    """Say whether the clock can be believed; exits 1 while it is in doubt, and nothing is published."""
    engine = _ready()
    if to_go_on:
        with writing(engine) as session:
            try:
                seen = go_on(session, begin_write(session), SERVER)
            except Problem as problem:
                raise _fail(problem.detail) from None
    else:
        with reading(engine) as session:
            seen = look(session, session.scalars(select(RecordHead)).one())
    if seen.in_doubt:
        raise _fail(in_doubt(seen))
    typer.echo(following(seen) if seen.follows else "The clock is believed.")


@app.command()
def openapi() -> None:
    """Write the contract to standard output."""
    from api.main import create_app
    from api.openapi import written

    sys.stdout.write(written(create_app()))


@keys.command("create")
def create_key(
    role: Annotated[Role, typer.Option(help="What the key may do.")],
    organisation: Annotated[list[str] | None, typer.Option(help="For an editor; or a panel of its own.")] = None,
    post: Annotated[list[str] | None, typer.Option(help="For an officer: the posts it covers.")] = None,
    assembly: Annotated[list[str] | None, typer.Option(help="For a convenor or a panel.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="For a keeper.")] = None,
    holder: Annotated[
        str, typer.Option(help="Who holds it; never public. A key that is nobody's ends when its post is handed over.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="For how many days it is good.")] = 365,
) -> None:
    """Make a key and print it, alone on the last line. It is shown only now."""
    given = {"organisation": organisation, "post": post, "assembly": assembly, "project": project}
    covers = _covers(role, given)
    engine = _ready()
    with writing(engine) as session:
        begin_write(session)
        found = versions.ever_published(session, covers)
        for id_ in covers:
            if found.get(id_) not in auth.COVERS[role]:
                raise _fail(f"No {' or '.join(auth.COVERS[role])} '{id_}' is published here.")
        try:
            secret = auth.create_key(session, role, covers, holder, days)
        except Problem as problem:
            raise _fail(problem.detail) from None
    typer.echo(f"A key with the role {role.value} for {', '.join(covers) or 'this instance'}, good for {days} days:")
    typer.echo(secret)


def _covers(role: Role, given: dict[str, list[str] | None]) -> list[str]:
    wanted = auth.COVERS[role]
    for option, ids in given.items():
        if ids and option not in wanted:
            raise _fail(f"A key with the role {role.value} does not take --{option}.")
    found = [id_ for option in wanted for id_ in given[option] or ()]
    if wanted and not found:
        raise _fail(f"A key with the role {role.value} needs {' or '.join(f'--{one} ID' for one in wanted)}.")
    return found


@keys.command("list")
def list_keys() -> None:
    """List the keys: number, role, what they cover, holder, and until when; never the keys themselves."""
    with reading(_ready()) as session:
        for key, actor in session.execute(select(Key, Actor).join(Actor, Actor.id == Key.id).order_by(Key.id)):
            grants = session.scalars(
                select(AccessGrant).where(AccessGrant.actor == key.id).order_by(AccessGrant.covers)
            ).all()
            role, covers = grants[0].role, " ".join(grant.covers for grant in grants)
            state = "revoked" if key.revoked_at else f"until {key.expires_at.date()}"
            used = f"last used {key.last_used_on}" if key.last_used_on else "never used"
            typer.echo(f"{key.id}\t{role}\t{covers}\t{actor.holder}\t{state}\t{used}")


@keys.command("revoke")
def revoke_key(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number of a key, from `keys list`.")],
) -> None:
    """End a key at once."""
    _ended(number, access.revoke_key)
    typer.echo(f"Key {number} is revoked.")


@accounts.command("list")
def list_accounts() -> None:
    """List the accounts: number, login, what the last token granted, and when it was last seen."""
    with reading(_ready()) as session:
        for account, actor in session.execute(select(Account, Actor).join(Actor, Actor.id == Account.id)):
            grants = sorted(auth.grants_of(session, account.id))
            held = " ".join(f"{grant.role.value}:{grant.covers}".rstrip(":") for grant in grants)
            state = "disabled" if account.disabled_at else f"seen {account.seen_at.date()}"
            typer.echo(f"{account.id}\t{account.login}\t{actor.holder}\t{held}\t{state}")


@accounts.command("disable")
def disable(number: Annotated[int, typer.Argument(metavar="NUMBER", help="From `accounts list`.")]) -> None:
    """Stop an account at once, whatever its provider says. What it held shows as unowned."""
    _ended(number, access.disable_account)
    typer.echo(f"Account {number} is disabled.")


@accounts.command("enable")
def enable(number: Annotated[int, typer.Argument(metavar="NUMBER", help="From `accounts list`.")]) -> None:
    """Let an account act again that was disabled here."""
    _ended(number, access.enable_account)
    typer.echo(f"Account {number} may act again.")


def _ended(number: int, act: Callable[[Session, Principal, int], None]) -> None:
    with writing(_ready()) as session:
        begin_write(session)
        try:
            act(session, SERVER, number)
        except Problem as problem:
            raise _fail(problem.detail) from None


def _watched(files: Iterable[Path], what: str) -> Iterator[Path]:
    """A progress bar on a terminal, plain lines otherwise."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(list(files), description=what, console=console)
        return
    for file in files:
        typer.echo(f"{what} {file}", err=True)
        yield file


if __name__ == "__main__":
    app()
