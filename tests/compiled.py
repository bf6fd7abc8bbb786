"""A record that somebody compiled, with each shape that only sources bring: what pages, embeds and feeds say of it is
borne out by it, or is not said.
"""

import json
from typing import Any

from sqlalchemy import Engine

from api.workbench.documents import parse
from api.workbench.loading import load_document
from db.session import begin_write, writing

ASSEMBLY, COUNCIL, ARCHIVE = "rivershire-water-2024", "rivershire", "archive"
PARTY, TOWN = "rivershire-greens", "rivertown"
CODED, SILENT, STATEMENT, LOST, PARTLY, SPANNED = (f"{ASSEMBLY}-{name}" for name in ("1", "2", "3", "lost", "5", "6"))
PAPER = {"title": "Minutes of the cabinet, on paper"}
PAGE = {"address": "https://rivershire.example/report", "title": "Report"}
SPAN = {"value": "2021-winter", "until": "2022-03", "printed": "end of 2021 or early 2022"}
BILL, PROGRAMME = f"{COUNCIL}-rivers-bill", f"{COUNCIL}-rivers-programme"


def _day(value: str) -> dict[str, str]:
    return {"value": value}


def _item(id_: str, title: str | dict[str, str], **more: Any) -> dict[str, Any]:
    facts = {
        "kind": "recommendation",
        "standing": "adopted",
        "title": {"en": title} if isinstance(title, str) else title,
    }
    found = {"type": "recommendation", "id": id_, "assembly": ASSEMBLY, "sources": [PAGE], **facts}
    return found | {"title_basis": {"basis": "verbatim"}} | more


def _update(about: str, letters: str, said_by: str, words: str, on: Any, **more: Any) -> dict[str, Any]:
    whose = {"organisation": said_by, "capacity": "keeper" if said_by == ARCHIVE else "for_itself"}
    keeper = {"organisation": ARCHIVE, "capacity": "keeper"}
    facts = {"type": "update", "id": f"{about}-{letters}", "about": about, "kind": "news", "summary": {"en": words}}
    found = facts | {"said_by": whose, "entered_by": keeper, "sources": [PAGE]}
    return found | {"date": _day(on) if isinstance(on, str) else on} | more


