"""The status of recommendations, and where engagements stand: as it is kept, else composed."""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from api.core.gaps import read
from api.core.json_text import Json
from api.record.graph import Graph, load_around
from api.settings import settings
from api.status.composed import status_answer
from api.status.engagement_answer import engagement_answer
from api.status.kept import filled, made_by
from db.queries import kept
from db.queries.moments import Moment

# How each kind that has a status is said to stand.
STATED: dict[str, Callable[[Graph, str], Json]] = {
    "recommendation": status_answer,
    "engagement": engagement_answer,
}


def kept_statuses(session: Session, moment: Moment, ids: Collection[str]) -> dict[str, bytes]:
    """The fixed shape of those of these whose status is kept, as JSON. Only what stands now is kept."""
    if not moment.is_now:
        return {}
    found, host = kept.statuses(session, ids, moment.day, made_by()), settings().base_url
    return {id_: filled(body, moment.day, host) for id_, body in found.items()}


def statuses(session: Session, moment: Moment, ids: Collection[str]) -> dict[str, Json]:
    """The fixed shape of those of these that are to be seen at this moment."""
    known: dict[str, Json] = {id_: read(body) for id_, body in kept_statuses(session, moment, ids).items()}
    rest = set(ids) - known.keys()
    if not rest:
        return known
    graph = load_around(session, moment, rest)
    return known | {id_: STATED[graph.nodes[id_].type](graph, id_) for id_ in rest if graph.shows(id_)}
