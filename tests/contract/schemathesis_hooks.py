"""What Schemathesis is told about this API, in code: one check of our own, and how pages are read."""

import io
import os
import re
import zipfile
from typing import Any

import schemathesis

from api.core.problems import KINDS
from api.schemas.kinds import BY_TYPE
from tests.contract.numbers import LEAVERS, OUR_KEYS, OUR_PEOPLE, SPARE_KEYS

STRUCTURE = {
    BY_TYPE[name].plural: BY_TYPE[name] for name in ("organisation", "post", "assembly", "recommendation", "project")
}
SECRET = os.environ["TRACKER_TEST_SECRET"]
WITHDRAWAL = re.compile(r"/v1/admin/(\w+)/\{id\}/withdrawal")
# Whose drafts the run makes: hardly any of them would be in all languages that are published together.
DRAFTING = ("anytown", "othertown")
KNOWN = re.compile("anytown|camden|newshire|othertown")

# The only reasons for which a well-formed request is refused with 400: `type` and, where there are any, the rules.
_BAD_CURSOR = ("bad-cursor", ())
_NOT_PASSED = ("bad-query", ("not-passed",))
_NO_SUCH_FIELD = ("bad-query", ("unknown-field",))


@schemathesis.check
def a_400_has_its_one_reason(_: Any, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """A request that fits the contract is a 400 only for its cursor, a day that has not passed, or an unknown field."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    problem = response.json()
    reason = (problem["type"].rpartition("/")[2], tuple(error["rule"] for error in problem.get("errors", [])))
    assert reason in {_BAD_CURSOR, _NOT_PASSED, _NO_SUCH_FIELD}, f"refused for another reason: {reason}"


@schemathesis.check
def a_refusal_is_a_problem(_: Any, response: schemathesis.Response, _case: schemathesis.Case) -> None:
    """Whatever was asked, with whatever method: a refusal is a problem, and says so."""
    if response.status_code < 400:
        return
    assert response.headers["content-type"] == ["application/problem+json"]
    problem = response.json()
    name = problem["type"].rpartition("/")[2]
    assert KINDS[name].status == problem["status"] == response.status_code
    assert response.headers["x-request-id"] == [problem["request_id"]]


@schemathesis.check
def nothing_of_the_others_is_told(_: Any, response: schemathesis.Response, _case: schemathesis.Case) -> None:
    """Whatever was asked: a word that stands only in another council's drafts is in no answer."""
    if SECRET:
        assert SECRET.encode() not in _readable(response.content), "it quotes what another council has not published"


def _readable(content: bytes) -> bytes:
    """The bytes of an answer; of a workbook, those of everything in it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist())


@schemathesis.hook
def before_call(_: Any, case: schemathesis.Case, _kwargs: Any) -> None:
    """What the other requests stand on stays: our own keys, and the structure that the example records hold.

    What was made to be ended is taken in its place, and a rule of translation is set where nothing is drafted.
    """
    taken = case.path_parameters
    if case.path.endswith("/revocation") and taken["number"] in OUR_KEYS:
        taken["number"] = SPARE_KEYS[0]
    if case.path.endswith("/departure") and taken["number"] in OUR_PEOPLE:
        taken["number"] = LEAVERS[0]
    if isinstance(case.body, dict) and case.body.get("person") in OUR_PEOPLE:
        case.body["person"] = LEAVERS[0]
    if case.path.endswith("/translation-rule") and taken["id"] in DRAFTING:
        taken["id"] = "camden"
    withdrawn = WITHDRAWAL.fullmatch(case.path)
    kind = STRUCTURE.get(withdrawn[1]) if withdrawn else None
    if kind is not None and KNOWN.match(str(taken["id"])) and not str(taken["id"]).startswith(kind.example["id"]):
        taken["id"] = f"{kind.example['id']}-p0"


@schemathesis.deserializer("application/atom+xml")
@schemathesis.deserializer("text/calendar")
@schemathesis.deserializer("text/html")
def _html(_: Any, response: schemathesis.Response) -> str:
    return response.text
