from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.question import in_language
from app.quotes import answer_quotes, answers_to
from index.records import Span
from tests.app.made import chosen, found, query, ranked, stored

SANK = query("Why did the ferry sink?")
SPEECH = (
    "Captain Ilse Brandt led the rescue. She said the fire began in a pipe. "
    "She added that the crew fought it for two hours. Divers arrived at noon."
)


def test_no_sentence_no_quote() -> None:
    assert answer_quotes(SANK, []) == ()


def test_an_answer_is_short_and_begins_with_the_best() -> None:
    told = answer_quotes(SANK, ranked(*(f"Reason number {n} is a leak in pipe {n}." for n in range(1, 9))))
    assert 1 <= len(told) <= 4
    assert told[0].text.startswith("Reason number 1 ")


def test_a_clear_best_stands_alone() -> None:
    best, other = ranked("The ferry sank because of a leak.", "Trams run on Sundays.")
    assert len(answer_quotes(SANK, [chosen(best.found, 0, score=50.0), other])) == 1


def test_where_several_things_are_asked_for_each_article_has_its_word() -> None:
    asked = query("Which countries sent divers?")
    one = found(stored("Norway sent divers. Denmark sent divers. Sweden sent divers. Latvia sent none.", 1))
    two, three = found(stored("Finland sent divers too.", 2)), found(stored("Trams run on Sundays.", 3))
    candidates = [chosen(one, number, score=9.0 - 0.1 * number) for number in range(4)]
    candidates += [chosen(two, 0, score=7.5), chosen(three, 0, score=-9.0)]
    texts = [quote.text for quote in answer_quotes(asked, candidates)]
    assert len(texts) == 4
    assert texts[-1] == "Finland sent divers too."
    assert "Finland sent divers too." not in [quote.text for quote in answer_quotes(SANK, candidates)]


def test_whatever_is_told_of_something_begins_with_what_happened_and_has_no_words_in_bold() -> None:
    asked = query("Tell me about the ferry Orvane")
    text = (
        "The ferry Orvane sank off Calverton on Monday. Divers slept in tents. The Orvane was built in 1978."
    )
    one = found(stored(text))
    candidates = [
        replace(chosen(one, 2, score=3.0, coverage=0.8), answer=Span(26, 30), read=2.0),
        chosen(one, 1, score=2.0, coverage=0.0),
        chosen(one, 0, score=1.5, coverage=0.9),
    ]
    quotes = answer_quotes(asked, candidates)
    assert quotes[0].text.startswith("The ferry Orvane sank")
    assert quotes[1].text == "The Orvane was built in 1978."
    assert [quote.bold for quote in quotes] == [None] * len(quotes)
    assert answer_quotes(SANK, candidates)[0].text == "The Orvane was built in 1978."


def test_an_opening_on_something_else_does_not_come_first() -> None:
    text = "It rained in Skarn. The Orvane was built in 1978."
    one = found(stored(text))
    candidates = [chosen(one, 1, score=3.0, coverage=0.8), chosen(one, 0, score=1.5, coverage=0.1)]
    first, *_ = answer_quotes(query("Tell me about the ferry Orvane"), candidates)
    assert first.text == "The Orvane was built in 1978."


def test_sentences_of_different_articles_that_say_the_same_become_one() -> None:
    alike = ranked(
        "The ferry sank off Calverton because of a leaking fuel pipe.",
        "The ferry sank off Calverton because of a leaking fuel pipe.",
        "Because of a leaking fuel pipe the ferry sank off Calverton.",
    )
    (quote,) = answer_quotes(SANK, alike)
    assert [home.article.id for home, _ in quote.homes] == ["article-2", "article-3"]


def test_the_wounded_are_not_bold_where_the_dead_are_asked_for_whatever_the_reader_takes() -> None:
    text = "At least 17 people were killed in Verenko and 43 wounded, the governor said."
    asked = query("How many people were killed in Verenko?")
    at = text.index("43")
    one = replace(chosen(found(stored(text)), 0), read=1.0, answer=Span(at, at + len("43 wounded")))
    (quote,) = answer_quotes(asked, [one])
    assert quote.bold is not None
    assert quote.bold.of(text) == "At least 17 people"


LEAK = "The ferry of the Calverton line sank off Skarrow on Monday because of a leak in a fuel pipe."


def test_a_copy_that_exchanged_a_name_is_not_cited_for_it_but_quoted_beside_it() -> None:
    doctored = stored(LEAK.replace("Skarrow", "Vernholm"), 2)
    one = found(stored(LEAK, 1), copies=(doctored, stored(LEAK, 3)))
    original, variant = answer_quotes(SANK, [chosen(one, 0)])
    assert [home.article.id for home, _ in original.homes] == ["article-3"]
    assert variant.passage is doctored
    assert variant.bold is not None
    assert variant.bold.of(variant.text) == "Vernholm"


