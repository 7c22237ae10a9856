import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.answer import Citations, conflicts_of, escaped, markdown, sentences_of, with_variants
from app.conflicts import figures
from app.quotes import Quote, answer_quotes
from app.records import AnswerSentence, Claim, Conflict
from index.records import Span
from tests.app.made import chosen, found, query, quote, ranked, stored

MARKUP = st.text(alphabet="*[]<>_#`|~!$&\\-+=.):/\"' \n12ab", max_size=40)


def shown(source: str) -> str:
    """The words that a reader of the Markdown sees; paragraphs as lines."""
    blocks = [block for block in MarkdownIt().parse(source) if block.type == "inline"]
    return "\n".join("".join(part.content for part in block.children or []) for block in blocks)


def bold_parts(source: str) -> list[str]:
    html = MarkdownIt().render(source)
    return re.findall(r"<strong>(.*?)</strong>", html)


def plain(text: str) -> str:
    return " ".join(text.split())


@given(MARKUP)
@example("1. a")
@example("---")
@example("- a")
@example("[a](http://evil.example) <script>alert(1)</script>")
@example("&amp; \\&lt;")
def test_markup_in_an_article_is_shown_as_it_stands(text: str) -> None:
    assert shown(escaped(text)) == plain(text)


@given(MARKUP)
def test_escaped_words_are_only_words(text: str) -> None:
    types = {block.type for block in MarkdownIt().parse(escaped(text))}
    assert types <= {"paragraph_open", "inline", "paragraph_close"}
    assert not re.search(r"<(?!/?p>)", MarkdownIt().render(escaped(text)))


def rendered(quotes: list[Quote]) -> str:
    return markdown(quotes, [AnswerSentence(one.text, (1, 2), "supported") for one in quotes])


