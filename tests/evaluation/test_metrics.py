import math
from collections.abc import Sequence

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from evaluation import metrics
from evaluation.metrics import AbstentionPoint, holds
from tests.evaluation import alce_script, squad_script

rankings = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=14)
relevants = st.sets(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=6)
texts = st.text(alphabet="ab the.,-1 ", max_size=20)
plain_words = st.lists(
    st.sampled_from(["the", "a", "An", "red", "cat", "Cat", "1999", "mat"]), max_size=5
).map(" ".join)
bags = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(" ".join)
confidences = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20
)


class TestRanking:
    def test_articles_take_the_rank_of_their_best_passage(self) -> None:
        assert metrics.ranked_articles(["b", "a", "b", "c", "a"]) == ("b", "a", "c")

    def test_hit(self) -> None:
        assert metrics.hit_at(1, ["a", "b"], {"b"}) == 0.0
        assert metrics.hit_at(2, ["a", "b"], {"b"}) == 1.0
        assert metrics.hit_at(5, [], {"b"}) == 0.0

    def test_recall(self) -> None:
        assert metrics.recall_at(2, ["a", "b", "c"], {"b", "c"}) == 0.5

    def test_reciprocal_rank(self) -> None:
        assert metrics.reciprocal_rank(["a", "b", "c"], {"c", "b"}) == 0.5
        assert metrics.reciprocal_rank(["a"], {"z"}) == 0.0

    def test_ndcg_by_hand(self) -> None:
        ideal = 1 + 1 / math.log2(3)
        assert metrics.ndcg_at(10, ["x", "a", "y", "b"], {"a", "b"}) == pytest.approx(
            (1 / math.log2(3) + 1 / math.log2(5)) / ideal
        )
        assert metrics.ndcg_at(10, ["a", "b"], {"a", "b"}) == 1.0
        assert metrics.ndcg_at(1, ["a"], {"a", "b"}) == 1.0

    def test_ndcg_by_hand_where_articles_are_graded(self) -> None:
        # gains 1, 0, 3 in the order found; 3, 1 in the best
        found, ideal = 1 + 3 / math.log2(4), 3 + 1 / math.log2(3)
        assert metrics.ndcg_at(10, ["a", "x", "b"], {"a": 1, "b": 3}) == pytest.approx(found / ideal)

    @given(rankings, st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(1, 3), min_size=1))
    def test_graded_ndcg_agrees_with_trec_eval(self, ranked: list[str], grades: dict[str, int]) -> None:
        run = {"q": {article: float(-rank) for rank, article in enumerate(ranked)} | {"~": -99.0}}
        expected = pytrec_eval.RelevanceEvaluator({"q": grades}, {"ndcg_cut.10"}).evaluate(run)["q"]
        assert metrics.ndcg_at(10, ranked, grades) == pytest.approx(expected["ndcg_cut_10"])

    @given(rankings, relevants)
    def test_all_agree_with_trec_eval(self, ranked: list[str], relevant: set[str]) -> None:
        names = {"ndcg_cut.10", "recip_rank", "success.5", "recall.10"}
        run = {"q": {article: float(-rank) for rank, article in enumerate(ranked)} | {"~": -99.0}}
        judged = pytrec_eval.RelevanceEvaluator({"q": dict.fromkeys(relevant, 1)}, names)
        expected = judged.evaluate(run)["q"]
        assert metrics.ndcg_at(10, ranked, relevant) == pytest.approx(expected["ndcg_cut_10"])
        assert metrics.reciprocal_rank(ranked, relevant) == pytest.approx(expected["recip_rank"])
        assert metrics.hit_at(5, ranked, relevant) == expected["success_5"]
        assert metrics.recall_at(10, ranked, relevant) == pytest.approx(expected["recall_10"])


