"""Whether passages support a sentence: the check as an editor meets it."""

import string
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.check.evidence import prepared
from app.check.verdict import Checker, Evidence, Verdict
from app.judge import Judge, Judgement
from index.embedding import Encoder
from index.records import Span

PASSAGE = Evidence(
    "Fighting between rival forces in southern Tripoli has so far killed at least 25 and wounded 80, "
    "a spokesman for the health ministry said Monday. The Government of National Accord (GNA) accused "
    "Haftar of betraying it. Haftar launched his offensive on Tripoli on Thursday. But the truce was not "
    "observed by evening, according to a UN official. Turkey may send troops to Libya if the GNA asks for "
    "them. The troops entered an area some 40 kilometres (25 miles) south of Tripoli.",
    title="Fighting near Tripoli",
    source="UrduPoint",
    published=date(2019, 4, 8),
)
OTHER = Evidence(
    "Egypt supports Haftar with drones. Libya has been in turmoil since 2011.", published=date(2019, 5, 1)
)


@pytest.fixture(scope="module")
def checker(encoder: Encoder) -> Checker:
    return Checker(encoder)


def test_a_sentence_word_for_word_is_supported_and_quoted_exactly(checker: Checker) -> None:
    sentence = "Haftar launched his offensive on Tripoli on Thursday."
    verdict = checker.check(f"  “{sentence}” ", [OTHER, PASSAGE])
    assert (verdict.support, verdict.passage, verdict.score) == ("supported", 1, 1.0)
    assert verdict.quote is not None
    assert verdict.quote.of(PASSAGE.text) == sentence


def test_a_sentence_that_the_judge_doubts_is_not_simply_supported_and_its_words_are_named(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "At least twenty-five people have been killed in the fighting in southern Tripoli."
    assert checker.check(sentence, [PASSAGE]).support == "supported"
    words = Span(sentence.index("in southern"), sentence.index("."))
    monkeypatch.setattr(Judge, "judgement", lambda *_: Judgement(4.0, words))
    doubted = checker.check(sentence, [PASSAGE])
    assert doubted.support == "weak"
    assert "“in southern Tripoli”" in doubted.reason


def test_one_slip_is_told_once(checker: Checker) -> None:
    verdict = checker.check("The troops entered an area some 400 kilometres south of Tripoli.", [PASSAGE])
    assert verdict.reason.count("400") == 1


def test_the_judge_is_not_asked_about_a_sentence_word_for_word(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Judge, "judgement", lambda *_: Judgement(9.0, Span(0, 1)))
    assert (
        checker.check("Haftar launched his offensive on Tripoli on Thursday.", [PASSAGE]).support
        == "supported"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "At least twenty-five people have been killed in the fighting in southern Tripoli.",
        "Haftar was accused of betrayal by the GNA.",
        "The fighting has wounded 80 people, the health ministry said on 8 April 2019.",
        "Haftar launched the offensive on Tripoli on 4 April.",
        "The troops entered an area 40 kilometres south of Tripoli.",
        "The truce was not observed, a UN official said.",
    ],
)
def test_other_words_for_the_same_are_not_called_unsupported(checker: Checker, sentence: str) -> None:
    verdict = checker.check(sentence, [PASSAGE])
    assert verdict.support != "unsupported", verdict.reason
    assert verdict.passage == 0


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("At least 52 people were killed in the fighting in southern Tripoli.", "“52"),
        ("Fighting has so far killed at least 80 and wounded 25.", "80"),
        ("Sarraj launched his offensive on Tripoli on Thursday.", "Sarraj"),
        ("Haftar launched his offensive on Tripoli on Friday.", "Friday"),
        ("Haftar launched his offensive on Tripoli in 2017.", "2017"),
        ("The truce was observed by evening.", "not"),
        ("Haftar did not launch his offensive on Tripoli on Thursday.", "not"),
        ("Haftar accused the GNA of betraying him.", "other way round"),
        ("The troops entered an area some 40 miles south of Tripoli.", "40"),
        ("Germany won the football championship in the summer.", "Germany"),
    ],
)
def test_what_the_passage_does_not_say_is_unsupported_and_the_reason_tells_why(
    checker: Checker, sentence: str, told: str
) -> None:
    verdict = checker.check(sentence, [PASSAGE])
    assert verdict.support == "unsupported"
    assert told in verdict.reason


def test_another_figure_contradicts_and_a_foreign_matter_does_not(checker: Checker) -> None:
    assert checker.check("The fighting killed 52 and wounded 80.", [PASSAGE]).contradicted
    assert not checker.check("The price of onions in Peru doubled.", [PASSAGE]).contradicted


def test_a_possibility_told_as_a_fact_is_not_fully_supported(checker: Checker) -> None:
    assert checker.check("Turkey sent troops to Libya.", [PASSAGE]).support != "supported"


def test_facts_of_several_passages_join(checker: Checker) -> None:
    sentence = "Haftar, whom Egypt supports with drones, launched his offensive on Tripoli on Thursday."
    assert checker.check(sentence, [PASSAGE, OTHER]).support != "unsupported"
    assert checker.check(sentence, [PASSAGE]).support == "unsupported"


def test_outlet_and_date_of_publication_count_as_evidence(checker: Checker) -> None:
    assert (
        checker.check("According to UrduPoint, the GNA accused Haftar.", [PASSAGE]).support != "unsupported"
    )
    assert checker.check("According to Reuters, the GNA accused Haftar.", [PASSAGE]).support == "unsupported"


