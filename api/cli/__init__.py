"""The command line: what its commands are called and take. What they do: `commands.py`, which takes long to import."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from db.vocabulary import Role

gc.disable()  # what is imported stays to the end: `commands.py` lets the collector begin when all of it is

app = typer.Typer(
    help="What became of a citizens' assembly: serve it, load it, check it. Settings come from the environment"
    " (TRACKER_DATABASE_URL, TRACKER_BASE_URL and others in api/pages/guides/running.md).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
keys = typer.Typer(help="The keys of the workbench.", no_args_is_help=True)
app.add_typer(keys, name="keys")
accounts = typer.Typer(help="The accounts of people who sign in.", no_args_is_help=True)
app.add_typer(accounts, name="accounts")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    public: Annotated[bool, typer.Option("--public", help="Only the public routes; mounts no workbench.")] = False,
    admin: Annotated[bool, typer.Option("--admin", help="Only the workbench.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
) -> None:
    """Serve the API; both sides unless one is named. Refuses a database that is not migrated."""
    from api.core.shared_folder import shared_counts

    with shared_counts():
        from api.cli import commands

        commands.serve(host=host, port=port, public=public, admin=admin, workers=workers)


@app.command()
def catalogues(
    update: Annotated[
        Path | None,
        typer.Option(
            help="A catalogue such as fr.po to bring up to date, or to begin: all keys, and fuzzy what changed."
        ),
    ] = None,
) -> None:
    """Say what of our languages is not translated, or changed since; with --update, write what is to be translated."""
    from api.cli import commands

    commands.catalogues(update)


@app.command()
def migrate() -> None:
    """Bring the database to the newest migration and codes, creating it where there is none; and its index to this
    version.

    The index of another version is served until this one's is whole, and nobody waits meanwhile. May be run again
    whenever it was interrupted.
    """
    from api.cli import commands

    commands.migrate()


@app.command()
def setup(
    address: Annotated[str | None, typer.Option(help="The public address, https://HOST or https://HOST/PATH.")] = None,
    database: Annotated[str | None, typer.Option(help="postgresql:///NAME, or sqlite:////FILE.")] = None,
    languages: Annotated[str | None, typer.Option(help="Of the pages, the first one first: en,cy or en.")] = None,
    contact: Annotated[str | None, typer.Option(help="A team's mailbox, or the https address of a page.")] = None,
    administrator: Annotated[str | None, typer.Option(help="The name of whoever gets the first key.")] = None,
    settings: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of settings to make.", dir_okay=False)
    ] = Path("/etc/assembly-tracker/settings"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file of settings.")] = False,
) -> None:
    """Set an instance up: ask five questions, write its settings, migrate its database, and make the first key.

    What is said as an option is not asked; where nobody can be asked, every option without a default is needed. Where
    an answer is none, nothing is written. Settings in the environment are not looked at.
    """
    from api.cli import commands

    given = {
        "address": address,
        "database": database,
        "languages": languages,
        "contact": contact,
        "administrator": administrator,
    }
    commands.setup(settings, given, overwrite=overwrite)


@app.command()
def demo() -> None:
    """Load the example records into an empty database, make a demo key, and say what to try."""
    from api.cli import commands

    commands.demo()


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Record documents, JSON.", exists=True, dir_okay=False)],
) -> None:
    """Load record documents. Each is loaded whole or not at all; loading one again changes nothing."""
    from api.cli import commands

    commands.import_(files)


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(help="Record documents, JSON; or shared tables, CSV or XLSX.", exists=True, dir_okay=False),
    ],
    *,
    why: Annotated[bool, typer.Option("--why", help="Say what each piece of a sentence stands on.")] = False,
) -> None:
    """Say what `import` would do with record documents, and load nothing; exits 1 where it would refuse one. Of a
    table, say whether it is a shared table of recommendations (see /open-data/standard).

    Prints the faults, each with its line, thing and what to write; then what hangs loose; then where every
    recommendation would stand today, in every language. What documents name may stand in the database or in a document
    before; where there is no database each is judged without one.
    """
    from api.cli import commands

    commands.check(files, why=why)


@app.command("compile")
def compile_(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="A workbook (.xlsx), or a folder of CSV files.", exists=True)
    ],
    into: Annotated[
        Path | None,
        typer.Option(metavar="DOCUMENT", help="The record document to write, for `import`.", dir_okay=False),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option(
            metavar="DOCUMENT",
            help="The record document of the load before, whose ids are kept; else those of the database are.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Which of your headings mean which of ours.", exists=True),
    ] = None,
) -> None:
    """Make a record document of an assembly from a book: sheets About, Recommendations, Answers, Projects, Links,
    Updates, People and posts, and Sources, of which the first two are needed.

    Prints what is wrong by sheet, row and column, and exits 1; else what was chosen for you, what is missing, and what
    loading the document would do. Loads nothing.
    """
    from api.cli import commands

    commands.compile_(book, into, before, mapping)


@app.command()
def book(
    into: Annotated[
        Path, typer.Argument(metavar="FILE", help="The workbook (.xlsx) to make, or else a folder of CSV files.")
    ],
    document: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DOCUMENT", help="The record document to make a book of.", exists=True, dir_okay=False
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the headings and the help: en or cy; the first of this instance unless said.")
    ] = None,
) -> None:
    """Make the book to fill in for `compile`, with help and an example; or, with --from, the book of a record document.

    Says by name what of a document no book can carry.
    """
    from api.cli import commands

    commands.book(into, document, language)


@app.command()
def holds(
    file: Annotated[
        Path, typer.Argument(help="A file of elections: a workbook, CSV or JSON.", exists=True, dir_okay=False)
    ],
) -> None:
    """Load a file of elections as holds of its organisations: all of them or none; again changes nothing."""
    from api.cli import commands

    commands.holds(file)


@app.command()
def places(
    file: Annotated[
        Path,
        typer.Argument(
            help="A workbook or CSV with the columns code, name, year, parents, succeeds; or a lookup of the Office for"
            " National Statistics.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    instead: Annotated[bool, typer.Option("--instead", help="Forget every place that the file does not have.")] = False,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="CODE", help="Only what is, or lies in, this place; as often as you like."),
    ] = None,
) -> None:
    """Load a file of places, so that filters find what lies in and around one: all of it or nothing."""
    from api.cli import commands

    commands.places(file, instead=instead, within=within or [])


@app.command()
def engagements(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ADDRESS",
            help="What Citizen Space or LocalGov Drupal gave as JSON, a workbook or CSV; or the address of JSON.",
        ),
    ],
    organisation: Annotated[str, typer.Option(metavar="ID", help="Whose engagements they are.")],
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="A workbook or CSV with the columns list, theirs, ours: which of the site's codes mean which of ours.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the texts, where they do not say: that of the organisation, unless said.")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Leave out what is wrong, and load the rest; else it is all or nothing.")
    ] = False,
) -> None:
    """Load engagements from another system as drafts: nothing is public until somebody releases it.

    Again, it changes only what nobody here changed since, and says what it left alone. Then it lists the site's codes
    that are not mapped yet, with how often each was met. It never says who holds the power, and reads no names, mails
    or telephone numbers of people to write to.
    """
    from api.cli import commands

    commands.engagements(source, organisation, mapping, language=language, anyway=anyway)


@app.command()
def export(whole: Annotated[str, typer.Argument(metavar="ID", help="The id of an assembly or an engagement.")]) -> None:
    """Write the record document of an assembly or an engagement to standard output."""
    from api.cli import commands

    commands.export(whole)


@app.command()
def verify(
    report: Annotated[
        bool,
        typer.Option("--report", help="List too what the record says and does not bear out."),
    ] = False,
) -> None:
    """Check the chain, the bodies and the index against each other, and name the first fault."""
    from api.cli import commands

    commands.verify(report=report)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make. None is written over.")],
) -> None:
    """Write a whole copy of the database into a file, from one moment, while others read and write; and verify it.

    It holds everything, keys and drafts too, and is readable by its owner alone. `restore` takes it into either kind of
    database.
    """
    from api.cli import commands

    commands.backup(file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` made.", exists=True, dir_okay=False)],
    erasures: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FROM",
            help="The database that is replaced, or a later backup: what was erased there is erased here too.",
        ),
    ] = None,
) -> None:
    """Bring all that a backup holds into an empty database, whole or not at all; and verify it.

    Of an older version it is migrated, and left as it is. Then personal data goes that is past its time.
    """
    from api.cli import commands

    commands.restore(file, erasures or [])


@app.command("copy-to")
def copy_to(
    address: Annotated[
        str, typer.Argument(metavar="DATABASE", help="postgresql://USER@HOST/NAME or sqlite:///FILE, migrated, empty.")
    ],
) -> None:
    """Copy all of the database into another one that is empty, of either kind, whole or not at all; and verify it."""
    from api.cli import commands

    commands.copy_to(address)


@app.command()
def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder, which is made where there is none.", file_okay=False)
    ],
    live: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Where the application itself is, for readers of the copy: https://…"),
    ] = None,
) -> None:
    """Write every public address that has no query as a file, so that any web host serves the record without this
    program; or bring such a copy up to date.

    All of it is of one state of the record and of one day. Run again, it writes only what changed and deletes what is
    gone. A folder that holds anything else is refused.
    """
    from api.cli import commands

    commands.publish(folder, live)


@app.command()
def reindex() -> None:
    """Make the index anew from the publications, as `migrate` does where it is of another version."""
    from api.cli import commands

    commands.reindex()


@app.command("publish-due")
def publish_due() -> None:
    """Publish what was released for a time that has come. A running server does this by itself."""
    from api.cli import commands

    commands.publish_due()


@app.command("remind")
def send_reminders(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who would be reminded of what.")] = False,
) -> None:
    """Send the reminders that are due today. Nobody is told twice; a running server does this by itself."""
    from api.cli import commands

    commands.send_reminders(dry_run=dry_run)


@app.command("take-reply")
def take_reply() -> None:
    """Keep a reply to a reminder, an e-mail on standard input, as drafts. Never publishes. For a mail server's pipe.

    Exits as mail servers expect, which send what it says back to whoever wrote: 0 taken, or ignored because automatic
    or from a stranger, neither of whom is answered; 65 surely no answer; 67 the link has ended; 75 try again later; 77
    the post no longer answers for it.
    """
    from api.cli import commands

    commands.take_reply()


@app.command()
def forget(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
) -> None:
    """Remove the personal data that is past its time, as /personal-data says. A running server does this every day."""
    from api.cli import commands

    commands.forget(dry_run=dry_run)


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
    from api.cli import commands

    commands.purge(full=full, minutes=minutes)


@app.command()
def clock(
    to_go_on: Annotated[
        bool, typer.Option("--go-on", help="Say that the clock is right, and go on publishing.")
    ] = False,
) -> None:
    """Say whether the clock can be believed; exits 1 while it is in doubt, and nothing is published."""
    from api.cli import commands

    commands.clock(to_go_on=to_go_on)


@app.command()
def openapi() -> None:
    """Write the contract to standard output."""
    from api.cli import commands

    commands.openapi()


@keys.command("create")
def create_key(
    role: Annotated[Role, typer.Option(help="What the key may do.")],
    organisation: Annotated[
        list[str] | None,
        typer.Option(help="For an editor; for a panel of its own; or for a record keeper of its new assemblies."),
    ] = None,
    post: Annotated[list[str] | None, typer.Option(help="For an officer: the posts it covers.")] = None,
    assembly: Annotated[list[str] | None, typer.Option(help="For a convenor, a panel or a record keeper.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="For a keeper.")] = None,
    holder: Annotated[
        str, typer.Option(help="Who holds it; never public. A key that is nobody's ends when its post is handed over.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="For how many days it is good.")] = 365,
) -> None:
    """Make a key and print it, alone on the last line. It is shown only now."""
    from api.cli import commands

    covers = {"organisation": organisation, "post": post, "assembly": assembly, "project": project}
    commands.create_key(role, covers, holder=holder, days=days)


@keys.command("list")
def list_keys() -> None:
    """List the keys: number, role, what they cover, holder, and until when; never the keys themselves."""
    from api.cli import commands

    commands.list_keys()


@keys.command("revoke")
def revoke_key(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number of a key, from `keys list`.")],
) -> None:
    """End a key at once."""
    from api.cli import commands

    commands.revoke_key(number)


@accounts.command("list")
def list_accounts() -> None:
    """List the accounts: number, login, what the last token granted, and when it was last seen."""
    from api.cli import commands

    commands.list_accounts()


@accounts.command("disable")
def disable(number: Annotated[int, typer.Argument(metavar="NUMBER", help="From `accounts list`.")]) -> None:
    """Stop an account at once, whatever its provider says. What it held shows as unowned."""
    from api.cli import commands

    commands.disable(number)


@accounts.command("enable")
def enable(number: Annotated[int, typer.Argument(metavar="NUMBER", help="From `accounts list`.")]) -> None:
    """Let an account act again that was disabled here."""
    from api.cli import commands

    commands.enable(number)


if __name__ == "__main__":
    app()
