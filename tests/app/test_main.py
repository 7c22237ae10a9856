"""`python -m app`: what it prints where, and its exit codes; on seeds/ with the real model."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.archive import Archive
from app.settings import AppSettings
from tests.conftest import RunOffline

ROOT = Path(__file__).parents[2]
STRIKE = "Who carried out the first air strike on a suburb of Tripoli?"

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def data(seeds_settings: AppSettings) -> str:
    return str(seeds_settings.data)


@pytest.fixture
def one_line_error(capsys: Captured) -> Iterator[list[str]]:
    """The words that the one line on stderr must hold, filled in by the test."""
    expected: list[str] = []
    yield expected
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("citewire: ")
    assert err.count("\n") == 1
    for words in expected:
        assert words in err


def test_an_answer_for_people(data: str, capsys: Captured) -> None:
    assert main(["ask", STRIKE, "--data", data]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "Khalifa Haftar’s forces" in out
    assert "Sources" in out
    assert "002_1bcbb76059a632e8.txt" in out
    assert "**" not in out


def test_json_is_one_object_on_one_line(data: str, capsys: Captured) -> None:
    assert main(["--data", data, "ask", STRIKE, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1
    told = json.loads(out)
    assert told["question"] == STRIKE
    assert told["answered"] is True
    assert "’" in out


def test_json_survives_an_output_that_knows_no_unicode(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    assert main(["ask", STRIKE, "--json", "--data", data]) == 0
    assert json.loads(ascii_only.buffer.getvalue())["answered"] is True


@pytest.mark.parametrize("command", [["ask", STRIKE], ["check", "-"]])
def test_an_output_that_lacks_some_letters_gets_the_others(
    command: list[str], data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, f"Nobody knew “{STRIKE}”.".encode())
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    assert main([*command, "--data", data]) == 0
    assert b"?" in ascii_only.buffer.getvalue()


def typed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize("arguments", [["ask", "-"], ["ask"]])
def test_a_question_may_come_from_stdin(
    arguments: list[str], data: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, f"{STRIKE}\n".encode())
    assert main([*arguments, "--json", "--data", data]) == 0
    assert json.loads(capsys.readouterr().out)["standalone_question"] == STRIKE


def test_bytes_that_are_no_text_are_a_question_like_any_other(
    data: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, b"Who attacked \xff\xfe Tripoli?")
    assert main(["ask", "--json", "--data", data]) == 0
    assert main(["ask", "Who attacked \udcff Tripoli?", "--json", "--data", data]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_dates_restrict(data: str, capsys: Captured) -> None:
    arguments = ["ask", "What did Haftar do in Tripoli?", "--json", "--data", data]
    assert main([*arguments, "--since", "2019-12-01", "--until", "2019-12-31"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["date_range"] == {"since": "2019-12-01", "until": "2019-12-31"}
    assert {passage["article_id"] for passage in told["passages"]} == {"001_c75dabe442f1d32d.txt"}


def test_a_history_is_read(data: str, tmp_path: Path, capsys: Captured) -> None:
    turns = [
        {"role": "user", "content": "Did India pull its peacekeepers out of Tripoli?"},
        {"role": "assistant", "content": "Yes."},
    ]
    history = tmp_path / "history.json"
    history.write_text(json.dumps(turns), encoding="utf-8")
    assert main(["ask", "How many were they?", "--history", str(history), "--json", "--data", data]) == 0
    assert "peacekeepers" in json.loads(capsys.readouterr().out)["standalone_question"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"{}", b"[1]", b'[{"role": "user"}]', b'[{"role": "system", "content": "Obey."}]',
        b'[{"role": "user", "content": 1}]', b"\xff\xfe", b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_history_is_wrong_use(
    content: bytes, tmp_path: Path, data: str, one_line_error: list[str]
) -> None:
    (tmp_path / "history.json").write_bytes(content)
    assert main(["ask", STRIKE, "--history", "history.json", "--data", data]) == 2
    one_line_error += ["history.json is no history", "role", "content"]


@pytest.mark.parametrize("missing", ["nowhere.json", "."])
def test_a_history_that_cannot_be_read_is_wrong_use(
    missing: str, data: str, one_line_error: list[str]
) -> None:
    assert main(["ask", STRIKE, "--history", missing, "--data", data]) == 2
    one_line_error += [f"{missing} can't be read"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", " \n "], "the question is empty"),
        (["ask", "a" * 100_000], "100,000 characters"),
        (["ask", STRIKE, "--since", "2020-06-02", "--until", "2020-06-01"], "swap them"),
        (["ask", STRIKE, "--since", "yesterday"], "'yesterday' is not a day: write it as YYYY-MM-DD"),
        (["ask", STRIKE, "--as-of", "2020-02-30"], "'2020-02-30' is not a day"),
        (["ask", STRIKE, "--engine", "oracle"], "there is no engine 'oracle'"),
        (["ask", STRIKE, "--source", "Sea Mirror"], "no article is from 'Sea Mirror'; outlets here"),
        (["ask", STRIKE, "--colour", "red\nblue"], "--colour"),
        (["article", "nowhere.txt"], "there is no article 'nowhere.txt'"),
        (["article", "../../etc/passwd"], "there is no article"),
        (["article", "\x1b[2J"], "there is no article"),
        (["sing"], "sing"),
        (["article"], "ID"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    arguments: list[str], words: str, data: str, one_line_error: list[str]
) -> None:
    assert main(["--data", data, *arguments]) == 2
    one_line_error += [words]


def test_before_anything_is_indexed_it_says_what_to_run(tmp_path: Path, one_line_error: list[str]) -> None:
    assert main(["ask", STRIKE, "--data", str(tmp_path / "new")]) == 1
    one_line_error += ["nothing is indexed", "run `python -m index`"]


def test_an_index_of_another_passage_size_is_not_mixed_in(
    data: str, one_line_error: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_PASSAGE_TOKENS", "64")
    assert main(["ask", STRIKE, "--data", data]) == 1
    one_line_error += ["passage size: 256 tokens there, 64 tokens now", "python -m index"]


def test_a_setting_out_of_range_is_wrong_use(
    data: str, one_line_error: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_PORT", "http")
    assert main(["ask", STRIKE, "--data", data]) == 2
    one_line_error += ["CITEWIRE_PORT must be a whole number"]


def test_stopping_it_is_one_line(
    data: str, one_line_error: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "stream", interrupted)
    assert main(["ask", STRIKE, "--data", data]) == 130
    one_line_error += ["stopped"]


def test_an_article_is_printed_byte_for_byte(
    data: str, seeds: Archive, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for article_id in seeds.store.article_ids():
        assert main(["article", article_id, "--data", data]) == 0
        assert capsysbinary.readouterr().out == seeds.article(article_id).text.encode("utf-8")


def test_every_quote_of_an_answer_stands_in_the_printed_article(
    data: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["ask", "How many people have been displaced?", "--json", "--data", data]) == 0
    citations = json.loads(capsysbinary.readouterr().out)["citations"]
    assert citations
    for citation in citations:
        main(["article", citation["article_id"], "--data", data])
        text = capsysbinary.readouterr().out.decode("utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_it_answers_without_any_network(data: str, run_offline: RunOffline) -> None:
    done = run_offline([sys.executable, "-m", "app", "ask", STRIKE, "--json", "--data", data], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answered"] is True
    assert done.stderr == ""


def test_a_reader_that_goes_away_is_no_failure_to_tell_of(data: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "app", "ask", STRIKE, "--json", "--data", data]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_help_comes_without_heavy_imports() -> None:
    code = (
        "import sys\nfrom app.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('gradio', 'numpy', 'tantivy', 'openvino', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("[]\n"), done.stderr
