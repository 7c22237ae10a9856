import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.page.evidence import context, evidence, reader
from app.records import RetrievedPassage
from index.records import Span
from tests.app.page_helpers import A_DAY, HOSTILE, Shown, among, article, citation, reply

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(quoted(), st.integers(1, 40))
def test_the_context_holds_the_quote_and_about_as_much_as_was_asked_for(
    found: tuple[str, Span], reach: int
) -> None:
    text, span = found
    around = context(text, span, reach)
    assert 0 <= around.start <= span.start < span.end <= around.end <= len(text)
    assert span.start - around.start <= reach
    assert around.end - span.end <= reach


@given(quoted())
def test_a_cited_span_is_exactly_the_quote_in_the_card_and_in_the_article(found: tuple[str, Span]) -> None:
    text, span = found
    one = article(text)
    cited = citation(one, span.of(text))
    cards = Shown(evidence(reply(citations=(cited,)), among(one)))
    assert cards.texts("cited-span") == [cited.quote]
    whole = Shown(reader(one, [(span.start, span.end)]))
    assert whole.texts("cited-span") == [span.of(text)]
    assert whole.texts("passage") == [text]


def test_a_card_names_outlet_date_and_headline_and_shows_the_words_around() -> None:
    one = article("Before. The quote. After.", title="A headline", source="Le Monde", published=A_DAY)
    cards = Shown(evidence(reply(citations=(citation(one, "The quote."),)), among(one)))
    assert cards.texts("source") == ["1 Le Monde · 2 June 2020"]
    assert cards.texts("headline") == ["A headline"]
    assert cards.texts("passage") == ["Before. The quote. After."]


def test_what_is_left_out_is_marked_so() -> None:
    one = article("word " * 200 + "The quote." + " word" * 200)
    (passage,) = Shown(evidence(reply(citations=(citation(one, "The quote."),)), among(one))).texts("passage")
    assert passage.startswith("…\u00a0word")
    assert passage.endswith("word\u00a0…")
    assert 400 < len(passage) < 700


def test_only_web_addresses_are_linked() -> None:
    good, bad = (
        article("One.", "1", url="https://example.org/1"),
        article("Two.", "2", url="javascript:alert(1)"),
    )
    cards = Shown(
        evidence(reply(citations=(citation(good, "One."), citation(bad, "Two.", 2))), among(good, bad))
    )
    assert [named["href"] for tag, named in cards.elements if tag == "a"] == ["https://example.org/1"]
    assert [tag for tag, _ in Shown(reader(bad, [])).elements if tag == "a"] == []


def test_what_was_read_but_not_cited_comes_once_an_article_below() -> None:
    cited, other = article("The quote.", "cited"), article("Something else. More of it.", "other")
    passages = (
        RetrievedPassage("other", 16, 27, 3.0),
        RetrievedPassage("other", 0, 15, 2.0),
        RetrievedPassage("cited", 0, 10, 1.0),
    )
    shown = Shown(
        evidence(reply(citations=(citation(cited, "The quote."),), passages=passages), among(cited, other))
    )
    assert shown.texts("pane-title") == ["Evidence", "Also read"]
    assert shown.texts("passage") == ["The quote.", "More of it.\u00a0…"]


def test_an_article_that_has_changed_or_gone_leaves_the_quote_as_it_was() -> None:
    before = article("The quote.")
    found = reply(citations=(citation(before, "The quote."),))
    for now in (among(article("Other words")), among()):
        assert Shown(evidence(found, now)).texts("cited-span") == ["The quote."]


