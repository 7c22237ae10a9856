"""Whether the numbers, dates and names of a sentence are in the evidence, and of the same thing there.

Knows nothing of grammar beyond what a number belongs to, and nothing of meaning.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from math import inf

from app.check.clauses import Sentence, is_content
from app.check.dates import Day, at_odds, bears_out, same_day
from app.check.evidence import Line, Prepared
from app.check.findings import Finding
from app.check.keys import alike, is_named
from app.check.names import Name, missing
from app.check.parse import parse
from app.check.quantities import rounding_words
from app.check.quantity import Quantity, bounds_apart, comparable, converted, equal, same
from app.check.roles import affinity
from app.check.words import word_list
from index.analysis import analyze, fold
from index.records import Span

_ARTICLE = re.compile(r"\b(?:a|an|single|lone|sole)\b", re.IGNORECASE)
# Of a list of numbers or dates so many are compared one by one.
_MOST_COMPARED = 24
# Up to a dozen, a number may be a writer's own count.
_SMALL = 12
# A share in per cent, and a ratio, as writers round them.
_PERCENT_OFF = 2.0
_RATIO_OFF = 0.1
_DAY = 86_400.0
# These say nothing of whom they address.
_ADDRESSED = frozenset({"mr", "mrs", "ms", "miss", "i", "im", "ill", "ive"})
_CENTURY = re.compile(r"[ -]+centur(?:y|ies)\b", re.IGNORECASE)
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b")


def number_findings(said: Line, evidence: Sequence[Prepared], *, reckoned: bool = True) -> list[Finding]:
    """Return the numbers of the sentence that no passage has; `reckoned`: some may come of two that are."""
    return [
        _absent_number(said, number, evidence, reckoned=reckoned)
        for number in said.numbers
        if not _number_is_there(said, number, evidence)
    ]


def date_findings(said: Line, evidence: Sequence[Prepared], nearest: Sequence[Line]) -> list[Finding]:
    """Return the dates of the sentence that no passage has, or that `nearest` gives otherwise.

    `nearest` are the sentences of the evidence that say the most of what the sentence says, best first.
    """
    given = [day for one in evidence for day in one.named_dates]
    found: list[Finding] = []
    for day in said.dates:
        if not _date_is_there(day, given, evidence):
            found.append(_absent_date(day, nearest))
        elif other := _dated_otherwise(day, nearest):
            found.append(
                Finding("dates", f"“{day.words}” where the passage has “{other.words}”", contradicted=True)
            )
    return found


def name_findings(
    said: str, named: Sequence[Name], evidence: Sequence[Prepared], *, grave: bool = True
) -> list[Finding]:
    """Return the names of a sentence that no passage has, its headline and outlet included."""
    found = [finding for name in named if (finding := _absent_title(name, evidence)) is not None]
    for name in named:
        absent = set(name.words)
        for one in evidence:
            absent &= set(missing(name, one.lexicon))
        if absent and not (grave and _only_opens(said, name)):
            words = " ".join(word for word in name.words if word in absent)
            forename = name.words[-1] not in absent and len(name.words) > 1 and name.words[0] in absent
            bearer = _bearer(name, evidence) if forename else ""
            reason = f"“{words}” is not in the passage" + (f", which has “{bearer}”" if bearer else "")
            found.append(Finding("names", reason, bool(bearer), grave and (not forename or bool(bearer))))
    return found


def _absent_title(name: Name, evidence: Sequence[Prepared]) -> Finding | None:
    """Return what a name is called and nothing in the passages is: "Ministry" beside a country's name."""
    titles = [word for word in name.whole if word not in name.words and fold(word) not in _ADDRESSED]
    absent = [word for word in titles if not any(one.lexicon.has(word) for one in evidence)]
    if not absent or any(one.lexicon.has_name(name) for one in evidence):
        return None
    return Finding("title", f"“{' '.join(absent)}” is not in the passage", grave=False)


def _only_opens(said: str, name: Name) -> bool:
    """Say whether a word is no name, but has its capital from opening the sentence.

    The tagger, which takes many such words for names, knows better without the capital.
    """
    if len(name.words) != 1 or said[: name.span.start].strip("\"'([ "):
        return False
    lowered = said[: name.span.start] + said[name.span.start].lower() + said[name.span.start + 1 :]
    return any(word.start == name.span.start and word.pos != "PROPN" for word in parse([lowered])[0])


