"""What personal data an instance holds, why, for how long, and what becomes of it.

The page at `/personal-data` and `assembly-tracker forget` both read this table, so that neither says what the other
does not do. A new kind of personal data is a new row here and, where it has a time, a remover in
`api/services/forget.py`.
"""

from typing import NamedTuple

REPEATS_DAYS = 7  # as the contract says of `Idempotency-Key`


class Said(NamedTuple):
    """The same words in both languages."""

    en: str
    cy: str


class Kept(NamedTuple):
    """One kind of personal data. `days` is a setting, or a number that is fixed; None where it has no time.

    What has no time has a `door`: the operation by which somebody takes it away; `{kind}` is each kind of thing.
    """

    what: Said
    why: Said
    how_long: Said  # `{days}` is what this instance is set to
    then: Said
    days: str | int | None
    columns: tuple[str, ...]  # where it stands: table and column
    door: str = ""


TABLE: dict[str, Kept] = {
    "addresses": Kept(
        what=Said(
            "The network address that each act on the workbench came from. Reading public pages leaves none.",
            "Y cyfeiriad rhwydwaith y daeth pob gweithred ar y fainc waith ohono. Nid yw darllen tudalennau cyhoeddus"
            " yn gadael yr un.",
        ),
        why=Said(
            "To find out what happened when a key may have been misused, which is noticed within weeks if at all.",
            "I ganfod beth ddigwyddodd pan allai allwedd fod wedi’i chamddefnyddio; sylwir ar hynny o fewn wythnosau.",
        ),
        how_long=Said("{days} days from the act.", "{days} diwrnod o’r weithred."),
        then=Said(
            "The address is removed. What was done, when and by which number stays.",
            "Dilëir y cyfeiriad. Erys beth a wnaed, pryd a chan ba rif.",
        ),
        days="keep_addresses_days",
        columns=("audit_entries.address",),
    ),
    "keys": Kept(
        what=Said("The names of people who hold a key.", "Enwau’r bobl sy’n dal allwedd."),
        why=Said(
            "So that it can be said who wrote and who released what the council published, and keys can be ended when"
            " somebody leaves.",
            "Fel y gellir dweud pwy ysgrifennodd a phwy ryddhaodd yr hyn a gyhoeddodd y cyngor, a dod ag allweddi i ben"
            " pan fydd rhywun yn gadael.",
        ),
        how_long=Said(
            "While the key works, and {days} days after it ran out or was revoked: time for a year’s audit and for"
            " complaints.",
            "Tra bo’r allwedd yn gweithio, a {days} diwrnod wedi iddi ddod i ben neu gael ei dirymu: amser ar gyfer"
            " archwiliad blwyddyn a chwynion.",
        ),
        then=Said(
            "Whose key it was is removed, and the name itself once no key, account or post here is theirs. In the audit"
            " trail only a number is left.",
            "Dilëir pwy oedd biau’r allwedd, a’r enw ei hun pan na fydd allwedd, cyfrif na swydd yma’n eiddo iddynt"
            " mwyach. Dim ond rhif sydd ar ôl yn y trywydd archwilio.",
        ),
        days="keep_names_days",
        columns=("people.name",),
    ),
    "accounts": Kept(
        what=Said(
            "Of people who sign in with their work account: their name, their login, and the number their provider"
            " knows them by.",
            "Am bobl sy’n mewngofnodi â’u cyfrif gwaith: eu henw, eu henw mewngofnodi, a’r rhif y mae eu darparwr yn eu"
            " hadnabod wrtho.",
        ),
        why=Said(
            "The same as for keys; the number, so that the same person is known again.",
            "Yr un rheswm ag ar gyfer allweddi; y rhif, er mwyn adnabod yr un person eto.",
        ),
        how_long=Said(
            "While the account works, and {days} days after it was disabled or its last sign-in ended; never while it"
            " counts as holding something here.",
            "Tra bo’r cyfrif yn gweithio, a {days} diwrnod wedi iddo gael ei analluogi neu i’w sesiwn olaf ddod i ben;"
            " byth tra cyfrifir ei fod yn dal rhywbeth yma.",
        ),
        then=Said(
            "Name, login and the provider’s number are removed, and only a number of ours is left. Where the account"
            " was disabled, or something it could do was taken away, the provider’s number stays so that a later"
            " sign-in does not bring it back.",
            "Dilëir yr enw, yr enw mewngofnodi a rhif y darparwr, a dim ond rhif o’n heiddo ni sydd ar ôl. Lle cafodd y"
            " cyfrif ei analluogi, neu lle cymerwyd oddi arno rywbeth y gallai ei wneud, erys rhif y darparwr rhag i"
            " fewngofnodi diweddarach ei adfer.",
        ),
        days="keep_names_days",
        columns=("people.name", "accounts.subject", "accounts.login"),
    ),
    "holdings": Kept(
        what=Said(
            "Who holds and held each post, from when to when. It is not public.",
            "Pwy sy’n dal ac a ddaliodd bob swydd, o bryd hyd bryd. Nid yw’n gyhoeddus.",
        ),
        why=Said(
            "So that work is handed over when somebody leaves, and what they could do ends the same day.",
            "Fel bod gwaith yn cael ei drosglwyddo pan fydd rhywun yn gadael, a’r hyn y gallent ei wneud yn dod i ben"
            " yr un diwrnod.",
        ),
        how_long=Said(
            "While they hold the post, and {days} days after.", "Tra byddant yn dal y swydd, a {days} diwrnod wedyn."
        ),
        then=Said(
            "Who it was is removed, and the name itself once no key, account or post here is theirs. The days from"
            " which and to which somebody held the post stay.",
            "Dilëir pwy ydoedd, a’r enw ei hun pan na fydd allwedd, cyfrif na swydd yma’n eiddo iddynt mwyach. Erys y"
            " dyddiau y daliwyd y swydd ohonynt a hyd atynt.",
        ),
        days="keep_names_days",
        columns=("people.name",),
    ),
    "repeats": Kept(
        what=Said(
            "Which key or account sent a request that is safe to repeat, under a word it chose.",
            "Pa allwedd neu gyfrif a anfonodd gais y mae’n ddiogel ei ailadrodd, o dan air a ddewisodd.",
        ),
        why=Said("So that sending it twice does it once.", "Fel bod ei anfon ddwywaith yn ei wneud unwaith."),
        how_long=Said("{days} days.", "{days} diwrnod."),
        then=Said("It is deleted.", "Fe’i dilëir."),
        days=REPEATS_DAYS,
        columns=("idempotent_requests.idempotency_key",),
    ),
    "drafts": Kept(
        what=Said(
            "Drafts, notes on them and reasons, as far as somebody is named in the text.",
            "Drafftiau, nodiadau arnynt a rhesymau, i’r graddau y mae rhywun wedi’i enwi yn y testun.",
        ),
        why=Said(
            "They are what is going to be published, or the reason why it was not.",
            "Dyma’r hyn sydd i’w gyhoeddi, neu’r rheswm pam na chafodd ei gyhoeddi.",
        ),
        how_long=Said("As long as the thing is worked on.", "Cyhyd ag y gweithir ar y peth."),
        then=Said(
            "Whoever may change a draft can throw it away at any time, with all that it ever said; of what is public,"
            " the changes that are not. What waits for release is sent back first. Who made, changed and threw it away,"
            " and when, stays.",
            "Gall unrhyw un a gaiff newid drafft ei daflu unrhyw bryd, gyda phopeth a ddywedodd erioed; o’r hyn sy’n"
            " gyhoeddus, y newidiadau nad ydynt. Anfonir yn ôl yn gyntaf yr hyn sy’n aros i’w ryddhau. Erys pwy a’i"
            " gwnaeth, a’i newidiodd ac a’i taflodd, a phryd.",
        ),
        days=None,
        door="DELETE /v1/admin/{kind}/{id}",
        columns=(
            "working_copies.body",
            "working_copies.withdrawal",
            "working_copies.note",
            "working_copies.hold_reason",
            "sign_off_requests.note",
        ),
    ),
    "trail": Kept(
        what=Said(
            "The audit trail: what a text was before and after each act and why, as far as somebody is named in it.",
            "Y trywydd archwilio: beth oedd testun cyn ac ar ôl pob gweithred a pham, i’r graddau y mae rhywun wedi’i"
            " enwi ynddo.",
        ),
        why=Said(
            "So that the council can show how a public statement came about.",
            "Fel y gall y cyngor ddangos sut y daeth datganiad cyhoeddus i fod.",
        ),
        how_long=Said("As long as the record itself.", "Cyhyd â’r cofnod ei hun."),
        then=Said(
            "An administrator can take the text out of any entry, on a ground such as personal data. That it was done,"
            " by whom and when stays, and so does who took the text out.",
            "Gall gweinyddwr dynnu’r testun o unrhyw gofnod yn y trywydd, ar sail megis data personol. Erys y ffaith"
            " iddo gael ei wneud, gan bwy a phryd, a hefyd pwy a dynnodd y testun.",
        ),
        days=None,
        door="POST /v1/admin/audit/{number}/redaction",
        columns=("audit_entries.before", "audit_entries.after", "audit_entries.reason"),
    ),
    "public": Kept(
        what=Said(
            "Names in the public record: holders of posts who are named with a recorded reason, such as elected"
            " members, and people named in published texts and sources.",
            "Enwau yn y cofnod cyhoeddus: deiliaid swyddi a enwir gyda rheswm wedi’i gofnodi, megis aelodau etholedig,"
            " a phobl a enwir mewn testunau a ffynonellau cyhoeddedig.",
        ),
        why=Said(
            "It is the public account of what an assembly asked and what was done about it.",
            "Dyma’r cyfrif cyhoeddus o’r hyn y gofynnodd cynulliad amdano a’r hyn a wnaed yn ei gylch.",
        ),
        how_long=Said("As long as the record itself.", "Cyhyd â’r cofnod ei hun."),
        then=Said(
            "An administrator can erase any published text that names somebody, on the ground of personal data. It goes"
            " from the record, from every past day of it, from the drafts and from the audit trail. That it was there,"
            " and on what ground it went, stays.",
            "Gall gweinyddwr ddileu unrhyw destun cyhoeddedig sy’n enwi rhywun, ar sail data personol. Mae’n mynd o’r"
            " cofnod, o bob diwrnod a fu, o’r drafftiau ac o’r trywydd archwilio. Erys y ffaith iddo fod yno, ac ar ba"
            " sail yr aeth.",
        ),
        days=None,
        door="POST /v1/admin/erasures",
        columns=("bodies.body", "facets.value"),
    ),
    "mailboxes": Kept(
        what=Said(
            "The mailboxes that reminders are sent to and answered from. They are those of teams, as published for each"
            " post, and so not personal data unless a person’s was entered by mistake.",
            "Y blychau post yr anfonir nodiadau atgoffa atynt ac yr atebir ohonynt. Rhai timau ydynt, fel y’u cyhoeddir"
            " ar gyfer pob swydd, ac felly nid data personol mohonynt oni roddwyd un person trwy gamgymeriad.",
        ),
        why=Said("So that nobody is reminded twice.", "Fel na chaiff neb ei atgoffa ddwywaith."),
        how_long=Said(
            "As long as the record itself; links for 60 days.", "Cyhyd â’r cofnod ei hun; dolenni am 60 diwrnod."
        ),
        then=Said(
            "An administrator can take a mailbox out of everything that was sent to it, and its links end. That it was"
            " sent stays, so that nobody is told of the same twice.",
            "Gall gweinyddwr dynnu blwch post o bopeth a anfonwyd ato, a daw ei ddolenni i ben. Erys y ffaith iddo gael"
            " ei anfon, fel na ddywedir yr un peth ddwywaith wrth neb.",
        ),
        days=None,
        door="POST /v1/admin/reminders/redaction",
        columns=("reminders.recipient", "answer_tokens.recipient", "actors.mailbox"),
    ),
}

