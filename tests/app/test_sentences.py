from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from app.features import SENTENCE_FEATURES, weigh
from app.judge import Excerpt, Judgement
from app.question import in_language
from app.reader import Reading, Text
from app.search import Findings, Found
from app.sentences import ranked_sentences, reranked
from index.records import Span
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


class Likes:
    """A reader that scores sentences by whether they have a word, and takes that for the answer."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[str] = []
        self.texts: list[str] = []

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        self.asked.append(question)
        self.texts += [text.text for text in texts]
        return [self._reading(text) for text in texts]

    def _reading(self, text: Text) -> Reading:
        words = [span.of(text.text) for span in text.sentences]
        scores = [9.0 if self.word in one else -9.0 for one in words]
        places = [span.start + one.find(self.word) for span, one in zip(text.sentences, words, strict=True)]
        spans = [
            Span(at, at + len(self.word)) if score > 0 else None
            for at, score in zip(places, scores, strict=True)
        ]
        return Reading(np.array(scores, np.float32), tuple(spans))


def test_the_reader_has_its_say() -> None:
    passages = findings(found(stored(TEXT, at=50)))
    first, *_ = ranked_sentences(passages, Likes("Divers"))
    assert first.text == "Divers came."
    assert first.read == 9.0
    assert first.answer is not None
    assert first.answer.of(first.text) == "Divers"


def test_the_reader_is_asked_what_the_question_means_alone() -> None:
    reader = Likes("ferry")
    ranked_sentences(findings(found(stored(TEXT))), reader)
    assert reader.asked == ["When did the ferry sink off Calverton?"]


def test_what_the_reader_did_not_read_counts_as_the_worst_that_it_did() -> None:
    many = [found(stored(text, at), 1 - at / 9) for at, text in enumerate(TEXTS, start=1)]
    ranked = ranked_sentences(findings(*many), Likes("nothing there"))
    unread = [one for one in ranked if one.read is None]
    read = [one for one in ranked if one.read is not None]
    assert unread
    assert read
    assert ranked == tuple(sorted(ranked, key=lambda one: -one.by_features))


TEXTS = [f"The ferry sank off Calverton, said Number {at}." for at in range(1, 9)]


def test_where_the_reader_is_sure_it_reads_no_further() -> None:
    reader = Likes("Number")
    many = [found(stored(text, at), 1 - at / 9) for at, text in enumerate(TEXTS, start=1)]
    ranked_sentences(findings(*many), reader)
    assert len(reader.texts) == 2


def test_in_doubt_the_reader_reads_on_and_finds_what_stands_further_down() -> None:
    reader = Likes("Number 4")
    many = [found(stored(text, at), 1 - at / 9) for at, text in enumerate(TEXTS, start=1)]
    first, *_ = ranked_sentences(findings(*many), reader)
    assert reader.texts == TEXTS[:4]
    assert first.text == TEXTS[3]


def test_an_english_reader_is_not_asked_in_another_script() -> None:
    reader = Likes("العبارة")
    asked = query("متى غرقت العبارة؟")
    ranked = ranked_sentences(Findings(asked, weigh(asked, {}, 10), (found(stored(TEXT)),)), reader)
    assert reader.asked == []
    assert all(one.read is None for one in ranked)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("When did the ferry sink?", ["Ferry 1 sank.", "Ferry 2 sank."]),
        ("Which ferries sank?", ["Ferry 1 sank.", "Ferry 2 sank.", "Boat 3 sank.", "A boat."]),
        ("How many ferries sank?", ["Ferry 1 sank.", "Ferry 2 sank.", "Boat 3 sank.", "A boat."]),
    ],
)
def test_more_articles_are_read_where_several_or_differing_things_may_be_told(
    asked: str, read: list[str]
) -> None:
    question, reader = query(asked), Likes("Ferry")
    texts = ("Ferry 1 sank.", "Ferry 2 sank.", "Trams ran.", "Boat 3 sank.", "A boat.", "Tea.")
    articles = (1, 2, 2, 3, 4, 5)
    passages = [
        replace(stored(text, article), key=key)
        for key, (text, article) in enumerate(zip(texts, articles, strict=True))
    ]
    hits = tuple(found(passage, 1.0 - 0.1 * rank) for rank, passage in enumerate(passages))
    ranked_sentences(Findings(question, weigh(question, {}, 10), hits), reader)
    assert reader.texts == read


class Doubts:
    """A judge that doubts everything alike and remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, Excerpt]] = []

    def judgement(self, said: str, told: Excerpt) -> Judgement:
        self.shown.append((said, told))
        return Judgement(1.5, Span(0, 0))


def test_the_judge_reads_the_question_beside_the_best_sentences_and_says_its_word_on_the_best() -> None:
    judge = Doubts()
    first, *others = ranked_sentences(findings(found(stored(TEXT))), Likes("ferry"), judge)
    ((asked, told),) = judge.shown
    assert asked == "When did the ferry sink off Calverton?"
    assert first.text in told.text
    assert first.doubt == 1.5
    assert {one.doubt for one in others} <= {None}


def test_the_judge_is_not_asked_where_the_reader_cannot_read() -> None:
    judge = Doubts()
    ranked_sentences(findings(found(stored(TEXT))), None, judge)
    assert judge.shown == []


def test_where_no_meaning_is_known_the_words_must_stand_in_the_sentence_itself() -> None:
    text = "Взрыв произошёл на шахте в Кемеровской области. Погиб 51 человек. Причина неизвестна."
    asked = in_language(query("Где произошёл взрыв на шахте?"), "ru")
    told = Findings(asked, weigh(asked, {}, 10), (found(stored(text, language="ru")),))
    assert ranked_sentences(told)[0].text.startswith("Взрыв")


def test_passages_that_were_read_come_in_the_order_of_their_best_sentences() -> None:
    asked = findings(
        found(stored("The ferry sank off Calverton on Monday.", 1), 3.0),
        found(stored("It sank at noon.", 2), 2.0),
        found(stored("Trams run daily.", 3), 1.0),
        found(stored("Trams run on Monday, too.", 4), 0.5),
    )
    after = reranked(asked, ranked_sentences(asked, Likes("noon")))
    assert after.found[0].passage.article.number == 2
    assert {one.passage.article.number for one in after.found} == {1, 2, 3, 4}
    assert [one.score for one in after.found] == [3.0, 2.0, 1.0, 0.5]


def test_where_nothing_is_read_passages_stay_as_they_were_found() -> None:
    asked = findings(found(stored(TEXT, 1), 2.0), found(stored("It sank at noon.", 2), 1.0))
    assert reranked(asked, ranked_sentences(asked)) == asked
