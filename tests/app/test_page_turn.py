from dataclasses import replace
from datetime import date

import pytest

from app.answer import escaped
from app.conversations import Rating
from app.pack.clipping import markdown, plain_text
from app.page.turn import failed_turn, growing_turn, stopped_turn, turn
from app.records import AnswerSentence, Claim, Conflict, DateRange, Progress, RetrievedPassage, Usage
from tests.app.page_helpers import A_DAY, HOSTILE, Shown, among, article, citation, reply

ONE = article("It fell. It rose.", "1", title="Up and down", source="Le Monde", published=A_DAY)
TWO = article("It stayed.", "2", title="Still")
SUPPORTED = AnswerSentence("It fell.", (1,), "supported")
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
    assert Shown(turn(1, found, among(ONE))).texts("answer") == [
        "It fell. 1✓ supported It burned. ✗ unsupported"
    ]


def test_a_sentence_that_the_answer_lacks_is_shown_with_its_mark_all_the_same() -> None:
    found = reply("It fell. [1]", (SUPPORTED, AnswerSentence("It burned.", (), "unsupported")), (FELL,))
    assert Shown(turn(1, found, among(ONE))).texts("loose") == ["It burned. ✗ unsupported"]


def test_a_model_s_words_are_no_quotes_and_its_lists_are_lists() -> None:
    found = reply(
        "**What happened [1]**\n\n- It fell. [1]\n- It rose.",
        (
            AnswerSentence("What happened", (1,), "supported"),
            SUPPORTED,
            AnswerSentence("It rose.", (), "weak"),
        ),
        (FELL,),
        engine="tiny",
    )
    shown = Shown(turn(1, found, among(ONE)))
    assert "q" not in shown.tags
    assert [tag for tag, _ in shown.elements if tag in ("ul", "li")] == ["ul", "li", "li"]
    assert shown.texts("heading") == ["What happened 1✓ supported"]
    assert shown.texts("support") == ["✓ supported", "✓ supported", "~ weak support"]


def test_an_unsupported_sentence_is_struck_for_eye_and_ear_and_says_why() -> None:
    found = reply(
        "It fell. [1] ~~It killed 99 people.~~ [1] It rose.",
        (
            SUPPORTED,
            AnswerSentence("It killed 99 people.", (1,), "unsupported", "99 isn't in what it cites"),
            AnswerSentence("It rose.", (), "weak", "cites nothing: near to <b>[1]</b>"),
        ),
        (FELL,),
        engine="tiny",
    )
    shown = Shown(turn(1, found, among(ONE)))
    assert [tag for tag, _ in shown.elements].count("s") == 1
    (answer,) = shown.texts("answer")
    assert "Struck out: It killed 99 people. 1✗ unsupported" in answer
    assert shown.texts("reason") == [
        "✗ “It killed 99 people.”: 99 isn't in what it cites",
        "~ “It rose.”: cites nothing: near to <b>[1]</b>",
    ]


def test_a_reason_stands_where_a_citation_was_put_right_but_not_beside_what_simply_holds() -> None:
    right = "citation put right: another passage says it than the one cited"
    sentences = (
        replace(SUPPORTED, reason="all of it is there"),
        AnswerSentence("Up.", (1,), "supported", right),
    )
    found = reply("It fell. [1] Up. [1]", sentences, (FELL,), engine="tiny")
    assert Shown(turn(1, found, among(ONE))).texts("reason") == [f"✓ “Up.”: {right}"]


def test_what_went_otherwise_stands_above_the_answer() -> None:
    found = reply("It fell. [1]", (SUPPORTED,), (FELL,), notice="tiny at OpenAI: wrong key <b>")
    shown = Shown(turn(1, found, among(ONE)))
    assert shown.texts("notice") == ["Note: tiny at OpenAI: wrong key <b>"]
    assert shown.text.index("wrong key") < shown.text.index("It fell.")


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


def test_who_said_a_figure_stands_before_the_outlet_where_the_quote_names_them() -> None:
    told = citation(article("25 died, the ministry said.", "1", source="AFP"), "25 died, the ministry said.")
    conflict = Conflict("dead", (Claim("25", 1), Claim("21", 2)))
    (table,) = Shown(
        turn(1, reply("x [1]", (), (told, STAYED), conflicts=(conflict,)), among(ONE, TWO))
    ).texts("differ")
    assert "25the ministry, in AFP" in table
    assert "21Still" in table


