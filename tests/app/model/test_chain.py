"""Answers by a model, from the question to the checked reply, over a real socket and a real index."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.archive import Archive
from app.model.refusals import REFUSAL
from app.records import Progress, Question, Reply, Turn
from app.settings import AppSettings
from index.embedding import Encoder
from index.errors import UsageError
from index.store import Store
from tests.app.press import FERRY
from tests.openai_server import STALL, Answer, OpenAIServer, Part, Pause, Stream, failure

FIRE = "Captain Ilse Brandt blamed a leaking fuel pipe for the fire."
WHO = "Who blamed a fuel pipe for the ferry fire?"
INVENTED = "The ferry was sunk by a torpedo from Ruritania."

Asking = Callable[..., AbstractContextManager[tuple[Archive, OpenAIServer]]]


@pytest.fixture
def asking(press_settings: AppSettings, encoder: Encoder) -> Asking:
    """An archive whose model is a scripted server that answers with `said`, given the request."""

    @contextmanager
    def opened(
        said: Callable[[str], Iterable[Part]] | Iterable[Part] = (), **settings: Any
    ) -> Iterator[tuple[Archive, OpenAIServer]]:
        def reply(body: dict[str, Any]) -> Iterable[Part]:
            return said(body["messages"][-1]["content"]) if callable(said) else said

        with OpenAIServer(reply=reply) as server:
            values = {**press_settings.model_dump(), "llm_model": "tiny", "llm_base_url": server.base_url}
            chosen = AppSettings.model_construct(**{**values, **settings})
            with Store.open(chosen, encoder.name) as store:
                yield Archive(store, encoder, chosen), server

    return opened


def number_of(words: str, prompt: str) -> int:
    """The number under which the passage with these words went to the model."""
    before = prompt[: prompt.index(words)]
    return int(before[before.rindex("\n[") + 2 :].partition("]")[0])


def saying(text: str, about: str = FIRE) -> Callable[[str], Iterable[str]]:
    """A model that says `text`, with # replaced by the number of the passage that has `about`."""
    return lambda prompt: [text.replace("#", str(number_of(about, prompt)))]


def test_a_cited_sentence_that_the_passage_has_is_supported(asking: Asking) -> None:
    with asking(saying("Captain Ilse Brandt blamed a leaking fuel pipe [#].")) as (archive, _):
        reply = archive.ask(Question(WHO))
        [citation] = reply.citations
        assert archive.article(citation.article_id).text[citation.start : citation.end] == FIRE
    [sentence] = reply.sentences
    assert reply.answered
    assert reply.engine == "tiny"
    assert (sentence.text, sentence.citations) == ("Captain Ilse Brandt blamed a leaking fuel pipe.", (1,))
    assert sentence.support == "supported"
    assert citation.quote == FIRE
    assert reply.answer == "Captain Ilse Brandt blamed a leaking fuel pipe. [1]"


def test_an_invention_beside_it_is_struck_out(asking: Asking) -> None:
    with asking(saying(f"{FIRE} [#] {INVENTED} [#]")) as (archive, _):
        reply = archive.ask(Question(WHO))
    assert [one.support for one in reply.sentences] == ["supported", "unsupported"]
    assert reply.sentences[1].reason
    assert f"~~{INVENTED}~~" in reply.answer


@pytest.mark.parametrize(("choice", "shown"), [("hide", False), ("show", True)])
def test_what_happens_to_the_unsupported_can_be_chosen(asking: Asking, choice: str, shown: bool) -> None:
    with asking(saying(f"{FIRE} [#] {INVENTED} [#]"), unsupported=choice) as (archive, _):
        reply = archive.ask(Question(WHO))
    assert "~~" not in reply.answer
    assert (INVENTED in reply.answer) == shown
    assert [one.support for one in reply.sentences] == ["supported", "unsupported"][: 1 + shown]
    assert bool(reply.notice) != shown


def test_a_changed_figure_is_not_supported(asking: Asking) -> None:
    said = saying("The coastguard rescued 32 passengers from the water [#].", "rescued 31 passengers")
    with asking(lambda prompt: [*said(prompt), f" {FIRE}"]) as (archive, _):
        reply = archive.ask(Question("How many passengers did the coastguard rescue?"))
    assert reply.sentences[0].support == "unsupported"
    assert "32" in reply.sentences[0].reason


def test_a_wrong_citation_is_put_right_and_says_so(asking: Asking) -> None:
    def wrong(prompt: str) -> Iterable[str]:
        right = number_of(FIRE, prompt)
        return [f"{FIRE} [{1 if right != 1 else 2}]"]

    with asking(wrong) as (archive, _):
        [sentence] = (reply := archive.ask(Question(WHO))).sentences
    assert sentence.support == "supported"
    assert "citation put right" in sentence.reason
    assert reply.citations[0].quote == FIRE


