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
        "Say how much a voter's votes count: 0 sets them aside, 1 lets them count in full again. Nothing is deleted. "
        "With --on LIST alone, say who voted on a list; with nothing, whose votes do not count in full."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("voter", nargs="?", type=int, help="the voter's number, as --on and their own /me have it")
        parser.add_argument("trust", nargs="?", type=float, help="from 0 to 1")
        parser.add_argument("--on", metavar="LIST", help="the address of a list: what stands after /l/")

    def handle(self, *, voter: int | None, trust: float | None, on: str | None, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if voter is None:
            self._say_who(on)
            return
        if trust is None or not 0 <= trust <= 1:
            raise CommandError("Say how much it counts: a number from 0 (set aside) to 1 (in full).")
        found = Voter.objects.filter(pk=voter).first()
        if found is None:
            raise CommandError(f"There is no voter {voter}.")
        before, lists = found.trust, set_trust(voter=found, trust=trust)
        update_list_commenters(lists_commented_on_recently(found))
        if before == trust:
            self.stdout.write(f"What voter {voter} says counts {_describe_trust(trust)} already. Nothing was changed.")
            return
        self.stdout.write(
            f"What voter {voter} says counts {_describe_trust(trust)}; until now it counted {_describe_trust(before)}. "
            f"{lists} list{' is' if lists == 1 else 's are'} counted again."
        )

    def _say_who(self, slug: str | None) -> None:
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
