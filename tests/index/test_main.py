"""`python -m index`: what it prints where, and its exit codes."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.__main__ import main
from index.encoder import PassageText, PassageVectors
from index.errors import CitewireError
from index.kept_out import KeptOut
from tests.fakes import FakeEncoder
from tests.index.indexed import story, write_jsonl


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("index.embedding.make_encoder", lambda settings: FakeEncoder(settings.embedding))


def news(*articles: dict[str, Any]) -> str:
    return str(write_jsonl(Path("news/a.jsonl"), articles or [story("one"), story("two")]).parent)


def test_the_summary_is_for_people_and_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([news()]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 added, 0 updated, 0 removed, 0 unchanged, 0 failed: now 2 articles, 2 passages" in err


def test_json_is_one_object_of_the_agreed_form(capsys: pytest.CaptureFixture[str]) -> None:
    (Path(news()) / "empty.txt").touch()
    assert main(["news", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "added", "updated", "removed", "unchanged", "failed", "articles", "passages", "seconds"
    }  # fmt: skip
    assert told["added"] == told["articles"] == 2
    [failure] = told["failed"]
    assert set(failure) == {"path", "reason"}
    assert failure["path"].endswith("empty.txt")


def test_the_default_is_the_seeds_folder() -> None:
    write_jsonl(Path("seeds/a.jsonl"), [story("one")])
    assert main([]) == 0
    assert list(Path(".citewire").glob("index-*/articles.sqlite"))


def test_the_index_lives_where_data_says() -> None:
    main([news(), "--data", "elsewhere"])
    assert list(Path("elsewhere").glob("index-*/articles.sqlite"))
    assert not Path(".citewire").exists()


def test_vanished_articles_stay_with_keep(capsys: pytest.CaptureFixture[str]) -> None:
    main([news()])
    news(story("one"))
    main(["news", "--keep"])
    assert "now 2 articles" in capsys.readouterr().err
    main(["news"])
    assert "1 removed" in capsys.readouterr().err


def test_a_path_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_an_unknown_option_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--unknown"])
    assert caught.value.code == 2


def test_a_bad_setting_is_wrong_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWIRE_PASSAGE_TOKENS", "9000")
    assert main([news()]) == 2
    assert "CITEWIRE_PASSAGE_TOKENS must be a whole number from 32 to 512" in capsys.readouterr().err


def test_failing_altogether_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    Path("news").mkdir()
    Path("news/empty.txt").touch()
    assert main(["news"]) == 1
    assert "failed: news/empty.txt: is empty" in capsys.readouterr().err


def test_only_the_first_failures_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(news())
    for number in range(25):
        (folder / f"{number}.txt").touch()
    assert main(["news"]) == 0
    err = capsys.readouterr().err
    assert err.count("is empty") == 20
    assert "and 5 more" in err


def test_other_settings_make_another_index_and_say_so_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main([news()])
    monkeypatch.setenv("CITEWIRE_PASSAGE_TOKENS", "64")
    capsys.readouterr()
    main(["news"])
    err = capsys.readouterr().err
    assert "was made with other settings (passage size: 256 tokens there, 64 tokens now)" in err
    assert len(list(Path(".citewire").glob("index-*/articles.sqlite"))) == 2
    main(["news"])
    assert "other settings" not in capsys.readouterr().err


def test_stopping_it_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.sync.sync", interrupted)
    assert main([news()]) == 130
    assert capsys.readouterr().err.startswith("stopped")


def test_a_name_with_control_characters_cannot_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    (Path(news()) / "evil\x1b[2J.txt").touch()
    main(["news"])
    assert "\x1b" not in capsys.readouterr().err


def test_help_comes_without_heavy_imports() -> None:
    code = (
        "import sys\nfrom index.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('chromadb', 'numpy', 'tantivy', 'pydantic') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("[]\n"), done.stderr


def test_what_was_added_by_hand_comes_into_a_new_index(capsys: pytest.CaptureFixture[str]) -> None:
    write_jsonl(Path(".citewire/added/mine.jsonl"), [story("mine")])
    main([news()])
    assert "now 3 articles" in capsys.readouterr().err
    main(["news"])
    assert "0 added, 0 updated, 0 removed, 2 unchanged" in capsys.readouterr().err
    main(["news", "--rebuild"])
    assert "now 3 articles" in capsys.readouterr().err


@pytest.mark.parametrize("stopped_after", [0, 1], ids=["before anything is stored", "between two batches"])
def test_what_was_added_by_hand_comes_in_after_a_first_run_that_was_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stopped_after: int
) -> None:
    class StoppedEncoder(FakeEncoder):
        def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
            if len(self.embedded) >= stopped_after:
                raise CitewireError("the server is gone")
            return super().embed_passages(passages)

    write_jsonl(Path(".citewire/added/mine.jsonl"), [story("mine")])
    with monkeypatch.context() as patched:
        patched.setattr("index.sync._BATCH_PASSAGES", 1)
        patched.setattr("index.embedding.make_encoder", lambda settings: StoppedEncoder(settings.embedding))
        assert main([news()]) == 1
    main(["news"])
    assert "now 3 articles" in capsys.readouterr().err


def test_what_was_added_by_hand_stays_although_its_file_was_taken_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_jsonl(Path(".citewire/added/mine.jsonl"), [story("mine")])
    main([news()])
    write_jsonl(Path(".citewire/added/later.jsonl"), [story("later")])
    Path(".citewire/added/mine.jsonl").unlink()
    main(["news"])
    assert "1 added, 0 updated, 0 removed, 2 unchanged, 0 failed: now 4" in capsys.readouterr().err


def test_how_many_are_kept_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    KeptOut(Path(".citewire")).add("one", "elsewhere")
    main([news()])
    err = capsys.readouterr().err
    assert "1 added" in err
    assert "kept out: 2" in err
    KeptOut(Path(".citewire")).discard("one", "elsewhere")
    main(["news", "--rebuild"])
    assert "kept out" not in capsys.readouterr().err


def test_a_broken_list_of_what_is_kept_out_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".citewire").mkdir()
    Path(".citewire/kept_out.json").write_text("{")
    assert main([news()]) == 1
    assert capsys.readouterr().err.count("\n") == 1
