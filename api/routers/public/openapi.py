"""The contract as this instance serves it, of the side or sides that it has."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from api.core.routing import Router
from api.http.contract import served

router = Router()


@router.get("/openapi.json", include_in_schema=False)
def get_contract(request: Request) -> Response:
    """The contract, as OpenAPI, with the address of this instance."""
    return JSONResponse(served(request.app.openapi()))
