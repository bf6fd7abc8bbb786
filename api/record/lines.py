"""What a list says of a thing: its short form, by what its kind shows in a line."""

from api.core.codelists import labels_of
from api.core.json_text import Json
from api.record.graph import Graph, Node
from api.record.things import answer
from api.schemas.kinds import BY_TYPE

_ALWAYS = ("type", "id", "url", "sequence", "published_at")


def line(graph: Graph, node: Node) -> Json:
    """The short form of a thing, from a graph in which what it names is loaded; without its status."""
    whole, shown = answer(graph, node), BY_TYPE[node.type].line
    short = {field: whole[field] for field in _ALWAYS + shown if field in whole}
    return {**short, "labels": labels_of(node.facts, shown)}
