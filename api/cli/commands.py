"""What each command does, through the services that the addresses use too. What it takes is said in `__init__.py`."""

import gc
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import ParamSpec, TypeVar

import structlog
import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError
from rich.console import Console
from rich.progress import Progress, TaskID, track
from sqlalchemy import Engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.books.files import document_of, files_of
from api.books.judging import compiled_here, judged
from api.books.template import template
from api.books.turning import turned
from api.books.writing import write_csv, write_xlsx
from api.cli.backups import RefusedError, back_up, copy_all, database_at, migrated_file, to_copy
from api.cli.demo import prepare
from api.cli.setup import (
    FaultyAnswersError,
    Question,
    answered,
    as_settings,
    faulty,
    placed,
    refuse_to_write,
    taking,
    what_next,
    written,
)
from api.core.faults import Fault
from api.core.mail import send
from api.core.principal import SERVER, Principal
from api.core.problems import Problem
from api.core.refusals import from_database
from api.core.workers import CONNECTIONS
from api.http.logging import set_up_logging
from api.http.readiness import of_a_later_version, what_is_wrong, what_is_wrong_since
from api.open_data import standard
from api.open_data.standard import check_table, is_table
from api.other_systems.addresses import at_address, is_web
from api.other_systems.drafts import load as load_engagements
from api.other_systems.reading import read as read_engagements
from api.other_systems.site_codes import SiteCodes, read_site_codes
from api.privacy.forget import forget as forget_all
from api.publishing.keeping import by_these_rules, keep_the_rest
from api.publishing.remaking import remake
from api.publishing.unsupported import unsupported
from api.publishing.verify import faults_of_record
from api.record.document import record_document
from api.record.index_version import INDEX, other_version, what_to_run
from api.record.reader import begin, read_now
from api.reminders.answer_page import has_ended, not_kept
from api.reminders.mailed_answers import LinkEndedError, replied, take
from api.reminders.release_mails import planned, tell_of_releases
from api.reminders.reminders import Report, plan, remind
from api.reminders.reply import LARGEST, NotAReplyError, addressed, read_reply
from api.reminders.witnesses import to_be_told, witnessed
from api.retention.purge_words import places as places_in_words
from api.retention.purges import pending, purge_tables
from api.retention.purges import purge as purge_files
from api.scheduler import publish_all_due
from api.schemas.base import LANGUAGE_PATTERN
from api.schemas.record import WHOLES
from api.settings import HostPort, settings
from api.sign_in import auth
from api.static_copy.folder import FolderError
from api.status.sentence import decides
from api.text.check import brought_up, findings, write
from api.text.languages import default, languages
from api.workbench import access, accounts, checking
from api.workbench.access import Who
from api.workbench.clock import go_on
from api.workbench.clock_words import as_problem, following, in_doubt
from api.workbench.documents import NO_DOCUMENT, parse
from api.workbench.holds import load_elections
from api.workbench.loading import load_document
from api.workbench.places import load_places
from db import migrations
from db.clock import today
from db.codes import add_codes, missing_codes
from db.copying import Show
from db.doubt import ClockInDoubt, examine
from db.models.access import AccessGrant, Account, Actor, Key
from db.models.record import RecordHead
from db.publications import chain_faults, moment_text
from db.queries import moments, versions
from db.queries.pages import Place
from db.session import alone, begin_write, connections_allowed, open_engine, reading, writing
from db.unavailable import DatabaseUnavailableError, telling_unavailable
from db.vocabulary import Role

log = structlog.get_logger("assembly_tracker")
_opened: list[Engine] = []  # by the command that runs


P = ParamSpec("P")
T = TypeVar("T", Key, Account)
_AT_ONCE = 500
_MOST_TOLD = 100


def _command(work: Callable[P, None]) -> Callable[P, None]:
    """A command: its connections end with it, and what is wrong with the settings, the database or the clock is said
    as over HTTP, and no more.
    """

    @wraps(work)
    def done(*given: P.args, **named: P.kwargs) -> None:
        try:
            _read_settings()
            work(*given, **named)
        except ClockInDoubt as doubt:
            raise _fail(as_problem(doubt).detail) from None
        except DatabaseUnavailableError as error:
            raise _fail(from_database(error, reads=False).detail) from None
        finally:
            _close()

    return done


