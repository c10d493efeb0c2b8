"""Proof of work for a guest's comment with a link, and on a flooded list."""

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
    parsed = Challenge.from_dict(json.loads(challenge))
    return Payload(parsed, solve_challenge(parsed)).to_base64()


def flood(voter, item, comments=BUSY_COMMENTS_MIN):
    for n in range(comments):
        make_comment(voter, item, f"Comment {n}")


@pytest.mark.django_db
def test_a_link_needs_proof_of_work_and_the_text_is_kept(dust, client):
    response = send(client, dust, LINKED)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Take the link out or sign in, then send it again. Your text is still here." in page
    assert f"{LINKED}</textarea>" in page and "data-challenge" in page
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_comment_with_proof_of_work_is_posted(dust, client):
    challenge = send(client, dust, LINKED).context["work"].challenge
    assert send(client, dust, LINKED, work=solved(challenge)).status_code == 303
    assert Comment.objects.get().text == LINKED


@pytest.mark.django_db
def test_proof_of_work_is_accepted_once(dust, client):
    done = solved(send(client, dust, LINKED).context["work"].challenge)
    assert [send(client, dust, LINKED, work=done).status_code for _ in range(2)] == [303, 422]


@pytest.mark.django_db
def test_proof_of_work_for_another_purpose_or_an_expired_one_is_refused(dust, client):
    for challenge in (
        proof_of_work.make_challenge("a list", clock()),
        proof_of_work.make_challenge(spam_guard.PROOF_OF_WORK_PURPOSE, clock() - timedelta(hours=1)),
    ):
        assert send(client, dust, LINKED, work=solved(challenge)).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["signature", "cost", "expires", "counter"])
def test_a_forged_answer_is_refused(dust, client, change):
    forged = json.loads(
        proof_of_work.make_challenge(spam_guard.PROOF_OF_WORK_PURPOSE, clock() - timedelta(hours=change == "expires"))
    )
    if change == "signature":
        forged["signature"] = "0" * 64
    if change == "cost":
        forged["parameters"] |= {"cost": 2, "keyPrefix": "00"}
    if change == "expires":
        forged["parameters"]["expiresAt"] += 7200
    answer = Payload.from_base64(solved(json.dumps(forged)))
    if change == "counter":
        answer.solution.counter += 1
    assert send(client, dust, LINKED, work=answer.to_base64()).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["x", "é", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOiB7fX0=", "A" * 100_000])
def test_a_malformed_answer_is_refused(dust, client, nonsense):
    assert send(client, dust, LINKED, work=nonsense).status_code == 422


@pytest.mark.django_db
def test_a_first_comment_on_a_flooded_list_needs_proof_of_work(dust, ben, client):
    flood(ben, dust)
    response = send(client, dust, "It aches.")
    assert response.status_code == 422 and "a lot of comments right now" in response.content.decode()
    done = solved(response.context["work"].challenge)
    assert send(client, dust, "It aches.", work=done).status_code == 303
    assert send(client, dust, "It still does.").status_code == 303  # only the first comment needs work


@pytest.mark.django_db
def test_a_list_that_is_not_flooded_needs_no_work(dust, ben, client):
    flood(ben, dust, BUSY_COMMENTS_MIN - 1)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_simulated_comments_are_no_flood(dust, ben, client):
    ben.is_simulated = True
    ben.save()
    flood(ben, dust)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_a_past_flood_needs_no_work(dust, ben, client, monkeypatch):
    flood(ben, dust)
    monkeypatch.setattr(spam_guard, "clock", lambda: clock() + BUSY_WINDOW)
    assert send(client, dust, "It aches.").status_code == 303


@pytest.mark.django_db
def test_adding_a_link_in_an_edit_needs_work_but_keeping_one_does_not(dust, ben, client_of):
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
