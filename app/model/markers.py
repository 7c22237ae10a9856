"""Citation markers of a model's text, as it streams in, brought into the one form [n].

Reads them as models write them (see marker_forms), drops those that point at no passage, and shows each
whole and once. All other text passes as it came. Knows nothing of passages but their number, and nothing
of sentences.

How it works: characters go in one by one, so how the text is cut into chunks can't matter. What may still
become a marker is held back, at most 160 characters of it, and a link's address 1,000; each piece that turns
out to be one is replaced by its form in what is held, where it can be part of a larger one: ([1]), **[1]**,
[1] and [2].
So the text given back holds nothing that a second reading would change.
"""

import re
from typing import Final

from app.model import marker_forms as forms

_LONGEST_HELD = 160
_LONGEST_LINK = 1_000
_MOST_INVISIBLE = 16
_REMEMBERED = 80
_UNKNOWN: Final = "[0]"
_NEEDS_NO_BLANK = re.compile(r"[\s.,;:!?…)\]}»”|。，،؟]|\Z")
_DROPPED = re.compile(rf"[{forms.BLANK}]*\[0\](?={_NEEDS_NO_BLANK.pattern})|\[0\]")


def normalised(text: str, passages: int) -> str:
    """Return a complete text with every citation marker as [n], for passages 1 to `passages`."""
    reader = MarkerReader(passages)
    return reader.feed(text) + reader.finish()


