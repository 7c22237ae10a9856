"""Files of every kind become articles; bad ones cost themselves only, and say why in one line."""

import io
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.errors import UsageError
from index.reading import ReadLimits, SourceFile, discover, read
from index.records import Article, Failure

STORY = "Rockets struck the port of the capital on Tuesday, the coast guard said."
MORE = "Nobody was killed in the attack, which damaged a ship and two cranes."


def results_of(path: Path, limits: ReadLimits | None = None) -> list[Article | Failure]:
    return list(read(SourceFile(path, path.parent, path.name), limits or ReadLimits()))


def article_of(path: Path) -> Article:
    (result,) = results_of(path)
    assert isinstance(result, Article), result
    return result


def reason_of(path: Path, limits: ReadLimits | None = None) -> str:
    (result,) = results_of(path, limits)
    assert isinstance(result, Failure), result
    assert "\n" not in result.reason
    return result.reason


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The minister said “it’s over” – and left the room.", "cp1252"),
        ("It’s raining in Tripoli, he said.", "cp1252"),
        ("Café – £5 “deal” struck, they said.", "cp1252"),
        ("Er sagte: „Schöne Grüße“ an Müller.", "cp1252"),
        ("El niño comió mañana, señaló el médico.", "latin-1"),
        ("Zażółć gęślą jaźń, powiedział premier. Rząd nie zgodził się na to.", "cp1250"),
        ("Президент России заявил в понедельник, что переговоры продолжатся.", "cp1251"),
        ("Президент России заявил в понедельник, что переговоры продолжатся.", "koi8-r"),
        ("قال متحدث باسم الحكومة الليبية إن القتال مستمر.", "cp1256"),
        ("קבע ראש הממשלה אמר היום כי הממשלה תמשיך במבצע.", "cp1255"),
        ("中国外交部发言人星期一表示，双方应当停火。", "gb18030"),
        ("The minister said “it’s over” – 中国 مرحبا.", "utf-8-sig"),
        ("The minister said “it’s over” – 中国 مرحبا.", "utf-16"),
        ("The minister said that it is over.", "utf-16-le"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    assert article_of(written(tmp_path, "a.txt", text.encode(encoding))).text == text


def test_a_windows_byte_in_a_utf8_text_is_understood(tmp_path: Path) -> None:
    raw = "“Café” closed, the owner’s wife said. ".encode() * 9 + "It’s one.".encode("cp1252")
    assert article_of(written(tmp_path, "a.txt", raw)).text.endswith("said. It’s one.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (bytes(range(256)) * 9, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 99, "binary"),
        (b"Share\n\nCopyright 2020 A Paper", "no article text"),
    ],
)
def test_unusable_text_files(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in reason_of(written(tmp_path, "a.txt", content))


def test_limits_state_both_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "x" * 2_500_000)
    reason = reason_of(path, ReadLimits(max_file_bytes=1_000_000))
    assert "2.5 MB" in reason
    assert "1.0 MB" in reason
    assert "CITEWIRE_MAX_FILE_MB" in reason
    assert "2,500,000" in reason_of(path, ReadLimits(max_article_chars=1000))


FRONT = "---\n{}\n---\n\n# Stated\n\nOne *two* [three](http://a.example).\n\n## Part\n\n- item said so\n"


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    fields = "title: Stated\ndate: 2020-06-02\nsource: Paper\nurl: https://a.example/b\n"
    fields += "authors: [Jane Doe, John Roe]"
    article = article_of(written(tmp_path, "a.md", FRONT.format(fields + "\nlang: en-GB")))
    assert article == Article(
        id="a.md",
        text="One two three.\n\nPart\n\nitem said so",
        title="Stated",
        published=date(2020, 6, 2),
        source="Paper",
        byline="Jane Doe, John Roe",
        url="https://a.example/b",
        language="en",
    )


def test_front_matter_that_is_no_yaml_is_read_by_line(tmp_path: Path) -> None:
    article = article_of(
        written(tmp_path, "a.txt", f"---\ntitle: Libya: a war\ndate: 2020-13-40\n---\n{STORY}")
    )
    assert (article.title, article.published, article.text) == ("Libya: a war", None, STORY)


