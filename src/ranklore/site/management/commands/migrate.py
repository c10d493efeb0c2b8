from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from ranklore.site.data_folder import make_data_folder


class Command(migrate.Command):
    """Django's command; it makes the folder for the SQLite file first. Every command that needs data migrates first."""

    def execute(self, *args: Any, **options: Any) -> str | None:  # not handle: the checks before it open the database
        if connections[options["database"]].vendor == "sqlite":
            make_data_folder(settings.HOME)
        return super().execute(*args, **options)