def _verdict(name: str, about: str, marks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    facts = {"type": "verdict", "id": f"{ASSEMBLY}-{name}", "assembly": ASSEMBLY, "recommendation": about}
    given = {"of": "delivery", "by": "rivershire-members", "assessor": "members", "verdict": "mostly"}
    return facts | given | {"date": _day("2025-06-01"), "marks": marks, "sources": [PAGE]} | more


def document() -> dict[str, Any]:
    """The whole record."""
    organisations = [
        {"id": ARCHIVE, "kind": "charity", "name": {"en": "Archive of Assemblies"}, "language": "en"},
        {"id": COUNCIL, "kind": "council", "name": {"en": "Rivershire Council"}, "language": "en"},
        {"id": TOWN, "kind": "council", "name": {"en": "Rivertown Council"}, "language": "en"},
        {"id": PARTY, "kind": "party", "name": {"en": "Rivershire Greens"}, "language": "en"},
        {"id": "rivershire-members", "kind": "members_panel", "name": {"en": "Water members"}, "language": "en"},
    ]
    assembly = {
        "type": "assembly",
        "id": ASSEMBLY,
        "form": "assembly",
        "language": "en",
        "name": {"en": "Rivershire assembly on water"},
        "commissioned_by": COUNCIL,
        "also_commissioned_by": [TOWN],
        "reported": _day("2024-05-01"),
        "recommendations_made": 3,
        "items_made": [
            {"kind": "recommendation", "standing": "adopted", "count": 4},
            {"kind": "recommendation", "standing": "not_adopted", "count": 1},
            {"kind": "statement", "count": 1},
        ],
        "themes": [{"theme": "Rivers", "name": {"en": "Rivers", "cy": "Afonydd"}}],
        "keeper": {"organisation": ARCHIVE, "capacity": "compiler", "checked_to": _day("2026-06-01")},
        "promises": [{"by": COUNCIL, "what": "answer_each", "due": _day("2024-12-31"), "source": PAGE}],
    }
    votes = [
        {
            "who": who,
            "kind": "counts",
            "results": [{"label": {"en": f"Yes of {who}"}, "value": "7"}],
            "note": {"en": note},
        }
        for who, note in (
            ("members", "By show of hands."),
            ("group", "Table three only."),
            ("public", "On the street."),
        )
    ]
    items = [
        _item(CODED, "Clean the river", reference="1", position=1, theme="Rivers", subtheme="Banks", votes=votes),
        _item(SILENT, "Count the fish", reference="2", position=2),
        _item(STATEMENT, "Rivers are alive", reference="3", position=3, kind="statement"),
        _item(LOST, "Drain the marsh", standing="not_adopted"),
        _item(PARTLY, "Plant the banks", reference="5", position=5, standing="unknown"),
        _item(
            SPANNED,
            {"fr": "Ouvrir les écluses", "de": "Die Schleusen öffnen"},
            reference="6",
            position=6,
            language="fr",
        ),
    ]
    answers = [
        {
            "type": "response",
            "id": f"{ASSEMBLY}-answer",
            "assembly": ASSEMBLY,
            "recommendations": [CODED],
            "by": COUNCIL,
            "response": "accepted_in_part",
            "also": "deciding",
            "said_as": {"en": "Yes, but"},
            "reasons": {"en": "The budget decides."},
            "decide_by": _day("2027"),
            "date": SPAN,
            "sources": [PAPER],
        },
        {
            "type": "response",
            "id": f"{ASSEMBLY}-theme",
            "assembly": ASSEMBLY,
            "theme": "Rivers",
            "themes": ["Rivers", "Lakes"],
            "excluding": [SILENT],
            "count": 4,
            "by": COUNCIL,
            "response": "noted",
            "reasons": {"en": "It was read."},
            "date": _day("2024-06"),
            "sources": [PAGE],
        },
    ]
    updates = [
        _update(
            CODED,
            "bcdfgh",
            COUNCIL,
            "Two of the weirs are gone.",
            "2025-03-01",
            progress="partly_delivered",
            link={"made_by": "keeper", "ground": "inferred", "confidence": "low"},
        ),
        _update(CODED, "bcdfgj", ARCHIVE, "A photograph shows the third weir.", "2025-02-01", kind="fact"),
        _update(SILENT, "bcdfgk", PARTY, "Nothing was counted, and nobody cares.", "2025-04-01", kind="fact"),
        _update(SPANNED, "bcdfgl", COUNCIL, "The locks are open.", SPAN, progress="delivered", coded_by="speaker"),
        _update(ASSEMBLY, "bcdfgm", COUNCIL, "A team of ten was set up.", "2025-05-01", kind="fact"),
    ]
    verdicts = [
        _verdict("small", CODED, [{"label": {"en": "Yes"}, "verdict": "met", "count": 4}, _no(3)], voted=7),
        _verdict("all", SPANNED, [{"label": {"en": "Yes"}, "verdict": "met", "count": 6}], voted=6),
    ]
    others = [
        {
            "type": "tally",
            "id": f"{ASSEMBLY}-shares",
            "assembly": ASSEMBLY,
            "by": COUNCIL,
            "counted": {"en": "Actions"},
            "counts": [{"label": {"en": "Complete"}, "value": "62 %"}],
            "date": SPAN,
            "sources": [PAPER],
        },
        {
            "type": "project",
            "id": PROGRAMME,
            "kind": "programme",
            "name": {"en": "Rivers programme"},
            "lead": COUNCIL,
            "stage": "running",
            "sources": [PAGE],
        },
        {
            "type": "project",
            "id": BILL,
            "kind": "legislation",
            "part_of": PROGRAMME,
            "name": {"en": "Rivers bill"},
            "lead": COUNCIL,
            "stage": "running",
            "begins": SPAN,
            "sources": [PAGE],
        },
    ]
    groups = [{"type": "organisation", "sources": [PAGE], **one} for one in organisations]
    things = [*groups, assembly, *items, *answers, *updates, *verdicts, *others]
    return {"format": "assembly-record/1", "assembly": ASSEMBLY, "things": things}


def _no(count: int) -> dict[str, Any]:
    return {"label": {"en": "No"}, "verdict": "not_met", "count": count}


def publish(engine: Engine, told: dict[str, Any] | None = None) -> None:
    """Load it, or what is `told` of it, as whoever compiled it does."""
    with writing(engine) as session:
        load_document(session, begin_write(session), parse(json.dumps(told or document()).encode()))
