"""One connection for many letters, over a real conversation with a mail server of this machine."""

import smtplib
import socket
import threading

import pytest
from django.core.mail import EmailMessage

from ranklore.following.delivery import DeliveryOutcome
from ranklore.following.jobs.mailer import Mailer

LETTER = {"subject": "s", "body": "b", "from_email": "a@example.org", "to": ["b@example.org"]}


class Server(threading.Thread):
    """A mail server for one test: `says` maps the first word of a line to its answer, "" ends the connection."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.says, self.calls, self.letters = self.listener.getsockname()[1], {}, 0, 0

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
                self.letters += 1
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


def send(postman):
    assert postman.is_ready()
    return postman.send(lambda: EmailMessage(**LETTER))


def test_letters_go_over_one_connection(server):
    with Mailer() as postman:
        assert [send(postman) for _ in range(3)] == [DeliveryOutcome.SENT] * 3
    assert (server.calls, server.letters) == (1, 3)


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
def test_what_the_server_answers_is_understood_and_the_next_letter_goes(server, word, answer, outcome):
    server.says[word] = answer
    with Mailer() as postman:
        assert send(postman) is outcome
        server.says.clear()
        assert send(postman) is DeliveryOutcome.SENT


def test_a_connection_that_broke_between_letters_is_made_anew(server):
    with Mailer() as postman:
        assert send(postman) is DeliveryOutcome.SENT
        server.says["noop"] = ""
        assert send(postman) is DeliveryOutcome.SENT
    assert server.calls == 2


def test_one_that_is_in_a_bad_state_after_a_refusal_is_made_anew(server):
    with Mailer() as postman:
        server.says |= {"rcpt": "550 nobody", "noop": "421 enough"}
        assert send(postman) is DeliveryOutcome.REFUSED
        server.says.clear()
        assert send(postman) is DeliveryOutcome.SENT
    assert server.calls == 2


def test_a_server_that_is_not_there_is_not_ready(server, settings):
    settings.EMAIL_PORT = 1
    with Mailer() as postman:
        assert not postman.is_ready()


def test_a_connection_that_does_not_end_well_does_no_harm(server, monkeypatch):
    def fail(*args):
        raise TimeoutError("no answer")

    monkeypatch.setattr(smtplib.SMTP, "quit", fail)
    with Mailer() as postman:
        assert send(postman) is DeliveryOutcome.SENT


def test_where_letters_go_to_a_folder_nobody_is_asked_whether_they_listen(settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)

    def fail(*args):
        raise OSError("the folder went")

    with Mailer() as postman:
        assert send(postman) is DeliveryOutcome.SENT
        assert send(postman) is DeliveryOutcome.SENT
        monkeypatch.setattr("django.core.mail.backends.filebased.EmailBackend.close", fail)
        postman._connection.stream.close()
    assert "Subject: s" in next(tmp_path.iterdir()).read_text()
