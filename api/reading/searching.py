"""The search: what it finds, and what it says of each."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.lists import lines
from api.schemas.kinds import SEARCHED
from api.schemas.search import SearchQuery
from api.text.languages import Language
from db.queries import searching
from db.queries.moments import Moment
from db.queries.pages import Place
from db.queries.searching import Found
from db.search_words import wanted

_OF = ("assembly", "organisation", "lead", "commissioned_by")  # what a line says that something belongs to


def found(
    session: Session, moment: Moment, query: SearchQuery, language: Language, *, after: Place | None, limit: int
) -> list[Found]:
    """The first that somebody finds who searches in a language, or the first after the position of another."""
    words = wanted(query.q, language)
    if not words:  # signs without a word find nothing
        return []
    meant = searching.meant(session, moment, words)
    return searching.page(session, moment, meant, query.type or SEARCHED, after=after, limit=limit)


def told(session: Session, moment: Moment, found: Sequence[Found]) -> list[Json]:
    """What is said of each of these."""
    return [_item(line) for line in lines(session, moment, [one.entry for one in found])]


def _item(line: Json) -> Json:
    more = {
        "reference": line.get("reference"),
        "of": next((line[field] for field in _OF if line.get(field)), None),
        "sentence": (line.get("status") or {}).get("sentence"),
    }
    own = {"type": line["type"], "id": line["id"], "url": line["url"], "name": line.get("title") or line["name"]}
    return {**own, **{name: value for name, value in more.items() if value}, "updated_at": line["updated_at"]}
