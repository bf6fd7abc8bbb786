"""What a good token grants, and what it cannot."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.vocabulary import Grant, Role
from tests.signing_in.given import POST, Naming, claims_of, signs_in
from tests.signing_in.provider import AUDIENCE, Provider


@pytest.mark.parametrize(
    ("value", "grant"),
    [
        ("admin", Grant(Role.admin, "")),
        ("editor:anytown", Grant(Role.editor, "anytown")),
        (POST, Grant(Role.officer, "anytown-head-of-streets")),
        ("convenor:anytown-streets-2025", Grant(Role.convenor, "anytown-streets-2025")),
        ("panel:anytown-residents-panel", Grant(Role.panel, "anytown-residents-panel")),
        ("keeper:anytown-wheels-repair-cafe", Grant(Role.keeper, "anytown-wheels-repair-cafe")),
        ("record_keeper:anytown", Grant(Role.record_keeper, "anytown")),
        ("record_keeper:anytown-streets-2025", Grant(Role.record_keeper, "anytown-streets-2025")),
    ],
)
def test_every_role_can_be_signed_in_with(anytown: Provider, named: Naming, value: str, grant: Grant) -> None:
    named(anytown, admin=True)

    assert signs_in(anytown.token(value)).grants == {grant}


def test_who_signed_in_and_until_when(anytown: Provider, named: Naming) -> None:
    named(anytown)
    token = anytown.token(POST, "Some.Other.App")

    person = signs_in(token)

    claims = claims_of(token)
    assert (person.issuer, person.subject) == (anytown.issuer, claims["sub"])
    assert person.name == person.login == claims["sub"]
    assert person.ends_at == datetime.fromtimestamp(claims["exp"], UTC)
    assert person.organisations == {"anytown"}
    assert person.grants == {Grant(Role.officer, "anytown-head-of-streets")}


@pytest.mark.parametrize(
    ("said", "name", "login"),
    [
        ({"name": "Siân Rhys", "preferred_username": "sian@anytown.example"}, "Siân Rhys", "sian@anytown.example"),
        ({"preferred_username": "sian", "email": "sian@anytown.example"}, "sian", "sian"),
        ({"email": "sian@anytown.example"}, "sian@anytown.example", "sian@anytown.example"),
        ({"name": "\u0000\n ", "email": 5}, "s-1", "s-1"),
        ({"name": "Siân\u0000\u202e Rhys", "email": "x" * 300}, "Siân Rhys", "x" * 200),
    ],
)
def test_the_name_is_the_first_that_can_be_read(
    anytown: Provider, named: Naming, said: dict[str, Any], name: str, login: str
) -> None:
    named(anytown)
    claims = claims_of(anytown.token()) | {"sub": "s-1"} | said

    person = signs_in(anytown.signed(claims))

    assert (person.name, person.login, person.subject) == (name, login, "s-1")


@pytest.mark.parametrize(
    "value",
    [
        "admin",
        "editor:camden",
        "editor:anytown-north",
        "officer:camden-head-of-streets",
        "officer:anytown",
        "officer:anytownhall-clerk",
        "convenor:westmere-air-2024",
        "admin:anytown",
        "officer",
        "officer:",
        "officer:Anytown-Head-Of-Streets",
        "officer:anytown-head-of-streets\n",
        "mayor:anytown-mayor",
        "",
    ],
)
def test_what_is_not_the_issuers_to_grant_is_dropped(anytown: Provider, named: Naming, value: str) -> None:
    named(anytown)

    assert signs_in(anytown.signed(claims_of(anytown.token()) | {"roles": [value]})).grants == frozenset()


def test_a_post_of_a_longer_name_is_left_to_the_record(anytown: Provider, named: Naming) -> None:
    named(anytown)

    person = signs_in(anytown.token("officer:anytown-north-clerk"))

    assert person.grants == {Grant(Role.officer, "anytown-north-clerk")}
    assert person.organisations == {"anytown"}


def test_a_councils_own_values_stand_for_ours(anytown: Provider, named: Naming) -> None:
    both = [POST, "officer:anytown-head-of-parks"]
    named(anytown, roles={"Streets.Officer": both})

    assert signs_in(anytown.token("Streets.Officer")).grants == {
        Grant(Role.officer, "anytown-head-of-streets"),
        Grant(Role.officer, "anytown-head-of-parks"),
    }


@pytest.mark.parametrize(("value", "count"), [(POST, 1), ([POST, 5, None, [POST]], 1), ({POST: POST}, 0), (5, 0)])
def test_the_roles_may_be_in_another_claim(anytown: Provider, named: Naming, value: Any, count: int) -> None:
    named(anytown, roles_claim="tracker_roles")

    assert len(signs_in(anytown.token("admin", tracker_roles=value)).grants) == count


OFFICER = {"roles": [POST]}


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": OFFICER}),
        ("resource_access.assembly-tracker.roles", {"resource_access": {"assembly-tracker": OFFICER}}),
        ("resource_access.tracker.council.example.roles", {"resource_access": {"tracker.council.example": OFFICER}}),
        ("https://council.example/roles", {"https://council.example/roles": [POST]}),
        ("https://council.example/claims.roles", {"https://council.example/claims": OFFICER}),
        ("council.example/roles", {"council.example/roles": POST}),
        ("cognito:groups", {"cognito:groups": [POST]}),
        # The whole name comes first, then what leads somewhere.
        ("realm_access.roles", {"realm_access.roles": [POST], "realm_access": {"roles": ["editor:anytown"]}}),
        ("a.b.roles", {"a.b": {"other": 1}, "a": {"b": OFFICER}}),
    ],
)
def test_the_roles_may_be_inside_a_claim(anytown: Provider, named: Naming, claim: str, claims: dict[str, Any]) -> None:
    named(anytown, roles_claim=claim)
    token = anytown.signed({**claims_of(anytown.token()), "roles": ["editor:anytown"]} | claims)

    assert signs_in(token).grants == {Grant(Role.officer, "anytown-head-of-streets")}


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": [POST]}),
        ("realm_access.roles", {"realm_access": {"roles": {"roles": [POST]}}}),
        ("realm_access.roles", {"realm_access": None}),
        ("realm_access.roles", {"roles": [POST]}),
        ("roles", {"roles": None, "realm_access": OFFICER}),
    ],
)
def test_what_the_way_does_not_lead_to_is_not_a_role(
    anytown: Provider, named: Naming, claim: str, claims: dict[str, Any]
) -> None:
    named(anytown, roles_claim=claim)

    assert signs_in(anytown.signed({**claims_of(anytown.token()), **claims})).grants == frozenset()


def test_each_issuer_signs_in_its_own(anytown: Provider, westmere: Provider, configure: Any) -> None:
    configure(
        [
            {"issuer": anytown.issuer, "audience": AUDIENCE, "organisations": ["anytown"]},
            {"issuer": westmere.issuer, "audience": AUDIENCE, "organisations": ["westmere"]},
        ]
    )

    assert signs_in(anytown.token(POST, "editor:westmere")).grants == {Grant(Role.officer, "anytown-head-of-streets")}
    assert signs_in(westmere.token(POST, "editor:westmere")).grants == {Grant(Role.editor, "westmere")}