def test_it_says_how_the_question_was_read_and_which_dates_were_searched() -> None:
    found = reply(
        "x", question="And then?", standalone="And then? (about: the siege)",
        dates=DateRange(date(2020, 6, 1), A_DAY),
    )  # fmt: skip
    shown = Shown(turn(2, found, among()))
    assert shown.texts("standalone") == ["And then? (about: the siege)"]
    assert shown.texts("read-as") == ["Read as: And then? (about: the siege) Edit"]
    assert "searched 1 June 2020 to 2 June 2020" in shown.texts("facts")[0]
    as_asked = Shown(turn(1, reply("x"), among()))
    assert as_asked.texts("read-as") == []
    assert "searched" not in as_asked.texts("facts")[0]


def test_engine_and_time_are_named() -> None:
    assert Shown(turn(1, reply("x"), among())).texts("facts") == ["quotes, no model12 ms"]


def test_what_copying_copies_travels_along_whatever_it_holds() -> None:
    cited = replace(FELL, title='"><script>alert(1)</script>')
    found = reply("It fell. [1]", (SUPPORTED,), (cited,))
    shown = Shown(turn(1, found, among(ONE)))
    assert shown.texts("copy-text") == [plain_text(found)]
    assert shown.texts("copy-markdown") == [markdown(found)]
    copies = [named["data-copy"] for _, named in shown.elements if "copy" in named.get("class", "").split()]
    assert copies == ["text", "markdown"]


def test_every_finished_turn_can_be_asked_again() -> None:
    stopped = stopped_turn(1, reply("x", answered=False), had_words=False)
    for html in (turn(1, reply("x"), among()), stopped, failed_turn(1, "What fell?", "no index")):
        assert Shown(html).texts("edit-question") == ["Edit and ask again"]
    # What isn't shown whole can't be taken up again whole.
    assert Shown(failed_turn(1, "x" * 5000, "too long")).texts("edit-question") == []


def test_it_is_rated_and_saved_as_what_it_is_kept_as() -> None:
    shown = Shown(turn(1, reply("x"), among(), kept='a"b'))
    assert shown.elements[0] == (
        "article", {"class": "turn", "data-turn": "1", "data-kept": 'a"b', "tabindex": "-1"}
    )  # fmt: skip
    kinds = [named["data-kind"] for _, named in shown.elements if named.get("class") == "pack"]
    assert kinds == ["md", "html", "pdf"]
    assert "data-kept" not in Shown(turn(1, reply("x"), among())).elements[0][1]


@pytest.mark.parametrize(
    ("rating", "pressed"),
    [(None, ["false", "false"]), (Rating(True), ["true", "false"]), (Rating(False), ["false", "true"])],
)
def test_what_its_reader_thinks_of_it_is_shown(rating: Rating | None, pressed: list[str]) -> None:
    shown = Shown(turn(1, reply("x"), among(), kept="k", rating=rating))
    thumbs = [named for _, named in shown.elements if "thumb" in named.get("class", "").split()]
    assert [named["aria-pressed"] for named in thumbs] == pressed
    assert [named["aria-label"] for named in thumbs] == ["Good answer", "Bad answer"]


def test_the_reason_for_a_rating_is_words() -> None:
    shown = Shown(turn(1, reply("x"), among(), kept="k", rating=Rating(False, '"><b>wrong')))
    assert [named["data-reason"] for _, named in shown.elements if "data-reason" in named] == ['"><b>wrong']


def test_a_course_of_events_is_drawn_below_its_answer() -> None:
    later = article("It rose again.", "3", title="Up again", published=date(2020, 7, 1))
    found = reply(
        "It fell. [1]", (SUPPORTED,), (FELL,), question="What happened?",
        passages=(RetrievedPassage("3", 0, 14, 1.0),),
    )  # fmt: skip
    shown = Shown(turn(1, found, among(ONE, later)))
    assert len([tag for tag, _ in shown.elements if tag == "figure"]) == 1
    assert "By date of publication" in shown.text
    assert (
        "figure"
        not in Shown(turn(1, replace(found, standalone_question="Who fell?"), among(ONE, later))).tags
    )


def test_articles_with_one_report_are_said_to_be_one() -> None:
    wire = "At least 25 people were killed, the ministry said."
    homes = (citation(article(wire, "1"), wire, 1), citation(article(wire, "2"), wire, 2))
    (facts,) = Shown(turn(1, reply("x [1][2]", (), homes), among())).texts("facts")
    assert facts.startswith("2 articles cited, 1 report")
    (facts,) = Shown(turn(1, reply("x [1][2]", (), (FELL, STAYED)), among())).texts("facts")
    assert facts.startswith("2 articles citedquotes")


