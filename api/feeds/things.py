"""How everything else is told as news: what is new on the record, what is called otherwise, what a hold means."""

import json
from typing import Any

from api.feeds.context import Around, inside
from api.feeds.entry_text import Told, about_of, dated, line, telling
from api.record.graph import Node, parsed
from api.schemas.kinds import BY_TYPE
from api.text.languages import Said
from api.text.localizer import localizer


def told_plainly(around: Around, node: Node, own: Any) -> Told:
    """What any kind is told by: who says it, what sort of thing it is, what it is about, and its texts."""
    kind = BY_TYPE[node.type]
    what = inside(around.label("thing_type", node.type))
    speaker = getattr(own, kind.speaker) if kind.speaker else getattr(own, kind.parent)
    who = around.name(getattr(speaker, "organisation", speaker)).text
    texts = [text for field in kind.texts if isinstance(text := getattr(own, field), dict)]
    rest = dated(around, "dated", getattr(own, "date", None))
    return telling(around, line(around, who, what, about_of(around, node).text), texts=texts, of=own, rest=rest)


def told_recommendation(around: Around, node: Node, own: Any) -> Told:
    word = "asked_changed" if node.sequence in around.before else "asked"
    what = around.word(word, kind=inside(around.label("recommendation_kind", own.kind)), reference=own.reference)
    about = around.said(own.title, own)
    basis = own.text_basis if own.text and own.text_basis else own.title_basis
    rest = [around.told("basis", basis=inside(around.label("basis", basis.basis)))]
    title = line(around, around.name(own.assembly).text, what, about.text)
    return telling(around, title, texts=[own.text], of=own, rest=rest, about=about)


def told_assembly(around: Around, node: Node, own: Any) -> Told:
    about = around.said(own.name, own)
    rest = dated(around, "checked", own.keeper.checked_to)
    title = f"{about.text}: {_new(around, node)}"
    return telling(around, title, texts=[own.summary], of=own, rest=rest, about=about)


def told_project(around: Around, _node: Node, own: Any) -> Told:
    about = around.said(own.name, own)
    what = around.word("project", stage=inside(around.label("stage", own.stage)))
    title = line(around, around.name(own.lead).text, what, about.text)
    rest = [*dated(around, "begins", own.begins), *dated(around, "ends", own.ends)]
    return telling(around, title, texts=[own.summary], of=own, rest=rest, about=about)


def told_organisation(around: Around, node: Node, own: Any) -> Told:
    """Its new hold, where it has one; that is what residents have to know of it."""
    about, was = around.said(own.name, own), _was(around, node)
    known = {(one.begins.value, one.ends.value) for one in (was.holds if was else None) or ()}
    holds = [one for one in own.holds or () if (one.begins.value, one.ends.value) not in known]
    if was is None or not holds:
        return telling(around, _named(around, node, about), of=own, about=about)
    ends = localizer(around.language).date(holds[-1].ends.value)
    rest = []
    for hold in holds:
        occasion = around.said(hold.occasion, own)
        days = [localizer(around.language).date(day.value) for day in (hold.begins, hold.ends)]
        words = around.word("hold_why", occasion=occasion.text, begins=days[0], ends=days[1])
        rest.append(around.paragraph(words, occasion.language))
    title = around.word("hold", who=about.text, day=ends)
    return telling(around, title, of=own, rest=rest, about=about)


def told_post(around: Around, node: Node, own: Any) -> Told:
    about = around.said(own.name, own)
    title = f"{around.name(own.organisation).text}: {_named(around, node, about)}"
    return telling(around, title, texts=[own.remit], of=own, about=about)


def told_accountability(around: Around, node: Node, own: Any) -> Told:
    names = [around.name(one).text for one in (own.post, own.organisation) if one]
    about = about_of(around, node)
    title = line(around, ", ".join(names), inside(around.label("accountability_role", own.role)), about.text)
    rest = [*dated(around, "begins", own.begins), *dated(around, "ends", own.ends)]
    return telling(around, title, of=own, rest=rest, about=about)


def told_contribution(around: Around, _node: Node, own: Any) -> Told:
    about = around.name(own.recommendation or own.assembly)
    to = around.word("theme", theme=own.theme) if own.theme and not own.recommendation else about.text
    what = inside(around.label("contribution_kind", own.kind))
    by, ground = around.label("link_made_by", own.made_by), around.label("ground", own.ground)
    rest = [around.told("linked", by=by, ground=ground)]
    return telling(around, line(around, around.name(own.project).text, what, to), of=own, rest=rest, about=about)


def told_lineage(around: Around, node: Node, own: Any) -> Told:
    old, new = ("; ".join(around.name(id_).text for id_ in ids) for ids in (own.came_from, own.became))
    title = around.word("became", kind=around.label("lineage_kind", own.kind), old=old, new=new)
    return telling(around, title, of=own, rest=dated(around, "dated", own.date), about=about_of(around, node))


def _was(around: Around, node: Node) -> Any:
    """The facts of the version before; None where there was none, or it was erased, or a tombstone."""
    body = around.before.get(node.sequence)
    return None if body is None or json.loads(body)["type"] == "tombstone" else parsed(node.type, body)


def _new(around: Around, node: Node) -> str:
    return around.word("changed" if node.sequence in around.before else "new")


def _named(around: Around, node: Node, about: Said) -> str:
    """That it is new, is called something else, or changed otherwise."""
    was = _was(around, node)
    old = around.said(was.name, was).text if was else about.text
    if old != about.text:
        return around.word("renamed", old=old, new=about.text)
    return f"{about.text}: {_new(around, node)}"
