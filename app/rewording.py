"""A follow-up put into the words of the question before it, by rules of English grammar.

"And when?" after "Who built the lighthouse?" becomes "When was the lighthouse built?". Each rule knows one
shape of follow-up and gives '' where it isn't sure, so that nothing reads worse than it was typed. The
answer before is looked at only for the one name that it gives for what was asked. Calls no model.
"""

import re
from collections.abc import Callable
from operator import attrgetter

from app.grammar import (
    BORDERS,
    SOMEWHERE,
    Phrase,
    are_people,
    at_place,
    base_of,
    base_of_present,
    is_intransitive,
    is_participle,
    is_plural,
    is_time,
    is_where,
    may_be_people,
    participle_of,
    past_of,
    phrases,
)
from app.pointers import pointers, resolved
from app.question_forms import ASKS, AUXILIARY, BE, DATED, DO, PREPOSITION, QUESTION_WORD, Asked
from app.vocabulary import ENGLISH_WORDS, MONTHS

CONJUNCTION = r"(?:and|but|so(?! far)|then|or|also|ok(?:ay)?|thanks|thank you)"
ABOUT = r"(?:what about|how about|what of|(?:the )?same (?:for|with|in))"
_OPENING = re.compile(rf"^(?:{CONJUNCTION}\b[,.!]?\s*)+", re.IGNORECASE)
_ABOUT = re.compile(rf"^{ABOUT}\s+", re.IGNORECASE)
CORRECTION = re.compile(
    r"^(?:(?:no(?! one\b)|nope|sorry|wait|oops|i mean(?:t)?|rather|actually|correction|not that(?: one)?"
    r"|that[’']s not what i (?:mean|meant|asked))\b[,:.!]*\s*)+",
    re.IGNORECASE,
)
_ASKING = re.compile(rf"^(?:{AUXILIARY}|{QUESTION_WORD}|by whom|since when)\b", re.IGNORECASE)
_BARE = re.compile(
    r"^(?P<wh>when|where|why|how come|how many|how|by whom|who by|by who|who|what for)"
    r"(?: (?:exactly|so|then|precisely))?"
    r"(?: (?:is|was) (?:that|this)| was it|(?: did| does| do)?(?: (?:that|this|it|they|he|she|so))"
    r"(?: (?:happen|occur|take place|do (?:it|so|that|this)))| (?:did|does|do)(?: (?:it|so|that|this))?)?$",
    re.IGNORECASE,
)
# "The latest figure?", "Is there a more recent one?": of what was asked for before.
_RENEWED = re.compile(
    r"^(?:(?:is|are|was|were) there |what(?:[’']s| is| are| was| were) |do you have )?"
    r"(?:the |an? |any |some )?"
    r"(?:(?:most|more|newer|newest|later|latest|earlier|earliest|recent|up[- ]to[- ]date|updated|current"
    r"|official|final|initial|new|other|different|previous|exact|last|first) )+"
    r"(?:one|ones|figures?|numbers?|tolls?|counts?|estimates?|totals?|updates?|reports?|data|news)$",
    re.IGNORECASE,
)
# "Why did he?": what he did was said before.
_ELLIPSIS = re.compile(
    r"^(?:(?P<wh>when|where|why|how|how come) )?"
    r"(?P<aux>did|does|do|will|would|can|could|should|has|have|had"
    r"|(?<!where )(?<!how )(?:is|are|was|were)(?! it))(?P<no>n[’']t)?"
    r" (?P<who>he|she|they|it)(?P<after> not)?$",
    re.IGNORECASE,
)
# Auxiliaries that can stand for one another, the rest of the question staying as it is.
_ALIKE_AUXILIARIES = (
    DO | {"will", "would", "can", "could", "should"},
    frozenset({"has", "have", "had"}),
    BE,
)
_SAME_AS = {"how come": "why", "what for": "why", "who": "by whom", "who by": "by whom", "by who": "by whom"}
_AT_WHAT = re.compile(
    rf"^{PREPOSITION}\s+(?:when|where|whom?"
    rf"|(?:what|which|whose|how many|how much)(?: (?!{AUXILIARY}\b)[\w-]+){{0,3}})$",
    re.IGNORECASE,
)
_ELSE = re.compile(r"^(?P<wh>who|what|where|when|which) else$", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:[Hh]ow many )?(?:(?:were|was|are|is) )?(?P<word>[a-z]+)$")
_WHENCE = frozenset({"from", "out of", "to", "into"})
# Prepositions that can stand for one another in the question before.
_LIKE = dict.fromkeys(SOMEWHERE, SOMEWHERE | _WHENCE) | dict.fromkeys(_WHENCE, _WHENCE)
_WHERE_THEN = re.compile(
    r"^(?P<prep>in|at|near|on|off|from|to|into|outside|around|inside|by|against|with|for|about|of)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_WITH_PREPOSITION = re.compile(
    r"(?:in|on|during|since|before|after|by|until|from|last|this|yesterday|today|tomorrow)\b", re.IGNORECASE
)
_DAY = re.compile(r"day\b|[a-z] \d{1,2}\b(?!\d)|^\d{1,2}(?:st|nd|rd|th)? [A-Za-z]")
_INSTEAD = (
    re.compile(r"^not (?P<old>.+?)(?:,| but| -|;)\s*(?:but )?(?P<new>.+)$", re.IGNORECASE),
    re.compile(r"^(?P<new>.+?),? (?:and )?(?:not|instead of|rather than) (?P<old>.+)$", re.IGNORECASE),
)
_PLACE_IN_LOWER_CASE = re.compile(
    rf"\b(?:in|at|near) (?:the )?(?!\d|(?:{'|'.join(MONTHS).lower()})\b)"
    r"[a-z’'-]+(?: [a-z’'-]+)?(?=$| (?:in|on|at|during|after|before|by|since|when)\b)"
)
_TOWARDS = re.compile(r"^(?:to|into|from) ")
# What tells where or when goes on behind any verb.
_AFTER_THE_WHERE = re.compile(
    rf"^(?:(?:in|at|on|near|off|by|during|when|while|after|before|since|until)\b|(?:{DATED.pattern})|$)"
)
_WHOSE = re.compile(r"^(?:his|her|its|their)\b", re.IGNORECASE)
_OWNER = re.compile(r"[’']s?(?:\s|$)")
_PEOPLE_BY_STATE = re.compile(r"^the (?P<state>[a-z]+)$", re.IGNORECASE)
_STATES = {"dead": "killed", "missing": "missing", "fatalities": "killed", "survivors": "survived"}
_NO_PASSIVE = frozenset({"become", "been", "come", "gone"})
# "Who said that …": what is said is no thing that something was done to.
_CLAUSE_OPENERS = frozenset({"that", "so", "what", "how", "why", "where", "when", "who", "which"})
_HOW_MANY_OF_WHAT = re.compile(r"^how many (?:do|does|did|has|have|had)\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"^the (?P<which>first|second|third|fourth|fifth|last|latest|next|previous|other|new|old)\b",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 400


def reworded(text: str, before: str, answer: str = "") -> str:
    """Return the follow-up `text` as a question that stands alone, '' where no rule is sure.

    `before` is the last question, standing alone itself; `answer` what was answered to it.
    """
    said = without_correction(text)
    last = Asked.of(opened(before))
    if corrects(text) and not _ASKING.match(said):
        return _question(_corrected(said, last))
    if _one_word(text) or _HOW_MANY_OF_WHAT.match(said):
        return ""
    left_out = _ELLIPSIS.match(said)
    if left_out:
        return _question(_filled_in(left_out, last))
    found = (_question(rule(said, last)) for rule in _RULES)
    return next((one for one in found if one), "") or _question(resolved(said, last, answer))


def _one_word(text: str) -> bool:
    """Say whether `text` is a word that may mean anything: "Really?", but not "Why?" or "Egypt?"."""
    word = re.fullmatch(r"\W*(\w+)\W*", text)
    if word is None or _ASKING.match(word[1]):
        return False
    phrase = _phrase(word[1])
    return phrase is None or not phrase.country


def is_renewed(said: str) -> bool:
    """Say whether it asks for a newer or another figure, and not of what."""
    return bool(_RENEWED.match(said))


def corrects(text: str) -> bool:
    """Say whether `text` takes back part of the question before: "no, in 2019", "not Tripoli, Benghazi"."""
    said = opened(text)
    return bool(CORRECTION.match(said) or _INSTEAD[0].match(said))


def without_correction(text: str) -> str:
    """Return `text` as `opened`, and without "no" or "I meant" before it."""
    return opened(CORRECTION.sub("", opened(text)))


def opened(text: str) -> str:
    """Return `text` without "And", "But" or thanks before it and without the marks at its end."""
    return _OPENING.sub("", _without_end(" ".join(text.split()).strip("¿¡ ")))


def _without_end(text: str) -> str:
    """Return `text` without the marks at its end; the last dot of "the U.S." is no such mark."""
    plain = text.rstrip("?!. ,")
    abbreviated = re.search(r"\b[A-Z](?:\.[A-Z])+$", plain) and text.startswith(".", len(plain))
    return f"{plain}." if abbreviated else plain


def _question(words: str) -> str:
    if not words or len(words) > _MOST_CHARACTERS:
        return ""
    words = _without_end(" ".join(words.split()))
    return f"{words[0].upper()}{words[1:]}?" if words else ""


def _asked_again(said: str, last: Asked) -> str:
    """Ask the last question for something else: "And why?", "When was that?", "By whom?", "Who else?"."""
    other = _ELSE.match(said)
    if other:
        same = last.wh == other["wh"].lower() and not last.noun
        return re.sub(r"^(\w+)", r"\1 else", last.text, count=1) if same else ""
    bare = _BARE.match(said)
    if bare is None or not last.rest:
        return ""
    asking = _SAME_AS.get(bare["wh"].lower(), bare["wh"].lower())
    if asking == "how many":
        return last.how_many()
    if asking == "by whom" and not last.passive:
        return ""
    asked = _clause_of(asking, last)
    return " ".join(DATED.sub(" ", asked).split()) if asking == "when" else asked


def _filled_in(left_out: re.Match[str], last: Asked) -> str:
    """Return "Why did Erdogan visit Libya" for "Why did he"; '' where he is not who was asked about."""
    aux = left_out["aux"].lower()
    alike = any({aux, last.aux} <= some for some in _ALIKE_AUXILIARIES)
    if not last.whole_clause or not alike or not _can_be(left_out["who"].lower(), last):
        return ""
    subject = last.subject.text if last.subject else last.rest.split()[0]
    rest = f"{subject}{left_out['after'] or ''}{last.rest[len(subject) :]}"
    return f"{left_out['wh'] or ''} {aux}{left_out['no'] or ''} {rest}"


def _can_be(pronoun: str, last: Asked) -> bool:
    """Say whether a pronoun can mean the subject of the question."""
    subject = last.subject
    if pronoun == "it":
        return True
    if pronoun == "they":
        return subject is None or not subject.person
    if subject is None:
        return last.text == last.text.lower() and not is_plural(last.rest.split()[0])
    return subject.person or subject.role


def _clause_of(asking: str, last: Asked) -> str:
    if last.whole_clause:
        return f"{asking} {last.aux} {last.rest}"
    if last.done_to_noun:
        return f"{asking} {last.aux} {last.noun} {last.rest}"
    if last.noun and last.aux in DO:
        full = last.with_object(_definite(last))
        return f"{asking} {last.aux} {full}" if full else ""
    if last.noun and last.verb and base_of(last.verb):
        return f"{asking} did {_definite(last)} {base_of(last.verb)} {last.rest}"
    if last.verb and last.wh == "who":
        return _passive(asking, last)
    return ""


def _definite(last: Asked) -> str:
    return last.noun if last.wh.startswith("how") else f"the {last.noun}"


def _passive(asking: str, last: Asked) -> str:
    words = last.rest.split()
    end = next((at for at, word in enumerate(words) if word.lower() in BORDERS), len(words))
    acted_on = " ".join(words[:end])
    if not acted_on or acted_on.lower() in ENGLISH_WORDS or words[0].lower() in _CLAUSE_OPENERS:
        return ""
    noun = re.split(r" of ", acted_on)[0].split()[-1]
    now = base_of_present(last.verb)
    done = participle_of(past_of(now) if now else last.verb)
    if done in _NO_PASSIVE:
        return ""
    several = is_plural(noun) or " and " in acted_on
    be = ("are" if several else "is") if now else ("were" if several else "was")
    return " ".join([asking, be, acted_on, done, *words[end:]])


def _corrected(said: str, last: Asked) -> str:
    """Put the last question again with what was meant: "no, in 2019", "not Tripoli, Benghazi"."""
    for pattern in _INSTEAD:
        exchange = pattern.match(said)
        if exchange:
            return _exchanged(last.text, _bare_of_preposition(exchange["old"]), exchange["new"], last)
    return _put_in(re.sub(r",? instead$", "", said), last)


def _exchanged(text: str, old: str, new: str, last: Asked) -> str:
    found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text, re.IGNORECASE)
    if found is None:
        return _put_in(new, last)
    return text[: found.start()] + _bare_of_preposition(new) + text[found.end() :]


