"""People: who holds keys, accounts and posts. A name is private, and stands in the table of people alone.

A name says who is meant where only one person here has it, however it is written; else their number does.
"""

import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.faults import Fault
from api.core.problems import Problem
from db.models.access import Account, Actor, Person

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´ʹʻʼ′＇"), "'")


def folded(name: str) -> str:
    """A name as it is compared: letter case, spaces, apostrophes and Unicode forms tell nobody apart."""
    text = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def meant(session: Session, name: str | None, number: int | None, fields: tuple[str, str]) -> Person | None:
    """Who is meant by a name or a number, which a request gave in these two fields; None where nobody has the name.

    Raises 409 where several people have the name, where nobody has the number, or where the two are of two people.
    """
    if number is not None:
        found = session.get(Person, number)
        if found is None or (name is not None and folded(name) != folded(found.name)):
            detail = f"person {number} is somebody else" if found else f"there is no person {number}"
            raise _refused(fields[1], "unknown-person", detail)
        return found
    several = _named(session, name) if name is not None else []
    if len(several) > 1:
        numbers = ", ".join(map(str, several))
        raise _refused(
            fields[0], "which-person", f"{len(several)} people have that name: say `{fields[1]}`, one of {numbers}"
        )
    return session.get(Person, several[0]) if several else None


def meant_or_new(session: Session, name: str, number: int | None, fields: tuple[str, str]) -> Person:
    """Who is meant by a name or a number, or somebody new where nobody has the name. Raises 409 as `meant` does."""
    return meant(session, name or None, number, fields) or _new(session, name)


def of_account(session: Session, issuer: str, name: str, login: str) -> Person:
    """Whose an account is that signs in for the first time: of whoever is known here by its name or login, or new.

    A provider tells its people apart, so whoever has an account of this issuer already is somebody else.
    """
    theirs = select(Actor.person).join(Account, Account.id == Actor.id).where(Account.issuer == issuer)
    taken = set(session.scalars(theirs))
    found = [one for one in _named(session, name, login) if one not in taken]
    return session.get_one(Person, found[0]) if len(found) == 1 else _new(session, name)


def _new(session: Session, name: str) -> Person:
    person = Person(name=" ".join(name.split()))
    session.add(person)
    session.flush()
    return person


def _named(session: Session, *names: str) -> list[int]:
    """The numbers of those who have one of these names. There are few people, and only this compares their names."""
    wanted = {folded(name) for name in names}
    rows = session.execute(select(Person.id, Person.name).order_by(Person.id))
    return [row.id for row in rows if folded(row.name) in wanted]


def _refused(field: str, rule: str, detail: str) -> Problem:
    return Problem("conflict", detail, errors=[Fault(f"/{field}", rule, detail)])
