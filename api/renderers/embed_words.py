"""The words of what is shown inside other sites, English and Welsh.

In Welsh, names and dates stand where nothing mutates them, and numbers before a colon or a noun that stays as it is.
"""

WORDS: dict[str, tuple[str, str]] = {
    # Whose words a title is in.
    "verbatim": ("In the members’ own words", "Yng ngeiriau’r aelodau eu hunain"),
    "translation": ("A translation of the members’ words", "Cyfieithiad o eiriau’r aelodau"),
    "official_summary": (
        "An official summary, not the members’ own words",
        "Crynodeb swyddogol, nid geiriau’r aelodau eu hunain",
    ),
    "official_summary_by": (
        "A summary by {who}, not the members’ own words",
        "Crynodeb ({who}), nid geiriau’r aelodau eu hunain",
    ),
    "paraphrase": (
        "Put in other words, not the members’ own",
        "Aralleiriad, nid geiriau’r aelodau eu hunain",
    ),
    "paraphrase_by": (
        "Put in other words by {who}, not the members’ own",
        "Aralleiriad ({who}), nid geiriau’r aelodau eu hunain",
    ),
    "machine_extracted": (
        "Taken out of the report by machine; these may not be the members’ own words",
        "Echdynnwyd o’r adroddiad gan beiriant; efallai nad geiriau’r aelodau eu hunain yw’r rhain",
    ),
    # A text that this language does not have.
    "only_en": ("In English only", "Yn Saesneg yn unig"),
    "only_cy": ("In Welsh only", "Yn Gymraeg yn unig"),
    "only_other": ("Not available in English", "Ddim ar gael yn Gymraeg"),
    # The four questions, and what is said beside each answer.
    "response": ("What was answered?", "Beth oedd yr ymateb?"),
    "progress": ("What has happened?", "Beth sydd wedi digwydd?"),
    "schedule": ("Is it on time?", "A yw’n brydlon?"),
    "assurance": ("Who says so?", "Pwy sy’n dweud?"),
    "no_response": ("No answer expected", "Ni ddisgwylir ymateb"),
    "nobody": ("Nobody yet", "Neb eto"),
    "who_when": ("{who}, {when}", "{who}, {when}"),
    "promised": ("Promised {by}", "Addawyd {by}"),
    "late_by": ("{days} late", "{days} yn hwyr"),
    "still_true": ("Still so {when}", "Yn dal yn wir {when}"),
    "due": ("Due {by}", "Disgwylir hyn {by}"),
    "was_due": ("It was due {by}", "Roedd disgwyl hyn {by}"),
    "late_so_far": ("{days} late so far", "{days} yn hwyr hyd yma"),
    "late_when_looked": ("{days} late when we last looked", "{days} yn hwyr pan edrychon ni ddiwethaf"),
    "moved_1": ("The date has moved once", "Symudwyd y dyddiad unwaith"),
    "moved_2": ("The date has moved twice", "Symudwyd y dyddiad ddwywaith"),
    "moved": ("The date has moved {times} times", "Symudwyd y dyddiad {times} gwaith"),
    "members_asked": ("The members asked for it {by}", "Gofynnodd yr aelodau amdano {by}"),
    # What is overdue: `own` where the answering body keeps the record, `found` in a compiled one.
    "overdue": ("Overdue", "Yn hwyr"),
    "over_answer_own": (
        "The answer: it was promised {by} and has not come.",
        "Yr ymateb: fe’i haddawyd {by} ac nid yw wedi dod.",
    ),
    "over_answer_found": (
        "The answer: it was promised {by}, and we found none.",
        "Yr ymateb: fe’i haddawyd {by}, ac ni chawsom hyd i un.",
    ),
    "over_work_own": (
        "The work: it was due {by}, and nobody has said that it is done.",
        "Y gwaith: roedd disgwyl hyn {by}, ac nid oes neb wedi dweud ei fod wedi’i wneud.",
    ),
    "over_work_found": (
        "The work: it was due {by}, and we found nothing to say that it is done.",
        "Y gwaith: roedd disgwyl hyn {by}, ac ni chawsom hyd i ddim sy’n dweud ei fod wedi’i wneud.",
    ),
    "over_news_own": (
        "News: an update was due {by} and has not come.",
        "Newyddion: roedd disgwyl diweddariad {by} ac nid yw wedi dod.",
    ),
    "over_news_found": (
        "News: an update was due {by}, and we found none.",
        "Newyddion: roedd disgwyl diweddariad {by}, ac ni chawsom hyd i un.",
    ),
    # Of an assembly.
    "how_many": ("How many", "Faint"),
    "several": (
        "More than one of these may hold for the same recommendation.",
        "Gall mwy nag un o’r rhain fod yn wir am yr un argymhelliad.",
    ),
    "late_answers": ("Answers past the day they were promised", "Ymatebion sydd heb ddod erbyn y dyddiad a addawyd"),
    "late_work": ("Work past its date", "Gwaith sydd heb ei wneud erbyn ei ddyddiad"),
    "late_news": ("Updates past their date", "Diweddariadau sydd heb ddod erbyn eu dyddiad"),
    "in_hold": (
        "during a restricted period before an election: {n}",
        "yn ystod cyfnod cyfyngedig cyn etholiad: {n}",
    ),
    "nothing_overdue": ("Nothing is overdue.", "Nid oes dim yn hwyr."),
    "apart": (
        "Kept in this record but not counted above: {n}",
        "Yn y cofnod hwn ond heb eu cyfrif uchod: {n}",
    ),
    "apart_list": ("Not counted above", "Heb eu cyfrif uchod"),
    "more": ("Not shown here: {n}", "Heb eu dangos yma: {n}"),
    # The foot.
    "as_of": ("As of {day}.", "Y sefyllfa ar {day}."),
    "stood": ("As it stood on {day}.", "Y sefyllfa fel yr oedd ar {day}."),
    "kept_own": ("{who} keeps this record.", "Mae {who} yn cadw’r cofnod hwn."),
    "kept_found": (
        "{who} compiled this record from public sources and last looked {when}.",
        "Mae {who} wedi llunio’r cofnod hwn o ffynonellau cyhoeddus, ac edrychodd ddiwethaf {when}.",
    ),
    "full_recommendations": ("Everything about this recommendation", "Popeth am yr argymhelliad hwn"),
    "full_assemblies": ("Everything in this record", "Popeth yn y cofnod hwn"),
    "source": ("Source", "Ffynhonnell"),
    "other": ("Cymraeg", "English"),
    # The short status.
    "says": ("{what}, says {who}", "{what}, yn ôl {who}"),
    "says_council": ("{what}, says the council", "{what}, yn ôl y cyngor"),
    "and_late": ("{what}; late", "{what}; yn hwyr"),
    "done_of": ("{n} of {held} done", "{n} o {held} wedi’i wneud"),
    "late_n": ("{n} late", "{n} yn hwyr"),
    "no_answer_n": ("{n} unanswered", "{n} heb ymateb"),
    "none_held": ("no recommendations yet", "dim argymhellion eto"),
}

