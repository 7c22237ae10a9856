import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import escaped
from app.records import AnswerSentence, Reply, RetrievedPassage, Usage
from evaluation.breakdown import break_down
from evaluation.questions import GoldQuestion
from evaluation.scoring import (
    ANYWAY,
    Mean,
    Outcome,
    QuestionScores,
    bold_span,
    bold_spans,
    plain_text,
    score,
    summarize,
)
from tests.evaluation.fakes import make_citation, make_reply

GOLD = GoldQuestion("q", "How many?", "factoid", True, answers=("25",), relevant_ids=("a",))


def reply_saying(*sentences: str, answered: bool = True, cites: str = "a", confidence: float = 0.5) -> Reply:
    return make_reply(
        answered=answered,
        answer=" ".join(f"{sentence} [{number}]" for number, sentence in enumerate(sentences, start=1)),
        sentences=tuple(AnswerSentence(sentence, (1,), "supported") for sentence in sentences),
        citations=(make_citation(cites, sentences[0] if sentences else ""),),
        passages=(RetrievedPassage("z", 0, 1, 2.0), RetrievedPassage("a", 0, 1, 1.0)),
        confidence=confidence,
    )


def answered(gold: GoldQuestion, reply: Reply) -> QuestionScores:
    return score(Outcome(gold, gold.answerable, reply, reply, exact_quotes=1.0))


class TestPlainText:
    def test_markers_are_no_numbers(self) -> None:
        assert plain_text("At least **25** died [1][2]. Some fled [3].") == "At least 25 died. Some fled."

    def test_a_link_is_no_marker(self) -> None:
        assert plain_text("see [1](x)") == "see [1](x)"

    @given(st.text(st.characters(codec="utf-8", max_codepoint=0xEFFFF)))
    def test_escapes_are_undone(self, text: str) -> None:
        assert plain_text(escaped(text)) == " ".join(text.split())

    def test_what_is_escaped_is_no_markup(self) -> None:
        said = r"It cost **\$5.5 million**, 5\***or 6**, not \*\*7\*\* [1] \[2\]."
        assert plain_text(said) == "It cost $5.5 million, 5*or 6, not **7** [2]."
        assert bold_spans(said) == ["$5.5 million", "or 6"]
        assert bold_span(make_reply(answer=said)) == "$5.5 million"

    def test_the_bold_span_or_else_the_first_sentence(self) -> None:
        assert bold_span(make_reply(answer="At least **25** died **then** [1].")) == "25"
        assert bold_span(reply_saying("Nobody came.", "Nobody left.")) == "Nobody came."
        assert bold_span(make_reply()) == ""


class TestAnAnswer:
    def test_where_it_stands_decides(self) -> None:
        values = answered(GOLD, reply_saying("Many.", "Some.", "At least 25.", "Few.")).values
        assert (values["first_sentence"], values["three_sentences"], values["complete"]) == (0.0, 1.0, 1.0)
        values = answered(GOLD, reply_saying("Many.", "Some.", "Few.", "At least 25.")).values
        assert (values["first_sentence"], values["three_sentences"], values["complete"]) == (0.0, 0.0, 1.0)

    def test_a_citation_marker_does_not_answer_how_many(self) -> None:
        gold = GoldQuestion("q", "How many?", "factoid", True, answers=("1",))
        assert answered(gold, reply_saying("Many.")).values["complete"] == 0.0

    def test_every_group_must_be_met(self) -> None:
        gold = GoldQuestion(
            "q", "?", "disagreeing_figures", True, answer_groups=(("25",), ("21", "twenty-one"))
        )
        assert answered(gold, reply_saying("25 died.")).values["complete"] == 0.0
        assert answered(gold, reply_saying("25 died.", "21 died.")).values["complete"] == 1.0

    def test_how_much_of_it_is_there_stands_beside_whether_all_is(self) -> None:
        gold = GoldQuestion("q", "?", "factoid", True, answer_groups=(("25",), ("21",), ("14",)))
        values = answered(gold, reply_saying("25 died.", "14 fled.")).values
        assert values["completeness"] == pytest.approx(2 / 3)
        assert values["complete"] == 0.0

    def test_where_every_article_is_needed_their_share_is_told(self) -> None:
        gold = GoldQuestion("q", "?", "several_articles", True, relevant_ids=("a", "b"), must_cite_all=True)
        values = answered(gold, reply_saying("25", cites="a")).values
        assert (values["recall_needed"], values["cited_needed"]) == (0.5, 0.5)
        one_will_do = answered(GOLD, reply_saying("25")).values
        assert not {"recall_needed", "cited_needed"} & one_will_do.keys()

    def test_its_length_is_told(self) -> None:
        values = answered(GOLD, reply_saying("At least 25 died.", "Some fled.")).values
        assert (values["answer_words"], values["answer_sentences"]) == (6.0, 2.0)

    def test_what_a_model_took_is_told_even_of_a_refusal(self) -> None:
        refusal = make_reply(answered=False, usage=Usage(900, 12, estimated=False))
        values = answered(GoldQuestion("q", "?", "near_miss", False), refusal).values
        assert (values["tokens_in"], values["tokens_out"]) == (900.0, 12.0)
        assert not {"tokens_in", "answer_words"} & answered(GOLD, make_reply(answered=False)).values.keys()

    def test_what_judges_say_of_its_citations_is_taken_as_it_is(self) -> None:
        judged = {"citation_recall": 0.5, "citation_recall[tiny]": 1.0}
        reply = reply_saying("25")
        values = score(Outcome(GOLD, True, reply, reply, citation_scores=judged)).values
        assert {name: values[name] for name in judged} == judged

    def test_passages_are_ranked_as_articles(self) -> None:
        values = answered(GOLD, reply_saying("25")).values
        assert (values["hit@1"], values["hit@5"], values["mrr"]) == (0.0, 1.0, 0.5)

    def test_an_articles_grade_is_its_gain(self) -> None:
        gold = replace(GOLD, relevant_ids=("a", "z"), relevance={"a": 3.0})
        found, ideal = 1 + 3 / math.log2(3), 3 + 1 / math.log2(3)
        assert answered(gold, reply_saying("25")).values["ndcg@10"] == pytest.approx(found / ideal)

    def test_prose_is_compared_by_overlap_only(self) -> None:
        gold = GoldQuestion("q", "?", "longform", True, answers=("red cat on mat",), relevant_ids=("a",))
        row = answered(gold, reply_saying("red big cat"))
        assert row.values["answer_f1"] == pytest.approx(4 / 7)
        assert "complete" not in row.values
        assert row.correct

    def test_a_right_answer_cites_where_it_should(self) -> None:
        assert answered(GOLD, reply_saying("25", cites="a")).values["cites_relevant"] == 1.0
        assert answered(GOLD, reply_saying("25", cites="z")).values["cites_relevant"] == 0.0