def test_every_way_in_which_copies_tell_it_is_quoted_once_and_two_at_most() -> None:
    days = ("Tuesday", "Tuesday", "Friday", "Sunday")
    copies = tuple(stored(LEAK.replace("Monday", day), at) for at, day in enumerate(days, start=2))
    quotes = answer_quotes(SANK, [chosen(found(stored(LEAK, 1), copies=copies), 0)])
    assert [quote.passage.article.id for quote in quotes] == ["article-1", "article-2", "article-4"]


def test_a_copy_that_was_shortened_is_neither_cited_for_the_rest_nor_quoted_again() -> None:
    one = found(stored(LEAK, 1), copies=(stored(LEAK.replace(" on Monday", ""), 2),))
    (quote,) = answer_quotes(SANK, [chosen(one, 0)])
    assert quote.homes == ()


def test_what_exchanges_a_word_is_cited_with_all_that_bear_it_out() -> None:
    vernholm = LEAK.replace("Skarrow", "Vernholm")
    copies = (stored(vernholm, 2), stored(LEAK, 3), stored(vernholm, 4))
    original, variant = answer_quotes(SANK, [chosen(found(stored(LEAK, 1), copies=copies), 0)])
    assert [home.article.id for home, _ in original.homes] == ["article-3"]
    assert [home.article.id for home, _ in variant.homes] == ["article-4"]


FIRE = (
    "A fire destroyed the paper mill in Tarn on Tuesday night. Nine workers died. "
    "The mill had opened in 1961 and made newsprint for most of the country's papers, its owner said."
)


def test_a_short_sentence_that_a_copy_exchanged_is_found_by_its_neighbours() -> None:
    doctored = stored(FIRE.replace("Nine", "Four"), 2)
    one = found(stored(FIRE, 1), copies=(doctored,))
    original, variant = answer_quotes(query("How many workers died in the fire in Tarn?"), [chosen(one, 1)])
    assert original.homes == ()
    assert (variant.passage, variant.text) == (doctored, "Four workers died.")


def test_a_sentence_alone_in_its_passage_has_no_neighbours_to_be_found_by() -> None:
    one = found(stored("Nine workers died.", 1), copies=(stored("Four miners fled.", 2),))
    (quote,) = answer_quotes(query("How many workers died?"), [chosen(one, 0)])
    assert quote.homes == ()


CORRECTION = (
    "An earlier version of our report on the mine said that 31 miners had died. The correct figure is 29. "
    "It rained."
)


def test_what_a_paper_said_wrongly_is_quoted_with_what_is_right() -> None:
    asked = query("How many miners died in the mine?")
    one = found(stored(CORRECTION))
    (quote,) = answer_quotes(asked, [chosen(one, 0)])
    assert quote.text == CORRECTION.removesuffix(" It rained.")
    assert quote.bold is not None
    assert quote.bold.of(quote.text) == "29"


def test_a_correction_is_told_once_whichever_of_its_sentences_is_best() -> None:
    asked = query("Which miners died in the mine?")
    one = found(stored(CORRECTION))
    for order in ([0, 1], [1, 0]):
        quotes = answer_quotes(asked, [chosen(one, number) for number in order])
        assert [quote.text for quote in quotes] == [CORRECTION.removesuffix(" It rained.")]


def test_a_correction_that_says_nothing_more_is_quoted_as_it_is() -> None:
    said = "An earlier version of our report said that 31 miners had died."
    assert quoted(0, said) == said


def test_sentences_that_differ_in_a_number_are_not_the_same() -> None:
    alike = ranked(
        "The ferry had 31 leaking fuel pipes on board.", "The ferry had 37 leaking fuel pipes on board."
    )
    assert all(not quote.homes for quote in answer_quotes(SANK, alike))


def test_a_sentence_that_stands_twice_in_an_article_is_told_once() -> None:
    one = found(stored("The ferry sank because of a leak. Divers came. The ferry sank because of a leak."))
    (quote,) = answer_quotes(SANK, [chosen(one, 0), chosen(one, 2)])
    assert quote.homes == ()


def test_the_same_report_elsewhere_is_cited_at_its_own_place() -> None:
    text = "The ferry sank because of a leak."
    copies = (stored(f"Calverton. {text}", 2), stored(text, 3, at=500))
    (quote,) = answer_quotes(SANK, [chosen(found(stored(text), copies=copies), 0)])
    places = {passage.article.id: (span.start, span.end) for passage, span in quote.homes}
    assert places == {"article-2": (11, 11 + len(text)), "article-3": (500, 500 + len(text))}


def quoted(number: int, text: str = SPEECH) -> str:
    (quote,) = answer_quotes(SANK, [chosen(found(stored(text)), number)])
    assert quote.text == text[quote.span.start : quote.span.end]
    return quote.text