class TestHolds:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("At least 25 were killed.", "25"),
            ("Three civilians died", "3"),
            ("3 civilians died", "three"),
            ("some twenty-five people", "25"),
            ("some 2,200 people", "2200"),
            ("The Al-Watiya airbase", "al watiya"),
            ("in the 10th-century church", "10th century"),
            ("Beyoncé's husband", "beyonce"),
            ("the U.S. said", "US"),
            ("“Volcano of Anger” began", "Volcano of Anger"),
            ("it rose by 3.5 percent", "3.5"),
            ("他在北京出生", "北京"),
            ("قوات حفتر قصفت", "حفتر"),
            ("7 per cent more", "7 percent"),
            ("7% more", "7 percent"),
            ("7 percent more", "7%"),
            ("it fell to -5 degrees", "−5"),
            ("at (-5) degrees", "-5 degrees"),
            ("the years 2010-15", "15"),
            ("in the 1990s", "1990s"),
            ("a 4km march", "4 km"),
            ("a march of 2,200 km", "2200km"),
            ("on June 2nd", "June 2"),
            ("on the 2nd of June", "2 of June"),
            ("in 2020年5月", "2020"),
            ("a form of hepatitis A", "the Hepatitis A"),
            ("a grant from the Who", "The Who"),
            ("the Eiffel Tower", "The Eiffel Tower"),
            ("Eiffel Tower", "The Eiffel Tower"),
        ],
    )
    def test_found(self, text: str, answer: str) -> None:
        assert holds(text, answer)

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("200,000 people", "200"),
            ("at least 125", "25"),
            ("3.5 percent", "5"),
            ("3.5 percent", "35"),
            ("25,000", "25"),
            ("twenty five-year-olds", "20"),
            ("Tripolitania", "Tripoli"),
            ("April 14", "April 4"),
            ("anything", "the"),
            ("anything", "..."),
            ("", "25"),
            ("The province offered 4 boats", "4%"),
            ("it fell to 5 degrees", "-5"),
            ("it fell to -5 degrees", "5"),
            ("the 1990s", "1990"),
            ("a 40km march", "40"),
            ("hepatitis B", "Hepatitis A"),
            ("the man who came", "The Who"),
        ],
    )
    def test_not_found(self, text: str, answer: str) -> None:
        assert not holds(text, answer)

    @given(st.text(max_size=30))
    def test_a_text_holds_itself_unless_it_has_no_words(self, text: str) -> None:
        assert holds(text, text) == bool(metrics.match_words(text))

    @given(plain_words, plain_words)
    def test_of_plain_words_it_is_containment_in_squads_normal_form(self, text: str, answer: str) -> None:
        """Elsewhere it differs on purpose: "Al-Watiya", "3.5", "2,200", "twenty-five" (tests above)."""
        wanted = squad_script.normalize_answer(answer)
        expected = bool(wanted) and f" {wanted} " in f" {squad_script.normalize_answer(text)} "
        assert holds(text, answer) == expected

    def test_completeness_is_the_share_of_groups_met(self) -> None:
        groups = [["25"], ["twenty-one", "21"], ["14"]]
        assert metrics.completeness("25 killed, then 21 deaths", groups) == pytest.approx(2 / 3)
        assert metrics.completeness("anything", []) == 0.0


