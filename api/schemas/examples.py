"""Examples for the contract. A test holds each to the schema of what it is an example of."""

_BASE = "https://tracker.example"


# A body that makes a thing of each type.
CREATIONS: dict[str, dict[str, object]] = {
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
    "engagement": {
        "id": "anytown-night-bus-survey",
        "form": "survey",
        "name": "Buses at night",
        "commissioned_by": "anytown",
        "begins": "2027-03-01",
        "ends": "2027-04-15",
        "decision": {"what": "How late buses run", "by": "Cabinet", "body": "anytown", "due": "2027-07"},
        "open": [{"text": "The hours of the last bus"}],
        "fixed": [{"text": "The budget", "reason": "It was set in February 2027."}],
        "topics": [{"code": "public_transport"}],
        "results_promised": "2027-06-30",
    },
    "declaration": {
        "about": "anytown-bus-survey",
        "by": "anytown",
        "level": "consultation",
        "text": "People were asked while the times could still change.",
        "answer_by": "2027-06-30",
    },
    "testimony": {
        "about": "anytown-bus-survey-vkrdnc",
        "by": "anytown",
        "stages": [
            {"work_stage": "framing", "pen": "authority"},
            {"work_stage": "design", "pen": "jointly", "text": "Three evenings with those who ride at night."},
            {"work_stage": "decision", "pen": "authority"},
            {"work_stage": "delivery", "pen": "not_yet"},
        ],
        "answers": [
            {
                "question": "changed",
                "answer": "yes",
                "text": "The last bus goes half an hour later.",
                "evidence": [
                    {
                        "kind": "before_and_after",
                        "title": "Two timetables",
                        "address": "https://anytown.example/timetables",
                    }
                ],
            },
            {"question": "lost", "answer": "with_reason", "text": "A bus at three, which nobody would drive."},
        ],
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
CORRECTION = {"progress": "under_way", "summary": "One of the five streets is open, not two.", "publish": True}
CONFIRMATION = {"publish": True}
CONFIRMATIONS = {"recommendations": ["anytown-streets-2025-1", "anytown-streets-2025-3"], "publish": True}
NEW_DATE = {"date": {"value": "2027-09-30"}, "delays": [{"reason": "procurement"}], "publish": True}
SIGN_OFF_ASK = {"post": "anytown-monitoring-officer"}
SIGN_OFF = {"summary": "Checked against the traffic orders."}
SIGN_OFF_REFUSAL = {"note": "Three of the streets have no order yet."}
SIGN_OFF_REQUESTS = {
    "items": [
        {
            "update": "anytown-streets-2025-1-fxjqgh",
            "post": "anytown-monitoring-officer",
            "asked_at": "2026-11-20T10:00:00.000000Z",
            "state": "open",
        }
    ],
    "next": None,
}
RELEASES = {"things": ["anytown-streets-2025-5-bcdfgh"]}
PROMISE = {"by": "anytown", "standing": "reaffirmed", "date": {"value": "2026-10-07"}, "publish": True}
ACCOUNTABILITY_HANDOVER = {"post": "anytown-head-of-parks", "on": "2026-11-01", "publish": True}
POST_HANDOVER = {"holder": "Sam Roe", "to": "Alex Poole", "on": "2026-11-01"}
EXEMPTION = {"until": "2999-08-14", "posts": ["anytown-head-of-streets"]}
EXEMPT_DRAFTS = {"exempt": [{"type": "update", "state": "draft", **EXEMPTION}]}
HOLDS_KEPT = {
    "holds": [
        {
            "begins": "2027-03-23",
            "ends": "2027-05-06",
            "occasion": {"en": "Local elections, 6 May 2027"},
            "waiting": [
                {"type": "update", "id": "anytown-streets-2025-3-bcdfgh", "publish_at": "2027-04-01T09:00:00.000000Z"}
            ],
        }
    ]
}
RELEASE_RULE = {"posts": ["newshire-head-of-highways"], "next_after": 3, "bank_holidays": "england_and_wales"}
TRANSLATION_RULE = {"languages": ["en", "cy"], "post": "anytown-assembly-coordinator"}
TRANSLATION_ASK = {"things": ["anytown-streets-2025-3-bcdfgh"]}
ABSENCE = {"until": "2027-08-14"}
HOLDINGS = {"items": [{"holder": "Alex Poole", "person": 5, "begins": "2026-11-01"}], "next": None}
HANDED_OVER = HOLDINGS | {
    "ended": [
        {"kind": "key", "number": 12, "holder": "Sam Roe", "person": 3, "post": "anytown-head-of-streets"},
        {"kind": "link", "post": "anytown-head-of-streets", "many": 1},
    ],
    "still_acting": [
        {
            "kind": "key",
            "number": 16,
            "holder": "Kim Fell",
            "person": 4,
            "role": "officer",
            "covers": "anytown-head-of-streets",
            "last_used_on": "2026-10-30",
            "ends_at": "2027-09-01T09:30:00.000000Z",
        }
    ],
}
DEPARTURE = {
    "ended": [
        {"kind": "holding", "holder": "Sam Roe", "person": 3, "post": "anytown-head-of-streets"},
        {"kind": "key", "number": 12, "holder": "Sam Roe", "person": 3},
        {"kind": "account", "number": 14, "holder": "Sam Roe", "person": 3},
    ],
    "still_acting": HANDED_OVER["still_acting"],
}
PEOPLE = {
    "items": [
        {"number": 3, "name": "Sam Roe", "posts": ["anytown-head-of-streets"], "keys": [12], "accounts": [14]},
    ],
    "next": None,
}
HOLD = {
    "begins": {"value": "2027-03-25"},
    "ends": {"value": "2027-05-06"},
    "occasion": "Local elections, 6 May 2027",
    "publish": True,
}
ELECTIONS = (
    "election_id,organisation,notice_of_election,polling_day,name\n"
    'local.anytown.2027-05-06,anytown,2027-03-25,2027-05-06,"Local elections, 6 May 2027"\n'
)
PARTNER_ASK = {"partner": "anytown-walkers", "mailbox": "walkers@walkers.example.org"}
SHEETS_ASK = {"facilitator": "anytown-walkers", "mailbox": "walkers@walkers.example.org", "sheets": 60}
OF_ITSELF = {"declares": True, "publish": True}
SUCCESSION = {"successor": "newshire", "on": {"value": "2028-04-01"}, "publish": True}
PLAN_SUCCESSION = {"successor": "anytown-streets-plan-2026", "on": {"value": "2026-03-31"}, "publish": True}
KEY_CREATE = {"role": "officer", "covers": ["anytown-head-of-streets"], "holder": "Sam Roe"}
KEY = {
    "number": 12,
    "role": "officer",
    "covers": ["anytown-head-of-streets"],
    "holder": "Sam Roe",
    "person": 3,
    "created_at": "2026-11-20T09:30:00.000000Z",
    "expires_at": "2027-11-20T09:30:00.000000Z",
}
KEYS = {"items": [KEY], "next": None}
ACCOUNT = {
    "number": 14,
    "issuer": "https://login.example/anytown",
    "subject": "5f0c2d",
    "login": "sam.roe@anytown.example",
    "holder": "Sam Roe",
    "person": 3,
    "grants": [{"role": "officer", "covers": "anytown-head-of-streets", "until": "2027-03-31"}],
    "seen_at": "2026-11-20T09:30:00.000000Z",
}
SESSION = {
    "number": 5,
    "actor": 14,
    "holder": "Sam Roe",
    "person": 3,
    "began_at": "2026-11-20T09:12:41.482013Z",
    "seen_at": "2026-11-20T09:30:00.000000Z",
}
SESSIONS = {"items": [SESSION], "next": None}
ACCOUNT_CREATE = {
    "mailbox": "play.streets@anytown.example",
    "role": "keeper",
    "covers": ["anytown-play-streets"],
    "holder": "Jo Bloggs",
}
ACCOUNTS = {"items": [ACCOUNT], "next": None}
CLOCK = {
    "now": "2026-11-20T09:30:00.000000Z",
    "published_at": "2026-11-20T09:12:41.482013Z",
    "ahead": 0,
    "jumped": 0,
    "in_doubt": False,
    "follows": False,
}
AUDIT = {
    "items": [
        {
            "number": 7,
            "at": "2026-11-20T09:30:00.000000Z",
            "action": "publish",
            "thing": {"type": "update", "id": "anytown-streets-2025-3-bcdfgh"},
            "by": {"actor": 12, "kind": "key", "holder": "Sam Roe", "person": 3},
            "address": "192.0.2.17",
            "request_id": "f06d1bc4a9b1a3f2",
        }
    ],
    "next": None,
}
DUE = {
    "items": [
        {
            "about": {
                "type": "recommendation",
                "id": "anytown-streets-2025-4",
                "name": {"en": "Put a bench every 200 metres on the high street"},
                "url": f"{_BASE}/recommendations/anytown-streets-2025-4",
            },
            "kind": "update",
            "due": "2026-10-31",
            "days": -24,
            "organisation": {
                "type": "organisation",
                "id": "anytown",
                "name": {"en": "Anytown Council"},
                "url": f"{_BASE}/organisations/anytown",
            },
            "post": {
                "type": "post",
                "id": "anytown-head-of-streets",
                "name": {"en": "Head of Streets"},
                "url": f"{_BASE}/posts/anytown-head-of-streets",
            },
            "owned": True,
            "heard": False,
            "say": f"{_BASE}/v1/admin/recommendations/anytown-streets-2025-4/updates",
        }
    ],
    "next": None,
}
PUBLISHING = {"at": "2027-01-14T19:30:00Z"}
NOTE = {"note": "Say which two streets."}
WITHDRAWAL = {"reason": "It was about another street."}
ERASURE = {"sequence": 170, "ground": "personal_data", "by": "anytown"}
ERASURE_MADE = {
    "sequence": 170,
    "erased_by": 1312,
    "nature": "erasure",
    "erased_at": "2026-11-20T10:00:00.000000Z",
    "ground": "personal_data",
    "thing": {"type": "update", "id": "anytown-streets-2025-3-bcdfgh"},
    "state": "pending",
    "left": [
        {
            "place": "log",
            "within_reach": True,
            "detail": "The write-ahead log beside the file was not cut since: somebody reads what stood before.",
        },
        {
            "place": "backups",
            "within_reach": False,
            "detail": "Backups made before, until they are deleted. After one is restored, erase it there again.",
        },
    ],
}
ERASURES = {"items": [ERASURE_MADE], "next": None}
WORDS_REMOVAL = {
    "thing": "anytown-streets-2025-3",
    "passages": [{"field": "text", "language": "en", "words": "Ada Brown, aged nine,"}],
    "ground": "personal_data",
    "by": "anytown",
}
WORDS_REMOVED = {
    "thing": {"type": "recommendation", "id": "anytown-streets-2025-3"},
    "ground": "personal_data",
    "removed_at": "2027-03-03T10:00:00.000000Z",
    "state": "pending",
    "bodies": [ERASURE_MADE | {"nature": "redaction"}],
}
REMOVALS = {
    "items": [
        {
            "sequence": 1312,
            "removed_at": "2027-03-03T10:00:00.000000Z",
            "nature": "redaction",
            "thing": {"type": "recommendation", "id": "anytown-streets-2025-3"},
            "ground": "personal_data",
            "erases": 170,
            "decided_by": {"organisation": "anytown", "capacity": "administrator"},
        }
    ],
    "next": None,
}
REDACTION = {"ground": "personal_data"}
INDEX = {
    "url": f"{_BASE}/v1",
    "docs_url": f"{_BASE}/docs",
    "openapi_url": f"{_BASE}/openapi.json",
    "lists": {"recommendations": f"{_BASE}/v1/recommendations", "changes": f"{_BASE}/v1/changes"},
    "head_url": f"{_BASE}/v1/head",
    "changes_url": f"{_BASE}/v1/changes",
    "open_data_url": f"{_BASE}/open-data",
    "feeds_url": f"{_BASE}/feeds/all.atom",
    "addresses": [
        {
            "address": f"{_BASE}/v1/recommendations/{{id}}/status",
            "operation": "get_recommendation_status",
            "summary": "Get recommendation status",
            "parameters": ["as_of", "fields", "lang", "why"],
        }
    ],
}
HEAD = {
    "sequence": 412,
    "hash": "5f2a0c2c1be3f0a1a7d1b1a9d84f3f6f0f8f4c9a6a3be9d7b0a2f3a84d0c6e17",
    "published_at": "2026-11-20T10:00:00.000000Z",
}
MAILBOX_REDACTION = {"mailbox": "sam.roe@anytown.example", "ground": "personal_data"}
MAIL_LANGUAGES = {"languages": ["cy"]}
MAILBOX = {"mailbox": "streets@anytown.example", **MAIL_LANGUAGES}
MAILBOX_REDACTED = {"reminders": 3, "links": 2, "answers": 1, "posts": ["anytown-head-of-streets"]}

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
    "$id": "http://127.0.0.1:8000/v1/schemas/record.json",
    "title": "RecordDocument",
    "type": "object",
    "required": ["format", "assembly", "things"],
}
SHEET = (
    "id,post,progress,summary_en\r\n"
    'anytown-streets-2025-4,anytown-head-of-streets,under_way,"Two of the three crossings are in."\r\n'
)
SHEET_REPORT = {
    "staged": 2,
    "changed": 0,
    "unchanged": 9,
    "refused_rows": 1,
    "refused": [
        {
            "cell": "F4",
            "column": "date",
            "rule": "date",
            "detail": "“31/9/2026” is no date: September has 30 days",
        }
    ],
    "things": ["anytown-streets-2025-3-bcdfgh", "anytown-streets-2025-4-fghjkl"],
    "reopened": [],
    "sentence": "Rows: 2 new, 1 refused, 9 without a change. Nothing is public until it is released.",
}
_PASTED = "Recommendation 3, Anytown Assembly on Streets, Parks and Food: what became of it"
OEMBED = {
    "type": "rich",
    "version": "1.0",
    "title": _PASTED,
    "author_name": "Anytown Council",
    "author_url": f"{_BASE}/organisations/anytown",
    "provider_name": "Assembly Tracker",
    "provider_url": _BASE,
    "cache_age": 3600,
    "html": f'<iframe src="{_BASE}/en/embed/recommendations/anytown-streets-2025-3" width="600" height="640"'
    f' title="{_PASTED}"></iframe><blockquote><a href="{_BASE}/en/recommendations/anytown-streets-2025-3">'
    f"{_PASTED}</a></blockquote>",
    "width": 600,
    "height": 640,
}
OEMBED_PROVIDERS = [
    {
        "provider_name": "Assembly Tracker",
        "provider_url": _BASE,
        "endpoints": [
            {
                "schemes": [
                    f"{_BASE}/recommendations/*",
                    f"{_BASE}/embed/recommendations/*",
                    f"{_BASE}/cy/recommendations/*",
                ],
                "url": f"{_BASE}/oembed",
                "discovery": True,
                "formats": ["json"],
            }
        ],
    }
]
ATOM = f"""<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>tag:tracker.example,2026:feeds/recommendations/anytown-streets-2025-3</id>
<title>Open five streets for children to play: what is new</title>
<updated>2026-11-02T09:00:00Z</updated>
<author><name>Assembly Tracker</name><uri>{_BASE}/</uri></author>
<link rel="self" type="application/atom+xml" href="{_BASE}/feeds/recommendations/anytown-streets-2025-3.atom"/>
<entry xml:lang="en">
<id>tag:tracker.example,2026-11-02:publications/417</id>
<title>Anytown Council: partly done – Open five streets for children to play</title>
<published>2026-11-02T09:00:00Z</published>
<updated>2026-11-02T09:00:00Z</updated>
<author><name>Anytown Council</name><uri>{_BASE}/organisations/anytown</uri></author>
<link rel="alternate" type="text/html" href="{_BASE}/recommendations/anytown-streets-2025-3"/>
<category term="news" label="News" scheme="{_BASE}/v1/codelists/nature"/>
<content type="html">&lt;p lang="en"&gt;Two of the five streets are open.&lt;/p&gt;</content>
</entry>
</feed>
"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Open five streets for children to play: what is new",
    "description": "Who said what, and what came to be owed by the calendar alone. The newest 50.",
    "home_page_url": f"{_BASE}/recommendations/anytown-streets-2025-3",
    "feed_url": f"{_BASE}/feeds/recommendations/anytown-streets-2025-3.json",
    "language": "en",
    "authors": [{"name": "Assembly Tracker", "url": f"{_BASE}/"}],
    "_assembly_tracker": {
        "about": f"{_BASE}/feeds/recommendations/anytown-streets-2025-3.json",
        "updated": "2026-11-02T09:00:00Z",
        "languages": {
            "en": f"{_BASE}/en/feeds/recommendations/anytown-streets-2025-3.json",
            "cy": f"{_BASE}/cy/feeds/recommendations/anytown-streets-2025-3.json",
        },
    },
    "items": [
        {
            "id": "tag:tracker.example,2026-11-02:publications/417",
            "url": f"{_BASE}/recommendations/anytown-streets-2025-3",
            "title": "Anytown Council: partly done – Open five streets for children to play",
            "language": "en",
            "content_html": '<p lang="en">Two of the five streets are open.</p>',
            "content_text": "Two of the five streets are open.",
            "date_published": "2026-11-02T09:00:00Z",
            "date_modified": "2026-11-02T09:00:00Z",
            "authors": [{"name": "Anytown Council", "url": f"{_BASE}/organisations/anytown"}],
            "tags": ["news", "update"],
        }
    ],
}
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Assembly Tracker//EN\r\nBEGIN:VEVENT\r\n"
    "UID:anytown-streets-2025-4.delivery@tracker.example\r\nDTSTAMP:20261001T090000Z\r\n"
    "DTSTART;VALUE=DATE:20261031\r\nSUMMARY:What was promised: Put a bench every 200 metres\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)

DATA_PACKAGE = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "everything",
    "title": "Open data",
    "resources": [
        {
            "name": "erased",
            "path": "https://council.example/open-data/erased.csv",
            "format": "csv",
            "schema": {"fields": [{"name": "sequence", "type": "integer"}], "primaryKey": ["sequence"]},
        }
    ],
}
DATASETTE = {
    "title": "Open data",
    "databases": {"record": {"tables": {"erased": {"columns": {"sequence": "A number."}}}}},
}

# Catalogues for portals.
_DATASET = f"{_BASE}/open-data/datasets/anytown-streets-2025"
_DATASET_TITLE = "Anytown Assembly on Streets, Parks and Food: recommendations"
CATALOGUE_AS_TURTLE = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .

<{_BASE}/open-data/catalogue> a dcat:Catalog ;
    dcat:dataset <{_DATASET}> .

<{_DATASET}> a dcat:Dataset ;
    dct:title "{_DATASET_TITLE}"@en .
"""
CATALOGUE_AS_JSON_LD = {
    "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    "@graph": [
        {"@id": f"{_BASE}/open-data/catalogue", "@type": ["dcat:Catalog"], "dcat:dataset": [{"@id": _DATASET}]},
        {
            "@id": _DATASET,
            "@type": ["dcat:Dataset"],
            "dct:title": [{"@value": _DATASET_TITLE, "@language": "en"}],
        },
    ],
}
DATA_JSON = {
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [
        {
            "@type": "dcat:Dataset",
            "title": _DATASET_TITLE,
            "identifier": _DATASET,
            "accessLevel": "public",
            "license": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        }
    ],
}