def _bare_of_preposition(words: str) -> str:
    begins = _WHERE_THEN.match(words)
    return begins["rest"] if begins else words


def _changed(said: str, last: Asked) -> str:
    """Ask the same of something else: "What about Misrata?", "and in 2019?", "And wounded?"."""
    about = _ABOUT.match(said)
    if about:
        return _put_in(said[about.end() :], last)
    counted = _COUNTED.match(said)
    if counted and (said.lower().startswith("how many") or not _ASKING.match(said)):
        return _count(counted["word"], last)
    if ASKS.match(said):
        return _fronted(said, last)
    return "" if _ASKING.match(said) else _put_in(said, last)


def _fronted(said: str, last: Asked) -> str:
    """Ask the last question for "at what time" or "by how many votes"; '' for another question."""
    asked_for = _AT_WHAT.match(said)
    by_somebody = asked_for and said.lower().startswith("by wh") and not said.lower().endswith(" when")
    if asked_for is None or last.wh == "how much" or (by_somebody and not (last.passive or last.verb)):
        return ""
    return _clause_of(said, last)


def _put_in(new: str, last: Asked) -> str:
    """Return the last question with `new` in the place of its like, '' where that isn't clear."""
    if pointers(new) or is_renewed(new):
        return ""
    if DATED.fullmatch(new) or is_time(new.capitalize()):
        return _dated_anew(new, last.text)
    if re.fullmatch(r"[a-z]+(?: [a-z]+)?", new) and new.split()[0] not in ENGLISH_WORDS:
        return _count(new, last)
    people = _PEOPLE_BY_STATE.match(new)
    state = people["state"].lower() if people else ""
    if is_participle(state) or state in _STATES:
        return _count(_STATES.get(state, state), last) if are_people(last.noun) else ""
    if may_be_people(state) and are_people(last.noun) and last.wh == "how many":
        return _count(state, last)
    begins = _WHERE_THEN.match(new)
    if begins:
        return _placed_anew(begins["prep"].lower(), begins["rest"], last)
    return _named_anew(new, last)


