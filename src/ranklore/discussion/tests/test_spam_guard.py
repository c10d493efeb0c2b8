"""What a guest's comment costs when it has a link, or when a list is flooded."""

import json
import uuid
from datetime import timedelta

import pytest
from altcha import Challenge, Payload, solve_challenge

from ranklore.core.rate_limit import proof_of_work
from ranklore.core.rate_limit.limiter import clock
from ranklore.discussion import spam_guard
from ranklore.discussion.models import Comment
from ranklore.discussion.spam_guard import BUSY_COMMENTS_MIN, BUSY_WINDOW, has_link
from ranklore.discussion.tests.make import make_comment

LINKED = "Hear it at https://example.org/dust"


@pytest.fixture(autouse=True)
def light_work(monkeypatch):
    monkeypatch.setattr(proof_of_work, "PBKDF2_ROUNDS", 1)


def send(client, dust, text, **more):
    fields = {"author": "mo", "text": text, "nonce": str(uuid.uuid4()), **more}
    return client.post(f"{dust.get_absolute_url()}/comment", fields)


def solved(challenge):
    asked = Challenge.from_dict(json.loads(challenge))
    return Payload(asked, solve_challenge(asked)).to_base64()


def flood(voter, item, comments=BUSY_COMMENTS_MIN):
    for n in range(comments):
        make_comment(voter, item, f"Comment {n}")


@pytest.mark.django_db
def test_a_link_is_asked_to_be_worked_for_and_what_was_typed_stays(dust, client):
    response = send(client, dust, LINKED)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Take the link out or sign in, then send it again; what you wrote is still here." in page
    assert f"{LINKED}</textarea>" in page and "data-challenge" in page
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_with_the_work_done_it_is_on_the_page(dust, client):
    challenge = send(client, dust, LINKED).context["work"].challenge
    assert send(client, dust, LINKED, work=solved(challenge)).status_code == 303
    assert Comment.objects.get().text == LINKED


@pytest.mark.django_db
def test_work_is_good_for_one_comment(dust, client):
    done = solved(send(client, dust, LINKED).context["work"].challenge)
    assert [send(client, dust, LINKED, work=done).status_code for _ in range(2)] == [303, 422]


@pytest.mark.django_db
def test_work_for_something_else_or_of_long_ago_is_not_good(dust, client):
    for challenge in (
        proof_of_work.make_challenge("a list", clock()),
        proof_of_work.make_challenge(spam_guard.PROOF_OF_WORK_PURPOSE, clock() - timedelta(hours=1)),
    ):
        assert send(client, dust, LINKED, work=solved(challenge)).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["signature", "cost", "expires", "counter"])
def test_a_forged_answer_is_not_good(dust, client, change):
    told = json.loads(
        proof_of_work.make_challenge(spam_guard.PROOF_OF_WORK_PURPOSE, clock() - timedelta(hours=change == "expires"))
    )
    if change == "signature":
        told["signature"] = "0" * 64
    if change == "cost":
        told["parameters"] |= {"cost": 2, "keyPrefix": "00"}
    if change == "expires":
        told["parameters"]["expiresAt"] += 7200
    answer = Payload.from_base64(solved(json.dumps(told)))
    if change == "counter":
        answer.solution.counter += 1
    assert send(client, dust, LINKED, work=answer.to_base64()).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["x", "é", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOiB7fX0=", "A" * 100_000])
def test_nonsense_is_not_good_and_harms_nothing(dust, client, nonsense):
    assert send(client, dust, LINKED, work=nonsense).status_code == 422


@pytest.mark.django_db
def test_the_first_comment_on_a_flooded_list_is_worked_for(dust, ben, client):
    flood(ben, dust)
    response = send(client, dust, "It aches.")
    assert response.status_code == 422 and "very many comments just now" in response.content.decode()
    done = solved(response.context["work"].challenge)
    assert send(client, dust, "It aches.", work=done).status_code == 303
    assert send(client, dust, "It still does.").status_code == 303  # not the first any more


@pytest.mark.django_db
def test_a_list_that_is_not_flooded_asks_for_nothing(dust, ben, client):
    flood(ben, dust, BUSY_COMMENTS_MIN - 1)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_what_a_program_of_ours_wrote_is_no_flood(dust, ben, client):
    ben.is_simulated = True
    ben.save()
    flood(ben, dust)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_a_flood_that_is_over_asks_for_nothing(dust, ben, client, monkeypatch):
    flood(ben, dust)
    monkeypatch.setattr(spam_guard, "clock", lambda: clock() + BUSY_WINDOW)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_a_link_put_in_later_is_worked_for_too_and_one_that_was_there_is_not(dust, ben, client_of):
    plain, linked, client = make_comment(ben, dust), make_comment(ben, dust, LINKED), client_of(ben)
    sent = {"text": f"{LINKED} it is", "made_from": "0"}
    assert client.post(f"/c/{plain.pk}/edit", sent).status_code == 422
    assert client.post(f"/c/{linked.pk}/edit", sent).status_code == 303


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("See https://example.org", True),
        ("See www.example.org", True),
        ("[this](mailto:mo@example.org)", True),
        ("No. 3, e.g. this one", False),
        ("[sic] (really)", False),
    ],
)
def test_what_counts_as_a_link(text, is_one):
    assert has_link(text) == is_one