GROUP_INVITED = {"sent_to": "us@anytown-walkers.example"}
GROUPS_ASKED = {"groups": [{"organisation": "anytown-walkers", "hours": 12, "paid": False}]}
PLANS_SHOWN = {"organisations": ["newshire"]}
OVERLAP_CHECK = {"engagement": CREATIONS["engagement"], "groups": ["anytown-walkers"]}
_SURVEY = {
    "type": "engagement",
    "id": "anytown-bus-survey",
    "name": {"en": "Buses at night"},
    "organisation": {
        "type": "organisation",
        "id": "anytown",
        "name": {"en": "Anytown Council"},
        "url": f"{_BASE}/organisations/anytown",
    },
    "draft": False,
    "url": f"{_BASE}/engagements/anytown-bus-survey",
}
OVERLAPS_CHECKED = {
    "day": "2027-01-10",
    "owed": [
        {
            "other": _SURVEY,
            "sentence": {"en": "Buses at night (Anytown Council): results were promised by May 2026; 224 days late."},
        }
    ],
    "overlaps": [
        {
            "other": _SURVEY,
            "relation": "sequel",
            "label": {"en": "The same decision"},
            "reasons": ["decision", "topic"],
            "days": -390,
            "answers": [],
            "sentence": {
                "en": "Buses at night (Anytown Council): feeds the same decision; about the same topic (Buses);"
                " ends 390 days before this begins."
            },
        }
    ],
    "more": 0,
    "topics": [],
    "groups": [
        {
            "organisation": {
                "type": "organisation",
                "id": "anytown-walkers",
                "name": {"en": "Anytown Walkers"},
                "url": f"{_BASE}/organisations/anytown-walkers",
            },
            "asked": 5,
            "planned": 1,
            "welcomes": 4,
            "sentence": {
                "en": "Anytown Walkers was asked 5 times in the last twelve months. It is to be asked 1 more time in"
                " the next twelve. It welcomes being asked 4 times a year."
            },
        }
    ],
}
