"""Where an engagement stands, as the API answers it, and as it is kept."""

from collections.abc import Sequence
from datetime import date, timedelta

from api.core.codelists import codes_of
from api.core.gaps import without_host
from api.core.json_text import Json
from api.record.graph import Graph
from api.record.things import url
from api.schemas.engagements import Engagement
from api.schemas.organisations import Hold, Organisation
from api.status.engagement_state import engagement_state, spans
from api.status.engagement_words import engagement_words
from api.status.kept import DAY, SINCE, KeptStatus, joined
from api.text.catalogue import spoken


def engagement_answer(graph: Graph, id_: str) -> Json:
    """The fixed shape: where it stands on the moment's day, and a sentence that says so in every language."""
    own = graph.own(id_, Engagement)
    return _answer(graph, own, _holds(graph, own), graph.moment.day)


def kept_engagement(graph: Graph, id_: str) -> list[KeptStatus]:
    """The same from the moment's day on, for as long as nothing is published."""
    own = graph.own(id_, Engagement)
    holds = _holds(graph, own)
    bodies = (
        KeptStatus(begins, ends, _body(graph, own, holds, begins, ends))
        for begins, ends in spans(own, holds, graph.moment.day)
    )
    return joined(bodies)


def _body(graph: Graph, own: Engagement, holds: Sequence[Hold], begins: date, ends: date) -> bytes:
    found = _answer(graph, own, holds, begins)
    last = engagement_state(own, holds, ends - timedelta(days=1))
    if found["days_late"] != last.days_late:
        found["days_late"] = f"{SINCE}{(begins - timedelta(days=found['days_late'])).isoformat()}"
    return without_host({**found, "day": DAY})


def _answer(graph: Graph, own: Engagement, holds: Sequence[Hold], day: date) -> Json:
    state = engagement_state(own, holds, day)
    keeper = own.keeper if own.compiled else None
    return {
        "type": "engagement",
        "id": own.id,
        "url": url(graph, graph.nodes[own.id]),
        "day": day.isoformat(),
        "state": state.code,
        "label": codes_of("engagement_state")[state.code].label,
        "results_promised": own.results_promised.value if own.results_promised else None,
        "published_on": own.outcome.date.value if own.outcome else None,
        "days_late": state.days_late,
        "in_hold": state.in_hold,
        "last_looked": keeper.checked_to.value if keeper and keeper.checked_to else None,
        "sentence": {
            language: engagement_words(own, state, day, language) for language in spoken("engagement", "date")
        },
    }


def _holds(graph: Graph, own: Engagement) -> Sequence[Hold]:
    """The holds of the organisation that commissioned it."""
    commissioner = graph.of_kind(Organisation).get(own.commissioned_by)
    return (commissioner.holds or ()) if commissioner else ()
