"""In which languages a mailbox is written to: in those that were chosen for it, and in every one until then.

Whoever reads the mails of a mailbox chooses: on the page that a link in one of them opens, or signed in, for the
mailbox of their account and those of the posts for which they act. An editor chooses for the posts they look after.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.core.faults import fault
from api.core.principal import Principal
from api.core.problems import Problem
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.posts import Post
from api.sign_in.links import MAILBOX
from api.text.catalogue import spoken
from api.text.languages import languages
from api.text.phrases import phrase
from api.workbench import audit
from api.workbench.access import may_manage
from db.models.access import Account
from db.models.reminders import MailLanguages
from db.vocabulary import Role

ALL = "all"  # of the languages, in a form


@dataclass(frozen=True)
class Chosen:
    """A mailbox, and the languages that were chosen for it; none until then."""

    mailbox: str
    languages: tuple[str, ...]

    @property
    def value(self) -> str:
        """As a form has it."""
        return self.languages[0] if len(self.languages) == 1 else ALL


def languages_of_mail(session: Session, mailbox: str, first: str, *groups: str) -> tuple[str, ...]:
    """The languages of a mail, of those that have all words of its groups: as chosen, this one first where it is
    among them. A mail is never in none.
    """
    known = spoken(*groups)
    wanted = [tag for tag in known if tag in chosen(session, mailbox).languages] or known
    return tuple(sorted(wanted, key=lambda tag: tag != first))


def chosen(session: Session, mailbox: str) -> Chosen:
    """What was chosen for a mailbox, however its letters are written."""
    address = mailbox.strip().lower()
    row = session.get(MailLanguages, address)
    return Chosen(address, tuple(tag for tag in languages() if row and tag in row.languages.split()))


def choose(session: Session, mailbox: str, wanted: Sequence[str]) -> Chosen:
    """Have a mailbox written to in these languages from now on. Raises 409 for one that is none of ours. Holds the
    write lock.
    """
    faults = [
        fault(f"/languages/{number}", "not-spoken", "fault.not_spoken", tag=tag, languages=", ".join(languages()))
        for number, tag in enumerate(wanted)
        if tag not in languages()
    ]
    if faults:
        raise Problem("conflict", faults[0].detail, errors=faults)
    address = mailbox.strip().lower()
    session.merge(MailLanguages(mailbox=address, languages=" ".join(tag for tag in languages() if tag in wanted)))
    session.flush()
    return chosen(session, address)


def offered() -> tuple[str, ...]:
    """What a form lets choose: each language, or all of them; nothing where there is but one."""
    return (*languages(), ALL) if len(languages()) > 1 else ()


def chosen_in_form(value: str) -> Sequence[str]:
    """The languages that a form chose; none where it sends what it did not offer."""
    if value not in offered():
        return ()
    return languages() if value == ALL else [value]


def choose_by_form(session: Session, mailbox: str, value: str) -> None:
    """What a form chose; nothing where it sends what it did not offer. Holds the write lock."""
    if wanted := chosen_in_form(value):
        choose(session, mailbox, wanted)


def theirs(record: RecordReader, principal: Principal) -> list[Chosen]:
    """The mailboxes that somebody chooses for, in order: of their account, and of the posts for which they act."""
    account = record.session.get(Account, principal.actor)
    mine = {account.subject} if account is not None and account.issuer == MAILBOX else set[str]()
    covered = principal.covered(Role.officer)
    record.load(covered)
    posts = (standing_as(record, id_, Post) for id_ in sorted(covered))
    found = mine | {post.contact.lower() for post in posts if post is not None and post.contact}
    return [chosen(record.session, mailbox) for mailbox in sorted(found)]


def own(record: RecordReader, principal: Principal, mailbox: str) -> str:
    """A mailbox for which somebody chooses. Raises 403 for any other, whether or not there is one."""
    address = mailbox.strip().lower()
    if address not in {one.mailbox for one in theirs(record, principal)}:
        told = "You choose for the mailbox by which you sign in, and for those of the posts for which you act."
        raise Problem("not-yours", told)
    return address


def of_post(record: RecordReader, principal: Principal, post: str) -> Chosen | None:
    """What was chosen for the mailbox of a post; None where it has none. Raises 404 and 403 as `may_manage`."""
    may_manage(record, principal, post)
    found = standing_as(record, post, Post)
    return chosen(record.session, found.contact) if found is not None and found.contact else None


def choose_for_post(record: RecordWriter, principal: Principal, post: str, wanted: Sequence[str]) -> Chosen:
    """Choose for the mailbox of a post. Raises 404 and 403 likewise, 409 where it has none."""
    before = of_post(record, principal, post)
    if before is None:
        raise Problem("conflict", phrase("refusal.no_mailbox", post=post))
    found = choose(record.session, before.mailbox, wanted)
    told = f"mails in {', '.join(found.languages)}"
    audit.note(record.session, principal, "choose_mail_languages", "post", post, reason=told)
    return found
