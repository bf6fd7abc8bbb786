"""What a page says of what was just done on the page before it, by the word in its address."""

from api.text.localizer import localizer

_DONE = (
    "confirmed",
    "published",
    "submitted",
    "scheduled",
    "saved",
    "thrown_away",
    "released",
    "sent_back",
    "ended",
    "withdrawn",
    "invited",
    "revoked",
    "disabled",
    "enabled",
    "shown_once",
    "kept_form",
    "translating",
    "brought",
    "away",
    "there",
    "mails_chosen",
    "exempt",
    "not_exempt",
    "rule_set",
    "rule_ended",
    "decided",
    "groups_set",
    "group_invited",
    "partner_asked",
    "sheets_asked",
    "words_removed",
)


def told(language: str, done: str) -> str:
    """The sentence for a word; nothing for any other, which somebody put there."""
    return localizer(language).t(f"desk.done_{done}") if done in _DONE else ""