class TestSquad:
    def test_normalisation_is_the_official_one(self) -> None:
        assert metrics.squad_normalized("The  Cat's, an  A-test.") == "cats atest"

    def test_exact_match(self) -> None:
        assert metrics.exact_match("the Eiffel Tower!", ["Tower", "Eiffel tower"]) == 1.0
        assert metrics.exact_match("Eiffel", ["Eiffel tower"]) == 0.0

    def test_f1_by_hand(self) -> None:
        # 2 of 3 predicted and 2 of 4 wanted tokens are shared: 2 * (2/3 * 1/2) / (2/3 + 1/2) = 4/7
        assert metrics.token_f1("red big cat", ["red cat on mat"]) == pytest.approx(4 / 7)
        assert metrics.token_f1("cat cat", ["cat"]) == pytest.approx(2 / 3)
        assert metrics.token_f1("", ["the"]) == 1.0
        assert metrics.token_f1("", ["cat"]) == 0.0
        assert metrics.token_f1("cat", []) == 0.0

    @given(texts, st.lists(texts, max_size=3))
    def test_scores_are_the_official_scripts(self, prediction: str, references: list[str]) -> None:
        expected = squad_script.raw_scores(references, prediction)
        ours = metrics.exact_match(prediction, references), metrics.token_f1(prediction, references)
        assert ours == pytest.approx(expected)

    @given(st.text(max_size=40))
    def test_any_text_is_normalised_as_the_official_script_does(self, text: str) -> None:
        assert metrics.squad_normalized(text) == squad_script.normalize_answer(text)

    @given(texts, st.lists(texts, max_size=3))
    def test_ranges_and_order(self, prediction: str, references: list[str]) -> None:
        exact, f1 = metrics.exact_match(prediction, references), metrics.token_f1(prediction, references)
        assert exact in {0.0, 1.0}
        assert exact <= f1 <= 1.0

    @given(texts, texts)
    def test_f1_is_symmetric_and_full_on_itself(self, left: str, right: str) -> None:
        assert metrics.token_f1(left, [right]) == pytest.approx(metrics.token_f1(right, [left]))
        assert metrics.token_f1(left, [left]) == metrics.exact_match(left, [left]) == 1.0


class TestCitations:
    def test_a_quote_must_equal_its_span(self) -> None:
        store = {"a": "😀 Haftar said so."}
        right, shifted = ("a", 2, 8, "Haftar"), ("a", 3, 9, "Haftar")
        assert metrics.quote_exactness([right], store) == 1.0
        assert metrics.quote_exactness([right, shifted], store) == 0.5
        assert metrics.quote_exactness([("b", 0, 6, "Haftar"), ("a", 5, 5, "")], store) == 0.0
        assert metrics.quote_exactness([], store) == 1.0

    def test_one_relevant_article_will_do_unless_all_are_needed(self) -> None:
        assert metrics.relevant_cited({"a", "z"}, ["a", "b"], all_needed=False) == 1.0
        assert metrics.relevant_cited({"a", "z"}, ["a", "b"], all_needed=True) == 0.0
        assert metrics.relevant_cited({"a", "b"}, ["a", "b"], all_needed=True) == 1.0
        assert metrics.relevant_cited({"z"}, ["a"], all_needed=False) == 0.0
        assert metrics.relevant_cited({"z"}, [], all_needed=True) == 0.0

    def test_the_share_of_needed_articles(self) -> None:
        assert metrics.needed_share({"a", "z"}, ["a", "b"]) == 0.5
        assert metrics.needed_share(["b", "a"], ["a", "b"]) == 1.0
        assert metrics.needed_share({"z"}, []) == 0.0


def all_words(sentence: str, passages: Sequence[str]) -> bool:
    """A judge for tests: passages support a sentence when they have all of its words between them."""
    return set(sentence.split()) <= {word for passage in passages for word in passage.split()}


class TestCitationsAsAlceJudgesThem:
    def test_by_hand(self) -> None:
        sentences = [
            ("red cat", ["red", "cat"]),  # together only: both count
            ("red cat", ["red cat", "dog"]),  # the second neither supports it nor is missed
            ("red cat", ["red", "dog"]),  # not supported: neither counts
            ("red cat", ["red cat"]),
            ("red cat", []),
        ]
        assert metrics.citation_recall(sentences, all_words) == 3 / 5
        assert metrics.citation_precision(sentences, all_words) == 4 / 7

    def test_a_second_source_that_says_all_of_it_is_not_too_many(self) -> None:
        sentences = [("red cat", ["red cat", "a red cat"])]
        assert metrics.citation_precision(sentences, all_words) == 1.0

    def test_nothing_said_or_cited_is_nothing_supported(self) -> None:
        assert metrics.citation_recall([], all_words) == metrics.citation_precision([], all_words) == 0.0
        assert metrics.citation_precision([("red", [])], all_words) == 0.0

    @given(
        st.lists(
            st.tuples(bags, st.lists(bags, max_size=4, unique=True)),
            min_size=1,
            max_size=5,
        )
    )
    def test_scores_are_the_official_scripts(self, sentences: list[tuple[str, list[str]]]) -> None:
        recall, precision = alce_script.autoais(sentences, all_words)
        assert metrics.citation_recall(sentences, all_words) == pytest.approx(recall)
        assert metrics.citation_precision(sentences, all_words) == pytest.approx(precision)


