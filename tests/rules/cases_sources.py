"""What sources say, and what the record may say of it: a case for each kind of untruth, with its neighbours."""

from datetime import date

from tests.rules.build import (
    CAMPAIGN,
    COMPILER,
    COUNCIL,
    ITEM,
    MEMBERS,
    MINUTE,
    ORGANISATIONS,
    PAPER,
    PARTY,
    RIVERS,
    SCRUTINY,
    assembly,
    due,
    item,
    linked,
    marks,
    organisation,
    plan,
    project,
    promise,
    reply,
    response,
    update,
    verdict,
    when,
)
from tests.rules.cases import Case, case

EACH = promise("answer_each", due="2024-06-30")
SOURCE = [{"address": "https://anytown.example/report"}]
LOOKED = assembly(checked_to="2026-06-01")
PROMISED_EACH = assembly([EACH], checked_to="2026-06-01")

NOT_HELD = [
    case(
        "an answer that a source tells of and the record does not hold",
        "2026-06-01",
        {"assembly": LOOKED, "responses": (response("not_held", "2024-10", sources=SOURCE),)},
        "Anytown Council answered in October 2024; this record does not hold what it said of this one, if anything.",
        response="not_held",
        answered_on="2024-10",
    ),
    case(
        "without a source it is not known whether there was an answer",
        "2026-06-01",
        {"assembly": LOOKED, "responses": (response("not_held", "2024-10"),)},
        "We do not know whether Anytown Council answered this one (last looked June 2026).",
        response="not_held",
    ),
    case(
        "a body that says it answered is not accused of silence",
        "2026-06-01",
        {"assembly": PROMISED_EACH, "replies": (reply("2024-05"),)},
        "Anytown Council says that it answered in May 2024; this record does not hold that answer.",
        response="not_held",
        answer_days_late=None,
    ),
    case(
        "a day that the law set for an answer is told as the law's",
        "2026-06-01",
        {"assembly": assembly([promise("answer_each", due="2024-06-30", set_by="law")], checked_to="2026-06-01")},
        "We found no answer to this one; by law one was due by 30 June 2024.",
        response="no_answer",
    ),
    case(
        "a stranger's word that it answered changes nothing",
        "2026-06-01",
        {"assembly": PROMISED_EACH, "replies": (reply("2024-05", by=PAPER),)},
        response="no_answer",
    ),
    case(
        "a reply that does not say so changes nothing",
        "2026-06-01",
        {"assembly": PROMISED_EACH, "replies": (reply(),)},
        response="no_answer",
    ),
    case(
        "where others of a promised set are held, this one may only not have been found",
        "2026-06-01",
        {"assembly": PROMISED_EACH, "answered_singly": frozenset({COUNCIL})},
        "We do not know whether Anytown Council answered this one (last looked June 2026).",
        response="not_held",
    ),
    case(
        "unless the compiler looked for all",
        "2026-06-01",
        {
            "assembly": assembly([EACH], checked_to="2026-06-01", looked_for="all"),
            "answered_singly": frozenset({COUNCIL}),
        },
        "We found no answer to this one; Anytown Council promised one by 30 June 2024",
        response="no_answer",
    ),
    case(
        "or the body keeps the record itself",
        "2026-06-01",
        {"assembly": assembly([EACH]), "answered_singly": frozenset({COUNCIL})},
        response="no_answer",
    ),
    case(
        "answers by somebody who promised none say nothing of this one",
        "2026-06-01",
        {"assembly": PROMISED_EACH, "answered_singly": frozenset({RIVERS})},
        response="no_answer",
    ),
    case(
        "after an answer to all, what is not known of this one is told beside it",
        "2026-06-01",
        {
            "assembly": PROMISED_EACH,
            "responses": (response("accepted", "2024-03", to="package"),),
            "answered_singly": frozenset({COUNCIL}),
        },
        "apart from those it answered singly, in March 2024; it answered others one by one, and we do not know whether",
        response="not_held",
    ),
]