def test_a_sentence_without_citation_gets_one_where_a_passage_has_it(asking: Asking) -> None:
    with asking([FIRE]) as (archive, _):
        [sentence] = archive.ask(Question(WHO)).sentences
    assert (sentence.support, sentence.citations) == ("supported", (1,))


def test_an_answer_without_any_support_becomes_a_refusal_with_the_nearest_articles(asking: Asking) -> None:
    with asking([f"{INVENTED} [1] The king of Ruritania wept for 77 days [2]."]) as (archive, _):
        reply = archive.ask(Question(WHO))
    assert not reply.answered
    assert "torpedo" not in reply.answer
    assert reply.citations


@pytest.mark.parametrize("said", [REFUSAL, f"{REFUSAL}.", "The passages do not mention this."])
def test_a_refusal_is_recognised(asking: Asking, said: str) -> None:
    with asking([said]) as (archive, _):
        steps = list(archive.stream(Question(WHO)))
    assert not steps[-1].answered  # type: ignore[union-attr]
    # Not the mark itself, as it would be shown in Markdown, nor its beginning.
    assert not any(word in step.answer for step in steps for word in (REFUSAL[:4], "NOT", "ARCHIVE"))


def test_no_model_is_asked_where_nothing_is_near(asking: Asking) -> None:
    with asking([FIRE]) as (archive, server):
        reply = archive.ask(Question("Which enzyme unwinds the double helix of bacterial plasmids?"))
    assert not reply.answered
    assert not server.received


def test_quotes_can_be_chosen_beside_a_model(asking: Asking) -> None:
    with asking([FIRE]) as (archive, server):
        assert archive.engines == ("tiny", "quotes")
        assert archive.ask(Question(WHO), engine="quotes").engine == "quotes"
        assert not server.received
        with pytest.raises(UsageError, match="tiny or quotes"):
            archive.ask(Question(WHO), engine="huge")


def test_the_answer_grows_and_ends_checked(asking: Asking) -> None:
    pieces = [
        "Captain Ilse ",
        Pause(0.1),
        "Brandt blamed a leaking ",
        Pause(0.1),
        "fuel pipe for the fire. [",
        "1]",
    ]
    with asking(pieces) as (archive, _):
        steps = list(archive.stream(Question(WHO)))
    grown = [step.answer for step in steps if isinstance(step, Progress) and step.answer]
    assert [isinstance(step, Reply) for step in steps] == [False] * (len(steps) - 1) + [True]
    assert len(grown) >= 3
    assert grown[0] == "Captain Ilse"
    assert grown[-1].endswith("[1]")
    assert all("[" not in text for text in grown[:-1])


def test_a_model_that_fails_is_stood_in_for_by_quotes_and_that_is_said(asking: Asking) -> None:
    with asking() as (archive, server):
        server.script(failure(401, "Incorrect API key provided: sk-secret"))
        reply = archive.ask(Question(WHO))
    assert reply.engine == "quotes"
    assert reply.answered
    assert "quotes" in reply.notice
    assert "sk-secret" not in reply.notice


def test_a_broken_stream_shows_nothing_of_itself_in_the_end(asking: Asking) -> None:
    with asking() as (archive, server):
        server.script(Stream(["The ferry was "], finish=None, done=False), Answer(b"<html>", 500))
        reply = archive.ask(Question(WHO))
    assert reply.engine == "quotes"
    assert reply.answered
    assert reply.notice


def test_stopping_keeps_what_was_written_and_the_server_sees_it(asking: Asking) -> None:
    cancelled = threading.Event()
    with asking(lambda prompt: [f"{FIRE} [{number_of(FIRE, prompt)}] And then", Pause(60), " more"]) as (
        archive,
        server,
    ):
        replies = []
        for step in archive.stream(Question(WHO), cancelled=cancelled):
            if isinstance(step, Progress) and step.answer:
                cancelled.set()
            replies.append(step)
        assert server.left or not server.sent
    reply = replies[-1]
    assert isinstance(reply, Reply)
    assert [one.text for one in reply.sentences] == [FIRE]
    assert "stopped" in reply.notice


def test_what_came_before_a_lull_is_shown_during_it(asking: Asking) -> None:
    with asking([*"The ferry burned at sea", STALL], llm_between_tokens_seconds=1.0) as (archive, _):
        shown = [
            step.answer
            for step in archive.stream(Question(WHO))
            if isinstance(step, Progress) and step.stage == "answering" and step.answer
        ]
    assert shown[-1] == "The ferry burned at sea"
    assert len(shown) == len(set(shown))