def test_the_score_finds_the_passage_that_supports(checker: Checker) -> None:
    sentence = "Haftar is supported by Egypt with drones."
    scores = [checker.check(sentence, [one]).score for one in (PASSAGE, OTHER)]
    assert scores[0] < 0.5 < scores[1]


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("Here is what the articles say:", "supported"),
        ("In summary:", "supported"),
        ("", "weak"),
        ("***", "weak"),
        ("Who killed 25 people in Tripoli?", "weak"),
        ("Here is what Reuters says of the 25:", "weak"),
    ],
)
def test_what_claims_nothing_says_so(checker: Checker, sentence: str, support: str) -> None:
    verdict = checker.check(sentence, [PASSAGE])
    assert (verdict.support, verdict.quote) == (support, None)
    assert "nothing to check" in verdict.reason


def test_without_a_passage_a_claim_is_unsupported(checker: Checker) -> None:
    assert checker.check("Haftar attacked.", []).support == "unsupported"
    assert checker.check("Haftar attacked.", [Evidence(" \n ")]).support == "unsupported"


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("The troops entered an area 40 kilometres south of Tripoli, near Libya Airport.", "Airport"),
        ("Haftar’s army launched its offensive on Tripoli on Thursday, said General Haftar.", "General"),
    ],
)
def test_a_title_or_place_that_no_passage_names_leaves_a_doubt(
    checker: Checker, sentence: str, absent: str
) -> None:
    verdict = checker.check(sentence, [PASSAGE])
    assert verdict.support != "supported"
    assert f"“{absent}” is not in the passage" in verdict.reason


def test_a_form_of_address_is_nothing_to_doubt(checker: Checker) -> None:
    verdict = checker.check("Mr Haftar launched his offensive on Tripoli on Thursday.", [PASSAGE])
    assert verdict.support == "supported", verdict.reason


def test_in_other_languages_numbers_and_names_decide_and_meaning_is_not_trusted(checker: Checker) -> None:
    passage = Evidence(
        "Las fuerzas de Haftar bombardearon Trípoli el viernes y mataron a 25 civiles, según los médicos."
    )
    assert checker.check("Las tropas de Haftar mataron a 25 civiles en Trípoli.", [passage]).support == "weak"
    assert (
        checker.check("Las tropas de Haftar mataron a 52 civiles en Trípoli.", [passage]).support
        == "unsupported"
    )
    assert (
        checker.check("Las tropas de Sarraj mataron a 25 civiles en Trípoli.", [passage]).support
        == "unsupported"
    )
    assert checker.check(passage.text, [passage]).support == "supported"


def test_a_hidden_sign_neither_hides_nor_makes_a_difference(checker: Checker) -> None:
    text = "Haf\u200btar laun\u00adched his offensive on Tri\u200bpoli."
    verdict = checker.check("Haftar launched his offensive on Tripoli.", [Evidence(f"It rained. {text}")])
    assert verdict.support == "supported"
    assert verdict.quote is not None
    assert verdict.quote.of(f"It rained. {text}") == text


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("the GNA and " * 20_000, PASSAGE.text),
        ("Haftar launched 25 attacks.", "Haftar launched attacks in 24 cities. " * 2_700),
        ("1" * 2_000, "1" * 100_000),
        ("a-" * 1_000, "A-" * 50_000),
        ("2 June 2020 " * 150, "2 June 2020 " * 8_000),
        ("that he said " * 150, "that he said that " * 3_000),
        ("\x00\ud800\xff 25 " * 300, "\x00\ud800\xff 24 " * 10_000),
    ],
)
def test_hostile_text_takes_bounded_time(checker: Checker, sentence: str, text: str) -> None:
    assert isinstance(checker.check(sentence, [Evidence(text)]), Verdict)


_TEXTS = st.text(alphabet=string.printable + "“”’–éß\u200b\u0301\ud800的ا", max_size=120)
_SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_SENTENCES = [span.of(PASSAGE.text) for span in prepared(PASSAGE).spans]
_WITH_NUMBERS = [
    (sentence, number) for sentence in _SENTENCES for number in ("25", "80", "40") if number in sentence
]


@_SLOW
@given(sentence=_TEXTS, text=_TEXTS)
def test_it_never_raises_and_quotes_what_is_there(checker: Checker, sentence: str, text: str) -> None:
    verdict = checker.check(sentence, [Evidence(text)])
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.reason
    assert verdict.quote is None or 0 <= verdict.quote.start < verdict.quote.end <= len(text)


@_SLOW
@given(
    sentence=st.sampled_from(_SENTENCES), before=_TEXTS, space=st.sampled_from([" ", "\n", "  ", "\u00a0"])
)
def test_a_sentence_of_the_passage_is_always_supported(
    checker: Checker, sentence: str, before: str, space: str
) -> None:
    evidence = [Evidence(before), PASSAGE]
    assert checker.check(sentence.replace(" ", space), evidence).support == "supported"


@_SLOW
@given(chosen=st.sampled_from(_WITH_NUMBERS), other=st.integers(2, 9_999))
def test_a_changed_number_is_never_supported(checker: Checker, chosen: tuple[str, str], other: int) -> None:
    sentence, number = chosen
    assume(str(other) != number)
    assert checker.check(sentence.replace(number, str(other), 1), [PASSAGE]).support != "supported"
