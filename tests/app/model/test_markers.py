import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.model.markers import MarkerReader, normalised

PASSAGES = 5

# What stands in the text, and what it becomes when there are five passages.
CITATIONS = [
    ("He died [1].", "He died [1]."),
    ("He died.[1]", "He died.[1]"),
    ("He died. [1] She ran.", "He died. [1] She ran."),
    ("He died[1].", "He died[1]."),
    ("He died [1][3].", "He died [1][3]."),
    ("He died [1] [3].", "He died [1][3]."),
    ("He died [1, 3].", "He died [1][3]."),
    ("He died [1,3].", "He died [1][3]."),
    ("He died [1; 3].", "He died [1][3]."),
    ("He died [1 3].", "He died [1][3]."),
    ("He died [1-3].", "He died [1][2][3]."),
    ("He died [1–3].", "He died [1][2][3]."),
    ("He died [1 to 3].", "He died [1][2][3]."),
    ("He died [1]-[3].", "He died [1]-[3]."),
    ("He died [1 and 3].", "He died [1][3]."),
    ("He died [1, 2, and 3].", "He died [1][2][3]."),
    ("He died [1 & 3].", "He died [1][3]."),
    ("Er starb [1 und 3].", "Er starb [1][3]."),
    ("He died [1], [3].", "He died [1][3]."),
    ("He died [1]; [3].", "He died [1][3]."),
    ("He died [1] and [3].", "He died [1][3]."),
    ("He died [ 1 ].", "He died [1]."),
    ("He died 【1】.", "He died [1]."),
    ("He died【1】【3】.", "He died[1][3]."),
    ("He died 【1†source】.", "He died [1]."),
    ("He died 【1†L5-L8】.", "He died [1]."),
    ("He died 【4:0†source】.", "He died [4]."),
    ("He died [1†source].", "He died [1]."),
    ("He died 〔1〕.", "He died [1]."),
    ("He died (1).", "He died [1]."),
    ("He died (1, 3).", "He died [1][3]."),
    ("He died (1)(3).", "He died [1][3]."),
    ("He died (1), (3).", "He died [1][3]."),
    ("He died (1), and she ran.", "He died [1], and she ran."),
    ("He died (1) and she ran (2).", "He died [1] and she ran [2]."),
    ("He died (1) but she ran.", "He died [1] but she ran."),
    ("He died (1)", "He died [1]"),
    ("- He died (1)\n- She ran (2)\n", "- He died [1]\n- She ran [2]\n"),
    ("He died. (1)\nShe ran.", "He died. [1]\nShe ran."),
    ("**He died (1)**.", "**He died [1]**."),
    ("It killed 25 (1).", "It killed 25 [1]."),
    ("He died [Source 1].", "He died [1]."),
    ("He died [source: 1].", "He died [1]."),
    ("He died [Sources 1, 3].", "He died [1][3]."),
    ("He died [Source 1, Source 3].", "He died [1][3]."),
    ("He died [Source 1: UrduPoint, 2 June].", "He died [1]."),
    ("He died (Source 1).", "He died [1]."),
    ("He died (source: 1).", "He died [1]."),
    ("He died (Sources: 1, 3).", "He died [1][3]."),
    ("He died [Passage 2].", "He died [2]."),
    ("He died (passage 2).", "He died [2]."),
    ("He died [Document 2].", "He died [2]."),
    ("He died [ref. 2].", "He died [2]."),
    ("Murió [Fuente 2].", "Murió [2]."),
    ("مات [المصدر 2].", "مات [2]."),
    ("According to Source 1, he died.", "According to Source [1], he died."),
    ("Sources 1 and 2 agree.", "Sources [1][2] agree."),
    ("According to passage 2, he died.", "According to passage [2], he died."),
    ("He died [^1].", "He died [1]."),
    ("He died[^1][^3].", "He died[1][3]."),
    ("He died [#1].", "He died [1]."),
    ("He died¹.", "He died[1]."),
    ("He died.¹ She ran.²", "He died.[1] She ran.[2]"),
    ("He died.¹³", "He died.[1][3]"),
    ("He died¹,³.", "He died[1][3]."),
    ("He died ¹.", "He died [1]."),
    ("He died ［１］.", "He died [1]."),
    ("He died （１）。", "He died [1]。"),
    ("مات ٢٥ شخصا [١].", "مات ٢٥ شخصا [1]."),
    ("He died [[1]].", "He died [1]."),
    ("He died [[1], [3]].", "He died [1][3]."),
    ("He died ([1]).", "He died [1]."),
    ("He died ([1], [3]).", "He died [1][3]."),
    ("He died [1](https://example.org/a).", "He died [1]."),
    ('He died [1](https://example.org/a "Title").', "He died [1]."),
    ("He died [[1]](#source-1).", "He died [1]."),
    ("He died [1]().", "He died [1]."),
    ("He died [1](javascript:alert).", "He died [1]."),
    ("He died **[1]**.", "He died [1]."),
    ("He died *[1]*.", "He died [1]."),
    ("He died `[1]`.", "He died [1]."),
    (r"He died \[1\].", "He died [1]."),
    (r"He died \[1].", "He died [1]."),
    ("He died<sup>1</sup>.", "He died[1]."),
    ("He died<sup>[1]</sup>.", "He died[1]."),
    ("He died<sup>1, 3</sup>.", "He died[1][3]."),
    ("He died <cite>1</cite>.", "He died [1]."),
    ("| UrduPoint | 25 [1, 3] |", "| UrduPoint | 25 [1][3] |"),
    ("[1] says so.", "[1] says so."),
    ("He died [\u200b1].", "He died [1]."),
    ("He died [1\u202e, 3].", "He died [1][3]."),
    ("He died [\x001].", "He died [1]."),
]

