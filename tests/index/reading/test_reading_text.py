"""Characters, paragraphs and line wrapping; and what holds for any text at all."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.reading.characters import normalise, normalise_field
from index.reading.cleaning import clean
from index.reading.draft import Draft
from index.reading.paragraphs import split

WRAPPED = """\
Government forces in Libya said on Wednesday that they had retaken the
airport of the capital, which has been closed since fighting began more
than a year ago, after heavy clashes with the troops of Khalifa Haftar.

A spokesman said the force was now chasing fighters to the south. The
claim could not be checked.
"""


def test_hard_wrapped_lines_are_joined() -> None:
    first, second = split(WRAPPED)
    assert first == " ".join(WRAPPED.split("\n\n")[0].split("\n"))
    assert second.endswith("to the south. The claim could not be checked.")


def test_short_lines_stay_apart() -> None:
    assert split("One line.\nAnother line.\n\nThird") == ["One line.", "Another line.", "Third"]


def test_wrapped_chinese_is_joined_without_blanks() -> None:
    lines = ["联合国呼吁各方立即停火" * 5, "东部武装力量说他们击落" * 5, "该武装没有说明伤亡情况" * 5]
    assert split("\n".join(lines) + "。") == ["".join(lines) + "。"]


def test_characters_that_are_seen_stay_and_the_others_go() -> None:
    raw = "caf\u00e9 e\u0301 \u00a0 a\u200bb \u202ex\u202c \ufeff👩\u200d🚀 می\u200cخواهم\r\nx\x07\ty"
    assert normalise(raw) == "café e\u0301 ab x 👩\u200d🚀 می\u200cخواهم\nx y"


def test_structured_text_changes_only_where_it_must() -> None:
    text = "Two  blanks,\u00a0a hard one,\ta tab.\n\n\nRead more: a field is a field. "
    assert normalise_field(text) == text
    assert normalise_field("a\r\nb\x00c") == "a\nbc"


ANY_TEXT = st.text(alphabet=st.characters(), max_size=400)
PIECES = st.sampled_from(
    [
        "Haftar",
        "the",
        "port",
        "video",
        "5 May 2020",
        "(AFP)",
        "TRIPOLI (Reuters) - ",
        "Read more:",
        "[Getty]",
        "By Jane Doe",
        "said.",
        "?",
        "!",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        " \u00a0",
        "\u200f",
        "مرحبا",
        "。",
        "中国",
        "👩\u200d🚀",
        "Most read",
        "Copyright ©",
        "2 min read",
        "Libya Mali",
        "https://a.example/b",
        "Jane Doe, Tripoli",
        "-",
        ": ",
        "\u2026",
        "12:23 AM",
        "Rockets hit the port of the capital on Tuesday",
    ]
)
MESSY = st.lists(PIECES, max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT | MESSY)
@example("A headline\n\nAnother headline\n\nA sentence that is long enough to be one.")
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    once = clean(Draft(text))
    assert clean(Draft(once.text, title=once.title)).text == once.text


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT | MESSY)
def test_stored_text_is_well_formed(text: str) -> None:
    stored = clean(Draft(text)).text
    assert not re.search(
        r"\r|\n\n\n|(?<!\n)\n(?!\n)| \n|\n |  |[\x00-\x09\x0b-\x1f\x7f\u200b\u202a-\u202e\ufeff]", stored
    )
    assert stored == stored.strip()
    stored.encode("utf-8")


SUBJECTS = st.sampled_from(
    ["The army", "A spokesman", "Ministers", "Der Kanzler", "Министр", "المتحدث", "“We”", "She"]
)
VERBS = st.sampled_from(
    ["reported that", "denied on Friday that", "sagte, dass", "заявил, что", "قال إن", "found"]
)
REST = st.sampled_from(
    [
        "the town had fallen",
        "25 people died",
        "a video was read",
        "the photo shows it",
        "война окончена",
        "الحرب انتهت",
    ]
)
SENTENCES = st.builds(
    lambda subject, verb, rest, number: f"{subject} {verb} {rest} near post {number}.",
    SUBJECTS,
    VERBS,
    REST,
    st.integers(1, 999),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(SENTENCES, min_size=1, max_size=12, unique=True),
    st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\n \n"]),
)
def test_every_sentence_of_plain_prose_survives(sentences: list[str], gap: str) -> None:
    cleaned = clean(Draft(gap.join(sentences)))
    assert re.sub(r"\s+", " ", cleaned.text) == " ".join(sentences)
