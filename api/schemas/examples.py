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
# A body that makes a thing of each type.
CREATIONS: dict[str, dict[str, Any]] = {
    "organisation": {"id": "anytown-cyclists", "kind": "community_group", "name": "Anytown Cyclists", "language": "en"},
    "post": {
        "id": "anytown-head-of-planning",
        "organisation": "anytown",
        "kind": "officer",
        "name": "Head of Planning",
        "contact": "planning@anytown.example",
    },
    "assembly": {
        "id": "anytown-rivers-2027",
        "form": "assembly",
        "name": "Anytown’s assembly on its rivers",
        "commissioned_by": "anytown",
        "keeper": {"organisation": "anytown", "capacity": "answering_body"},
    },
    "recommendation": {
        "id": "anytown-streets-2025-99",
        "assembly": "anytown-streets-2025",
        "reference": "99",
        "position": 99,
        "kind": "recommendation",
        "standing": "minority",
        "title": "Plant a tree in every street",
        "title_basis": {"basis": "verbatim"},
    },
    "lineage": {
        "id": "anytown-streets-2025-lineage-gates",
        "assembly": "anytown-streets-2025",
        "kind": "taken_up_as_project",
        "came_from": ["anytown-streets-2025-3"],
        "became": ["anytown-play-streets"],
        "by": "council",
        "members": "not_asked",
    },
    "response": {
        "id": "anytown-streets-2025-answer-revised",
        "assembly": "anytown-streets-2025",
        "recommendations": ["anytown-streets-2025-3"],
        "by": "anytown",
        "response": "accepted_in_part",
        "date": "2026-10-07",
        "reasons": "Two of the five streets carry a bus route.",
        "due": "2027-06",
    },
    "project": {
        "id": "anytown-bench-programme",
        "kind": "council_action",
        "name": "Benches",
        "lead": "anytown",
        "stage": "planned",
    },
    "contribution": {
        "project": "anytown-play-streets",
        "assembly": "anytown-streets-2025",
        "recommendation": "anytown-streets-2025-1",
        "kind": "partly_delivers",
        "made_by": "council",
        "ground": "explicit",
    },
    "accountability": {
        "about": "anytown-streets-2025-1",
        "organisation": "anytown",
        "post": "anytown-deputy-head-of-streets",
        "role": "deputy",
        "begins": "2026-11-01",
        "ground": "explicit",
    },
    "update": {"progress": "under_way", "summary": "Two of the five streets are open.", "publish": True},
    "verdict": {
        "id": "anytown-streets-2025-verdict-3-2026",
        "assembly": "anytown-streets-2025",
        "recommendation": "anytown-streets-2025-3",
        "of": "delivery",
        "by": "anytown-members-panel",
        "assessor": "members",
        "verdict": "partly",
        "date": "2026-11-20",
        "eligible": 12,
        "voted": 9,
    },
    "reply": {"about": "anytown-streets-2025-verdict-1-members", "text": "The last street opens in the spring."},
    "tally": {
        "id": "anytown-streets-2025-tally-2026",
        "assembly": "anytown-streets-2025",
        "by": "anytown",
        "counted": "Actions of the plan",
        "counts": [{"label": {"en": "Done"}, "count": 9}, {"label": {"en": "Not done"}, "count": 7}],
        "date": "2026-10-31",
    },
}
PATCH = {"summary": {"en": "Three of the five streets are open.", "cy": "Mae tair o’r pum stryd ar agor."}}
PUBLISHING = {"at": "2027-01-14T19:30:00Z"}
NOTE = {"note": "Say which two streets."}
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