class TestAbstention:
    def test_the_curve_by_hand(self) -> None:
        curve = metrics.abstention_curve([0.9, 0.2, 0.2, 0.1], [True, True, False, False])
        assert curve == (
            AbstentionPoint(-math.inf, 0.0, 0.0),
            AbstentionPoint(0.2, 0.0, 0.5),
            AbstentionPoint(0.9, 0.5, 1.0),
            AbstentionPoint(math.inf, 1.0, 1.0),
        )
        # of the four pairs (answerable, unanswerable) three are in the right order, one is a tie
        assert metrics.area_under_abstention(curve) == pytest.approx(3.5 / 4)
        assert metrics.refused_rightly_at(curve, 0.05) == curve[1]
        assert metrics.refused_rightly_at(curve, 0.5) == curve[2]

    @given(confidences)
    def test_a_threshold_does_what_its_point_says(self, pairs: list[tuple[float, bool]]) -> None:
        confidence, answerable = unzip(pairs)
        for point in metrics.abstention_curve(confidence, answerable):
            refused = [can for value, can in pairs if value < point.threshold]
            assert point.refused_wrongly == pytest.approx(share(refused.count(True), answerable.count(True)))
            assert point.refused_rightly == pytest.approx(
                share(refused.count(False), answerable.count(False))
            )

    def test_risk_by_hand(self) -> None:
        curve = metrics.risk_coverage_curve([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
        assert [(point.coverage, point.risk) for point in curve] == [
            (0.25, 0.0),
            (0.75, pytest.approx(1 / 3)),
            (1.0, 0.5),
        ]
        assert metrics.area_under_risk(curve) == pytest.approx(0.5 / 3 + 0.25 * 0.5)

    @given(confidences)
    def test_answering_everything_risks_the_error_rate(self, pairs: list[tuple[float, bool]]) -> None:
        confidence, correct = unzip(pairs)
        curve = metrics.risk_coverage_curve(confidence, correct)
        assert curve[-1].coverage == 1.0
        assert curve[-1].risk == pytest.approx(correct.count(False) / len(correct))
        assert 0.0 <= metrics.area_under_risk(curve) <= 1.0

    def test_confidences_without_their_marks_are_refused(self) -> None:
        with pytest.raises(ValueError, match="2 confidences for 1 marks"):
            metrics.abstention_curve([0.1, 0.2], [True])

    def test_nothing_asked_is_an_empty_story(self) -> None:
        assert metrics.area_under_risk(metrics.risk_coverage_curve([], [])) == 0.0
        assert metrics.area_under_abstention(metrics.abstention_curve([], [])) == 0.0


class TestSummaries:
    def test_percentile_is_the_nearest_rank(self) -> None:
        assert metrics.percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
        assert metrics.percentile([4.0, 1.0, 3.0, 2.0], 0.95) == 4.0
        assert math.isnan(metrics.percentile([], 0.5))

    def test_mean(self) -> None:
        assert metrics.mean([1.0, 0.0]) == 0.5
        assert math.isnan(metrics.mean([]))


def unzip(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [value for value, _ in pairs], [mark for _, mark in pairs]


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