def misplaced_numbers(
    said: Line, parsed: Sentence, evidence: Sequence[tuple[Line, Sentence]]
) -> list[Finding]:
    """Return the numbers that the evidence has, but of something else."""
    exchanged = list(_exchanged(said, parsed, evidence))
    if exchanged:
        return exchanged
    return [
        finding
        for number in said.numbers[:_MOST_COMPARED]
        if number.kind == "count" and (finding := _misplaced(number, parsed, evidence)) is not None
    ]


def borne_out(number: Quantity, line: Line) -> bool:
    """Say whether a sentence of the evidence has this number, or what it converts to."""
    equal = [given for given in line.numbers if same(number, given)]
    if equal and all(converted(number, given) for given in equal):
        # Where the passage gives both units, the one that the sentence uses decides.
        rivals = [
            given for given in line.numbers if given.unit_name == number.unit_name and not same(number, given)
        ]
        return not any(same(rival, given) for rival in rivals for given in equal)
    return bool(equal)


def _number_is_there(said: Line, number: Quantity, evidence: Sequence[Prepared]) -> bool:
    if _is_difference(said, number, evidence):
        return True
    for one in evidence:
        for line in one.lines:
            if borne_out(number, line):
                return True
            if number.words.lower() == "one" and _ARTICLE.search(line.text):
                return True
        if _is_century(said.text, number) and _dated_in(int(number.value), one):
            return True
        if number.is_calendar_year and any(day.year == number.value for day in one.named_dates):
            return True
        if number.words.replace(",", "").isdigit() and one.lexicon.has(number.words):
            return True
    return False