UNKNOWN = [
    ("He died [9].", "He died."),
    ("He died [9] and she ran.", "He died and she ran."),
    ("He died [1, 9].", "He died [1]."),
    ("He died [9][1].", "He died [1]."),
    ("He died [1], [9].", "He died [1]."),
    ("He died [4-9].", "He died [4][5]."),
    ("He died [0].", "He died."),
    ("He died [Source 9].", "He died."),
    ("He died (Source 9).", "He died."),
    ("He died **[9]**.", "He died."),
    ("He died [[9]].", "He died."),
    ("He died [9](https://example.org/leak).", "He died."),
    ("He died.⁹", "He died."),
    ("He died<sup>9</sup>.", "He died."),
    ("He died 【9†source】.", "He died."),
    ("He died [1, 2020].", "He died [1]."),
]

THE_TEXT_S_OWN = [
    "In (2019) he died.",
    "He died (2019).",
    "[2020] was a bad year.",
    "It was [2019-2020] then.",
    "[250] is a figure.",
    "He said it [sic] again [...].",
    "The [GNA] forces and (the LNA) met.",
    "It killed (25).",
    "It killed (25) people.",
    "The man, aged (4), died.",
    "See article (3).",
    "Groups (1) and (2).",
    "There are (3) options.",
    "They may (1) pay, (2) leave, or (3) wait.",
    "(1) Pay. (2) Leave.",
    "1. Pay\n2. Leave\n",
    "1) Pay\n2) Leave\n",
    "Three (3) people died, and two (2).",
    "They won (3-1).",
    "It was 3 (2 at half time).",
    "At [10:30] and [2:1].",
    "A version [1.5] and [1/2].",
    "A field of 25 km² and 3 m³.",
    "It grew by 10⁶ and 10².",
    "x² + y² and E=mc²",
    "25 km<sup>2</sup> and 10<sup>3</sup>",
    "Ca²⁺ and ¹⁴C",
    "under Section 2(1)",
    "f(1)",
    "a source 3 km away",
    "[text](https://example.org)",
    "- [ ] to do\n- [x] done",
    "**bold** and *italics* and `code` and a_b_c \\* \\",
    "if a < b and b > c",
    "می\u200cشود",
    "\u202eabc\u200b",
    "",
]


def cut(text: str, at: list[int]) -> Iterator[str]:
    borders = sorted({0, len(text), *(place % (len(text) + 1) for place in at)})
    yield from (text[start:end] for start, end in pairwise(borders))


def read(chunks: Iterator[str], passages: int = PASSAGES) -> str:
    reader = MarkerReader(passages)
    return "".join([*map(reader.feed, chunks), reader.finish()])


@pytest.mark.parametrize(("text", "wanted"), CITATIONS)
def test_a_citation_of_any_form_becomes_one_number_in_brackets(text: str, wanted: str) -> None:
    assert normalised(text, PASSAGES) == wanted


@pytest.mark.parametrize(("text", "wanted"), UNKNOWN)
def test_a_number_without_a_passage_is_removed(text: str, wanted: str) -> None:
    assert normalised(text, PASSAGES) == wanted


@pytest.mark.parametrize("text", THE_TEXT_S_OWN)
def test_figures_and_brackets_of_the_text_stay(text: str) -> None:
    assert normalised(text, PASSAGES) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He died [1][1].", "He died [1]."),
        ("He died [1] [1].", "He died [1]."),
        ("He died [1][2][1].", "He died [1][2]."),
        ("He died [1] and [1].", "He died [1]."),
        ("He died [1].[1]", "He died [1].[1]"),
    ],
)
def test_markers_that_follow_each_other_name_a_passage_once(text: str, wanted: str) -> None:
    assert normalised(text, PASSAGES) == wanted


@pytest.mark.parametrize(
    ("passages", "wanted"), [(3, "died[1][3]"), (12, "died[1][3]"), (13, "died[13]"), (2, "died")]
)
def test_raised_digits_are_one_number_where_there_are_so_many_passages(passages: int, wanted: str) -> None:
    assert normalised("died¹³", passages) == wanted


def test_without_passages_no_marker_is_left() -> None:
    assert normalised("He died [1]¹ (1) [Source 2].", 0) == "He died (1)."


# A stream