def _dated_anew(new: str, text: str) -> str:
    if not _WITH_PREPOSITION.match(new):
        new = f"{'on' if _DAY.search(new) else 'in'} {new}"
    dates = list(DATED.finditer(text))
    if len(dates) > 1:
        return ""
    if not dates:
        return f"{text} {new}"
    if not _WITH_PREPOSITION.match(dates[0].group()):
        new = new.split(maxsplit=1)[-1] if _WITH_PREPOSITION.match(new) else new
    return text[: dates[0].start()] + new + text[dates[0].end() :]


def _placed_anew(preposition: str, rest: str, last: Asked) -> str:
    """Put "in Port Sable" for the place that the question names, or behind it where it names none."""
    new = _phrase(rest)
    if len(rest.split()) > 4 or (new is None and len(rest.split()) > 2):
        return ""
    known = [one for one in last.phrases if one.place or one.before == preposition]
    same = [one for one in known if one.before == preposition]
    same = (
        [one for one in same if one.place]
        or same
        or [one for one in known if one.before in _LIKE.get(preposition, ())]
    )
    if len(same) == 1:
        return last.text[: same[0].start] + rest + last.text[same[0].start + len(same[0].core) :]
    if last.text == last.text.lower():
        return _placed_in_lower_case(preposition, rest, last.text)
    nowhere = not any(re.search(r"[A-Z]", one.text) and not one.person for one in last.phrases)
    if preposition not in {"in", "at", "near"} or not nowhere or last.wh == "where" or not last.rest:
        return ""
    date = DATED.search(last.text)
    end = date.start() if date and date.end() == len(last.text) else len(last.text)
    return f"{last.text[:end].rstrip()} {preposition} {rest} {last.text[end:]}"


