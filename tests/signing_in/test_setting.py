"""The setting that names providers is refused where it is wrong, in plain words and without its secrets."""

import json
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from api.settings import settings
from tests.commands import command

GOOD = {"issuer": "https://id.anytown.example", "audience": "api://assembly-tracker", "organisations": ["anytown"]}
ENTRA = "https://login.microsoftonline.com"
TENANT = "11111111-2222-3333-4444-555555555555"


def test_an_entry_is_read(configure: Any) -> None:
    configure([GOOD | {"introspection": {"client_id": "tracker", "client_secret": "hush-hush"}}])

    (provider,) = settings().oidc

    assert (provider.issuer, provider.admin, provider.roles_claim, provider.tid) == (
        GOOD["issuer"],
        False,
        "roles",
        None,
    )
    assert "hush-hush" not in repr(settings())


def test_a_tenant_of_entra_is_the_one_its_issuer_names(configure: Any) -> None:
    configure([GOOD | {"issuer": f"{ENTRA}/{TENANT}/v2.0"}])

    assert settings().oidc[0].tid == TENANT


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (GOOD | {"issuer": "http://id.anytown.example"}, "an issuer is an https address"),
        (GOOD | {"issuer": "http://127.0.0.1.evil.example"}, "an issuer is an https address"),
        (GOOD | {"issuer": "http://localhost.evil.example"}, "an issuer is an https address"),
        (GOOD | {"issuer": "http://[::1"}, "an issuer is an https address"),
        (GOOD | {"issuer": "https://id.anytown.example?tenant=1"}, "an issuer is an https address"),
        (GOOD | {"issuer": f"{ENTRA}/common/v2.0"}, "name one tenant, by its id"),
        (GOOD | {"issuer": f"{ENTRA}/organizations/v2.0"}, "name one tenant, by its id"),
        (GOOD | {"issuer": f"{ENTRA}/{TENANT}/v2.0/"}, "name one tenant, by its id"),
        (GOOD | {"organisations": ["Anytown"]}, "oidc.0.organisations.0"),
        (GOOD | {"audience": ""}, "oidc.0.audience"),
        (GOOD | {"adimn": True}, "oidc.0.adimn"),
        *(
            (GOOD | {"roles_claim": claim}, "the names that lead to it with dots between")
            for claim in (
                *("", "$.realm_access.roles", "/realm_access/roles", "realm_access[roles]", "realm_access.roles[*]"),
                *("realm_access..roles", ".roles", "realm_access.", " roles", "roles\n", "*.roles"),
            )
        ),
        (GOOD | {"roles": {"Boss": ["bos"]}}, "'Boss' stands for 'bos', which is no role and what it covers"),
        (GOOD | {"roles": {"Boss": ["admin"]}}, "'Boss' stands for 'admin', which this issuer may not grant"),
        (GOOD | {"roles": {"Boss": ["officer:camden-boss"]}}, "'Boss' stands for 'officer:camden-boss', which this"),
        (GOOD | {"introspection": {"client_id": "t", "client_secret": ["hush-hush"]}}, "client_secret"),
    ],
)
def test_a_wrong_entry_is_named(configure: Any, entry: dict[str, Any], said: str) -> None:
    configure([entry])

    with pytest.raises(ValidationError) as refused:
        settings()

    assert said in str(refused.value)
    assert "hush-hush" not in str(refused.value)


@pytest.mark.parametrize("value", ["-1", "301", "a minute", ""])
def test_clocks_differ_by_so_many_seconds_at_most(configure: Any, monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("TRACKER_OIDC_LEEWAY", value)
    configure([GOOD])

    with pytest.raises(ValidationError, match="oidc_leeway"):
        settings()


def test_an_issuer_has_one_entry(configure: Any) -> None:
    configure([GOOD, GOOD | {"organisations": ["westmere"]}])

    with pytest.raises(ValidationError, match="each issuer has one entry"):
        settings()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (json.dumps([GOOD | {"audience": "", "issuer": "http://x"}]), "TRACKER_OIDC/0/issuer: an issuer is an https"),
        (json.dumps([GOOD | {"audience": "", "issuer": "http://x"}]), "TRACKER_OIDC/0/audience: "),
        ('[{"client_secret": "hush-hush"', 'A setting is not JSON: error parsing value for field "oidc"'),
        ('[{"client_secret": "hush-hush"}]', "TRACKER_OIDC/0/issuer: Field required"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_line_says_which_setting_is_wrong_and_stops(empty: Engine, value: str, said: str) -> None:
    done = command(empty, "openapi", TRACKER_OIDC=value)

    assert done.returncode == 1
    assert said in done.stderr.decode()
    assert b"hush-hush" not in done.stderr
