"""The order of statements: by the first day their date stands for, then by publication."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from api.rules.facts import Stated
from api.schemas.responses import Response
from api.schemas.updates import Update

Said = TypeVar("Said", Response, Update)


def said_at(stated: Stated[Said]) -> tuple[date, int]:
    return stated.facts.date.first, stated.sequence


def in_order(statements: Iterable[Stated[Said]]) -> list[Stated[Said]]:
    return sorted(statements, key=said_at)


def latest(statements: Iterable[Stated[Said]]) -> Stated[Said] | None:
    return max(statements, key=said_at, default=None)
