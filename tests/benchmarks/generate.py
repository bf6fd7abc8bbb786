"""A record of any size, invented and always the same: `python -m tests.benchmarks.generate --database URL`.

`documents` makes record documents, an assembly each, and `load` takes them through the door that `import` uses. An
assembly depends on its number and nothing else, so that a small record is the beginning of a large one, and neither
needs more memory than its largest assembly.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Engine

from api.workbench.documents import parse
from api.workbench.loading import Loaded, load_document
from db.session import begin_write, open_engine, writing
from tests.benchmarks import words
from tests.benchmarks.words import Pair
from tests.conftest import migrate

Json = dict[str, Any]
RECOMMENDATIONS, UPDATES_EACH = 2_000, 10
FEWEST, MOST = 50, 200  # recommendations of an assembly
_SEED = "assemblies"
_LAST = date(2026, 11, 1)  # nothing is said to have happened after it
_COMPILER, _REGION = "assembly-observatory", "river-region"
_LETTERS = "bcdfghjklmnpqrstvwxz"
_ROAD = ("not_started", "announced", "planned", "under_way", "partly_delivered", "delivered")
_ANSWERS = ("accepted", "accepted_in_part", "accepted_in_principle", "already_doing", "noted", "deciding", "rejected")


def documents(recommendations: int = RECOMMENDATIONS, updates_each: int = UPDATES_EACH) -> Iterator[Json]:
    """Record documents of assemblies that made so many recommendations in all; of each about so many updates tell."""
    left = recommendations
    for number in count():
        if left <= 0:
            return
        made = min(left, FEWEST + int((MOST - FEWEST) * Random(f"{_SEED} {number} size").random() ** 3))
        left -= made
        assembly = _Assembly(number, updates_each)
        yield {"format": "assembly-record/1", "assembly": assembly.id, "things": [*assembly.things(made)]}


def load(engine: Engine, given: Iterable[Json]) -> Iterator[Loaded]:
    """Load documents, each in one transaction, as `assembly-tracker import` does; says what each did."""
    for document in given:
        data = json.dumps(document, ensure_ascii=False).encode()
        with writing(engine) as session:
            loaded = load_document(session, begin_write(session), parse(data))
        yield loaded


class _Assembly:
    """One assembly, and everything its document says."""

    def __init__(self, number: int, updates_each: int) -> None:
        self.random = Random(f"{_SEED} {number}")
        self.updates_each = updates_each
        town, self.nth = divmod(number, 3)  # three assemblies each
        self.town = words.TOWNS[town % len(words.TOWNS)]
        self.council = f"{self.town.lower()}-{town + 1}"
        self.panel, self.forum = f"{self.council}-panel", f"{self.council}-forum"
        self.began = date(2019, 1, 12) + timedelta(days=self.random.randrange(2_300))
        self.topic, self.called = words.TOPICS[(number * 7) % len(words.TOPICS)]
        self.id = f"{self.council}-{self.topic}-{self.nth + 1}"
        self.compiled = number % 4 == 3
        self.themes = self.random.sample(words.THEMES, 6)
        self.numbers: dict[str, int] = {}  # how many were made whose id begins with an id and ends in letters

    def things(self, made: int) -> Iterator[Json]:
        """Everything of its document, in an order in which each stands before what names it."""
        yield from self._around()
        yield self._own(made)
        items = [self._recommendation(position) for position in range(1, made + 1)]
        yield from items
        yield from self._answers_together()
        for item in items:
            yield from self._about(item)
        for first in range(0, made, 8):
            yield from self._project(items[first : first + 3], first // 8)
        if self.nth == 0:
            yield self._tally(made)

    def _around(self) -> Iterator[Json]:
        """The council and those around it, which its other assemblies bring along too."""
        yield _organisation(self.council, "council", (f"{self.town} Council", f"Cyngor {self.town}"))
        members = _organisation(self.panel, "members_panel", (f"{self.town} members’ panel", f"Panel {self.town}"))
        yield {**members, "appointed_by": self.council}
        yield _organisation(self.forum, "community_group", (f"{self.town} Forum", f"Fforwm {self.town}"))
        if self.compiled:
            yield _organisation(_COMPILER, "charity", ("Assembly Observatory", "Arsyllfa’r Cynulliadau"))
        yield _organisation(_REGION, "combined_authority", ("River Region", "Rhanbarth yr Afon"))
        for name, kind, called in words.POSTS:
            post = {"type": "post", "id": f"{self.council}-{name}", "organisation": self.council, "kind": kind}
            yield {**post, "name": _both(called)}

    def _own(self, made: int) -> Json:
        english, welsh = self.called
        looked = {"checked_to": _day(_LAST)} if self.compiled else {}
        keeper = {"organisation": _COMPILER, "capacity": "compiler", "looked_for": "all", **looked}
        promise = {"by": self.council, "what": "answer_each", "due": _day(self.began + timedelta(days=300))}
        return {
            "type": "assembly",
            "id": self.id,
            "form": self.random.choice(("assembly", "jury", "assembly")),
            "name": _both((f"{self.town} assembly on {english}", f"Cynulliad {self.town} ar {welsh}")),
            "question": _both((f"What should {self.town} do about {english}?", f"Beth ddylai {self.town} ei wneud?")),
            "commissioned_by": self.council,
            "also_commissioned_by": [_REGION],
            "begins": _day(self.began),
            "ends": _day(self.began + timedelta(days=60)),
            "reported": _day(self.began + timedelta(days=90)),
            "recommendations_made": made,
            "themes": [{"theme": english, "name": _both((english, welsh))} for english, welsh in self.themes],
            "keeper": keeper if self.compiled else {"organisation": self.council, "capacity": "answering_body"},
            "promises": [{**promise, "made": _day(self.began), **self._sources("source")}],
            "documents": [{"title": "Report", "address": self._address("report.pdf"), "publisher": self.town}],
        }

    def _recommendation(self, position: int) -> Json:
        title, what = self._asked()
        longer = (
            f"We ask the council to begin where need is greatest, and to say each year what was done about {what[0]}.",
            f"Gofynnwn i’r cyngor ddechrau lle mae’r angen mwyaf, a dweud bob blwyddyn beth a wnaed am {what[1]}.",
        )
        vote = self.random.randint(52, 99)
        ballot = [("For", "O blaid", vote), ("Against", "Yn erbyn", 100 - vote)]
        results = [{"label": _both((english, welsh)), "value": f"{share}%"} for english, welsh, share in ballot]
        return {
            "type": "recommendation",
            "id": f"{self.id}-{position}",
            "assembly": self.id,
            "reference": str(position),
            "position": position,
            "kind": "recommendation",
            "standing": "minority" if vote < 60 else "adopted",
            "theme": self.random.choice(self.themes)[0],
            "title": _both(title),
            "title_basis": {"basis": "verbatim", "document": "Report", "translated": ["cy"]},
            "text": _both((f"{title[0]}. {longer[0]}", f"{title[1]}. {longer[1]}")),
            "text_basis": {"basis": "verbatim", "document": "Report", "translated": ["cy"]},
            "reasons": _both(self.random.choice(words.REASONS)),
            "votes": [{"who": "members", "kind": "percent", "results": results}],
        }

    def _asked(self) -> tuple[Pair, Pair]:
        """A title, and what it asks for."""
        action, what, where = (self.random.choice(some) for some in (words.ACTIONS, words.ASKED, words.PLACES))
        return (f"{action[0]} {what[0]} {where[0]}", f"{action[1]} {what[1]} {where[1]}"), what

    def _answers_together(self) -> Iterator[Json]:
        """What the council answered to all together, and to two themes."""
        if self.random.random() < 0.6:
            yield self._response("package", "accepted_in_principle", 150)
        for number, (theme, _) in enumerate(self.themes[:2]):
            yield {**self._response(f"theme-{number + 1}", self.random.choice(_ANSWERS), 200), "theme": theme}

    def _about(self, item: Json) -> Iterator[Json]:
        """What was answered to one item, who answers for it, what became of it and what others say."""
        id_, chance = item["id"], self.random.random
        post = f"{self.council}-{self.random.choice(words.POSTS)[0]}"
        answered = chance() < 0.6
        if answered:
            answer = self._response(f"answer-{item['position']}", self.random.choice(_ANSWERS), 240)
            due = {"due": _day(self.began + timedelta(days=365 * self.random.randint(2, 9)))} if chance() < 0.5 else {}
            yield {**answer, "recommendations": [id_], **due}
        if chance() < 0.05:
            regional = self._response(f"region-{item['position']}", "noted", 320)
            yield {**regional, "by": _REGION, "recommendations": [id_]}
        if chance() < 0.8:
            seat = {"id": self._lettered(id_), "about": id_, "organisation": self.council, "post": post}
            since = _day(self.began + timedelta(days=240))
            yield {"type": "accountability", **seat, "role": "accountable", "ground": "explicit", "begins": since}
        yield from self._updates(id_, self.council, post)
        if chance() < 0.15:
            yield from self._verdict(item)

    def _updates(self, about: str, by: str, post: str | None, capacity: str = "for_itself") -> Iterator[Json]:
        """What was said of one thing, year by year, as it went on or did not."""
        what = self.random.choice(words.ASKED)
        many, at = self.random.randint(4, 60), 0
        told = self.random.randint(0, 2 * self.updates_each)
        days = sorted(self.random.randrange((_LAST - self.began).days - 240) for _ in range(told))
        for number, day in enumerate(days):
            at = min(at + (self.random.random() < 3 / (told + 1)), len(_ROAD) - 1)
            code = self.random.choice(("paused", "stopped")) if self.random.random() < 0.06 else _ROAD[at]
            some = max(1, many * (number + 1) // (told + 1))
            said = {"organisation": by, "capacity": capacity}
            if post and self.random.random() < 0.6:
                said["post"] = post
            on = self.began + timedelta(days=240 + day)
            english, welsh = (
                text.format(some=some, many=many, what=of)
                for text, of in zip(self.random.choice(words.NEWS[code]), what, strict=True)
            )
            yield {
                "type": "update",
                "id": self._lettered(about),
                "about": about,
                "kind": "news",
                "progress": code,
                "summary": _both((english, welsh)),
                "said_by": said,
                "entered_by": {"organisation": _COMPILER, "capacity": "keeper"} if self.compiled else said,
                "date": _day(on),
                **self._beside(code, on),
                **self._sources(),
            }

    def _beside(self, code: str, on: date) -> Json:
        """What some updates say beside their sentence: when it is due, what shows it, what came between."""
        chance, more = self.random.random, {}
        if chance() < 0.15:
            due = on + timedelta(days=self.random.randint(90, 900))
            more["due"] = {"date": _day(due), "set_by": "responder"}
        if chance() < 0.2:
            more["next_update_due"] = _day(on + timedelta(days=180))
        if chance() < 0.2:
            more["evidence"] = [
                {"kind": "report", "address": self._address(f"progress-{on.isoformat()}"), "date": _day(on)}
            ]
        if code == "paused":
            more["delays"] = [{"reason": "funding"}]
        return more

    def _verdict(self, item: Json) -> Iterator[Json]:
        """What the members' panel makes of it, and now and then what the council replies."""
        code, voted = self.random.choice(("met", "mostly", "partly", "barely", "not_met")), self.random.randint(8, 30)
        verdict = {
            "type": "verdict",
            "id": f"{self.id}-verdict-{item['position']}",
            "assembly": self.id,
            "recommendation": item["id"],
            "of": "delivery",
            "by": self.panel,
            "assessor": "members",
            "verdict": code,
            "date": _day(_LAST - timedelta(days=self.random.randint(1, 60))),
            "eligible": 40,
            "voted": voted,
            "text": _both(self.random.choice(words.REASONS)),
            **self._sources(),
        }
        yield verdict
        if self.random.random() < 0.1:
            said = {"organisation": self.council, "capacity": "for_itself"}
            reply = {"type": "reply", "id": self._lettered(verdict["id"]), "about": verdict["id"], "said_by": said}
            yield {**reply, "text": _both(self.random.choice(words.ANSWERS)), "date": _day(_LAST), **self._sources()}

    def _project(self, items: list[Json], number: int) -> Iterator[Json]:
        """A project of the council or of a community, what it contributes to, and what is said of it."""
        ours = self.random.random() < 0.7
        lead, kind = (self.council, "council_action") if ours else (self.forum, "community_project")
        id_ = f"{lead}-{self.topic}-{self.nth + 1}-project-{number + 1}"
        title, _ = self._asked()
        stage = self.random.choice(("planned", "running", "running", "paused", "ended"))
        own = {"type": "project", "id": id_, "kind": kind, "name": _both(title), "lead": lead, "stage": stage}
        yield {**own, **self._sources()}
        for item in items:
            link = {"project": id_, "assembly": self.id, "recommendation": item["id"], "kind": "partly_delivers"}
            by = "council" if ours else "project"
            said = {"made_by": by, "ground": "explicit", **self._sources()}
            yield {"type": "contribution", "id": self._lettered(id_), **link, **said}
        yield from self._updates(id_, lead, None, "for_itself" if ours else "project")

    def _response(self, name: str, code: str, after: int) -> Json:
        said = {} if code == "accepted" else {"reasons": _both(self.random.choice(words.ANSWERS))}
        if code == "deciding":
            said["decide_by"] = _day(self.began + timedelta(days=after + self.random.randint(60, 400)))
        own = {"type": "response", "id": f"{self.id}-{name}", "assembly": self.id, "by": self.council}
        return {**own, "response": code, "date": _day(self.began + timedelta(days=after)), **said, **self._sources()}

    def _tally(self, made: int) -> Json:
        done = made // 3
        counts = [(("Done", "Wedi’i wneud"), done), (("Not done", "Heb ei wneud"), made - done)]
        return {
            "type": "tally",
            "id": f"{self.id}-tally",
            "assembly": self.id,
            "by": self.council,
            "counted": _both(("Recommendations", "Argymhellion")),
            "counts": [{"label": _both(label), "count": many} for label, many in counts],
            "date": _day(_LAST),
            **self._sources(),
        }

    def _sources(self, field: str = "sources") -> Json:
        """Where a compiler read it, which a report has to say."""
        source = {"address": self._address("progress"), "title": "Progress"}
        return {} if not self.compiled else {field: [source] if field == "sources" else source}

    def _address(self, name: str) -> str:
        return f"https://{self.council}.example.org/{self.topic}/{name}"

    def _lettered(self, before: str) -> str:
        """The next id that begins with another and ends in six letters."""
        number = self.numbers[before] = self.numbers.get(before, -1) + 1
        return f"{before}-{''.join(_LETTERS[number // 20**place % 20] for place in reversed(range(6)))}"


