"""What was taken out of the record, so that everybody sees that it was, and whoever keeps a copy takes it out too."""

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.record.graph import load
from api.record.things import reference
from api.schemas.kinds import PAGES
from db.models.record import Publication
from db.publications import moment_text
from db.queries import publications
from db.queries.moments import Moment

ON_A_PAGE = 200  # of the newest; all are in the data


def removal(row: Publication) -> Json:
    """One publication that took out the body of another."""
    return {
        "sequence": row.sequence,
        "removed_at": moment_text(row.published_at),
        "nature": row.nature,
        "thing": {"type": row.type, "id": row.thing},
        "ground": row.ground,
        "erases": row.erases,
        "decided_by": {"organisation": row.entered_by, "capacity": row.entered_capacity},
    }


def page_of_all(session: Session, moment: Moment) -> Json:
    """What the page of removals shows: how many there were on which ground, and the newest."""
    rows = publications.removals(session, moment.sequence, None, ON_A_PAGE + 1)
    shown, counts = rows[:ON_A_PAGE], publications.removed(session, moment.sequence)
    graph = load(session, moment, {id_ for row in shown for id_ in (row.thing, row.entered_by)})
    # What has no page of its own stands on that of what it is about: here its sort is enough.
    named = {id_: reference(graph, id_) for id_, node in graph.nodes.items() if node.type in PAGES}
    return {
        "removals": [removal(row) | {"day": row.published_at.date()} for row in shown],
        "named": named,
        "shortened": len(rows) > ON_A_PAGE,
        "counts": [
            {"nature": nature, "ground": ground, "number": number}
            for (nature, ground), number in sorted(counts.items())
        ],
    }
