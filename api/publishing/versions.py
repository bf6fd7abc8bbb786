"""The first half of the index: which publication of a thing stands, what it names, and who is accountable."""

import json
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.record.graph import parsed, relations
from api.schemas.accountabilities import Accountability
from api.schemas.testimonies import Testimony
from api.schemas.updates import Update
from api.status.works import SAY_WHAT_WORKS, is_shown, work_of
from db.models.index import AccountablePost, Link, Version, Works
from db.models.record import Body, Publication
from db.queries import publications
from db.queries.versions import parts, state_after
from db.session import add_rows
from db.words import words_of


def index_standing(
    session: Session,
    rows: Collection[Publication],
    current: dict[str, int],
    bodies: Mapping[int, bytes],
    told: Mapping[int, int],
) -> None:
    """Add the versions and links of one moment's publications, and end the versions they follow.

    `current` are the versions that stood until then, by thing; `bodies` those of the publications that have one, or
    what is left of it in another that `told` names.
    """
    versions: dict[int, Json] = {}
    ended: list[dict[str, int]] = []
    for row in rows:
        before = current.get(row.thing)
        if row.nature == "redaction":
            continue  # less of the same stands
        if row.erases is not None and before not in {row.erases, publications.first_told(session, row.erases)}:
            continue  # an erasure of an earlier version leaves what stands as it is
        if before in versions:
            versions[before]["to_sequence"] = row.sequence
        elif before is not None:
            ended.append({"ended": before, "at": row.sequence})
        state = state_after(row.nature) if row.sequence in bodies else "erased"
        versions[row.sequence] = {
            "sequence": row.sequence,
            "to_sequence": None,
            "type": row.type,
            "thing": row.thing,
            "state": state,
            "told_by": told.get(row.sequence),
        }
        current[row.thing] = row.sequence
    _end(session, ended)
    if not versions:
        return  # nothing that stands was touched
    add_rows(session, Version, list(versions.values()))
    add_links(session, versions.values(), bodies)
    _seat(session, list(versions.values()), bodies)


def add_links(session: Session, versions: Collection[Json], bodies: Mapping[int, bytes]) -> None:
    """Add what these versions name, and what they say works."""
    links = [
        {"sequence": version["sequence"], "relation": relation, "target": target}
        for version in versions
        for relation, target in links_of(version["type"], version["state"], bodies.get(version["sequence"]))
    ]
    add_rows(session, Link, links)
    add_rows(session, Works, [*_works(versions, bodies)])


def current_versions(session: Session, things: Collection[str]) -> dict[str, int]:
    """The version of each of these things that the index ends with."""
    standing = select(Version.thing, Version.sequence).where(Version.to_sequence.is_(None))
    return {
        row.thing: row.sequence
        for part in parts(things)
        for row in session.execute(standing.where(Version.thing.in_(part)))
    }


def bodies_of(session: Session, sequences: Collection[int]) -> tuple[dict[int, bytes], dict[int, int]]:
    """The bodies of publications that follow each other, of those that were not erased; of those of which words were
    removed what is left, and which publication tells that.
    """
    found = select(Body.sequence, Body.body).where(Body.sequence.between(min(sequences), max(sequences)))
    bodies = {row.sequence: row.body for row in session.execute(found)}
    told = publications.told_by(session, [sequence for sequence in sequences if sequence not in bodies])
    left = {
        row.sequence: row.body
        for row in session.execute(select(Body.sequence, Body.body).where(Body.sequence.in_(sorted(told.values()))))
    }
    told = {sequence: by for sequence, by in told.items() if by in left}
    return bodies | {sequence: left[by] for sequence, by in told.items()}, told


def _end(session: Session, ended: list[dict[str, int]]) -> None:
    if ended:
        session.connection().execute(
            update(Version).where(Version.sequence == bindparam("ended")).values(to_sequence=bindparam("at")), ended
        )


def links_of(type_: str, state: str, body: bytes | None) -> set[tuple[str, str]]:
    """What a version of a thing names: pairs of a relation and an id. A tombstone names all by `about`."""
    if body is None:
        return set()
    if state != "standing":
        return {("about", id_) for id_ in json.loads(body).get("names", ())}
    return set(relations(type_, body))


def _works(versions: Collection[Json], bodies: Mapping[int, bytes]) -> Iterator[Json]:
    """What these versions say works."""
    for version in versions:
        if version["state"] != "standing" or version["type"] not in SAY_WHAT_WORKS:
            continue
        facts = parsed(version["type"], bodies[version["sequence"]])
        if isinstance(facts, (Update, Testimony)) and facts.works:
            yield {
                "sequence": version["sequence"],
                "about": work_of(facts),
                "organisation": facts.by if isinstance(facts, Testimony) else facts.said_by.organisation,
                "day": facts.date.first,
                "enablers": " ".join(facts.enablers or ()),
                "words": " ".join(sorted(words_of([facts.works, *(one.text for one in facts.build_on or ())]))),
                "shown": is_shown(facts) or isinstance(facts, Testimony),
            }


def _seat(session: Session, versions: Collection[Json], bodies: Mapping[int, bytes]) -> None:
    """Who is accountable until further notice. All who give up a seat do so first, as another may take it at once."""
    of_accountability = [version for version in versions if version["type"] == "accountability"]
    for part in parts({version["thing"] for version in of_accountability}):
        session.execute(delete(AccountablePost).where(AccountablePost.thing.in_(part)))
    seats = [
        {"thing": facts.id, "about": facts.about, "organisation": facts.organisation, "post": facts.post}
        for version in of_accountability
        if version["to_sequence"] is None and version["state"] == "standing"
        for facts in [parsed("accountability", bodies[version["sequence"]])]
        if isinstance(facts, Accountability) and facts.role == "accountable" and facts.post and not facts.ends
    ]
    add_rows(session, AccountablePost, seats)
