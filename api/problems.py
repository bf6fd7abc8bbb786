"""Problems: every refusal the API can give, as RFC 9457 describes them. Each has a page at `/problems/{name}`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import Field

from api.compose import urls
from api.faults import Fault
from api.schemas.base import Maybe, Schema

MOST_ERRORS = 100  # in an answer: whoever reads it mends what they are told of, and asks again
LONGEST = 1_000  # characters of a detail or of a place


class ProblemKind(NamedTuple):
    """What one kind of problem means, and what to do about it."""

    status: int
    title: str
    meaning: str
    title_cy: str
    meaning_cy: str


KINDS: dict[str, ProblemKind] = {
    "bad-query": ProblemKind(
        400,
        "A parameter is not valid",
        "A parameter of the address, of the query or in a header has a value it cannot take. `errors` names each one."
        " Query parameters that this address does not know are ignored.",
        "Nid yw un o’r paramedrau yn ddilys",
        "Mae gan baramedr werth na all y cyfeiriad hwn ei dderbyn. Mae `errors` yn enwi pob un.",
    ),
    "bad-cursor": ProblemKind(
        400,
        "The cursor is not one of ours",
        "A cursor is taken whole from `next` and used with the same filters and order. Begin again without it.",
        "Nid un o’n cyrchwyr ni yw hwn",
        "Cymerir cyrchwr yn gyfan o `next` a’i ddefnyddio gyda’r un hidlyddion a’r un drefn. Dechreuwch eto hebddo.",
    ),
    "bad-json": ProblemKind(
        400,
        "The body is not JSON",
        "The body could not be read as JSON in UTF-8.",
        "Nid JSON yw’r corff",
        "Ni ellid darllen y corff fel JSON yn UTF-8.",
    ),
    "key-missing": ProblemKind(
        401,
        "A key is needed here",
        "Send `Authorization: Bearer` and a key that is known, not expired and not revoked.",
        "Mae angen allwedd yma",
        "Anfonwch `Authorization: Bearer` ac allwedd hysbys nad yw wedi dod i ben na’i dirymu.",
    ),
    "token-refused": ProblemKind(
        401,
        "This token does not sign you in",
        "The token was not issued for this service by a provider it names, or its time is over. `detail` says which."
        " Sign in again, or use a key.",
        "Nid yw’r tocyn hwn yn eich mewngofnodi",
        "Ni chyhoeddwyd y tocyn ar gyfer y gwasanaeth hwn gan ddarparwr y mae’n ei enwi, neu mae ei amser ar ben. Mae"
        " `detail` yn dweud pa un. Mewngofnodwch eto, neu defnyddiwch allwedd.",
    ),
    "wrong-role": ProblemKind(
        403,
        "This key has another role",
        "The key is good, but its role may not do this. `detail` names the role that may.",
        "Mae gan yr allwedd hon rôl arall",
        "Mae’r allwedd yn ddilys, ond ni chaiff ei rôl wneud hyn. Mae `detail` yn enwi’r rôl a gaiff.",
    ),
    "not-yours": ProblemKind(
        403,
        "This is somebody else’s",
        "The thing is public, but another post or organisation answers for it. `detail` names who.",
        "Rhywun arall biau hwn",
        "Mae’r peth yn gyhoeddus, ond mae swydd neu sefydliad arall yn atebol amdano. Mae `detail` yn dweud pwy.",
    ),
    "not-found": ProblemKind(
        404,
        "There is nothing at this address",
        "Nothing is published here: check the id, or look for it in a list.",
        "Nid oes dim yn y cyfeiriad hwn",
        "Nid oes dim wedi’i gyhoeddi yma: gwiriwch y dynodwr, neu chwiliwch amdano mewn rhestr.",
    ),
    "not-yet-published": ProblemKind(
        404,
        "It was not published here yet",
        "On the day asked about, nothing of it was published here. `first_published` is the day since which it is, and"
        " `today_url` its page as it is today.",
        "Nid oedd wedi’i gyhoeddi yma eto",
        "Ar y diwrnod y gofynnwyd amdano, nid oedd dim ohono wedi’i gyhoeddi yma. `first_published` yw’r diwrnod y"
        " cyhoeddwyd ef gyntaf, a `today_url` ei dudalen fel y mae heddiw.",
    ),
    "method-not-allowed": ProblemKind(
        405,
        "This address does not take that method",
        "`Allow` lists the methods this address takes.",
        "Nid yw’r cyfeiriad hwn yn derbyn y dull hwnnw",
        "Mae `Allow` yn rhestru’r dulliau a dderbynnir.",
    ),
    "body-too-slow": ProblemKind(
        408,
        "The body did not come",
        "A body was announced, and nothing of it came for 20 seconds, or not all of it in 5 minutes. Send it again.",
        "Ni ddaeth y corff",
        "Cyhoeddwyd corff, ond ni ddaeth dim ohono am 20 eiliad, neu ni ddaeth y cyfan mewn 5 munud. Anfonwch ef eto.",
    ),
    "conflict": ProblemKind(
        409,
        "The record does not allow this",
        "The body is well formed, but it contradicts the record or a rule of it. `errors` names each place and rule."
        " Nothing was stored.",
        "Nid yw’r cofnod yn caniatáu hyn",
        "Mae’r corff yn gywir ei ffurf, ond mae’n groes i’r cofnod neu i un o’i reolau. Ni storiwyd dim.",
    ),
    "idempotency-key-reused": ProblemKind(
        409,
        "That Idempotency-Key was used for something else",
        "The same key within seven days must carry the same request. Use a new key for a new request.",
        "Defnyddiwyd yr Idempotency-Key hwnnw at rywbeth arall",
        "Rhaid i’r un allwedd o fewn saith diwrnod gario’r un cais. Defnyddiwch allwedd newydd ar gyfer cais newydd.",
    ),
    "withdrawn": ProblemKind(
        410,
        "It was withdrawn",
        "Whoever said this withdrew it. `detail` says when, who and why; its history stays readable.",
        "Fe’i tynnwyd yn ôl",
        "Tynnwyd hwn yn ôl gan y sawl a’i dywedodd. Mae `detail` yn dweud pryd, pwy a pham.",
    ),
    "erased": ProblemKind(
        410,
        "It was erased",
        "Its text was removed on the ground that `detail` gives. That it was here, and when, stays on the record.",
        "Fe’i dilëwyd",
        "Dilëwyd ei destun ar y sail a roddir yn `detail`. Mae’r ffaith ei fod yma yn aros ar y cofnod.",
    ),
    "stale": ProblemKind(
        412,
        "It has changed since you read it",
        "`If-Match` does not name the version that is the last now. Read it again, and send your change with its ETag.",
        "Mae wedi newid ers i chi ei ddarllen",
        "Nid yw `If-Match` yn enwi’r fersiwn sy’n olaf nawr. Darllenwch ef eto, ac anfonwch y newid gyda’i ETag.",
    ),
    "too-large": ProblemKind(
        413,
        "The body is too large",
        "A body is at most 1 MB, a sheet at most 4 MB, a record document at most 64 MB.",
        "Mae’r corff yn rhy fawr",
        "Uchafswm corff yw 1 MB, taenlen 4 MB, a dogfen gofnod 64 MB.",
    ),
    "wrong-media-type": ProblemKind(
        415,
        "The body is of a type this address does not take",
        "Send `Content-Type: application/json`, or `application/merge-patch+json` with PATCH; a sheet as CSV or as an"
        " Excel workbook.",
        "Nid yw’r cyfeiriad hwn yn derbyn corff o’r math hwn",
        "Anfonwch `Content-Type: application/json`, neu `application/merge-patch+json` gyda PATCH; taenlen fel CSV neu"
        " fel llyfr gwaith Excel.",
    ),
    "invalid-body": ProblemKind(
        422,
        "The body does not fit the schema",
        "`errors` names every field that does not, the rule it breaks and where it is. Nothing was stored.",
        "Nid yw’r corff yn cyd-fynd â’r sgema",
        "Mae `errors` yn enwi pob maes nad yw’n cyd-fynd, y rheol a dorrwyd a’r lleoliad. Ni storiwyd dim.",
    ),
    "bad-sheet": ProblemKind(
        422,
        "The sheet cannot be read",
        "None of the file is taken: it is no sheet of ours, or holds what nobody can see in it. `errors` says what, at"
        " which cell, and how to mend it. Nothing was stored.",
        "Ni ellir darllen y daenlen",
        "Ni dderbynnir dim o’r ffeil: nid un o’n taenlenni ni yw hi, neu mae ynddi bethau na all neb eu gweld. Mae"
        " `errors` yn dweud beth, ym mha gell, a sut i’w gywiro. Ni storiwyd dim.",
    ),
    "if-match-missing": ProblemKind(
        428,
        "Say which version you are changing",
        "Send `If-Match` with the ETag you last read, so that nobody’s change is lost.",
        "Dywedwch pa fersiwn yr ydych yn ei newid",
        "Anfonwch `If-Match` gyda’r ETag a ddarllenwyd gennych ddiwethaf, rhag colli newid neb.",
    ),
    "server-error": ProblemKind(
        500,
        "Something went wrong here",
        "The fault is ours. If you sent something, look whether it was stored before you send it again. Tell whoever"
        " runs this instance the `request_id`.",
        "Aeth rhywbeth o’i le yma",
        "Ein bai ni yw hyn. Os anfonoch rywbeth, edrychwch a gafodd ei storio cyn ei anfon eto. Rhowch y `request_id`"
        " i’r sawl sy’n rhedeg y gwasanaeth.",
    ),
    "format-not-supported": ProblemKind(
        501,
        "Only JSON is answered here",
        "oEmbed is answered as JSON: leave `format` out, or say `json`. The standard asks for this status.",
        "Dim ond JSON a roddir yma",
        "Atebir oEmbed fel JSON: hepgorwch `format`, neu dywedwch `json`. Y safon sy’n gofyn am y statws hwn.",
    ),
    "sign-in-unavailable": ProblemKind(
        503,
        "Nobody can sign in just now",
        "The provider that people sign in with does not answer. Keys still work. `Retry-After` says when to try again.",
        "Ni all neb fewngofnodi ar hyn o bryd",
        "Nid yw’r darparwr y mae pobl yn mewngofnodi ag ef yn ateb. Mae allweddi’n dal i weithio. Mae `Retry-After` yn"
        " dweud pryd i roi cynnig arall arni.",
    ),
    "unavailable": ProblemKind(
        503,
        "It cannot be done just now",
        "More is asked than can be answered, somebody else is writing, or the database is away, full or can only be"
        " read. `detail` says which, and whether anything was stored; `Retry-After` says when to try again.",
        "Ni ellir gwneud hyn ar hyn o bryd",
        "Gofynnir am fwy nag y gellir ei ateb, mae rhywun arall yn ysgrifennu, neu mae’r gronfa ddata i ffwrdd, yn"
        " llawn neu i’w darllen yn unig. Mae `detail` yn dweud pa un, ac a storiwyd unrhyw beth; mae `Retry-After` yn"
        " dweud pryd i roi cynnig arall arni.",
    ),
    "clock-in-doubt": ProblemKind(
        503,
        "Nothing can be published just now: a clock is in doubt",
        "The record ends in the future, or the clock of the server was set since it was last noted. What a wrong"
        " clock dates, it dates wrongly for everything after it too. `detail` says what was seen and what to do: put"
        " the clock right, or an administrator says to go on. Nothing was stored; reading and drafts go on. Nobody can"
        " say when, so that there is no `Retry-After`.",
        "Ni ellir cyhoeddi dim ar hyn o bryd: mae amheuaeth am gloc",
        "Mae’r cofnod yn gorffen yn y dyfodol, neu newidiwyd cloc y gweinydd ers ei nodi ddiwethaf. Byddai cyhoeddi"
        " wrth gloc anghywir yn camddyddio popeth ar ei ôl. Mae `detail` yn dweud beth a welwyd a beth i’w wneud:"
        " cywiro’r cloc, neu fod gweinyddwr yn dweud am fynd ymlaen. Ni storiwyd dim; mae darllen a drafftio’n parhau."
        " Ni all neb ddweud pryd, felly nid oes `Retry-After`.",
    ),
    "not-ready": ProblemKind(
        503,
        "Not ready",
        "What is served here cannot be read or, where there is a workbench, not be written: the database is away, full,"
        " read-only, not migrated, or has lost its guards. `detail` says which.",
        "Ddim yn barod",
        "Ni ellir darllen yr hyn a weinir yma neu, lle mae mainc waith, ni ellir ysgrifennu: mae’r gronfa ddata i"
        " ffwrdd, yn llawn, i’w darllen yn unig, heb ei mudo, neu wedi colli ei gwarchodwyr. Mae `detail` yn dweud pa"
        " un.",
    ),
}


class ProblemError(Schema):
    """One thing wrong, and where."""

    pointer: str = Field(
        description="A JSON pointer into the body, the name of a parameter or header, or the cell of a sheet."
    )
    rule: str = Field(description="The rule it breaks, as a word that stays the same.")
    detail: str = Field(description="What is wrong, in a sentence.")


class ProblemBody(Schema):
    """A problem, as RFC 9457 describes it."""

    type: str = Field(description="The address of the page that explains this kind of problem.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="The id of this request in the server's log.")
    first_published: Maybe[str] = Field(None, description="The day since which it is published here.")
    today_url: Maybe[str] = Field(None, description="Its page as it is today.")
    errors: Maybe[list[ProblemError]] = Field(None, description=f"What is wrong, in order: the first {MOST_ERRORS}.")
    errors_total: Maybe[int] = Field(None, description="How many things are wrong, where `errors` has not all of them.")


class Gone(NamedTuple):
    """What became of a thing that is no longer shown, as a page tells it."""

    day: date
    by: Mapping[str, str] | None  # the name of whoever withdrew it
    reason: Mapping[str, str] | None
    ground: str | None  # of an erasure: a code of erasure_ground


class Since(NamedTuple):
    """Since when a thing is published that was not yet on the day asked about, and its page as it is today."""

    day: date
    url: str


def _short(text: str) -> str:
    """A text that may quote what was sent, which has no bound, cut to what somebody reads."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class Problem(Exception):  # noqa: N818 - it is what it is called everywhere
    """A refusal. Raised, never returned: a returned one would commit."""

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        gone: Gone | None = None,
        since: Since | None = None,
    ) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = _short(detail)
        self.errors = tuple(Fault(_short(one.pointer), one.rule, _short(one.detail)) for one in errors[:MOST_ERRORS])
        self.errors_total = len(errors)
        self.headers = headers or {}
        self.gone = gone
        self.since = since

    @property
    def status(self) -> int:
        return KINDS[self.name].status

    def body(self, path: str, request_id: str) -> dict[str, Any]:
        """The problem as it is sent, of a request for this path."""
        kind = KINDS[self.name]
        body: dict[str, Any] = {
            "type": urls.public(f"/problems/{self.name}"),
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
            "instance": urls.local(path),
            "request_id": request_id,
        }
        if self.since:
            body |= {"first_published": self.since.day.isoformat(), "today_url": self.since.url}
        if self.errors:
            body["errors"] = [vars(error) for error in self.errors]
        if self.errors_total > len(self.errors):
            body["errors_total"] = self.errors_total
        return body


def documented(*names: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation for these problems, for the contract."""
    found: dict[int | str, dict[str, Any]] = {}
    for name in names:
        kind = KINDS[name]
        known = found.get(kind.status)
        description = kind.title if known is None else f"{known['description']}; or: {kind.title}"
        found[kind.status] = {
            "description": description,
            "model": ProblemBody,
            "content": {"application/problem+json": {}},
        }
    return found
