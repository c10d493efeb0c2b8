"""Attacks on a simulated list: ballots besides those of its honest voters."""

from typing import Any

import numpy as np
from voter_worlds import Voters

from ranklore.ranking import IndexedBallot

KNOWN_DAYS = 30


class Attack:
    """No attack. `votes_at` gives the ballots that come just before an honest voter, with network and days known.

    Attackers have the networks from FIRST_NETWORK on.
    """

    FIRST_NETWORK = 1_000_000

    def votes_at(self, voter: int, loop: Any) -> list[tuple[IndexedBallot, int, float]]:
        return []


NO_ATTACK = Attack()


class Puppets(Attack):
    """Voters who push one middling item. share: of the honest voters

    one network  they all come from one address
    burst        they all come within 5% of the time, else all the time
    camouflaged  they are known to the site, and vote as an earlier honest voter would besides
    """

    def __init__(
        self, voters: Any, share: float, *, one_network: bool = False, burst: bool = False, camouflaged: bool = False
    ) -> None:
        n, rng = len(voters), np.random.default_rng([voters.world.seed, 6])
        self.rng = rng
        self.target = int(np.argsort(-voters.worth)[voters.world.n_items // 2])
        begin, end = (n * 3 // 5, n * 13 // 20) if burst else (0, n)
        self.at = np.sort(rng.integers(begin, end, round(share * n)))
        self.one_network, self.camouflaged, self.sent = one_network, camouflaged, 0

    def votes_at(self, voter: int, loop: Any) -> list[tuple[IndexedBallot, int, float]]:
        found = []
        while self.sent < self.at.size and self.at[self.sent] == voter:
            self.sent += 1
            network = self.FIRST_NETWORK + (0 if self.one_network else self.sent)
            found.append((self.ballot(voter, loop), network, KNOWN_DAYS if self.camouflaged else 0.0))
        return found

    def ballot(self, voter: int, loop: Any) -> IndexedBallot:
        # on the page of the item they were shown its neighbours
        near = [self.target, *[item for item in loop.page[:5] if item != self.target]]
        if not self.camouflaged:
            return IndexedBallot(picks={self.target: near})
        earlier = int(self.rng.integers(0, voter + 1))
        honest = loop.voters.ballot(earlier, loop.page, [])
        shown = list(dict.fromkeys([item for page in honest.picks.values() for item in page] + near))
        return IndexedBallot(
            picks=dict.fromkeys([*honest.picks, self.target], shown),
            downs={item: shown for item in honest.downs if item != self.target},
        )


class DownFirst(Puppets):
    """Voters who pick the true second item and vote the true first down."""

    def __init__(self, voters: Any, share: float) -> None:
        super().__init__(voters, share)
        self.target, self.second = np.argsort(-voters.worth)[:2].tolist()

    def ballot(self, voter: int, loop: Any) -> IndexedBallot:
        shown = list(dict.fromkeys([*loop.page[:5], self.target, self.second]))
        return IndexedBallot(picks={self.second: shown}, downs={self.target: shown})


class Crowd(Attack):
    """No attack, but a crowd that comes when the list is shared elsewhere: half as many voters again within 5% of the
    time, all new to the site, with a taste of their own."""

    SHARE, TASTE_SD, REPEAT = 0.5, 0.5, 8

    def __init__(self, voters: Any) -> None:
        n, rng = len(voters), np.random.default_rng([voters.world.seed, 8])
        self.voters, self.crowd = voters, Voters(voters.world, n, repeat=self.REPEAT)
        self.crowd.adder[:] = -1
        self.shift = self.TASTE_SD * voters.world.spread * rng.normal(size=voters.world.n_items)
        self.target = int(np.argsort(-voters.worth)[voters.world.n_items // 2])
        self.at = np.sort(rng.integers(n * 3 // 5, n * 13 // 20, round(self.SHARE * n)))
        self.sent = 0

    def votes_at(self, voter: int, loop: Any) -> list[tuple[IndexedBallot, int, float]]:
        self.crowd.worth = self.voters.worth + self.shift
        self.crowd.arrives = np.where(self.voters.arrives <= voter, 0, len(self.voters))
        found = []
        while self.sent < self.at.size and self.at[self.sent] == voter:
            found.append((self.crowd.ballot(self.sent, loop.page, loop.pairs), self.FIRST_NETWORK + self.sent, 0.0))
            self.sent += 1
        return found


ATTACKS = {
    "one script, 5%, one network": lambda voters: Puppets(voters, 0.05, one_network=True, burst=True),
    "5% one-item guests, all the time": lambda voters: Puppets(voters, 0.05),
    "5% one-item guests, in a burst": lambda voters: Puppets(voters, 0.05, burst=True),
    "half a percent, all the time": lambda voters: Puppets(voters, 0.005),
    "5% camouflaged, all the time": lambda voters: Puppets(voters, 0.05, camouflaged=True),
    "5% camouflaged, in a burst": lambda voters: Puppets(voters, 0.05, camouflaged=True, burst=True),
    "5% down the first for the second": lambda voters: DownFirst(voters, 0.05),
    "an honest crowd of 50%": Crowd,
}
