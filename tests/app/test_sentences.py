from app.features import SENTENCE_FEATURES, weigh
from app.search import Findings, Found
from app.sentences import ranked_sentences
from tests.app.made import found, query, stored

TEXT = "Trams run daily.\n\nThe rescue\n\nThe ferry sank off Calverton on Monday. Divers came."


def findings(*passages: Found) -> Findings:
    asked = query("When did the ferry sink off Calverton?")
    return Findings(asked, weigh(asked, {}, 10), passages)


def test_nothing_found_nothing_ranked() -> None:
    assert ranked_sentences(findings()) == ()


def test_every_sentence_is_ranked_best_first_and_knows_its_place() -> None:
    ranked = ranked_sentences(
        findings(found(stored(TEXT, 1, at=50)), found(stored("Another story.", 2), 0.5))
    )
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert {one.text for one in ranked} == {
        "Trams run daily.",
        "The ferry sank off Calverton on Monday.",
        "Divers came.",
        "Another story.",
    }
    for one in ranked[:-1]:
        if one.found.passage.article.number == 1:
            assert TEXT[one.span.start - 50 : one.span.end - 50] == one.text


def test_the_sentence_that_answers_comes_first() -> None:
    assert ranked_sentences(findings(found(stored(TEXT))))[0].text.startswith("The ferry sank")


def test_headings_are_left_out_unless_there_is_nothing_else() -> None:
    assert "The rescue" not in {one.text for one in ranked_sentences(findings(found(stored(TEXT))))}
    assert [one.text for one in ranked_sentences(findings(found(stored("The rescue"))))] == ["The rescue"]


def test_a_sentence_tells_what_its_score_is_made_of() -> None:
    (only,) = ranked_sentences(findings(found(stored("Divers came."))))
    assert tuple(only.features) == SENTENCE_FEATURES
