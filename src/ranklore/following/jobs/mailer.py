"""Send many emails over one SMTP connection and interpret the server's replies."""

import logging
import smtplib
from collections.abc import Callable
from itertools import starmap
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

from ranklore.following.delivery import DeliveryOutcome, is_permanent_refusal

EMAILS_PER_CONNECTION_MAX = 100
"""Servers close connections that carry more."""
SERVICE_CLOSING_CODE = 421  # RFC 5321
log = logging.getLogger(__name__)


class Mailer:
    """A context manager that keeps a connection to the mail server open and reconnects when it has to."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._sent_count = 0  # over this connection, refused emails included

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disconnect()

    def is_ready(self) -> bool:
        """Whether the server can be reached and responds; reconnects if the connection broke. Ask before a digest is
        claimed, because from then on it counts as sent."""
        if self._sent_count >= EMAILS_PER_CONNECTION_MAX:
            self._disconnect()
        if self._connection is not None and self._is_responsive():
            return True
        self._disconnect()
        connection = get_connection()
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the mail server cannot be reached, digests wait: %s", error)
            return False
        self._connection, self._sent_count = connection, 0
        return True

    def send(self, build: Callable[[], EmailMessage]) -> DeliveryOutcome:
        """Build an email and send it."""
        self._sent_count += 1
        try:
            message = build()
            message.connection = self._connection
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            self._disconnect_if_unresponsive()
            replies = refused.recipients.values()
            is_refused = bool(replies) and all(starmap(is_permanent_refusal, replies))
            return DeliveryOutcome.REFUSED if is_refused else DeliveryOutcome.LATER
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == SERVICE_CLOSING_CODE and self._sent_count > 1:  # the limit of this connection
                self._disconnect()
                return self.send(build) if self.is_ready() else DeliveryOutcome.UNAVAILABLE
            log.error("the mail server accepts no email from this site: %s", error)
            self._disconnect()
            return DeliveryOutcome.UNAVAILABLE
        except smtplib.SMTPResponseException as error:  # the server read the email and refused it
            log.warning("the mail server refused a digest: %s", error)
            self._disconnect_if_unresponsive()
            is_refused = is_permanent_refusal(error.smtp_code, error.smtp_error)
            return DeliveryOutcome.REFUSED if is_refused else DeliveryOutcome.LATER
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the connection to the mail server broke: %s", error)
            self._disconnect()
            return DeliveryOutcome.UNKNOWN
        except Exception:  # such as an address that cannot be encoded
            log.exception("a digest could not be built")
            self._disconnect()
            return DeliveryOutcome.LATER
        return DeliveryOutcome.SENT

    def _is_responsive(self) -> bool:
        smtp = self._smtp()
        try:
            return smtp is None or smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _disconnect_if_unresponsive(self) -> None:
        """After a refusal: keep the connection if it still works, otherwise the next email gets a new one."""
        if not self._is_responsive():
            self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is None:
            return
        smtp = self._smtp()
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError) as error:
            log.info("the connection to the mail server was not closed cleanly: %s", error)
            if smtp:
                smtp.close()
        self._connection = None

    def _smtp(self) -> smtplib.SMTP | None:
        """The SMTP connection, if the backend has one (it may write to a folder, for example)."""
        smtp = getattr(self._connection, "connection", None)
        return smtp if isinstance(smtp, smtplib.SMTP) else None
