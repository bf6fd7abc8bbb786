"""Examples for the contract. A test holds each to the schema of what it is an example of."""

from typing import Any

_BASE = "https://tracker.example"


def _named(type_: str, plural: str, id_: str, name: str) -> dict[str, Any]:
    return {"type": type_, "id": id_, "name": {"en": name}, "url": f"{_BASE}/{plural}/{id_}"}


_HEAD_OF_STREETS = {
    "organisation": _named("organisation", "organisations", "anytown", "Anytown Council"),
    "post": _named("post", "posts", "anytown-head-of-streets", "Head of Streets"),
    "capacity": "for_itself",
}
CREATE = {"progress": "under_way", "summary": "Two of the five streets are open.", "publish": True}
PATCH = {"summary": {"en": "Three of the five streets are open.", "cy": "Mae tair o’r pum stryd ar agor."}}
WITHDRAWAL = {"reason": "It was about another street."}
UPDATE = {
    "type": "update",
    "id": "anytown-streets-2025-3-bcdfgh",
    "url": f"{_BASE}/recommendations/anytown-streets-2025-3#anytown-streets-2025-3-bcdfgh",
    "about": _named("recommendation", "recommendations", "anytown-streets-2025-3", "Open five streets"),
    "kind": "news",
    "progress": "under_way",
    "summary": {"en": "Two of the five streets are open."},
    "said_by": _HEAD_OF_STREETS,
    "entered_by": _HEAD_OF_STREETS,
    "date": {"value": "2026-11-20"},
    "state": "clean",
    "revision": 2,
    "published": {"sequence": 1311, "published_at": "2026-11-20T09:30:00.000000Z"},
}
UPDATES = {"items": [UPDATE], "next": None}

ERASURE = {"sequence": 170, "ground": "personal_data", "by": "anytown"}
ERASURES = {
    "items": [
        {
            "sequence": 170,
            "erased_by": 1312,
            "erased_at": "2026-11-20T10:00:00.000000Z",
            "ground": "personal_data",
            "thing": {"type": "update", "id": "anytown-streets-2025-3-bcdfgh"},
        }
    ],
    "next": None,
}

RECORD_LINKS = {
    "items": [{"assembly": "anytown-streets-2025", "record": f"{_BASE}/v1/assemblies/anytown-streets-2025/record"}],
    "next": None,
}
# As little as a record can say: who commissioned an assembly, and who keeps its record.
RECORD = {
    "format": "assembly-record/1",
    "assembly": "exampleton-rivers-2026",
    "things": [
        {
            "type": "organisation",
            "id": "exampleton",
            "kind": "council",
            "name": {"en": "Exampleton Town Council"},
            "language": "en",
            "release": "self",
        },
        {
            "type": "assembly",
            "id": "exampleton-rivers-2026",
            "form": "assembly",
            "name": {"en": "Exampleton’s assembly on its rivers"},
            "commissioned_by": "exampleton",
            "keeper": {"organisation": "exampleton", "capacity": "answering_body"},
        },
    ],
}

CODELIST = {
    "name": "ground",
    "url": f"{_BASE}/v1/codelists/ground",
    "title": {"en": "Ground"},
    "description": {"en": "Whether a link is said by a source or inferred by the record’s keeper."},
    "codes": [
        {
            "code": "explicit",
            "label": {"en": "Explicit"},
            "definition": {"en": "A source says so."},
        }
    ],
}
CODELISTS = {"items": [CODELIST], "next": None}
RECORD_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "/v1/schemas/record.json",
    "title": "RecordDocument",
    "type": "object",
    "required": ["format", "assembly", "things"],
}
