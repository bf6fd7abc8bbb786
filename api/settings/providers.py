"""Whom people sign in with: the OpenID Connect providers an instance names, and what each of them may grant."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from api.schemas.base import SLUG_PATTERN, Slug
from db.vocabulary import Grant, Role

_ENTRA = "login.microsoftonline.com"
_ENTRA_TENANT = re.compile(rf"https://{re.escape(_ENTRA)}/([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/v2\.0")


def is_safe(address: str) -> bool:
    """Whether what is fetched there can be trusted to come from there: HTTPS, or this machine itself."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_issuer(issuer: str) -> str:
    if not is_safe(issuer) or "?" in issuer or "#" in issuer:
        raise ValueError("an issuer is an https address without a query (http only on this machine)")
    if urlsplit(issuer).hostname == _ENTRA and not _ENTRA_TENANT.fullmatch(issuer):
        raise ValueError(f"name one tenant, by its id: https://{_ENTRA}/00000000-0000-0000-0000-000000000000/v2.0")
    return issuer


def grant_of(text: str) -> Grant | None:
    """`admin`, or a role and what it covers, such as `officer:anytown-head-of-streets`; None where it is neither."""
    role, colon, covers = text.partition(":")
    if text == Role.admin:
        return Grant(Role.admin, "")
    if role not in set(Role) - {Role.admin} or not colon or not re.fullmatch(SLUG_PATTERN, covers):
        return None
    return Grant(Role(role), covers)


def at_path(claims: Mapping[str, object], path: str) -> object:
    """What is found in claims under a name, or along names with dots between; None where nothing is.

    A name may have dots of its own, as addresses have. The longest that leads there counts, the whole first.
    """
    if path in claims:
        return claims[path]
    for dot in reversed([place for place, letter in enumerate(path) if letter == "."]):
        within = claims.get(path[:dot])
        if isinstance(within, Mapping) and (found := at_path(within, path[dot + 1 :])) is not None:
            return found
    return None


def _is_claim(path: str) -> str:
    """Refuses what leads nowhere, such as a path in another language: nobody would have a role, and nobody know why."""
    gap = ".." in path and "://" not in path
    other = path.startswith(("$", "/", ".")) or path.endswith(".") or not {"[", "]", "*"}.isdisjoint(path)
    if not path or path != path.strip() or gap or other:
        raise ValueError(
            "it is the name of a claim, or the names that lead to it with dots between: realm_access.roles"
        )
    return path


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Introspection(_Part):
    """What we present ourselves with when we ask a provider whether a token still stands (RFC 7662)."""

    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)


class BrowserClient(_Part):
    """What this instance is to a provider whose people sign in to the desk in a browser (OpenID Connect, code flow)."""

    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    scope: str = Field("openid profile email", pattern=r"^openid( [!#-\[\]-~]+)*$")
    name: str = Field("", max_length=100, description="What the button says after “Sign in with”.")


class Provider(_Part):
    """One issuer of tokens, for whom they must be, and the organisations whose people it signs in."""

    issuer: Annotated[str, AfterValidator(_is_issuer)]
    audience: str = Field(min_length=1, description="The `aud` of a token for us; with Entra the application's id.")
    organisations: tuple[Slug, ...] = Field((), description="It grants nothing outside these.")
    admin: bool = Field(default=False, description="Whether it may grant `admin`.")
    tenant: str | None = Field(None, description="The `tid` each token must carry; Entra's issuer says it already.")
    roles_claim: Annotated[str, AfterValidator(_is_claim)] = Field(
        "roles", description="The claim that holds the roles, or the way to it: `realm_access.roles`."
    )
    roles: dict[str, tuple[str, ...]] = Field({}, description="What a council's own value in that claim stands for.")
    introspection: Introspection | None = Field(
        None, description="With this the provider is asked whether each token still stands, so disabling works at once."
    )
    sign_in: BrowserClient | None = Field(
        None,
        description="With this its people sign in to the desk. Roles are read from the ID token; where it names none,"
        " from an access token that is for `audience`.",
    )

    @model_validator(mode="after")
    def _roles_can_be_granted(self) -> Self:
        for value, stands_for in self.roles.items():
            for text in stands_for:
                grant = grant_of(text)
                if grant is None:
                    raise ValueError(f"roles: {value!r} stands for {text!r}, which is no role and what it covers")
                if not self._may_grant(grant):
                    raise ValueError(f"roles: {value!r} stands for {text!r}, which this issuer may not grant")
        return self

    @property
    def tid(self) -> str | None:
        """The tenant that every token must name."""
        entra = _ENTRA_TENANT.fullmatch(self.issuer)
        return entra[1] if entra else self.tenant

    def grants(self, values: Iterable[str]) -> frozenset[Grant]:
        """What these values of the claim come to, without what is no role of ours or not this issuer’s to grant."""
        texts = (text for value in values for text in self.roles.get(value, (value,)))
        return frozenset(grant for text in texts if (grant := grant_of(text)) and self._may_grant(grant))

    def _may_grant(self, grant: Grant) -> bool:
        if grant.role is Role.admin:
            return self.admin
        if grant.role is Role.editor:
            return grant.covers in self.organisations
        if grant.role is Role.record_keeper and grant.covers in self.organisations:
            return True
        return any(grant.covers.startswith(f"{organisation}-") for organisation in self.organisations)
