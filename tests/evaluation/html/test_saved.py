import json
from pathlib import Path

import pytest

from evaluation.html.saved import read_run
from index.errors import UsageError
from tests.evaluation.html.made import SMALL, write_run


def test_a_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path))
    assert [item.gold.id for item in run.asked] == [item.gold.id for item in SMALL]
    assert [item.row.values for item in run.asked] == [item.row.values for item in SMALL]
    assert [item.kept_back is not None for item in run.asked] == [False, False, True, False, False]
    first = run.asked[0].reply
    assert first is not None
    assert SMALL[0].reply is not None
    assert first.citations == SMALL[0].reply.citations
    assert run.about["engine"] == "quotes"
    assert run.summary.intervals["refused_rightly"].high <= 1.0


def test_an_older_run_has_no_intervals_and_maybe_no_kept_back_answers(tmp_path: Path) -> None:
    scores = json.loads((write_run(tmp_path) / "scores.json").read_text())
    for name in ("intervals", "intervals_by_kind", "intervals_of_areas"):
        del scores["summary"][name]
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    (tmp_path / "kept_back.jsonl").unlink()
    run = read_run(tmp_path)
    assert run.summary.intervals == {}
    assert run.asked[2].kept_back is None


def test_values_that_are_null_are_no_values(tmp_path: Path) -> None:
    scores = json.loads((write_run(tmp_path) / "scores.json").read_text())
    scores["questions"][0]["values"]["complete"] = None
    scores["questions"][0]["confidence"] = None
    scores["summary"]["means"]["odd"] = {"value": None, "count": 0}
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    run = read_run(tmp_path)
    assert "complete" not in run.asked[0].row.values
    assert "odd" not in run.summary.means


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("scores.json", None, "is not there: name a folder"),
        ("questions.jsonl", None, "can't be read"),
        ("predictions.jsonl", None, "can't be read"),
        ("scores.json", b"\x80\xff", "can't be read"),
        ("scores.json", b"{", "is damaged"),
        ("scores.json", b"[" * 100_000, "is damaged"),
        (
            "scores.json",
            b'{"summary": {"means": {"a": {"value": "x", "count": 1}}}, "questions": []}',
            "damaged",
        ),
        ("scores.json", b'{"summary": {}, "questions": []}', "no question in common"),
        ("predictions.jsonl", b'{"id": "sings"}\n', "line 1 is not a reply"),
        ("predictions.jsonl", b"[]\n", "line 1 is not a reply"),
    ],
)
def test_a_damaged_run_is_one_clear_line(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    path = write_run(tmp_path) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as raised:
        read_run(tmp_path)
    assert "\n" not in str(raised.value)
