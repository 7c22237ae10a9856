from pathlib import Path

from app.sections import read_sections


def test_sections_keep_their_lines_in_order_without_comments(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# About this list\n[first]\na b\n\n# more\nc\n[second one]\n", encoding="utf-8")
    assert read_sections(path) == {"first": ["a b", "c"], "second one": []}
