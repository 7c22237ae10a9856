"""Says what went wrong with a question, as one class of a short list, and why in a few words.

A pure function of the question, the reply and its scores: no files, no page.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.records import QUOTES, Reply
from evaluation.metrics import holds_any
from evaluation.questions import GoldQuestion
from evaluation.scoring import QuestionScores, plain_text


class Finding(StrEnum):
    """How a question came out; the values are what addresses and filters carry."""

    RIGHT = "right"
    ANSWERED_WRONGLY = "answered-wrongly"
    REFUSED_WRONGLY = "refused-wrongly"
    NOT_RETRIEVED = "not-retrieved"
    NOT_USED = "not-used"
    WRONG_SPAN = "wrong-span"
    INCOMPLETE = "incomplete"
    UNSUPPORTED = "unsupported"
    UNJUDGED = "not-judged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A question's class, and what led to it in words ("" where the class says it all)."""

    finding: Finding
    why: str = ""


def diagnose(gold: GoldQuestion, reply: Reply | None, row: QuestionScores) -> Diagnosis:
    """Return the first of these that holds.

    failed            asking ended in an error, or left no reply
    For a question that the archive doesn't answer:
    answered wrongly  it was answered
    right             it was refused
    For one that it does answer:
    refused wrongly   it was refused; the words say whether the answer kept back would have been right
    An answer that counts as correct (`QuestionScores.correct`) is
    unsupported       where the check finds a sentence unsupported by what it cites, or a quote isn't
                      exactly the article's text
    right             otherwise
    One that doesn't is
    not retrieved     of the articles that it needs, one isn't among the passages found: any of the
                      relevant ones will do, or it takes each of them where all must be cited
    retrieved but     they were found, but are not cited
    not used
    wrong span        they are cited, or not known, and no expected words are in the answer
    incomplete        some of the expected words are in the answer, but not of each group
    not judged        the question tells neither expected words, prose aside, nor relevant articles
    """
    if row.error or reply is None:
        return Diagnosis(Finding.FAILED, row.error or "there is no reply to it")
    if not row.answerable:
        return Diagnosis(Finding.ANSWERED_WRONGLY if reply.answered else Finding.RIGHT)
    if not reply.answered:
        return Diagnosis(Finding.REFUSED_WRONGLY, _why_refused(gold, reply, row))
    if row.correct:
        return _support(gold, reply, row)
    return _missed(gold, reply)


def met_groups(gold: GoldQuestion, reply: Reply | None) -> tuple[bool, ...]:
    """Tell for each group of `gold.needed` whether the answer holds one of its strings.

    () for prose, which no words can be found of.
    """
    if gold.long_form:
        return ()
    answer = plain_text(reply.answer) if reply is not None and reply.answered else ""
    return tuple(holds_any(answer, group) for group in gold.needed)


def retrieved_ids(reply: Reply) -> tuple[str, ...]:
    """Return the articles of the passages found, each at its best rank."""
    return tuple(dict.fromkeys(passage.article_id for passage in reply.passages))


def cited_ids(reply: Reply) -> frozenset[str]:
    """Return the articles that an answer cites; a refusal's nearest passages are not cited."""
    return frozenset(cited.article_id for cited in reply.citations) if reply.answered else frozenset()


def _why_refused(gold: GoldQuestion, reply: Reply, row: QuestionScores) -> str:
    if _lacking(gold, retrieved_ids(reply)):
        return "what it needs was not retrieved"
    if reply.engine != QUOTES:
        return "what it needs was retrieved"
    if row.correct is None:
        return "whether the answer it kept back was right can't be told"
    return "the answer it kept back was " + ("right" if row.correct else "not right either")


def _support(gold: GoldQuestion, reply: Reply, row: QuestionScores) -> Diagnosis:
    if any(sentence.support == "unsupported" for sentence in reply.sentences):
        return Diagnosis(Finding.UNSUPPORTED, "a sentence isn't supported by what it cites")
    if row.values.get("quotes_exact", 1.0) < 1.0:
        return Diagnosis(Finding.UNSUPPORTED, "a quote isn't the article's text")
    elsewhere = bool(gold.relevant_ids) and not cited_ids(reply) & set(gold.relevant_ids)
    return Diagnosis(Finding.RIGHT, "from other articles than expected" if elsewhere else "")


def _missed(gold: GoldQuestion, reply: Reply) -> Diagnosis:
    """Return the class of an answer that isn't correct: the first stage at which it went astray."""
    unfound = _lacking(gold, retrieved_ids(reply))
    if unfound:
        return Diagnosis(Finding.NOT_RETRIEVED, f"not among the passages found: {_listed(unfound)}")
    unused = _lacking(gold, cited_ids(reply))
    if unused:
        return Diagnosis(Finding.NOT_USED, f"found, but not cited: {_listed(unused)}")
    met = met_groups(gold, reply)
    if not met:
        return Diagnosis(Finding.UNJUDGED, "neither expected words nor relevant articles are known")
    if not any(met):
        return Diagnosis(Finding.WRONG_SPAN, "none of the expected words is in the answer")
    return Diagnosis(Finding.INCOMPLETE, f"{sum(met)} of {len(met)} expected parts")


def _lacking(gold: GoldQuestion, present: Collection[str]) -> tuple[str, ...]:
    """Return the articles that would be needed beside those that are there, () where these are enough."""
    missing = tuple(id_ for id_ in gold.relevant_ids if id_ not in present)
    enough = not missing if gold.must_cite_all else len(missing) < len(gold.relevant_ids)
    return () if enough or not gold.relevant_ids else missing


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
