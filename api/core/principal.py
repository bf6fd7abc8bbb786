"""Whoever is asking, as the services know them: what they are granted, and what the audit trail keeps of them."""

from dataclasses import dataclass

from api.core.problems import Problem
from db.vocabulary import Grant, Role

ADMIN = Grant(Role.admin, "")


@dataclass(frozen=True)
class Principal:
    """Somebody with a key, or signed in. Their name and address are for the audit trail, never public."""

    actor: int
    grants: frozenset[Grant]
    holder: str = ""
    address: str = ""
    request: str = ""

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.grants

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def covered(self, role: Role) -> frozenset[str]:
        """The ids that a role is held for."""
        return frozenset(grant.covers for grant in self.grants if grant.role == role)

    def may(self, *roles: Role) -> None:
        """Raises a problem that names the roles that may. An administrator always may."""
        if not self.roles & {Role.admin, *roles}:
            may = [role.value for role in roles] or [Role.admin.value]
            mine = " and ".join(sorted(self.roles)) or "none"
            told = f"The role {' or '.join(may)} may do this; you have the role {mine}."
            raise Problem("wrong-role", told, roles=may)


# Whatever this server does of itself, or whoever runs it does on its command line.
SERVER = Principal(0, frozenset({ADMIN}), "the server")
