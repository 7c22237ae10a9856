import json
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import Turn
from evaluation.corpora import OWN_QUESTIONS, SEEDS
from evaluation.metrics import holds, match_words
from evaluation.questions import Evidence, GoldQuestion, doubts, load_questions
from index.errors import UsageError

OWN = load_questions(OWN_QUESTIONS)
MINIMAL = {"id": "1", "question": "Who?", "kind": "factoid", "answerable": True}


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        encoding="utf-8",
    )
    return path


def quotes_of(gold: GoldQuestion) -> list[str]:
    return [evidence.quote for evidence in gold.evidence]


def squeezed(text: str) -> str:
    return " ".join(text.split())


class TestOurOwnQuestions:
    def test_there_are_at_least_120_of_which_at_least_forty_are_unanswerable(self) -> None:
        assert len(OWN) >= 120
        assert sum(not gold.answerable for gold in OWN) >= 40

    def test_every_kind_is_there(self) -> None:
        kinds = Counter(gold.kind for gold in OWN)
        expected = {"factoid", "several_articles", "disagreeing_figures", "dates", "attribution", "follow_up"}
        expected |= {"unanswerable_far", "unanswerable_near", "near_miss", "injected_instruction"}
        expected |= {"false_premise"}
        assert set(kinds) == expected
        assert min(kinds.values()) >= 8
        assert kinds["several_articles"] >= 12
        assert kinds["disagreeing_figures"] >= 12

    def test_every_article_is_asked_about_often(self) -> None:
        asked = Counter(article for gold in OWN for article in gold.relevant_ids)
        assert set(asked) == {path.name for path in SEEDS.glob("*.txt")}
        assert min(asked.values()) >= 15

    @pytest.mark.parametrize("gold", OWN, ids=lambda gold: gold.id)
    def test_every_evidence_quote_is_in_its_article(self, gold: GoldQuestion) -> None:
        for evidence in gold.evidence:
            text = (SEEDS / str(evidence.article_id)).read_text(encoding="utf-8")
            assert squeezed(evidence.quote) in squeezed(text)

    @pytest.mark.parametrize("gold", [g for g in OWN if g.answerable], ids=lambda gold: gold.id)
    def test_an_answerable_question_says_what_to_find_and_where(self, gold: GoldQuestion) -> None:
        assert gold.needed
        assert set(gold.relevant_ids) == {evidence.article_id for evidence in gold.evidence}
        for group in gold.needed:
            assert any(holds(quote, string) for quote in quotes_of(gold) for string in group), group

    @pytest.mark.parametrize("gold", [g for g in OWN if g.answerable], ids=lambda gold: gold.id)
    def test_other_wordings_of_an_answer_give_no_other_figure(self, gold: GoldQuestion) -> None:
        quoted = {word for quote in quotes_of(gold) for word in match_words(quote)}
        for string in (string for group in gold.needed for string in group):
            assert {word for word in match_words(string) if word.isdigit()} <= quoted, string

    def test_questions_on_several_articles_have_several(self) -> None:
        for gold in OWN:
            if gold.kind == "several_articles" or gold.must_cite_all:
                assert len(gold.relevant_ids) > 1, gold.id

    def test_disagreeing_figures_need_more_than_one_side(self) -> None:
        for gold in OWN:
            if gold.kind == "disagreeing_figures":
                assert len(gold.needed) > 1, gold.id

    @pytest.mark.parametrize("gold", [g for g in OWN if not g.answerable], ids=lambda gold: gold.id)
    def test_an_unanswerable_question_expects_nothing(self, gold: GoldQuestion) -> None:
        assert not gold.needed
        assert not gold.relevant_ids
        assert not gold.evidence

    def test_no_two_questions_are_the_same(self) -> None:
        asked = Counter((squeezed(gold.question.lower()), gold.history) for gold in OWN)
        assert max(asked.values()) == 1

    def test_follow_ups_have_a_history_that_ends_with_an_answer(self) -> None:
        for gold in OWN:
            assert bool(gold.history) == (gold.kind == "follow_up")
            assert not gold.history or gold.history[-1].role == "assistant"


class TestLoading:
    def test_every_field_arrives(self, tmp_path: Path) -> None:
        full = MINIMAL | {
            "history": [{"role": "user", "content": "Hm?"}],
            "answers": ["Ann"],
            "answer_groups": [["three", "3"]],
            "relevant_ids": ["a.txt"],
            "must_cite_all": True,
            "evidence": [{"article_id": "a.txt", "quote": "Ann did."}, "words alone"],
            "question_date": "2020-06-02",
        }
        [gold] = load_questions(write(tmp_path / "q.jsonl", full))
        assert gold.history == (Turn("user", "Hm?"),)
        assert gold.answers == ("Ann",)
        assert gold.answer_groups == (("three", "3"),)
        assert gold.relevant_ids == ("a.txt",)
        assert gold.must_cite_all
        assert gold.evidence == (Evidence("Ann did.", "a.txt"), Evidence("words alone"))
        assert gold.question_date == date(2020, 6, 2)

    def test_an_article_without_a_grade_has_1(self, tmp_path: Path) -> None:
        line = MINIMAL | {"relevant_ids": ["a", "b"], "relevance": {"a": 2}}
        [gold] = load_questions(write(tmp_path / "q.jsonl", line))
        assert gold.grades == {"a": 2.0, "b": 1.0}

    def test_ids_of_articles_are_those_of_the_index(self, tmp_path: Path) -> None:
        decomposed, composed = unicodedata.normalize("NFD", "é.txt"), unicodedata.normalize("NFC", "é.txt")
        evidence = [{"article_id": decomposed, "quote": "x"}, {"article_id": 5, "quote": 6}, 7]
        line = MINIMAL | {"relevant_ids": [" sp ", decomposed, 5], "evidence": evidence}
        [gold] = load_questions(write(tmp_path / "q.jsonl", line))
        assert gold.relevant_ids == (" sp ", composed, "5")
        assert gold.evidence == (Evidence("x", composed), Evidence("6", "5"), Evidence("7"))

    def test_groups_decide_over_answers(self) -> None:
        gold = GoldQuestion("1", "?", "factoid", True, answers=("Ann",), answer_groups=(("25",), ("21",)))
        assert gold.needed == (("25",), ("21",))
        assert GoldQuestion("1", "?", "factoid", True, answers=("Ann", "Anna")).needed == (("Ann", "Anna"),)

    def test_unknown_fields_and_the_line_itself_are_kept(self, tmp_path: Path) -> None:
        line = MINIMAL | {"lookalike_ids": ["b"], "note": {"by": None}}
        [gold] = load_questions(write(tmp_path / "q.jsonl", line))
        assert gold.extra == {"lookalike_ids": ["b"], "note": {"by": None}}
        assert json.loads(gold.source_line) == line

    def test_null_is_the_same_as_absent(self, tmp_path: Path) -> None:
        nulls = dict.fromkeys(
            ["history", "answers", "answer_groups", "relevant_ids", "evidence", "question_date"]
        )
        [gold] = load_questions(write(tmp_path / "q.jsonl", MINIMAL | nulls))
        assert not any((gold.needed, gold.history, gold.relevant_ids, gold.evidence))

    def test_blank_lines_and_a_byte_order_mark_are_skipped(self, tmp_path: Path) -> None:
        path = tmp_path / "q.jsonl"
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(MINIMAL).encode() + b"\r\n\r\n\n")
        assert [gold.id for gold in load_questions(path)] == ["1"]

    def test_line_separators_inside_a_string_do_not_end_the_line(self, tmp_path: Path) -> None:
        path = tmp_path / "q.jsonl"
        path.write_text(
            json.dumps(MINIMAL | {"question": "a\u2028b\x85c"}, ensure_ascii=False), encoding="utf-8"
        )
        assert load_questions(path)[0].question == "a\u2028b\x85c"

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{broken", "not a JSON object"),
            ("[1]", "not a JSON object"),
            ("[" * 100_000, "not a JSON object"),
            (MINIMAL | {"question": "  "}, "question: "),
            ({"id": "2", "kind": "x", "answerable": True}, "question: field required"),
            (MINIMAL | {"answerable": "yes"}, "answerable: "),
            (MINIMAL | {"answers": "Ann"}, "answers: must be a list"),
            (MINIMAL | {"answers": [{}]}, "answers.0: must be a text"),
            (MINIMAL | {"answer_groups": [[]]}, "answer_groups.0: is an empty list"),
            (
                MINIMAL | {"history": [{"role": "system", "content": "x"}]},
                "history.0.role: must be 'user' or",
            ),
            (MINIMAL | {"history": ["x"]}, "history.0: must be an object"),
            (MINIMAL | {"evidence": [{"article_id": "a"}]}, "evidence.0.quote: field required"),
            (MINIMAL | {"evidence": [" "]}, "evidence.0.quote: is empty"),
            (MINIMAL | {"question_date": "last week"}, "question_date: must be a day such as 2020-06-02"),
            (MINIMAL | {"relevance": {"a": 0}}, "relevance.a: must be a number above 0"),
            (MINIMAL | {"relevance": {"a": "high"}}, "relevance.a: must be a number above 0"),
            ('{"id": ' + "1" * 5000 + "}", "a number or its nesting is too long"),
            ('{"id": "1", "question": "\\ud800", "kind": "x", "answerable": true}', "lone surrogate"),
        ],
    )
    def test_a_bad_line_is_named_with_its_number(self, tmp_path: Path, line: Any, said: str) -> None:
        path = write(tmp_path / "q.jsonl", MINIMAL | {"id": "first"}, line)
        with pytest.raises(UsageError) as caught:
            load_questions(path)
        assert "q.jsonl line 2: " in str(caught.value)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_repeated_id_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="line 2: the id '1' is already taken"):
            load_questions(write(tmp_path / "q.jsonl", MINIMAL, MINIMAL))

    def test_the_number_of_further_bad_lines_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"line 1: .* \(and 2 more lines"):
            load_questions(write(tmp_path / "q.jsonl", "x", "y", "z"))

    def test_files_that_are_none_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="can't be read"):
            load_questions(tmp_path / "missing.jsonl")
        with pytest.raises(UsageError, match="can't be read"):
            load_questions(tmp_path)
        with pytest.raises(UsageError, match="holds no questions"):
            load_questions(write(tmp_path / "empty.jsonl"))
        (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
        with pytest.raises(UsageError, match="not UTF-8"):
            load_questions(tmp_path / "latin.jsonl")

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1))
    def test_any_question_text_survives_the_file(
        self, tmp_path_factory: pytest.TempPathFactory, text: str
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "q.jsonl"
        assert load_questions(write(path, MINIMAL | {"question": text}))[0].question == text

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ({"answers": ["the", "A"]}, "no answer can meet what is expected"),
            ({"answer_groups": [["25"], ["..."]]}, "no answer can meet what is expected"),
            ({"answers": ["Ann"], "answerable": False}, "yet it is unanswerable"),
        ],
    )
    def test_what_is_hardly_meant_is_told_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: dict[str, Any], said: str
    ) -> None:
        names = [f"{tmp_path.name}-{number}" for number in range(5)]
        path = write(tmp_path / "q.jsonl", *(MINIMAL | line | {"id": name} for name in names))
        assert load_questions(path) == load_questions(path)
        [told] = capsys.readouterr().err.splitlines()
        assert told.startswith(f"evaluation: questions '{names[0]}', '{names[1]}', '{names[2]}' and 2 more: ")
        assert said in told

    @pytest.mark.parametrize("line", [{"answers": ["the", "25"]}, {"answers": ["the"], "kind": "longform"}])
    def test_one_string_that_can_be_met_is_enough(self, tmp_path: Path, line: dict[str, Any]) -> None:
        questions = load_questions(write(tmp_path / "q.jsonl", MINIMAL | {"id": "enough"} | line))
        assert list(doubts(questions)) == []

    def test_the_fingerprint_follows_the_line(self, tmp_path: Path) -> None:
        [one] = load_questions(write(tmp_path / "q.jsonl", MINIMAL))
        [other] = load_questions(write(tmp_path / "q.jsonl", MINIMAL | {"answers": ["Ann"]}))
        assert one.fingerprint != other.fingerprint
