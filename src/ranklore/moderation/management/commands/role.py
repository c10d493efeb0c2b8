"""`ranklore role`: who moderates the site."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.moderation.access import moderators
from ranklore.moderation.actions.moderators import add_moderator, remove_moderator
from ranklore.people.models import Account


class Command(BaseCommand):
    help = (
        "Make somebody a moderator, who can decide about incidents, or a member again. "
        "Without arguments, show the moderators."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the name of an account")
        parser.add_argument("role", nargs="?", choices=("moderator", "member"))

    def handle(self, *, name: str | None, role: str | None, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if name is None:
            for moderator in moderators():
                self.stdout.write(f"{moderator.name}: moderator")
            return
        if role is None:
            raise CommandError("Say which role: moderator or member.")
        account = Account.objects.filter(name=name, is_active=True).first()
        if account is None:
            raise CommandError(f"There is no account with the name {name}.")
        is_changed = add_moderator(account) if role == "moderator" else remove_moderator(account)
        self.stdout.write(f"{name} is {'now' if is_changed else 'already'} a {role}.")
