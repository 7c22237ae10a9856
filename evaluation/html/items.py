"""A question with everything that came of it, as the plain values that the page's script draws.

It knows what there is to show, not how it looks. Every string is harmless (see evaluation.html.harmless).
"""

from collections.abc import Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from app.records import AnswerSentence, Citation, Reply
from evaluation.html import labels
from evaluation.html.diagnosis import Diagnosis, cited_ids, met_groups, retrieved_ids
from evaluation.html.harmless import harmless_throughout, web_address
from evaluation.html.saved import Asked
from evaluation.questions import GoldQuestion
from evaluation.scoring import ANYWAY, bold_spans, plain_text


def item(asked: Asked, diagnosis: Diagnosis) -> dict[str, Any]:
    """Return one question's values: strings, numbers, lists and objects that JSON has."""
    gold, row, reply = asked.gold, asked.row, asked.reply
    standalone = reply.standalone_question if reply else ""
    values = {
        "id": gold.id,
        "kind": gold.kind,
        "kindLabel": labels.kind(gold.kind),
        "finding": diagnosis.finding.value,
        "why": diagnosis.why,
        "question": gold.question,
        "history": [{"role": turn.role, "text": turn.content} for turn in gold.history],
        "date": _day(gold.question_date),
        "standalone": standalone if standalone != gold.question else "",
        "answerable": row.answerable,
        "answered": row.answered,
        "confidence": round(row.confidence, 3) if row.confidence == row.confidence else None,
        "milliseconds": round(row.timings_ms.get("total", 0.0), 1),
        "reply": _answer(gold, reply) if reply else None,
        "keptBack": _answer(gold, asked.kept_back) if asked.kept_back else None,
        "expected": _expected(gold, reply),
        "scores": _scores(row.values),
    }
    safe: dict[str, Any] = harmless_throughout(values)
    return safe


def _answer(gold: GoldQuestion, reply: Reply) -> dict[str, Any]:
    """Return what was said; a refusal's sentence is its whole text, its citations the nearest passages."""
    return {
        "answered": reply.answered,
        "text": plain_text(reply.answer),
        "bold": bold_spans(reply.answer),
        "sentences": [_sentence(sentence) for sentence in reply.sentences],
        "citations": [_citation(gold, cited, reply) for cited in reply.citations],
        "conflicts": [
            {"about": conflict.about, "claims": [[claim.value, claim.citation] for claim in conflict.claims]}
            for conflict in reply.conflicts
        ],
    }


def _sentence(sentence: AnswerSentence) -> dict[str, Any]:
    return {
        "text": plain_text(sentence.text),
        "citations": list(sentence.citations),
        "support": sentence.support,
        "reason": sentence.reason,
    }


def _citation(gold: GoldQuestion, cited: Citation, reply: Reply) -> dict[str, Any]:
    repeated = any(
        cited.number in sentence.citations and plain_text(sentence.text).strip() == cited.quote.strip()
        for sentence in reply.sentences
    )
    return {
        "number": cited.number,
        "article": cited.article_id,
        "title": cited.title or "",
        "source": cited.source or "",
        "date": _day(cited.published),
        "url": web_address(cited.url),
        "quote": cited.quote,
        "wordForWord": repeated,
        "relevant": cited.article_id in gold.relevant_ids,
    }


def _expected(gold: GoldQuestion, reply: Reply | None) -> dict[str, Any]:
    """Return what was wanted, and of each part whether it came."""
    ranks = {id_: rank for rank, id_ in enumerate(retrieved_ids(reply), start=1)} if reply else {}
    cited = cited_ids(reply) if reply else frozenset()
    return {
        "longForm": gold.long_form,
        "groups": [
            {"any": list(group), "met": met}
            for group, met in zip_longest(gold.needed, met_groups(gold, reply))
        ],
        "all": gold.must_cite_all,
        "articles": [{"id": id_, "rank": ranks.get(id_), "cited": id_ in cited} for id_ in gold.relevant_ids],
        "evidence": [
            {
                "quote": evidence.quote,
                "article": evidence.article_id or "",
                "quoted": _quoted(evidence.quote, reply),
            }
            for evidence in gold.evidence
        ],
    }


def _quoted(wanted: str, reply: Reply | None) -> bool:
    """Tell whether an answer quotes the evidence, or a part of it; spaces and capitals don't count."""
    if reply is None or not reply.answered:
        return False
    words, quotes = _even(wanted), (_even(cited.quote) for cited in reply.citations)
    return any(words in quote or (quote and quote in words) for quote in quotes)


def _even(text: str) -> str:
    return " ".join(text.split()).casefold()


def _scores(values: Mapping[str, float]) -> list[list[str]]:
    """Return the measures with their values as read by people, without those that ignore refusals."""
    return [
        [labels.measure(name), f"{number:.2f}".rstrip("0").rstrip(".")]
        for name, number in values.items()
        if not name.endswith(ANYWAY)
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
