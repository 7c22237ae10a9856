from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sentences import ranked_sentences
from evaluation.corpora import CLAPNQ, NEWS, NEWS_FOLDER, OURS, SQUAD
from evaluation.publicsets import LEARNED_FROM, PARTS, asked, holds, opened, part_of
from evaluation.questions import LONG_FORM_KIND, Evidence, load_questions
from index.errors import UsageError
from tests.app.made import chosen, found, stored
from tests.evaluation.conftest import SmallSets
from tests.evaluation.sets import FERRY, gold


@pytest.mark.parametrize(
    ("title", "part"),
    [("Oxygen", "trained"), ("Rhine", "trained"), ("Normans", "calibrated"), ("Pharmacy", "unseen")],
)
def test_a_title_stays_in_its_part_for_good(title: str, part: str) -> None:
    assert part_of(gold("?", title)) == part


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{CLAPNQ} is not there"):
        opened(tmp_path, None)


@given(st.text(st.characters(exclude_characters="#", exclude_categories=["Cs"]), min_size=1), st.data())
def test_all_about_one_title_is_in_one_part(title: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 99))
    about = gold("How?", f"{title}#{number}")
    assert part_of(about) in PARTS
    assert part_of(about) == part_of(gold("Why?", title, "so"))
    assert part_of(about) == part_of(gold("Nobody knows?", extra={"lookalike_ids": [f"{title}#7", "other"]}))


def test_half_trains_a_quarter_calibrates_and_a_quarter_is_never_seen() -> None:
    parts = Counter(part_of(gold("?", f"Title {number}")) for number in range(4_000))
    assert {part: round(parts[part] / 4_000, 1) for part in PARTS} == pytest.approx(
        {"trained": 0.5, "calibrated": 0.25, "unseen": 0.25}, abs=0.06
    )


def test_a_question_about_nothing_is_in_a_part_of_its_own() -> None:
    assert {part_of(gold(f"{number}?")) for number in range(50)} == set(PARTS)


def test_no_article_of_the_invented_news_is_in_two_parts() -> None:
    parts: dict[str, set[str]] = {}
    for one in load_questions(NEWS_FOLDER / "questions.jsonl"):
        for article_id in one.relevant_ids or tuple(one.extra.get("lookalike_ids") or ()):
            parts.setdefault(article_id, set()).add(part_of(one))
    assert len(parts) > 200
    assert [article_id for article_id, own in parts.items() if len(own) > 1] == []


def test_the_parts_of_a_set_are_all_of_it_and_nothing_twice(small_sets: SmallSets) -> None:
    whole = small_sets.opened[SQUAD]
    by_part = [one.id for part in PARTS for one in whole.of(part)]
    assert sorted(by_part) == sorted(one.id for one in whole.questions)
    assert [one.id for one in whole.of("trained")] == ["q0", "q3", "long", "no"]
    assert [one.id for one in whole.of("calibrated", "unseen")] == ["q1", "q2"]


def test_every_set_is_opened_with_its_own_articles(small_sets: SmallSets) -> None:
    assert set(small_sets.opened) == {*LEARNED_FROM, OURS} == {CLAPNQ, SQUAD, NEWS, OURS}
    for name, one in small_sets.opened.items():
        assert one.name == name
        assert all(article_id.startswith(name) for article_id in one.archive.store.article_ids())
        assert len(one.questions) == 6


def test_each_story_is_an_archive_of_its_own(small_sets: SmallSets) -> None:
    assert [one.name for one in small_sets.stories] == ["stories/p-1", "stories/p-2"]
    for one in small_sets.stories:
        assert len(one.archive.store.article_ids()) == 3
        assert len(one.questions) == 6


def test_each_question_is_asked_and_what_is_found_comes_with_it(small_sets: SmallSets) -> None:
    one = small_sets.opened[CLAPNQ]
    told = list(asked(one.questions, one.archive, label="asking"))
    assert [question for question, _ in told] == list(one.questions)
    for question, findings in told[:3]:
        assert holds(question, ranked_sentences(findings)[0])


class TestHolding:
    def test_a_sentence_of_a_right_article_holds_a_short_answer(self) -> None:
        question = gold("How many?", "article-1", "31", "thirty-one")
        assert holds(question, chosen(found(stored("They rescued 31 passengers.")), 0))
        assert not holds(question, chosen(found(stored("They rescued 310 passengers.")), 0))

    def test_the_same_words_in_another_article_do_not(self) -> None:
        assert not holds(gold("How many?", "article-2", "31"), chosen(found(stored(FERRY, 1)), 1))
        assert holds(gold("How many?", "article-1", "31"), chosen(found(stored(FERRY, 1)), 1))

    def test_a_long_answer_is_held_by_each_sentence_of_its_evidence_and_by_what_holds_all_of_it(self) -> None:
        question = gold(
            "What happened?", "article-1", "A long answer in other words.",
            kind=LONG_FORM_KIND, evidence=(Evidence(FERRY),),
        )  # fmt: skip
        assert holds(question, chosen(found(stored(FERRY)), 0))
        assert holds(question, chosen(found(stored(FERRY)), 1))
        assert holds(question, chosen(found(stored(f"Reporters wrote: “{FERRY[:-1]}”.")), 0))
        assert not holds(question, chosen(found(stored("The mayor opened a tram line.")), 0))
