"""The words of the page that a reminder's link opens, in English and Welsh."""

WORDS = {
    "en": {
        "title": "Say where it stands",
        "other": "cy",
        "other_name": "Cymraeg",
        "languages": "Languages",
        "intro": "Whatever you say here is public as the words of the post {post}, {organisation}, and never under your"
        " name. Each thing can be answered once.",
        "held": "There is an election coming, and less is published before it: what you say now is kept, and becomes"
        " public after {day}.",
        "is_update": "An update is due on {day}.",
        "was_update": "An update was due on {day}.",
        "is_delivery": "What was promised is due on {day}.",
        "was_delivery": "What was promised was due on {day}.",
        "is_answer": "An answer to it is due on {day}. Your organisation’s editor gives the answer itself; here you can"
        " say where it stands.",
        "was_answer": "An answer to it was due on {day}. Your organisation’s editor gives the answer itself; here you"
        " can say where it stands.",
        "reads": "Residents read:",
        "more": "All that is public about it",
        "answered": "This was answered on {day}.",
        "drafted": "A reply by e-mail said this. It is a draft, and nobody else reads it yet:",
        "publish_draft": "Say it as it stands there",
        "draft_changed": "What the reply said has changed meanwhile: look at it again",
        "still_true": "Nothing new, still true",
        "summary": "Or: what has changed?",
        "summary_hint": "In English, in a sentence or two that a resident understands. Please name posts, not people.",
        "progress": "Where does it stand now?",
        "as_it_is": "As it stands already",
        "works": "What works, and what have you learned? (if you like)",
        "next_update_due": "When will there be news again? (if you know)",
        "say": "Say what has changed",
        "wrong": "Error",
        "mend": "Something needs mending; nothing has been kept yet",
        "need_summary": "Say in a sentence what has changed",
        "need_summary_answer": "An answer is due, and none has been given: say in a sentence where it stands",
        "need_day": "Give a day that is still to come",
        "refused": "The record does not take this: {detail}",
        "clock_in_doubt": "Nothing can be published just now, because a clock here is in doubt. What you wrote is not"
        " stored: keep this page open, or copy it, and send it again later",
        "clean": "Thank you. “{title}”: what you said is public now.",
        "submitted": "Thank you. “{title}”: what you said is kept, and becomes public once somebody else at your"
        " organisation has released it.",
        "scheduled": "Thank you. “{title}”: what you said is kept, and becomes public on {day}.",
    },
    "cy": {
        "title": "Dywedwch sut y mae pethau",
        "other": "en",
        "other_name": "English",
        "languages": "Ieithoedd",
        "intro": "Mae beth bynnag a ddywedwch yma yn gyhoeddus fel geiriau’r swydd {post}, {organisation}, a byth o dan"
        " eich enw chi. Gellir ateb pob peth unwaith.",
        "held": "Mae etholiad ar ddod, a chyhoeddir llai cyn hynny: cedwir yr hyn a ddywedwch nawr, a daw’n gyhoeddus"
        " ar ôl {day}.",
        "is_update": "Mae diweddariad i fod i ddod erbyn {day}.",
        "was_update": "Roedd diweddariad i fod i ddod erbyn {day}.",
        "is_delivery": "Mae’r hyn a addawyd i fod i ddigwydd erbyn {day}.",
        "was_delivery": "Roedd yr hyn a addawyd i fod i ddigwydd erbyn {day}.",
        "is_answer": "Mae ymateb iddo i fod i ddod erbyn {day}. Golygydd eich sefydliad sy’n rhoi’r ymateb ei hun; yma"
        " gallwch ddweud sut y mae pethau.",
        "was_answer": "Roedd ymateb iddo i fod i ddod erbyn {day}. Golygydd eich sefydliad sy’n rhoi’r ymateb ei hun;"
        " yma gallwch ddweud sut y mae pethau.",
        "reads": "Mae trigolion yn darllen:",
        "more": "Popeth sy’n gyhoeddus amdano",
        "answered": "Atebwyd hwn ar {day}.",
        "drafted": "Dywedodd ateb drwy e-bost hyn. Drafft ydyw, ac nid oes neb arall yn ei ddarllen eto:",
        "publish_draft": "Dweud hyn fel y mae",
        "draft_changed": "Mae’r hyn a ddywedodd yr ateb wedi newid yn y cyfamser: edrychwch arno eto",
        "still_true": "Dim byd newydd, yn dal yn wir",
        "summary": "Neu: beth sydd wedi newid?",
        "summary_hint": "Yn Gymraeg, mewn brawddeg neu ddwy y bydd trigolion yn eu deall. Enwch swyddi, nid pobl.",
        "progress": "Sut y mae pethau nawr?",
        "as_it_is": "Fel y mae eisoes",
        "works": "Beth sy’n gweithio, a beth a ddysgwyd? (os hoffech)",
        "next_update_due": "Pryd bydd newyddion eto? (os gwyddoch)",
        "say": "Dweud beth sydd wedi newid",
        "wrong": "Gwall",
        "mend": "Mae angen cywiro rhywbeth; nid oes dim wedi’i gadw eto",
        "need_summary": "Dywedwch mewn brawddeg beth sydd wedi newid",
        "need_summary_answer": "Mae ymateb i fod i ddod, ac nid oes un wedi’i roi: dywedwch mewn brawddeg sut y mae"
        " pethau",
        "need_day": "Rhowch ddiwrnod sydd eto i ddod",
        "refused": "Nid yw’r cofnod yn derbyn hyn: {detail}",
        "clock_in_doubt": "Ni ellir cyhoeddi dim ar hyn o bryd, oherwydd bod amheuaeth am gloc yma. Nid yw’r hyn a"
        " ysgrifennoch wedi’i storio: cadwch y dudalen hon ar agor, neu ei chopïo, a’i anfon eto’n nes ymlaen",
        "clean": "Diolch. “{title}”: mae’r hyn a ddywedoch yn gyhoeddus nawr.",
        "submitted": "Diolch. “{title}”: mae’r hyn a ddywedoch wedi’i gadw, a daw’n gyhoeddus ar ôl i rywun arall yn"
        " eich sefydliad ei ryddhau.",
        "scheduled": "Diolch. “{title}”: mae’r hyn a ddywedoch wedi’i gadw, a daw’n gyhoeddus ar {day}.",
    },
}

