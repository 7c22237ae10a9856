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


TOLL = "The blast killed 12 people and injured 30 others at the Norvik refinery on Monday."


@pytest.mark.parametrize(
    ("one", "another", "told"),
    [
        (
            TOLL,
            TOLL.replace("12", "x").replace("30", "12").replace("x", "30"),
            ("number", "12 people", "30 people"),
        ),
        (
            "The bomb killed 12 people in Norvik and 30 people in Talsk on Monday night.",
            "The bomb killed 30 people in Norvik and 12 people in Talsk on Monday night.",
            ("number", "12 people", "30 people"),
        ),
        (
            "Six miners were killed and six were hurt in the blast at Norvik, the company said.",
            "Six miners were killed and sixteen were hurt in the blast at Norvik, the company said.",
            ("number", "six", "sixteen"),
        ),
        (
            "Turnout in the Talsk vote was 63 percent, up from 58 percent in 2027.",
            "Turnout in the Talsk vote was 58 percent, up from 63 percent in 2027.",
            ("number", "63 percent", "58 percent"),
        ),
        (
            "The Alma Grace left Norvik at 11:40 p.m. on Sunday for Port Ellis with 22 crew.",
            "The Alma Grace left Port Ellis at 11:40 p.m. on Sunday for Norvik with 22 crew.",
            ("name", "Norvik", "Port Ellis"),
        ),
        (
            "Captain John Reid blamed engineer Ana Holt for the fire on board, police said.",
            "Captain Ana Holt blamed engineer John Reid for the fire on board, police said.",
            ("name", "John Reid", "Ana Holt"),
        ),
        (
            "The rebels attacked an army post near Oran on Saturday, the army said.",
            "The army attacked a rebel post near Oran on Saturday, the rebels said.",
            ("word", "rebels", "army"),
        ),
        (
            "Rita Vall did not approve the Hurn dam but she will vote for the new budget, her office said.",
            "Rita Vall did approve the Hurn dam but she will not vote for the new budget, her office said.",
            ("denial", "not approve", "approve"),
        ),
    ],
)
def test_facts_that_trade_places_are_told_and_not_borne_out(
    one: str, another: str, told: tuple[str, str, str]
) -> None:
    found = difference(one, another)
    assert found is not None
    assert (found.kind, found.left.of(one), found.right.of(another)) == told
    assert not bears_out(one, another)
    assert not bears_out(another, one)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (
            "The convoy drove from Norvik to Talsk on Friday with 40 tonnes of aid.",
            "The convoy drove from Talsk to Norvik on Friday with 40 tonnes of aid.",
        ),
        (
            "Rovers defeated Athletic in the Skerry Cup final on Sunday evening.",
            "Athletic were defeated by Rovers in the Skerry Cup final on Sunday evening.",
        ),
    ],
)
def test_names_in_another_order_bear_nothing_out_and_are_no_exchange_for_certain(
    one: str, another: str
) -> None:
    assert not bears_out(one, another)
    assert difference(one, another) is None


def test_a_clause_that_moved_as_a_whole_is_borne_out() -> None:
    one = "The ferry sank off Skarn because of a leaking fuel pipe."
    moved = "Because of a leaking fuel pipe the ferry sank off Skarn."
    assert bears_out(one, moved)
    assert difference(one, moved) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("won", "lost"),
        ("damaged", "destroyed"),
        ("US", "UN"),
        ("WHO", "EU"),
        ("in May", "in June"),
        ("before", "after"),
        ("$40 million", "€40 million"),
        ("12 percent", "12"),
        ("4:40 a.m.", "4:40 p.m."),
        ("7A", "7B"),
        ("One hundred and twelve", "One hundred and twenty"),
        ("the third", "the fourth"),
        ("half", "a quarter"),
    ],
)
def test_words_with_a_job_a_like_meaning_or_the_same_digits_are_still_different(old: str, new: str) -> None:
    before = (
        f"The mayor of Norvik told reporters on Sunday that {old} was what the report on the bridge said."
    )
    after = before.replace(old, new)
    assert alike(before, after)
    assert not bears_out(before, after)
    assert difference(before, after) is not None


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("$40 million", "$40m"),
        ("$40 million", "US$40 million"),
        ("One hundred and twelve", "112"),
        ("U.S.", "US"),
        ("12 percent", "12%"),
        ("4:40 p.m.", "16:40"),
        ("a third", "one third"),
        ("24-year-old", "24"),
        ("the 14th of May", "the 14 May"),
    ],
)
def test_other_ways_to_write_a_number_or_a_name_are_borne_out(written: str, otherwise: str) -> None:
    one = f"The mayor of Norvik told reporters on Sunday of {written} of it in the report."
    assert bears_out(one, one.replace(written, otherwise))
    assert difference(one, one.replace(written, otherwise)) is None


@pytest.mark.parametrize(
    ("sent", "otherwise"),
    [
        ("OSLO, Sept 9 (Reuters) – ", "OSLO, Sept 9 (AFP) – "),
        ("OSLO (NTB) — ", "BERGEN, Norway (AP) -- "),
        ("NEW YORK, 4 May (dpa-AFX) - ", ""),
    ],
)
def test_where_and_by_whom_it_was_sent_is_no_exchange(sent: str, otherwise: str) -> None:
    told = "The ferry company said on Thursday that 12 passengers had been hurt in the harbour."
    assert difference(f"{sent}{told}", f"{otherwise}{told}", of_one_report=True) is None
    assert bears_out(f"{sent}{told}", f"{otherwise}{told}")
    changed = difference(f"{sent}{told}", f"{otherwise}{told.replace('12', '21')}", of_one_report=True)
    assert changed is not None
    assert changed.left.of(f"{sent}{told}") == "12 passengers"


def test_sentences_of_one_report_may_be_short() -> None:
    told = difference("Nine workers died.", "Four workers died.", of_one_report=True)
    assert told is not None
    assert difference("Nine workers died.", "It rained.", of_one_report=True) is None


WORDS = (
    "Norvik",
    "Talsk",
    "six",
    "12",
    "40%",
    "$40m",
    "not",
    "days",
    "killed",
    "and",
    "by",
    "US",
    "May",
    "7A",
)
NEWS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
SENTENCES = st.one_of(st.text(max_size=80), NEWS)


@given(SENTENCES, SENTENCES, st.booleans())
def test_whatever_is_compared_spans_lie_in_their_sentences(left: str, right: str, copied: bool) -> None:
    told = difference(left, right, of_one_report=copied)
    if told is not None:
        assert 0 <= told.left.start < told.left.end <= len(left)
        assert 0 <= told.right.start < told.right.end <= len(right)
        assert not (bears_out(left, right) and bears_out(right, left))


@given(st.text(max_size=80))
def test_every_sentence_bears_itself_out(sentence: str) -> None:
    assert bears_out(sentence, sentence)
    assert difference(sentence, sentence) is None
