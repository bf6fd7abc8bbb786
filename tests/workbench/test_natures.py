"""What is changed is published as what it is: news, a correction that names its mistake, or a relabelling."""

from typing import Any

import pytest

from tests.conftest import said
from tests.workbench.asking import at, patch, public
from tests.workbench.councils import EDITOR, OFFICER, Ground, Made

ON_PROJECT = {
    "a name is a relabelling": ({"name": {"en": "Lime trees"}}, "relabelling"),
    "one more language is a relabelling": ({"name": {"cy": "Plannu coed"}}, "relabelling"),
    "an ended project is news": ({"stage": "ended", "ends": {"value": "2026-10"}}, "news"),
    "a name and more is news": ({"name": {"en": "Planting"}, "stage": "paused"}, "news"),
    "a mistake that is named is corrected": ({"stage": "running", "mistake": {"en": "It never ended."}}, "correction"),
    "what was corrected once is not for ever": ({"stage": "paused"}, "news"),
}


def publish(ground: Ground, kind: str, made: Made, status: int = 201, **body: Any) -> Any:
    return said(ground.client.post(at(kind, made.id, "/publication"), json=body, headers=made.key), status)


def test_a_change_is_named_by_its_fields(ground: Ground) -> None:
    made = ground.make(ground.ours, "project", EDITOR, "public")
    for told, (change, nature) in ON_PROJECT.items():
        working = said(patch(ground, "project", made, change, "*"), 200)
        assert working["nature"] == nature, told
        shown = said(ground.client.get(at("project", made.id, "/preview"), headers=made.key), 200)
        assert shown["nature"] == nature, told
        assert "nature" not in publish(ground, "project", made)
        last = public(ground, made.id)[-1]
        assert (last["nature"], last["body"].get("mistake")) == (nature, change.get("mistake")), told


REFUSED = {
    "a correction says what was wrong": ({"stage": "ended"}, "correction", "/mistake", "mistake-missing"),
    "more than a name is no relabelling": ({"stage": "ended"}, "relabelling", "/nature", "more-than-a-name"),
    "a named mistake is no news": ({"mistake": {"en": "Wrong."}}, "news", "/nature", "names-a-mistake"),
}


@pytest.mark.parametrize("told", REFUSED)
def test_its_writer_names_it_and_is_held_to_it(ground: Ground, told: str) -> None:
    change, nature, pointer, rule = REFUSED[told]
    made = ground.make(ground.ours, "project", EDITOR, "public")
    said(patch(ground, "project", made, change, "*"), 200)

    problem = publish(ground, "project", made, 409, nature=nature)

    assert [(one["pointer"], one["rule"]) for one in problem["errors"]] == [(pointer, rule)]
    assert len(public(ground, made.id)) == 1
    assert said(ground.client.get(at("project", made.id), headers=made.key), 200)["state"] == "draft"


def test_what_its_writer_says_goes_before_what_it_looks_like(ground: Ground) -> None:
    made = ground.make(ground.ours, "project", EDITOR, "public")
    said(patch(ground, "project", made, {"name": {"en": "Merged trees"}}, "*"), 200)

    publish(ground, "project", made, nature="news")

    assert public(ground, made.id)[-1]["nature"] == "news"


def test_a_correction_is_read_with_its_mistake(ground: Ground) -> None:
    made = ground.make(ground.ours, "update", OFFICER, "public")
    change = {"summary": {"en": "One of five."}, "mistake": {"en": "Zebras were counted."}}
    said(patch(ground, "update", made, change, "*"), 200)
    publish(ground, "update", made)

    page = ground.client.get(f"/recommendations/{ground.ours.item}", headers={"Accept": "text/html"}).text
    assert "what was wrong: Zebras were counted." in page
    assert (
        "What was wrong: Zebras were counted."
        in ground.client.get(f"/feeds/recommendations/{ground.ours.item}.atom").text
    )
