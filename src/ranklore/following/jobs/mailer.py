"""Send many emails over one SMTP connection and interpret the server's answers."""

import logging
import smtplib
from collections.abc import Callable
from itertools import starmap
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

from ranklore.following.delivery import DeliveryOutcome, is_permanent_refusal

EMAILS_PER_CONNECTION_MAX = 100
"""Servers end connections that carry more."""
SERVICE_CLOSING_CODE = 421
log = logging.getLogger(__name__)


class Mailer:
    def __init__(self) -> None:
        self._connection: Any = None
        self._carried = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def is_ready(self) -> bool:
        """Whether the server can be reached and listens: asked before a letter is claimed, for then it counts as sent.
        A connection that broke since the last letter is made anew."""
        if self._carried >= EMAILS_PER_CONNECTION_MAX:
            self._hang_up()
        if self._connection is not None and self._listens():
            return True
        self._hang_up()
        connection = get_connection()
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the mail server cannot be reached, digests wait: %s", error)
            return False
        self._connection, self._carried = connection, 0
        return True

    def send(self, write: Callable[[], EmailMessage]) -> DeliveryOutcome:
        """Write a letter and send it."""
        self._carried += 1
        try:
            letter = write()
            letter.connection = self._connection
            letter.send()
        except smtplib.SMTPRecipientsRefused as refused:
            self._start_over()
            answers = refused.recipients.values()
            return (
                DeliveryOutcome.REFUSED
                if answers and all(starmap(is_permanent_refusal, answers))
                else DeliveryOutcome.LATER
            )
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == SERVICE_CLOSING_CODE and self._carried > 1:  # enough for one connection
                self._hang_up()
                return self.send(write) if self.is_ready() else DeliveryOutcome.AWAY
            # it takes nothing from us, whomever it is for
            log.error("the mail server does not take the digest from us: %s", error)
            self._hang_up()
            return DeliveryOutcome.AWAY
        except smtplib.SMTPResponseException as error:  # it read the letter and said no
            log.warning("a digest was not taken: %s", error)
            self._start_over()
            is_refused = is_permanent_refusal(error.smtp_code, error.smtp_error)
            return DeliveryOutcome.REFUSED if is_refused else DeliveryOutcome.LATER
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the connection to the mail server broke: %s", error)
            self._hang_up()
            return DeliveryOutcome.UNKNOWN
        except Exception:  # such as an address that no e-mail can be written to
            log.exception("a digest could not be written")
            self._hang_up()
            return DeliveryOutcome.LATER
        return DeliveryOutcome.SENT

    def _listens(self) -> bool:
        smtp = self._smtp()
        try:
            return smtp is None or smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _start_over(self) -> None:
        """After a refusal the same connection goes on; one that is in a state of its own is made anew."""
        if not self._listens():
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is None:
            return
        smtp = self._smtp()
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError) as error:
            log.info("the connection to the mail server did not end well: %s", error)
            if smtp:
                smtp.close()
        self._connection = None

    def _smtp(self) -> smtplib.SMTP | None:
        """What speaks to the server, where it is one (and not, say, a folder)."""
        smtp = getattr(self._connection, "connection", None)
        return smtp if isinstance(smtp, smtplib.SMTP) else None