def test_what_was_cut_off_is_not_shown_as_a_sentence(asking: Asking) -> None:
    with asking() as (archive, server):
        server.script(Stream([f"{FIRE} [1] The coastguard rescued 31"], finish="length"))
        reply = archive.ask(Question(WHO))
    assert [one.text for one in reply.sentences] == [FIRE]
    assert "cut off" in reply.notice


def test_tokens_are_counted_and_priced_from_the_users_table(asking: Asking, tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text('currency = "EUR"\n[models.tiny]\nprompt = 1000\ncompletion = 2000\n', encoding="utf-8")
    with asking(llm_prices=prices) as (archive, server):
        server.script(Stream([f"{FIRE} [1]"], usage=(100, 20)))
        usage = archive.ask(Question(WHO)).usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.estimated) == (100, 20, False)
    assert usage.cost == pytest.approx(0.14)
    assert usage.currency == "EUR"


def test_passages_go_fenced_with_headline_outlet_and_date(asking: Asking) -> None:
    with asking([FIRE]) as (archive, server):
        archive.ask(Question(WHO))
    [request] = server.received
    system, user = request.body["messages"]
    assert REFUSAL in system["content"]
    prompt = user["content"]
    assert prompt.count("<passage>") == prompt.count("</passage>") >= 5
    assert (
        "\nHeadline: Inquiry into ferry disaster\nOutlet: Free Tribune\nDate: 5 March 2021\nText: The"
        in prompt
    )
    assert prompt.count(FERRY[:60]) == 1
    assert WHO in prompt


def test_a_follow_up_is_made_to_stand_alone_by_the_model(asking: Asking) -> None:
    history = (Turn("user", "Who was captain of the Calverton ferry?"), Turn("assistant", "Ilse Brandt. [1]"))
    with asking() as (archive, server):
        server.script(Stream(["What did Ilse Brandt blame for the ferry fire?"]), Stream([f"{FIRE} [1]"]))
        reply = archive.ask(Question("And what did she blame?", history=history))
    assert reply.standalone_question == "What did Ilse Brandt blame for the ferry fire?"
    assert reply.usage is not None
    assert reply.usage.prompt_tokens == 20


@pytest.mark.parametrize(
    "nonsense",
    ["What did Napoleon blame in 1815?", "I can't help with that. " * 60, "Bananas are yellow.", "\n \n x"],
)
def test_what_the_model_makes_up_is_no_question(asking: Asking, nonsense: str) -> None:
    history = (Turn("user", "Who was captain of the Calverton ferry?"), Turn("assistant", "Ilse Brandt."))
    with asking() as (archive, server):
        server.script(Stream([nonsense]), Stream([f"{FIRE} [1]"]))
        standalone = archive.ask(Question("And what did she blame?", history=history)).standalone_question
    assert standalone != nonsense
    assert "blame" in standalone
    assert "Napoleon" not in standalone


def test_a_silent_model_is_waited_for_once(asking: Asking) -> None:
    history = (Turn("user", "Who was captain of the Calverton ferry?"), Turn("assistant", "Ilse Brandt."))
    with asking(llm_first_token_seconds=0.3) as (archive, server):
        server.script(Stream([STALL]), Stream([f"{FIRE} [1]"]))
        reply = archive.ask(Question("And what did she blame for the fire?", history=history))
    assert reply.engine == "quotes"
    assert "gave no answer in 0.3 s" in reply.notice
    assert len(server.received) == 1


def test_a_follow_up_that_a_model_makes_too_long_is_taken_otherwise(asking: Asking) -> None:
    history = (Turn("user", "Who was captain of the Calverton ferry?"), Turn("assistant", "Ilse Brandt."))
    typed = "And what did she blame for the fire? " + "It burned all night long. " * 16
    with asking() as (archive, server):
        server.script(Stream([typed * 5]), Stream([f"{FIRE} [1]"]))
        reply = archive.ask(Question(typed, history=history))
    assert reply.answered
    assert len(reply.standalone_question) < len(typed) + 400


def test_no_room_for_passages_is_a_setting_to_change(asking: Asking) -> None:
    with (
        asking([FIRE], llm_context_tokens=1_100, llm_answer_tokens=1_000) as (archive, _),
        pytest.raises(UsageError, match="CITEWIRE_LLM_CONTEXT_TOKENS"),
    ):
        archive.ask(Question(WHO))
