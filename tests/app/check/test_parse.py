"""The parser: offline, quiet, once."""

import sys
from concurrent.futures import ThreadPoolExecutor

from app.check.clauses import Sentence
from app.check.parse import parse
from tests.conftest import RunOffline


def words(sentence: Sentence, positions: tuple[int, ...]) -> str:
    return " ".join(sentence.words[at].text for at in positions)


def told(text: str) -> list[tuple[str, str, str]]:
    sentence = Sentence(parse([text])[0])
    return [
        (sentence.words[one.verb].lemma, words(sentence, one.subject), words(sentence, one.object))
        for one in sentence.clauses
    ]


def test_words_keep_their_offsets() -> None:
    text = "Haftar’s forces left Tripoli."
    assert all(text[word.start : word.end] == word.text for word in parse([text])[0])


def test_active_and_passive_voice_give_the_same_clause() -> None:
    assert told("The GNA accused Haftar.") == told("Haftar was accused by the GNA.")


def test_denials_are_seen_in_auxiliaries_determiners_and_verbs_above() -> None:
    texts = ["They did not leave.", "No troops left.", "They refused to leave.", "They never left."]
    sentences = [Sentence(words) for words in parse(texts)]
    assert all(sentence.clauses[-1].denied for sentence in sentences)
    assert not any(one.denied for one in Sentence(parse(["They left."])[0]).clauses)


def test_what_is_planned_or_possible_is_less_certain_than_what_was_done() -> None:
    texts = ["They left.", "They will leave.", "They may leave.", "They plan to leave."]
    certain = [Sentence(words).clauses[-1].certainty for words in parse(texts)]
    assert certain == [2, 1, 0, 0]


def test_threads_may_parse_at_the_same_time() -> None:
    texts = [f"Town {number} was taken by the rebels." for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        parsed = list(pool.map(lambda text: parse([text])[0], texts))
    assert [one[1].text for one in parsed] == [str(number) for number in range(20)]


def test_a_long_heap_of_words_is_parsed_in_part() -> None:
    assert len(parse(["and that he said " * 5_000])[0]) < 1_000


def test_it_needs_no_network_and_gives_no_warning(run_offline: RunOffline) -> None:
    script = "from app.check.parse import parse; print(len(parse(['Haftar left.'])[0]))"
    done = run_offline([sys.executable, "-W", "error", "-c", script])
    assert (done.stdout.strip(), done.stderr) == ("3", "")
