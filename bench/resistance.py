"""How far attackers move an item in simulated lists, under plain rules and as the site publishes.

    python bench/resistance.py [--quick] [--worlds N] [--first SEED] [--voters N] [--rules NAMES] [--jobs N]

Each world of `voter_worlds.py` is run twice, without and with the attack (`attacks.py`), with the same honest voters.
The figure is by how many places of 40 the item was moved, with its standard error over worlds. It is positive when the
item rose. The second table says how many honest voters are in a surge at the end, so that a vote of theirs is set
aside: without an attack, and when an honest crowd comes.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from itertools import product

from attacks import ATTACKS
from fairness import RULES, Loop, mean
from voter_worlds import Voters, world_of

PLACES = 40
TRIED = ("up - down", "Wilson", "ours, equal weights", "ours")


SET_ASIDE = ("no attack", "an honest crowd of 50%")


def run(job: tuple[int, str, int]) -> dict[str, float]:
    """Attack -> by how much it moved its item; and the percentage of honest voters set aside, by SET_ASIDE."""
    seed, rule, n_voters = job
    world = world_of(seed)
    honest = Loop(Voters(world, n_voters), rule)
    list(honest.run())
    moved = {f"{name}, set aside": 0.0 for name in SET_ASIDE}
    moved["no attack, set aside"] = 100 * len(honest.set_aside) / len(honest.records)
    for name, attack_on in ATTACKS.items():
        voters = Voters(world, n_voters)
        attack = attack_on(voters)
        attacked = Loop(voters, rule, attack)
        list(attacked.run())
        places = honest.order.index(attack.target) - attacked.order.index(attack.target)
        moved[name] = places * PLACES / world.n_items
        if name in SET_ASIDE:
            moved[f"{name}, set aside"] = 100 * len(attacked.set_aside) / len(attacked.records)
    return moved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="4 worlds, 200 voters")
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="seed of the first world")
    parser.add_argument("--voters", type=int, default=1000)
    parser.add_argument("--rules", default=";".join(TRIED), help="names, with ; between them")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    worlds, voters = (4, 200) if options.quick else (options.worlds, options.voters)
    rules = [rule for rule in RULES if rule in options.rules.split(";")]
    jobs = list(product(range(options.first, options.first + worlds), rules, [voters]))
    with ProcessPoolExecutor(options.jobs) as pool:
        moved = list(zip(jobs, pool.map(run, jobs, chunksize=1), strict=True))
    print(f"{worlds} worlds from {options.first}, {voters} honest voters: how an attack moves its item, of {PLACES}")
    print(f"{'':<36}" + "".join(f"{rule:>22}" for rule in rules))
    for name in ATTACKS:
        cells = [mean([found[name] for (_, rule, _), found in moved if rule == each]) for each in rules]
        print(f"{name:<36}" + "".join(f"{cell:>22}" for cell in cells))
    print("\nHonest voters with a vote that is set aside at the end, in percent")
    for name in SET_ASIDE:
        cells = [mean([found[f"{name}, set aside"] for (_, rule, _), found in moved if rule == each]) for each in rules]
        print(f"{name:<36}" + "".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
