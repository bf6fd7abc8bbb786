"""The words that stand beside our addresses in what other sites keep: codes, oEmbed's answers, links in a page's head.

They stay in somebody else's page for ever, and no correction, withdrawal or erasure of ours reaches them there. So they
say what a thing is, by its reference and its assembly, and that its status stands where the link leads: nothing of the
status, no day, and not its title, which is the members' words and may be put right or erased. Those are in what the
frame, the picture and the page show, which is always new.
"""

from collections.abc import Mapping
from typing import Any

from api.embeds.context import reference
from api.embeds.options import Embedded
from api.pages.plain import one_line
from api.text.languages import Language, said
from api.text.localizer import localizer

_ROOM = 200


def embedded(own: Mapping[str, Any], plural: str, language: Language, base: str) -> Embedded:
    """What the codes of a thing are made of, from its own facts: the only words in it are its lasting name."""
    t = localizer(language).t
    if plural == "declarations":
        words = t("panel.title")
    elif plural == "assemblies":
        assembly = said(own["name"], language, own.get("language"))
        words = t("embed.pasted_assembly", assembly=one_line(assembly.text, _ROOM))
    elif plural == "engagements":
        name = said(own["name"], language, own.get("language"))
        words = t("embed.pasted_engagement", engagement=one_line(name.text, _ROOM))
    else:
        what, _ = reference(own.get("reference", ""), language, own["kind"])
        assembly = said(own["assembly"]["name"], language)
        words = t("embed.pasted_recommendation", what=what, assembly=one_line(assembly.text, _ROOM))
    return Embedded(base, plural, own["id"], language, words)
