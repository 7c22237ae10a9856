import json
import sys
from typing import Any

import pytest

from evaluation.publicsets import LEARNED_FROM
from evaluation.reader.examples import main
from tests.evaluation.conftest import SmallSets
from tests.evaluation.sets import FERRY

Example = dict[str, Any]


@pytest.fixture(scope="module")
def examples(small_sets: SmallSets, tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    out = tmp_path_factory.mktemp("examples") / "examples.jsonl"
    with pytest.MonkeyPatch.context() as patched:
        arguments = ["examples", str(small_sets.folder), str(out), "--data", str(small_sets.data)]
        patched.setattr(sys, "argv", arguments)
        assert main() == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def words_of(passage: dict[str, Any], sentence: dict[str, Any]) -> str:
    text: str = passage["text"]
    return text[sentence["start"] : sentence["end"]]


def test_only_what_trains_is_an_example_and_only_where_the_search_found_the_answer(
    examples: list[Example],
) -> None:
    # Two stories come twice. Each set has two questions that train, one whose answer is nowhere, one without
    # any.
    asked = [
        "How many passengers were rescued?",
        "What happened to the ferry?",
        "Who was the captain of the ferry?",
    ]
    assert [one["question"] for one in examples] == asked * (len(LEARNED_FROM) + 2 * 2)


def test_an_example_has_its_short_answers_and_passages_with_exact_sentences(examples: list[Example]) -> None:
    first = examples[0]
    assert set(first) == {"question", "answers", "passages"}
    assert first["answers"] == ["31"]
    for passage in first["passages"]:
        assert set(passage) == {"title", "text", "sentences"}
        for sentence in passage["sentences"]:
            words = words_of(passage, sentence)
            assert words == words.strip()
            assert words.endswith(".")
    assert 1 < len(first["passages"]) <= 5
    first_words = [passage["text"].split()[0] for passage in first["passages"]]
    assert "Passenger" in first_words, "a passage that doesn't begin its article"


def test_the_sentences_that_hold_an_answer_are_marked_and_no_others(examples: list[Example]) -> None:
    held = [
        words_of(passage, sentence)
        for passage in examples[0]["passages"]
        for sentence in passage["sentences"]
        if sentence["holds"]
    ]
    assert held == ["The coastguard rescued 31 passengers before dawn."]
    assert held[0] in FERRY


def test_nothing_holds_the_answer_to_a_question_without_one(examples: list[Example]) -> None:
    without = examples[2]
    assert without["answers"] == []
    assert [one for passage in without["passages"] for one in passage["sentences"] if one["holds"]] == []


def test_a_long_answer_is_no_span_to_be_learned(examples: list[Example]) -> None:
    long = examples[1]
    assert long["answers"] == []
    held = {
        words_of(one, sentence)
        for one in long["passages"]
        for sentence in one["sentences"]
        if sentence["holds"]
    }
    assert held == {"A ferry sank off Calverton on Monday."}