def _dated_in(century: int, one: Prepared) -> bool:
    return any((day.year or day.decade or 0) // 100 + 1 == century for day in one.named_dates)


def _is_difference(said: Line, number: Quantity, evidence: Sequence[Prepared]) -> bool:
    """Say whether "four years" or "six days" lie between two dates that the evidence names close together.

    Where the sentence itself names years, one of the two must be among them.
    """
    if number.years is None and not (number.unit == "time" and _DAY <= number.value < inf):
        return False
    named = {day.year for day in said.dates if day.year}
    for one in evidence:
        for before, line in zip((None, *one.lines), one.lines, strict=False):
            given = [day for each in (before, line) if each for day in each.dates if day.year]
            for first, last in permutations(given[:12], 2):
                if named and not {first.year, last.year} & named:
                    continue
                if _lies_between(number, first, last):
                    return True
    return False


def _lies_between(number: Quantity, first: Day, last: Day) -> bool:
    if number.years is not None:
        return (last.year or 0) - (first.year or 0) == number.years > 0
    if first.full is None or last.full is None:
        return False
    unit = number.value / number.digits if number.digits else _DAY
    return abs((last.full - first.full).days * _DAY - number.value) <= (unit / 2 if unit > _DAY else 0)


def _absent_number(said: Line, number: Quantity, evidence: Sequence[Prepared], *, reckoned: bool) -> Finding:
    """Return what speaks against a number that no passage has; how gravely, the wording tells.

    Small numbers and ranks are often a writer's own ("the two", "at first", "three of them"), and some
    figures may be worked out from two of the passage; a large number that isn't there is rarely right.
    """
    if reckoned and (worked := worked_out(number, evidence)):
        reason = f"“{number.words}” is not in the passage; it may be worked out from {worked}"
        return Finding("summed" if _is_sum(number, evidence) else "worked out", reason, grave=False)
    small = "small number" if _is_small(number) else "number"
    if bound := _other_bound(number, evidence):
        reason = f"“{_approximately(said.text, number)}” where the passage has “{bound}”"
        return Finding(f"other {small}", reason, contradicted=True, grave=False)
    other = _other_number(said, number, evidence)
    if other:
        reason = f"“{with_next_word(said.text, number)}” is not in the passage, which has “{other}”"
        return Finding(f"other {small}", reason, contradicted=True, grave=False)
    return Finding(f"absent {small}", f"“{number.words}” is not in the passage", grave=False)


def _is_small(number: Quantity) -> bool:
    """Say whether a number may be a writer's own count."""
    return not number.unit and number.value <= _SMALL


def _other_bound(number: Quantity, evidence: Sequence[Prepared]) -> str:
    """Return the words that make the most of what is the least in the sentence, or the reverse, or ""."""
    return next(
        (
            _approximately(line.text, given)
            for one in evidence
            for line in one.lines
            for given in line.numbers
            if bounds_apart(number, given)
        ),
        "",
    )


def _approximately(text: str, number: Quantity) -> str:
    """Return a number with the words that round it."""
    bound = rounding_words(text, number.span.start)
    return f"{bound} {number.words}" if bound else number.words


def _is_sum(number: Quantity, evidence: Sequence[Prepared]) -> bool:
    """Say whether a sentence of the evidence counts two groups that make this number together."""
    return number.kind == "count" and any(
        first.unit == second.unit == number.unit and equal(first.value + second.value, number.value)
        for one in evidence
        for line in one.lines
        for first, second in combinations(
            [given for given in line.numbers if given.kind == "count"][:_MOST_COMPARED], 2
        )
    )


def worked_out(number: Quantity, evidence: Sequence[Prepared]) -> str:
    """Return two numbers of neighbouring sentences whose sum, difference or ratio this is, or ""."""
    for one in evidence:
        for before, line in zip((None, *one.lines), one.lines, strict=False):
            given = [each for part in (before, line) if part for each in part.numbers if each.kind == "count"]
            for first, second in combinations(given[:_MOST_COMPARED], 2):
                if _makes(number, first, second):
                    return f"“{first.words}” and “{second.words}”"
    return ""


def _makes(number: Quantity, first: Quantity, second: Quantity) -> bool:
    low, high = sorted((first.value, second.value))
    if number.kind == "rank" or first.unit != second.unit or low <= 0 or high == inf:
        return False
    if number.unit == "points" and first.unit == "%":
        apart = replace(number, value=high - low, digits=high - low, rounding="")
        return same(number, apart)
    near = 0.1 if number.rounding and number.value % 10 == 0 else 0.0
    if number.unit == "%" and first.unit != "%":
        return abs(number.value - 100 * low / high) <= _PERCENT_OFF
    if number.unit in ("", first.unit) and any(
        abs(number.value - made) <= 1e-9 + near * made for made in (high - low, high + low)
    ):
        return True
    whole = number.value.is_integer() and low > 1
    return not number.unit and whole and abs(number.value - high / low) <= _RATIO_OFF * number.value <= 1


def _other_number(said: Line, number: Quantity, evidence: Sequence[Prepared]) -> str:
    """Return the words of another number that the evidence has of what this one counts, or ""."""
    counted = _counted(said.text, number)
    for one in evidence:
        for line in one.lines:
            for given in line.numbers:
                if not comparable(number, given) or given.kind != number.kind:
                    continue
                theirs = _counted(line.text, given)
                if (counted & theirs) or (number.unit and number.unit == given.unit):
                    return with_next_word(line.text, given)
    return ""


def _counted(text: str, number: Quantity) -> frozenset[str]:
    """Return the stems of the two words after a number."""
    after = text[number.span.end : number.span.end + 60]
    return frozenset(analyze(" ".join(re.findall(r"[^\W\d_]{3,}", after)[:2]), "en"))


def with_next_word(text: str, number: Quantity) -> str:
    """Return a number with the word behind it."""
    after = re.match(r"[\s-]*[^\W\d_]+", text[number.span.end : number.span.end + 40])
    return number.words + (after.group().rstrip() if after else "")


def _date_is_there(day: Day, given: Sequence[Day], evidence: Sequence[Prepared]) -> bool:
    if any(bears_out(day, one) for one in given) or _is_joined(day, given, evidence):
        return True
    if day.decade is not None and day.decade % 100 == 0 and _century_named(day.decade // 100 + 1, evidence):
        return True
    if day.relative or day.decade:
        return any(
            re.search(rf"\b{re.escape(day.relative or day.words)}\b", line.text, re.I)
            for one in evidence
            for line in one.lines
        )
    if day.year and not (day.month or day.day or day.weekday):
        return _year_there(day.year, (one.clean.text for one in evidence))
    return False


def _year_there(year: int, texts: Iterable[str]) -> bool:
    """Say whether a year stands in a text anyhow: "pre-1975", "an 1875 vote", "26 and 29, 2011"."""
    return any(re.search(rf"(?<!\d){year}(?!\d)", text) for text in texts)


def _century_named(century: int, evidence: Sequence[Prepared]) -> bool:
    return any(
        number.kind == "rank" and number.value == century and _is_century(line.text, number)
        for one in evidence
        for line in one.lines
        for number in line.numbers
    )


def _is_century(text: str, number: Quantity) -> bool:
    return number.kind == "rank" and _CENTURY.match(text, number.span.end) is not None


def _is_joined(day: Day, given: Sequence[Day], evidence: Sequence[Prepared]) -> bool:
    """Say whether the evidence names the day in one place, and its year, or its weekday, in another."""
    if not day.month or not (day.year or day.weekday):
        return False
    core = replace(day, year=None, weekday=None)
    agreeing = [one for one in given if bears_out(core, one) and not at_odds(day, one)]
    if day.year and not _year_there(day.year, (one.clean.text for one in evidence)):
        return any(one.year == day.year for one in given) and bool(agreeing)
    return bool(agreeing)


def _absent_date(day: Day, nearest: Sequence[Line]) -> Finding:
    other = _dated_otherwise(day, nearest[:1])
    reason = f"“{day.words}” is not in the passage" + (f", which has “{other.words}”" if other else "")
    stretch = bool(day.relative) and not _SEASON.search(day.relative) and other is None
    follows = _follows(day, nearest)
    return Finding("dates", reason, contradicted=other is not None, grave=not (stretch or follows))


def _follows(day: Day, nearest: Sequence[Line]) -> bool:
    """Say whether a year lies as many years from another as a sentence of the evidence says."""
    if day.year is None or day.month is not None:
        return False
    spans = {number.years for line in nearest for number in line.numbers}
    years = {given.year for line in nearest for given in line.dates if given.year}
    return any(abs(day.year - year) in spans for year in years)


def _dated_otherwise(day: Day, nearest: Sequence[Line]) -> Day | None:
    """Return the date that the nearest sentence gives, where it has one and it is another."""
    if not nearest or any(bears_out(day, one) for line in nearest for one in line.dates):
        return None
    if day.year and not (day.month or day.weekday) and _year_there(day.year, (one.text for one in nearest)):
        return None
    other = [one for one in nearest[0].dates if _same_parts(day, one)]
    return (
        other[0]
        if other and all(at_odds(day, one) or day.relative != one.relative for one in other)
        else None
    )


def _same_parts(day: Day, other: Day) -> bool:
    """Say whether both name the time as closely, so that one can be told from the other."""
    if day.relative or other.relative:
        return bool(day.relative) == bool(other.relative) and not day.full
    return any(
        mine is not None and theirs is not None
        for mine, theirs in (
            (day.day, other.day),
            (day.month, other.month),
            (day.weekday, other.weekday),
            (day.year, other.year),
        )
    )


def _bearer(name: Name, evidence: Sequence[Prepared]) -> str:
    """Return how the evidence calls somebody of the same surname, where it does by another forename."""
    surname = re.compile(rf"\b([A-Z][\w'-]+) {re.escape(name.words[-1].removesuffix(chr(39) + 's'))}\b")
    found = (match for one in evidence for match in surname.finditer(one.clean.text))
    return next((match.group() for match in found if match[1].lower() not in _NOT_FORENAMES), "")


_NOT_FORENAMES = word_list("not forenames")


def _exchanged(said: Line, parsed: Sentence, evidence: Sequence[tuple[Line, Sentence]]) -> Iterator[Finding]:
    """Yield pairs of numbers that a sentence of the evidence has the other way round."""
    for one, other in combinations([number for number in said.numbers if number.kind == "count"][:6], 2):
        if same(one, other) or one.unit != other.unit:
            continue
        for line, sentence in evidence:
            given_one = next((given for given in line.numbers if same(one, given)), None)
            given_other = next((given for given in line.numbers if same(other, given)), None)
            if given_one is None or given_other is None:
                continue
            straight = _belongs(one, parsed, given_one, sentence) + _belongs(
                other, parsed, given_other, sentence
            )
            crossed = _belongs(one, parsed, given_other, sentence) + _belongs(
                other, parsed, given_one, sentence
            )
            if crossed >= straight + 0.5:
                reason = f"“{one.words}” and “{other.words}” are the other way round in the passage"
                yield Finding("numbers", reason, contradicted=True)
                return


def _misplaced(
    number: Quantity, parsed: Sentence, evidence: Sequence[tuple[Line, Sentence]]
) -> Finding | None:
    best, rival, where = 0.0, 0.0, ""
    for line, sentence in evidence:
        for given in line.numbers[:_MOST_COMPARED]:
            score = _belongs(number, parsed, given, sentence)
            if same(number, given):
                best = max(best, score)
            elif comparable(number, given) and given.kind == "count" and score > rival:
                rival, where = score, with_next_word(line.text, given)
    if where and best <= rival - 0.5:
        reason = f"“{number.words}” stands in the passage for something else; here it has “{where}”"
        sure = rival >= 0.99 and best < 0.34
        return Finding("misplaced" if sure else "perhaps misplaced", reason, contradicted=True, grave=False)
    return None


def _belongs(number: Quantity, parsed: Sentence, given: Quantity, sentence: Sentence) -> float:
    """Return the share of the words that the sentence's number hangs on which the evidence's does too."""
    mine, theirs = _chain(number, parsed), _chain(given, sentence)
    if not mine:
        return 0.0
    hits = [any(alike(parsed.keys[at], sentence.keys[other]) for other in theirs) for at in mine]
    return sum(hits) / len(mine)


def _chain(number: Quantity, sentence: Sentence) -> list[int]:
    """Return the words that a number hangs on, up to its verb."""
    inside = [
        at
        for at, word in enumerate(sentence.words)
        if number.span.start <= word.start < number.span.end
        and word.pos in {"NUM", "NOUN", "ADJ", "SYM", "PROPN"}
    ]
    if not inside:
        return []
    at, chain = inside[0], []
    for _ in range(12):
        head = sentence.words[at].head
        if head == at:
            break
        at = head
        word = sentence.words[at]
        if is_content(word) and word.pos != "NUM" and at not in inside:
            chain.append(at)
        if word.pos == "VERB":
            break
    return chain


def misplaced_dates(said: Line, parsed: Sentence, evidence: Sequence[tuple[Line, Sentence]]) -> list[Finding]:
    """Return the dates of the sentence on which, in the evidence, something else happened."""
    told = [
        (given, event(given.span, sentence), sentence)
        for line, sentence in evidence
        for given in line.dates[:_MOST_COMPARED]
    ]
    found: list[Finding] = []
    for day in said.dates[:_MOST_COMPARED]:
        mine = event(day.span, parsed)
        best, rival, where = 0.0, 0.0, ""
        for given, theirs, sentence in told:
            score = _same_event(parsed, mine, sentence, theirs)
            if same_day(day, given):
                best = max(best, score)
            elif _same_parts(day, given) and at_odds(day, given) and score > rival:
                rival, where = score, given.words
        if rival >= 0.7 and best <= rival - 0.3:
            reason = f"“{day.words}” where the passage has “{where}” for it"
            found.append(Finding("misdated", reason, contradicted=True, grave=False))
    return found


def _same_event(parsed: Sentence, mine: Sequence[int], sentence: Sentence, theirs: Sequence[int]) -> float:
    """Return how much what is dated by both is the same, in [0, 1]: the verb and what goes with it."""
    if not mine or not theirs:
        return 0.0
    same_verb = alike(parsed.keys[mine[0]], sentence.keys[theirs[0]])
    others = affinity(parsed, mine[1:], sentence, theirs[1:]) if mine[1:] else float(same_verb)
    return 0.5 * same_verb + 0.5 * others


def event(span: Span, sentence: Sentence) -> list[int]:
    """Return the verb that a date hangs on, and the words of its arguments."""
    at = next((at for at, word in enumerate(sentence.words) if span.start <= word.start < span.end), None)
    for _ in range(12):
        if at is None or sentence.words[at].pos == "VERB" or sentence.words[at].head == at:
            break
        at = sentence.words[at].head
    if at is None:
        return []
    clause = next((one for one in sentence.clauses if one.verb == at), None)
    arguments = (*clause.subject, *clause.object, *clause.others) if clause else ()
    return [at, *(one for one in arguments if not span.start <= sentence.words[one].start < span.end)]


def other_numbers(said: Line, told: Line) -> float:
    """Return the share in [0, 1] of the sentence's numbers that `told` lacks, having others of the kind."""
    counted = [number for number in said.numbers if number.kind != "vague"]
    lacking = [number for number in counted if not borne_out(number, told)]
    spare = [given for given in told.numbers if not any(same(number, given) for number in said.numbers)]
    hits = [
        any(given.unit == number.unit and given.kind == number.kind for given in spare) for number in lacking
    ]
    return sum(hits) / len(counted) if counted else 0.0


def other_dates(said: Line, told: Line) -> float:
    """Return the share in [0, 1] of the sentence's dates that `told` lacks, though it has others as exact."""
    lacking = [day for day in said.dates if not any(same_day(day, given) for given in told.dates)]
    spare = [given for given in told.dates if not any(same_day(day, given) for day in said.dates)]
    hits = [any(_same_parts(day, given) and at_odds(day, given) for given in spare) for day in lacking]
    return sum(hits) / len(said.dates) if said.dates else 0.0


def all_named(parsed: Sentence) -> frozenset[int]:
    """Return the offsets of the words that the tagger takes for names."""
    return frozenset(word.start for word in parsed.words if is_named(word) and word.pos != "NOUN")
