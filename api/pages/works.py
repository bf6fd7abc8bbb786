"""What the page of what works shows, and the sheet for an hour’s conversation in a team."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.pages.engagements import named, places_called
from api.reading import works
from api.reading.lists import lines
from api.record.graph import load
from api.schemas.works import WorksQuery
from api.text.languages import Language, said
from db.queries import entries
from db.queries import works as queries
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS

MOST = 200
BESIDE = 5  # of what works, on the page of an organisation or an assembly
ON_A_SHEET = 4  # of each part of it: it is one sheet of paper


def of_query(session: Session, moment: Moment, query: WorksQuery) -> Json:
    """What is asked for, newest first; and what all can be asked for."""
    found = works.listed(session, moment, query.filters(), query.enabler, limit=MOST + 1)
    return {
        "works": [told for _, told in found[:MOST]],
        "shortened": len(found) > MOST,
        "choices": _choices(session, moment),
    }


def _choices(session: Session, moment: Moment) -> Json:
    organisations = load(session, moment, queries.values(session, moment, queries.ORGANISATION))
    topics = queries.values(session, moment, "topic")
    return {
        "topic": [code for code in CODELISTS["topic"] if code in topics],
        "place": places_called(session, queries.values(session, moment, "place")),
        "organisation": named(organisations),
        "enabler": CODELISTS["enabler"],
    }


def beside(session: Session, moment: Moment, axis: str, id_: str) -> list[Json]:
    """The newest of what works that an organisation or an assembly has to do with."""
    return works.first(session, moment, Filters("works", {axis: [id_]}), BESIDE)


def talk(session: Session, moment: Moment, axis: str, id_: str, language: Language) -> Json:
    """What a team has before it in an hour’s conversation: what works there, what is owed, what others tried."""
    own = works.first(session, moment, Filters("works", {axis: [id_]}), ON_A_SHEET)
    owed = Filters("recommendation", {axis: [id_], "owed": ["any"]})
    late = entries.page(session, owed, moment, sort="due", after=None, limit=ON_A_SHEET)
    return {
        "works": own,
        "owed": lines(session, moment, late[:ON_A_SHEET]),
        "others": _others(session, moment, {one["about"]["id"] for one in own}, axis, id_, language),
    }


def _others(
    session: Session, moment: Moment, own: Collection[str], axis: str, id_: str, language: Language
) -> list[Json]:
    """What works elsewhere, about the same topics: by the name of the work, in no other order."""
    topics = queries.values(session, moment, "topic", own)
    if not topics:
        return []
    theirs = {one["id"] for _, one in works.listed(session, moment, Filters("works", {axis: [id_]}), limit=MOST)}
    found = works.first(session, moment, Filters("works", {"topic": topics}), MOST)
    other = [one for one in found if one["id"] not in theirs]
    return sorted(other, key=lambda one: said(one["about"]["name"], language).text)[:ON_A_SHEET]
