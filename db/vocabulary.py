"""The words of the record: every closed list of codes, and the kinds of thing there are.

Labels and definitions of the codes, in English and Welsh, stand in `db/codelists.json`; a test holds the two
together.
This module imports nothing of ours, so that every layer may use it.
"""

from enum import StrEnum
from typing import NamedTuple

THING_TYPES = (
    "organisation",
    "post",
    "assembly",
    "engagement",
    "recommendation",
    "lineage",
    "response",
    "project",
    "contribution",
    "declaration",
    "testimony",
    "accountability",
    "update",
    "verdict",
    "reply",
    "tally",
)

LISTED_TYPES = ("assembly", "engagement", "recommendation", "project", "declaration", "organisation", "post")

# The forms in which people come together: those of assemblies, and all others.
ASSEMBLIES = ("assembly", "jury", "childrens_assembly", "standing_panel")
ENGAGEMENTS = (
    "consultation",
    "survey",
    "call_for_evidence",
    "ideas",
    "interviews",
    "workshops",
    "working_group",
    "forum",
    "event",
    "budget_vote",
    "participation_request",
    "community_led",
)

# What a piece of work is called; each but the last, which stands apart, asks for more than the one before it.
LEVELS = ("informing", "consultation", "engagement", "co_design", "co_production", "community_led")
# Who held the pen, at one stage of it.
PENS = ("authority", "jointly", "community", "other", "not_yet", "cannot_tell")
# What each side may be asked about it, and the answers that there are to each.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "problem_set_by": PENS,
    "open_at_start": ("most", "some", "little", "nothing", "cannot_tell"),
    "vote_or_block": ("authority", "both", "community", "law_fixes", "cannot_tell"),
    "changed": ("yes", "no", "too_early", "cannot_tell"),
    "lost": ("with_reason", "without_reason", "nothing_lost", "cannot_tell"),
    "money": PENS,
    "pay_access": ("paid", "expenses", "access_only", "none", "cannot_tell"),
    "chair": PENS,
    "missing": ("named_and_tried", "named", "not_looked", "cannot_tell"),
    "delivers": PENS,
    "publicity": ("authority", "jointly", "each_free", "cannot_tell"),
    "told": ("yes", "no", "not_yet", "cannot_tell"),
    "judges": (*PENS, "independent"),
    "checked_first": ("used", "none_found", "not_checked", "cannot_tell"),
}

# What a list has besides the things of its type: an assembly is listed among engagements too.
ALSO_LISTED = {"assembly": ("engagement",)}

NATURES = ("news", "correction", "relabelling", "confirmation", "withdrawal", "redaction", "erasure")


class Role(StrEnum):
    """What a key may do; see the table of roles in `api/pages/guides/working.md`."""

    admin = "admin"
    editor = "editor"
    officer = "officer"
    convenor = "convenor"
    panel = "panel"
    keeper = "keeper"
    record_keeper = "record_keeper"


class Grant(NamedTuple):
    """A role, and the id of the one thing it is held for; for an administrator the whole instance, written ``."""

    role: Role
    covers: str


# `draft`: being worked on; `translating`: its text is with a translator; `submitted`: a second person is to release it;
# `scheduled`: released, and waiting for its time or for the end of a hold; `clean`: as it is public.
WORKING_STATES = ("draft", "translating", "submitted", "scheduled", "clean")

