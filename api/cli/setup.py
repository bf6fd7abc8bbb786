"""Setting an instance up: five questions, and the file of settings that comes of the answers."""

import os
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.cli.backups import RefusedError, database_at
from api.http.readiness import of_a_later_version
from api.settings import Settings, settings
from db import migrations
from db.clock import today
from db.session import open_engine

Answers = dict[str, str]


class Question(NamedTuple):
    """What an instance cannot be without: the option that answers it, and the setting that the answer becomes."""

    option: str
    setting: str | None
    words: str
    wrong: Callable[[str], str | None]  # why an answer is none; None where it is one
    default: str | None = None


class FaultyAnswersError(Exception):
    """Every answer that is missing or is none, a line each. Nothing has changed."""


@contextmanager
def taking(answers: Mapping[str, str]) -> Iterator[None]:
    """In the block these are the settings of the process, and whatever its environment had is not."""
    before = {name: value for name, value in os.environ.items() if name.startswith("TRACKER_")}
    _replace(before, answers)
    try:
        yield
    finally:
        _replace(answers, before)


def _replace(names: Mapping[str, str], new: Mapping[str, str]) -> None:
    for name in names:
        del os.environ[name]
    os.environ.update(new)
    settings.cache_clear()


def as_settings(answers: Answers) -> Answers:
    """The answers as the environment has them, by the names of the settings."""
    named = {question.setting: answers[question.option] for question in QUESTIONS}
    return {f"TRACKER_{setting.upper()}": value for setting, value in named.items() if setting}


def answered(given: Mapping[str, str | None], ask: Callable[[Question], str] | None) -> Answers:
    """An answer to each question: as given, or else as somebody answers who can be asked, or as it goes without saying.

    Whoever is asked is asked again until the answer is one. Raises `FaultyAnswersError` for what was given.
    """
    faults, found = [], {}
    for question in QUESTIONS:
        value = given[question.option]
        if value is None and ask is None:
            value = question.default
        if value is not None and (fault := faulty(question, value)):
            faults.append(f"--{question.option}: {fault}")
        elif value is None and ask is None:
            faults.append(f"--{question.option} is missing: {question.words}.")
        elif value is not None:
            found[question.option] = value.strip()
    if faults:
        raise FaultyAnswersError("\n".join(faults))
    return {one.option: found[one.option] if one.option in found or not ask else ask(one) for one in QUESTIONS}


def faulty(question: Question, answer: str) -> str | None:
    """Why this is no answer to a question; None where it is one."""
    if not answer.strip():
        return "it is empty."
    if not answer.isprintable():
        return "it has a character in it that cannot be seen, such as the end of a line."
    return question.wrong(answer.strip())


def _as_setting(name: str) -> Callable[[str], str | None]:
    """Why an answer is refused as a setting."""

    def wrong(answer: str) -> str | None:
        with taking({f"TRACKER_{name.upper()}": answer}):
            try:
                Settings()
            except ValidationError as error:
                return "; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors()) + "."
        return None

    return wrong


def _languages(answer: str) -> str | None:
    if fault := _as_setting("languages")(answer):
        return f"{fault} Write such as en,cy or en. A language of your own can be added later."
    return None


def _database(address: str) -> str | None:
    """Why the database at an address cannot be set up; None where it can be reached, and nothing else is in the way."""
    try:
        url = make_url(database_at(address))
    except RefusedError as refused:
        return str(refused)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.is_absolute():
            return "name the file with its whole path, after three slashes: sqlite:////var/lib/assembly-tracker/FILE."
        if not os.access(file.parent, os.W_OK | os.X_OK):
            return f"{file.parent} is no folder that this user can write to."
        if not file.exists():
            return None
    return _in_the_way(address)


def _in_the_way(address: str) -> str | None:
    engine = open_engine(address)
    try:
        with engine.connect() as connection:
            at = migrations.at(connection)
    except DBAPIError as error:
        return f"it cannot be reached: {str(error.orig).strip()}"
    except SQLAlchemyError as error:
        return f"it cannot be reached: {error.__class__.__name__}."
    finally:
        engine.dispose()
    if at not in {None, migrations.known()[-1]}:
        older = f"it is of an older version, at migration {at}: back it up, and run `assembly-tracker migrate`."
        return of_a_later_version(at) or older
    return None


def _anybody(_: str) -> None:
    """A name may be anything."""


QUESTIONS = (
    Question("address", "base_url", "The public address, as readers will type it", _as_setting("base_url")),
    Question(
        "database",
        "database_url",
        "The database: postgresql:///NAME on this machine, or sqlite:////FILE",
        _database,
        "sqlite:////var/lib/assembly-tracker/record.sqlite3",
    ),
    Question("languages", "languages", "The languages of the pages, the first one first", _languages, "en,cy"),
    Question(
        "contact",
        "contact",
        "Where the public reaches whoever runs it: a team's mailbox, or the https address of a page",
        _as_setting("contact"),
    ),
    Question("administrator", None, "The name of the first administrator, which is never public", _anybody),
)


def written(named: Answers) -> str:
    """The file of settings, which are those of the process, for systemd and for a shell alike."""
    base = settings().base_url
    lines = "\n".join(f"{name}={shlex.quote(value)}" for name, value in named.items())
    return f"""\
# The settings of Assembly Tracker, written by `assembly-tracker setup` on {today()}. All there are:
# {base}/docs/running#settings. What has more than letters, digits and :/.,@- stands in
# 'single quotes'. After a change, restart the server.
{lines}

# Reminders by mail ({base}/docs/mail):
# TRACKER_SMTP_URL='smtps://USER:PASSWORD@HOST:465'
# TRACKER_MAIL_FROM='Assembly Tracker <assembly-tracker@{urlsplit(base).hostname}>'

# Signing in with the council's own provider ({base}/docs/signing-in):
# TRACKER_OIDC='[{{"issuer": "https://…", "audience": "…", "organisations": ["…"]}}]'
"""


def refuse_to_write(file: Path, *, overwrite: bool) -> None:
    """Raise `RefusedError` where the file of settings is not to be written, or could not be."""
    if file.exists() and not overwrite:
        raise RefusedError(
            f"{file} is there already, and is not written over: say so with --overwrite, or name another."
        )
    if not os.access(file.absolute().parent, os.W_OK | os.X_OK):
        raise RefusedError(
            f"{file.absolute().parent} is no folder that this user can write to: make it so, or name another file with"
            " --settings."
        )


@contextmanager
def placed(file: Path, text: str) -> Iterator[None]:
    """Put a file in its place, readable by its owner alone, once the block has ended well; else all is as it was."""
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.absolute().parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as part:
            part.write(text)
            part.flush()
            os.fsync(part.fileno())
        yield
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


def what_next(file: Path, administrator: str, key: str) -> str:
    """What is done, the key, and what to do now."""
    base = settings().base_url
    return f"""
Set up. The settings are in {file}, the database is migrated and guarded, and all that
/readyz asks for holds.

The key of {administrator}, the first administrator, good for 365 days and shown only now:

  {key}

What to do next (the whole of it: {base}/docs/installing, or api/pages/guides/installing.md):

  1. Start the server, with these settings:

       systemctl enable --now assembly-tracker

  2. Put nginx with a certificate before it, and have a backup made every night.

  3. Enter your organisation, with the key:

       curl {base}/v1/admin/organisations \\
         -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\
         -d '{{"id": "anytown", "kind": "council", "name": "Anytown Council", "language": "en", "publish": true}}'

  4. Make a key for its editor, or let people sign in, and load what an assembly asked:

       assembly-tracker keys create --role editor --organisation anytown --holder NAME
"""
