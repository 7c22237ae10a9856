from datetime import date

import pytest

from app.page.turn import failed_turn, turn
from app.records import AnswerSentence, Claim, Conflict, DateRange
from tests.app.page_helpers import A_DAY, HOSTILE, Shown, among, article, citation, reply

ONE = article("It fell. It rose.", "1", title="Up and down", source="Le Monde", published=A_DAY)
TWO = article("It stayed.", "2", title="Still")
FELL, STAYED = citation(ONE, "It fell.", 1), citation(TWO, "It stayed.", 2)


def test_each_sentence_has_its_chips_and_a_mark_in_words() -> None:
    found = reply(
        "It **fell**. [1]\n\nIt stayed. [1][2]",
        (AnswerSentence("It fell.", (1,), "supported"), AnswerSentence("It stayed.", (1, 2), "weak")),
        (FELL, STAYED),
    )
    shown = Shown(turn(1, found, among(ONE, TWO)))
    assert shown.texts("citation") == ["1", "1", "2"]
    assert shown.texts("support") == ["✓ supported", "~ weak support"]
    assert shown.texts("answer") == ["It fell. 1✓ supportedIt stayed. 12~ weak support"]
    assert "strong" in shown.tags


def test_a_chip_is_a_button_that_says_what_it_cites() -> None:
    found = reply("It fell. [1]", (AnswerSentence("It fell.", (1,), "supported"),), (FELL,))
    chips = [
        (tag, named["aria-label"], named["data-number"])
        for tag, named in Shown(turn(1, found, among(ONE))).elements
        if named.get("class") == "citation"
    ]
    assert chips == [("button", "Source 1: Le Monde, 2 June 2020, Up and down", "1")]


def test_a_marker_that_points_at_nothing_is_not_shown() -> None:
    found = reply("It fell. [1][7]", (AnswerSentence("It fell.", (1, 7), "weak"),), (FELL,))
    assert Shown(turn(1, found, among(ONE))).texts("citation") == ["1"]


def test_a_sentence_without_a_source_keeps_its_mark() -> None:
    found = reply(
        "It fell. [1] It burned.",
        (AnswerSentence("It fell.", (1,), "supported"), AnswerSentence("It burned.", (), "unsupported")),
        (FELL,),
        engine="some-model",
    )
    assert Shown(turn(1, found, among(ONE))).texts("loose") == ["It burned. ✗ unsupported"]


def test_a_refusal_says_so_in_words_and_offers_the_nearest_articles() -> None:
    found = reply("The archive does not answer this.", (), (FELL,), answered=False)
    shown = Shown(turn(1, found, among(ONE)))
    assert shown.texts("verdict") == ["No answer in the archive"]
    assert shown.texts("nearest") == ["Nearest: 1"]
    assert shown.texts("pane-title") == ["Nearest articles"]
    assert shown.texts("support") == []


def test_figures_that_differ_stand_in_a_table_with_source_and_date() -> None:
    conflict = Conflict("people killed", (Claim("25", 1), Claim("21", 2)))
    shown = Shown(turn(1, reply("x [1]", (), (FELL, STAYED), conflicts=(conflict,)), among(ONE, TWO)))
    (table,) = shown.texts("differ")
    for words in ("people killed", "25", "Le Monde", "2 June 2020", "21", "Still", "no date given"):
        assert words in table


def test_it_says_how_the_question_was_read_and_which_dates_were_searched() -> None:
    found = reply(
        "x", question="And then?", standalone="And then? (about: the siege)",
        dates=DateRange(date(2020, 6, 1), A_DAY),
    )  # fmt: skip
    assert Shown(turn(2, found, among())).texts("read-as") == [
        "Read as: And then? (about: the siege)",
        "Searched 1 June 2020 to 2 June 2020",
    ]
    assert Shown(turn(1, reply("x"), among())).texts("read-as") == []


def test_engine_and_time_are_named() -> None:
    assert Shown(turn(1, reply("x"), among())).texts("facts") == ["quotes, no model12 ms"]


def test_a_failure_is_a_line_in_place_and_a_long_question_is_shortened() -> None:
    shown = Shown(failed_turn(3, "x" * 5000, "ask in at most 2,000 <characters>"))
    assert shown.texts("failure") == ["ask in at most 2,000 <characters>"]
    assert len(shown.texts("asked")[0]) < 400


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    one = article(text, text, title=text, source=text, url=text)
    cited = citation(one, text)
    conflict = Conflict(text, (Claim(text, 1), Claim("2", 1)))
    found = reply(
        f"{text} [1]", (AnswerSentence(text, (1,), "weak"),), (cited,),
        question=text, standalone=f"{text} {text}", conflicts=(conflict,), engine=text,
    )  # fmt: skip
    for html in (turn(1, found, among(one)), failed_turn(1, text, text)):
        shown = Shown(html)
        assert not {"script", "img", "a", "h1", "iframe", "b1"} & shown.tags
        assert not [name for _, named in shown.elements for name in named if name.startswith("on")]
        assert shown.texts("asked") == [text]
