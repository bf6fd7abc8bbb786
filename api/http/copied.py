"""What an application is told that makes all that is to stand in a static copy."""

from fastapi import Request

from api.pages.view import Copied


def copied_for(request: Request) -> Copied | None:
    """The copy that an answer is to stand in; None where it is for whoever asks."""
    found: Copied | None = getattr(request.app.state, "copied", None)
    return found