MADE = {"counted": 149}
TOGETHER = [
    case(
        "all but some, by the number that the source prints",
        "2026-06-01",
        MADE | {"responses": (response("accepted_in_principle", "2026-02", to="package", count=146),)},
        "Anytown Council backed 146 of 149 recommendations together, this one among them, in February 2026",
    ),
    case(
        "all but some, by those it leaves out",
        "2026-06-01",
        MADE
        | {
            "responses": (
                response("accepted", "2026-02", to="package", excluding=[f"{ITEM}-{number}" for number in "abc"]),
            )
        },
        "Anytown Council accepted 146 of 149 recommendations together, this one among them, in February 2026",
    ),
    case(
        "without a number, apart from those it answered singly",
        "2026-06-01",
        MADE | {"responses": (response("accepted", "2026-02", to="package"),), "answered_singly": frozenset({COUNCIL})},
        "Anytown Council accepted the recommendations together, apart from those it answered singly, in February 2026",
    ),
    case(
        "without a number that is printed, no number",
        "2026-06-01",
        MADE | {"responses": (response("accepted", "2026-02", to="package"),)},
        "Anytown Council accepted all the recommendations together in February 2026",
    ),
    case(
        "an answer that leaves this one out is none",
        "2026-06-01",
        {"responses": (response("accepted", "2026-02", to="package", excluding=[ITEM]),)},
        "Anytown Council has not answered this one yet.",
        response="awaiting",
    ),
    case(
        "an answer to several themes reaches each, and names all",
        "2026-06-01",
        {"responses": (response("accepted", "2026-02", to="theme", theme="Parks", themes=["Parks", "Streets"]),)},
        "Anytown Council accepted all the recommendations on “Parks” and “Streets” together in February 2026",
        answered_as="theme",
    ),
    case(
        "in Welsh the last of several is joined by its own sound",
        "2026-06-01",
        {"responses": (response("accepted", "2026-02", to="theme", theme="Streets", themes=["Streets", "Ystad"]),)},
        sentence={
            "en": "Anytown Council accepted all the recommendations on “Streets” and “Ystad” together in February 2026;"
            " it gave no separate answer to this one. Nobody has said yet what has happened.",
            "cy": "Derbyniodd Cyngor Anytown bob un o’r argymhellion ar “Streets” ac “Ystad” gyda’i gilydd ym mis"
            " Chwefror 2026; ni roddodd ateb ar wahân i’r un hwn. Nid oes neb wedi dweud eto beth sydd wedi digwydd.",
        },
    ),
    case(
        "a theme is called as the assembly says in this language",
        "2026-06-01",
        {
            "assembly": assembly(themes=[{"theme": "Streets", "name": {"en": "Streets and lanes"}}]),
            "responses": (response("accepted", "2026-02", to="theme"),),
        },
        "on “Streets and lanes” together",
    ),
    case(
        "the source's own word for its answer is quoted, and the code told as ours",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "responses": (response("accepted_in_part", "2026-02", said_as={"en": "Agree with changes"}),),
        },
        "Anytown Council answered this in February 2026: “Agree with changes”; we count this as: accepted in part.",
    ),
    case(
        "a second code is told beside the first",
        "2026-06-01",
        {"responses": (response("accepted_in_part", "2026-02", also="already_doing"),)},
        "Anytown Council accepted part of this in February 2026; also: covered by existing work.",
    ),
    case(
        "the reasons of a no are told where there is room",
        "2026-06-01",
        {"responses": (response("rejected", "2026-02", reasons={"en": "The street is too narrow."}),)},
        "Anytown Council rejected this in February 2026: the street is too narrow.",
    ),
    case(
        "what was promised without a day is told",
        "2026-06-01",
        {"responses": (response("accepted", "2026-02", promised={"en": "five streets"}),)},
        "Anytown Council accepted this in February 2026. It promised five streets.",
    ),
]

