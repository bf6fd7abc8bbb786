"""What a tombstone says of the thing it stands for."""

from api.compose.graph import Node, relations
from api.schemas.kinds import ABOUT

_KEPT = {relation for _, relation in ABOUT} | {"assembly", "in_assembly", "project"}


def tombstone_names(node: Node) -> list[str]:
    """What a thing was about, so that its tombstone stays in the same record and the same histories."""
    return sorted({id_ for relation, id_ in relations(node.type, node.facts) if relation in _KEPT and "#" not in id_})
