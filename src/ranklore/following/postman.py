"""One connection for many letters, and what the mail server's answer to each of them means."""

import logging
import smtplib
from collections.abc import Callable
from enum import Enum
from itertools import starmap
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

from ranklore.following.rules import is_refused_for_good

LETTERS_A_CONNECTION = 100
"""Servers end connections that carry more."""
CLOSING = 421
log = logging.getLogger(__name__)


class Outcome(Enum):
    SENT = "sent"
    REFUSED = "refused"  # this address, for good
    LATER = "later"  # this letter, not now
    UNKNOWN = "unknown"  # the connection broke in the middle of it
    AWAY = "away"  # the server takes no letters now; this one was not sent


class Postman:
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
        if self._carried >= LETTERS_A_CONNECTION:
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

    def send(self, write: Callable[[], EmailMessage]) -> Outcome:
        """Write a letter and send it."""
        self._carried += 1
        try:
            letter = write()
            letter.connection = self._connection
            letter.send()
        except smtplib.SMTPRecipientsRefused as refused:
            self._start_over()
            answers = refused.recipients.values()
            return Outcome.REFUSED if answers and all(starmap(is_refused_for_good, answers)) else Outcome.LATER
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == CLOSING and self._carried > 1:  # enough for one connection
                self._hang_up()
                return self.send(write) if self.is_ready() else Outcome.AWAY
            # it takes nothing from us, whomever it is for
            log.error("the mail server does not take the digest from us: %s", error)
            self._hang_up()
            return Outcome.AWAY
        except smtplib.SMTPResponseException as error:  # it read the letter and said no
            log.warning("a digest was not taken: %s", error)
            self._start_over()
            is_refused = is_refused_for_good(error.smtp_code, error.smtp_error)
            return Outcome.REFUSED if is_refused else Outcome.LATER
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the connection to the mail server broke: %s", error)
            self._hang_up()
            return Outcome.UNKNOWN
        except Exception:  # such as an address that no e-mail can be written to
            log.exception("a digest could not be written")
            self._hang_up()
            return Outcome.LATER
        return Outcome.SENT

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