TEXTS = [text for text, _ in CITATIONS + UNKNOWN] + THE_TEXT_S_OWN
MARKS = list("[](){}<>12390.,; \n\\*_`^:a†-²¹⁹\u200b\x00【】：")
FORMS = ["[1]", "(1)", "[9]", "<sup>", "</sup>", "died", "(2, 3)", "**", "[[", "]]", "m²", "http://x", "[9]("]
PIECES = st.sampled_from(
    [*MARKS, *FORMS, "Source ", "[Source ", "(source: ", "Sources 1", " (1)", " and ", "aged "]
)
TROUBLE = st.lists(PIECES, max_size=16).map("".join)


@pytest.mark.parametrize("text", TEXTS)
def test_however_it_is_cut_the_text_is_the_same(text: str) -> None:
    whole = normalised(text, PASSAGES)
    assert read(iter(text)) == whole
    for place in range(len(text)):
        assert read(cut(text, [place])) == whole


@settings(max_examples=400, deadline=None)
@given(st.one_of(TROUBLE, st.text()), st.lists(st.integers(0, 200)))
@example("º\x1f¹", [1])
def test_any_text_cut_anywhere_is_the_same(text: str, at: list[int]) -> None:
    assert read(cut(text, at)) == normalised(text, PASSAGES)


@settings(max_examples=400, deadline=None)
@given(st.one_of(TROUBLE, st.text()), st.integers(0, 30))
@example("[[9]8]", 5)
@example("[Sou[9]rce 1]", 5)
@example("(1)**⁹_\n", 5)
@example("²²²²²", 2)
def test_reading_again_changes_nothing(text: str, passages: int) -> None:
    once = normalised(text, passages)
    assert normalised(once, passages) == once


@given(st.text(st.characters(exclude_characters="[]()<>\\*_`【】［］〔〕〖〗（）⁰¹²³⁴⁵⁶⁷⁸⁹0123456789")))
def test_text_without_brackets_or_digits_passes_as_it_is(text: str) -> None:
    assert normalised(text, PASSAGES) == text


@settings(deadline=None)
@given(TROUBLE)
def test_only_numbers_of_passages_are_left_as_markers(text: str) -> None:
    left = normalised(text, 2)
    assert not any(f"[{number}]" in left for number in (0, 3, 9, 12, 90, 99))


@pytest.mark.parametrize(
    "text", ["He died [1]. So", "He died [1, 3]. So", "He died 【1†source】. So", "He died¹. So"]
)
def test_the_stream_never_shows_half_a_marker(text: str) -> None:
    reader = MarkerReader(PASSAGES)
    shown = ""
    for character in text:
        shown += reader.feed(character)
        assert shown.count("[") == shown.count("]")
        assert not any(sign in shown for sign in "【†¹,")


@pytest.mark.parametrize(
    "text", ["He died [", "He died [1", "He died [Source 1", "He died 【1†sour", "He died<sup>1"]
)
def test_half_a_marker_at_the_end_of_a_cut_stream_is_not_shown(text: str) -> None:
    assert normalised(text, PASSAGES) == "He died"


@pytest.mark.parametrize(
    "opening", ["[", "(", "[1", "[1](http://", "[Source ", "<sup>", "**", "\\", "¹", "(1) ", "[1:"]
)
def test_what_becomes_no_marker_is_let_go(opening: str) -> None:
    reader = MarkerReader(PASSAGES)
    shown = reader.feed(opening)
    for _ in range(200):
        shown += reader.feed("x y. ")
    assert shown.rstrip().endswith("x y.")


def test_a_plain_word_is_shown_at_once() -> None:
    reader = MarkerReader(PASSAGES)
    assert [reader.feed(token) for token in ["The", " GNA", " said", " (", "on", " Monday"]] == [
        "The",
        " GNA",
        " said",
        "",
        " (on",
        " Monday",
    ]


@pytest.mark.parametrize("passages", [150, 99])
def test_a_marker_has_two_digits_at_most(passages: int) -> None:
    assert normalised("He died [99] [120].", passages) == "He died [99] [120]."


def seconds(text: str) -> float:
    """Return the time it takes to read a text in chunks of three characters, the better of two."""
    taken = []
    for _ in range(2):
        reader = MarkerReader(9)
        start = time.process_time()
        for place in range(0, len(text), 3):
            reader.feed(text[place : place + 3])
        reader.finish()
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize(
    "piece",
    [
        "The GNA (of Tripoli) said that 25 people died [1, 3]. ",
        *"[*\\¹",
        "(1) ",
        "[1",
        "[1](a",
        "[9]",
        "[[9]",
        "[1:a",
    ],
)
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    short = (piece * 1_500)[:1_500]
    assert seconds(short * 4) < 4 * 2.5 * max(seconds(short), 0.01)


@pytest.mark.parametrize("tail", ["x", "\u200b", "a" * 7, "1", " "])
def test_a_bracket_never_closed_takes_no_more_time(tail: str) -> None:
    assert seconds("[1](" + tail * 20_000) < 5 * seconds("word " * 4_000) + 0.5
