"""A digest that is ready to be sent, and the meaning of the mail server's reply."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.core.mail import EmailMessage

from ranklore.following.models import Digest


@dataclass(frozen=True, slots=True)
class PreparedDigest:
    """A digest with a function that builds its email. `build` is None if there is nothing to send; `state` says why."""

    digest: Digest
    last_event: int
    build: Callable[[], EmailMessage] | None
    state: Digest.State = Digest.State.NOTHING


class DeliveryOutcome(Enum):
    SENT = "sent"
    REFUSED = "refused"  # this address, permanently
    LATER = "later"  # this email, for now
    UNKNOWN = "unknown"  # the connection broke while sending
    UNAVAILABLE = "unavailable"  # the server takes no email now; this one was not sent


def is_permanent_refusal(code: int, text: bytes | str = b"") -> bool:
    """Whether a mail server's reply refuses this address permanently. 5yz is permanent, 4yz is temporary. 5.7.z
    (RFC 3463) refuses this site, not the address: the server does not relay for us or takes us for a spammer."""
    text = text.encode(errors="replace") if isinstance(text, str) else text
    return 500 <= code < 600 and not text.lstrip().startswith(b"5.7.")
