"""A second load: it changes what nobody here changed since, and says what it left alone, and why."""

import pytest

from tests.builders import COUNCIL
from tests.conftest import said
from tests.other_systems.conftest import Council
from tests.other_systems.given import activity, node, nodes


def test_the_same_again_changes_nothing(council: Council) -> None:
    council.load([activity(), activity("other")])
    before = [council.draft(slug) for slug in ("green-lanes", "other")]
    trail = council.trail()
    done = council.load([activity("other"), activity()])
    assert done.stdout.startswith(f"{COUNCIL}: 0 new, 0 changed, 2 unchanged, 0 faults.\n".encode())
    assert [council.draft(slug) for slug in ("green-lanes", "other")] == before
    assert council.trail() == trail
    assert [one["action"] for one in trail] == ["load", "create"] * 2


def test_what_nobody_changed_here_follows_and_what_somebody_changed_stays(council: Council) -> None:
    council.load([activity()])
    council.change("green-lanes", {"name": {"en": "Our lanes", "cy": "Ein lonydd"}, "ends": None, "form": "survey"})
    done = council.load(
        [activity(title="New title", startdate="2027/03/08", enddate="2027/04/22", areas=None, why=None)]
    )
    assert done.stdout.decode().splitlines()[:4] == [
        f"{COUNCIL}: 0 new, 1 changed, 0 unchanged, 0 faults. Nothing is public until it is released.",
        f"Left alone: {COUNCIL}-green-lanes: ends: it was changed here, and differs there.",
        f"Left alone: {COUNCIL}-green-lanes: name en: it was changed here, and differs there.",
        "Not mapped yet: topic: Green spaces: 1",
    ]
    draft = council.draft("green-lanes")
    assert draft["name"] == {"en": "Our lanes", "cy": "Ein lonydd"}
    assert draft["begins"] == {"value": "2027-03-08"}
    assert draft["summary"] == {"en": "Which lanes should be green & quiet?\n\n- Mill Lane"}
    assert draft["form"] == "survey"  # the other system says nothing new of it
    assert "ends" not in draft
    assert "places" not in draft


def test_what_does_not_go_with_what_was_changed_here_is_left_and_hinders_nothing_else(council: Council) -> None:
    council.load([activity(), activity("other")])
    council.change("green-lanes", {"ends": "2027-03-02"})
    done = council.load([activity(startdate="2027/03/10"), activity("other", startdate="2027/03/10")])
    assert b"0 new, 1 changed, 1 unchanged, 0 faults" in done.stdout
    told = f"Left alone: {COUNCIL}-green-lanes: what is new there does not go with what was changed here: /ends: "
    assert told in done.stdout.decode()
    assert council.draft("green-lanes")["begins"] == {"value": "2027-03-01"}
    wrong = [activity(startdate="2027/05/10"), activity("other", startdate="2027/05/10")]
    assert council.load(wrong, status=1).stderr.count(b"ends-before-begins") == 2


def test_a_translation_made_here_stays_when_the_text_it_is_of_follows(council: Council) -> None:
    council.load([activity()])
    council.change("green-lanes", {"name": {"cy": "Lonydd gwyrdd"}})
    council.load([activity(title="Greener lanes")])
    assert council.draft("green-lanes")["name"] == {"en": "Greener lanes", "cy": "Lonydd gwyrdd"}


def test_what_is_mapped_later_takes_the_place_of_the_labels(council: Council) -> None:
    council.load([activity()])
    done = council.load([activity()], *council.mapped("topic,Green spaces,parks", "audience,residents,everyone"))
    assert b"0 new, 1 changed" in done.stdout
    draft = council.draft("green-lanes")
    assert draft["topics"] == [{"code": "parks", "local_label": {"en": "Green spaces"}}]
    assert [one["code"] for one in draft["audiences"]] == ["everyone"]
    assert "audience" not in draft


