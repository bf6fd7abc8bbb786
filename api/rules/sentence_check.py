"""The end of the status sentence: who else looked, or that counts differ."""

from api.rules.assurance import assurance, bearing_verdicts, counts
from api.rules.fitting import Part
from api.rules.telling import Telling
from api.schemas.verdicts import Verdict

# The members come first: it was their recommendation. What is only worth saying where nothing better is comes last.
_WEIGHTY = ("members_disagree", "members_agree", "panel_disagrees", "panel_agrees", "disputed")
_LIGHTER = ("cannot_tell", "independent", "scrutinised", "signed_off")
_WORTH_CHECKING = ("partly_delivered", "delivered", "continuing")


def check_parts(telling: Telling) -> list[Part]:
    """One check, or that counts differ, or that nobody else has looked."""
    leading = telling.known.news.leading
    if leading is None:
        return []
    codes = assurance(telling.facts, telling.known.news)
    weighty = next((code for code in _WEIGHTY if code in codes), None)
    lighter = next((code for code in _LIGHTER if code in codes), None)
    if leading.facts.counts_differ and not weighty:
        return [Part(telling.say("counts_differ"), rank=5)]
    if code := weighty or lighter:
        return [Part(_check(telling, code), rank=5)]
    # A tied vote is no agreement, but somebody looked.
    if leading.facts.progress in _WORTH_CHECKING and not bearing_verdicts(telling.facts, telling.known.news):
        return [Part(telling.say(f"unchecked_{telling.kind}"), rank=7, spare=True)]
    return []


def _check(telling: Telling, code: str) -> str:
    if code == "signed_off":
        return telling.say(code)
    verdicts = bearing_verdicts(telling.facts, telling.known.news)
    verdict = next(one.verdict for one in reversed(verdicts) if code in one.codes)
    return telling.say(code, who=telling.name(verdict.by)) + _voting(telling, code, verdict)


def _voting(telling: Telling, code: str, verdict: Verdict) -> str:
    """How many of those voting, where the verdict has numbers."""
    counted = counts(verdict) if code.startswith(("members", "panel")) else None
    if counted is None:
        return ""
    agreed, disagreed, voted = counted
    of_those = disagreed if code in ("members_disagree", "panel_disagrees") else agreed
    return telling.say("of_voting", count=telling.count(of_those), voted=telling.count(voted))
