"""The desk: where people work in a browser. Each address calls what the workbench's addresses call."""

from api.routers.desk import (
    admin,
    answers,
    book,
    items,
    lineages,
    overviews,
    posts,
    releases,
    sessions,
    sign_in,
    things,
    today,
    translations,
    verdicts,
    wording,
)

DESK = (
    sign_in.router,
    sign_in.mine,
    today.router,
    items.router,
    answers.router,
    verdicts.router,
    wording.router,
    lineages.router,
    overviews.router,
    releases.router,
    book.router,
    sessions.router,
    translations.router,
    things.router,
    posts.router,
    admin.trail,
    admin.router,
)