def test_of_what_is_public_a_change_is_a_draft(council: Council) -> None:
    council.load([activity()])
    address = f"/v1/admin/engagements/{COUNCIL}-green-lanes/publication"
    said(council.client.post(address, json={}, headers=council.key | {"If-Match": "*"}), 201)
    assert b"1 unchanged" in council.load([activity()]).stdout
    assert council.draft("green-lanes")["state"] == "clean"
    assert b"1 changed" in council.load([activity(title="Later")]).stdout
    assert council.draft("green-lanes")["state"] == "draft"
    public = said(council.client.get(f"/v1/engagements/{COUNCIL}-green-lanes"), 200)
    assert public["name"] == {"en": "Have your say on green-lanes"}


def test_what_was_thrown_away_here_does_not_come_back(council: Council) -> None:
    council.load([activity()])
    address = f"/v1/admin/engagements/{COUNCIL}-green-lanes"
    assert council.client.delete(address, headers=council.key | {"If-Match": "*"}).status_code == 204
    done = council.load([activity()])
    assert f"Left alone: {COUNCIL}-green-lanes: its draft was thrown away here.".encode() in done.stdout
    assert council.drafts() == []


def test_what_was_withdrawn_here_does_not_come_back(council: Council) -> None:
    council.load([activity()])
    address = f"/v1/admin/engagements/{COUNCIL}-green-lanes"
    headers = council.key | {"If-Match": "*"}
    said(council.client.post(f"{address}/publication", json={}, headers=headers), 201)
    said(council.client.post(f"{address}/withdrawal", json={"reason": "Never held."}, headers=headers), 201)
    done = council.load([activity(title="Anew")])
    assert b"0 new, 0 changed, 0 unchanged" in done.stdout
    assert f"Left alone: {COUNCIL}-green-lanes: it was published here and taken back.".encode() in done.stdout


def test_what_waits_for_a_translator_or_a_release_is_left_until_it_is_back(council: Council) -> None:
    council.load([activity()])
    address = f"/v1/admin/engagements/{COUNCIL}-green-lanes/publication"
    later = {"at": "2999-01-01T12:00:00Z"}
    said(council.client.post(address, json=later, headers=council.key | {"If-Match": "*"}), 201)
    done = council.load([activity(title="Later")])
    assert f"{COUNCIL}-green-lanes: it waits here for somebody (scheduled), and differs there.".encode() in done.stdout
    assert council.draft("green-lanes")["state"] == "scheduled"
    council.change("green-lanes", {"begins": "2027-03-02"})
    assert b"1 changed" in council.load([activity(title="Later")]).stdout
    assert council.draft("green-lanes")["name"] == {"en": "Later"}


@pytest.mark.parametrize("turned", [False, True])
def test_it_is_known_again_under_another_title_and_beside_one_of_the_same(council: Council, turned: bool) -> None:
    council.load(nodes(node(1, title="Parks"), node(2, title="Parks")))
    several = [node(1, title="Parks and pools"), node(2, title="Parks")]
    done = council.load(nodes(*(several[::-1] if turned else several)))
    assert b"0 new, 1 changed, 1 unchanged" in done.stdout
    assert {slug: council.draft(slug)["identifiers"][0]["value"] for slug in ("parks", "parks-2")} == {
        "parks": "1",
        "parks-2": "2",
    }
    assert council.draft("parks")["name"] == {"en": "Parks and pools"}


def test_what_somebody_made_here_under_the_same_id_is_not_touched(council: Council) -> None:
    body = {"id": f"{COUNCIL}-green-lanes", "form": "survey", "name": "Ours", "commissioned_by": COUNCIL}
    said(council.client.post("/v1/admin/engagements", json=body, headers=council.key), 201)
    council.load([activity()])
    assert council.draft("green-lanes")["name"] == {"en": "Ours"}
    assert council.draft("green-lanes-2")["name"] == {"en": "Have your say on green-lanes"}