CODES = [
    case(
        "a code that the keeper chose is told as ours",
        "2026-06-01",
        {"assembly": LOOKED, "updates": (update("partly_delivered", "2026-05", entered_by=COMPILER),)},
        "Anytown Council says: two of the five streets are open (May 2026); we count this as partly done.",
        progress="partly_delivered",
        coded_by="keeper",
    ),
    case(
        "one that the source chose is told as theirs",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "updates": (update("partly_delivered", "2026-05", entered_by=COMPILER, coded_by="speaker"),),
        },
        "Anytown Council says it is partly done: two of the five streets are open (May 2026).",
        coded_by="speaker",
    ),
    case(
        "whoever enters their own statement chose its code",
        "2026-06-01",
        {"updates": (update("partly_delivered", "2026-05"),)},
        "The council says it is partly done",
        coded_by="speaker",
    ),
    case(
        "nothing leads, nobody chose a code",
        "2026-06-01",
        {"updates": (update(None, "2026-05", kind="fact"),)},
        coded_by=None,
    ),
    case(
        "what the keeper found is told as ours, never by its name",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "updates": (update(None, "2026-05", by=COMPILER, kind="fact", summary="No later panel."),),
        },
        "We found: no later panel (May 2026).",
    ),
    case(
        "a panel of the members may make the state",
        "2026-06-01",
        {"updates": (update("paused", "2026-05", by=MEMBERS),)},
        progress="paused",
    ),
    case(
        "scrutiny may make the state",
        "2026-06-01",
        {"assembly": LOOKED, "updates": (update("paused", "2026-05", by=SCRUTINY, entered_by=COMPILER),)},
        progress="paused",
    ),
    case(
        "a party makes no state and stands in no sentence",
        "2026-06-01",
        {"assembly": LOOKED, "updates": (update("delivered", "2026-05", by=PARTY, entered_by=COMPILER),)},
        "We found no answer to this one.",
        progress="unknown",
        happened_on=None,
        sentence={"en": "We found no answer to this one.", "cy": "Ni chawsom hyd i ateb i’r un hwn."},
    ),
    case(
        "a party's verdict stands in no sentence either",
        "2026-06-01",
        {
            "updates": (update("delivered", "2026-02"),),
            "verdicts": (verdict("not_met", "2026-05", "campaigners", by=PARTY),),
        },
        "The council says it is done: two of the five streets are open (February 2026).",
        assurance=("claimed",),
    ),
    case(
        "a link that is the keeper's is told as ours",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "updates": (
                update(
                    None,
                    "2026-05",
                    kind="fact",
                    by=PAPER,
                    entered_by=COMPILER,
                    link={"made_by": "keeper", "ground": "inferred", "confidence": "medium"},
                ),
            ),
        },
        "The Anytown Echo reports: two of the five streets are open (May 2026); we think it is about this one.",
    ),
    case(
        "a link that the source makes is told as nobody's",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "updates": (
                update(
                    None,
                    "2026-05",
                    kind="fact",
                    by=PAPER,
                    entered_by=COMPILER,
                    link={"made_by": "source", "ground": "explicit"},
                ),
            ),
        },
        "The Anytown Echo reports: two of the five streets are open (May 2026).",
    ),
]

