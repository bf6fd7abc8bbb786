"""What other sites show of a declaration: the panel, with the same title whatever each side says."""

from typing import NamedTuple

from markupsafe import Markup

from api.core.json_text import Json
from api.embeds.context import EmbedContext
from api.text.languages import said
from api.text.localizer import localizer
from api.text.markup import words_as_html


class Line(NamedTuple):
    """One of the five: what it asks, what is said, and who answered."""

    question: Markup
    says: list[Markup]
    mark: str
    answered_by: Markup


def declaration(composed: Json, showing: EmbedContext) -> Json:
    """The five lines and the sentence that closes them; no line where nobody has answered."""
    own, panel = composed["own"], composed["own"]["panel"]
    words = words_as_html(showing.language, "panel")
    lines = [
        Line(
            showing.told(one["question"]),
            [showing.told(text) for text in one["says"]],
            one["mark"],
            showing.told(one["label"]),
        )
        for one in (panel["lines"] if panel else [])
    ]
    day = localizer(showing.language).date(composed["day"])
    return {
        "kind": words["heading"],
        "assembly": showing.apart(said(own["about"]["name"], showing.language)),
        "title": words["title"],
        "only": "",
        "claim": showing.told(panel["claim"]) if panel else "",
        "lines": lines,
        "closing": showing.told(panel["closing"]) if panel else "",
        "day": showing.say("stood" if showing.chosen.as_of else "as_of", day=day),
        "kept": "",
    }
