import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.markers import normalised
from app.model.prose import Block, Said, blocks

Sentences = list[tuple[str, tuple[int, ...]]]


def said(text: str) -> Sentences:
    return [(one.text, one.numbers) for block in blocks(text) for one in block.sentences]


def lines(text: str) -> list[tuple[str, str, str]]:
    return [
        (block.kind, block.label, " ".join(one.text for one in block.sentences)) for block in blocks(text)
    ]


def words(text: str) -> str:
    return " ".join(text for text, _ in said(text))


MARKERS_AND_SENTENCES: list[tuple[str, Sentences]] = [
    ("He died [1]. She ran [2].", [("He died.", (1,)), ("She ran.", (2,))]),
    ("He died.[1] She ran.[2]", [("He died.", (1,)), ("She ran.", (2,))]),
    ("He died. [1] She ran. [2]", [("He died.", (1,)), ("She ran.", (2,))]),
    ("He died.[1]She ran.[2]", [("He died.", (1,)), ("She ran.", (2,))]),
    ("He died [1][3] and fell [1].", [("He died and fell.", (1, 3))]),
    ("He died [3], she ran [1].", [("He died, she ran.", (3, 1))]),
    ("He died[1]; she [2] ran [3] .", [("He died; she ran.", (1, 2, 3))]),
    ("He died. [1]. She ran.", [("He died.", (1,)), ("She ran.", ())]),
    ("He died. She ran. [1][2]", [("He died.", ()), ("She ran.", (1, 2))]),
    ('He said: "I go." [1] She ran [2].', [('He said: "I go."', (1,)), ("She ran.", (2,))]),
    ('He said "no" [1].', [('He said "no".', (1,))]),
    ("[1] He died. [2] She ran.", [("He died.", (1,)), ("She ran.", (2,))]),
    ("[1] says that he died. She ran.", [("The source says that he died.", (1,)), ("She ran.", ())]),
    ("He died. [2] reports more.", [("He died.", ()), ("The source reports more.", (2,))]),
    ("[1][2] report that he died.", [("The sources report that he died.", (1, 2))]),
    ("According to [1], he died.", [("According to the source, he died.", (1,))]),
    ("According to Source [1], he died.", [("According to the source, he died.", (1,))]),
    ("According to passage [2], he died.", [("According to the source, he died.", (2,))]),
    ("[1], [2]: he died.", [("he died.", (1, 2))]),
    ("As stated in [2], he died.", [("As stated in the source, he died.", (2,))]),
    ("Sources [1][2] agree.", [("The sources agree.", (1, 2))]),
    ("A military source [1] said so.", [("A military source said so.", (1,))]),
    ("He died (see [1][2]).", [("He died.", (1, 2))]),
    ("He died (see [1] and also [2]).", [("He died.", (1, 2))]),
    ("He died (source: [1]).", [("He died.", (1,))]),
    ("He died (cf. [1]) in Tripoli.", [("He died in Tripoli.", (1,))]),
    ("He died (see ).", [("He died.", ())]),
    ("He died\n[1]\n\nShe ran.", [("He died", (1,)), ("She ran.", ())]),
    ("He died.\n\n[1][2]\n\nShe ran.", [("He died.", (1, 2)), ("She ran.", ())]),
    ("[1]\n\nHe died.", [("He died.", (1,))]),
    ("قتل 25 شخصا [1]. وفر آخرون [2].", [("قتل 25 شخصا.", (1,)), ("وفر آخرون.", (2,))]),
    ("他死了[1]。她跑了。[2]", [("他死了。", (1,)), ("她跑了。", (2,))]),
    ("He died.", [("He died.", ())]),
    ("In [2020] he died.", [("In [2020] he died.", ())]),
    ("[1][2]", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "wanted"), MARKERS_AND_SENTENCES)
def test_a_marker_belongs_to_the_sentence_that_it_follows(text: str, wanted: Sentences) -> None:
    assert said(text) == wanted


def test_a_block_knows_all_numbers_of_its_sentences() -> None:
    (block,) = blocks("He died. She ran [3][1]. They left [1][2].")
    assert block.numbers == (3, 1, 2)
    assert [one.numbers for one in block.sentences] == [(), (3, 1), (1, 2)]


