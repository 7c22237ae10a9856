import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.pack import as_pdf
from app.records import Reply
from index.errors import CitewireError
from tests.app.pack.helpers import COUNTED, KILLED, QUOTED, REFUSED, URL, WRITTEN, cited, pack, reply_of
from tests.app.page_helpers import HOSTILE


def read(*replies: Reply, **facts: Any) -> PdfReader:
    return opened(as_pdf(pack(*replies, **facts)))


def opened(file: bytes) -> PdfReader:
    return PdfReader(BytesIO(file), strict=True)


def words(reader: PdfReader) -> str:
    """The file's text with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def quoting(quote: str) -> Reply:
    return replace(QUOTED, answer="It is so. [1]", sentences=(), conflicts=(), citations=(cited(1, quote),))


@pytest.fixture(scope="module")
def quoted() -> bytes:
    """The file of one answer."""
    return as_pdf(pack(QUOTED))


def test_a_pack_holds_question_answer_marks_differences_and_sources(quoted: bytes) -> None:
    text = words(opened(quoted))
    for expected in (
        "Evidence pack, 1 question, made 22 November 2026, 13:05 UTC",
        f"“{KILLED}” [1]",
        "25 people Libya Herald 2 June 2020 [1]",
        "✓ supported [2]",
        COUNTED,
        "Article wire/001.txt, characters 120-163",
        "Archive: index 000000000000",
        "python -m app article ID",
        "Page 1 of 1",
    ):
        assert expected in text


def test_each_question_has_a_bookmark() -> None:
    outline = read(QUOTED, WRITTEN, REFUSED).outline
    assert [str(entry["/Title"]) for entry in outline if not isinstance(entry, list)] == [
        "1. How many people were killed?", "2. And women?", "3. Who won the World Cup?",
    ]  # fmt: skip


def test_the_file_knows_its_title_and_when_it_was_made() -> None:
    facts = read(QUOTED, title="Rockets\nhit").metadata
    assert facts is not None
    assert (facts.title, facts.creation_date) == ("Rockets hit", datetime(2026, 11, 22, 13, 5, tzinfo=UTC))


def test_a_pack_of_one_question_says_it_once_and_under_its_page() -> None:
    made = read(QUOTED, title=QUOTED.question)
    assert made.metadata is not None
    assert made.metadata.title == QUOTED.question
    assert words(made).count(QUOTED.question) == len(made.pages) + 1


def test_the_same_pack_gives_the_same_file(quoted: bytes) -> None:
    assert as_pdf(pack(QUOTED)) == quoted


def annotations(reader: PdfReader) -> list[Any]:
    return [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]


def test_sources_link_to_the_web_and_markers_to_sources(quoted: bytes) -> None:
    notes = annotations(opened(quoted))
    addresses = {note["/A"]["/URI"] for note in notes if "/A" in note and "/URI" in note["/A"]}
    assert addresses == {URL}
    assert sum("/Dest" in note for note in notes) >= 4


def test_a_file_never_does_anything_by_itself() -> None:
    made = read(*(reply_of(hostile, "some-model") for hostile in HOSTILE), title=" ".join(HOSTILE))
    assert len(made.outline) == len(HOSTILE)
    assert all("/A" not in note for note in annotations(made))
    root: Any = made.trailer["/Root"]
    assert not {"/AA", "/AcroForm", "/Names"} & set(root)
    assert isinstance(root["/OpenAction"], list), "a page to open at, and no action"


SCRIPTS = (
    "Zürich, Łódź, Việt Nam: être ou ne pas être",
    "Δέκα άνθρωποι σκοτώθηκαν",
    "Погибли десять человек",
    "十人死亡，警方称。",
    "東京で地震がありました",
    "서울에서 열렸다",
    "დაიღუპა ათი ადამიანი",
    "Տասը մարդ զոհվեց",
)
SHAPED = ("قتل عشرة أشخاص في القصف", "עשרה בני אדם נהרגו", "दस लोगों की मौत हुई", "มีผู้เสียชีวิตสิบคน", "দশ জন নিহত")


def test_text_can_be_read_back_in_many_scripts() -> None:
    text = words(read(*map(quoting, SCRIPTS)))
    assert [quote for quote in SCRIPTS if quote not in text] == []
    assert "[U+" not in text


def test_shaped_scripts_have_all_their_letters() -> None:
    text = words(read(*map(quoting, SHAPED)))
    # In which order a reader gives the words of a line that runs from the right is the reader's.
    folded = unicodedata.normalize("NFKC", text)
    assert {letter for quote in SHAPED for letter in quote} <= set(folded)
    assert "[U+" not in text


def test_a_letter_that_no_font_has_is_named_not_left_blank(quoted: bytes) -> None:
    text = words(read(quoting("before \U0001e900 after")))
    assert "before [U+1E900] after" in text
    assert "the Markdown and HTML forms" in text
    assert "the Markdown and HTML forms" not in words(opened(quoted))


def test_braces_that_stand_for_the_number_of_pages_stay_braces() -> None:
    text = words(read(quoting("It said {nb} and {nnb}.")))
    assert "It said {nb} and {nnb}." in text
    assert "Page 1 of 1" in text


def test_a_quote_longer_than_a_page_and_a_word_longer_than_a_line_are_written_whole() -> None:
    long = "murmur " * 3_000 + "x" * 3_000 + " conclusion"
    made = read(quoting(long))
    assert len(made.pages) > 2
    assert "conclusion" in words(made)
    assert words(made).count("murmur") == 3_000


def test_where_fonts_cannot_be_laid_out_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(CitewireError, match=r"the PDF can't be made .* see that there is room in .*gone$"):
        as_pdf(pack(QUOTED))


def test_a_pack_without_questions_is_a_file_all_the_same() -> None:
    assert "0 questions" in words(read())


TEXTS = st.text(max_size=100) | st.text("اب،ت אב123 (x)[]{\u200d\u0301न्ไ中😀\n", max_size=40)
EUROPEAN = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x2FF), min_size=1, max_size=60)


# A file takes most of a second, however much is in it: many texts in few files.
@settings(max_examples=3, deadline=None)
@given(st.lists(TEXTS, min_size=4, max_size=8))
def test_any_text_gives_a_file_that_can_be_read(texts: list[str]) -> None:
    made = read(*(reply_of(text, who) for text in texts for who in ("quotes", "some-model")), title=texts[0])
    assert f"Evidence pack, {2 * len(texts)} questions" in words(made)


@settings(max_examples=3, deadline=None)
@given(st.lists(EUROPEAN, min_size=4, max_size=8))
def test_european_text_reads_back_as_it_was(texts: list[str]) -> None:
    whole = "".join(words(read(*(quoting(f"<{text}>") for text in texts))).split())
    for text in texts:
        shown = "".join(one for one in text if not 0x7F <= ord(one) <= 0x9F and one != "\xad")
        assert f"<{''.join(shown.split())}>" in whole