NOTHING = [
    case(
        "a long silence is a fact without a count",
        "2026-06-01",
        {"assembly": assembly(checked_to="2026-06-01", reported=when("2022-02-14"))},
        "The report came out in February 2022; we found no answer to this one. We found nothing to show",
    ),
    case(
        "a linked project is something to show",
        "2026-06-01",
        {"assembly": LOOKED, "contributions": (linked(),)},
        "A source links “Play streets”, led by Anytown Council, to this (last looked June 2026).",
    ),
    case(
        "a link that we inferred is ours",
        "2026-06-01",
        {"assembly": LOOKED, "contributions": (linked("source", "inferred"),)},
        "We link “Play streets”, led by Anytown Council, to this",
    ),
    case(
        "a party's project stands on the page, and in no sentence",
        "2026-06-01",
        {"assembly": LOOKED, "contributions": (linked(lead=PARTY),)},
        "We found no answer to this one",
        sentence={"en": "We found no answer to this one.", "cy": "Ni chawsom hyd i ateb i’r un hwn."},
    ),
    case(
        "a project may say itself that it belongs here",
        "2026-06-01",
        {"assembly": LOOKED, "contributions": (linked("project", lead=RIVERS),)},
        "The Rivers Agency links “Play streets” to this",
    ),
    case(
        "an item last looked for on a day of its own is not late because others were looked for since",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "recommendation": item(checked_to=when("2021")),
            "responses": (response("accepted", "2021-02", due="2022-07-01"),),
        },
        "(last looked 2021)",
        schedule="not_due",
        last_looked=date(2021, 12, 31),
    ),
    case(
        "a view of the assembly has no progress and no schedule",
        "2026-06-01",
        {"recommendation": item(kind="statement"), "assembly": assembly([EACH])},
        "This states a view and asks for nothing to be done.",
        response=None,
        progress=None,
        schedule="not_expected",
    ),
    case(
        "a finding has none either",
        "2026-06-01",
        {"recommendation": item(kind="finding"), "assembly": LOOKED},
        "This is a finding and asks for nothing to be done.",
        progress=None,
    ),
    case(
        "the plan that followed is named, where the record holds it",
        "2026-06-01",
        {
            "assembly": LOOKED,
            "contributions": (plan("2025", successor="anytown-council-project-2"),),
            "projects": {"anytown-council-project-2": project(2, "plan", name={"en": "Streets plan 2026"})},
        },
        "The plan meant to deliver this ended in 2025; Streets plan 2026 follows it",
        schedule="plan_ended",
    ),
    case(
        "a plan that is over is told once, though it is linked to the item itself",
        "2026-06-01",
        {"assembly": LOOKED, "contributions": (plan("2025", recommendation=ITEM),)},
        "The plan meant to deliver this ended in 2025, and we found nothing to show that anything was done",
        schedule="plan_ended",
    ),
    case(
        "a date that spans is late only after the last of it, and told as printed",
        "2022-02-01",
        {
            "updates": (
                update(
                    "under_way",
                    "2021-02",
                    due={
                        "date": {"value": "2021", "until": "2022-spring", "printed": "end of 2021 or early 2022"},
                        "set_by": "responder",
                    },
                ),
            )
        },
        "It is due by “end of 2021 or early 2022”.",
        schedule="not_due",
    ),
    case(
        "no running count of days stands in a sentence",
        "2026-06-01",
        {"updates": (update("under_way", "2026-01", due=due("2026-03-01")),)},
        "It was due by 1 March 2026 and has not come.",
        schedule="late",
        days_late=92,
    ),
    case(
        "said twice that nothing changed, told with the day of the last news",
        "2026-10-01",
        {
            "updates": (
                update("under_way", "2026-07-20"),
                update(None, "2026-08", 21, kind="confirmation"),
                update(None, "2026-09", 22, kind="confirmation"),
            )
        },
        "The council has said twice that nothing has changed; the last news is of 20 July 2026.",
    ),
    case(
        "an answer to the whole is none to what asks for nothing",
        "2026-06-01",
        {"recommendation": item(kind="statement"), "responses": (response("accepted", "2026-02", to="package"),)},
        response=None,
        sentence={
            "en": "This states a view and asks for nothing to be done.",
            "cy": "Barn yw hon, ac nid yw’n gofyn am wneud dim.",
        },
    ),
    case(
        "one that names it is, and nothing more is owed to it",
        "2026-06-01",
        {
            "recommendation": item(kind="statement"),
            "assembly": assembly([EACH]),
            "responses": (response("noted", "2026-02"),),
        },
        response="noted",
        answer_days_late=None,
    ),
    case(
        "marks of its own are no disagreement",
        "2026-09-01",
        {
            "updates": (update("delivered", "2026-05-02"),),
            "verdicts": (verdict("as_printed", "2026-06", "researchers", by=CAMPAIGN),),
        },
        assurance=("claimed",),
    ),
    case(
        "nor are those of members, whose votes are counted where they have codes",
        "2026-09-01",
        {
            "updates": (update("delivered", "2026-05-02"),),
            "verdicts": (verdict("as_printed", "2026-06"),),
        },
        assurance=("claimed",),
    ),
    case(
        "few voters are not counted out, unless the source printed it",
        "2026-09-01",
        {
            "updates": (update("delivered", "2026-05-02"),),
            "verdicts": (verdict("met", "2026-06", marks=marks(met=4, not_met=3)),),
        },
        "Members agree, of fewer than ten who voted.",
    ),
    case(
        "as printed by the source, they are",
        "2026-09-01",
        {
            "updates": (update("delivered", "2026-05-02"),),
            "verdicts": (verdict("met", "2026-06", marks=marks(met=4, not_met=3), sources=MINUTE),),
        },
        "Members agree: 4 of 7.",
    ),
    case(
        "all who voted are told as all",
        "2026-09-01",
        {
            "updates": (update("delivered", "2026-05-02"),),
            "verdicts": (verdict("met", "2026-06", marks=marks(met=61)),),
        },
        "Members agree: all who voted.",
    ),
    case(
        "a name has a form for the middle of a sentence",
        "2026-06-01",
        {
            "organisations": {
                **ORGANISATIONS,
                RIVERS: organisation(RIVERS, "government", {"en": "Government of Rivers"}).model_copy(
                    update={"name_inside": {"en": "the government of Rivers"}}
                ),
            },
            "responses": (response("passed_on", "2026-02", passed_to=RIVERS),),
        },
        "Anytown Council passed this on to the government of Rivers in February 2026.",
    ),
    case(
        "of an assembly commissioned by two, either may answer",
        "2026-06-01",
        {
            "assembly": assembly(also_commissioned_by=[RIVERS]),
            "responses": (response("accepted", "2026-02", by=RIVERS),),
        },
        "The Rivers Agency accepted this in February 2026.",
        response="accepted",
    ),
    case(
        "where nobody knows who commissioned it, nobody is said to owe an answer",
        "2026-06-01",
        {"assembly": assembly(checked_to="2026-06-01").model_copy(update={"commissioned_by": None})},
        "We found no answer to this one.",
        response="awaiting",
    ),
]