def _engine(address: str = "", *, create: bool = False) -> Engine:
    """The engine of a command, on the database of the settings or another; its connections end with the command."""
    engine = open_engine(address or settings().database_url, create=create)
    _opened.append(engine)
    return engine


def _close() -> None:
    while _opened:
        _opened.pop().dispose()


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _refused(file: Path | str, problem: Problem) -> typer.Exit:
    """Every fault of a file of which nothing was loaded, a line each."""
    for line in _faults(file, problem):
        typer.echo(line, err=True)
    return _fail(f"{file}: refused; nothing of it was loaded. {problem.detail}")


def _faults(file: Path | str, problem: Problem) -> Iterator[str]:
    yield from (_told(file, fault) for fault in problem.errors)
    if more := problem.errors_total - len(problem.errors):
        yield f"{file}: {more} more faults are not shown."


def _told(file: Path | str, fault: Fault, kind: str = "") -> str:
    """A fault or a warning on a line, with the line of the file and the id of the thing where they are known."""
    line = "" if fault.line is None else f":{fault.line}"
    thing = "" if fault.thing is None else f"{fault.thing}: "
    return f"{file}{line}: {kind}{thing}{fault.pointer}: {fault.rule}: {fault.detail}"


def _ready(address: str = "") -> Engine:
    """The engine of a database that can be used; else says what to run and stops."""
    engine = _engine(address)
    try:
        wrong = what_is_wrong(engine)
    except SQLAlchemyError as error:
        raise _fail(
            f"The database cannot be reached: {error.__class__.__name__}. Where there is none yet, run"
            " `assembly-tracker migrate`."
        ) from None
    if wrong:
        raise _fail(f"What is to be copied to: {wrong}" if address else wrong)
    return engine


def _read_settings() -> None:
    """A wrong setting is named, without what it holds."""
    try:
        settings()
    except ValidationError as error:
        raise _fail("\n".join(map(_wrong_setting, error.errors()))) from None
    except SettingsError as error:
        raise _fail(f"A setting is not JSON: {error}.") from None


def _wrong_setting(fault: ErrorDetails) -> str:
    name, *path = map(str, fault["loc"])
    return f"TRACKER_{name.upper()}{''.join(f'/{step}' for step in path)}: {fault['msg'].removeprefix('Value error, ')}"


@_command
def catalogues(update: Path | None) -> None:
    try:
        if update:
            write(brought_up(update), update)
            typer.echo(f"{update} has every key now.")
            return
        found = [line for language in settings().tongues for line in findings(language)]
    except ValueError as error:
        raise _fail(f"{error}.") from None
    typer.echo("\n".join(found) or f"Everything is translated: {', '.join(settings().tongues)}.")
    if found:
        raise typer.Exit(1)


@_command
def serve(*, host: str, port: int, public: bool, admin: bool, workers: int) -> None:
    engine = _ready()
    most, needed, made_by = connections_allowed(engine), workers * CONNECTIONS, _index_made_by(engine)
    engine.dispose()
    if most is not None and needed > most:
        raise _fail(
            f"{workers} workers need {needed} connections, and the database allows {most}: take fewer workers, or"
            " raise its max_connections."
        )
    if settings().metrics:
        _refuse_as_taken(settings().metrics_at, port)
    from api.cli.server import run  # it takes a second to import, and only this needs it

    set_up_logging(settings().log_level)
    if made_by is not None:
        log.warning("index of another version", why=what_to_run(made_by))
    run(host, port, workers, public=public or not admin, admin=admin or not public)


def _refuse_as_taken(place: HostPort, public: int) -> None:
    """Exit where what is measured cannot be told at this address: the public port, or one that somebody listens at."""
    if place.port == public:
        raise _fail("TRACKER_METRICS: it needs a port of its own, which the public does not reach.")
    try:
        family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
        socket.create_server(place, family=family).close()
    except OSError as error:
        raise _fail(f"TRACKER_METRICS: nothing can listen at {settings().metrics} ({error.strerror}).") from None


