"""Django's makemessages, which also finds the messages of the packages that know no Django."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Message:1", "--keyword=Message:1,2"]
