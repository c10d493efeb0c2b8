from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from ranklore.site.actions.demo_list import make_demo_list


class Command(BaseCommand):
    help = "Create the demo list, unless it exists. Its voters and comments are simulated, and its page says so."

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        demo = make_demo_list()
        done = "Created the demo list" if demo.is_new else "The demo list already exists"
        self.stdout.write(f"{done}: {demo.ranked_list.get_absolute_url()}")
