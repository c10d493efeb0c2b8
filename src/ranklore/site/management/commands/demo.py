from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from ranklore.site.actions.demo_list import make_demo_list


class Command(BaseCommand):
    help = "Make the demonstration list, once. Its voters and comments are simulated, and its page says so."

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        demo = make_demo_list()
        made = "made" if demo.is_new else "there already"
        self.stdout.write(f"The demonstration list is {made}: {demo.ranked_list.get_absolute_url()}")