OWED = [
    case(
        "late is what was promised for a day that has passed",
        "2026-06-01",
        {"updates": (update("under_way", "2026-01", due=due("2026-03-01")),)},
        owed=("delivery",),
    ),
    case(
        "a decision that was put off is late by the day it was put off to",
        "2026-06-01",
        {"responses": (response("deciding", "2026-01", decide_by="2026-03-01"),)},
        owed=("decision",),
    ),
    case(
        "an answer is late by the day it was promised for",
        "2026-06-01",
        {"assembly": assembly([promise("answer_whole", due="2026-03-01")])},
        owed=("answer",),
    ),
    case(
        "a report is late by the day it was promised for",
        "2026-06-01",
        {"assembly": assembly([promise("report", due="2026-03-01")])},
        owed=("report",),
    ),
    case(
        "no news since the day it was named for is owed under its own word",
        "2026-06-01",
        {"updates": (update("under_way", "2026-01", next_update_due="2026-03"),)},
        owed=("no_news",),
    ),
    case(
        "so is word of a plan that is over",
        "2026-06-01",
        {"contributions": (plan("2025"),)},
        owed=("plan_ended",),
    ),
    case(
        "several may hold",
        "2026-06-01",
        {
            "assembly": assembly([promise("answer_whole", due="2026-03-01"), promise("report", due="2026-03-01")]),
            "contributions": (plan("2025"),),
        },
        owed=("answer", "report", "plan_ended"),
    ),
    case("nothing promised, nothing owed", "2030-06-01", {}, owed=()),
]

CASES: list[Case] = [*NOT_HELD, *TOGETHER, *CODES, *NOTHING, *OWED]