def _learn_codes(engine: Engine) -> None:
    """Let the database know the codes of this version; where it does, nobody who writes is kept waiting."""
    with reading(engine) as session:
        missing = missing_codes(session.connection())
    if missing:
        with writing(engine) as session:
            begin_write(session)
            add_codes(session.connection())


@_command
def setup(file: Path, given: dict[str, str | None], *, overwrite: bool) -> None:
    with _refusals():
        refuse_to_write(file, overwrite=overwrite)
    try:
        answers = answered(given, _asked if sys.stdin.isatty() else None)
    except FaultyAnswersError as faulty_ones:
        raise _fail(f"{faulty_ones}\nNothing was written.") from None
    named = as_settings(answers)
    with taking(named):
        with placed(file, written(named)):
            _migrate()
            wrong = what_is_wrong_since(SimpleNamespace(engine=_ready(), works=True), time.monotonic())
            if wrong:
                raise _fail(wrong)
            key = _make_key(Role.admin, [], Who(answers["administrator"]), 365)
        typer.echo(what_next(file, answers["administrator"], key))


def _asked(question: Question) -> str:
    """What somebody answers at the terminal, once it is an answer."""
    while True:
        answer = str(typer.prompt(question.words, default=question.default))
        fault = faulty(question, answer)
        if fault is None:
            return answer.strip()
        typer.echo(f"That is no answer: {fault}", err=True)


@_command
def migrate() -> None:
    _migrate()
    typer.echo("The database is up to date and guarded.")


def _migrate() -> None:
    with alone(_engine(), _wait):
        _upgrade(_engine(create=True))
        _learn_codes(_engine())
        _derive(_ready())


def _derive(engine: Engine) -> None:
    """Make anew what another version derived from the record."""
    made_by = _index_made_by(engine)
    if made_by is not None:
        typer.echo(f"The index was made by version {made_by}; it is made anew by {INDEX}.", err=True)
        _make_index(engine)
    by_these_rules(engine)
    _keep_statuses(engine)


