"""The rules of SQuAD 2.0's official script (evaluate-v2.0.py), as it has them: ours are held against them."""

import re
import string
from collections import Counter
from collections.abc import Sequence


def normalize_answer(s: str) -> str:
    def remove_articles(text: str) -> str:
        return re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text)

    def white_space_fix(text: str) -> str:
        return " ".join(text.split())

    def remove_punc(text: str) -> str:
        exclude = set(string.punctuation)
        return "".join(ch for ch in text if ch not in exclude)

    return white_space_fix(remove_articles(remove_punc(s.lower())))


def get_tokens(s: str) -> list[str]:
    return normalize_answer(s).split() if s else []


def compute_exact(a_gold: str, a_pred: str) -> int:
    return int(normalize_answer(a_gold) == normalize_answer(a_pred))


def compute_f1(a_gold: str, a_pred: str) -> float:
    gold_toks, pred_toks = get_tokens(a_gold), get_tokens(a_pred)
    num_same = sum((Counter(gold_toks) & Counter(pred_toks)).values())
    if len(gold_toks) == 0 or len(pred_toks) == 0:
        return int(gold_toks == pred_toks)
    if num_same == 0:
        return 0
    precision = 1.0 * num_same / len(pred_toks)
    recall = 1.0 * num_same / len(gold_toks)
    return (2 * precision * recall) / (precision + recall)


def raw_scores(golds: Sequence[str], a_pred: str) -> tuple[int, float]:
    """Return EM and F1 as get_raw_scores does: the best over the gold answers that say something."""
    gold_answers = [a for a in golds if normalize_answer(a)] or [""]
    return max(compute_exact(a, a_pred) for a in gold_answers), max(
        compute_f1(a, a_pred) for a in gold_answers
    )