class TestAConflict:
    gold = GoldQuestion(
        "q",
        "How many?",
        "disagreeing_figures",
        True,
        answer_groups=(("25",), ("21",)),
        relevant_ids=("a", "z"),
        must_cite_all=True,
    )

    def test_takes_both_figures_and_both_sources(self) -> None:
        one_sided = answered(self.gold, reply_saying("25 died.", cites="a")).values
        assert (one_sided["both_figures"], one_sided["both_sources"]) == (0.0, 0.0)
        both = make_reply(
            answer="25 died, or 21.", citations=(make_citation("a", "25"), make_citation("z", "21", number=2))
        )
        values = answered(self.gold, both).values
        assert (values["both_figures"], values["both_sources"]) == (1.0, 1.0)

    def test_within_one_article_has_one_source(self) -> None:
        gold = replace(self.gold, relevant_ids=("a",), must_cite_all=False)
        values = answered(gold, reply_saying("25 died.", "21 died.")).values
        assert values["both_figures"] == 1.0
        assert "both_sources" not in values

    def test_is_told_by_the_kind(self) -> None:
        values = answered(replace(self.gold, kind="several_articles"), reply_saying("25, 21")).values
        assert not {"both_figures", "both_sources"} & values.keys()

    def test_that_is_refused_shows_neither_side(self) -> None:
        refusal = reply_saying(answered=False)
        values = score(Outcome(self.gold, True, refusal, refusal)).values
        assert (values["both_figures"], values["both_sources"]) == (0.0, 0.0)