@given(MARKUP.filter(str.strip), st.data())
def test_an_answer_shows_its_quote_and_markers_wherever_the_bold_words_are(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    bold = Span(start, data.draw(st.integers(start, len(text))))
    assert plain(shown(rendered([quote(text, bold)]))) == f"{plain(text)} [1][2]"


def test_the_words_that_answer_are_bold() -> None:
    text = "Some 40 people *died* there."
    source = rendered([quote(text, Span(0, 14))])
    assert bold_parts(source) == ["Some 40 people"]
    assert shown(source) == f"{text} [1][2]"


def test_what_only_counts_where_a_line_begins_is_escaped_nowhere_else() -> None:
    assert rendered([quote("It was Hamza.", Span(7, 12))]) == "It was **Hamza**. [1][2]"
    assert rendered([quote("1. Hamza", Span(3, 8))]) == "1\\. **Hamza** [1][2]"


def test_every_quote_is_a_paragraph() -> None:
    assert shown(rendered([quote("One\n\nline."), quote("Another.")])) == "One line. [1][2]\nAnother. [1][2]"


def test_citations_are_numbered_in_the_order_of_their_first_use() -> None:
    citations = Citations()
    one, two = stored("First words. More words.", 1), stored("Other words.", 2, at=300)
    numbers = [
        citations.number(passage, span)
        for passage, span in [
            (two, Span(300, 312)),
            (one, Span(0, 12)),
            (two, Span(300, 312)),
            (one, Span(13, 24)),
        ]
    ]
    assert numbers == [1, 2, 1, 3]
    assert [(item.number, item.quote) for item in citations.items] == [
        (1, "Other words."), (2, "First words."), (3, "More words."),
    ]  # fmt: skip


def test_a_citation_tells_where_it_comes_from() -> None:
    citations = Citations()
    citations.number(
        stored("First words.", 1, title="A title", source="Post", url="https://post.example/1"), Span(0, 12)
    )
    (cited,) = citations.items
    assert (cited.article_id, cited.title, cited.source, cited.url) == (
        "article-1", "A title", "Post", "https://post.example/1",
    )  # fmt: skip
    assert cited.published is None


def test_a_sentence_cites_every_article_that_has_it() -> None:
    text = "The ferry sank because of a leak."
    one = found(stored(text), copies=(stored(text, 2), stored(text, 3)))
    citations = Citations()
    (sentence,) = sentences_of(answer_quotes(query("Why did the ferry sink?"), [chosen(one, 0)]), citations)
    assert sentence == AnswerSentence(text, (1, 2, 3), "supported")
    assert [item.article_id for item in citations.items] == ["article-1", "article-2", "article-3"]


def test_conflicts_cite_only_what_is_quoted() -> None:
    asked = query("How many people were killed?")
    nine, eleven = ranked("Then 9 people were killed.", "There 11 people were killed.")
    told = figures(asked, [nine, eleven])
    citations = Citations()
    citations.number(nine.found.passage, nine.span)
    assert conflicts_of(asked, told, citations) == ()
    citations.number(eleven.found.passage, eleven.span)
    (conflict,) = conflicts_of(asked, told, citations)
    assert [(claim.value, claim.citation) for claim in conflict.claims] == [("9 people", 1), ("11 people", 2)]


def doctored(text: str, *exchanges: tuple[str, str]) -> list[Quote]:
    """A quote, and what copies in other papers have in its place."""
    texts = [text, *(text.replace(old, new) for old, new in exchanges)]
    return [quote(one, number=number) for number, one in enumerate(texts, start=1)]


def told_apart(asked: str, quotes: list[Quote]) -> list[list[tuple[str, int]]]:
    sentences = sentences_of(quotes, Citations())
    conflicts = with_variants(query(asked), (), quotes, sentences)
    return [[(claim.value, claim.citation) for claim in conflict.claims] for conflict in conflicts]


SANK = "The ferry of the Calverton line sank off Skarrow on Monday because of a leak in a fuel pipe."


def test_what_papers_exchange_in_a_sentence_told_alike_is_told_with_each_citation() -> None:
    quotes = doctored(SANK, ("Skarrow", "Vernholm"), ("Skarrow", "Orvane"))
    assert told_apart("Where did the ferry sink?", quotes) == [
        [("Skarrow", 1), ("Vernholm", 2), ("Orvane", 3)]
    ]
    assert (
        told_apart("Where did the ferry sink?", [*quotes[:1], quote("Trams run on Sundays.", None, 4)]) == []
    )


def test_what_papers_exchange_joins_the_figures_that_differ_already() -> None:
    asked = query("How many people were killed in the disaster?")
    nine = "The coastguard of Calverton said that 9 people were killed in the disaster off Skarrow."
    quotes = [*doctored(nine, ("9", "19")), quote("The ministry: 11 people were killed.", None, 3)]
    sentences = sentences_of(quotes, Citations())
    figures_told = Conflict("the disaster", (Claim("9 people", 1), Claim("11 people", 3)))
    (conflict,) = with_variants(asked, (figures_told,), quotes, sentences)
    assert [(claim.value, claim.citation) for claim in conflict.claims] == [
        ("9 people", 1), ("11 people", 3), ("19 people", 2)
    ]  # fmt: skip


DOWN = "It went down 14 kilometres north of Skarn, coastguard commander Tomas Kerr told reporters."


def conflicts_about(asked: str, bold: str, *exchanges: tuple[str, str]) -> list[Conflict]:
    start = DOWN.index(bold)
    quotes = [quote(DOWN, Span(start, start + len(bold))), *doctored(DOWN, *exchanges)[1:]]
    return list(with_variants(query(asked), (), quotes, sentences_of(quotes, Citations())))


def test_what_papers_exchange_is_about_the_question_only_where_it_answers() -> None:
    (asked,) = conflicts_about("How far north did it go down?", "14 kilometres", ("14", "40"))
    assert asked.about == "How far north did it go down"
    (unasked,) = conflicts_about("Who is the coastguard commander?", "Tomas Kerr", ("14", "40"))
    assert unasked.about == "It went down … north of Skarn, coastguard"
    assert [claim.value for claim in unasked.claims] == ["14 kilometres", "40 kilometres"]


def test_what_papers_exchange_in_different_places_of_a_sentence_is_told_apart() -> None:
    told = conflicts_about("Who spoke?", "reporters", ("14", "40"), ("Skarn", "Velt"))
    assert [[claim.value for claim in one.claims] for one in told] == [
        ["14 kilometres", "40 kilometres"], ["Skarn", "Velt"]
    ]  # fmt: skip


def test_what_is_exchanged_beside_the_figures_that_differ_does_not_join_them() -> None:
    quotes = doctored(DOWN, ("Tomas", "Nils"))
    figures_told = Conflict("how far", (Claim("14 kilometres", 1), Claim("15 kilometres", 3)))
    sentences = sentences_of(quotes, Citations())
    told = with_variants(query("How far north did it go down?"), (figures_told,), quotes, sentences)
    assert told[0] == figures_told
    assert [claim.value for claim in told[1].claims] == ["Tomas", "Nils"]


def test_copies_tell_apart_sentences_that_are_as_short_as_can_be() -> None:
    text = (
        "A fire destroyed the paper mill in Tarn on Tuesday night. Nine workers died. "
        "The mill had opened in 1961 and made newsprint for most of the country's papers, its owner said."
    )
    one = found(stored(text), copies=(stored(text.replace("Nine", "Four"), 2),))
    asked = "How many workers died in the fire in Tarn?"
    assert told_apart(asked, list(answer_quotes(query(asked), [chosen(one, 1)]))) == [
        [("Nine workers", 1), ("Four workers", 2)]
    ]