NOTES: dict[str, tuple[str, str]] = {
    "unknown_recommendations": (
        "There is no such recommendation in this record",
        "Nid oes argymhelliad o’r fath yn y cofnod hwn",
    ),
    "unknown_assemblies": (
        "There is no such assembly in this record",
        "Nid oes cynulliad o’r fath yn y cofnod hwn",
    ),
    "unknown": ("There is nothing at this address", "Nid oes dim yn y cyfeiriad hwn"),
    "check": (
        "Check the address, or look for it in the record.",
        "Gwiriwch y cyfeiriad, neu chwiliwch amdano yn y cofnod.",
    ),
    "not_yet": ("This was not published here yet", "Nid oedd hwn wedi’i gyhoeddi yma eto"),
    "since": ("It was first published here on {day}.", "Fe’i cyhoeddwyd yma gyntaf ar {day}."),
    "today": ("See it as it is today", "Gweld sut y mae heddiw"),
    "withdrawn": ("This was withdrawn", "Tynnwyd hwn yn ôl"),
    "withdrawn_by": ("{who} withdrew it on {day}.", "Tynnodd {who} hwn yn ôl ar {day}."),
    "withdrawn_on": (
        "Whoever said it withdrew it on {day}.",
        "Fe’i tynnwyd yn ôl ar {day} gan y sawl a’i dywedodd.",
    ),
    "reason": ("Reason: {reason}", "Rheswm: {reason}"),
    "erased": ("This was erased", "Dilëwyd hwn"),
    "erased_on": ("It was erased on {day}.", "Fe’i dilëwyd ar {day}."),
    "ground": ("Ground: {ground}", "Sail: {ground}"),
    "bad": ("This cannot be shown", "Ni ellir dangos hyn"),
    "broken": ("This cannot be shown just now", "Ni ellir dangos hyn ar hyn o bryd"),
    "ours": ("The fault is ours. Try again later.", "Ein bai ni yw hyn. Rhowch gynnig arall arni yn nes ymlaen."),
    "record": ("Go to the record", "Ewch i’r cofnod"),
    # What is wrong with a parameter, by its name.
    "lang": ("`lang` takes `en` or `cy`.", "Mae `lang` yn derbyn `en` neu `cy`."),
    "heading": (
        "`heading` takes a whole number from 2 to 6.",
        "Mae `heading` yn derbyn rhif cyfan o 2 i 6.",
    ),
    "show": ("`show` takes `counts` or `list`.", "Mae `show` yn derbyn `counts` neu `list`."),
    "as_of": (
        "`as_of` takes a day that has passed, such as `2026-03-01`.",
        "Mae `as_of` yn derbyn diwrnod sydd wedi bod, megis `2026-03-01`.",
    ),
    "id": ("The address is not written as ours are.", "Nid yw’r cyfeiriad wedi’i ysgrifennu fel ein rhai ni."),
    "colour": (
        "`{name}` takes a colour of three or six digits, such as `1d2327`.",
        "Mae `{name}` yn derbyn lliw o dri neu chwe digid, megis `1d2327`.",
    ),
    "contrast": (
        "`{of}` ({of_colour}) on `{on}` ({on_colour}) has a contrast of {ratio} to 1; text needs 4.5 to 1 (WCAG AA).",
        "Mae gan `{of}` ({of_colour}) ar `{on}` ({on_colour}) gyferbyniad o {ratio} i 1; mae angen 4.5 i 1 (WCAG AA).",
    ),
}