def _placed_in_lower_case(preposition: str, rest: str, text: str) -> str:
    """Do the same where nobody typed capitals: what follows a preposition of place is the place then."""
    places = list(_PLACE_IN_LOWER_CASE.finditer(text))
    if len(places) > 1 or preposition not in {"in", "at", "near"}:
        return ""
    if not places:
        return f"{text} {preposition} {rest}"
    return f"{text[: places[0].start()]}{preposition} {rest}{text[places[0].end() :]}"


def _named_anew(new: str, last: Asked) -> str:
    phrase = _phrase(new)
    if phrase is None or len(phrase.text) != len(new):
        return ""
    candidates = _people_in(last) if phrase.kind == "person" else _alike(phrase, last.phrases)
    if len(candidates) != 1:
        return ""
    old = candidates[0]
    ordinal, before = _ORDINAL.match(new), _ORDINAL.match(old.core)
    if ordinal and before and ordinal.end() == len(new):
        return f"{last.text[: old.start]}{new}{last.text[old.start + before.end() :]}"
    linked, was_linked = len(phrase.text) > len(phrase.core), len(old.text) > len(old.core)
    if (linked and not was_linked) or (was_linked and not linked and old.kind != phrase.kind):
        return ""
    somebody = phrase.titled and not phrase.determined
    end = old.end if linked or somebody else old.start + len(old.core)
    return last.text[: old.start] + new + last.text[end:]


