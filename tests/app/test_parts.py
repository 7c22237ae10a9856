import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts import MOST_PARTS, asks, parts_of

WORDS = """
who what when where why how did was were is and each both respectively Rome Paris Verenko the ferry sank say
killed , ? . there he it by how many people in of Bosnia Herzegovina
"""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When and where was the ferry built?", ["When was the ferry built?", "Where was the ferry built?"]),
        ("Who founded the colony and why?", ["Who founded the colony?", "Why was the colony founded?"]),
        ("What is NATO and when was it founded?", ["What is NATO?", "When was NATO founded?"]),
        (
            "Who owns NATO, when was it founded and how many members does it have?",
            ["Who owns NATO?", "When was NATO founded?", "How many members does NATO have?"],
        ),
        ("When and where? (about: the fire)", ["When and where? (about: the fire)"]),
        (
            "When and where did it open? (about: the ferry)",
            ["When did it open? (about: the ferry)", "Where did it open? (about: the ferry)"],
        ),
        (
            "Who opened it? (about: owns NATO and when was it founded)",
            ["Who opened it? (about: owns NATO and when was it founded)"],
        ),
        ("Who is Haftar? When did he attack Tripoli?", ["Who is Haftar?", "When did Haftar attack Tripoli?"]),
        ("What did Rome and Paris each say?", ["What did Rome say?", "What did Paris say?"]),
        (
            "What did Rome, Paris and the UN say about the truce?",
            [
                "What did Rome say about the truce?",
                "What did Paris say about the truce?",
                "What did the UN say about the truce?",
            ],
        ),
        (
            "How did Tehran and Ankara respectively react to the raid?",
            ["How did Tehran react to the raid?", "How did Ankara react to the raid?"],
        ),
    ],
)
def test_questions_in_one_message_are_told_apart(text: str, parts: list[str]) -> None:
    assert list(parts_of(text)) == parts


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Who won in Verenko, and by how much?", "By how much? (about: won in Verenko)"),
        (
            "What did she say about Iran and how did Tehran respond?",
            "How did Tehran respond? (about: she say about Iran)",
        ),
    ],
)
def test_what_a_part_leaves_out_is_carried_on(text: str, second: str) -> None:
    assert parts_of(text)[1] == second


def test_the_first_part_takes_what_only_a_later_one_says() -> None:
    first, _ = parts_of("How many people were killed and how many wounded in Verenko?")
    assert "Verenko" in first


@pytest.mark.parametrize(
    "text",
    [
        "Who sank the ferry?",
        "Who knows what happened and why?",
        "Do we know who did it and why?",
        "What did France and Germany agree?",
        "What did Bosnia and Herzegovina say?",
        "What did the Ministry of Health and Education announce?",
        "What do Ankara and Abu Dhabi accuse each other of?",
        "What did Johnson and Johnson announce?",
        "I read that it sank. Who built the ferry?",
        "Who? What? When? Where? Why?",
        " ".join(f"Who built ferry {n}, and why?" for n in range(200)),
        "Who built the ferry? Who built the ferry?",
        "",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert parts_of(text) == (text,)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=20).map(" ".join) | st.text(max_size=80))
def test_whatever_is_typed_there_are_few_parts_and_none_is_empty(text: str) -> None:
    parts = parts_of(text)
    assert parts == (text,) or 1 < len(parts) <= MOST_PARTS
    assert all(part.strip() for part in parts) or parts == (text,)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Where is Bani Walid? Who is Erdogan?", ("Where is Bani Walid?", "Who is Erdogan?")),
        ("How many fled the fire? Who is Erdogan?", ("How many fled the fire?", "Who is Erdogan?")),
        ("1) Who built the ferry? 2) Who is Erdogan?", ("Who built the ferry?", "Who is Erdogan?")),
        ("- Who built the ferry? - Who is Erdogan?", ("Who built the ferry?", "Who is Erdogan?")),
    ],
)
def test_questions_that_have_nothing_to_do_with_each_other_stay_apart(
    message: str, parts: tuple[str, ...]
) -> None:
    assert parts_of(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "What did Sarraj say about the ceasefire and the offer of talks?",
        "What did Turkey say about the troops and the UN report?",
        "Did Haftar reject the truce and will Sarraj offer another?",
        "What did the GNA say about the attack on Tarhuna and the report by the United Nations?",
    ],
)
def test_nouns_that_are_verbs_elsewhere_make_no_second_question(message: str) -> None:
    assert parts_of(message) == (message,)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("江西受灾多少人？北京地铁17号线全长多少？", ("江西受灾多少人？", "北京地铁17号线全长多少？")),
        (
            "كم عدد قتلى انفجار بيروت؟ ما ارتفاع سد النهضة؟",
            ("كم عدد قتلى انفجار بيروت؟", "ما ارتفاع سد النهضة؟"),
        ),
    ],
)
def test_questions_end_in_the_mark_of_their_script(message: str, parts: tuple[str, ...]) -> None:
    assert parts_of(message) == parts


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [("Πού βρίσκεται το λιμάνι;", True), ("The port was closed;", False), ("ما هذا؟", True), ("誰？", True)],
)
def test_a_semicolon_asks_only_in_greek(sentence: str, asked: bool) -> None:
    assert asks(sentence) is asked