def _upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, each whole or not at all; says where one that failed leaves the database."""
    before = _migration(engine)
    later = of_a_later_version(before)
    if later:
        raise _fail(later)
    try:
        migrations.upgrade()
    except (SQLAlchemyError, RuntimeError) as error:
        at = _migration(engine)
        way = (
            "as it was, and the version before can go on with it"
            if at == before
            else "and no more for the version before, which needs the backup"
        )
        raise _fail(
            f"{error}\nMigrating ended there. The database is whole, at migration {at}, {way}. Once what is said above"
            " is mended, run `assembly-tracker migrate` again."
        ) from None


def _migration(engine: Engine) -> str | None:
    with telling_unavailable(), engine.connect() as connection:
        return migrations.at(connection)


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


def _keep_statuses(engine: Engine) -> None:
    console, many = Console(stderr=True), 0
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Working out the status of each recommendation")
        for left in keep_the_rest(engine):
            many = many or left
            bar.update(task, completed=many - left, total=many)


@_command
def demo() -> None:
    typer.echo(prepare(_ready()))


@_command
def import_(files: list[Path]) -> None:
    engine = _ready()
    for file in _watched(files, "Loading"):
        try:
            with writing(engine) as session:
                loaded = load_document(session, begin_write(session), parse(file.read_bytes()))
        except Problem as problem:
            raise _refused(file, problem) from None
        typer.echo(loaded.sentence)
        for warning in loaded.warnings:
            typer.echo(_told(file, warning, "warning: "), err=True)
    _keep_statuses(engine)


@_command
def check(files: list[Path], *, why: bool) -> None:
    contents = {file: file.read_bytes() for file in files}
    tables = {file: check_table(content) for file, content in contents.items() if is_table(content)}
    checked = _checked({file: content for file, content in contents.items() if file not in tables}, why=why)
    for file in files:
        found = _findings_of_table(file, tables[file]) if file in tables else _findings(file, checked[file], why=why)
        for line in found:
            typer.echo(line)
    if any(found.refused for found in checked.values()) or any(found.faults for found in tables.values()):
        raise typer.Exit(1)


def _checked(documents: dict[Path, bytes], *, why: bool) -> dict[Path, checking.Checked]:
    if not documents:
        return {}
    with _what_is_here() as engine, writing(engine) as session:
        head = begin_write(session)
        found = {file: checking.check(session, head, content, why=why) for file, content in documents.items()}
        session.rollback()
        return found


def _findings_of_table(file: Path, found: standard.Checked) -> Iterator[str]:
    """What came of checking a shared table, line by line."""
    yield from (f"{file}:{fault.pointer}: {fault.rule}: {fault.detail}" for fault in found.faults)
    if found.faults:
        yield f"{file}: is no shared table of recommendations yet. What one is, is at /open-data/standard."
        yield NO_DOCUMENT
    else:
        yield f"{file}: is a shared table of {found.rows} recommendation{'' if found.rows == 1 else 's'}."


@contextmanager
def _what_is_here() -> Iterator[Engine]:
    """The database, where there is one; else an empty one that is gone afterwards."""
    url = make_url(settings().database_url)
    if url.get_backend_name() != "sqlite" or Path(url.database or "").exists():
        yield _ready()
        return
    with TemporaryDirectory() as folder, migrated_file(Path(folder) / "check.sqlite3") as engine:
        yield engine


def _findings(file: Path, found: checking.Checked, *, why: bool) -> Iterator[str]:
    """What came of checking a file, line by line."""
    if found.refused:
        yield from _faults(file, found.refused)
        yield f"{file}: would be refused. {found.refused.detail}"
        return
    yield from (_told(file, warning, "warning: ") for warning in found.warnings)
    yield f"{file}: would be loaded. {found.told}"
    for id_, sentence in found.sentences.items():
        yield ""
        yield id_
        yield from (f"  {language}: {text}" for language, text in sentence.items())
        if why:
            yield from (
                f"    “{piece.text[decides()]}” stands on {', '.join(piece.stands_on)}" for piece in found.pieces[id_]
            )


@_command
def compile_(book: Path, into: Path | None, before: Path | None, mapping: Path | None) -> None:
    files = files_of(book)
    try:
        held = None if before is None else document_of(before.read_bytes())["things"]
    except Problem as problem:
        raise _fail(f"{before}: {problem.detail}") from None
    told = None if mapping is None else mapping.read_bytes()
    with _what_is_here() as engine:
        with reading(engine) as session:
            done = compiled_here(session, files, before=held, mapping=told)
        with writing(engine) as session:
            checked = judged(session, begin_write(session), done)
            session.rollback()
    for line in done.read:
        typer.echo(line)
    for fault in done.faults[:_MOST_TOLD]:
        typer.echo(str(fault), err=True)
    if more := len(done.faults[_MOST_TOLD:]):
        typer.echo(f"and {more} more.", err=True)
    for warning in done.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if done.document is None:
        many = f"{len(done.faults)} fault{'' if len(done.faults) == 1 else 's'}"
        raise _fail(f"{book}: {many}; nothing was written.")
    for words in done.missing:
        typer.echo(f"still missing: {words}")
    if into is not None:
        into.write_bytes(done.document)
    would = "" if checked is None else f" Loading it: {checked.told}"
    typer.echo(f"{book}: compiled{'' if into is None else f' into {into}'}.{would}")


@_command
def book(into: Path, document: Path | None, language: str | None) -> None:
    if language is not None and language not in languages():
        raise _fail(f"There are books in {', '.join(languages())}.")
    if document is None:
        into.write_bytes(template(language or default()))
        typer.echo(f"{into}: a book to fill in, with an example of each sheet.")
        return
    try:
        found = turned(document.read_bytes(), language or "")
    except Problem as problem:
        raise _fail(f"{document}: {problem.detail}") from None
    if into.suffix.lower() == ".xlsx":
        into.write_bytes(write_xlsx(found.pages, found.language))
    else:
        into.mkdir(exist_ok=True)
        for name, content in write_csv(found.pages, found.language).items():
            (into / name).write_bytes(content)
    for words in found.lost:
        typer.echo(f"not in the book: {words}", err=True)
    typer.echo(f"{into}: the book of {document}.")


@_command
def holds(file: Path) -> None:
    try:
        with writing(_ready()) as session:
            loaded = load_elections(begin(session), SERVER, file.read_bytes())
    except Problem as problem:
        raise _refused(file, problem) from None
    typer.echo(loaded.sentence)


@_command
def places(file: Path, *, instead: bool, within: list[str]) -> None:
    try:
        with writing(_ready()) as session:
            begin(session)
            loaded = load_places(session, file.read_bytes(), instead=instead, within=within)
    except Problem as problem:
        raise _refused(file, problem) from None
    typer.echo(f"{loaded.rows} places loaded; {loaded.known} are known.")


@_command
def engagements(source: str, organisation: str, mapping: Path | None, *, language: str | None, anyway: bool) -> None:
    try:
        site = read_site_codes(mapping.read_bytes()) if mapping else SiteCodes()
    except Problem as problem:
        raise _refused(str(mapping), problem) from None
    if language is not None and not re.fullmatch(LANGUAGE_PATTERN, language):
        raise _fail(f"{language} is no tag of a language, as en or cy.")
    if not is_web(source) and not Path(source).is_file():
        raise _fail(f"{source} is neither a file nor an address with https://.")
    engine = _ready()
    try:
        found = read_engagements(at_address(source) if is_web(source) else Path(source).read_bytes())
        with writing(engine) as session:
            loaded = load_engagements(begin(session), organisation, found, site, language=language or "", anyway=anyway)
    except Problem as problem:
        raise _refused(source, problem) from None
    for fault in loaded.faults:
        typer.echo(_told(source, fault, "left out: "), err=True)
    typer.echo(loaded.sentence)
    for line in [*(f"Left alone: {one}." for one in loaded.left), *found.notices, *site.to_map]:
        typer.echo(line)


@_command
def export(whole: str) -> None:
    with reading(_ready()) as session:
        moment = moments.current(session)
        found = versions.held(session, moment.sequence, [whole])
        if not any(row.type in WHOLES and row.state == "standing" for row in found):
            raise _fail(f"No assembly or engagement '{whole}' is published here.")
        sys.stdout.buffer.write(record_document(session, moment, whole) + b"\n")


@_command
def verify(*, report: bool) -> None:
    _verify(_ready(), report=report)


def _verify(engine: Engine, *, report: bool = False) -> None:
    with reading(engine) as session:
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


@_command
def backup(file: Path) -> None:
    engine = _ready()
    with _refusals(), _showing() as show:
        end = back_up(engine, file, show)
    typer.echo(f"All is copied to {file}. {end.sentence}")
    if end.fault:
        raise _fail(f"Fault, in what was copied as in the copy: {end.fault}. Keep the backups before this one.")
    typer.echo("The copy is whole.")


@_command
def restore(file: Path, erasures: list[str]) -> None:
    engine = _ready()
    with _refusals(), _showing() as show, to_copy(file) as source:
        restored = copy_all(source, engine, show, erasures)
    typer.echo(f"{file} is restored. {restored.copied.sentence}")
    typer.echo(restored.sentence)
    _derive(engine)
    forget_all(engine)
    _say_what_is_left(engine)
    _verify(engine)


@_command
def copy_to(address: str) -> None:
    engine = _ready()
    with _refusals(), _showing() as show:
        target = _ready(database_at(address))
        copied = copy_all(engine, target, show).copied
    typer.echo(f"All is copied. {copied.sentence} The copy ends with the same.")
    _derive(target)
    _verify(target)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RefusedError as refused:
        raise _fail(str(refused)) from None


@contextmanager
def _showing() -> Iterator[Show]:
    """A progress bar for each part of some work on a terminal, and a plain line otherwise."""
    console, tasks = Console(stderr=True), dict[str, TaskID]()
    with Progress(console=console, disable=not console.is_terminal) as bar:

        def show(part: str, done: int, many: int) -> None:
            if part not in tasks:
                tasks[part] = bar.add_task(part)
                if not console.is_terminal:
                    typer.echo(f"{part}: {many}" if many else part, err=True)
            bar.update(tasks[part], completed=done, total=many or None)

        yield show


@_command
def publish(folder: Path, live: str | None) -> None:
    from api.static_copy.copying import publish  # it takes a second to import, and only this needs it

    if live and not re.match("https?://.", live):
        raise _fail(f"{live} is no address: write it with https://.")
    engine = _ready()
    try:
        with _showing() as show:
            made = publish(engine, folder, live and live.rstrip("/"), show)
    except FolderError as refused:
        raise _fail(str(refused)) from None
    typer.echo(made.sentence)


@_command
def reindex() -> None:
    engine = _ready()
    with alone(engine, _wait):
        many = _make_index(engine)
        _keep_statuses(engine)
    typer.echo(f"The index was made anew from {many} publications.")


@_command
def publish_due() -> None:
    for thing in publish_all_due(_ready()):
        typer.echo(f"Published or sent back: {thing}")


@_command
def send_reminders(*, dry_run: bool) -> None:
    engine, url, report = _ready(), settings().smtp_url, Report()
    if dry_run:
        with reading(engine) as session:
            for line in _would_be_sent(session, report):
                typer.echo(line)
    elif url:
        report = remind(engine, partial(send, url))
        for told in (witnessed(engine, partial(send, url)), tell_of_releases(engine, partial(send, url))):
            report.outcomes.update(told.outcomes)
            report.troubles += told.troubles
        typer.echo(f"Sent: {report.outcomes['sent']}. Failed: {report.outcomes['failed']}.")
    else:
        raise _fail("No mail server is named: set TRACKER_SMTP_URL, or try --dry-run.")
    for trouble in report.troubles:
        typer.echo(trouble, err=True)
    for item in report.unreachable:
        typer.echo(f"Nobody to remind of {item.about} ({item.kind} {item.due}): no post with a mailbox.", err=True)
    if report.troubles:
        raise typer.Exit(1)


def _would_be_sent(session: Session, report: Report) -> Iterator[str]:
    """Who would be told of what, a line each: of what is due, of releases, of where the record ends."""
    for mailbox, wanted in plan(session, report)[1].items():
        for one in wanted:
            yield f"{mailbox}\t{one.to.post}\t{one.step}\t{one.item.kind} {one.item.due}\t{one.item.about}"
    for (mailbox, _), told in planned(read_now(session)).items():
        for item in told:
            yield f"{mailbox}\t{item.to.post}\trelease\t{item.news} {item.at.date()}\t{item.thing}"
    for mailbox in settings().witness_mailboxes:
        if news := to_be_told(session, mailbox):
            yield f"{mailbox}\twitness\tpublication {news.head.sequence}\t{news.head.hash}"


@_command
def take_reply() -> None:
    data = sys.stdin.buffer.read(LARGEST + 1)
    try:
        secret, engine = addressed(data), _engine()
        with reading(engine) as session:
            replied(read_now(session), secret)  # before anything else of it is read
        reply = read_reply(data)
        with writing(engine) as session:
            made = take(begin(session), reply)
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


@_command
def forget(*, dry_run: bool) -> None:
    engine = _ready()
    for name, many in forget_all(engine, dry_run=dry_run).items():
        typer.echo(f"{name}: {many} {'would be removed' if dry_run else 'removed'}")
    if not dry_run:
        _say_what_is_left(engine)


def _say_what_is_left(engine: Engine) -> None:
    with reading(engine) as session:
        if pending(session):
            typer.echo("Not gone from all files yet: `assembly-tracker purge` says what is left.", err=True)


@_command
def purge(*, full: bool, minutes: int) -> None:
    engine = _ready()
    if full:
        purge_tables(engine, minutes * 60)
    else:
        purge_files(engine)
    with reading(engine) as session:
        left = pending(session)
    for row in left:
        what = f"publication {row.erased}" if row.erased else row.cause
        for place in places_in_words(row.state, row.at, engine.dialect.name):
            if place.within_reach:
                typer.echo(f"{moment_text(row.at)}\t{what}\t{place.place}\t{place.detail}", err=True)
    if left:
        raise _fail(f"Not all is gone from the files yet: {len(left)} left.")
    typer.echo("Nothing that was deleted is left in the files within reach.")


@_command
def clock(*, to_go_on: bool) -> None:
    engine = _ready()
    if to_go_on:
        with writing(engine) as session:
            try:
                seen = go_on(session, begin_write(session), SERVER)
            except Problem as problem:
                raise _fail(problem.detail) from None
    else:
        with reading(engine) as session:
            seen = examine(session, session.scalars(select(RecordHead)).one())
    if seen.in_doubt:
        raise _fail(in_doubt(seen))
    typer.echo(following(seen) if seen.follows else "The clock is believed.")


@_command
def openapi() -> None:
    from api.http.contract import written
    from api.main import create_app

    sys.stdout.write(written(create_app()))


@_command
def create_key(role: Role, given: dict[str, list[str] | None], *, holder: str, days: int) -> None:
    covers = _covers(role, given)
    secret = _make_key(role, covers, Who(holder.strip() or None), days)
    typer.echo(f"A key with the role {role.value} for {', '.join(covers) or 'this instance'}, good for {days} days:")
    typer.echo(secret)


def _make_key(role: Role, covers: list[str], who: Who, days: int) -> str:
    with writing(_ready()) as session:
        begin_write(session)
        try:
            _, secret = access.make_key(session, SERVER, role, covers, who, days, nobodys=True)
        except Problem as problem:
            raise _fail(problem.detail) from None
    return secret


def _covers(role: Role, given: dict[str, list[str] | None]) -> list[str]:
    wanted = auth.COVERS[role]
    for option, ids in given.items():
        if ids and option not in wanted:
            raise _fail(f"A key with the role {role.value} does not take --{option}.")
    found = [id_ for option in wanted for id_ in given[option] or ()]
    if wanted and not found:
        raise _fail(f"A key with the role {role.value} needs {' or '.join(f'--{one} ID' for one in wanted)}.")
    return found


@_command
def list_keys() -> None:
    with reading(_ready()) as session:
        for key, actor, kept in _listed(session, access.keys):
            grants = [grant for grant in kept if grant.is_good(today())] or kept
            role, covers = grants[0].role, " ".join(grant.covers for grant in grants)
            state = "revoked" if key.revoked_at else f"until {key.expires_at.date()}"
            used = f"last used {key.last_used_on}" if key.last_used_on else "never used"
            typer.echo(f"{key.id}\t{role}\t{covers}\t{actor.holder}\t{state}\t{used}")


@_command
def revoke_key(number: int) -> None:
    _ended(number, access.revoke_key)
    typer.echo(f"Key {number} is revoked.")


@_command
def list_accounts() -> None:
    with reading(_ready()) as session:
        for account, actor, kept in _listed(session, access.accounts):
            held = " ".join(_held(one) for one in kept if one.is_good(today()))
            state = "disabled" if account.disabled_at else f"seen {account.seen_at.date()}"
            typer.echo(f"{account.id}\t{account.login}\t{actor.holder}\t{held}\t{state}")


def _held(one: AccessGrant) -> str:
    return f"{one.role}:{one.covers}".rstrip(":") + (f" until {one.until}" if one.until else "")


def _listed(
    session: Session, read: Callable[[Session, Place | None, int], list[T]]
) -> Iterator[tuple[T, Actor, list[AccessGrant]]]:
    """Every key or account with whose it is and what it was granted, read in pages as the addresses do."""
    after: Place | None = None
    while page := read(session, after, _AT_ONCE):
        numbers = [one.id for one in page]
        actors, granted = access.actors_of(session, numbers), access.granted_to(session, numbers)
        yield from ((one, actors[one.id], granted[one.id]) for one in page)
        after = [page[-1].id]


@_command
def disable(number: int) -> None:
    _ended(number, accounts.disable_account)
    typer.echo(f"Account {number} is disabled.")


@_command
def enable(number: int) -> None:
    _ended(number, accounts.enable_account)
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


# The collector looks at nothing of what was imported, and begins here.
gc.freeze()
gc.enable()
