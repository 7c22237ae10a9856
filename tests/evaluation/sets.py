"""What the tests of the public sets share: article ids in a given part, and a set of a few articles."""

import json
from itertools import count
from pathlib import Path
from typing import Any

from evaluation.publicsets import PARTS, Part, part_of
from evaluation.questions import GoldQuestion
from tests.index.indexed import write_jsonl

FERRY = "A ferry sank off Calverton on Monday. The coastguard rescued 31 passengers before dawn."
TRAM = "Mayor Petra Lindqvist opened the tram line on Wednesday. The repairs cost 45 million crowns."
# More than a passage holds.
TOLD = " ".join(
    f"Passenger {chr(65 + n)}. {chr(90 - n)}. told of the cold water off Calverton." for n in range(26)
)
FIRE = "A market in Orvane burnt down on Friday. Nobody was hurt, the fire brigade said."


def gold(question: str, article_id: str = "", *answers: str, **facts: Any) -> GoldQuestion:
    """A question about an article that answers it, or about nothing."""
    known: dict[str, Any] = {"id": question, "kind": "factoid", "answerable": bool(article_id)}
    return GoldQuestion(
        question=question,
        answers=answers,
        relevant_ids=(article_id,) if article_id else (),
        **(known | facts),
    )


def title_in(part: Part, name: str = "Title") -> str:
    """A title whose questions are in a part."""
    return next(title for number in count() if part_of(gold("?", title := f"{name} {number}")) == part)


def write_set(folder: Path, name: str) -> None:
    """Write an article for each part with a question that it answers, and three more that train."""
    texts = dict(zip(PARTS, (f"{FERRY} {TOLD}", TRAM, FIRE), strict=True))
    ids = {part: f"{title_in(part, name)}#1" for part in PARTS}
    write_jsonl(folder / "corpus.jsonl", ({"id": ids[part], "text": text} for part, text in texts.items()))
    asked = (
        ("How many passengers were rescued?", ids["trained"], "31"),
        ("How much did the repairs cost?", ids["calibrated"], "45 million crowns"),
        ("When did the market burn down?", ids["unseen"], "Friday"),
        # The search can't find this one's answer: no article holds it.
        ("What sank off Calverton?", ids["trained"], "A submarine"),
    )
    lines = [
        {"id": f"q{at}", "question": question, "kind": "factoid", "answerable": True}
        | {"answers": [answer], "relevant_ids": [article_id]}
        for at, (question, article_id, answer) in enumerate(asked)
    ]
    lines.append(
        {"id": "long", "question": "What happened to the ferry?", "kind": "longform", "answerable": True}
        | {"answers": ["In short, it went down."], "relevant_ids": [ids["trained"]]}
        | {"evidence": [{"article_id": ids["trained"], "quote": FERRY.split(". ")[0]}]}
    )
    lines.append(
        {"id": "no", "question": "Who was the captain of the ferry?", "kind": "unanswerable_near"}
        | {"answerable": False, "lookalike_ids": [ids["trained"]]}
    )
    (folder / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