def test_one_report_in_several_outlets_is_one_card_with_its_homes_folded_under_it() -> None:
    wire = "The truce was broken on Sunday, three witnesses said."
    homes = [article(f"{wire} {name}.", name, source=name) for name in ("Le Monde", "APP", "AFP")]
    citations = tuple(citation(home, wire, number) for number, home in enumerate(homes[:2], start=1))
    copy = RetrievedPassage("AFP", 0, len(wire), 1.0, copy_of="Le Monde")
    found = reply(citations=citations, passages=(RetrievedPassage("Le Monde", 0, len(wire), 1.0), copy))
    shown = Shown(evidence(found, among(*homes)))
    (folded,) = shown.texts("homes")
    assert folded.startswith("3 outlets, 1 report2 APP")
    assert "AFP" in folded
    assert shown.texts("cited-span") == [wire, wire]
    assert shown.texts("pane-title") == ["Evidence"]


def test_what_was_read_in_several_articles_is_folded_too() -> None:
    one, copy = article("Something else.", "one"), article("Something else.", "copy")
    passages = (RetrievedPassage("one", 0, 15, 1.0), RetrievedPassage("copy", 0, 15, 1.0, copy_of="one"))
    (folded,) = Shown(evidence(reply(passages=passages), among(one, copy))).texts("homes")
    assert folded.startswith("2 articles, 1 report")


def test_a_byline_stands_beside_the_outlet_unless_it_is_the_same() -> None:
    for byline, line in (("Ann Lee", "1 AFP · no date given · Ann Lee"), ("AFP", "1 AFP · no date given")):
        one = article("The quote.", source="AFP", byline=byline)
        cards = Shown(evidence(reply(citations=(citation(one, "The quote."),)), among(one)))
        assert cards.texts("source") == [line]


def test_of_a_very_long_article_what_is_around_the_quotes_is_shown_and_said_to_be() -> None:
    text = "words and " * 50_000 + "The first quote. " + "words and " * 50_000 + "The last quote."
    spans = [
        (text.index(quote), text.index(quote) + len(quote))
        for quote in ("The first quote.", "The last quote.")
    ]
    shown = Shown(reader(article(text), spans))
    assert shown.texts("cited-span") == ["The first quote.", "The last quote."]
    parts = shown.texts("passage")
    assert all(part in text for part in parts)
    total = sum(map(len, parts))
    assert total < 200_000
    assert shown.texts("hint")[0].startswith(f"A long article: {total:,} of its {len(text):,} characters")


def test_each_marked_quote_says_where_it_begins() -> None:
    shown = Shown(reader(article("One. Two. Three."), [(5, 9), (0, 4)]))
    assert [named["data-start"] for tag, named in shown.elements if tag == "mark"] == ["0", "5"]


@pytest.mark.parametrize("spans", [[(-1, 2)], [(5, 5)], [(3, 2)], [(0, 99)]])
def test_spans_outside_an_article_are_left_out(spans: list[tuple[int, int]]) -> None:
    shown = Shown(reader(article("Ten chars."), spans))
    assert shown.texts("passage") == ["Ten chars."]
    assert shown.texts("cited-span") == []


def test_overlapping_spans_keep_the_text_whole() -> None:
    shown = Shown(reader(article("Ten chars."), [(2, 6), (0, 3), (0, 4), (7, 10)]))
    assert shown.texts("passage") == ["Ten chars."]
    assert shown.texts("cited-span") == ["Ten ", "rs."]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_articles_are_words(text: str) -> None:
    one = article(f"{text} The quote. {text}", text, title=text, source=text, byline=text, url=text)
    other = article(text, "other", title=text, source=text, url=text)
    found = reply(
        citations=(citation(one, "The quote."),), passages=(RetrievedPassage("other", 0, len(text), 1.0),)
    )
    tame = {"h2", "h3", "article", "p", "span", "b", "bdi", "div", "mark", "button"}
    cards = Shown(evidence(found, among(one, other)))
    assert cards.tags <= tame
    assert cards.texts("passage")[0] == f"{text} The quote. {text}"
    assert Shown(reader(one, [(0, 3)])).tags <= tame
    handlers = {name for _, named in cards.elements for name in named if name.startswith("on")}
    assert handlers == set()