def test_text_between_rules_is_text(tmp_path: Path) -> None:
    article = article_of(written(tmp_path, "a.txt", f"---\n{STORY}\n---\n{MORE}"))
    assert (article.title, article.text) == (None, f"{STORY}\n\n{MORE}")


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Rockets hit port | The Daily Test</title>
<link rel="canonical" href="https://daily.example/rockets">
<meta property="og:site_name" content="The Daily Test">
<script type="application/ld+json">{"@graph": [{
"@type": "NewsArticle", "headline": "Rockets hit port",
"datePublished": "2020-03-18T23:30:00-05:00", "dateModified": "2021-01-01",
"author": {"name": "Jane Doe"}}]}</script>
<script>alert("evil")</script></head><body><nav><a>Home</a></nav><article><h1>Rockets hit port</h1>
<figure><img src="x"><figcaption>Smoke over the port [Getty]</figcaption></figure><p>STORY</p><p>MORE</p>
<h2>Fuel tankers</h2><p>Fuel tankers left the harbour at once, a spokesman told reporters.</p>
<ul><li>One tanker carried petrol.</li></ul><p>Read more: <a href="y">Another story</a></p></article>
<footer>Copyright © 2020 The Daily Test.</footer></body></html>"""


def test_web_pages(tmp_path: Path) -> None:
    article = article_of(written(tmp_path, "a.html", PAGE.replace("STORY", STORY).replace("MORE", MORE)))
    assert article == Article(
        id="a.html",
        text=f"{STORY}\n\n{MORE}\n\nFuel tankers\n\n"
        "Fuel tankers left the harbour at once, a spokesman told reporters."
        "\n\nOne tanker carried petrol.",
        title="Rockets hit port",
        published=date(2020, 3, 18),
        source="The Daily Test",
        byline="Jane Doe",
        url="https://daily.example/rockets",
        language="en",
    )


def test_a_page_in_windows_1252_that_calls_it_latin_1(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-1"><p>The “café” owner’s wife said that the war was over.</p>'
    assert "“café” owner’s" in article_of(written(tmp_path, "a.htm", page.encode("cp1252"))).text


def test_addresses_that_are_no_web_addresses_are_unknown(tmp_path: Path) -> None:
    page = f'<link rel="canonical" href="javascript:alert(1)"><p>{STORY}</p><p>{MORE}</p>'
    assert article_of(written(tmp_path, "a.html", page)).url is None


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000 + "deep" + "</div>" * 50_000, "<html></html>", "<<<>>>" * 999]
)
def test_hostile_pages_end_in_a_result(tmp_path: Path, page: str) -> None:
    (result,) = results_of(written(tmp_path, "a.html", page))
    assert isinstance(result, Article | Failure)


def pdf_with(lines: list[str], password: str | None = None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
        | {NameObject("/BaseFont"): NameObject("/Helvetica")}
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
    )
    stream = DecodedStreamObject()
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream.set_data(f"BT /F 11 Tf 14 TL 50 700 Td {shown} ET".encode("latin-1"))
    page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pdf(tmp_path: Path) -> None:
    lines = [
        "Port hit by rockets",
        "Rockets struck the port of the capital on Tuesday, the coast guard of the",
        "country said in a statement. Nobody was killed in the attack, which dam-",
        "aged a ship and two cranes on the main quay, where fuel tankers lie and",
        "wait for a berth.",
    ]
    article = article_of(written(tmp_path, "a.pdf", pdf_with(lines)))
    assert article.title == "Port hit by rockets"
    assert article.published is None
    assert article.text.startswith(
        "Rockets struck the port of the capital on Tuesday, the coast guard of the country"
    )
    assert "which damaged a ship" in article.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4 broken", "damaged"),
        (b"no PDF at all", "damaged"),
        (pdf_with([]), "no text"),
        (pdf_with(["Secret words"], password="secret"), "encrypted"),  # noqa: S106
        (pdf_with([STORY])[:400], "damaged"),
    ],
)
def test_unusable_pdf(
    tmp_path: Path,
    content: bytes,
    reason: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.WARNING):
        assert reason in reason_of(written(tmp_path, "a.pdf", content))
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


def test_jsonl_keeps_what_is_good_and_names_the_lines_that_are_not(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {
                "id": "x/1",
                "text": "Two  blanks.\u00a0Read more: all.",
                "title": "T",
                "date": "2020-01-05",
                "n": 1,
            }
        ),
        '{"id": "2", ',
        json.dumps({"id": "x/1", "text": "again"}),
        json.dumps({"id": "4", "text": "Half a \ud800 pair.", "date": "soon", "author": "Jane Doe"}),
        json.dumps({"id": "5\n", "text": "t"}),
        "",
        "[1]",
        json.dumps({"text": "no id"}),
        json.dumps({"id": "9", "text": "  "}),
        '{"id": "10", "text": "t", "n": ' + "[" * 100_000,
        json.dumps({"id": "11", "text": "last", "language": "ar", "url": "javascript:x"}),
    ]
    path = written(tmp_path, "c.jsonl", "\ufeff" + "\n".join(lines))
    results = results_of(path)
    articles = [result for result in results if isinstance(result, Article)]
    assert articles == [
        Article("x/1", "Two  blanks.\u00a0Read more: all.", title="T", published=date(2020, 1, 5)),
        Article("4", "Half a \ufffd pair.", byline="Jane Doe"),
        Article("11", "last", language="ar"),
    ]
    failed = [result.path for result in results if isinstance(result, Failure)]
    assert failed == [f"{path}:{number}" for number in (2, 3, 5, 7, 8, 9, 10)]


def test_a_jsonl_line_beyond_all_measure_is_not_held_in_memory(tmp_path: Path) -> None:
    long = json.dumps({"id": "1", "text": "x" * 5000})
    path = written(tmp_path, "c.jsonl", f"{long}\n" + json.dumps({"id": "2", "text": "short"}))
    first, second = results_of(path, ReadLimits(max_article_chars=100))
    assert isinstance(first, Failure)
    assert isinstance(second, Article)


def test_jsonl_in_another_encoding_says_so(tmp_path: Path) -> None:
    assert "UTF-8" in reason_of(written(tmp_path, "c.jsonl", '{"id": "1", "text": "t"}'.encode("utf-16")))


def ids(paths: list[Path]) -> list[str]:
    return [found.id if isinstance(found, SourceFile) else f"! {found.reason}" for found in discover(paths)]


def test_discovery_is_sorted_and_selective(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.PDF", ".hidden.txt", "notes.docx", "sub/.git/d.txt", "sub/e.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path, name, "x")
    assert ids([tmp_path]) == ["a.md", "b.txt", "sub/c.PDF", "sub/e.jsonl"]
    assert ids([tmp_path / "b.txt", tmp_path]) == ["b.txt", "a.md", "sub/c.PDF", "sub/e.jsonl"]


def test_discovery_survives_loops_and_broken_links(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "z.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = ids([tmp_path])
    assert found[0] == "a.txt"
    assert len(found) == 4
    assert all(result.startswith("! ") for result in found[1:])


def test_what_is_named_must_exist_and_be_of_a_kind_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        discover([tmp_path / "nothing"])
    (result,) = ids([written(tmp_path, "a.docx", "x")])
    assert ".jsonl" in result


def test_the_same_id_below_two_folders_is_told(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, "a.txt", folder)
    first, second = ids([tmp_path / "one", tmp_path / "two"])
    assert first == "a.txt"
    assert "same id" in second


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder for a user whom permissions bind, which they don't root."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)


def test_no_permission(unprivileged: Path) -> None:
    closed = unprivileged / "closed"
    closed.mkdir()
    secret = written(unprivileged, "secret.txt", STORY)
    written(unprivileged, "z.txt", STORY)
    closed.chmod(0)
    secret.chmod(0)
    try:
        found = list(discover([unprivileged]))
        assert [type(item) for item in found] == [Failure, SourceFile, SourceFile]
        assert "Permission denied" in reason_of(secret)
        assert article_of(unprivileged / "z.txt").text == STORY
    finally:
        closed.chmod(0o700)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([".txt", ".md", ".html", ".pdf", ".jsonl"]),
    st.sampled_from(
        [b"", b"---\n", b"%PDF-1.4\n", b"<p>", b'{"id": "1", "text": "', b"\xef\xbb\xbf", b"\xff\xfe"]
    ),
)
def test_whatever_is_in_a_file_reading_it_raises_nothing(
    tmp_path: Path, content: bytes, suffix: str, start: bytes
) -> None:
    for result in results_of(written(tmp_path, f"any{suffix}", start + content)):
        if isinstance(result, Article):
            assert result.text.strip()
            result.text.encode("utf-8")
        else:
            assert result.reason


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = "trafilatura pypdf dateparser lxml yaml numpy charset_normalizer markdown_it py3langid"
    code = f"import sys, index.reading; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
