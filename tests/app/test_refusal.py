from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.features import weigh
from app.question import in_language
from app.refusal import ANSWERABLE_FEATURES, answerable_features, confidence, doubt, doubts, refusal, refuses
from app.search import Findings
from app.sentences import ranked_sentences
from app.weights import weights
from tests.app.made import found, query, stored

TEXT = "The Calverton tram line opened on Saturday."


def findings(question: str, *texts: str, frequencies: Mapping[str, int] | None = None) -> Findings:
    asked = query(question)
    passages = tuple(found(stored(text, number)) for number, text in enumerate(texts, start=1))
    return Findings(asked, weigh(asked, frequencies or {}, 10), passages)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who won the World Cup in Calverton?", "“World Cup”"),
        ("Did Lindqvist open the tram line?", "“Lindqvist”"),
        ("How high are the giraffes?", "“giraffes”"),
        ("Did the tram line open in 1955?", "“1955”"),
    ],
)
def test_a_refusal_names_what_the_archive_does_not_have(question: str, named: str) -> None:
    said = refusal(findings(question, TEXT))
    assert named in said
    assert "Calverton" not in said
    assert said.count(".") == 1


def test_half_a_title_takes_the_other_half_along() -> None:
    told = "The minister for trams spoke in Calverton."
    assert "“prime minister”" in refusal(findings("Who is the prime minister of Calverton?", told))


def test_half_a_name_takes_the_rest_along() -> None:
    told = "The Council of State met in Calverton."
    assert "“High Council”" in refusal(findings("Who leads the High Council of State?", told))


def test_several_missing_names_are_all_said() -> None:
    assert "“Orvane” or “Lindqvist”" in refusal(findings("Is a tram in Orvane run by Lindqvist?", TEXT))


def test_where_every_word_is_known_it_says_that_none_answers() -> None:
    assert "“" not in refusal(findings("When did the tram line open?", TEXT))


def test_other_spellings_of_a_name_are_not_missing() -> None:
    assert "Hifter" not in refusal(findings("Did general Hifter dance?", "There general Haftar spoke."))


def test_it_says_so_where_only_a_part_of_the_archive_was_searched() -> None:
    asked = query("Did Lindqvist open the tram line?", sources=("Post",))
    said = refusal(Findings(asked, weigh(asked, {}, 10), (found(stored(TEXT)),)))
    assert "“Lindqvist” within the chosen dates or outlets." in said
    assert "within" not in refusal(findings("Did Lindqvist open the tram line?", TEXT))


def test_a_word_of_doubt_names_what_is_missing_where_anything_is() -> None:
    missing, nothing = (
        doubt(findings(question, TEXT))
        for question in ("Did Lindqvist open the tram line?", "Who opened the tram line?")
    )
    assert (
        missing
        == "The archive may not answer this: it has nothing on “Lindqvist”. What is quoted comes nearest."
    )
    assert nothing == "The archive may not answer this. What is quoted comes nearest."


@pytest.mark.parametrize("when", ["on 4 June 2020", "on June 4, 2020", "in June 2020"])
def test_the_time_of_an_article_found_is_not_missing(when: str) -> None:
    asked = query(f"Who fled Orvane {when}?")
    of_then = found(stored(TEXT, published=date(2020, 6, 4)))
    of_another_time = found(stored(TEXT, published=date(2018, 6, 4)))
    covered, elsewhere = (
        (refusal(one), doubt(one))
        for passage in (of_then, of_another_time)
        for one in [Findings(asked, weigh(asked, {}, 10), (passage,))]
    )
    assert all("nothing on “Orvane”." in said for said in covered)
    assert all("2020" in said for said in elsewhere)


def test_what_is_refused_is_doubted_and_more_is() -> None:
    assert doubts(weights().threshold)
    assert not refuses(weights().threshold)
    assert not doubts(weights().doubtful)


def test_markup_in_a_question_is_not_repeated() -> None:
    said = refusal(findings("Is *Orvane* [here](http://evil.example)?", TEXT))
    assert not set(said) & set("*[]()<>")


def test_nothing_found_is_no_confidence() -> None:
    nothing = findings("Who?")
    assert confidence(nothing, ()) == 0
    assert refuses(0.0)
    assert answerable_features(nothing, ()) == [0.0] * len(ANSWERABLE_FEATURES)


def test_confidence_is_a_probability_that_grows_with_the_evidence() -> None:
    near, far = (findings("When did the Calverton tram line open?", text) for text in (TEXT, "Divers came."))
    sure, unsure = (confidence(one, ranked_sentences(one)) for one in (near, far))
    assert 0 <= unsure < sure <= 1
    assert not refuses(1.0)
    assert not refuses(weights().threshold)


def read_confidence(question: str) -> float:
    """How sure it is where the reader has read the best sentence, and thinks that it answers."""
    asked = findings(question, TEXT)
    return confidence(asked, tuple(replace(one, read=2.0) for one in ranked_sentences(asked)))


def test_a_name_that_nothing_has_makes_less_sure_than_a_word_would() -> None:
    assert read_confidence("Who opened the Calverton tram line of Orvane?") < read_confidence(
        "Who opened the Calverton tram line of orvane?"
    )


def test_a_day_that_nothing_has_is_no_name() -> None:
    assert read_confidence("Who opened the Calverton tram line in January?") == read_confidence(
        "Who opened the Calverton tram line in january?"
    )


def test_a_question_in_another_language_is_answered_where_its_words_stand() -> None:
    text = "قال خفر السواحل إن عبارة فيرنهولم جنحت يوم الاثنين قرب سكارو وعلى متنها 212 شخصا."
    asked, other = (
        findings(question, text) for question in ("عبارة فيرنهولم جنحت قرب سكارو", "من فاز بكأس العالم؟")
    )
    assert not refuses(confidence(asked, ranked_sentences(asked)))
    assert refuses(confidence(other, ranked_sentences(other)))


def test_of_a_script_without_spaces_only_the_missing_run_is_named_and_once() -> None:
    asked = in_language(query("北京地铁全长？"), "zh")
    text = "北京全长十公里。"
    said = refusal(Findings(asked, weigh(asked, {}, 10), (found(stored(text, language="zh")),)))
    assert "地铁" in said
    assert "全长" not in said
    assert said.count("“") == 1


def test_nearly_all_of_its_words_answer_where_the_networks_don_t_know_the_language() -> None:
    asked = in_language(query("Combien la fermeture a-t-elle coûté au Louvre ?"), "fr")

    def sure(text: str) -> float:
        told = Findings(asked, weigh(asked, {}, 10), (found(stored(text, language="fr")),))
        return confidence(told, ranked_sentences(told))

    assert not refuses(sure("La fermeture a coûté 40 millions d'euros au Louvre."))
    assert refuses(sure("Le musée du Louvre a rouvert lundi."))
