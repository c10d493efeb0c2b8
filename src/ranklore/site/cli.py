"""The `ranklore` command: Django's management commands under our name."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranklore.site.settings")
    from django.core.exceptions import (
        ImproperlyConfigured,  # Django's imports may read the settings, so they come after
    )
    from django.core.management import execute_from_command_line
    from django.db import Error as DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Invalid settings: {error}")
    except DatabaseError as error:
        sys.exit(f"Database error: {str(error).strip()}")
    except PermissionError as error:
        sys.exit(f"Permission denied: {error}")
