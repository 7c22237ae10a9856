"""Plays every attack and counts: python -m tests.attacks

A table of attacks by place and by what they are after, how many held, then each that got through and how.
Exits with 1 if any did.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests import network_guard


def main() -> int:
    """Play all attacks, print what came of them, and return the exit code."""
    for name in [name for name in os.environ if name.startswith(("CITEWIRE_", "OPENAI_"))]:
        del os.environ[name]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "network-attempts"
        record.touch()
        network_guard.install(record)
        # Imported here: nothing of the program runs before the guard stands.
        from tests.attacks.arena import arena
        from tests.attacks.cases import attacks
        from tests.attacks.surfaces import Breach, breaches

        results: dict[str, list[Breach]] = {}
        with arena(Path(folder), attacks()) as ring:
            for attack in attacks():
                results[attack.id] = breaches(ring.play(attack))
        left = record.read_text(encoding="utf-8").splitlines()
    console = Console(highlight=False, soft_wrap=True)
    through = {name for name, found in results.items() if found}
    console.print(_table("where", ((attack.where, attack.id) for attack in attacks()), through))
    console.print(_table("disguise", ((attack.disguise, attack.id) for attack in attacks()), through))
    aims = ((kind, attack.id) for attack in attacks() for kind in attack.forbidden)
    console.print(_table("after", aims, through))
    for attack in attacks():
        for breach in results[attack.id]:
            line = f"{attack.id} {attack.where}, {attack.disguise}: {breach.kind}: {breach.what}"
            console.print(escape("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)))
    for line in left:
        console.print(escape(f"tried to leave this machine: {line}"))
    held = len(results) - len(through)
    console.print(f"{held} of {len(results)} attacks held, in {time.perf_counter() - started:.0f} s")
    return 1 if through or left else 0


def _table(name: str, pairs: Iterable[tuple[str, str]], through: set[str]) -> Table:
    """Return how many attacks there are of each group, and how many of them held."""
    attacks: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for group, attack in pairs:
        attacks[group] += 1
        lost[group] += attack in through
    return _drawn(name, attacks, lost)


def _drawn(name: str, attacks: Mapping[str, int], lost: Mapping[str, int]) -> Table:
    table = Table(name, "attacks", "held", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for group, number in attacks.items():
        table.add_row(group, str(number), str(number - lost[group]))
    table.add_row("", "", "")
    return table


if __name__ == "__main__":
    sys.exit(main())
