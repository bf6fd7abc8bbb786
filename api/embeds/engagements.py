"""What other sites show of an engagement: what it is, who decides, what can change, and what came of it."""

from markupsafe import Markup

from api.core.json_text import Json
from api.embeds.context import EmbedContext, foot
from api.embeds.recommendations import Row
from api.record.things import host_of
from api.text.languages import said


def engagement(composed: Json, showing: EmbedContext) -> Json:
    own, status = composed["own"], composed["status"]
    showing = showing.of(own)
    title = said(own["name"], showing.language, own.get("language"))
    return {
        "kind": showing.label("form", own["form"]),
        "assembly": showing.name(host_of(own)),
        "title": showing.apart(title),
        "only": showing.only(title),
        "sentence": showing.told(status["sentence"]),
        "rows": [
            Row(showing.t["stands"], [showing.label("engagement_state", status["state"])], _days(status, showing))
        ],
        **foot(own, status["day"], status["last_looked"], showing),
    }


def _days(status: Json, showing: EmbedContext) -> list[Markup]:
    """By when results were promised, and how late they are or were. A compiled record counts no days of silence."""
    found = []
    if status["results_promised"] and status["state"] in ("results_due", "results_late"):
        found.append(showing.say("promised", by=showing.by(status["results_promised"])))
    if status["days_late"] and (status["published_on"] or not showing.compiler):
        key = "late_by" if status["published_on"] else "late_so_far"
        found.append(showing.say(key, days=showing.days(status["days_late"])))
    return found
