"""Under what files may be used: by the licences of records, and of the documents in which members' words stand."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.open_data import licences
from api.open_data.facts import own
from api.open_data.licences import Licence
from api.open_data.scopes import Scope, assemblies_of
from db.queries import entries, versions
from db.queries.filters import Filters
from db.queries.moments import Moment

_MOST_LOOKED_AT = 1_000  # recommendations of an assembly, for the licences of their words


class Terms(NamedTuple):
    """Under what all of a file may be used: the licence that every row has, where it is one; and the strictest of all,
    as it is written. Nothing is written where nobody says.
    """

    every: Licence | None
    strictest: str

    @property
    def licence(self) -> Licence | None:
        """The licence under which all of it may be used; None where nobody here knows it."""
        return self.every or licences.known(self.strictest)


def licences_of(scope: Scope) -> frozenset[str]:
    """The licences of what is in the tables of a scope, as its records name them, and the documents of their words;
    empty of a record that names none.
    """
    found = (_texts_of(scope.session, scope.moment, one) for one in assemblies_of(scope))
    return frozenset(text for texts in found for text in texts.tables)


class _TextsOf(NamedTuple):
    """What the tables of a record name as licences, and what all of it does."""

    tables: set[str]
    record: set[str]


class TermsOf(NamedTuple):
    """Under what the files of a record may be used: its tables, which leave out what may only be linked to; and
    what has everything as it was published.
    """

    tables: Terms
    record: Terms


def terms_of(session: Session, moment: Moment, assembly: Json) -> TermsOf:
    tables, record = _texts_of(session, moment, assembly)
    return TermsOf(Terms(*licences.common(tables)), Terms(*licences.common(record)))


def _texts_of(session: Session, moment: Moment, assembly: Json) -> _TextsOf:
    record = assembly.get("licence") or ""
    found = {record, *_of_texts(session, moment, assembly, record)}
    return _TextsOf({text for text in found if text == record or not licences.is_only_linked(text)}, found)


def _of_texts(session: Session, moment: Moment, assembly: Json, record: str) -> set[str]:
    """The licences of the documents in which recommendations of an assembly stand; where there are too many to look at,
    those of all its documents.
    """
    of_documents = {one["licence"] for one in assembly.get("documents") or () if "licence" in one}
    all_of_it = Filters("recommendation", {"assembly": [assembly["id"]]})
    if of_documents <= {record} or entries.total(session, all_of_it, moment) > _MOST_LOOKED_AT:
        return of_documents
    rows = versions.naming(session, moment.sequence, [assembly["id"]], [("recommendation", "assembly")])
    texts = (licences.of_texts(own(row), assembly).licence for row in rows if row.body is not None)
    return {text for text in texts if text}
