import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import prompts
from app.model.prompts import NAMES, Prompt, load, load_all
from index.errors import UsageError

PLACES = ("passages", "question", "refusal", "today", "conversation", "sentence")
VALUES = {name: f"<{name}>" for name in PLACES}


def test_every_prompt_of_ours_loads_and_every_file_is_one() -> None:
    assert set(load_all()) == set(NAMES)
    assert {path.stem for path in prompts.OURS.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_filled_prompt_has_no_placeholder_left(name: str) -> None:
    filled = load(name).fill(**VALUES)
    assert "{" not in filled
    assert filled == filled.strip()


@pytest.mark.parametrize("name", ["answer_system", "answer_user"])
def test_the_answer_prompts_name_the_refusal(name: str) -> None:
    assert "MARK_OF_REFUSAL" in load(name).fill(**{**VALUES, "refusal": "MARK_OF_REFUSAL"})


@pytest.mark.parametrize(
    "must",
    [
        "only what the passages say",
        "[1][3]",
        "who said it",
        "different figures",
        "dates",
        "language",
        "instructions",
    ],
)
def test_the_answer_prompt_asks_for_what_is_checked_afterwards(must: str) -> None:
    assert must in load("answer_system").text


def test_the_prompts_are_short_enough_for_small_models() -> None:
    assert sum(len(load(name).text) for name in NAMES) < 4_000


@given(st.text())
def test_text_goes_in_unchanged_whatever_it_contains(text: str) -> None:
    assert Prompt("answer_user", "Read {passages}.").fill(passages=text) == f"Read {text}."


def test_a_placeholder_inside_an_article_is_not_filled_in() -> None:
    prompt = Prompt("answer_user", "{passages} / {question}")
    assert (
        prompt.fill(passages="{question} $question {0} %s", question="Q") == "{question} $question {0} %s / Q"
    )


def test_braces_and_dollars_that_are_no_placeholders_stay(tmp_path: Path) -> None:
    (tmp_path / "answer_system.txt").write_text('{"a": 1} {} {A} $5 {{x y}} {refusal}', encoding="utf-8")
    assert load("answer_system", tmp_path).fill(refusal="R") == '{"a": 1} {} {A} $5 {{x y}} R'


def test_a_folder_replaces_ours_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "answer_user.txt").write_bytes(b"\xef\xbb\xbfMine:\r\n{passages} {question}\r\n")
    (tmp_path / "README.md").write_text("Prompts of the desk.", encoding="utf-8")
    loaded = load_all(tmp_path)
    assert loaded["answer_user"].text == "Mine:\n{passages} {question}"
    assert loaded["answer_system"] == load("answer_system")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("answer_user", "Only {question}.", ["lacks {passages}"]),
        ("answer_user", "{passages} {question} {pasages}", ["unknown placeholder {pasages}", "{passages}"]),
        (
            "standalone_system",
            "Rewrite {question}.",
            ["unknown placeholder {question}", "nothing to be filled"],
        ),
        ("judge", "Is it true: {sentence}", ["lacks {passages}"]),
        ("standalone_system", " \n", ["empty"]),
        ("answer_system", "{refusal}" + "x" * 100_000, ["100,009", "100,000"]),
    ],
)
def test_a_slip_is_named_with_its_file(tmp_path: Path, name: str, text: str, told: list[str]) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as slip:
        load_all(tmp_path)
    assert str(path) in str(slip.value)
    assert [part for part in told if part not in str(slip.value)] == []
    assert "\n" not in str(slip.value)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "answer_user.txt").write_bytes("Übersicht {passages} {question}".encode("latin-1"))
    with pytest.raises(UsageError, match=r"answer_user\.txt is not UTF-8"):
        load("answer_user", tmp_path)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "answer_user.txt").mkdir()
    with pytest.raises(UsageError, match=r"answer_user\.txt is not a file"):
        load("answer_user", tmp_path)


def test_a_link_to_nowhere_does_not_fall_back_to_ours(tmp_path: Path) -> None:
    (tmp_path / "answer_user.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(UsageError, match=r"answer_user\.txt is not a file"):
        load("answer_user", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answer_user.txt"
    path.write_text("{passages} {question}", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UsageError, match=r"answer_user\.txt can't be read"):
        load("answer_user", tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere.*CITEWIRE_PROMPTS"):
        load("answer_user", tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"nowhere.*CITEWIRE_PROMPTS"):
        load_all(tmp_path / "nowhere")


def test_a_misspelt_name_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "anwser_user.txt").write_text("{passages} {question}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"anwser_user\.txt replaces no prompt.*answer_user"):
        load_all(tmp_path)
