"""What personal data an instance holds, why, for how long, and what becomes of it.

The page at `/personal-data` and `assembly-tracker forget` both read this table, so that neither says what the other
does not do. A new kind of personal data is a new row here and, where it has a time, a remover in
`api/privacy/forget.py`.
"""

from typing import NamedTuple

ABSENCES_DAYS = 1  # after the last day of it
REPEATS_DAYS = 7  # as the contract says of `Idempotency-Key`
FORMS_DAYS = 1  # twice as long as anybody stays signed in to the desk
RELEASES_DAYS = 60  # after what a mail told of a release; longer while that waits
GROUPS_DAYS = 730  # after a group said it: what it says of an engagement, and on what terms it may be asked
SHEETS_DAYS = 365  # after sheets were last sent: twice as long as they can be entered
WITNESS_DAYS = 1  # after a mail, so that nobody whom the settings name again at once is told twice


class Kept(NamedTuple):
    """One kind of personal data. `days` is a setting, or a number that is fixed; None where it has no time.

    What has no time has a `door`: the operation by which somebody takes it away; `{kind}` is each kind of thing.
    """

    days: str | int | None
    columns: tuple[str, ...]  # where it stands: table and column
    door: str = ""


# In words under `personal.NAME_what`, `…_why`, `…_how_long` (with the days that this instance is set to) and `…_then`.
TABLE: dict[str, Kept] = {
    "addresses": Kept(
        days="keep_addresses_days",
        columns=("audit_entries.address",),
    ),
    "keys": Kept(
        days="keep_names_days",
        columns=("people.name",),
    ),
    "accounts": Kept(
        days="keep_names_days",
        columns=("people.name", "accounts.subject", "accounts.login"),
    ),
    "holdings": Kept(
        days="keep_names_days",
        columns=("people.name",),
    ),
    "absences": Kept(
        days=ABSENCES_DAYS,
        columns=("absences.post",),
    ),
    "repeats": Kept(
        days=REPEATS_DAYS,
        columns=("idempotent_requests.idempotency_key",),
    ),
    "forms": Kept(
        days=FORMS_DAYS,
        columns=("kept_forms.fields",),
    ),
    "witnesses": Kept(
        days=WITNESS_DAYS,
        columns=("witness_mails.recipient",),
    ),
    "releases": Kept(
        days=RELEASES_DAYS,
        columns=("release_mails.recipient",),
    ),
    "groups": Kept(
        days=GROUPS_DAYS,
        columns=("group_answers.text", "group_terms.text"),
    ),
    "sheets": Kept(
        days=SHEETS_DAYS,
        columns=("sheets.answers",),
    ),
    "drafts": Kept(
        days=None,
        columns=(
            "working_copies.body",
            "working_copies.withdrawal",
            "working_copies.note",
            "working_copies.hold_reason",
            "working_copies.exempt_ground",
            "sign_off_requests.note",
        ),
        door="DELETE /v1/admin/{kind}/{id}",
    ),
    "trail": Kept(
        days=None,
        columns=("audit_entries.before", "audit_entries.after", "audit_entries.reason"),
        door="POST /v1/admin/audit/{number}/redaction",
    ),
    "public": Kept(
        days=None,
        columns=("bodies.body", "facets.value", "kept_answers.line", "kept_answers.status"),
        door="POST /v1/admin/erasures",
    ),
    "mailboxes": Kept(
        days=None,
        columns=(
            "reminders.recipient",
            "answer_tokens.recipient",
            "translations.recipient",
            "group_links.recipient",
            "partner_links.recipient",
            "sheet_links.recipient",
            "actors.mailbox",
            "mail_languages.mailbox",
        ),
        door="POST /v1/admin/reminders/redaction",
    ),
}

# Text and bytes of the private tables that are about nobody: codes, ids of things and posts, hashes, request numbers.
NOT_PERSONAL = {
    "actors.kind",
    "keys.secret_hash",
    "accounts.issuer",
    "grants.role",
    "grants.covers",
    "holdings.post",
    "desk_sessions.secret_hash",
    "desk_sessions.language",
    "sign_in_links.secret_hash",
    "sign_in_links.code_hash",
    "kept_forms.path",
    "release_rules.organisation",
    "release_rules.posts",
    "release_rules.bank_holidays",
    "audit_entries.request",
    "audit_entries.action",
    "audit_entries.type",
    "audit_entries.thing",
    "audit_entries.organisation",
    "working_copies.thing",
    "working_copies.type",
    "working_copies.about",
    "working_copies.organisation",
    "working_copies.state",
    "working_copies.entered_by",
    "working_copies.entered_capacity",
    "working_copies.spoken_by",
    "working_copies.nature",
    "translation_rules.organisation",
    "translation_rules.languages",
    "translation_rules.post",
    "groups_asked.engagement",
    "groups_asked.organisation",
    "plans_shown.organisation",
    "plans_shown.shown_to",
    "group_links.secret_hash",
    "group_links.organisation",
    "group_answers.engagement",
    "group_answers.organisation",
    "group_answers.answer",
    "group_terms.organisation",
    "partner_links.declaration",
    "partner_links.partner",
    "partner_links.secret_hash",
    "partner_links.testimony",
    "sheet_links.secret_hash",
    "sheet_links.declaration",
    "sheet_links.facilitator",
    "sheets.declaration",
    "sheets.facilitator",
    "sheets.code_hash",
    "sheets.answers_as",
    "gatherings.declaration",
    "gatherings.facilitator",
    "gatherings.testimony",
    "translations.thing",
    "translations.language",
    "translations.secret_hash",
    "mail_languages.languages",
    "working_copies.exempt_posts",
    "sign_off_requests.thing",
    "sign_off_requests.post",
    "codes.list",
    "codes.code",
    "idempotent_requests.request_hash",
    "idempotent_requests.thing",
    "reminders.about",
    "reminders.kind",
    "reminders.step",
    "reminders.state",
    "release_mails.thing",
    "release_mails.about",
    "release_mails.news",
    "release_mails.state",
    "witness_mails.hash",
    "witness_mails.state",
    "answer_tokens.secret_hash",
    "answer_tokens.reply_hash",
    "answer_tokens.post",
    "answer_tokens.about",
    "answer_tokens.kind",
    "answer_tokens.draft",
    "places.code",
    "places.name",
    "place_parents.place",
    "place_parents.parent",
    "place_predecessors.place",
    "place_predecessors.predecessor",
    "clock_readings.boot",
    "clock_decisions.boot",
    "purges.cause",
    "purges.state",
    "purges.marks",
    "kept_answers.thing",
    "kept_answers.made_by",
    "to_keep.thing",
}


def days_of(kept: Kept, settings: object) -> int | None:
    """For how many days something is kept here; None where it has no time."""
    return getattr(settings, kept.days) if isinstance(kept.days, str) else kept.days