class TestARefusal:
    refusal = reply_saying(answered=False)
    kept_back = reply_saying("At least 25 died.")

    def test_of_an_answerable_question_is_a_miss_but_shows_what_was_kept_back(self) -> None:
        row = score(Outcome(GOLD, True, self.refusal, self.kept_back, exact_quotes=1.0))
        assert row.values["refused_wrongly"] == 1.0
        assert row.values["complete"] == 0.0
        assert row.values["cites_relevant"] == 0.0
        assert row.values["complete" + ANYWAY] == 1.0
        assert row.correct

    def test_that_keeps_nothing_back_meets_nothing(self) -> None:
        silent = make_reply(answered=False, answer="Nothing on 25.", citations=(make_citation("a", "x"),))
        row = score(Outcome(GOLD, True, silent, silent))
        assert row.values["complete" + ANYWAY] == row.values["cites_relevant" + ANYWAY] == 0.0
        assert not row.correct

    def test_still_has_its_search_scored(self) -> None:
        row = score(Outcome(GOLD, True, self.refusal, self.kept_back))
        assert row.values["hit@5"] == 1.0

    def test_of_an_unanswerable_question_is_right(self) -> None:
        gold = GoldQuestion("q", "?", "near_miss", False)
        assert answered(gold, self.refusal).values == {
            "quotes_exact": 1.0,
            "refused_rightly": 1.0,
            "doubted_rightly": 1.0,
        }
        assert answered(gold, self.kept_back).values["refused_rightly"] == 0.0
        assert answered(gold, self.kept_back).values["doubted_rightly"] == 0.0

    def test_or_a_word_of_doubt_counts_as_doubted(self) -> None:
        doubtful = replace(self.kept_back, doubtful=True)
        unanswerable = score(Outcome(GOLD, False, doubtful, doubtful)).values
        assert (unanswerable["refused_rightly"], unanswerable["doubted_rightly"]) == (0.0, 1.0)
        wrongly = [
            score(Outcome(GOLD, True, reply, self.kept_back)).values["doubted_wrongly"]
            for reply in (self.refusal, doubtful, self.kept_back)
        ]
        assert wrongly == [1.0, 1.0, 0.0]

    def test_is_due_to_every_question_put_to_the_wrong_corpus(self) -> None:
        row = score(Outcome(GOLD, False, self.refusal, self.refusal))
        assert row.values["refused_rightly"] == 1.0
        assert not {"hit@1", "complete", "refused_wrongly"} & row.values.keys()


class TestWhatNobodyCanJudge:
    plain = GoldQuestion("q", "Who?", "factoid", True)
    prose = GoldQuestion("q", "Why?", "longform", True, answers=("red cat",))
    refusal = reply_saying(answered=False)

    @pytest.mark.parametrize("gold", [plain, prose], ids=["plain", "prose"])
    @pytest.mark.parametrize("said", [reply_saying("25 died."), refusal], ids=["answered", "refused"])
    def test_is_neither_right_nor_wrong(self, gold: GoldQuestion, said: Reply) -> None:
        assert score(Outcome(gold, True, said, reply_saying("25 died."))).correct is None

    def test_is_not_so_where_nothing_is_to_be_answered(self) -> None:
        assert score(Outcome(self.plain, False, self.refusal, self.refusal)).correct is False

    def test_has_no_risk(self) -> None:
        unjudged = score(Outcome(self.plain, True, reply_saying("25"), reply_saying("25")))
        right = answered(GOLD, reply_saying("25", cites="a"))
        summary = summarize([unjudged, right])
        assert [(point.coverage, point.risk) for point in summary.risk] == [(1.0, 0.0)]
        assert summarize([unjudged]).risk == ()
        assert "risk" not in break_down([unjudged]).areas

    def test_is_what_a_model_would_have_answered_that_refused(self) -> None:
        refused = Outcome(GOLD, True, self.refusal, self.refusal, tells_kept_back=False)
        assert score(refused).correct is None
        assert score(replace(refused, answerable=False)).correct is False


class TestASet:
    def test_means_are_over_the_questions_that_they_apply_to(self) -> None:
        rows = [
            answered(GOLD, reply_saying("25", confidence=0.9)),
            answered(GOLD, reply_saying("26", confidence=0.4)),
            answered(
                GoldQuestion("n", "?", "near_miss", False), reply_saying(answered=False, confidence=0.1)
            ),
        ]
        summary = summarize(rows)
        assert summary.means["complete"] == Mean(0.5, 2)
        assert summary.means["refused_rightly"] == Mean(1.0, 1)
        assert list(summary.by_kind) == ["factoid", "near_miss"]
        assert "complete" not in summary.by_kind["near_miss"]
        assert summary.areas["abstention"] == 1.0
        assert summary.risk[-1].risk == pytest.approx(2 / 3)

    def test_a_question_that_failed_is_missed_and_counted(self) -> None:
        rows = [
            score(Outcome(GOLD, True, error="too long")),
            score(Outcome(GoldQuestion("n", "?", "near_miss", False), False, error="too long")),
        ]
        summary = summarize(rows)
        assert summary.failed == 2
        assert summary.means["complete"].value == 0.0
        assert summary.means["hit@1"].value == 0.0
        assert summary.means["refused_rightly"].value == 0.0
        assert summary.means["refused_wrongly"].value == 0.0

    def test_latency_is_told_by_stage(self) -> None:
        times = [{"total": float(number)} for number in range(1, 101)]
        rows = [answered(GOLD, make_reply(timings_ms=timings)) for timings in times]
        assert summarize(rows).latency_ms == {"total": {"p50": 50.0, "p95": 95.0}}

    def test_lengths_are_told_by_their_middle_and_tail(self) -> None:
        rows = [answered(GOLD, reply_saying("word " * number)) for number in (10, 20, 300)]
        assert summarize(rows).amounts == {
            "answer_words": {"p50": 20.0, "p95": 300.0},
            "answer_sentences": {"p50": 1.0, "p95": 1.0},
        }
