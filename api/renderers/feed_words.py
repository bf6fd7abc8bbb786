"""The words of feeds and of the public calendar, in English and Welsh. Codes have theirs in the codelists."""

# The feed itself.
FEED: dict[str, tuple[str, str]] = {
    "publisher": ("Assembly Tracker", "Assembly Tracker"),
    "all": ("Everything that was published", "Popeth a gyhoeddwyd"),
    "of": ("{name}: what is new", "{name}: beth sy’n newydd"),
    "subtitle": (
        "Who said what, and what became late or overdue by the calendar alone. The newest {number}.",
        "Pwy ddywedodd beth, a beth aeth yn hwyr o ran y calendr yn unig. Y {number} diweddaraf.",
    ),
    "licence": ("Licence: {licence}", "Trwydded: {licence}"),
}

# What one publication is told as.
ENTRY: dict[str, tuple[str, str]] = {
    "line": ("{who}: {what} – {about}", "{who}: {what} – {about}"),
    "still": ("{who} – {about}", "{who} – {about}"),
    "news": ("news", "newyddion"),
    "replies": ("a reply", "ateb"),
    "correction": ("Correction: {line}", "Cywiriad: {line}"),
    "relabelling": ("Only a change of words: {line}", "Newid geiriau yn unig: {line}"),
    "confirmation": ("Still true: {line}", "Yn dal yn wir: {line}"),
    "and_more": ("{title}, and {number} more", "{title}, a {number} arall"),
    "new": ("new on the record", "newydd ar y cofnod"),
    "changed": ("what the record says of it changed", "newidiodd yr hyn y mae’r cofnod yn ei ddweud amdano"),
    "asked": ("{kind} {reference}", "{kind} {reference}"),
    "asked_changed": ("{kind} {reference} changed", "{kind} {reference} wedi newid"),
    "project": ("a project, {stage}", "prosiect, {stage}"),
    "theme": ("the theme “{theme}”", "y thema “{theme}”"),
    "renamed": ("{old} is now called {new}", "{new} yw enw {old} erbyn hyn"),
    "hold": ("{who} publishes less until {day}", "Mae {who} yn cyhoeddi llai tan {day}"),
    "hold_why": ("{occasion}: from {begins} to {ends}.", "{occasion}: o {begins} tan {ends}."),
    "linked": ("{by}. {ground}.", "{by}. {ground}."),
    "became": ("{kind}: {old} → {new}", "{kind}: {old} → {new}"),
    "counted": ("a count it published: {counted}", "cyfrif a gyhoeddodd: {counted}"),
    "count": ("{text}: {number}", "{text}: {number}"),
    "voted": ("{number} voted.", "Pleidleisiodd {number}."),
    "voted_of": ("{number} of {eligible} voted.", "Pleidleisiodd {number} o {eligible}."),
    "judged": ("On: {what}.", "Am: {what}."),
    "so": ("As it stood {on}.", "Fel yr oedd {on}."),
    "dated": ("Given {on}.", "Rhoddwyd {on}."),
    "promised": ("Promised: {text}", "Addawyd: {text}"),
    "promised_by": ("Promised {by}: {text}", "Addawyd {by}: {text}"),
    "due": ("It is due {by}.", "Mae i fod wedi’i wneud {by}."),
    "decides": ("A decision is to come {by}.", "Daw penderfyniad {by}."),
    "passed": ("Passed to {name}.", "Anfonwyd at {name}."),
    "next": ("The next update is due {by}.", "Mae’r diweddariad nesaf i fod i ddod {by}."),
    "works": ("What works: {text}", "Beth sy’n gweithio: {text}"),
    "learned": ("What was learned: {text}", "Beth a ddysgwyd: {text}"),
    "begins": ("From {day}.", "O {day}."),
    "ends": ("Until {day}.", "Tan {day}."),
    "checked": (
        "Whoever keeps this record looked until {day}.",
        "Edrychodd y sawl sy’n cadw’r cofnod hwn tan {day}.",
    ),
    "evidence": ("{kind}: {title}", "{kind}: {title}"),
    "source": ("Source", "Ffynhonnell"),
    "own_label": ("In its own words: “{text}”.", "Yn ei eiriau ei hun: “{text}”."),
    "basis": ("The text is: {basis}.", "Y testun: {basis}."),
    "mistake": ("What was wrong: {text}", "Yr hyn oedd yn anghywir: {text}"),
    "registered": ("Entered by an administrator, for {said}.", "Cofnodwyd gan weinyddwr, ar ran {said}."),
    "entered": ("Said by {said}; entered by {entered}.", "Dywedwyd gan {said}; cofnodwyd gan {entered}."),
    "status": ("Where it stands now: {sentence}", "Sut y mae nawr: {sentence}"),
    "only_in": ("This is in {language} only.", "Dim ond {language} y mae hwn ar gael."),
    "withdrawn": ("Withdrawn: {line}", "Tynnwyd yn ôl: {line}"),
    "erased": ("Erased: {line}", "Dilëwyd: {line}"),
    "gone_name": ("{kind} “{id}”", "{kind} “{id}”"),
    "gone_about": ("{who}: {kind} – {about}", "{who}: {kind} – {about}"),
    "withdrew": ("Withdrawn on {day}.", "Tynnwyd yn ôl ar {day}."),
    "erased_on": ("The text was erased on {day}.", "Dilëwyd y testun ar {day}."),
    "text_erased": ("The text of this was erased.", "Dilëwyd testun hwn."),
    "ground": ("The ground: {ground}.", "Y sail: {ground}."),
    "reason": ("The reason given: {reason}", "Y rheswm a roddwyd: {reason}"),
    "not_shown": (
        "What this is about was withdrawn or erased, so it is not repeated here.",
        "Tynnwyd yn ôl neu dilëwyd yr hyn y mae hwn yn sôn amdano, felly nis ailadroddir yma.",
    ),
    "together": (
        "{number} entries published together – {about}",
        "{number} o gofnodion wedi’u cyhoeddi gyda’i gilydd – {about}",
    ),
    "together_why": (
        "So many at once are one entry here, so that they do not push out everything else.",
        "Mae cynifer ar unwaith yn un eitem yma, rhag iddynt wthio popeth arall allan.",
    ),
    "as_data": ("All of them, as data", "Pob un ohonynt, fel data"),
}

