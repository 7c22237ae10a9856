"""The lists of sources that models add at the end of an answer, taken out: the program has its own.

Works on lines of Markdown with markers as [n]. Knows nothing of what the sources are.
"""

import re

_MARKUP = r"[\s>#*_~-]*"
_TITLES = (
    r"(?:the\s+|list\s+of\s+)?(?:cited\s+)?(?:sources?|references?|citations?|footnotes?|bibliography|works\s+cited"
    r"|further\s+reading|quellen|fuentes|referencias|références|fontes|fonti|kaynaklar|источники|المصادر|المراجع"
    r"|来源|参考文献|出典)(?:\s+(?:used|cited|list))?"
)
_HEADING = re.compile(rf"{_MARKUP}{_TITLES}[\s*_]*[:：]?{_MARKUP}\Z", re.IGNORECASE)
_ON_ONE_LINE = re.compile(rf"{_MARKUP}{_TITLES}[\s*_]*[:：]{_MARKUP}(?=\[\d\d?\])", re.IGNORECASE)
_ENTRY = re.compile(rf"\s*\Z|{_MARKUP}\[\d\d?\]|\s*(?:[-*+>]|\d{{1,2}}[.)])(?:\s|\Z)")
_DEFINITION = re.compile(r"\s{0,3}\[\d\d?\]:(?:\s|\Z)")
_MARKER = re.compile(r"\[\d\d?\]")


def without_source_lists(text: str) -> str:
    """Return the text without lists of sources below its first line, and without definitions of notes.

    Of "Sources: [1], [2]" the markers stay where no others came before: they are all there is.
    """
    kept: list[str] = []
    lines = text.split("\n")
    at = 0
    begun = cited = False
    while at < len(lines):
        after = _after_list(lines, at) if begun else at
        if after > at:
            at = after
            continue
        line = _line(lines[at], cited) if begun else lines[at]
        begun = begun or bool(line.strip())
        cited = cited or bool(_MARKER.search(line))
        kept.append(line)
        at += 1
    return "\n".join(kept)


def _after_list(lines: list[str], at: int) -> int:
    """Return where the text goes on after a list that starts at a line, that line if none does."""
    if not _HEADING.match(lines[at]):
        return at
    end = at + 1
    while end < len(lines) and _ENTRY.match(lines[end]):
        end += 1
    listed = any(line.strip() for line in lines[at + 1 : end])
    return end if listed or end == len(lines) else at


def _line(line: str, cited: bool) -> str:
    """Return what stays of a line; `cited` says whether there were markers before it."""
    if _DEFINITION.match(line):
        return ""
    if not _ON_ONE_LINE.match(line):
        return line
    return "" if cited else "".join(_MARKER.findall(line))
