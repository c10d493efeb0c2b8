"""Django's makemessages, extended to find `Message(…)`, which packages without Django use to mark texts."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Message:1", "--keyword=Message:1,2"]