def _organisation(id_: str, kind: str, name: Pair) -> Json:
    return {"type": "organisation", "id": id_, "kind": kind, "name": _both(name), "language": "en"}


def _both(pair: Pair) -> Json:
    return {"en": pair[0], "cy": pair[1]}


def _day(day: date) -> Json:
    return {"value": min(day, date(2035, 12, 31)).isoformat()}


def main() -> None:
    """Make a database and load a record of the size that was asked for, with its progress on standard error."""
    told = argparse.ArgumentParser(prog="python -m tests.benchmarks.generate", description=__doc__)
    told.add_argument("--recommendations", type=int, default=RECOMMENDATIONS)
    told.add_argument("--updates-each", type=int, default=UPDATES_EACH)
    told.add_argument("--database", required=True, help="sqlite:///FILE or postgresql://…; it is migrated first")
    asked = told.parse_args()
    engine = open_engine(asked.database, create=True)
    migrate(engine)
    things, began = 0, time.monotonic()
    for number, loaded in enumerate(load(engine, documents(asked.recommendations, asked.updates_each)), 1):
        things += loaded.added
        rate = things / (time.monotonic() - began)
        print(f"{number} assemblies, {things:,} things, {rate:,.0f} a second", file=sys.stderr)
    engine.dispose()


if __name__ == "__main__":
    main()