def test_what_a_model_took_is_told() -> None:
    usage = Usage(1234, 87, True, 0.00001, "<USD>")
    assert Shown(turn(1, reply("x", engine="tiny", usage=usage), among())).texts("facts") == [
        "tiny, every sentence checkedabout 1,234 tokens sent, 87 received, under 0.0001 <USD>12 ms"
    ]


def test_a_model_that_was_not_asked_is_said_so() -> None:
    facts = Shown(turn(1, reply("No.", answered=False, engine="tiny"), among())).texts("facts")
    assert facts == ["tiny, which wasn’t asked12 ms"]


def test_a_growing_turn_shows_whole_markers_as_chips_and_says_that_it_is_unchecked() -> None:
    progress = Progress("answering", "What fell?", "It fell. [1]\n\n- It st", (FELL,))
    shown = Shown(growing_turn(4, "What fell?", "tiny", progress))
    assert shown.elements[0] == ("article", {"class": "turn pending", "data-turn": "4", "tabindex": "-1"})
    assert shown.texts("answer") == ["It fell. 1◌ uncheckedIt st"]
    assert shown.texts("stage") == ["tiny is writing. Nothing of it is checked yet."]
    assert shown.texts("read-as") == shown.texts("card") == []
    (chip,) = [named for _, named in shown.elements if named.get("class") == "citation"]
    assert "disabled" in chip


def test_a_growing_turn_has_the_same_elements_at_every_stage() -> None:
    stages = [
        Progress("searching", "And then?"),
        Progress("answering", "What fell then?"),
        Progress("checking", "What fell then?", "It fell.", ()),
    ]
    made = [Shown(growing_turn(1, "And then?", "tiny", stage)) for stage in stages]
    parts = ["turn pending", "asked", "reading", "answer written unchecked", "stage"]
    for one in made:
        assert [named["class"] for _, named in one.elements if named.get("class") in parts] == parts
    assert [one.texts("stage") for one in made][::2] == [["Searching…"], ["Checking every sentence…"]]
    assert made[1].texts("standalone") == ["What fell then?"]


def test_what_was_stopped_before_an_answer_is_no_refusal() -> None:
    refusal = reply("x", answered=False, engine="tiny", usage=Usage(10, 0, True), notice="stopped")
    shown = Shown(stopped_turn(1, refusal, had_words=False))
    assert shown.texts("stopped") == ["Stopped."]
    assert shown.texts("refusal") == []
    assert "about 10 tokens sent" in shown.texts("facts")[0]
    assert "supported" in Shown(stopped_turn(1, refusal, had_words=True)).texts("stopped")[0]


def test_a_failure_is_a_line_in_place_and_a_long_question_is_shortened() -> None:
    shown = Shown(failed_turn(3, "x" * 5000, "ask in at most 2,000 <characters>"))
    assert shown.texts("failure") == ["ask in at most 2,000 <characters>"]
    assert len(shown.texts("asked")[0]) < 400


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    one = article(text, text, title=text, source=text, url=text)
    cited = citation(one, text)
    conflict = Conflict(text, (Claim(text, 1), Claim("2", 1)))
    sentence = AnswerSentence(text, (1,), "weak", text)
    quoted = reply(
        f"{text} [1]", (sentence,), (cited,),
        question=text, standalone=f"{text} {text}", conflicts=(conflict,), engine=text, notice=text,
        usage=Usage(1, 1, False, 1.0, text),
    )  # fmt: skip
    said = replace(quoted, answer=f"**{escaped(text)}**\n\n- ~~{escaped(text)}~~ [1]")
    progress = Progress("answering", f"{text} {text}", f"- {text} [1]", (cited,))
    for html in (
        turn(1, quoted, among(one)),
        turn(1, said, among(one)),
        growing_turn(1, text, text, progress),
        stopped_turn(1, said, had_words=True),
        failed_turn(1, text, text),
        turn(1, quoted, among(one), kept=text, rating=Rating(True, text)),
    ):
        shown = Shown(html)
        live = {"script", "img", "a", "h1", "iframe", "b1", "style", "svg", "form", "input", "use"}
        assert not live & shown.tags
        assert not {"src", "href", "style", "srcdoc", "action"} & {
            name for _, named in shown.elements for name in named
        }
        assert not [name for _, named in shown.elements for name in named if name.startswith("on")]
        assert shown.texts("asked") == [text]
