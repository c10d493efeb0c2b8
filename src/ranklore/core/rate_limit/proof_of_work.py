"""Proof of work in the altcha format: a puzzle that costs a browser a second or two and the site almost nothing to
check. It makes floods expensive; it stops nobody by itself."""

import json
import secrets
from datetime import datetime, timedelta

from altcha import Payload, create_challenge, verify_solution
from django.utils.crypto import salted_hmac

from ranklore.core.rate_limit.limiter import take_slot
from ranklore.core.rate_limit.policy import RateLimit

CHALLENGE_LIFETIME = timedelta(minutes=10)
PBKDF2_ROUNDS = 2_000  # of PBKDF2 for each try; browsers do them as fast as any other program
COUNTER_RANGE = range(500, 1_500)
ANSWER_MAX = 4_000  # characters of an answer


def make_challenge(purpose: str, now: datetime) -> str:
    """A signed challenge for the browser, as JSON: for one form of this purpose, within `CHALLENGE_LIFETIME`."""
    asked = create_challenge(
        "PBKDF2/SHA-256",
        PBKDF2_ROUNDS,
        counter=secrets.choice(COUNTER_RANGE),
        expires_at=now + CHALLENGE_LIFETIME,
        data={"for": purpose},
        hmac_secret=_hmac_secret(),
    )
    return json.dumps(asked.to_dict())


def redeem_answer(purpose: str, answer: str, now: datetime) -> bool:
    """Whether this answers an unused challenge of ours for this purpose. The challenge is used up then."""
    if len(answer) > ANSWER_MAX or not verify_solution(answer, _hmac_secret()).verified:
        return False
    asked = Payload.from_base64(answer).challenge
    if asked.parameters.data != {"for": purpose}:
        return False
    # The signature is kept for longer than the challenge is valid.
    return not take_slot(str(asked.signature), RateLimit(1, int(CHALLENGE_LIFETIME.total_seconds())), now)


def _hmac_secret() -> str:
    return salted_hmac("ranklore.core.rate_limit.proof_of_work", "").hexdigest()
