from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranklore.ballots.actions.trust import set_trust
from ranklore.ballots.queries.turnout import voters_on, voters_with_reduced_trust
from ranklore.discussion.actions.activity import lists_commented_on_recently, update_list_commenters
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter


class Command(BaseCommand):
    help = (
        "Set how much a voter's votes count: 0 sets them aside, 1 counts them in full. Nothing is deleted. "
        "With only --on LIST, show who voted on a list. Without arguments, show whose votes do not count in full."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "voter", nargs="?", type=int, help="the voter's number, as shown by --on and on their /me page"
        )
        parser.add_argument("trust", nargs="?", type=float, help="from 0 to 1")
        parser.add_argument("--on", metavar="LIST", help="the list's address: the part after /l/")

    def handle(self, *, voter: int | None, trust: float | None, on: str | None, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if voter is None:
            self._list_voters(on)
            return
        if trust is None or not 0 <= trust <= 1:
            raise CommandError("Give the trust as a number from 0 (set aside) to 1 (in full).")
        found = Voter.objects.filter(pk=voter).first()
        if found is None:
            raise CommandError(f"There is no voter {voter}.")
        before, lists = found.trust, set_trust(voter=found, trust=trust)
        update_list_commenters(lists_commented_on_recently(found))
        if before == trust:
            self.stdout.write(f"Votes of voter {voter} already count {_describe_trust(trust)}. Nothing was changed.")
            return
        self.stdout.write(
            f"Votes of voter {voter} now count {_describe_trust(trust)}. "
            f"Before, they counted {_describe_trust(before)}. Lists to recount: {lists}."
        )

    def _list_voters(self, slug: str | None) -> None:
        if slug is None:
            for number, trust in voters_with_reduced_trust():
                self.stdout.write(f"voter {number}: counts {_describe_trust(trust)}")
            return
        ranked_list = RankedList.objects.filter(slug=slug).first()
        if ranked_list is None:
            raise CommandError(f"There is no list at /l/{slug}.")
        for each in voters_on(ranked_list.pk):
            times = " to ".join(f"{time:%Y-%m-%d %H:%M:%S}" for time in (each.first, each.last))
            self.stdout.write(
                f"voter {each.number}: {each.words} vote{'' if each.words == 1 else 's'}, {times} UTC, "
                f"counts {_describe_trust(each.trust)}"
            )


def _describe_trust(trust: float) -> str:
    return "for nothing" if trust == 0 else "in full" if trust == 1 else f"{100 * trust:.3g}%"
