"""Proof of work: a sum that takes a browser a second or two and the site a moment to check, in altcha's format.

It makes floods cost something; it stops nobody by itself. `static/shell/work.js` does the sum.
"""

import json
import secrets
from datetime import datetime, timedelta

from altcha import Payload, create_challenge, verify_solution
from django.utils.crypto import salted_hmac

from ranklore.shell.limits import take
from ranklore.shell.rules import Limit

LASTS = timedelta(minutes=10)
COST = 2_000  # rounds of PBKDF2 a try, which browsers do as fast as any other program
TRIES = range(500, 1_500)
LONGEST = 4_000  # characters of an answer


def challenge_for(purpose: str, now: datetime) -> str:
    """What the browser is asked, as JSON: signed, good for one form of this purpose, until LASTS from now."""
    asked = create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=secrets.choice(TRIES),
        expires_at=now + LASTS,
        data={"for": purpose},
        hmac_secret=_secret(),
    )
    return json.dumps(asked.to_dict())


def is_done(purpose: str, answer: str, now: datetime) -> bool:
    """Whether this is the answer to a challenge of ours for this purpose that was not used yet. From now on it is."""
    if len(answer) > LONGEST or not verify_solution(answer, _secret()).verified:
        return False
    asked = Payload.from_base64(answer).challenge
    if asked.parameters.data != {"for": purpose}:
        return False
    # The signature is remembered for longer than the challenge is good for.
    return not take(str(asked.signature), Limit(1, int(LASTS.total_seconds())), now)


def _secret() -> str:
    return salted_hmac("ranklore.shell.work", "").hexdigest()
