"""Lists for rules, kept as text: `[name]` opens a section, `#` a comment, every other line is an entry."""

from pathlib import Path


def read_sections(path: Path) -> dict[str, list[str]]:
    """Return the lines of each section of a list that ships with the project, in order."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections
