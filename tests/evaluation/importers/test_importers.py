import csv
import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.importers.command import main
from evaluation.importers.files import lines
from evaluation.importers.records import Skipped
from evaluation.questions import GoldQuestion, load_questions
from index.reading import ReadLimits, discover, read
from index.records import Article

PARAGRAPH = {
    "context": "Ann Lee founded the mill in 1901. It burned down in 1950.",
    "qas": [
        {
            "id": "q1",
            "question": "Who founded the mill?",
            "answers": [{"text": "Ann Lee", "answer_start": 0}],
        },
        {
            "id": "q2",
            "question": "Who sold the mill?",
            "answers": [],
            "is_impossible": True,
            "plausible_answers": [{"text": "Ann Lee", "answer_start": 0}],
        },
    ],
}
RAGAS = {"question": "Who won?", "contexts": ["Ann won.", "Bob lost."], "ground_truth": "Ann won it."}


def squad(*paragraphs: Any, title: str = "The_Mill") -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": list(paragraphs)}]}


def write(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def write_lines(path: Path, *rows: Any) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
        return path
    return write(path, text)


def write_csv(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def beir(folder: Path, *, end: str = "", splits: tuple[str, ...] = ("test",)) -> Path:
    write_lines(
        folder / f"corpus.jsonl{end}",
        {"_id": "d1", "title": "Mill", "text": "Ann Lee founded the mill."},
        {"_id": 2, "title": "A title only", "text": ""},
    )
    write_lines(
        folder / f"queries.jsonl{end}", {"_id": "q1", "text": "who founded it"}, {"_id": "q2", "text": "x"}
    )
    for split in splits:
        rows = ("query-id\tcorpus-id\tscore", "q1\td1\t1", "q1\t2\t2", "q2\td1\t0")
        write_lines(folder / "qrels" / f"{split}.tsv{end}", *rows)
    return folder


def articles_of(out: Path) -> dict[str, Article]:
    [file] = discover([out / "corpus.jsonl"])
    assert not isinstance(file, Article)
    found = list(read(file, ReadLimits()))  # type: ignore[arg-type]
    assert [one for one in found if not isinstance(one, Article)] == []
    return {one.id: one for one in found if isinstance(one, Article)}


def imported(
    source: Path, out: Path, kind: str = "auto", *more: str
) -> tuple[dict[str, Article], tuple[GoldQuestion, ...]]:
    """Import a set and read it back as index and evaluation do; hold every quote against its article."""
    assert main([kind, str(source), str(out), *more]) == 0
    articles, questions = articles_of(out), load_questions(out / "questions.jsonl")
    for question in questions:
        assert set(question.relevant_ids) <= articles.keys()
        for one in question.evidence:
            assert one.article_id is not None
            assert one.quote in articles[one.article_id].text
    return articles, questions


class TestSquad:
    def test_a_paragraph_is_an_article_and_its_answers_are_evidence(self, tmp_path: Path) -> None:
        articles, questions = imported(write(tmp_path / "dev.json", squad(PARAGRAPH)), tmp_path / "out")
        [article] = articles.values()
        assert (article.title, article.text) == ("The Mill", PARAGRAPH["context"])
        answered, impossible = questions
        assert (answered.id, answered.answers, answered.relevant_ids) == ("q1", ("Ann Lee",), (article.id,))
        assert (answered.kind, answered.answerable) == ("factoid", True)
        assert (impossible.answerable, impossible.relevant_ids, impossible.answers) == (False, (), ())
        assert impossible.extra["plausible_answers"] == ["Ann Lee"]

    def test_an_id_stays_when_paragraphs_are_added_before(self, tmp_path: Path) -> None:
        more = {"context": "Something before.", "qas": []}
        one, _ = imported(write(tmp_path / "a.json", squad(PARAGRAPH)), tmp_path / "one")
        two, _ = imported(write(tmp_path / "b.json", squad(more, PARAGRAPH)), tmp_path / "two")
        assert one.keys() < two.keys()

    def test_the_same_paragraph_twice_is_one_article(self, tmp_path: Path) -> None:
        again = PARAGRAPH | {"qas": [{"id": "q3", "question": "When?", "answers": [{"text": "1901"}]}]}
        articles, questions = imported(write(tmp_path / "a.json", squad(PARAGRAPH, again)), tmp_path / "out")
        assert len(articles) == 1
        assert [one.id for one in questions] == ["q1", "q2", "q3"]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (7, "is not an object"),
            ({"question": "Who?", "answers": [{"text": "Ann Lee"}]}, "id is missing"),
            ({"id": "x", "question": " ", "answers": [{"text": "Ann Lee"}]}, "question is empty"),
            (
                {"id": "x", "question": "Who?", "answers": [{"text": "Nobody"}]},
                "no answer stands in the paragraph",
            ),
            ({"id": "x", "question": "Who?", "answers": []}, "has no answers"),
            ({"id": "x", "question": "Who?", "answers": "Ann"}, "answers is not a list of objects"),
            ({"id": "x", "question": "Who?", "is_impossible": "no"}, "is_impossible is neither"),
            (
                {"id": "q1", "question": "Who?", "answers": [{"text": "Ann Lee"}]},
                "the id 'q1' is already taken",
            ),
        ],
    )
    def test_a_bad_row_is_named_and_the_others_are_taken(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: Any, reason: str
    ) -> None:
        paragraph = PARAGRAPH | {"qas": [*PARAGRAPH["qas"], row]}
        _, questions = imported(write(tmp_path / "dev.json", squad(paragraph)), tmp_path / "out")
        assert [one.id for one in questions] == ["q1", "q2"]
        [line] = capsys.readouterr().err.splitlines()
        assert "dev.json data[0].paragraphs[0].qas[2]: " in line
        assert reason in line


HUGGING_FACE = {
    "id": "q1",
    "title": "The_Mill",
    "context": PARAGRAPH["context"],
    "question": "Who founded the mill?",
    "answers": {"text": ["Ann Lee"], "answer_start": [0]},
}


class TestSquadAsHuggingFaceExportsIt:
    @pytest.mark.parametrize(
        "store",
        [
            lambda at, rows: write(at / "a.json", rows),
            lambda at, rows: write(at / "a.json", {"version": "0.1.0", "data": rows}),
            lambda at, rows: write_lines(at / "a.jsonl", *rows),
            lambda at, rows: write_lines(at / "a.jsonl.gz", *rows),
        ],
    )
    @pytest.mark.parametrize("kind", ["auto", "squad"])
    def test_it_is_what_the_published_form_gives(
        self, tmp_path: Path, store: Callable[[Path, list[Any]], Path], kind: str
    ) -> None:
        no_answer: dict[str, Any] = {"text": [], "answer_start": []}
        rows = [HUGGING_FACE, HUGGING_FACE | {"id": "q2", "question": "Who sold it?", "answers": no_answer}]
        articles, [answered, impossible] = imported(store(tmp_path, rows), tmp_path / "out", kind)
        published, _ = imported(write(tmp_path / "dev.json", squad(PARAGRAPH)), tmp_path / "published")
        assert articles == published
        assert (answered.answers, answered.answerable) == (("Ann Lee",), True)
        assert (impossible.answers, impossible.answerable) == ((), False)

    def test_a_bad_row_is_named_and_the_others_are_taken(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad = [7, HUGGING_FACE | {"context": " "}, HUGGING_FACE | {"answers": {"text": "Ann"}}]
        bad += [HUGGING_FACE | {"answers": {"text": ["Nobody"]}}]
        _, questions = imported(write(tmp_path / "a.json", [HUGGING_FACE, *bad]), tmp_path / "out")
        assert [one.id for one in questions] == ["q1"]
        assert [line.split("a.json ")[1] for line in capsys.readouterr().err.splitlines()] == [
            "[1]: is not an object",
            "[2]: context is empty",
            "[3]: answers has no list of texts",
            "[4]: no answer stands in the paragraph",
        ]


class TestBeirsGrades:
    def test_grades_are_carried_along(self, tmp_path: Path) -> None:
        folder = beir(tmp_path / "set")
        with (folder / "qrels/test.tsv").open("a", encoding="utf-8") as file:
            file.write("q2\td1\tnan\nq2\t2\t0.5\n")
        _, [first, second] = imported(folder, tmp_path / "out")
        assert (first.relevant_ids, first.relevance) == (("d1", "2"), {"d1": 1, "2": 2})
        assert (second.relevant_ids, second.relevance) == (("2",), {"2": 0.5})

    @pytest.mark.parametrize("score", ["inf", "much"])
    def test_a_grade_that_is_no_number_costs_its_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], score: str
    ) -> None:
        folder = beir(tmp_path / "set")
        with (folder / "qrels/test.tsv").open("a", encoding="utf-8") as file:
            file.write(f"q2\td1\t{score}\n")
        imported(folder, tmp_path / "out")
        assert f"test.tsv:5: its relevance is no number: '{score}'" in capsys.readouterr().err

    def test_a_repeated_query_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = beir(tmp_path / "set")
        with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
            file.write('{"_id": "q1", "text": "another"}\n')
        _, [question] = imported(folder, tmp_path / "out")
        assert question.question == "who founded it"
        assert "queries.jsonl:3: the id 'q1' is already taken" in capsys.readouterr().err


class TestBeir:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("kind", [object, str])
    def test_a_list_as_numpy_writes_it_keeps_its_texts_apart(
        self, tmp_path: Path, kind: type, end: str
    ) -> None:
        texts = ["It's Ann's.", "Bob said \"no\", then 'yes'.", "['x' 'y']", "one " * 20 + "end", "[2]"]
        array = str(np.array(texts, dtype=kind)).replace("\n", end)
        path = write_csv(tmp_path / "a.csv", ("question", "contexts"), ("Who won?", array))
        articles, [question] = imported(path, tmp_path / "out")
        assert [one.quote for one in question.evidence] == texts
        assert len(articles) == len(texts)

    @pytest.mark.parametrize("listed", ["['a', 'b' 'c']", "['a' 'b',]", "[['a' 'b']]"])
    def test_a_list_that_lacks_a_comma_here_and_there_costs_its_row(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], listed: str
    ) -> None:
        rows = [("Who won?", listed), ("Who lost?", "['Bob lost.']")]
        path = write_csv(tmp_path / "a.csv", ("question", "contexts"), *rows)
        articles, _ = imported(path, tmp_path / "out")
        assert [one.text for one in articles.values()] == ["Bob lost."]
        assert "a.csv:2: contexts lacks a comma between texts" in capsys.readouterr().err

    def test_marked_contexts_count_before_found_ones_and_all_become_articles(self, tmp_path: Path) -> None:
        row = {
            "user_input": "Who won?",
            "retrieved_contexts": ["Bob lost.", "Ann won."],
            "reference_contexts": ["Ann won."],
            "answer": "Bob",
            "reference": "Ann",
        }
        articles, [question] = imported(write(tmp_path / "a.json", [row]), tmp_path / "out")
        assert sorted(one.text for one in articles.values()) == ["Ann won.", "Bob lost."]
        assert question.answers == ("Ann",)
        assert [articles[name].text for name in question.relevant_ids] == ["Ann won."]

    def test_the_marks_of_several_hops_are_no_text(self, tmp_path: Path) -> None:
        one = {"user_input": "Who?", "reference_contexts": ["Ann won."], "reference": "Ann"}
        hops = ["<1-hop>\n\nAnn won.", "<2-hop>\n\nBob lost.", "<3-hop>\n\n", "It was <1-hop> long."]
        two = {"user_input": "Who else?", "reference_contexts": hops, "reference": "Ann and Bob"}
        articles, [_, question] = imported(write_lines(tmp_path / "a.jsonl", one, two), tmp_path / "out")
        assert [one.text for one in articles.values()] == ["Ann won.", "Bob lost.", "It was <1-hop> long."]
        assert [one.quote for one in question.evidence] == ["Ann won.", "Bob lost.", "It was <1-hop> long."]

    @pytest.mark.parametrize("missing", ["", None, math.nan, []])
    def test_a_systems_answer_is_never_the_right_one_where_that_is_empty(
        self, tmp_path: Path, missing: object
    ) -> None:
        row = {"question": "Who?", "contexts": ["Ann won."], "ground_truth": missing, "answer": "Bob"}
        _, [question] = imported(write(tmp_path / "a.json", [row]), tmp_path / "out", "ragas")
        assert question.answers == ()

    def test_what_is_not_a_number_is_missing(self, tmp_path: Path) -> None:
        row: dict[str, Any] = RAGAS | {
            "ground_truth": math.nan,
            "user_input": math.nan,
            "retrieved_contexts": math.nan,
        }
        _, [question] = imported(write_lines(tmp_path / "a.jsonl", row), tmp_path / "out")
        assert (question.question, question.answers) == ("Who won?", ())

    def test_a_table_as_pandas_writes_it(self, tmp_path: Path) -> None:
        rows: list[dict[str, Any]] = [RAGAS, RAGAS | {"question": "Who lost?", "ground_truth": None}]
        table = {name: {str(at + 3): row[name] for at, row in enumerate(rows)} for name in RAGAS}
        articles, questions = imported(write(tmp_path / "a.json", table), tmp_path / "out")
        assert [one.text for one in articles.values()] == ["Ann won.", "Bob lost."]
        assert [(one.question, one.answers) for one in questions] == [
            ("Who won?", ("Ann won it.",)),
            ("Who lost?", ()),
        ]

    def test_the_same_context_is_one_article(self, tmp_path: Path) -> None:
        rows = [RAGAS, RAGAS | {"question": "Who lost?"}]
        articles, questions = imported(write_lines(tmp_path / "a.jsonl", *rows), tmp_path / "out")
        assert (len(articles), len(questions)) == (2, 2)

    def test_a_conversation_becomes_a_question_with_its_history(self, tmp_path: Path) -> None:
        talk = [
            {"type": "human", "content": "Who is Ann?"},
            {"type": "ai", "content": "A runner."},
            {"type": "human", "content": "What did she win?"},
        ]
        row = {"user_input": talk, "reference_contexts": ["Ann won."], "reference": "A race."}
        _, [question] = imported(write(tmp_path / "a.json", [row]), tmp_path / "out")
        assert question.question == "What did she win?"
        assert [turn.content for turn in question.history] == ["Who is Ann?", "A runner."]

    def test_bad_rows_are_named_with_their_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = (RAGAS, RAGAS | {"contexts": []}, RAGAS | {"question": 7}, RAGAS | {"contexts": [1]}, RAGAS)
        imported(write_lines(tmp_path / "a.jsonl", *rows), tmp_path / "out")
        said = [line.split("a.jsonl:")[1] for line in capsys.readouterr().err.splitlines()]
        assert said == [
            "2: has no contexts",
            "3: question is not a text",
            "4: contexts is neither a text nor a list of texts",
            "5: repeats an earlier row",
        ]

    def test_a_row_of_csv_that_is_not_utf8_costs_that_row(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(
            b"question,contexts,answer\nA?,one,x\nB\xe9?,two,y\nC?,three,z,too,many\nD?,four,w\n"
        )
        _, questions = imported(path, tmp_path / "out")
        assert [one.question for one in questions] == ["A?", "D?"]
        assert "a.csv:3: is not UTF-8\n" in (said := capsys.readouterr().err)
        assert "a.csv:4: has 5 fields, the header 3" in said


@pytest.mark.parametrize(
    ("kind", "make", "said", "code"),
    [
        ("tsv", lambda at: write(at / "a.json", squad(PARAGRAPH)), "there is no kind 'tsv'", 2),
        ("auto", lambda at: at / "nothing", "is not there", 2),
        ("squad", lambda at: write(at / "a.json", ""), "is empty", 2),
        ("squad", lambda at: write(at / "a.json", "{"), "is not JSON: ", 2),
        ("squad", lambda at: write(at / "a.json", "[" * 100_000), "is not JSON that can be read", 2),
        ("squad", lambda at: write(at / "a.json", [1]), "is not SQuAD", 2),
        (
            "squad",
            lambda at: write(at / "a.json", squad({"context": "x", "qas": []})),
            "no question is left",
            1,
        ),
        ("squad", lambda at: write(at / "a.json", squad(7)), "no article is left", 1),
        ("squad", lambda at: at, "is a folder", 2),
        ("beir", lambda at: write(at / "a.json", squad(PARAGRAPH)), "is a file", 2),
        ("beir", lambda at: at, "has no corpus.jsonl", 2),
        ("auto", lambda at: at, "is no BEIR folder", 2),
        ("auto", lambda at: write(at / "a.json", {"a": 1}), "is recognised as none of", 2),
        ("auto", lambda at: write(at / "a.csv", "a,b\n1,2\n"), "is recognised as none of", 2),
        ("auto", lambda at: write(at / "a.jsonl", "\x00\x01"), "is recognised as none of", 2),
        ("ragas", lambda at: write(at / "a.csv", "a,b\n1,2\n"), "is no ragas dataset", 2),
        ("ragas", lambda at: write(at / "a.jsonl", ""), "no article is left", 1),
    ],
)
def test_what_is_no_set_is_told_in_one_line_and_leaves_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    make: Callable[[Path], Path],
    said: str,
    code: int,
) -> None:
    (tmp_path / "in").mkdir()
    assert main([kind, str(make(tmp_path / "in")), str(tmp_path / "out")]) == code
    told = capsys.readouterr().err.splitlines()
    assert said in told[-1]
    assert all(line.startswith("evaluation import: ") for line in told)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_mis_encoded_json_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(b'{"data": "\xe9"}')
    assert main(["squad", str(tmp_path / "a.json"), str(tmp_path / "out")]) == 2
    assert "is not UTF-8 text (byte 10)" in capsys.readouterr().err


def test_a_folder_that_is_there_is_never_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.json", squad(PARAGRAPH))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["auto", str(source), str(tmp_path / "out")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_line_that_is_too_long_costs_that_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "short\n" + "x" * 300 + "\nlast\n")
    first, long, last = lines(path, most_bytes=100)
    assert isinstance(long, Skipped)
    assert long.place.endswith("a.txt:2")
    assert [one[1] for one in (first, last) if not isinstance(one, Skipped)] == ["short", "last"]


def test_an_article_longer_than_the_index_takes_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_MAX_ARTICLE_CHARS", "1000")
    long = {"question": "Who?", "contexts": ["x" * 1001], "answer": "x"}
    assert main(["auto", str(write_lines(tmp_path / "a.jsonl", long)), str(tmp_path / "out")]) == 1
    assert "has 1,001 characters" in capsys.readouterr().err


HOSTILE = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["\ud800", "a\x00b", "\u2028", "\x85x", "\u202eabc", " lead", "\r\n", "<|im_start|>", "\ufeff", "{\n}"]
)


ROWS = st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=4)
Rows = list[tuple[str, str, str, str]]
quick = settings(max_examples=40, deadline=None)


class TestWhateverTheStrings:
    @quick
    @given(rows=ROWS)
    def test_squad_reads_back(self, tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> None:
        paragraphs = [
            {"context": a + b + c, "qas": [{"id": d, "question": a + "?", "answers": [{"text": b}]}]}
            for a, b, c, d in rows
        ]
        at = tmp_path_factory.mktemp("squad")
        imported(write(at / "a.json", squad(PARAGRAPH, *paragraphs, title=rows[0][0])), at / "out", "squad")

    @quick
    @given(rows=ROWS)
    def test_ragas_reads_back(self, tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> None:
        more = [{"question": a, "contexts": [b, c], "ground_truth": d} for a, b, c, d in rows]
        at = tmp_path_factory.mktemp("ragas")
        imported(write(at / "a.json", [RAGAS, *more]), at / "out", "ragas")

    @quick
    @given(rows=ROWS)
    def test_beir_reads_back(self, tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> None:
        at = tmp_path_factory.mktemp("beir")
        folder = beir(at / "set")
        with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({"_id": a, "title": b, "text": c}) + "\n" for a, b, c, _ in rows)
        with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({"_id": d, "text": a}) + "\n" for a, _, _, d in rows)
        with (folder / "qrels/test.tsv").open("a", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(f"{d}\t{a}\t1\n" for a, _, _, d in rows)
        imported(folder, at / "out")
