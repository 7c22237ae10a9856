import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.variants import alike, bears_out, difference
from index.records import Span

JAILED = (
    "A court in Palermo on Tuesday sentenced Renato Bellisai, the former mayor of Castel Mura, "
    "to six years and four months in prison for taking bribes from a construction company."
)


def exchanged(other: str, about: Span | None = None) -> tuple[str, str] | None:
    told = difference(JAILED, other, about)
    return (told.left.of(JAILED), told.right.of(other)) if told else None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("six years", "nine years", ("six years", "nine years")),
        ("six years", "16 years", ("six years", "16 years")),
        ("Palermo", "Naples", ("Palermo", "Naples")),
        ("Renato", "Rinaldo", ("Renato", "Rinaldo")),
        ("Tuesday", "Friday", ("Tuesday", "Friday")),
        ("construction", "shipping", ("construction", "shipping")),
        ("sentenced", "did not sentence", ("sentenced", "not sentence")),
    ],
)
def test_what_a_copy_exchanges_is_told_and_not_borne_out(old: str, new: str, told: tuple[str, str]) -> None:
    doctored = JAILED.replace(old, new)
    assert alike(JAILED, doctored)
    assert not bears_out(JAILED, doctored)
    assert not bears_out(doctored, JAILED)
    assert exchanged(doctored) == told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("six", "6"),
        ("Bellisai", "Belisai"),
        (" on Tuesday", ""),
        ("mayor of", "mayor of the town of"),
        ("for taking", "over taking"),
    ],
)
def test_other_spellings_and_fewer_words_are_no_exchange(old: str, new: str) -> None:
    edited = JAILED.replace(old, new)
    assert bears_out(edited, JAILED) or bears_out(JAILED, edited)
    assert exchanged(edited) is None


def test_what_a_copy_leaves_out_it_does_not_bear_out() -> None:
    shortened = JAILED.replace(" and four months", "")
    assert bears_out(shortened, JAILED)
    assert not bears_out(JAILED, shortened)


def test_of_several_exchanges_the_one_nearest_to_what_is_asked_is_told() -> None:
    doctored = JAILED.replace("six years", "nine years").replace("Palermo", "Naples")
    assert exchanged(doctored) == ("six years", "nine years")
    place = JAILED.index("court")
    assert exchanged(doctored, Span(place, place + 5)) == ("Palermo", "Naples")


def test_a_few_words_that_reports_of_other_days_share_exchange_nothing() -> None:
    one, another = "The index closed at 3,410 on Monday.", "The index closed at 3,460 on Monday."
    assert alike(one, another)
    assert difference(one, another) is None
    assert not bears_out(one, another)


def test_a_sentence_told_in_other_words_is_not_alike() -> None:
    assert not alike(JAILED, "Bellisai was jailed for six years and four months, a court in Palermo said.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_compared_spans_lie_in_their_sentences(left: str, right: str) -> None:
    told = difference(left, right)
    if told is not None:
        assert 0 <= told.left.start < told.left.end <= len(left)
        assert 0 <= told.right.start < told.right.end <= len(right)
        assert not (bears_out(left, right) and bears_out(right, left))


@given(st.text(max_size=80))
def test_every_sentence_bears_itself_out(sentence: str) -> None:
    assert bears_out(sentence, sentence)
    assert difference(sentence, sentence) is None