def _people_in(last: Asked) -> list[Phrase]:
    """Return who is surely a person: what somebody owns or goes to may be a town."""
    return [one for one in last.phrases if not _OWNER.search(one.core) and _is_person(one, last)]


def _is_person(phrase: Phrase, last: Asked) -> bool:
    if not phrase.person or phrase.role or phrase.titled:
        return phrase.role or phrase.titled
    behind = last.text[phrase.end :].split()
    # "South Korean smelters" are nobody.
    acts = bool(last.aux) and phrase == last.subject and not (behind and is_plural(behind[0]))
    return acts or phrase.before in {"by", "with", "about"}


def _alike(new: Phrase, known: list[Phrase]) -> list[Phrase]:
    """Return the phrases that can make room for `new`: of its kind where there is one, else its form."""
    if not new.named:
        return _alike_by_noun(new, known)
    named = [one for one in known if one.named]
    for kind in (attrgetter("organisation"), attrgetter("place")):
        if kind(new):
            return [one for one in named if kind(one)] or named
    return [one for one in named if not one.country] or named


def _alike_by_noun(new: Phrase, known: list[Phrase]) -> list[Phrase]:
    """Return what a thing or a place can stand for, or a body for a body: nobody dies "in the government".

    Of other things, only what a question's verb is about: nobody dies "on the baby" who died on the way.
    """
    alike = {"place", "thing"} if new.kind in {"place", "thing"} else {new.kind}
    same = [one for one in known if one.core.lower().startswith(("the ", "a ", "an ")) and not one.named]
    same = [one for one in same if one.plural == new.plural or new.kind == "organisation"]
    exact = [one for one in same if one.kind == new.kind and not (new.kind == "thing" and one.before)]
    loose = [one for one in same if one.kind in alike and not one.before]
    somewhere = [one for one in known if one.place and one.before in SOMEWHERE and new.kind == "place"]
    return exact or loose or somewhere


