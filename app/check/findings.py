"""What speaks against a sentence: the record that every comparison returns."""

from dataclasses import dataclass

# A number that isn't there, but may come of two that are.
WORKED_OUT = frozenset({"worked out", "summed"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason, in words for an editor, why the evidence doesn't bear a sentence out.

    `kind` names what differs. `contradicted` says that the evidence tells otherwise, rather than nothing;
    `grave` that this alone makes the sentence unsupported.
    """

    kind: str
    reason: str
    contradicted: bool = False
    grave: bool = True
