"""Own facts as the API answers them: every id of another thing becomes a reference with its name and address."""

from collections.abc import Iterable
from operator import itemgetter

from pydantic import BaseModel

from api.core import urls
from api.core.codelists import codes_of
from api.core.json_text import Json
from api.record.graph import Graph, Node
from api.schemas.kinds import BY_TYPE, PAGES
from api.schemas.names import ref_fields
from api.schemas.projects import Lapsing
from api.schemas.replies import Reply
from api.schemas.responses import Response
from api.schemas.tallies import Tally
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.text.languages import Texts
from api.text.localizer import in_each
from db.publications import moment_text

_DATED = (Response, Update, Verdict, Reply, Tally)  # what was true on a day of its own


def answer(graph: Graph, node: Node) -> Json:
    """A thing's own facts with its address, and the publication that says so."""
    return {
        **_expanded(graph, node.facts),
        "url": url(graph, node),
        "sequence": node.sequence,
        "published_at": moment_text(node.published_at),
    }


def answers(graph: Graph, nodes: Iterable[Node]) -> list[Json]:
    """Several of them."""
    return [answer(graph, node) for node in nodes]


def newest(nodes: list[Node], how_many: int = 10) -> list[Node]:
    """The newest of some dated things first: by the day they were true, then as published."""
    dated = [(own.date.first, node.sequence, node) for node in nodes if isinstance(own := node.facts, _DATED)]
    return [node for *_, node in sorted(dated, key=itemgetter(0, 1), reverse=True)][:how_many]


def replies(graph: Graph, nodes: Iterable[Node]) -> list[Json]:
    """The replies to any of these."""
    return answers(graph, [reply for node in nodes for reply in graph.about(node.id, "reply")])


def reference(graph: Graph, id_: str) -> dict[str, object]:
    """A reference to a thing that is loaded, or that was withdrawn."""
    node = graph.nodes.get(id_)
    if node is None:
        type_ = graph.gone[id_].type if id_ in graph.gone else "thing"
        address = urls.page(type_, id_) if type_ in PAGES else urls.api("/changes")
        return {"type": type_, "id": id_, "name": in_each("said.withdrawn"), "url": address}
    return {"type": node.type, "id": id_, "name": name(node), "url": url(graph, node)}


def keeper_of(whole: Json) -> Json:
    """Who keeps a record, by its assembly or engagement as that is answered: where an engagement names nobody, its own
    organisation.
    """
    found: Json = whole.get("keeper") or {"organisation": whole["commissioned_by"], "capacity": "answering_body"}
    return found


def compiler_of(whole: Json) -> str | None:
    """The organisation that compiled a record, by its assembly or engagement as that is answered; None where who
    answers keeps it.
    """
    keeper = keeper_of(whole)
    return str(keeper["organisation"]["id"]) if keeper["capacity"] == "compiler" else None


def host_of(whole: Json) -> Json:
    """Under whose name an assembly or an engagement is, as it is answered: whoever commissioned it, else whoever keeps
    its record.
    """
    found: Json = whole.get("commissioned_by") or keeper_of(whole)["organisation"]
    return found


def name(node: Node) -> dict[str, str]:
    """What a thing is called: its name or title; else what sort of thing it is."""
    own = node.facts
    if own.type == "declaration":
        return in_each("panel.title")  # the same whatever each side says
    found: dict[str, str] | None = getattr(own, "name", None) or getattr(own, "title", None)
    return Texts(found, own.language) if found else dict(codes_of("thing_type")[node.type].label)


def url(graph: Graph, node: Node) -> str:
    """The canonical address: a thing with no page of its own stands on the page of what it is about."""
    if node.type in PAGES:
        return urls.page(node.type, node.id)
    host = subject(graph, node)
    return f"{url(graph, host) if host else urls.api('/changes')}#{node.id}"


def subject(graph: Graph, node: Node) -> Node | None:
    """The thing with a page of its own that something is about, itself included; None where that stands no more."""
    found: Node | None = node
    while found is not None and found.type not in PAGES:
        found = _host(graph, found)
    return found


def _host(graph: Graph, node: Node) -> Node | None:
    """What a thing is about, where that stands."""
    for field in BY_TYPE[node.type].hosts:
        found = getattr(node.facts, field, None)
        for id_ in found if isinstance(found, list) else [found]:
            if id_ in graph.nodes:
                return graph.nodes[id_]
    return None


def _expanded(graph: Graph, model: BaseModel, original: str | None = None) -> dict[str, object]:
    """The facts of a thing, or of a part of one whose texts were written in the language `original`."""
    refs, original = ref_fields(type(model)), getattr(model, "language", None) or original
    found: dict[str, object] = {}
    for field in type(model).model_fields:
        value = getattr(model, field)
        if value is None or _has_lapsed(graph, value):
            continue
        if refs.get(field) is not None:
            found[field] = (
                [reference(graph, id_) for id_ in value] if isinstance(value, list) else reference(graph, value)
            )
        else:
            found[field] = _plain(graph, value, original)
    return found


def _has_lapsed(graph: Graph, value: object) -> bool:
    """Whether that is something that has lapsed by the graph's day, or nothing else."""
    if isinstance(value, list):
        return bool(value) and all(_has_lapsed(graph, item) for item in value)
    return isinstance(value, Lapsing) and value.until.last < graph.moment.day


def _plain(graph: Graph, value: object, original: str | None) -> object:
    if isinstance(value, BaseModel):
        return _expanded(graph, value, original)
    if isinstance(value, list):
        return [_plain(graph, item, original) for item in value if not _has_lapsed(graph, item)]
    return Texts(value, original) if isinstance(value, dict) else value
