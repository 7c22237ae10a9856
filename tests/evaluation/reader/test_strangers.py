from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evaluation.corpora import CLAPNQ, SQUAD
from evaluation.publicsets import PublicSet
from evaluation.reader.strangers import Names, strangers
from tests.evaluation.conftest import SmallSets
from tests.evaluation.sets import gold, title_in

IN_TRAINING = f"{title_in('trained')}#1"


def asking(one: PublicSet, *questions: str) -> PublicSet:
    return replace(one, questions=tuple(gold(question, IN_TRAINING, "31") for question in questions))


def test_a_name_is_exchanged_for_one_that_follows_the_same_word() -> None:
    names = Names([gold("What burnt in Orvane?"), gold("Who met General Koti?")])
    question = names.instead("How many drowned in Old Calverton on Monday?")
    assert question == "How many drowned in Orvane on Monday?"


def test_a_question_without_a_name_or_with_no_other_to_take_stays_as_it_is() -> None:
    names = Names([gold("What burnt in Orvane?")])
    for question in ("How many drowned?", "What burnt in Orvane?", "Who fled from Calverton?", ""):
        assert names.instead(question) is None


@given(st.text())
def test_no_question_comes_out_as_it_went_in(question: str) -> None:
    names = Names([gold("What burnt in Orvane?"), gold("Who lives in Calverton?")])
    assert names.instead(question) != question


def test_only_what_names_something_that_nothing_found_has_is_asked(small_sets: SmallSets) -> None:
    one = asking(small_sets.opened[CLAPNQ], "How many were rescued off Calverton?", "Who fled to Calverton?")
    other = asking(small_sets.opened[SQUAD], "What sank off Wexelby?", "Who governs in Wexelby?")
    found = list(strangers([one, other]))
    # Wexelby is in neither archive, Calverton in both.
    assert [gold.question for gold, _ in found] == [
        "How many were rescued off Wexelby?",
        "Who governs in Wexelby?",
    ]
    for asked, findings in found:
        assert not asked.answerable
        assert not asked.answers
        assert findings.query.text == asked.question
