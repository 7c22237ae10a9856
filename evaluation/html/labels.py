"""The words of the page: what findings, measures and stages are called. Knows nothing else."""

from evaluation.html.diagnosis import Finding
from evaluation.measures import measure_of

FINDINGS = {
    Finding.RIGHT: "Right",
    Finding.ANSWERED_WRONGLY: "Answered, but should refuse",
    Finding.REFUSED_WRONGLY: "Refused wrongly",
    Finding.NOT_RETRIEVED: "Not retrieved",
    Finding.NOT_USED: "Retrieved, but not used",
    Finding.WRONG_SPAN: "Wrong span",
    Finding.INCOMPLETE: "Incomplete",
    Finding.UNSUPPORTED: "Unsupported",
    Finding.UNJUDGED: "Not judged",
    Finding.FAILED: "Failed",
}
EXPLAINED = {
    Finding.RIGHT: "the expected words (of prose, the articles), or a due refusal",
    Finding.ANSWERED_WRONGLY: "no article answers it, and it was answered",
    Finding.REFUSED_WRONGLY: "an article answers it, and it was refused",
    Finding.NOT_RETRIEVED: "the search missed an article that the answer needs",
    Finding.NOT_USED: "the article was found, the answer cites others",
    Finding.WRONG_SPAN: "the right article, but none of the expected words",
    Finding.INCOMPLETE: "some of the expected parts, not all",
    Finding.UNSUPPORTED: "right words that their citations don't bear out",
    Finding.UNJUDGED: "the question doesn't tell what is expected",
    Finding.FAILED: "asking ended in an error",
}
# The measures whose scores by kind are drawn openly; the others are folded away below them.
FOREMOST = (
    "complete", "answer_f1", "cites_relevant", "both_figures", "citation_precision", "citation_recall",
    "refused_rightly", "refused_wrongly", "doubted_rightly", "doubted_wrongly", "hit@1",
)  # fmt: skip
STAGES = {"retrieve": "Search", "answer": "Answer", "check": "Check", "total": "Total"}


def measure(name: str) -> str:
    """Return a measure's name for people; one that nobody has described keeps its own."""
    return _plain(measure_of(name).label)


def stage(name: str) -> str:
    """Return a stage's name for people."""
    return STAGES.get(name, _plain(name))


def kind(name: str) -> str:
    """Return a kind of question as words."""
    return _plain(name)


def _plain(name: str) -> str:
    words = name.replace("_", " ").strip()
    first = words.split(" ", 1)[0]
    return words[:1].upper() + words[1:] if first.islower() else words
