"""What became of each promise about an assembly, as the API answers it."""

from datetime import date

from api.core.codelists import codes_of
from api.core.json_text import Json
from api.record.graph import Graph, Node
from api.record.things import reference
from api.schemas.assemblies import Assembly, Promise
from api.schemas.organisations import Organisation
from api.schemas.recommendations import Recommendation
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.status.gathering import is_counted, stated
from api.status.promise_states import PromiseFacts, promise_state
from api.status.promise_words import promise_words
from api.text.catalogue import spoken


def promise_facts(graph: Graph, node: Node, around: Graph) -> PromiseFacts:
    """What bears on the promises of an assembly: its items, and all answers to it, are in the graph `around`."""
    return PromiseFacts(
        assembly=graph.own(node.id, Assembly),
        items=tuple(one for one in around.of_kind(Recommendation).values() if is_counted(one)),
        responses=stated((one for one in around.nodes.values() if one.type == "response"), Response),
        reports=stated(graph.about(node.id, "update"), Update),
        organisations=graph.of_kind(Organisation),
    )


def promises_answer(graph: Graph, facts: PromiseFacts, promises: list[Json]) -> list[Json]:
    """The promises with the state of each on the day asked about."""
    own = facts.assembly.promises or []
    return [{**shown, "state": _state(graph, facts, one)} for shown, one in zip(promises, own, strict=True)]


def _state(graph: Graph, facts: PromiseFacts, promise: Promise) -> dict[str, object]:
    """The fixed shape: what does not apply is null."""
    day = graph.moment.day
    state = promise_state(facts, promise, day)
    return {
        **{name: _plain(value) for name, value in vars(state).items()},
        "by": reference(graph, state.by),
        "successors": [reference(graph, id_) for id_ in state.successors],
        "label": codes_of("promise_state")[state.code].label,
        "sentence": {
            language: promise_words(facts, promise, state, day, language) for language in spoken("promise", "date")
        },
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "value", value)