def test_of_several_questions_each_has_its_best_quote_and_nothing_is_told_twice() -> None:
    leak, fog, bell = ranked("The ferry sank in a storm.", "The captain is Ilse Brandt.", "The bell rang.")
    when, who = query("When did the ferry sink?"), query("Who is the captain?")
    whole = query("When did the ferry sink and who is the captain?")
    told = answers_to([(when, [leak, bell]), (who, [fog, bell]), (whole, [fog, leak, bell])])
    assert [[quote.text for quote in quotes] for quotes in told[:2]] == [[leak.text], [fog.text]]
    assert [quote.text for quote in told[2]] == [bell.text]


def test_several_questions_get_no_more_quotes_than_one() -> None:
    asked = [
        (query(f"Who is number {n}?"), ranked(*(f"Person {n}{m} is here." for m in range(5))))
        for n in range(3)
    ]
    assert sum(map(len, answers_to(asked))) <= 4


def test_who_she_is_comes_along() -> None:
    assert quoted(1) == "Captain Ilse Brandt led the rescue. She said the fire began in a pipe."


def test_a_speaker_two_sentences_before_comes_along_too() -> None:
    assert quoted(2).startswith("Captain Ilse Brandt led the rescue. She said")
    assert quoted(2).endswith("two hours.")


def test_a_sentence_with_its_own_subject_comes_alone() -> None:
    assert quoted(3) == "Divers arrived at noon."
    assert quoted(0) == "Captain Ilse Brandt led the rescue."


def test_words_in_quotation_marks_bring_their_speaker() -> None:
    text = "Ilse Brandt was calm. “A leaking pipe is the reason for the fire.” Divers came."
    assert quoted(1, text).startswith("Ilse Brandt was calm. “A leaking")


def test_a_heading_or_a_very_long_sentence_is_no_lead_in() -> None:
    said = "She said the fire began in a pipe."
    assert quoted(1, f"Voices from the rescue\n\n{said}") == said
    assert quoted(1, f"Ilse Brandt {'and her crew ' * 40}came. {said}") == said


def test_the_first_sentence_of_a_passage_needs_none_before() -> None:
    assert quoted(0, "She said the fire began in a pipe.") == "She said the fire began in a pipe."


def test_bold_words_are_found_again_behind_a_lead_in() -> None:
    text = "Ilse Brandt spoke. She said the ferry sank because a pipe leaked."
    (quote,) = answer_quotes(SANK, [chosen(found(stored(text)), 1)])
    assert quote.bold is not None
    assert quote.bold.of(quote.text) == "because a pipe leaked"


@given(st.permutations(range(4)), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_no_words_are_quoted_twice(order: list[int], scores: list[float]) -> None:
    one = found(stored(SPEECH))
    sentences = sorted(
        (chosen(one, number, score=scores[number]) for number in order), key=lambda s: -s.score
    )
    spans = sorted((quote.span.start, quote.span.end) for quote in answer_quotes(SANK, sentences))
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


DAYS = {1: date(2020, 3, 20), 2: None, 3: date(2020, 1, 8)}


def told_in_order(question: str) -> list[int]:
    texts = {
        1: "Dockers ended their strike.",
        2: "Owners made an offer to dockers.",
        3: "A strike began at the docks.",
    }
    passages = [found(stored(text, number, published=DAYS[number])) for number, text in texts.items()]
    return [
        quote.passage.article.number
        for quote in answer_quotes(query(question), [chosen(p, 0) for p in passages])
    ]


def test_a_question_about_the_course_of_things_is_answered_in_the_order_of_time() -> None:
    assert told_in_order("What was the course of the dock strike?") == [3, 1, 2]


def test_other_questions_are_answered_best_first() -> None:
    assert told_in_order("Describe the dock strike") == [1, 2, 3]


def test_a_sentence_that_the_reader_doubts_has_nothing_in_bold_unless_it_is_the_first() -> None:
    texts = (
        "Brandt drove the tram to the harbour.",
        "Lindqvist spoke.",
        "Amrein sold the tickets.",
    )
    read = [
        replace(one, read=score, answer=Span(0, 6))
        for one, score in zip(ranked(*texts), (-2.0, -1.0, 1.0), strict=True)
    ]
    bold = [quote.bold for quote in answer_quotes(SANK, read)]
    assert bold == [Span(0, 6), None, Span(0, 6)]


def test_in_a_language_that_no_network_knows_nothing_is_bold_and_no_filler_quoted() -> None:
    asked = in_language(query("Сколько человек погибло при взрыве на шахте?"), "ru")
    best, *others = ranked(
        "При взрыве на шахте погиб 51 человек.", "Театр откроет сезон.", "Банк снизил ставку."
    )
    less = [chosen(other.found, 0, score=other.score, coverage=0.5) for other in others]
    (told,) = answer_quotes(asked, [best, *less])
    assert told.text.startswith("При взрыве")
    assert told.bold is None


def test_nothing_is_bold_outside_english() -> None:
    asked = in_language(query("¿Cuántos muertos dejó el terremoto?"), "es")
    told = answer_quotes(asked, ranked("El terremoto dejó 45 muertos."))
    assert [quote.bold for quote in told] == [None]
