"""A digest that is ready to be sent, and what the mail server's answer means."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.core.mail import EmailMessage

from ranklore.following.models import Digest


@dataclass(frozen=True, slots=True)
class PreparedDigest:
    """A letter that can be written, or (None) the state of a digest that comes to nothing."""

    digest: Digest
    upto: int
    write: Callable[[], EmailMessage] | None
    state: Digest.State = Digest.State.NOTHING


class DeliveryOutcome(Enum):
    SENT = "sent"
    REFUSED = "refused"  # this address, for good
    LATER = "later"  # this letter, not now
    UNKNOWN = "unknown"  # the connection broke in the middle of it
    AWAY = "away"  # the server takes no letters now; this one was not sent


def is_permanent_refusal(code: int, text: bytes | str = b"") -> bool:
    """What an answer of a mail server means for an address: 5yz is no, 4yz is not now. 5.7.z (RFC 3463) is a no to us:
    the server does not relay for this site, or takes it for a sender of spam."""
    text = text.encode(errors="replace") if isinstance(text, str) else text
    return 500 <= code < 600 and not text.lstrip().startswith(b"5.7.")