# What the clock alone changed; `told` is the sentence, for which the day before is the last that was promised.
CLOCK: dict[str, tuple[str, str]] = {
    "clock": ("By the calendar alone", "Yn ôl y calendr yn unig"),
    "late": ("Late now – {about}", "Yn hwyr bellach – {about}"),
    "late_label": ("Late", "Yn hwyr"),
    "late_told": (
        "What was promised was due on {day}, and the record did not say by then that it was done.",
        "Roedd yr hyn a addawyd i fod wedi’i wneud erbyn {day}, ac ni ddywedodd y cofnod hynny mewn pryd.",
    ),
    "no_answer": ("No answer by the promised day – {about}", "Dim ymateb erbyn y diwrnod a addawyd – {about}"),
    "no_answer_label": ("No answer", "Dim ymateb"),
    "no_answer_told": (
        "An answer was promised by {day}, and the record held none by then.",
        "Addawyd ymateb erbyn {day}, ac nid oedd un ar y cofnod erbyn hynny.",
    ),
    "update_overdue": ("No update by the day it was due – {about}", "Dim diweddariad erbyn y diwrnod – {about}"),
    "update_overdue_label": ("An update is overdue", "Diweddariad yn hwyr"),
    "update_overdue_told": (
        "An update was due on {day}, and the record held none by then.",
        "Roedd diweddariad i fod i ddod erbyn {day}, ac nid oedd un ar y cofnod erbyn hynny.",
    ),
    "plan_ended": (
        "The plan is over, and the record did not say what became of it – {about}",
        "Daeth y cynllun i ben, ac nid oedd y cofnod yn dweud beth a ddaeth ohono – {about}",
    ),
    "plan_ended_label": ("The plan is over", "Daeth y cynllun i ben"),
    "plan_ended_told": ("The plan meant to deliver it ended on {day}.", "Daeth y cynllun i’w gyflawni i ben ar {day}."),
    "nobody": (
        "Nobody published anything: the day passed. It is worked out from dates in the record.",
        "Ni chyhoeddodd neb ddim: aeth y diwrnod heibio. Fe’i cyfrifir o ddyddiadau yn y cofnod.",
    ),
}

# The languages of texts, as “only in …” has them.
TONGUES: dict[str, tuple[str, str]] = {"en": ("English", "yn Saesneg"), "cy": ("Welsh", "yn Gymraeg")}

# The public calendar.
CALENDAR: dict[str, tuple[str, str]] = {
    "all": ("What is due: all assemblies", "Beth sydd i ddod: pob cynulliad"),
    "of": ("What is due: {name}", "Beth sydd i ddod: {name}"),
    "late": ("Late: {line}", "Yn hwyr: {line}"),
    "line": ("{kind}: {title}", "{kind}: {title}"),
    "promise": ("A promise: {what}", "Addewid: {what}"),
    "plan_end": ("The plan ends", "Daw’r cynllun i ben"),
    "hold_end": ("Last day of publishing less", "Diwrnod olaf cyhoeddi llai"),
    "still_open": ("The day has passed, and it is still open.", "Aeth y diwrnod heibio, ac mae’n dal yn agored."),
}
