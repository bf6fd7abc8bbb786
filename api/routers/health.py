"""Whether this instance is alive, and whether it is ready to serve."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import engine
from api.problems import Problem, documented
from api.readiness import what_is_wrong
from api.schemas.base import Schema

router = APIRouter(tags=["Operations"])


class Health(Schema):
    """Always `ok`; what is not ok is a problem."""

    status: str = Field(examples=["ok"])


@router.get("/healthz", response_model=Health)
def get_health() -> Any:
    """Alive: the process answers. It asks nothing of the database."""
    return {"status": "ok"}


@router.get("/readyz", responses=documented("not-ready"), response_model=Health)
def get_readiness(request: Request) -> Any:
    """Ready: the database can be reached, is migrated, and its guards refuse a change to the record."""
    try:
        wrong = what_is_wrong(engine(request))
    except SQLAlchemyError:
        raise Problem("not-ready", "The database cannot be reached.") from None
    if wrong:
        raise Problem("not-ready", wrong)
    return {"status": "ok"}