# Text and bytes of the private tables that are about nobody: codes, ids of things and posts, hashes, request numbers.
NOT_PERSONAL = {
    "actors.kind",
    "keys.secret_hash",
    "accounts.issuer",
    "grants.role",
    "grants.covers",
    "holdings.post",
    "audit_entries.request",
    "audit_entries.action",
    "audit_entries.type",
    "audit_entries.thing",
    "audit_entries.organisation",
    "working_copies.thing",
    "working_copies.type",
    "working_copies.about",
    "working_copies.organisation",
    "working_copies.state",
    "working_copies.entered_by",
    "working_copies.entered_capacity",
    "working_copies.spoken_by",
    "working_copies.nature",
    "sign_off_requests.thing",
    "sign_off_requests.post",
    "codes.list",
    "codes.code",
    "idempotent_requests.request_hash",
    "idempotent_requests.thing",
    "reminders.about",
    "reminders.kind",
    "reminders.step",
    "reminders.state",
    "answer_tokens.secret_hash",
    "answer_tokens.reply_hash",
    "answer_tokens.post",
    "answer_tokens.about",
    "answer_tokens.kind",
    "answer_tokens.draft",
    "clock_readings.boot",
    "clock_decisions.boot",
    "purges.cause",
    "purges.state",
    "purges.marks",
}


def days_of(kept: Kept, settings: object) -> int | None:
    """For how many days something is kept here; None where it has no time."""
    return getattr(settings, kept.days) if isinstance(kept.days, str) else kept.days