def test_paragraphs_items_headings_and_quotes_are_blocks() -> None:
    text = "# What happened\n\nHe died [1].\n\n- **Dead**: 25 [1]\n  - of them *children*: 3\n\n> She ran."
    assert lines(text) == [
        ("heading", "", "What happened"),
        ("paragraph", "", "He died."),
        ("item", "-", "Dead: 25"),
        ("item", "-", "of them children: 3"),
        ("paragraph", "", "She ran."),
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1. He died.\n2. She ran.", ["1.", "2."]),
        ("3) He died.\n4) She ran.", ["3)", "4)"]),
        ("* He died.\n* She ran.", ["-", "-"]),
        ("• He died.\n• She ran.", ["-", "-"]),
        ("1. He died.\n\n   She ran.", ["1.", ""]),
    ],
)
def test_an_item_has_its_label(text: str, labels: list[str]) -> None:
    assert [(block.kind, block.label) for block in blocks(text)] == [("item", label) for label in labels]
    assert words(text) == "He died. She ran."


def test_a_year_before_a_full_stop_is_no_label() -> None:
    assert words("2019. He died.") == "2019. He died."


def test_a_line_of_dashes_makes_no_heading_of_a_sentence() -> None:
    assert lines("He died.\n---\nShe ran.") == [("paragraph", "", "He died."), ("paragraph", "", "She ran.")]


def test_a_table_s_row_is_one_statement() -> None:
    text = "| Outlet | Dead | Source |\n|---|---|---|\n| UrduPoint | 25 | [1] |\n| **ABC** | 21 | [2][3] |"
    assert blocks(text) == (
        Block("row", "", (Said("UrduPoint; Dead: 25", (1,)),)),
        Block("row", "", (Said("ABC; Dead: 21", (2, 3)),)),
    )


def test_a_table_of_headings_only_is_not_lost() -> None:
    assert lines("| Dead | 25 |\n|---|---|\n") == [("row", "", "Dead; 25")]


def test_what_is_fenced_is_text() -> None:
    assert said("```\nHe died [1].\n```") == [("He died.", (1,))]


def test_an_answer_fenced_as_markdown_is_read_as_such() -> None:
    assert lines("```markdown\n# Head\n- He died.\n```") == [
        ("heading", "", "Head"),
        ("item", "-", "He died."),
    ]


def test_fences_in_fences_end_somewhere() -> None:
    depth = 300
    text = "\n".join("`" * (depth + 3 - level) + "md" for level in range(depth)) + "\nHe died."
    assert words(text).endswith("He died.")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He **died** in *Tripoli*, `so` __they__ ~~say~~.", "He died in Tripoli, so they say."),
        ("[He died](https://evil.example/?q=secret).", "He died."),
        ("[He died](javascript:alert).", "He died."),
        ("[He died][x].\n\n[x]: https://evil.example/leak", "[He died][x]. [x]: evil.example"),
        ("He died ![chart](https://evil.example/?q=secret).", "He died."),
        ("![1](https://evil.example/?q=secret)", ""),
        ("See https://user:word@www.evil.example/a?q=secret.", "See evil.example."),
        ("See <https://evil.example/a?q=secret>.", "See evil.example."),
        ("See www.evil.example/a?q=secret", "See evil.example"),
        ("See HTTPS://evil.example/a, he died.", "See evil.example, he died."),
        ("Call javascript:alert or data:text/html,x", "Call alert or text/html,x"),
        ("The data: 25 died.", "The data: 25 died."),
        ("He <b>died</b><img src=x onerror=alert>.", "He died."),
        ("He<br>died <!-- 25 --> here.", "He died here."),
        ("<div>\n\nHe died.\n\n</div>", "He died."),
        ("<script>alert</script> He died.", "alert He died."),
        ("If 3 < 5 and 5 > 3.", "If 3 < 5 and 5 > 3."),
        ("He &lt;b&gt;died&lt;/b&gt; &amp; left.", "He <b>died</b> & left."),
        (r"\*He\* died \_there\_.", "*He* died _there_."),
        ("He di\u200bed\u202e in Tri\u2060poli\x00.", "He died in Tripoli."),
        ("He di\u200ced\u200d.", "He died."),
        ("He died\ud800.", "He died."),
        ("He died\U000e0041\U000e0042.", "He died."),
        ("He\u00ad died.\r\nShe ran.", "He died. She ran."),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_only_plain_words_are_left(text: str, wanted: str) -> None:
    assert words(text) == wanted