# Why a link answers nothing, by language; and what to do then.
ENDED = {
    "en": {
        "unknown": ("This link answers nothing", "It is not the whole link of a reminder, or the reminder is too old."),
        "expired": ("This link has ended", "A reminder can be answered for 60 days."),
        "used": ("This was answered already", "Each thing in a reminder is answered once, and this one was."),
        "handed_over": (
            "This post was handed over",
            "Whoever acts for the post changed after this reminder was sent, and with that it can be answered no more."
            " A new reminder will come to the mailbox of the post.",
        ),
        "moved": (
            "This link is no longer yours to use",
            "The post answers for this no more, or its mailbox is another one now.",
        ),
        "way": "Nothing was kept. The next reminder brings a new link; with a key or an account you can say more on the"
        " workbench at any time. If neither helps, write to whoever runs this tracker.",
    },
    "cy": {
        "unknown": ("Nid yw’r ddolen hon yn ateb dim", "Nid dyma’r ddolen gyfan, neu mae’r nodyn atgoffa yn rhy hen."),
        "expired": ("Mae’r ddolen hon wedi dod i ben", "Gellir ateb nodyn atgoffa am 60 diwrnod."),
        "used": ("Atebwyd hwn eisoes", "Atebir pob peth mewn nodyn atgoffa unwaith, ac atebwyd hwn."),
        "handed_over": (
            "Trosglwyddwyd y swydd hon",
            "Newidiodd pwy sy’n gweithredu dros y swydd ar ôl anfon y nodyn atgoffa hwn, a chyda hynny ni ellir ei ateb"
            " mwyach. Daw nodyn atgoffa newydd i flwch post y swydd.",
        ),
        "moved": (
            "Nid chi biau’r ddolen hon mwyach",
            "Nid yw’r swydd yn ateb dros hwn mwyach, neu mae ganddi flwch post arall erbyn hyn.",
        ),
        "way": "Ni chadwyd dim. Daw dolen newydd gyda’r nodyn atgoffa nesaf; gydag allwedd neu gyfrif gallwch ddweud"
        " mwy ar y fainc waith unrhyw bryd. Os nad yw hynny’n helpu, ysgrifennwch at y sawl sy’n rhedeg y traciwr hwn.",
    },
}