class MarkerReader:
    """Takes a text in pieces of any size; gives back what is certain of it, markers as [n].

    `passages` is how many there are to cite, numbered from 1; with more than 99, those above can't be.
    What `feed` and, in the end, `finish` return, joined, is the same however the text is cut.
    """

    def __init__(self, passages: int) -> None:
        self._valid = range(1, min(passages, forms.LARGEST_NUMBER) + 1)
        self._shown: list[str] = []
        self._before = ""  # the end of what was shown, folded
        self._held: list[str] = []  # each character with the invisible ones after it
        self._text = ""  # the same, folded, without the invisible ones
        self._starts: list[int] = []  # where in it something starts that may become a marker

    def feed(self, chunk: str) -> str:
        """Return what is certain of the text after this chunk and wasn't returned yet."""
        at = 0
        while at < len(chunk):
            if not self._held:
                trigger = forms.TRIGGER.search(chunk, at)
                plain = trigger.start() if trigger else len(chunk)
                self._show(chunk[at:plain])
                at = plain
            if at < len(chunk):
                self._take(chunk[at])
                at += 1
        return self._given()

    def finish(self) -> str:
        """Return the rest; half a marker at the end, of a stream that was cut off, isn't shown."""
        self._settle("")
        while self._starts:
            if forms.CUT_OFF.fullmatch(self._text, self._starts[-1]):
                self._cut(self._starts[-1])
                self._cut(len(self._text.rstrip(forms.BLANK)))
                self._settle("")
            else:
                self._give_way("")
        return self._given()

    def _given(self) -> str:
        given = "".join(self._shown)
        self._shown.clear()
        return given

    def _show(self, text: str) -> None:
        if text:
            self._shown.append(text)
            self._before = (self._before + forms.visible(text[-_REMEMBERED:]))[-_REMEMBERED:]

    def _take(self, character: str) -> None:
        if forms.INVISIBLE_CHARACTER.match(character):
            self._take_invisible(character)
            return
        mark = forms.folded(character)
        self._settle(mark)
        while not self._closes(mark) and not self._extends(character, mark):
            if self._starts:
                self._give_way(mark)
            else:
                self._show(character)
                break
        self._bound()

    def _extends(self, character: str, mark: str) -> bool:
        """Hold the character if it goes on with what is held or may start a marker; else return False."""
        if self._starts and self._goes_on(mark):
            self._hold(character, mark)
            return True
        if self._begins(mark) and not (self._starts and self._must_give_way(mark)):
            self._starts.append(len(self._text))
            self._hold(character, mark)
            return True
        return False

    def _must_give_way(self, mark: str) -> bool:
        """Say whether `mark` would go on with what stands before the last thing held, were that gone."""
        last = self._starts[-1]
        if self._is_link(last):
            return True
        if last == 0 or not self._text.startswith(_UNKNOWN, last):
            return False
        start = self._starts[-2]
        first = self._text[start]
        without = self._text[:last] + self._text[last + len(_UNKNOWN) :] + mark
        return first not in "*_`" and bool(forms.UNFINISHED[first].fullmatch(without, start))

    def _give_way(self, mark: str) -> None:
        """Let go of what `mark` shows to be no marker, or one that points at nothing."""
        start = self._starts[-1]
        unknown = self._text.startswith(_UNKNOWN, start)
        if not unknown and not self._is_link(start):
            self._release(mark)
            return
        rest = self._held[start + len(_UNKNOWN) :] if unknown else self._held[start:]
        following = self._text[start + len(_UNKNOWN) :] + mark
        self._cut(start)
        if not unknown:
            self._release("(")
        elif _NEEDS_NO_BLANK.match(following):
            self._cut(len(self._text.rstrip(forms.BLANK)))
        self._take_again(rest)
        self._settle(mark)

    def _take_again(self, held: list[str]) -> None:
        for character in "".join(held):
            self._take(character)

    def _take_invisible(self, character: str) -> None:
        if not self._held:
            self._show(character)
        elif len(self._held[-1]) <= _MOST_INVISIBLE:
            self._held[-1] += character

    def _hold(self, character: str, mark: str) -> None:
        self._held.append(character)
        self._text += mark

    def _begins(self, mark: str) -> bool:
        if mark.isdecimal():
            return bool(forms.NAMED.search(self._left(len(self._text))))
        return mark in forms.UNFINISHED

    def _goes_on(self, mark: str) -> bool:
        start = self._starts[-1]
        text = self._text + mark
        if self._is_glued(start) and forms.UNFINISHED_LINK.fullmatch(text, start):
            return True
        return bool(forms.UNFINISHED[text[start]].fullmatch(text, start))

    def _is_link(self, start: int) -> bool:
        """Say whether what starts there can only be the target of a marker written as a link."""
        return self._is_glued(start) and not forms.UNFINISHED["("].fullmatch(self._text, start)

    def _is_glued(self, start: int) -> bool:
        return self._text[start] == "(" and self._text[start - 1 : start] == "]"

    def _left(self, start: int) -> str:
        return self._before + self._text[:start].replace(_UNKNOWN, "")

    # What the character completes

    def _closes(self, mark: str) -> bool:
        """Replace what `mark` makes a marker, and return True; else change nothing."""
        if not self._starts or mark not in "])>*_`":
            return False
        text = self._text + mark
        link = forms.LINK.search(text) if mark == ")" else None
        if link:
            self._cut(link.start(1))
            return True
        found = self._completed(text, mark)
        if found is None:
            return False
        self._replace(*found)
        return True

    def _completed(self, text: str, mark: str) -> tuple[int, list[int]] | None:
        for form in _FORMS[mark]:
            found = form.search(text)
            if found is None:
                continue
            numbers = forms.numbers_in(found[found.re.groups])
            if form is forms.PLAIN_ROUND and not self._is_second(found.start(), numbers or []):
                return None
            raised = form is forms.TAG and found[1].lower() == "sup"
            if numbers is None or (raised and forms.is_exponent(self._left(found.start()), "")):
                return None
            return found.start(), numbers
        return None

    def _is_second(self, start: int, numbers: list[int]) -> bool:
        """Say whether numbers in round brackets are glued to a marker: [1](2)."""
        return self._is_glued(start) and all(number in self._valid for number in numbers)

    def _replace(self, start: int, numbers: list[int]) -> None:
        """Put a marker of these numbers where the held text from `start` on stands."""
        self._cut(start)
        self._starts.append(start)
        for character in self._written(numbers):
            self._hold(character, character)
        self._join()

    def _written(self, numbers: list[int]) -> str:
        return forms.written(number for number in numbers if number in self._valid) or _UNKNOWN

    def _join(self) -> None:
        """Make one run of markers that follow each other, and drop backslashes before them."""
        escaped = forms.ESCAPED.search(self._text)
        if escaped and not self._left(escaped.start()).endswith("\\"):
            self._replace(escaped.start(), forms.numbers_in(escaped[1]) or [])
            return
        together = forms.RUNS_TOGETHER.search(self._text)
        if together and together[0] != self._written(_both(together)):
            self._replace(together.start(), _both(together))
            return
        waiting = forms.ROUND_THEN_RUN.search(self._text)
        if waiting and self._may_cite(waiting[1], waiting.start()):
            self._replace(waiting.start(), _both(waiting))

    def _may_cite(self, content: str, start: int) -> bool:
        """Say whether the numbers in round brackets can be of passages, from what stands before them."""
        numbers = forms.numbers_in(content) or [0]
        left = self._left(start)
        beside = forms.RUN_BEFORE.search(self._text[:start])
        return all(number in self._valid for number in numbers) and (
            bool(beside) or forms.may_stand_after(left)
        )

    # What the character decides about things before it

    def _settle(self, mark: str) -> None:
        """Decide what waited for the next character: raised digits, "Source 1", "(1)"."""
        if not self._starts:
            return
        start = self._starts[-1]
        first = self._text[start]
        if first in forms.SUPERSCRIPTS:
            self._settle_raised(start, mark)
        elif first.isdecimal():
            self._settle_named(start, mark)
        elif first == "(":
            self._settle_round(start, mark)

    def _settle_raised(self, start: int, mark: str) -> None:
        digits, left = self._text[start:], self._left(start)
        # A run of more than a citation may have is none, and neither is its end.
        if any(one and one in forms.SUPERSCRIPTS for one in (mark, left[-1:])):
            return
        if forms.is_exponent(left, mark):
            return
        numbers = forms.numbers_raised(digits, self._valid)
        if numbers is not None:
            self._replace(start, numbers)

    def _settle_named(self, start: int, mark: str) -> None:
        number = int(self._text[start:])
        if not mark.isalnum() and mark != "%" and number in self._valid:
            self._replace(start, [number])

    def _settle_round(self, start: int, mark: str) -> None:
        content, closed, between = self._text[start + 1 :].partition(")")
        if not closed or not forms.ends_clause(between, mark) or not self._may_cite(content, start):
            return
        rest = self._held[len(self._held) - len(between) :]
        self._replace(start, forms.numbers_in(content) or [])
        self._take_again(rest)

    # Letting go

    def _bound(self) -> None:
        if not self._starts:
            return
        longest = _LONGEST_LINK if self._is_link(self._starts[-1]) else _LONGEST_HELD
        if len(self._text) <= longest:
            return
        last = self._starts[-1]
        if last:
            held, text = self._held[last:], self._text[last:]
            self._cut(last)
            self._release(text)
            self._held, self._text, self._starts = held, text, [0]
        else:
            self._release("")

    def _cut(self, start: int) -> None:
        del self._held[start:]
        self._text = self._text[:start]
        while self._starts and self._starts[-1] >= start:
            self._starts.pop()

    def _release(self, following: str) -> None:
        """Show all that is held, without markers that point at nothing."""
        for unknown in reversed(list(_DROPPED.finditer(self._text + following))):
            del self._held[unknown.start() : unknown.end()]
        self._show("".join(self._held))
        self._cut(0)


def _both(found: re.Match[str]) -> list[int]:
    return [*(forms.numbers_in(found[1]) or []), *(forms.numbers_in(found[2]) or [])]


_WRAPPED = (forms.WRAPPED,)
_FORMS: Final = {
    "]": (forms.SQUARE,),
    ")": (forms.RUN_IN_ROUND, forms.LABELLED_ROUND, forms.PLAIN_ROUND),
    ">": (forms.TAG,),
    "*": _WRAPPED,
    "_": _WRAPPED,
    "`": _WRAPPED,
}
