"""Names that people send become names that no file system and no index can be hurt with."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.added import AddedFolder, free_name, pieces, safe_name, stage
from index.errors import UnreadableError
from index.reading.characters import has_controls

NAMES = st.one_of(
    st.text(),
    st.text(alphabet="./\\ \n:*?\x00conNUL1étxpdf\u202e😀"),
    st.text(min_size=150, alphabet="é😀 ."),
)


@given(NAMES)
@example("..")
@example("a" * 199 + " .txt")
@example("con.txt")
def test_a_safe_name_is_one_name_everywhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))
    assert not set(safe) & set('/\\<>:"|?*')
    assert not has_controls(safe)
    assert len(safe.encode()) <= 220
    assert safe.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.txt", "report.txt"),
        ("قصف زناتة.html", "قصف زناتة.html"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\news\\a.md", "a.md"),
        ("a\nb\x1b[2J.txt", "a b [2J.txt"),
        ("evil\u202etxt.pdf", "evil txt.pdf"),
        ('who? "me".txt', "who_ _me_.txt"),
        (".txt", "article.txt"),
        ("..", "article"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.tar.txt", "_com1.tar.txt"),
        ("x" * 300 + ".jsonl", "x" * 194 + ".jsonl"),
    ],
)
def test_a_safe_name_is_as_near_to_the_name_as_can_be(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.sets(st.sampled_from(["a.txt", "a (2).txt", "a (3).txt", "a (4).txt"])))
def test_a_free_name_is_the_name_or_the_first_number_that_is_free(taken: set[str]) -> None:
    free = free_name("a.txt", taken.__contains__)
    in_order = ["a.txt", *(f"a ({number}).txt" for number in range(2, 6))]
    assert free == next(name for name in in_order if name not in taken)


def test_a_name_without_a_suffix_is_numbered_too() -> None:
    assert free_name("a", {"a"}.__contains__) == "a (2)"


@given(st.lists(st.binary().map(lambda line: line.replace(b"\n", b""))))
def test_the_lines_of_jsonl_are_kept_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, written: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("staged")
    staged = folder / "staged.jsonl"
    # A mark of UTF-16 at the beginning says that there are no lines to tell apart.
    staged.write_bytes(b"{}\n" + b"\n".join(written))
    found = {piece.line: piece.path.read_bytes() for piece in pieces(staged, "corpus.jsonl")}
    expected = {at: line for at, line in enumerate([b"{}", *written], start=1) if line.strip()}
    assert {at: line.rstrip(b"\n") for at, line in found.items()} == {
        at: line.rstrip(b"\r") for at, line in expected.items()
    }


def test_what_is_not_jsonl_is_one_piece(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html"):
        staged = tmp_path / name
        staged.write_text("one\ntwo\n")
        [piece] = pieces(staged, name)
        assert (piece.path, piece.name, piece.line) == (staged, name, None)


def test_a_file_of_exactly_the_most_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 1_000_000)
    assert stage(file, "a.txt", tmp_path, 1).read_bytes() == file.read_bytes()
    file.write_bytes(b"x" * 1_000_001)
    with pytest.raises(UnreadableError, match=r"1\.0 MB; a file may have 1 MB"):
        stage(file, "a.txt", tmp_path, 1)


def test_only_files_of_one_article_are_the_folder_s_own(tmp_path: Path) -> None:
    folder = AddedFolder(tmp_path)
    folder.path.mkdir()
    one, many, elsewhere = folder.path / "one.jsonl", folder.path / "many.jsonl", tmp_path / "a.txt"
    one.write_text("{}\n\n")
    many.write_text("{}\n{}\n")
    assert folder.holds(str(one))
    assert folder.holds(str(folder.path / "gone.jsonl"))
    assert not folder.holds(str(many))
    assert not folder.holds(str(elsewhere))
    assert folder.files() == {str(one), str(many)}


def test_what_killed_processes_have_left_goes_after_a_day(tmp_path: Path) -> None:
    folder = AddedFolder(tmp_path)
    old, new = folder.path / ".incoming" / "old", folder.path / ".incoming" / "new"
    for left in (old, new):
        left.mkdir(parents=True)
    os.utime(old, (0, 0))
    with folder.incoming() as mine:
        assert {path.name for path in mine.parent.iterdir()} == {"new", mine.name}
    assert not mine.exists()
    assert folder.files() == set()
