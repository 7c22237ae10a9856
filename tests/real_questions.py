"""Count what slips through the check when a real, very small model answers our own questions.

    python -m tests.real_questions [--limit N] [--data DIR]

asks SmolLM2 every question of evaluation/questions/ through the whole chain and prints how many sentences
came out with which mark, and how many sentences without a warning hold a number or a name that is in nothing
they cite. It looks for those by itself, word by word, not with the program's own check; "2" for "two", other
spellings of a name ("Watiya"), its country's adjective and its initials count as the same.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz
from rich.progress import track

from app.archive import Archive
from app.records import AnswerSentence, Question, Reply
from app.settings import AppSettings
from evaluation.corpora import OWN_QUESTIONS, SEEDS
from evaluation.questions import load_questions
from index.analysis import fold
from index.settings import load
from index.sync import sync
from tests.real_model import CONTEXT_TOKENS, NAME, RealModel, served

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")
_SPELT_OUT = [
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
]  # fmt: skip
_AMERICAN = {"american", "americans", "america", "united", "states"}
_LIKE = 75  # of 100: "Watiya" and "Wattia"
_STEM = 4  # letters: "Turkish" and "Turkey"
_NAME = re.compile(r"(?<![.!?:] )(?<!^)(?<![“\"'‘])\b[A-Z][\w’'-]*[a-z]\w*")
# In 2,048 tokens; one thread reads about 65 tokens a second.
_CONTEXT_TOKENS = 1_024
_ANSWER_TOKENS = 80
# A busy machine reads far slower; what is tested is not its speed.
_PATIENCE_SECONDS = 240


def settings_for(model: RealModel, data: Path) -> AppSettings:
    """Return settings under which the real model answers, in a window small enough for it to be quick."""
    return load(
        AppSettings,
        data=data,
        llm_model=NAME,
        llm_base_url=model.base_url,
        llm_context_tokens=min(_CONTEXT_TOKENS, CONTEXT_TOKENS),
        llm_answer_tokens=_ANSWER_TOKENS,
        llm_first_token_seconds=_PATIENCE_SECONDS,
        llm_between_tokens_seconds=_PATIENCE_SECONDS,
        unsupported="show",
    )


def unfounded(archive: Archive, reply: Reply, sentence: AnswerSentence) -> Iterator[str]:
    """Yield the numbers and names of a sentence that stand in nothing it cites."""
    cited = [one for one in reply.citations if one.number in sentence.citations]
    told = []
    for citation in cited:
        passages = [
            passage
            for passage in reply.passages
            if passage.article_id == citation.article_id and passage.start <= citation.start < passage.end
        ]
        text = archive.article(citation.article_id).text
        told += [text[passage.start : passage.end] for passage in passages]
        told += [
            citation.title or "",
            citation.source or "",
            f"{citation.published:%d %B %Y}" if citation.published else "",
        ]
    yield from _absent_numbers(sentence.text, " ".join(told))
    yield from _absent_names(sentence.text, " ".join(told))


def _absent_numbers(text: str, told: str) -> Iterator[str]:
    known = {found.replace(",", "") for found in _NUMBER.findall(told)} | set(fold(told).split())
    for found in _NUMBER.findall(text):
        digits = found.replace(",", "")
        spelt = _SPELT_OUT[int(digits)] if digits.isdigit() and int(digits) < len(_SPELT_OUT) else digits
        if not {spelt, digits} & known:
            yield found


def _absent_names(text: str, told: str) -> Iterator[str]:
    known = re.findall(r"\w+", fold(told))
    acronyms = [word.lower() for word in _ACRONYM.findall(told)]
    names = _NAME.findall(text)
    initials = "".join(name[0] for name in names).lower()
    for found in names:
        name = re.sub(r"['’]s?$", "", fold(found))
        shortened = any(name[0] in acronym and acronym in initials for acronym in acronyms)
        american = name in _AMERICAN and "us" in known
        if not (american or shortened or any(_alike(name, word) for word in known)):
            yield found


def _alike(name: str, word: str) -> bool:
    """Say whether a word of the evidence is one of the name's in another spelling, or of its country."""
    parts = [part for part in re.findall(r"\w+", name) if len(part) > 1]
    return any(
        part[0] == word[0] and (fuzz.ratio(part, word) >= _LIKE or part[:_STEM] == word[:_STEM])
        for part in parts
    )


def main() -> int:
    """Run the command; 1 where anything unfounded came out without a warning."""
    parser = argparse.ArgumentParser(prog="python -m tests.real_questions")
    parser.add_argument("--limit", type=int, default=None, help="only so many questions, spread evenly")
    parser.add_argument("--data", type=Path, help="where the index lives")
    options = parser.parse_args()
    golds = load_questions(OWN_QUESTIONS)
    step = max(1, len(golds) // options.limit) if options.limit else 1
    marks: Counter[str] = Counter()
    slipped = []
    with tempfile.TemporaryDirectory() as folder, served() as model:
        settings = settings_for(model, options.data or Path(folder))
        sync(settings, [SEEDS])
        archive = Archive.open(settings)
        for gold in track(golds[::step], "asking"):
            reply = archive.ask(Question(gold.question, history=gold.history, as_of=gold.question_date))
            marks["answered" if reply.answered else "refused"] += 1
            marks["stood in for by quotes"] += reply.engine == "quotes"
            for sentence in reply.sentences:
                marks[sentence.support] += 1
                words = list(unfounded(archive, reply, sentence)) if sentence.support == "supported" else []
                if words and reply.engine != "quotes":
                    slipped.append((gold.question, sentence.text, words))
    print(dict(marks))
    for question, text, words in slipped:
        print(f"{', '.join(words)}: {text}  ({question})")
    print(f"{len(slipped)} sentences without a warning hold a number or name that is in nothing they cite")
    return 1 if slipped else 0


if __name__ == "__main__":
    sys.exit(main())
