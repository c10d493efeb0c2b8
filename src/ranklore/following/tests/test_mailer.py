"""Many emails over one connection to a real mail server on this machine."""

import smtplib
import socket
import threading

import pytest
from django.core.mail import EmailMessage

from ranklore.following.delivery import DeliveryOutcome
from ranklore.following.jobs.mailer import Mailer

EMAIL = {"subject": "s", "body": "b", "from_email": "a@example.org", "to": ["b@example.org"]}


class Server(threading.Thread):
    """A mail server for one test: `says` maps the first word of a line to the reply; "" closes the connection."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.says, self.calls, self.emails = self.listener.getsockname()[1], {}, 0, 0

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.calls += 1
            with connection, connection.makefile("rwb") as file:
                self.talk(file)

    def talk(self, file):
        def say(line):
            file.write(line.encode() + b"\r\n")
            file.flush()

        say("220 here")
        while line := file.readline():
            word = line.split()[0].decode().lower()
            answer = self.says.get(word, {"data": "354 go on", "quit": "221 bye"}.get(word, "250 yes"))
            if not answer:
                return
            say(answer)
            if word == "data" and answer.startswith("354"):
                while file.readline() != b".\r\n":
                    pass
                self.emails += 1
                say(self.says.get("end", "250 yes"))
            if word == "quit":
                return


@pytest.fixture
def server(settings):
    server = Server()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    server.join(5)


def send(mailer):
    assert mailer.is_ready()
    return mailer.send(lambda: EmailMessage(**EMAIL))


def test_emails_share_one_connection(server):
    with Mailer() as mailer:
        assert [send(mailer) for _ in range(3)] == [DeliveryOutcome.SENT] * 3
    assert (server.calls, server.emails) == (1, 3)


@pytest.mark.parametrize(
    ("word", "answer", "outcome"),
    [
        ("rcpt", "550 nobody", DeliveryOutcome.REFUSED),
        ("rcpt", "550 5.1.1 nobody", DeliveryOutcome.REFUSED),
        ("rcpt", "554 5.7.1 relaying denied", DeliveryOutcome.LATER),
        ("rcpt", "451 later", DeliveryOutcome.LATER),
        ("data", "554 no", DeliveryOutcome.REFUSED),
        ("end", "451 later", DeliveryOutcome.LATER),
        ("end", "550 5.7.1 this looks like spam", DeliveryOutcome.LATER),
        ("mail", "530 who", DeliveryOutcome.UNAVAILABLE),
        ("rcpt", "", DeliveryOutcome.UNKNOWN),
    ],
)
def test_replies_of_the_server_are_understood_and_the_next_email_is_sent(server, word, answer, outcome):
    server.says[word] = answer
    with Mailer() as mailer:
        assert send(mailer) is outcome
        server.says.clear()
        assert send(mailer) is DeliveryOutcome.SENT


def test_a_broken_connection_is_opened_again(server):
    with Mailer() as mailer:
        assert send(mailer) is DeliveryOutcome.SENT
        server.says["noop"] = ""
        assert send(mailer) is DeliveryOutcome.SENT
    assert server.calls == 2


def test_a_connection_in_a_bad_state_after_a_refusal_is_opened_again(server):
    with Mailer() as mailer:
        server.says |= {"rcpt": "550 nobody", "noop": "421 enough"}
        assert send(mailer) is DeliveryOutcome.REFUSED
        server.says.clear()
        assert send(mailer) is DeliveryOutcome.SENT
    assert server.calls == 2


def test_an_unreachable_server_is_not_ready(server, settings):
    settings.EMAIL_PORT = 1
    with Mailer() as mailer:
        assert not mailer.is_ready()


def test_an_error_while_closing_does_no_harm(server, monkeypatch):
    def fail(*args):
        raise TimeoutError("no answer")

    monkeypatch.setattr(smtplib.SMTP, "quit", fail)
    with Mailer() as mailer:
        assert send(mailer) is DeliveryOutcome.SENT


def test_a_backend_without_smtp_is_always_responsive(settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)

    def fail(*args):
        raise OSError("the folder went")

    with Mailer() as mailer:
        assert send(mailer) is DeliveryOutcome.SENT
        assert send(mailer) is DeliveryOutcome.SENT
        monkeypatch.setattr("django.core.mail.backends.filebased.EmailBackend.close", fail)
        mailer._connection.stream.close()
    assert "Subject: s" in next(tmp_path.iterdir()).read_text()