def _phrase(text: str) -> Phrase | None:
    """Return `text` as a noun phrase if it is one from its first word on."""
    found = phrases(f", {text}")
    return found[0] if found and found[0].start == 2 else None


def _count(word: str, last: Asked) -> str:
    """Count others, or what else befell them: "And children?", "And wounded?", "How many were women?"."""
    if is_participle(word) or word == "missing":
        return _befell(word, last)
    among = re.fullmatch(r"(how many of .+ (?:were|are)) [a-z]+", last.text, re.IGNORECASE)
    if among:
        return f"{among[1]} {word}"
    counted = word.split()[-1]
    if not is_plural(counted) or not last.wh.startswith("how many") or not last.noun:
        return ""
    if are_people(last.noun.split()[-1]) and not may_be_people(counted):
        return ""
    return re.sub(rf"\b{re.escape(last.noun)}\b", word, last.text, count=1)


def _befell(word: str, last: Asked) -> str:
    """Ask what else befell them: "And wounded?", "How many survived?"."""
    told = word if is_intransitive(word) else f"{last.aux or 'were'} {word}"
    if last.done_to_noun:
        where = _TOWARDS.sub("in ", " ".join(last.rest.split()[1:]))
        return f"{last.wh} {last.noun} {told} {where}"
    if last.counts and last.verb:
        behind = _where_of(word, last)
        return "" if behind is None else f"{last.wh} {last.noun} {told} {behind}"
    words = last.rest.split()
    at = next((at for at, done in enumerate(words) if is_participle(done)), 0)
    changed = " ".join([*words[:at], word, *words[at + 1 :]])
    return f"{last.wh} {last.aux} {changed}" if at and last.whole_clause and last.passive else ""


def _where_of(word: str, last: Asked) -> str | None:
    """Return what follows the verb of "How many people fled the fighting", as it goes on behind `word`.

    None where that can't be told: nobody is "killed the fighting", or "returned in the fighting".
    """
    acted_on = last.subject
    if acted_on is None:
        return last.rest if _AFTER_THE_WHERE.match(last.rest) else None
    if is_where(word):
        return last.rest
    behind = last.rest[len(acted_on.text) :].strip()
    happened = not is_intransitive(word) or word in {"died", "drowned"}
    if not is_where(last.verb) or not happened or _WHOSE.match(acted_on.text):
        return None
    return f"{at_place(acted_on)} {behind}" if _AFTER_THE_WHERE.match(behind) else None


def _confirmed(said: str, last: Asked) -> str:
    """Ask about what was asked: "Who said so?", "Is that true?"."""
    asked = re.match(
        r"^(who (?:said|says|claimed|reported|confirmed|denied)) (?:so|that|it|this)$", said, re.IGNORECASE
    )
    true = re.match(
        r"^(?:is|was) (?:that|this|it) (true|right|correct|confirmed|certain)$", said, re.IGNORECASE
    )
    statement = last.statement() if asked or true else ""
    if not statement:
        return ""
    return f"{asked[1]} that {statement}" if asked else f"is it {true[1] if true else ''} that {statement}"


_RULES: tuple[Callable[[str, Asked], str], ...] = (_asked_again, _changed, _confirmed)
