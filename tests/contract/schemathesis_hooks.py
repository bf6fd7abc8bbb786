"""What Schemathesis is told about this API, in code: one check of our own, and how pages are read."""

from typing import Any

import schemathesis

from api.problems import KINDS

# The only reasons for which a well-formed request is refused with 400: `type` and, where there are any, the rules.
_BAD_CURSOR = ("bad-cursor", ())
_NOT_PASSED = ("bad-query", ("not-passed",))


@schemathesis.check
def a_400_has_its_one_reason(_: Any, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """A request that fits the contract is a 400 only for its cursor, or for a day that has not passed."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    problem = response.json()
    reason = (problem["type"].rpartition("/")[2], tuple(error["rule"] for error in problem.get("errors", [])))
    assert reason in {_BAD_CURSOR, _NOT_PASSED}, f"refused for another reason: {reason}"


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


@schemathesis.deserializer("text/html")
def _html(_: Any, response: schemathesis.Response) -> str:
    return response.text
