"""The table of cases: each in plain words, how its facts differ from the base case, a day, and what the rules say.

The base case is in `build.py`: an adopted item of five, in a record kept by Anytown Council, with nothing promised,
answered or said.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.status.facts import Facts
from api.status.holds import HoldOf
from tests.rules.build import (
    ASSEMBLY,
    CAMPAIGN,
    COMPILER,
    COUNCIL,
    ITEM,
    MINUTE,
    PAPER,
    RIVERS,
    SCRUTINY,
    answers_for,
    assembly,
    dropped,
    due,
    ended,
    facts,
    hold,
    holding,
    item,
    kept,
    marks,
    plan,
    promise,
    response,
    sign_off,
    update,
    verdict,
)

ANSWER_BY_MARCH = promise("answer_whole", due="2026-03-01")
EACH_BY_MARCH = promise("answer_each", due="2026-03-01")
REPORT_EVERY_SIX = promise("report", made="2025-06-30", every_months=6)
REPORT_ONCE = promise("report", made="2025-06-30", due="2026-03-01")
RIVERS_ONCE = promise("report", by=RIVERS, due="2026-03-01")
STILL = {"kind": "confirmation"}
CLAIMED = update("delivered", "2026-05-02", speaker={"post": "anytown-council-streets-manager"})
FELL = item(f"{ITEM}-parent", standing="not_adopted")


@dataclass(frozen=True)
class Case:
    name: str
    facts: Facts
    day: str
    expected: dict[str, Any] = field(default_factory=dict)
    says: str = ""  # what the English sentence must hold

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)


def case(name: str, day: str, differs: dict[str, Any], says: str = "", /, **expected: Any) -> Case:
    return Case(name, facts(**differs), day, expected, says)


RESPONSES = [
    case(
        "nothing promised and nothing said: awaiting for ever",
        "2030-01-01",
        {},
        "Anytown Council has not answered this one yet. Nobody has said yet what has happened.",
        response="awaiting",
        answered_by=None,
        answer_due=None,
        progress="unknown",
        schedule="no_date",
        assurance=(),
        last_looked=None,
    ),
    case(
        "a promised answer is awaited until its last day",
        "2026-03-01",
        {"assembly": assembly([ANSWER_BY_MARCH])},
        "has not answered this one yet; it promised to by 1 March 2026",
        response="awaiting",
        answer_due=date(2026, 3, 1),
        answer_days_late=None,
    ),
    case(
        "no answer from the day after",
        "2026-03-02",
        {"assembly": assembly([ANSWER_BY_MARCH])},
        "Anytown Council has not answered this one; it promised to by 1 March 2026.",
        response="no_answer",
        answered_as=None,
        answer_days_late=1,
    ),
    case(
        "a month stands for its last day",
        "2026-03-31",
        {"assembly": assembly([promise("answer_whole", due="2026-03")])},
        "by the end of March 2026",
        response="awaiting",
    ),
    case(
        "in a compiled record silence counts only up to the last look",
        "2026-11-23",
        {"assembly": assembly([ANSWER_BY_MARCH], checked_to="2026-02-20")},
        "We found no answer to this one; Anytown Council promised one by 1 March 2026.",
        response="awaiting",
        last_looked=date(2026, 2, 20),
    ),
    case(
        "in a compiled record looked at since, it is no answer, and late up to that look",
        "2026-11-23",
        {"assembly": assembly([ANSWER_BY_MARCH], checked_to="2026-04-30")},
        "We found no answer to this one; Anytown Council promised one by 1 March 2026. We found nothing",
        response="no_answer",
        answer_days_late=60,
        last_looked=date(2026, 4, 30),
    ),
    case(
        "a compiler that never said when it looked has no clock",
        "2026-11-23",
        {"assembly": assembly([ANSWER_BY_MARCH], compiled=True)},
        response="awaiting",
        last_looked=None,
    ),
    case(
        "an answer to all together",
        "2026-06-01",
        {
            "assembly": assembly([ANSWER_BY_MARCH]),
            "responses": (response("accepted_in_principle", "2026-02-10", to="package", count=5),),
        },
        "Anytown Council backed all 5 recommendations together in February 2026; it gave no separate answer",
        response="accepted_in_principle",
        answered_as="package",
        answered_by=COUNCIL,
        answered_on="2026-02-10",
        answer_due=date(2026, 3, 1),
        answer_days_late=None,
    ),
    case(
        "an answer to the theme, before one to the whole however late",
        "2026-06-01",
        {
            "responses": (
                response("accepted", "2026-02-10", to="theme"),
                response("rejected", "2026-05-10", 11, to="package"),
            )
        },
        "all the recommendations on “Streets” together",
        response="accepted",
        answered_as="theme",
    ),
    case(
        "an answer to the item, before one to its theme",
        "2026-06-01",
        {"responses": (response("accepted_in_part", "2025", to="item"), response("rejected", "2026", 11, to="theme"))},
        "Anytown Council accepted part of this in 2025.",
        response="accepted_in_part",
        answered_as="item",
    ),
    case(
        "where each was promised an answer, one to all leads only until the day",
        "2026-03-01",
        {"assembly": assembly([EACH_BY_MARCH]), "responses": (response("accepted", "2026-01", to="package"),)},
        response="accepted",
        answered_as="package",
    ),
    case(
        "where each was promised an answer, one to all does not stop the clock",
        "2026-03-11",
        {"assembly": assembly([EACH_BY_MARCH]), "responses": (response("accepted", "2026-01", to="package"),)},
        "; an answer to each was promised by 1 March 2026, and this one has none.",
        response="no_answer",
        answered_as=None,
        answered_by=None,
        answer_due=date(2026, 3, 1),
        answer_days_late=10,
    ),
    case(
        "an answer to all keeps the promise of one; each its own promise, by its own day",
        "2026-03-11",
        {
            "assembly": assembly([ANSWER_BY_MARCH, promise("answer_each", due="2026-06")]),
            "responses": (response("accepted", "2026-01", to="package"),),
        },
        response="accepted",
        answered_as="package",
        answer_due=date(2026, 6, 30),
    ),
    case(
        "rejected",
        "2026-06-01",
        {"responses": (response("rejected", "2026-02-10"),)},
        "Anytown Council rejected this in February 2026.",
        response="rejected",
        progress="unknown",
        schedule="not_expected",
    ),
    case(
        "not adopted: an answer to all does not reach it",
        "2026-06-01",
        {
            "recommendation": item(standing="not_adopted"),
            "assembly": assembly([ANSWER_BY_MARCH]),
            "responses": (response("accepted", "2026-02-10", to="package"),),
        },
        "The assembly did not adopt this.",
        response=None,
        answered_as=None,
        answer_due=None,
        schedule="not_expected",
    ),
    case(
        "not adopted, and answered all the same",
        "2026-06-01",
        {
            "recommendation": item(standing="dropped"),
            "responses": (response("already_doing", "2026-02-10"),),
        },
        "The assembly dropped this. Anytown Council said in February 2026 that it was already doing this.",
        response="already_doing",
        schedule="not_expected",
    ),
    case(
        "a condition falls with the item it hangs on",
        "2026-06-01",
        {
            "recommendation": item(kind="condition", parent=FELL.id),
            "ancestors": (item(f"{ITEM}-between"), FELL),
            "assembly": assembly([ANSWER_BY_MARCH]),
            "responses": (response("accepted", "2026-02-10", to="package"),),
        },
        "The assembly did not adopt what this belongs to, “Open five streets to walking”, so nobody is asked to act.",
        response=None,
        schedule="not_expected",
    ),
    case(
        "an answer that came late says so",
        "2026-06-01",
        {"assembly": assembly([ANSWER_BY_MARCH]), "responses": (response("accepted", "2026-03-07"),)},
        "Anytown Council accepted this in March 2026 (6 days late).",
        response="accepted",
        answer_days_late=6,
    ),
    case(
        "an answer dated by its month is late only from the first of it",
        "2026-06-01",
        {"assembly": assembly([ANSWER_BY_MARCH]), "responses": (response("accepted", "2026-03"),)},
        answer_days_late=None,
    ),
    case(
        "noted is an answer until the promised day",
        "2026-02-28",
        {"assembly": assembly([ANSWER_BY_MARCH]), "responses": (response("noted", "2026-01-15"),)},
        "noted this in January 2026, without saying what it would do",
        response="noted",
    ),
    case(
        "noted does not stop the clock",
        "2026-03-02",
        {"assembly": assembly([ANSWER_BY_MARCH]), "responses": (response("noted", "2026-01-15"),)},
        "; an answer was promised by 1 March 2026 and has not come.",
        response="no_answer",
        answered_by=None,
        answer_days_late=1,
    ),
    case(
        "noted with no day promised stays noted",
        "2036-03-02",
        {"assembly": assembly([promise("consider")]), "responses": (response("noted", "2026-01-15"),)},
        response="noted",
    ),
    case(
        "deciding by a day",
        "2026-06-30",
        {
            "assembly": assembly([ANSWER_BY_MARCH]),
            "responses": (response("deciding", "2026-02-15", decide_by="2026-06"),),
        },
        "said in February 2026 that it would decide by the end of June 2026",
        response="deciding",
        answer_due=date(2026, 6, 30),
        answer_days_late=None,
    ),
    case(
        "deciding that lapses is no answer",
        "2026-07-05",
        {
            "assembly": assembly([ANSWER_BY_MARCH]),
            "responses": (response("deciding", "2026-02-15", decide_by="2026-06"),),
        },
        "Anytown Council said it would decide by the end of June 2026, and has not.",
        response="no_answer",
        answered_by=None,
        answer_due=date(2026, 6, 30),
        answer_days_late=5,
    ),
    case(
        "deciding that lapses in a compiled record",
        "2026-07-05",
        {
            "assembly": assembly(checked_to="2026-07-05"),
            "responses": (response("deciding", "2026-02-15", decide_by="2026-06"),),
        },
        "Anytown Council said it would decide by the end of June 2026; we found no decision.",
        response="no_answer",
    ),
    case(
        "decided later than it said",
        "2026-09-05",
        {
            "responses": (
                response("deciding", "2026-02-15", decide_by="2026-06-30"),
                response("accepted", "2026-07-10", 11),
            )
        },
        response="accepted",
        answer_due=date(2026, 6, 30),
        answer_days_late=10,
    ),
    case(
        "a revised answer never leads, whatever its date",
        "2026-09-05",
        {
            "responses": (
                response("accepted", "2026-02-15"),
                response("rejected", "2026", 11, revises=f"{response('accepted', '2026').facts.id}"),
            )
        },
        response="rejected",
        answered_on="2026",
    ),
    case(
        "another body's answer stands beside, and does not stop the clock",
        "2026-03-02",
        {"assembly": assembly([ANSWER_BY_MARCH]), "responses": (response("accepted", "2026-01-15", by=RIVERS),)},
        response="no_answer",
    ),
    case(
        "of two that promised, the answer of one does not stop the clock of the other",
        "2026-03-02",
        {
            "assembly": assembly([ANSWER_BY_MARCH, promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "responses": (response("accepted", "2026-01-15"),),
        },
        "this in January 2026; an answer from The Rivers Agency was promised by 1 March 2026 and has not come.",
        response="accepted",
        answered_by=COUNCIL,
        answer_days_late=1,
        owed=("answer",),
    ),
    case(
        "whichever of them answers",
        "2026-03-02",
        {
            "assembly": assembly([ANSWER_BY_MARCH, promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "responses": (response("rejected", "2026-01-15", by=RIVERS),),
        },
        "; an answer from Anytown Council was promised by 1 March 2026 and has not come",
        response="rejected",
        answered_by=RIVERS,
        owed=("answer",),
    ),
    case(
        "once both have answered nothing is owed",
        "2026-03-02",
        {
            "assembly": assembly([ANSWER_BY_MARCH, promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "responses": (response("accepted", "2026-01-15"), response("accepted", "2026-02", 11, by=RIVERS)),
        },
        response="accepted",
        answered_by=RIVERS,
        owed=(),
    ),
    case(
        "of two that decide jointly, one answers for both",
        "2026-03-02",
        {
            "assembly": assembly([promise("decide_jointly", by=by, due="2026-03-01") for by in (COUNCIL, RIVERS)]),
            "responses": (response("accepted", "2026-01-15", by=RIVERS),),
        },
        response="accepted",
        owed=(),
    ),
    case(
        "what one of two would decide by a day is not decided by the answer of the other",
        "2026-06-02",
        {
            "assembly": assembly([promise("answer_whole", by=by) for by in (COUNCIL, RIVERS)]),
            "responses": (
                response("deciding", "2026-01-15", decide_by="2026-05-01"),
                response("accepted", "2026-02-15", 11, by=RIVERS),
            ),
        },
        "accepted this in February 2026; an answer from Anytown Council was promised by 1 May 2026 and has not come.",
        response="accepted",
        owed=("decision",),
    ),
    case(
        "by law, where the law set the day of the other",
        "2026-03-02",
        {
            "assembly": assembly([ANSWER_BY_MARCH, promise("answer_whole", by=RIVERS, due="2026-03-01", set_by="law")]),
            "responses": (response("accepted", "2026-01-15"),),
        },
        "; by law an answer from The Rivers Agency was due by 1 March 2026, and it has not come",
        response="accepted",
    ),
    case(
        "the body that promised answers, not the one that commissioned",
        "2026-03-02",
        {
            "assembly": assembly([promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "responses": (
                response("accepted", "2026-01-15"),
                response("passed_on", "2025", 11, by=RIVERS, passed_to=COUNCIL),
            ),
        },
        "The Rivers Agency passed this on to Anytown Council in 2025",
        response="passed_on",
        answered_by=RIVERS,
    ),
    case(
        "a promise dropped after an election has no clock",
        "2026-11-01",
        {"assembly": assembly([promise("answer_whole", due="2026-03-01", later=[dropped("2026-01-10")])])},
        response="awaiting",
        answer_due=None,
    ),
    case(
        "a promise dropped and then taken up again has its clock",
        "2026-11-01",
        {
            "assembly": assembly(
                [
                    promise(
                        "answer_whole",
                        due="2026-03-01",
                        later=[dropped("2026-01-10"), dropped("2026-01-20", "reaffirmed", RIVERS)],
                    )
                ]
            ),
        },
        response="no_answer",
    ),
    case(
        "a promise changed with no new day keeps its day",
        "2026-11-01",
        {"assembly": assembly([promise("answer_whole", due="2026-03-01", later=[dropped("2026-01-10", "changed")])])},
        response="no_answer",
        answer_due=date(2026, 3, 1),
    ),
    case(
        "an answer of whoever ends before its day is never late",
        "2026-09-01",
        {
            "assembly": assembly([promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "organisations": ended(RIVERS, "2026-02"),
        },
        response="awaiting",
        answer_days_late=None,
    ),
    case(
        "an answer that did not come is no later than when whoever promised it ended",
        "2026-09-01",
        {
            "assembly": assembly([promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "organisations": ended(RIVERS, "2026-03-11"),
        },
        response="no_answer",
        answer_days_late=10,
    ),
    case(
        "the successor of whoever promised an answer gives it",
        "2026-09-01",
        {
            "assembly": assembly([promise("answer_whole", by=RIVERS, due="2026-03-01")]),
            "organisations": ended(RIVERS, None, SCRUTINY),
            "responses": (response("accepted", "2026-02-01", by=SCRUTINY),),
        },
        response="accepted",
        answered_by=SCRUTINY,
    ),
    case(
        "an answer that a source shows was given is never late",
        "2026-09-01",
        {"assembly": assembly([ANSWER_BY_MARCH | {"later": [kept("2026-02-20")]}])},
        response="awaiting",
    ),
    case(
        "an answer is missed where a compiler looked for that one longer",
        "2026-09-01",
        {"assembly": assembly([ANSWER_BY_MARCH | {"checked_to": {"value": "2026-03-11"}}], "2025-12-31")},
        response="no_answer",
        answer_days_late=10,
    ),
    case(
        "an answer is not missed where a compiler looked for that one less long",
        "2026-09-01",
        {"assembly": assembly([ANSWER_BY_MARCH | {"checked_to": {"value": "2025-12-31"}}], "2026-06-30")},
        response="awaiting",
    ),
    case(
        "of several promises the earliest day counts",
        "2026-03-02",
        {"assembly": assembly([promise("answer_each", due="2027"), promise("consider", due="2026-02")])},
        response="no_answer",
        answer_due=date(2026, 2, 28),
    ),
]

PROGRESS = [
    case(
        "the council's own news leads",
        "2026-06-01",
        {"updates": (update("under_way", "2026-05-02"),)},
        "The council says work is under way: two of the five streets are open (2 May 2026).",
        progress="under_way",
        progress_on="2026-05-02",
        progress_said_by=COUNCIL,
        happened_on="2026-05-02",
        assurance=("claimed",),
        schedule="no_date",
    ),
    case(
        "a newspaper's statement stands beside the council's in the council's record",
        "2026-06-01",
        {"updates": (update("under_way", "2026-04-02"), update("stopped", "2026-05-02", 21, by=PAPER))},
        "The council says work is under way",
        progress="under_way",
        progress_said_by=COUNCIL,
        happened_on="2026-05-02",
    ),
    case(
        "a newspaper cannot correct the council away",
        "2026-06-01",
        {
            "updates": (
                update("under_way", "2026-04-02", id_="first"),
                update("stopped", "2026-05-02", 21, by=PAPER, kind="correction", corrects="first"),
            )
        },
        progress="under_way",
    ),
    case(
        "what a compiler found that others say makes no state, and is told in their words",
        "2026-06-01",
        {
            "assembly": assembly(checked_to="2026-06-01"),
            "updates": (update("stopped", "2026-05-02", by=PAPER, entered_by=COMPILER),),
        },
        "The Anytown Echo reports: two of the five streets are open (2 May 2026).",
        progress="unknown",
        progress_said_by=None,
        assurance=(),
        schedule="no_date",
    ),
    case(
        "whoever is responsible for it may say",
        "2026-06-01",
        {"accountabilities": (answers_for(RIVERS),), "updates": (update("planned", "2026", by=RIVERS),)},
        "The Rivers Agency says it is planned",
        progress="planned",
        assurance=("claimed",),
    ),
    case(
        "whoever only reports on it may not",
        "2026-06-01",
        {"accountabilities": (answers_for(RIVERS, "reporting"),), "updates": (update("planned", "2026", by=RIVERS),)},
        progress="unknown",
    ),
    case(
        "whoever it was passed on to may say",
        "2026-06-01",
        {
            "responses": (response("passed_on", "2026-01", passed_to=RIVERS),),
            "updates": (update("planned", "2026", by=RIVERS),),
        },
        "Anytown Council passed this on to The Rivers Agency in January 2026.",
        progress="planned",
    ),
    case(
        "a correction replaces what it corrects, though dated earlier",
        "2026-06-01",
        {
            "updates": (
                update("delivered", "2026-05-02", id_="first"),
                update("partly_delivered", "2026-04-02", 21, kind="correction", corrects="first"),
            )
        },
        progress="partly_delivered",
        progress_on="2026-04-02",
        happened_on="2026-04-02",
    ),
    case(
        "the update before leads once a later one is erased",
        "2026-06-01",
        {"updates": (update("planned", "2025-04-02"),)},
        progress="planned",
        progress_on="2025-04-02",
    ),
    case(
        "an update dated only by its year comes before one dated within it",
        "2026-06-01",
        {"updates": (update("delivered", "2026", 25), update("under_way", "2026-02-01", 21))},
        progress="under_way",
        happened_on="2026-02-01",
    ),
    case(
        "of two on one day the later published leads",
        "2026-06-01",
        {"updates": (update("delivered", "2026-02-01", 25), update("under_way", "2026-02-01", 21))},
        progress="delivered",
    ),
    case(
        "a fact has no code and moves what happened, not progress",
        "2026-06-01",
        {
            "updates": (
                update("planned", "2026-01"),
                update(None, "2026-03", 21, kind="fact", summary="The bid was won."),
            )
        },
        "The council says it is planned: two of the five streets are open (January 2026)."
        " The council says: the bid was won (March 2026).",
        progress="planned",
        progress_on="2026-01",
        happened_on="2026-03",
    ),
    case(
        "a code on a fact is no code",
        "2026-06-01",
        {"updates": (update("planned", "2026-01"), update("delivered", "2026-03", 21, kind="fact"))},
        progress="planned",
    ),
    case(
        "a restated code leads, though nothing happened",
        "2026-06-01",
        {"updates": (update("planned", "2026-01"), update("under_way", "2026-03", 21, kind="restated"))},
        progress="under_way",
        progress_on="2026-03",
        happened_on="2026-01",
    ),
    case(
        "a confirmation refreshes “still true” and nothing else",
        "2026-06-01",
        {"updates": (update("planned", "2026-01"), update("planned", "2026-05", 21, kind="confirmation"))},
        "Still so in May 2026.",
        progress="planned",
        progress_on="2026-01",
        happened_on="2026-01",
        still_true_on="2026-05",
    ),
    case(
        "a confirmation leads where nothing else has a code",
        "2026-06-01",
        {"updates": (update("continuing", "2026-05", 21, kind="confirmation"),)},
        progress="continuing",
        happened_on=None,
        still_true_on="2026-05",
    ),
    case(
        "a confirmation of what came before says nothing of what leads",
        "2026-06-01",
        {"updates": (update("planned", "2026-05"), update(None, "2026-01", 21, kind="confirmation"))},
        still_true_on=None,
    ),
    case(
        "an inferred link to a project moves nothing",
        "2026-06-01",
        {"contributions": (plan(None, ground="inferred"),)},
        progress="unknown",
        schedule="no_date",
    ),
    case(
        "a source's own word is quoted where there is no code of ours",
        "2026-06-01",
        {"updates": (update(None, "2026-05", by=PAPER, said_as={"en": "In delivery"}),)},
        "The Anytown Echo calls it “In delivery”: two of the five streets are open (May 2026).",
        progress="unknown",
        happened_on="2026-05",
    ),
    case(
        "a doubtful match says so",
        "2026-06-01",
        {"updates": (update("under_way", "2026-05", confidence="low"),)},
        "As far as we can tell, the council says work is under way",
    ),
    case(
        "a date we worked out says so",
        "2026-06-01",
        {"updates": (update("under_way", "2026", inferred=True),)},
        "(we think 2026)",
    ),
]

SCHEDULE = [
    case(
        "not due for more than thirty days",
        "2026-05-31",
        {"responses": (response("accepted", "2026-01", due="2026-07-01", promised={"en": "five streets"}),)},
        "The council promised five streets by 1 July 2026.",
        schedule="not_due",
        due=date(2026, 7, 1),
        first_due=date(2026, 7, 1),
        days_late=None,
        times_moved=0,
    ),
    case(
        "due within thirty days",
        "2026-06-01",
        {"responses": (response("accepted", "2026-01", due="2026-07-01"),)},
        "It is due by 1 July 2026.",
        schedule="due_soon",
    ),
    case(
        "not late on the day itself",
        "2026-07-01",
        {"responses": (response("accepted", "2026-01", due="2026-07-01"),)},
        schedule="due_soon",
        days_late=None,
    ),
    case(
        "late from the day after",
        "2026-07-02",
        {"responses": (response("accepted", "2026-01", due="2026-07-01"),)},
        "It was due by 1 July 2026 and has not come.",
        schedule="late",
        days_late=1,
    ),
    case(
        "in a compiled record late only up to the last look",
        "2026-11-02",
        {
            "assembly": assembly(checked_to="2026-08-01"),
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
        },
        "It was due by 1 July 2026; we found no word that it came (last looked August 2026).",
        schedule="late",
        days_late=31,
    ),
    case(
        "the members' own date makes nothing late",
        "2026-07-02",
        {"recommendation": item(timescale={"printed": {"en": "within a year"}, "by": {"value": "2020"}})},
        schedule="no_date",
        due=None,
        members_asked_by=date(2020, 12, 31),
    ),
    case(
        "a due date moved twice keeps its first",
        "2026-06-02",
        {
            "responses": (response("accepted", "2025-01", due="2025-12-31"),),
            "updates": (
                update("under_way", "2025-11", due=due("2026-05-31")),
                update("under_way", "2026-05", 21, due=due("2026-12-31")),
            ),
        },
        "The date has moved twice.",
        schedule="not_due",
        due=date(2026, 12, 31),
        first_due=date(2025, 12, 31),
        times_moved=2,
    ),
    case(
        "the same date said more exactly has not moved",
        "2026-06-02",
        {
            "responses": (response("accepted", "2025-01", due="2026"),),
            "updates": (update("under_way", "2025-11", due=due("2026-12-31")),),
        },
        times_moved=0,
    ),
    case(
        "a date moved by a revised answer",
        "2026-06-02",
        {
            "responses": (
                response("accepted", "2025-01", due="2025-12-31"),
                response("accepted", "2025-11", 11, due="2027", revises=response("accepted", "2025").facts.id),
            )
        },
        schedule="not_due",
        first_due=date(2025, 12, 31),
        due=date(2027, 12, 31),
        times_moved=1,
    ),
    case(
        "a date the law sets",
        "2026-06-02",
        {"updates": (update("under_way", "2025-11", due=due("2026", "law")),)},
        "By law it is due by the end of 2026.",
        schedule="not_due",
    ),
    case(
        "a date a stranger names makes nothing late",
        "2026-06-02",
        {"updates": (update(None, "2025-11", by=CAMPAIGN, due=due("2025-12")),)},
        schedule="no_date",
        due=None,
    ),
    case(
        "delivered late is finished, and keeps its days",
        "2026-09-01",
        {
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
            "updates": (update("delivered", "2026-08-01"),),
        },
        "It was due by 1 July 2026 and came 31 days late.",
        schedule="finished",
        days_late=31,
    ),
    case(
        "delivered in time",
        "2026-09-01",
        {
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
            "updates": (update("delivered", "2026-06-01"), update("continuing", "2026-08-01", 21)),
        },
        "Nobody else has checked this.",
        schedule="finished",
        days_late=0,
        progress="continuing",
    ),
    case(
        "delivered at some time in the year it was due is not accused",
        "2026-09-01",
        {
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
            "updates": (update("delivered", "2026"),),
        },
        schedule="finished",
        days_late=0,
    ),
    case(
        "reopened after it was closed is late again",
        "2026-09-01",
        {
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
            "updates": (update("delivered", "2026-06-01"), update("paused", "2026-08-01", 21)),
        },
        progress="paused",
        schedule="late",
        days_late=62,
    ),
    case(
        "closed, reopened and closed again counts from the last closing",
        "2026-09-01",
        {
            "responses": (response("accepted", "2026-01", due="2026-07-01"),),
            "updates": (
                update("delivered", "2026-06-01"),
                update("paused", "2026-07-01", 21),
                update("delivered", "2026-07-11", 22),
            ),
        },
        schedule="finished",
        days_late=10,
    ),
    case("stopped", "2026-09-01", {"updates": (update("stopped", "2026-06-01"),)}, schedule="not_expected"),
    case("overtaken", "2026-09-01", {"updates": (update("overtaken", "2026-06-01"),)}, schedule="not_expected"),
    case(
        "lapsed is not finished",
        "2026-09-01",
        {"updates": (update("lapsed", "2026-06-01", due=due("2026-07-01")),)},
        schedule="late",
    ),
    case(
        "the plan that answered it is over",
        "2026-01-01",
        {"contributions": (plan("2025"),)},
        "The plan meant to deliver this ended in 2025, and nobody has said what has happened.",
        schedule="plan_ended",
    ),
    case("the plan's last day", "2025-12-31", {"contributions": (plan("2025"),)}, schedule="no_date"),
    case(
        "one of two plans goes on",
        "2026-01-01",
        {"contributions": (plan("2025"), plan("2030", "tests", 2, theme="Streets"))},
        schedule="no_date",
    ),
    case(
        "a plan with no known end is not over",
        "2026-01-01",
        {"contributions": (plan("2025"), plan(None, number=2, recommendation=ITEM))},
        schedule="no_date",
    ),
    case(
        "a plan that only inspired", "2026-01-01", {"contributions": (plan("2025", "inspired_by"),)}, schedule="no_date"
    ),
    case(
        "a plan for another theme",
        "2026-01-01",
        {"contributions": (plan("2025", theme="Parks"),)},
        schedule="no_date",
    ),
    case(
        "a plan that ended, and news before that",
        "2026-02-01",
        {"contributions": (plan("2025"),), "updates": (update("under_way", "2024"),)},
        "The plan meant to deliver this ended in 2025; nobody has said what came of it.",
        schedule="plan_ended",
    ),
    case(
        "a plan that ended, and news since",
        "2026-02-01",
        {"contributions": (plan("2025"),), "updates": (update("under_way", "2026-01"),)},
        schedule="no_date",
    ),
    case(
        "a plan that ended after the compiler last looked",
        "2026-02-01",
        {"assembly": assembly(checked_to="2025-12-31"), "contributions": (plan("2025"),)},
        schedule="no_date",
    ),
]

UPDATES_DUE = [
    case(
        "the next update is due",
        "2026-06-30",
        {"updates": (update("under_way", "2026-01", next_update_due="2026-06"),)},
        update_overdue=False,
        next_update_due=date(2026, 6, 30),
    ),
    case(
        "the next update is overdue",
        "2026-07-01",
        {"updates": (update("under_way", "2026-01", next_update_due="2026-06"),)},
        update_overdue=True,
    ),
    case(
        "a later update without a day leaves none",
        "2026-07-01",
        {"updates": (update("under_way", "2026-01", next_update_due="2026-06"), update("paused", "2026-05", 21))},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "a later update without a day leaves the promise to report",
        "2026-07-01",
        {
            "assembly": assembly([REPORT_EVERY_SIX]),
            "updates": (update("under_way", "2026-01", next_update_due="2026-06"), update("paused", "2026-05-10", 21)),
        },
        update_overdue=False,
        next_update_due=date(2026, 11, 10),
    ),
    case(
        "a report dated by its month counts from the month's last day",
        "2026-11-30",
        {"assembly": assembly([REPORT_EVERY_SIX]), "updates": (update("under_way", "2026-05"),)},
        update_overdue=False,
        next_update_due=date(2026, 11, 30),
    ),
    case(
        "a stranger's statement is no report",
        "2026-07-01",
        {"updates": (update("under_way", "2026-01", next_update_due="2026-06"), update(None, "2026-05", 21, by=PAPER))},
        update_overdue=True,
    ),
    case(
        "a report on the whole assembly keeps the promise for every item",
        "2026-11-30",
        {"assembly": assembly([REPORT_EVERY_SIX]), "reports": (update(None, "2026-05", about=ASSEMBLY),)},
        update_overdue=False,
        next_update_due=date(2026, 11, 30),
    ),
    case(
        "a stranger's statement on the whole keeps no promise",
        "2025-12-31",
        {"assembly": assembly([REPORT_EVERY_SIX]), "reports": (update(None, "2025-10", about=ASSEMBLY, by=PAPER),)},
        update_overdue=True,
        next_update_due=date(2025, 12, 30),
    ),
    case(
        "a promise to report counts from when it was made",
        "2025-12-31",
        {"assembly": assembly([REPORT_EVERY_SIX])},
        update_overdue=True,
        next_update_due=date(2025, 12, 30),
    ),
    case(
        "a promise to report by a day",
        "2026-03-02",
        {"assembly": assembly([promise("report", due="2026-03-01", every_months=6)])},
        update_overdue=True,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "of two promises to report the one that falls due first counts",
        "2025-10-02",
        {"assembly": assembly([REPORT_EVERY_SIX, promise("report", due="2025-10-01", every_months=12)])},
        update_overdue=True,
        next_update_due=date(2025, 10, 1),
    ),
    case(
        "a promise to report that was dropped",
        "2027-03-02",
        {"assembly": assembly([REPORT_EVERY_SIX | {"later": [dropped("2026-01-01")]}])},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "a report promised once is due on its day",
        "2026-03-01",
        {"assembly": assembly([REPORT_ONCE])},
        update_overdue=False,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "a report promised once is missed after its day",
        "2026-03-02",
        {"assembly": assembly([REPORT_ONCE])},
        update_overdue=True,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "a report that the law asks for once is missed like any other",
        "2026-03-02",
        {"assembly": assembly([REPORT_ONCE | {"set_by": "law"}])},
        update_overdue=True,
    ),
    case(
        "a report promised once is kept by whoever promised it",
        "2027-03-02",
        {"assembly": assembly([REPORT_ONCE]), "reports": (update(None, "2026-02", about=ASSEMBLY),)},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "what was said when a report was promised is not the report",
        "2026-03-02",
        {"assembly": assembly([REPORT_ONCE]), "reports": (update(None, "2025-06-30", about=ASSEMBLY),)},
        update_overdue=True,
    ),
    case(
        "a reader's letter that the keeper entered is no report",
        "2026-03-02",
        {
            "assembly": assembly([REPORT_ONCE]),
            "reports": (update(None, "2026-02", about=ASSEMBLY, by=PAPER, entered_by=COUNCIL),),
            "updates": (update(None, "2026-02", by=PAPER, entered_by=COUNCIL),),
        },
        update_overdue=True,
    ),
    case(
        "a report of another body keeps no promise",
        "2026-03-02",
        {"assembly": assembly([RIVERS_ONCE]), "reports": (update(None, "2026-02", about=ASSEMBLY),)},
        update_overdue=True,
    ),
    case(
        "a report that a compiler found keeps the promise of whoever made it",
        "2026-03-02",
        {
            "assembly": assembly([RIVERS_ONCE], "2026-03-02"),
            "reports": (update(None, "2026-02", about=ASSEMBLY, by=RIVERS, entered_by=COMPILER),),
        },
        update_overdue=False,
    ),
    case(
        "a report of the successor keeps the promise",
        "2026-03-02",
        {
            "assembly": assembly([RIVERS_ONCE]),
            "organisations": ended(RIVERS, None, SCRUTINY),
            "reports": (update(None, "2026-02", about=ASSEMBLY, by=SCRUTINY),),
        },
        update_overdue=False,
    ),
    case(
        "a report of whoever took the promise over keeps it",
        "2026-03-02",
        {
            "assembly": assembly([RIVERS_ONCE | {"later": [dropped("2026-01-01", "reaffirmed", SCRUTINY)]}]),
            "reports": (update(None, "2026-02", about=ASSEMBLY, by=SCRUTINY),),
        },
        update_overdue=False,
    ),
    case(
        "a report that a source shows was made keeps the promise",
        "2026-03-02",
        {"assembly": assembly([REPORT_ONCE | {"later": [kept("2026-02-20")]}])},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "of reports made again and again a source shows but one",
        "2026-09-01",
        {"assembly": assembly([REPORT_EVERY_SIX | {"later": [kept("2026-02-20")]}])},
        update_overdue=True,
        next_update_due=date(2026, 8, 20),
    ),
    case(
        "a confirmation is no report",
        "2026-03-02",
        {
            "assembly": assembly([REPORT_ONCE]),
            "updates": (update(None, "2026-02", **STILL),),
            "reports": (update(None, "2026-02", about=ASSEMBLY, **STILL),),
        },
        update_overdue=True,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "a confirmation that names a day leaves the promise to report",
        "2026-03-02",
        {
            "assembly": assembly([REPORT_ONCE]),
            "updates": (update(None, "2026-02", next_update_due="2026-09", **STILL),),
        },
        update_overdue=True,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "a report by whoever ends before its day is never due",
        "2026-03-02",
        {"assembly": assembly([RIVERS_ONCE]), "organisations": ended(RIVERS, "2025-12")},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "a report is missed while whoever promised it goes on",
        "2026-06-30",
        {"assembly": assembly([RIVERS_ONCE]), "organisations": ended(RIVERS, "2026-06")},
        update_overdue=True,
    ),
    case(
        "a report that was missed is late no more once whoever promised it has ended",
        "2026-07-01",
        {"assembly": assembly([RIVERS_ONCE]), "organisations": ended(RIVERS, "2026-06", SCRUTINY)},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "a report goes on to be owed by whoever took it over from one that ended",
        "2026-07-01",
        {
            "assembly": assembly([RIVERS_ONCE | {"later": [dropped("2026-01-01", "reaffirmed", SCRUTINY)]}]),
            "organisations": ended(RIVERS, "2026-06", SCRUTINY),
        },
        update_overdue=True,
    ),
    case(
        "a report is missed where a compiler looked for that one longer",
        "2026-09-01",
        {"assembly": assembly([REPORT_ONCE | {"checked_to": {"value": "2026-06-30"}}], "2025-12-31")},
        update_overdue=True,
    ),
    case(
        "a report is not missed where a compiler looked for that one less long",
        "2026-09-01",
        {"assembly": assembly([REPORT_ONCE | {"checked_to": {"value": "2025-12-31"}}], "2026-06-30")},
        update_overdue=False,
    ),
    case(
        "a confirmation sets the day of the next news",
        "2026-09-01",
        {
            "updates": (
                update("under_way", "2026-01", next_update_due="2026-04"),
                update(None, "2026-04-01", 21, next_update_due="2026-07", **STILL),
                update(None, "2026-07-01", 22, next_update_due="2026-10", **STILL),
            )
        },
        update_overdue=False,
        next_update_due=date(2026, 10, 31),
    ),
    case(
        "a third confirmation in a row sets no day",
        "2026-11-01",
        {
            "updates": (
                update("under_way", "2026-01", next_update_due="2026-04"),
                update(None, "2026-04-01", 21, next_update_due="2026-07", **STILL),
                update(None, "2026-07-01", 22, next_update_due="2026-10", **STILL),
                update(None, "2026-10-01", 23, next_update_due="2027-01", **STILL),
                update(None, "2026-10-20", 24, next_update_due="2027-04", **STILL),
            )
        },
        update_overdue=True,
        next_update_due=date(2026, 10, 31),
    ),
    case(
        "after news the first confirmation sets the day again",
        "2026-11-01",
        {
            "updates": (
                update(None, "2026-04-01", 21, next_update_due="2026-07", **STILL),
                update(None, "2026-07-01", 22, next_update_due="2026-10", **STILL),
                update("under_way", "2026-09", 23, next_update_due="2026-10"),
                update(None, "2026-10-01", 24, next_update_due="2027-01", **STILL),
            )
        },
        update_overdue=False,
        next_update_due=date(2027, 1, 31),
    ),
    case(
        "what a stranger says ends no run of confirmations",
        "2026-11-01",
        {
            "updates": (
                update(None, "2026-04-01", 21, next_update_due="2026-07", **STILL),
                update(None, "2026-07-01", 22, next_update_due="2026-10", **STILL),
                update(None, "2026-09-01", 23, by=PAPER),
                update(None, "2026-10-01", 24, next_update_due="2027-01", **STILL),
            )
        },
        update_overdue=True,
        next_update_due=date(2026, 10, 31),
    ),
    case(
        "the day of the next news does not put off a report that was promised",
        "2026-03-02",
        {
            "assembly": assembly([RIVERS_ONCE]),
            "updates": (update("under_way", "2026-01", next_update_due="2026-12"),),
        },
        update_overdue=True,
        next_update_due=date(2026, 3, 1),
    ),
    case(
        "never overdue once finished",
        "2026-07-01",
        {"updates": (update("delivered", "2026-01", next_update_due="2026-06"),)},
        update_overdue=False,
    ),
    case(
        "nothing is due of what was rejected",
        "2027-07-01",
        {"assembly": assembly([REPORT_EVERY_SIX]), "responses": (response("rejected", "2026-01"),)},
        update_overdue=False,
        next_update_due=None,
    ),
    case(
        "in a compiled record overdue only up to the last look",
        "2027-07-01",
        {
            "assembly": assembly(checked_to="2026-06-30"),
            "updates": (update("under_way", "2026-01", next_update_due="2026-06"),),
        },
        update_overdue=False,
    ),
]

DONE = update("delivered", "2026-05-02")

ASSURANCE = [
    case(
        "members agree by more than half of those voting",
        "2026-09-01",
        {
            "updates": (DONE,),
            "verdicts": (verdict("partly", "2026-06", voted=12, marks=marks(met=4, mostly=5, not_met=3)),),
        },
        "Members agree: 9 of 12.",
        assurance=("claimed", "members_agree"),
    ),
    case(
        "members disagree",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", marks=marks(met=3, partly=5, barely=4)),)},
        "Members disagree: 9 of 12.",
        assurance=("claimed", "members_disagree"),
    ),
    case(
        "half is neither",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", voted=12, marks=marks(met=6, not_met=6)),)},
        "are open (2 May 2026).",
        assurance=("claimed",),
    ),
    case(
        "more than half of those who marked, not of those voting",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", voted=12, marks=marks(met=6, not_met=1)),)},
        assurance=("claimed",),
    ),
    case(
        "without numbers the verdict's own code counts",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("mostly", "2026-06"),)},
        "Members agree.",
        assurance=("claimed", "members_agree"),
    ),
    case(
        "a residents' panel is never called members",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("barely", "2026-06", "residents_panel"),)},
        "The residents’ panel disagrees.",
        assurance=("claimed", "panel_disagrees"),
    ),
    case(
        "a verdict older than the update says nothing",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-05-01"),)},
        "The council says it is done: two of the five streets are open (2 May 2026).",
        assurance=("claimed",),
    ),
    case(
        "a verdict on the answer says nothing of the delivery",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", of="answer"),)},
        assurance=("claimed",),
    ),
    case(
        "the latest verdict of the same members counts",
        "2026-09-01",
        {
            "updates": (DONE,),
            "verdicts": (verdict("met", "2026-07", sequence=31), verdict("barely", "2026-06", sequence=32)),
        },
        assurance=("claimed", "members_agree"),
    ),
    case(
        "a verdict where nothing leads judges nothing",
        "2026-09-01",
        {"verdicts": (verdict("met", "2026-06"),)},
        assurance=(),
    ),
    case(
        "scrutinised",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("partly", "2026-06", "scrutiny", sources=MINUTE),)},
        assurance=("claimed", "scrutinised"),
    ),
    case(
        "scrutiny without a minute or a report counts for nothing",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("partly", "2026-06", "scrutiny"),)},
        assurance=("claimed",),
    ),
    *(
        case(
            f"whoever answers for it is no {label} of it",
            "2026-09-01",
            {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", label, by=COUNCIL, sources=MINUTE),)},
            assurance=("claimed",),
        )
        for label in ("members", "scrutiny", "audit", "researchers", "press")
    ),
    case(
        "whoever calls themselves the members and is no panel is nobody",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", "members", by=PAPER),)},
        assurance=("claimed",),
    ),
    case(
        "whoever delivers it is not independent of it",
        "2026-09-01",
        {
            "updates": (DONE,),
            "verdicts": (verdict("met", "2026-06", "campaigners"),),
            "contributions": (plan(None, lead=CAMPAIGN),),
        },
        assurance=("claimed",),
    ),
    case(
        "an independent look that differs",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("partly", "2026-06", "campaigners"),)},
        "Anytown Cyclists looked at this and disagrees.",
        assurance=("claimed", "independent", "disputed"),
    ),
    case(
        "an independent look that agrees",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("met", "2026-06", "press"),)},
        assurance=("claimed", "independent"),
    ),
    case(
        "looked and could not tell",
        "2026-09-01",
        {"updates": (DONE,), "verdicts": (verdict("cannot_tell", "2026-06", "researchers"),)},
        assurance=("claimed", "cannot_tell"),
    ),
    case(
        "signed off by another post",
        "2026-09-01",
        {"updates": (CLAIMED, sign_off(CLAIMED))},
        "Another post has signed this off.",
        assurance=("claimed", "signed_off"),
    ),
    case(
        "what was changed after it was signed off is not signed off",
        "2026-09-01",
        {"updates": (CLAIMED, sign_off(CLAIMED, sequence=CLAIMED.sequence - 1))},
        assurance=("claimed",),
    ),
    case(
        "a post that is typed in has signed nothing off",
        "2026-09-01",
        {
            "updates": (
                update(
                    "delivered",
                    "2026-05-02",
                    speaker={"post": "anytown-council-streets-manager"},
                    checked_by="anytown-council-director",
                ),
            )
        },
        assurance=("claimed",),
    ),
    case(
        "signed off by the same post is no check",
        "2026-09-01",
        {"updates": (CLAIMED, sign_off(CLAIMED, post="anytown-council-streets-manager"))},
        assurance=("claimed",),
    ),
    case(
        "counts that differ are said to",
        "2026-09-01",
        {"updates": (update("delivered", "2026-05-02", counts_differ=True),)},
        "Counts differ.",
    ),
]

LOCAL = hold("2026-03-27", "2026-05-07")
LONGER = hold("2026-04-10", "2026-06-04")
UNDER_HOLD = holding(anytown_council=LOCAL)
DUE_IN_APRIL = update("under_way", "2026-01-02", due=due("2026-04-01"))
NO_HOLD: dict[str, Any] = {"hold": None, "late_in_hold": False, "note": None}

HOLDS = [
    case("the day before a hold", "2026-03-26", {"organisations": UNDER_HOLD}, **NO_HOLD),
    case(
        "a hold stands from its first day, and readers are told until when",
        "2026-03-27",
        {"organisations": UNDER_HOLD},
        hold=HoldOf(COUNCIL, LOCAL),
        late_in_hold=False,
        note={
            "en": "Because of an election, Anytown Council may publish less until the end of 7 May 2026."
            " Factual corrections go on.",
            "cy": "Oherwydd etholiad, gall Cyngor Anytown gyhoeddi llai tan ddiwedd 7 Mai 2026."
            " Mae cywiriadau ffeithiol yn parhau.",
        },
    ),
    case("polling day is its last", "2026-05-07", {"organisations": UNDER_HOLD}, hold=HoldOf(COUNCIL, LOCAL)),
    case("the day after the poll it is over", "2026-05-08", {"organisations": UNDER_HOLD}, **NO_HOLD),
    case(
        "late stays late in a hold, and is marked",
        "2026-04-11",
        {"organisations": UNDER_HOLD, "updates": (DUE_IN_APRIL,)},
        "It was due by 1 April 2026 and has not come.",
        schedule="late",
        days_late=10,
        late_in_hold=True,
    ),
    case(
        "an answer that is late in a hold is marked",
        "2026-04-11",
        {"organisations": UNDER_HOLD, "assembly": assembly([ANSWER_BY_MARCH])},
        response="no_answer",
        answer_days_late=41,
        late_in_hold=True,
    ),
    case(
        "no news since a day in a hold is owed, and not late",
        "2026-04-11",
        {
            "organisations": UNDER_HOLD,
            "updates": (update("under_way", "2026-01-02", next_update_due="2026-03"),),
        },
        update_overdue=True,
        late_in_hold=False,
    ),
    case(
        "late once the hold is over is late and no more",
        "2026-05-08",
        {"organisations": UNDER_HOLD, "updates": (DUE_IN_APRIL,)},
        schedule="late",
        days_late=37,
        late_in_hold=False,
    ),
    case(
        "a hold of somebody who does not answer for it says nothing of it",
        "2026-04-11",
        {"organisations": holding(anytown_echo=LOCAL, rivers_agency=LOCAL)},
        **NO_HOLD,
    ),
    case(
        "a hold of somebody responsible for it",
        "2026-04-11",
        {"organisations": holding(rivers_agency=LOCAL), "accountabilities": (answers_for(RIVERS),)},
        hold=HoldOf(RIVERS, LOCAL),
    ),
    case(
        "a hold of whoever it was passed on to",
        "2026-04-11",
        {
            "organisations": holding(rivers_agency=LOCAL),
            "responses": (response("passed_on", "2026-02-01", passed_to=RIVERS),),
        },
        hold=HoldOf(RIVERS, LOCAL),
    ),
    case(
        "of two holds the one of whoever commissioned it is told, though the other is longer",
        "2026-04-11",
        {
            "organisations": holding(anytown_council=LOCAL, rivers_agency=LONGER),
            "accountabilities": (answers_for(RIVERS),),
        },
        hold=HoldOf(COUNCIL, LOCAL),
    ),
    case(
        "of two holds the one of whoever gave the answer is told",
        "2026-04-11",
        {
            "organisations": holding(anytown_council=LONGER, rivers_agency=LOCAL),
            "assembly": assembly([promise("answer_whole", by=RIVERS)]),
            "responses": (response("accepted", "2026-02-01", by=RIVERS),),
        },
        hold=HoldOf(RIVERS, LOCAL),
    ),
    case(
        "a hold stands in a compiled record too, where the clock has stopped",
        "2026-04-11",
        {
            "organisations": UNDER_HOLD,
            "assembly": assembly(checked_to="2026-02-20"),
            "updates": (update("under_way", "2026-01-02", due=due("2026-02-10")),),
        },
        schedule="late",
        days_late=10,
        late_in_hold=True,
    ),
    case(
        "what is done before the poll is not late in a hold",
        "2026-04-11",
        {
            "organisations": UNDER_HOLD,
            "updates": (update("delivered", "2026-04-05", due=due("2026-04-01")),),
        },
        schedule="finished",
        days_late=4,
        hold=HoldOf(COUNCIL, LOCAL),
        late_in_hold=False,
    ),
]

CASES = [*RESPONSES, *PROGRESS, *SCHEDULE, *UPDATES_DUE, *ASSURANCE, *HOLDS]