CODELISTS: dict[str, tuple[str, ...]] = {
    # The four questions.
    "response": (
        "awaiting",
        "no_answer",
        "not_held",
        "noted",
        "accepted",
        "accepted_in_part",
        "accepted_in_principle",
        "other_way",
        "already_doing",
        "deciding",
        "advised",
        "passed_on",
        "rejected",
    ),
    "progress": (
        "unknown",
        "not_started",
        "announced",
        "planned",
        "under_way",
        "partly_delivered",
        "delivered",
        "continuing",
        "paused",
        "stopped",
        "lapsed",
        "overtaken",
    ),
    "schedule": (
        "no_date",
        "not_due",
        "due_soon",
        "late",
        "plan_ended",
        "finished",
        "not_expected",
    ),
    "assurance": (
        "reported",
        "claimed",
        "signed_off",
        "scrutinised",
        "members_agree",
        "members_disagree",
        "panel_agrees",
        "panel_disagrees",
        "independent",
        "disputed",
        "cannot_tell",
    ),
    # On which grounds something is owed: the first four are late, by a day that was promised or set by law.
    "owed": ("delivery", "decision", "answer", "report", "plan_ended", "no_news"),
    # How a response came to apply to an item.
    "answered_as": ("item", "theme", "package"),
    # About things.
    "organisation_kind": (
        "council",
        "combined_authority",
        "government",
        "parliament",
        "public_body",
        "charity",
        "community_group",
        "business",
        "party",
        "partnership",
        "members_panel",
        "residents_panel",
        "scrutiny",
        "audit",
        "other",
    ),
    "release_time": ("after_meeting", "minutes_out", "call_in_ends", "after_poll"),
    "decision_state": ("taken", "in_call_in", "final", "called_in"),
    "bank_holidays": ("england_and_wales", "scotland", "northern_ireland"),
    "release": ("self", "second_person"),
    "post_kind": ("officer", "elected", "team"),
    "form": (*ASSEMBLIES, *ENGAGEMENTS),
    "engagement_state": ("planned", "open", "closed", "results_due", "results_late", "results_published", "cancelled"),
    "question_kind": ("open", "choice", "scale", "rank", "map", "budget"),
    "overlap": ("same", "sequel", "reuse", "related", "same_people", "look"),
    "overlap_choice": ("join", "wait", "reuse", "change", "go_on", "unrelated"),
    "group_answer": ("not_now", "together", "answered"),
    "topic": (
        "housing",
        "energy_home",
        "planning",
        "streets",
        "walking_cycling",
        "public_transport",
        "cars_parking",
        "waste",
        "parks",
        "trees_nature",
        "air_water",
        "climate",
        "food",
        "health",
        "social_care",
        "children",
        "schools",
        "libraries_culture",
        "sport",
        "jobs_business",
        "safety",
        "benefits_debt",
        "digital",
        "democracy_budget",
    ),
    "audience": (
        "everyone",
        "children",
        "young_people",
        "working_age",
        "over_65",
        "parents",
        "carers",
        "disabled_people",
        "minority_ethnic",
        "faith",
        "lgbt",
        "women",
        "men",
        "newcomers",
        "low_income",
        "no_home",
        "tenants",
        "homeowners",
        "students",
        "service_users",
        "businesses",
        "voluntary_groups",
        "staff",
        "rural",
    ),
    "keeper": ("answering_body", "compiler"),
    "looked_for": ("all", "some"),
    "promise": (
        "consider",
        "answer_whole",
        "answer_each",
        "decide_jointly",
        "be_bound",
        "report",
        "review",
        "keep_a_panel",
    ),
    "promise_standing": ("reaffirmed", "changed", "dropped", "kept"),
    "promise_state": ("kept", "kept_in_part", "not_due", "past", "no_sign", "no_date", "dropped", "ended"),
    "recommendation_kind": (
        "recommendation",
        "resolution",
        "condition",
        "supporting",
        "goal",
        "statement",
        "finding",
        "part",
        "childrens_call",
    ),
    "standing": ("adopted", "minority", "not_adopted", "dropped", "unknown"),
    "basis": ("verbatim", "official_summary", "paraphrase", "machine_extracted"),
    "voters": ("members", "group", "public"),
    "vote_kind": ("percent", "counts", "scale", "score", "rank"),
    "lineage_kind": ("split", "merge", "rewording", "supersession", "taken_up_as_project"),
    "lineage_by": ("members", "council", "both", "keeper"),
    "members_view": ("agreed", "disagreed", "not_asked"),
    "project_kind": ("council_action", "plan", "community_project", "partnership", "programme", "legislation"),
    "led_by": ("council", "jointly", "community", "other", "cannot_tell"),
    "stage": ("proposed", "planned", "running", "paused", "ended", "unknown"),
    "money_stage": ("announced", "approved", "contracted", "spent"),
    "contribution_kind": (
        "delivers",
        "partly_delivers",
        "tests",
        "inspired_by",
        "would_need_permission",
        "related",
    ),
    "link_made_by": ("source", "project", "council", "keeper"),
    "ground": ("explicit", "inferred"),
    "accountability_role": (
        "accountable",
        "responsible",
        "political_lead",
        "deputy",
        "reporting",
    ),
    "update_kind": ("news", "correction", "confirmation", "fact", "restated", "sign_off", "being_checked"),
    "evidence_kind": (
        "decision",
        "budget",
        "contract",
        "report",
        "photo",
        "data",
        "press",
        "minutes",
        "terms_of_reference",
        "before_and_after",
    ),
    # What made it possible that something works.
    "enabler": (
        *("people", "time", "money", "place", "partner", "trust", "information", "rule_changed", "leadership"),
        "other",
    ),
    "says_so": ("one_side", "both", "members", "checked"),
    # Who held the pen.
    "level": LEVELS,
    "work_stage": ("framing", "design", "decision", "delivery", "review"),
    "pen": PENS,
    "testimony_question": tuple(QUESTIONS),
    "testimony_answer": tuple(dict.fromkeys(code for codes in QUESTIONS.values() for code in codes)),
    "declared": (
        "supported",
        "in_part",
        "other_level",
        "too_early",
        "not_shown",
        "one_sided",
        "contested",
        "not_answered",
    ),
    "answers_as": ("took_part", "lives_there", "uses_service"),
    "answered_by": ("one_side", "other_side", "both", "not_yet", "differ"),
    "tie": ("public_body", "owned_by", "appointed_by", "paid_to_run", "funded_by", "staff", "address_from", "not_said"),
    "delay_reason": (
        "funding",
        "staff_or_skills",
        "decision_waiting",
        "procurement",
        "legal",
        "other_body",
        "national_policy",
        "site_or_technical",
        "cost_rose",
        "depends_on_other",
        "priorities_changed",
        "resident_time",
        "evidence_gap",
        "pre_election",
        "reorganisation",
        "other",
    ),
    "date_set_by": ("responder", "law"),
    "coded_by": ("speaker", "keeper"),
    "verdict_of": ("answer", "delivery", "process"),
    "assessor": (
        "members",
        "residents_panel",
        "scrutiny",
        "audit",
        "researchers",
        "press",
        "campaigners",
    ),
    "verdict": ("met", "mostly", "partly", "barely", "not_met", "cannot_tell", "as_printed"),
    "confidence": ("high", "medium", "low"),
    "capacity": (
        "for_itself",
        "keeper",
        "members",
        "project",
        "administrator",
        "writer",
    ),
    "nature": NATURES,
    "working_state": WORKING_STATES,
    "role": tuple(role.value for role in Role),
    "erasure_ground": ("court_order", "personal_data", "defamation", "rights"),
    # About what is due, and the ladder of reminders.
    "due_kind": ("update", "delivery", "answer", "build_on"),
    "reminder_step": ("coming", "due", "deputy", "reporting", "political_lead"),
    "thing_type": THING_TYPES,
}

# Words for columns of ours alone: no reader meets them, so they are no codelists.
INNER_LISTS: dict[str, tuple[str, ...]] = {
    "actor_kind": ("key", "account"),
    "listed_type": LISTED_TYPES,
    "purge_cause": ("erasure", "discard", "redaction", "forget"),
    "purge_state": ("pages", "log", "done"),
    "release_news": ("waits", "out", "back", "decided"),
    "reminder_state": ("claimed", "sent", "unknown", "failed"),
    "version_state": ("standing", "withdrawn", "erased"),
}

# What can be asked for, and is counted, of what is owed: each name, and the grounds it stands for. Something is late
# only by a day that was promised or set by law; the other grounds are counted beside that, never in it.
OWED: dict[str, tuple[str, ...]] = {
    "any": CODELISTS["owed"],
    "late": ("delivery", "decision", "answer", "report"),
    **{ground: (ground,) for ground in CODELISTS["owed"]},
}

# A response may say any of these; the other two come from the clock alone.
CLOCK_RESPONSES = ("awaiting", "no_answer")