@pytest.mark.parametrize(
    "text", ["[\x009]", "[\ud8009]", "[\u200b9]", "[\u200d9]", "[\U000e00419]", "[\U000f00009]", "[\x0b9]"]
)
def test_no_hidden_character_makes_a_marker_that_the_stream_did_not_know(text: str) -> None:
    assert said(normalised(f"He died {text}.", 5)) == [("He died.", ())]


def test_a_private_character_is_no_marker() -> None:
    assert said("He died \U000f0009.") == [("He died.", ())]


@pytest.mark.parametrize("text", ["&#91;9]", "[*9*]", "[<b>9</b>]"])
def test_markup_makes_no_marker(text: str) -> None:
    assert said(f"He died {text}.") == [("He died [9].", ())]


@pytest.mark.parametrize(
    "text",
    [
        "<think>25? [2]</think>He died [1].",
        "<THINK>25?\n\n[2]</THINK>\n\nHe died [1].",
        "<thinking>so</thinking>He died [1].",
        "He died [1].<think>25? [2]",
        "25? [2]</think>\n\nHe died [1].",
    ],
)
def test_thoughts_are_no_part_of_the_answer(text: str) -> None:
    assert said(text) == [("He died.", (1,))]


@pytest.mark.parametrize(
    "ending",
    [
        "Sources:\n[1] UrduPoint, 2 June 2020\n[2] ABC",
        "**Sources:**\n\n- [1] UrduPoint\n- [2] ABC",
        "## References\n\n1. UrduPoint, https://example.org\n2. ABC",
        "References\n[1]: https://example.org\n[2]: https://example.org",
        "---\n*Sources used:*\n* [1] UrduPoint",
        "Quellen:\n[1] UrduPoint",
        "المصادر:\n[1] UrduPoint",
        "Sources:",
        "Sources: [1], [2]",
        "**Source:** [1]",
        "[1]: UrduPoint, 2 June\n[2]: ABC",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_list_of_sources_at_the_end_is_dropped(ending: str, between: str) -> None:
    assert said(f"He died [1].{between}{ending}") == [("He died.", (1,))]


def test_what_follows_a_list_of_sources_stays() -> None:
    assert words("He died [1].\n\nSources:\n- [1] UrduPoint\n\nShe ran.") == "He died. She ran."


@pytest.mark.parametrize(
    "text",
    [
        "Sources:\n- He died [1].",
        "He ran.\n\nSources\nin Tripoli said that he died [1].",
        "He ran.\n\nSources: the GNA says that he died [1].",
    ],
)
def test_a_claim_is_no_list_of_sources(text: str) -> None:
    assert "he died." in words(text).lower()


def test_markers_below_an_answer_without_any_are_its_last_sentence_s() -> None:
    assert said("He died. She ran.\n\nSources: [1], [2]") == [("He died.", ()), ("She ran.", (1, 2))]


PIECES = st.sampled_from(
    [
        *"[]()<>!*_`#>-|~ \n\t.\\&:1",
        "[1]",
        "[2]",
        "\n\n",
        "| a | b |\n",
        "|---|---|\n",
        "- ",
        "1. ",
        "```\n",
        "![",
        "](",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_becomes_blocks_of_sentences_on_one_line(text: str) -> None:
    for block in blocks(text):
        assert block.sentences
        for one in block.sentences:
            assert one.text.strip() == one.text != ""
            assert not {"Cc", "Cs"} & set(map(unicodedata.category, one.text))
            assert len(set(one.numbers)) == len(one.numbers)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(0, 3))
def test_a_sentence_cites_known_passages_only(text: str, passages: int) -> None:
    found = {number for block in blocks(normalised(text, passages)) for number in block.numbers}
    assert found <= set(range(1, passages + 1))


@pytest.mark.parametrize(
    "piece",
    [
        "- a\n",
        "[",
        "![",
        "**a*",
        "<think>",
        "(see ",
        "> ",
        "|a|b|\n|-|-|\n",
        "[1]",
        "a. ",
        "Sources:\n",
        "<a ",
    ],
)
def test_hostile_text_of_200_kilobytes_is_read_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    blocks((piece * 200_000)[:200_000])
    blocks((piece * 9_000)[:9_000])
    assert time.process_time() - start < 10
