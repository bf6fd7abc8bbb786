"""What a sentence denies in its own words, and what of its page shows the contrary."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from api.text.catalogue import messages

Page = Mapping[str, Any]  # a recommendation as its own address answers it
Shown = list[Any]  # the things on it that show the contrary of what was said
# What only the body that answers could say of itself; a compiler says what was found.
ACCUSING = {
    "en": re.compile(r"\b(nobody|has not|have not|awaiting|not known)\b(?! is asked to act)", re.IGNORECASE),
    "cy": re.compile(
        r"\b(nid oes neb|neb eto|nid oes ateb|ac nid yw wedi|heb ymateb|yn aros am|anhysbys)\b", re.IGNORECASE
    ),
}
_SAYS_NOTHING = ("noted", "not_held")


def denied(sentence: Mapping[str, str], page: Page) -> Iterator[tuple[str, list[str]]]:
    """What a sentence denies although the page shows it: the key of the words, and the ids of what shows it."""
    for language, text in sentence.items():
        for key, pattern in _patterns(language).items():
            found = pattern.search(text)
            if found and (shown := _SHOWN_BY[key](page, found.groupdict())):
                yield f"{language}: {key}", [one["id"] for one in shown]


@lru_cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    """The words of each denial, with what fills their gaps."""
    return {key: re.compile(_pattern(messages(language)[f"sentence.{key}"].text)) for key in _SHOWN_BY}


def _pattern(words: str) -> str:
    texts = re.split(r"(\{\w+\})", words)
    return "".join(f"(?P<{text[1:-1]}>[^.;]*)" if text.startswith("{") else re.escape(text) for text in texts)


def _answers(page: Page, said: Mapping[str, str]) -> Shown:
    """The answers on the page that reach the item: of whoever is said to have given none, else of anybody."""
    whose = said.get("whose") or said.get("who") or said.get("who_inside", "") * ("whose" not in said)
    left_out = [one for one in page["responses"] if page["id"] in [left["id"] for left in one.get("excluding") or []]]
    reaching = [one for one in page["responses"] if one not in left_out and one["response"] not in _SAYS_NOTHING]
    return [one for one in reaching if not whose or any(name in whose for name in _names(one["by"]))]


def _names(organisation: Mapping[str, Any]) -> list[str]:
    return list(organisation["name"].values())


def _answers_to_it(page: Page, said: Mapping[str, str]) -> Shown:
    return [one for one in _answers(page, said) if one.get("recommendations")]


def _words(page: Page) -> Shown:
    """What anybody says of the item: that words are checked says nothing of it."""
    return [one for one in page["updates"] if one["kind"] not in {"sign_off", "being_checked"}]


def _checks(page: Page) -> Shown:
    return [one for one in page["verdicts"] if one["of"] == "delivery" and one.get("recommendation")]


def _others_checks(page: Page, _: object) -> Shown:
    speaker = page["status"]["progress_said_by"]
    return [one for one in _checks(page) if one["by"]["id"] != speaker["id"]]


def _anything_done(page: Page, _: object) -> Shown:
    """Whatever could show that something was done: links, words, verdicts, replies, and answers that it was."""
    told = (page["status"]["ended_plan"] or {"plan": {"id": None}})["plan"]["id"]
    links = [one for one in page["contributions"] if one.get("recommendation") and one["project"]["id"] != told]
    done = [one for one in page["responses"] if one["response"] == "already_doing"]
    replies = [one for one in page["replies"] if one["about"]["id"] == page["id"] and not one.get("answered")]
    return [*links, *_words(page), *_checks(page), *done, *replies]


def _that_it_came(page: Page, _: object) -> Shown:
    """Who says that it is done since whoever leads spoke, in whatever capacity."""
    since = page["status"]["progress_on"] or ""
    said = [one for one in _words(page) if one.get("progress") in ("delivered", "continuing")]
    judged = [one for one in _checks(page) if one["verdict"] in ("met", "mostly")]
    return [one for one in (*said, *judged) if one["date"]["value"] > since]


def _words_since_the_plan(page: Page, _: object) -> Shown:
    ended = page["status"]["ended_plan"]["ended"]
    return [one for one in (*_words(page), *_checks(page)) if one["date"]["value"][:4] > ended[:4]]


_SHOWN_BY: dict[str, Callable[[Page, Mapping[str, str]], Shown]] = {
    **dict.fromkeys(("silent_own", "silent_found", "silent_found_since"), _answers),
    **{f"{code}_{kind}": _answers for code in ("no_answer", "awaiting") for kind in ("own", "found", "own_law")},
    **{f"{code}_found_law": _answers for code in ("no_answer", "awaiting")},
    **{f"{missing}_{kind}": _answers_to_it for missing in ("each", "separate") for kind in ("own", "found")},
    "not_held_unknown": _answers_to_it,
    **{f"{start}nothing_{kind}": _anything_done for start in ("", "and_") for kind in ("own", "found")},
    **{f"unchecked_{kind}": _others_checks for kind in ("own", "found")},
    **{f"was_due_{kind}": _that_it_came for kind in ("own", "found")},
    **{f"no_result_{kind}": _words_since_the_plan for kind in ("own", "found")},
}
