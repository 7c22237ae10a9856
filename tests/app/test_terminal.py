import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answer import escaped, markdown
from app.records import AnswerSentence, Citation, Claim, Conflict, Usage
from app.terminal import show
from index.records import Span
from tests.app.made import quote
from tests.evaluation.fakes import make_reply


def printed(capsys: pytest.CaptureFixture[str], **reply: object) -> str:
    capsys.readouterr()
    show(make_reply(**reply))
    return capsys.readouterr().out


def test_an_answer_comes_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    cited = Citation(1, "news/a.txt", "A title", "Post", None, None, "Nine died.", 10, 20)
    out = printed(capsys, answer="**Nine** died. [1]", citations=(cited,))
    assert "Nine died. [1]" in out
    assert "[1] A title · Post · no date given" in out
    assert "news/a.txt 10-20" in out
    assert "Sources" in out


def test_a_refusal_offers_the_nearest_articles_with_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    cited = Citation(1, "a", None, None, None, None, "Nine\ndied.", 0, 10)
    out = printed(capsys, answered=False, answer="Nothing on that.", citations=(cited,))
    assert "Nearest articles" in out
    assert "Nine died." in out


def test_a_question_that_was_completed_is_shown_as_it_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Read as: And when? (about: it)" in printed(
        capsys, question="And when?", standalone_question="And when? (about: it)"
    )
    assert "Read as" not in printed(capsys, question=" And  when?", standalone_question="And when?")


def test_figures_that_differ_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    conflict = Conflict("the dead", (Claim("9 people", 1), Claim("11 people", 2)))
    out = printed(capsys, conflicts=(conflict,))
    assert "the dead" in out
    assert "9 people [1]" in out
    assert "11 people [2]" in out


def test_which_model_answered_and_what_it_took_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    usage = Usage(1234, 5, True, 0.5, "EUR")
    out = printed(capsys, engine="tiny\x1b", usage=usage)
    assert "Answered by tiny: about 1,234 tokens sent, 5 received, 0.5000 EUR" in out
    assert printed(capsys, engine="tiny").splitlines()[-1] == "Answered by tiny"
    assert "Answered by" not in printed(capsys, engine="quotes", usage=usage)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="*_[]<>#\\`-1. ab", min_size=1, max_size=30).filter(str.strip), st.data())
def test_the_answer_is_shown_without_its_markdown(
    capsys: pytest.CaptureFixture[str], text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    bold = Span(start, data.draw(st.integers(start, len(text))))
    source = markdown([quote(text, bold)], [AnswerSentence(text, (1,), "supported")])
    first = printed(capsys, answer=source).rstrip("\n")
    assert " ".join(first.split()) == f"{' '.join(text.split())} [1]"


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_in_an_article_steers_the_terminal(capsys: pytest.CaptureFixture[str], text: str) -> None:
    evil = f"{text}\x1b[2J\x9b\u202e"
    cited = Citation(1, evil, evil, evil, None, None, evil, 0, 1)
    out = printed(capsys, answered=False, answer=escaped(evil), standalone_question=evil, citations=(cited,))
    assert not set(out) & set("\x1b\x9b\u202e\x07\x08\r")
