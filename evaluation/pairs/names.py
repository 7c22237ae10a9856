"""Names that occur in the articles of the pairs, in groups, with every spelling that they have there.

Within a group one can stand where another stood: that is how a name is altered. Knows nothing of pairs.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).with_name("names.txt")


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something by the spellings of its name, the fullest first and the shortest last."""

    spellings: tuple[str, ...]

    def find(self, text: str) -> re.Match[str] | None:
        """Return the first place where the text has the name, in its fullest spelling there."""
        words = "|".join(re.escape(spelling) for spelling in sorted(self.spellings, key=len, reverse=True))
        return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text)


@cache
def groups() -> tuple[tuple[Entity, ...], ...]:
    """Return the groups of names, each of at least two that are exchangeable."""
    found: list[list[Entity]] = []
    for line in _NAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found.append([])
        elif line.strip() and not line.startswith("#"):
            found[-1].append(Entity(tuple(line.strip().split(" = "))))
    return tuple(tuple(group) for group in found)