# Why a reply by mail was not kept, by language; and what to do then.
NOT_KEPT = {
    "en": {
        "too_large": "Your reply is larger than {most} MB",
        "too_many_parts": "Your reply has too many parts within parts",
        "no_text": "Your reply holds no text: its words are attached or encrypted",
        "formatted": "Your reply is formatted, and it is not sure what of it is to be read",
        "letters": "The letters of your reply cannot be read: your mail program did not say in which character set"
        " they are",
        "nothing": "Your reply says nothing of its own above the mail it answers",
        "no_answer": "Your reply says that our mail arrived, or that the answers stand elsewhere, but gives no answer",
        "inline": "It cannot be told which words between the quoted lines are yours",
        "repeats": "Your reply repeats the mail it answers, and it cannot be told which words are yours",
        "unknown_number": "The mail has no number {unknown}, only {numbers}",
        "which": "The mail asks about several things: say which you answer, by its number, {numbers}",
        "above": "Your reply says something that stands under no number: put it under the one it is about, {numbers}",
        "refused": "The record does not take this: {detail}",
        "way": "Nothing was kept, and the mail can still be answered. Open the link in it; or reply again, in plain text"
        " above the quoted mail, each answer on a new line after its number, such as “1. Still true.”",
    },
    "cy": {
        "too_large": "Mae eich ateb yn fwy na {most} MB",
        "too_many_parts": "Mae gan eich ateb ormod o rannau o fewn rhannau",
        "no_text": "Nid oes testun yn eich ateb: mae ei eiriau wedi’u hatodi neu wedi’u hamgryptio",
        "formatted": "Mae eich ateb wedi’i fformatio, ac nid yw’n sicr beth ohono sydd i’w ddarllen",
        "letters": "Ni ellir darllen llythrennau eich ateb: ni ddywedodd eich rhaglen e-bost ym mha set nodau y maent",
        "nothing": "Nid yw eich ateb yn dweud dim ei hun uwchben yr e-bost y mae’n ei ateb",
        "no_answer": "Mae eich ateb yn dweud bod ein he-bost wedi cyrraedd, neu fod yr atebion mewn man arall, ond nid"
        " yw’n rhoi ateb",
        "inline": "Ni ellir dweud pa eiriau rhwng y llinellau a ddyfynnir sy’n eiddo i chi",
        "repeats": "Mae eich ateb yn ailadrodd yr e-bost y mae’n ei ateb, ac ni ellir dweud pa eiriau sy’n eiddo i chi",
        "unknown_number": "Nid oes rhif {unknown} yn yr e-bost, dim ond {numbers}",
        "which": "Mae’r e-bost yn gofyn am sawl peth: dywedwch pa un rydych yn ei ateb, wrth ei rif, {numbers}",
        "above": "Mae eich ateb yn dweud rhywbeth nad yw o dan rif: rhowch ef o dan y rhif perthnasol, {numbers}",
        "refused": "Nid yw’r cofnod yn derbyn hyn: {detail}",
        "way": "Ni chadwyd dim, a gellir ateb yr e-bost o hyd. Agorwch y ddolen ynddo; neu atebwch eto, mewn testun plaen"
        " uwchben yr e-bost a ddyfynnir, pob ateb ar linell newydd ar ôl ei rif, fel “1. Yn dal yn wir.”",
    },
}


def not_kept(why: str, **gaps: object) -> str:
    """Why a reply by mail was not kept and what to do, in both languages."""
    return "\n".join(f"{words[why].format(**gaps)}. {words['way']}" for words in NOT_KEPT.values())


def has_ended(why: str) -> str:
    """Why a link or an address answers nothing, in both languages."""
    return "\n".join(". ".join(words[why]) for words in ENDED.values())
