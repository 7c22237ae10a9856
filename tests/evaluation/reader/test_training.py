"""How the reader is trained and exported; runs where torch and onnx are (docs/READER.md), in neither lock."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.reader import Text, network_inputs, word_pieces
from index.encoder import read_tokenizer
from index.inference import openvino
from index.sentences import sentences
from tests.evaluation.sets import FERRY, FIRE, TRAM

WHY = "needs torch and onnx, which only those have who train the reader (docs/READER.md)"
torch: Any = pytest.importorskip("torch", reason=WHY)
pytest.importorskip("onnx", reason=WHY)
pytestmark = pytest.mark.filterwarnings("ignore")  # what torch says of its own parts

QUESTION, ANSWER = "How many passengers were rescued?", "31 passengers"


def drawn() -> random.Random:
    return random.Random(1)  # noqa: S311 - draws passages, no secrets


def passage(text: str) -> Text:
    return Text("", text, tuple(sentences(text)))


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    """Weights of a BERT of MiniLM's shape, drawn at random, by their usual names."""
    torch.manual_seed(1)
    width, inner, pieces = 384, 1536, 30_522
    shapes = {
        "attention.self.query": (width, width), "attention.self.key": (width, width),
        "attention.self.value": (width, width), "attention.output.dense": (width, width),
        "intermediate.dense": (inner, width), "output.dense": (width, inner),
    }  # fmt: skip
    made = {
        "embeddings.word_embeddings.weight": torch.randn(pieces, width),
        "embeddings.position_embeddings.weight": torch.randn(512, width),
        "embeddings.token_type_embeddings.weight": torch.randn(2, width),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(6):
        prefix = f"encoder.layer.{layer}."
        for name, shape in shapes.items():
            made[f"{prefix}{name}.weight"] = torch.randn(shape) * 0.05
            made[f"{prefix}{name}.bias"] = torch.randn(shape[0]) * 0.05
        norms += [f"{prefix}attention.output.LayerNorm", f"{prefix}output.LayerNorm"]
    for norm in norms:
        made |= {f"{norm}.weight": torch.ones(width), f"{norm}.bias": torch.zeros(width)}
    return made


def read(reader: Any, weights: dict[str, Any], *texts: str) -> tuple[Any, Any, dict[str, Any]]:
    """The scores and borders of passages as `reader` has them, and what it was given."""
    from evaluation.reader.network import Embeddings

    pieces = word_pieces(read_tokenizer(), QUESTION, [passage(text) for text in texts])
    arrays = network_inputs(pieces)
    given = {name: torch.from_numpy(array) for name, array in arrays.items()}
    with torch.no_grad():
        embedded = Embeddings(weights)(given["input_ids"], given["token_type_ids"])
        scores, borders = reader(embedded, given["mask"], given["pool"])
    return scores, borders, {"embedded": embedded.numpy(), "mask": arrays["mask"], "pool": arrays["pool"]}


def test_a_passage_is_scored_the_same_alone_and_beside_a_longer_one(weights: dict[str, Any]) -> None:
    from evaluation.reader.network import started_from

    reader = started_from(weights).eval()
    alone, _, _ = read(reader, weights, FERRY)
    beside, _, _ = read(reader, weights, FERRY, " ".join([TRAM, FIRE] * 8))
    assert alone[0, :2].numpy() == pytest.approx(beside[0, :2].numpy(), abs=1e-3)


def test_the_layers_start_as_the_bert_that_they_come_from(weights: dict[str, Any]) -> None:
    from evaluation.reader.network import started_from

    functional = torch.nn.functional
    layer = started_from(weights).layers[0]
    states = torch.randn(2, 5, 384)
    open_, closed = torch.zeros(2, 1, 1, 5), torch.zeros(2, 1, 1, 5)
    closed[1, ..., 3:] = -1e4

    def own(name: str, given: Any) -> Any:
        prefix = f"encoder.layer.0.{name}"
        return functional.linear(given, weights[f"{prefix}.weight"], weights[f"{prefix}.bias"])

    for bias in (open_, closed):
        heads = [
            own(f"attention.self.{part}", states).unflatten(-1, (12, 32)).transpose(1, 2)
            for part in ("query", "key", "value")
        ]
        mixed = functional.scaled_dot_product_attention(*heads, attn_mask=bias).transpose(1, 2).flatten(2)
        attended = functional.layer_norm(states + own("attention.output.dense", mixed), (384,))
        inner = own("output.dense", functional.gelu(own("intermediate.dense", attended)))
        wanted = functional.layer_norm(attended + inner, (384,))
        assert torch.allclose(layer(states, bias), wanted, atol=1e-3)


def example(question: str, answers: list[str], *texts: str) -> Any:
    from evaluation.reader.train import Example, Passage

    read_ = [passage(text) for text in texts]
    holds = [tuple(any(a in span.of(one.text) for a in answers) for span in one.sentences) for one in read_]
    return Example(question, tuple(answers), tuple(map(Passage, read_, holds)))


def test_the_borders_that_are_learned_are_those_of_the_answer() -> None:
    from evaluation.reader.train import _batch

    batch = _batch(read_tokenizer(), [example(QUESTION, [ANSWER], FERRY)], drawn())
    [(row, first, last)] = batch.borders
    spans = batch.pieces[row].spans
    assert FERRY[spans[first, 0] : spans[last, 1]] == ANSWER
    assert batch.questions == [[(0, (False, True))]]


def test_every_example_is_read_once_a_round_beside_others_of_its_length() -> None:
    from evaluation.reader.train import _batches

    short = [example(f"Was it {at} o'clock?", [], "No.") for at in range(6)]
    long = [example(f"Was it {at} o'clock?", [], FERRY) for at in range(6, 12)]
    batches = _batches([*short, *long], drawn())
    for _ in range(2):
        widths = [{len(piece.ids) for piece in next(batches).pieces} for _ in range(2)]
        assert sorted(map(len, widths)) == [1, 1]
        assert widths[0] != widths[1]


def test_training_moves_the_layers_towards_what_is_right_and_leaves_the_embeddings(
    weights: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    from evaluation.reader.network import Embeddings, started_from
    from evaluation.reader.train import train

    before = {name: value.clone() for name, value in weights.items()}
    reader = started_from(weights)
    examples = [
        example(QUESTION, [ANSWER], FERRY, TRAM, FIRE),
        example("What did the repairs cost?", ["45 million crowns"], TRAM, FERRY, FIRE),
        example("When did the market burn down?", ["Friday"], FIRE, TRAM, FERRY),
    ] * 2

    def lead() -> float:
        """How far the sentence that answers is above all others."""
        scores = read(reader.eval(), weights, FERRY, TRAM, FIRE)[0][:, :2].flatten().tolist()
        return float(scores.pop(1) - max(scores))

    untrained = lead()
    train(reader.train(), Embeddings(weights), examples, 30, drawn())
    assert lead() > max(untrained, 0) + 1
    assert all(torch.equal(before[name], weights[name]) for name in before)


def test_what_is_exported_reads_as_what_was_trained(
    weights: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evaluation.reader.export import main
    from evaluation.reader.network import started_from

    reader = started_from(weights).eval()
    torch.save(reader.state_dict(), tmp_path / "layers")
    # Of two runs on either side of it, it is the mean.
    for name, sign in (("before", -1), ("after", 1)):
        moved = {key: value + sign * 0.01 for key, value in reader.state_dict().items()}
        torch.save(moved, tmp_path / name)
    runs = [str(tmp_path / name) for name in ("before", "after")]
    monkeypatch.setattr("sys.argv", ["export", *runs, str(tmp_path / "reader.onnx")])
    assert main() == 0
    core = openvino().Core()
    network = core.compile_model(core.read_model(tmp_path / "reader.onnx"), "CPU")
    scores, borders, given = read(reader, weights, FERRY, TRAM)
    found = network(given)
    assert np.abs(found["scores"][:, :2] - scores[:, :2].numpy()).max() < 0.2
    assert found["borders"].shape == tuple(borders.shape)
    assert (tmp_path / "reader.onnx").stat().st_size < 4 * (tmp_path / "layers").stat().st_size / 10
