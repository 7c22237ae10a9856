"""A draft held against the archive, or against passages that it brings along."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.drafts import check_draft, read_draft
from app.settings import AppSettings
from index.errors import UsageError

TRUE = "Captain Ilse Brandt blamed a leaking fuel pipe for the fire."
FALSE = "The coastguard rescued 52 passengers from the water before dawn."
Captured = pytest.CaptureFixture[str]


def written(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_each_sentence_of_a_text_is_searched_for_and_checked(
    press_settings: AppSettings, tmp_path: Path
) -> None:
    draft = read_draft(written(tmp_path, "draft.txt", f"{TRUE} {FALSE}\n\nRuritania has won the war."))
    true, false, unknown = check_draft(draft, press_settings)
    assert true.support == "supported"
    assert true.citation is not None
    assert true.citation.article_id.startswith("ferry-")
    assert true.quote == true.citation.quote == TRUE
    assert (false.support, false.contradicted) == ("unsupported", True)
    assert "52" in false.reason
    assert false.citation is not None
    assert "31 passengers" in false.citation.quote
    assert (unknown.support, unknown.contradicted) == ("unsupported", False)


def test_a_draft_is_cut_by_the_rules_of_its_language(tmp_path: Path) -> None:
    text = "Die Feuerwehr schickte am 13. Juni 850 Helfer nach Müglitz. Das Wasser stieg dort über die Dämme."
    assert [one.text for one in read_draft(written(tmp_path, "draft.txt", text))] == [
        "Die Feuerwehr schickte am 13. Juni 850 Helfer nach Müglitz.",
        "Das Wasser stieg dort über die Dämme.",
    ]


def test_lines_with_passages_need_no_index(tmp_path: Path, capsys: Captured) -> None:
    lines = [
        {"sentence": TRUE, "passages": [f"It sank. {TRUE} It rained."], "id": 7, "more": [1]},
        {"sentence": FALSE, "passages": ["The coastguard rescued 31 passengers from the water."]},
    ]
    file = written(tmp_path, "draft.jsonl", "\n".join(map(json.dumps, lines)))
    assert main(["check", file, "--json", "--data", str(tmp_path / "nothing")]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first.keys() == {"sentence", "passages", "id", "more", "support", "reason", "quote"}
    assert (first["id"], first["support"], first["quote"]) == (7, "supported", TRUE)
    assert second["support"] == "unsupported"


def test_a_terminal_shows_mark_reason_and_place(
    press_settings: AppSettings, tmp_path: Path, capsys: Captured
) -> None:
    file = written(tmp_path, "draft.txt", f"{TRUE}\n\n{FALSE}")
    assert main(["check", file, "--data", str(press_settings.data)]) == 0
    shown = capsys.readouterr().out
    assert f"✓ supported: {TRUE}" in shown
    assert "✗ contradicted:" in shown
    assert "ferry-" in shown


def test_a_line_ends_at_its_end_only(tmp_path: Path) -> None:
    line = json.dumps({"sentence": "One\u2028two.", "passages": ["x\x85y"]}, ensure_ascii=False)
    [one] = read_draft(written(tmp_path, "draft.jsonl", line))
    assert one.text == "One\u2028two."


def test_windows_text_is_read(tmp_path: Path) -> None:
    [one] = read_draft(written(tmp_path, "draft.txt", "The café “Orvane” closed.".encode("cp1252")))
    assert one.text == "The café “Orvane” closed."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", "", "no sentence"),
        ("binary.txt", bytes(range(256)), "binary"),
        ("broken.jsonl", '{"sentence": "x"', "line 1"),
        ("wrong.jsonl", '{"sentence": "x", "passages": [1]}', "line 1"),
        ("other.jsonl", '{"sentence": "x", "passages": []}\n[]', "line 2"),
    ],
)
def test_what_is_no_draft_is_one_line(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        list(check_draft(read_draft(written(tmp_path, name, content)), AppSettings()))


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_draft(str(tmp_path / "none.txt"))
