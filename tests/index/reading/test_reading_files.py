"""Files of every kind become articles; bad ones cost themselves only, and say why in one line."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.errors import UnreadableError, UsageError
from index.reading import ReadLimits, SourceFile, discover, read
from index.reading.encoding import decode, decode_named
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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Cumhurbaşkanı yaptığı açıklamada görüşmelerin haftaya başlayacağını söyledi.", "cp1254"),
        ("Předseda vlády řekl, že jednání začnou příští týden.", "cp1250"),
        ("Předseda vlády řekl, že jednání začnou příští týden.", "iso8859_2"),
        ("A miniszterelnök azt mondta, hogy a tárgyalások jövő héten kezdődnek.", "cp1250"),
        ("Predsjednik vlade rekao je da će pregovori početi sljedeći tjedan.", "cp1250"),
        ("Minister nie odpowiedział na pytania dziennikarzy.", "cp1250"),
        ("Premierul a declarat că negocierile vor începe săptămâna viitoare.", "cp1250"),
        ("Ministras neatsakė į žurnalistų klausimus, kovos tęsiasi.", "cp1257"),
        ("Premjerministrs paziņoja, ka sarunas sāksies nākamnedēļ.", "cp1257"),
        ("首相は来週から交渉が始まると述べた。大臣は記者の質問に答えなかった。", "cp932"),
        ("首相は来週から交渉が始まると述べた。大臣は記者の質問に答えなかった。", "euc_jp"),
        ("총리는 다음 주에 협상이 시작될 것이라고 말했다.", "cp949"),
    ],
)
def test_no_language_is_mistaken_for_a_western_one(tmp_path: Path, text: str, encoding: str) -> None:
    assert article_of(written(tmp_path, "a.txt", text.encode(encoding))).text == text


@pytest.mark.parametrize(
    "text",
    [
        "À l’est du pays, les combats se poursuivent, où que l’on soit ; « ça suffit », dit sa sœur.",
        "„Im Osten dauern die Kämpfe an“, heißt es, und die Menschen verlassen ihre Häuser.",
        "¿Qué pasará mañana? Los periodistas preguntaron por el 1º de mayo, según él.",
        "As negociações começarão na próxima semana; três milhões de pessoas estão à espera.",
        "Il ministro non ha risposto perché è già partito, e così la città è deserta.",
        "De coöperatie wilde één vraag beantwoorden, maar had financiële zorgen en andere ideeën.",
        "I östra delen av landet fortsätter striderna på grund av en idé.",
        "I den østlige del af landet fortsætter kampene, og folk må gå hjem.",
        "Øst i landet fortsetter kampene, og folk må forlate hjemmene før vinteren.",
        "Maan itäosassa taistelut jatkuvat ja ihmiset jättävät kotinsa.",
        "Forsætisráðherra sagði að viðræðurnar hæfust í næstu viku því það er hætta á ferðum.",
        "“It’s over,” said Señor Núñez of São Paulo – and Björk Guðmundsdóttir left the café in Malmö.",
        "The naïve façade of the “encyclopædia” cost £5, or €6 – ½ more than Thór Øresund’s smörgåsbord.",
    ],
)
def test_western_languages_stay_what_they_are(tmp_path: Path, text: str) -> None:
    assert article_of(written(tmp_path, "a.txt", text.encode("cp1252"))).text == text


def test_text_in_no_encoding_that_gives_words_is_refused() -> None:
    with pytest.raises(UnreadableError, match="save it as UTF-8"):
        decode("Premier powiedział, że rozmowy".encode("cp1250") + bytes(range(0xA1, 0xC0)) * 3)


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


def page_with(head: str, before: str, story: str) -> str:
    article = f"<article>{story}<p>{STORY}</p><p>{MORE}</p></article>"
    return f"<html><head>{head}</head><body>{before}{article}</body></html>"


def linked(*nodes: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def test_names_that_json_ld_only_refers_to_are_looked_up(tmp_path: Path) -> None:
    story = {
        "@type": "NewsArticle",
        "headline": "Port hit",
        "author": [{"@id": "#ann"}, {"@id": "#nobody"}, {"name": "Bob Roe"}],
        "publisher": {"@id": "#paper"},
    }
    ann, paper = {"@id": "#ann", "name": "Ann Lee"}, {"@id": "#paper", "name": "The Daily Test"}
    article = article_of(written(tmp_path, "a.html", page_with(linked(story, ann, paper), "", "")))
    assert (article.byline, article.source) == ("Ann Lee, Bob Roe", "The Daily Test")


UPDATE = '<div itemprop="liveBlogUpdate"><h1>Crews leave the quay</h1></div>'


@pytest.mark.parametrize(
    "page",
    [
        page_with(
            linked(
                {"@type": "BlogPosting", "headline": "Crews leave the quay"},
                {"@type": ["LiveBlogPosting"], "headline": "Port hit by rockets"},
            ),
            "",
            "<h1>Crews leave the quay</h1>",
        ),
        page_with("", UPDATE, "<h1>Port hit by rockets</h1>"),
    ],
)
def test_the_title_of_a_live_blog_is_its_own_and_not_an_updates(tmp_path: Path, page: str) -> None:
    assert article_of(written(tmp_path, "a.html", page)).title == "Port hit by rockets"


@pytest.mark.parametrize(
    ("head", "logo"),
    [
        ("<title>Port hit by rockets | The Paper</title>", "<h1>The Paper</h1>"),
        ("<title>Port hit by rockets - The Paper</title>", "<h1><b>THE PAPER</b></h1>"),
        ('<meta property="og:site_name" content="The Paper">', "<h1>The Paper</h1>"),
        ("", '<h1><a href="/">Paper</a></h1>'),
        ("", '<h1><a href="/home"><img alt="The Paper" src="logo.png"></a></h1>'),
    ],
)
def test_a_logo_is_no_headline(tmp_path: Path, head: str, logo: str) -> None:
    page = page_with(head, f"<header>{logo}</header>", "<h1>Port hit by rockets</h1>")
    assert article_of(written(tmp_path, "a.html", page)).title == "Port hit by rockets"


def test_where_every_heading_is_a_logo_the_title_of_the_page_is_the_headline(tmp_path: Path) -> None:
    page = page_with("<title>Port hit by rockets | The Paper</title>", "<h1>The Paper</h1>", "")
    assert article_of(written(tmp_path, "a.html", page)).title == "Port hit by rockets"


@pytest.mark.parametrize("title", ["The Paper | Port hit by rockets", "Port hit - Ann Lee tells all of it"])
def test_a_headline_at_the_end_of_a_pages_title_is_no_logo(tmp_path: Path, title: str) -> None:
    heading = re.split(" [|-] ", title)[1]
    page = page_with(f"<title>{title}</title>", "", f"<h1>{heading}</h1>")
    assert article_of(written(tmp_path, "a.html", page)).title == heading


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Port hit — The Paper", ("Port hit", "The Paper")),
        ("Port hit - Africa - The Paper", ("Port hit - Africa", "The Paper")),
        ("Port hit by rockets | The Paper", ("Port hit by rockets", "The Paper")),
        ("Port hit by rockets - BBC News", ("Port hit by rockets", "BBC News")),
        ("Port hit – as it happened", ("Port hit – as it happened", None)),
        ("The Paper", ("The Paper", None)),
    ],
)
def test_an_outlet_after_which_the_address_is_named_is_no_part_of_the_title(
    tmp_path: Path, title: str, expected: tuple[str, str | None]
) -> None:
    head = f'<title>{title}</title><link rel="canonical" href="https://www.thepaper.example/a">'
    article = article_of(written(tmp_path, "a.html", page_with(head, "", "")))
    assert (article.title, article.source) == expected


def test_a_page_in_windows_1252_that_calls_it_latin_1(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-1"><p>The “café” owner’s wife said that the war was over.</p>'
    assert "“café” owner’s" in article_of(written(tmp_path, "a.htm", page.encode("cp1252"))).text


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "utf-16", "iso-8859-9", "gbk", "nonsense"])
def test_a_page_in_utf8_is_read_as_that_whatever_it_declares(tmp_path: Path, label: str) -> None:
    page = f'<meta charset="{label}"><p>The “café” owner’s wife said – in 中国 – that it was over.</p>'
    assert "“café” owner’s wife said – in 中国" in article_of(written(tmp_path, "a.html", page)).text


@pytest.mark.parametrize(
    ("label", "encoding", "words"),
    [
        ("utf-16", "ascii", "The war was over"),
        ("utf-16", "cp1252", "The “war” was over – as he said"),
        ("us-ascii", "cp1252", "The “war” was over – as he said"),
        ("iso-8859-9", "cp1254", "“Savaş” bitti – dedi Işık"),
        ("tis-620", "cp874", "“สงคราม” จบแล้ว – เขากล่าว"),
        ("iso-8859-11", "cp874", "“สงคราม” จบแล้ว – เขากล่าว"),
        ("gb2312", "gb18030", "朱镕基说€战争结束了"),
        ("shift_jis", "cp932", "「戦争」は終わった①と髙橋氏"),
        ("euc-kr", "cp949", "전쟁은 끝났다고 똠방각하가 말했다"),
        ("big5", "big5hkscs", "戰爭已經結束了，碁聖說"),
        ("iso-2022-jp", "iso2022_jp", "戦争は終わったと大臣が述べた"),
        ("windows-1251", "cp1251", "Война окончена, заявил министр"),
        ("unicode_escape", "ascii", r"The \x41 war was over"),
    ],
)
def test_labels_mean_what_the_web_takes_them_for(label: str, encoding: str, words: str) -> None:
    page = f'<meta charset="{label}"><p>{words}</p>'
    assert decode_named(page.encode(encoding), label) == page


CARD = '<article><h3>Another</h3><time datetime="2019-01-01">1 January</time></article>'
HEAD = '<header><time datetime="2026-11-24">Today</time></header>'


@pytest.mark.parametrize(
    "times",
    [
        f'{HEAD}<article><h1>Port hit</h1><time datetime="2020-06-02">2 June</time>BODY</article>',
        f'{CARD}<article><h1>Port hit</h1><time datetime="2020-06-02">x</time>BODY{CARD}</article>',
        f'{HEAD}<aside>{CARD}</aside><article>BODY<time datetime="2020-06-02">x</time></article>',
        f'{HEAD}<main><aside>{CARD}</aside><nav>{CARD}</nav><time datetime="2020-06-02">x</time>BODY</main>',
        '<header><time datetime="2020-06-02">2 June</time></header><div>BODY</div>',
        '<article>BODY<time class="updated" datetime="2020-06-05">x</time>'
        '<time class="entry-date published" datetime="2020-06-02">x</time></article>',
        '<article>BODY<p>Last updated: <time datetime="2020-06-05">x</time></p>'
        '<p>Published: <time datetime="2020-06-02">x</time></p></article>',
        '<article>BODY<p>Updated <time datetime="2020-06-05">x</time><time datetime="2020-06-02">x</time></p>'
        "</article>",
        '<article>BODY<dl><dt>Aktualisiert</dt><dd><time datetime="2020-06-05">x</time></dd>'
        '<dt>Veröffentlicht</dt><dd><time datetime="2020-06-02">x</time></dd></dl></article>',
        '<article>BODY<span class="dateModified"><time datetime="2020-06-05">x</time></span>'
        '<span><time datetime="2020-06-02">x</time></span></article>',
        '<article>BODY<time datetime="soon">x</time><time datetime="20200602T122300Z">x</time></article>',
        '<article>BODY<p>Updated <time datetime="2020-06-02">x</time></p></article>',
    ],
)
def test_the_articles_own_time_is_the_pages_date(tmp_path: Path, times: str) -> None:
    page = f"<html><body>{times.replace('BODY', f'<p>{STORY}</p><p>{MORE}</p>')}</body></html>"
    assert article_of(written(tmp_path, "a.html", page)).published == date(2020, 6, 2)


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
        | {NameObject("/Encoding"): NameObject("/WinAnsiEncoding")}
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
    ("cut", "whole"),
    [
        ("govern\xad\nment", "government"),
        ("self\xad\nish", "selfish"),
        ("pro-\nmise", "promise"),
        ("co-\nlony", "colony"),
        ("ex-\nplain", "explain"),
        ("mid-\ndle", "middle"),
        ("high-\nway", "highway"),
        ("self-\nstyled", "self-styled"),
        ("co-\nfounder", "co-founder"),
    ],
)
def test_words_cut_at_line_ends_are_made_whole(tmp_path: Path, cut: str, whole: str) -> None:
    start, end = cut.split("\n")
    lines = [
        "The co-founder of the company that runs the port of the capital said on Tuesday",
        f"that nobody had been hurt in the attack on the quay, and went on to say {start}",
        f"{end} and other things about the ships and cranes which had been damaged.",
    ]
    assert f" say {whole} and other" in article_of(written(tmp_path, "a.pdf", pdf_with(lines))).text


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


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "02.06.2020"},
        {"date": "20200602"},
        {"date": "20200602T122300Z"},
        {"date": 20200602},
        {"date": 1591056000},
        {"date": 1591056000.25},
        {"published_at": 1591056000000},
        {"date": "1591056000"},
        {"date": "Tue Jun 02 12:23:00 +0000 2020"},
        {"date": "soon", "published": "2020-06-02"},
        {"date": None, "published": "", "pubdate": "2 June 2020"},
    ],
)
def test_jsonl_dates_come_in_many_forms(tmp_path: Path, fields: dict[str, object]) -> None:
    line = json.dumps({"id": "1", "text": STORY} | fields)
    assert article_of(written(tmp_path, "c.jsonl", line)).published == date(2020, 6, 2)


@pytest.mark.parametrize("value", ["03/04/2020", 2020, 20201340, 12345, True, 1e300, "1,591,056,000"])
def test_what_names_no_day_is_no_date(tmp_path: Path, value: object) -> None:
    line = json.dumps({"id": "1", "text": STORY, "date": value})
    assert article_of(written(tmp_path, "c.jsonl", line)).published is None


def test_the_first_field_that_can_be_read_states_the_fact(tmp_path: Path) -> None:
    fields = {"title": {"en": "x"}, "headline": "Port hit", "url": "none", "link": "https://a.example/b"}
    article = article_of(written(tmp_path, "c.jsonl", json.dumps({"id": "1", "text": STORY} | fields)))
    assert (article.title, article.url) == ("Port hit", "https://a.example/b")


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


@pytest.mark.parametrize("target", ["nowhere", "old"], ids=["gone", "itself"])
def test_a_link_that_leads_nowhere_is_told_whatever_it_is_called(tmp_path: Path, target: str) -> None:
    link = tmp_path / "old"
    link.symlink_to(tmp_path / target)
    for path in (tmp_path, link):
        [found] = discover([path])
        assert isinstance(found, Failure)
        assert found.path == str(link)
        assert found.reason.startswith("can't be read: ")
        assert found.reason.endswith(f"; it is a link to {tmp_path / target}")


def test_a_path_that_is_too_long_for_the_system_costs_only_itself(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "x")
    home, name = Path.cwd(), "n" * 200
    try:
        for folder in (tmp_path, *[Path(name)] * 25):
            folder.mkdir(exist_ok=True)
            os.chdir(folder)
    finally:
        os.chdir(home)
    first, second = ids([tmp_path])
    assert first == "a.txt"
    assert "File name too long" in second


def test_what_is_named_must_exist_and_be_of_a_kind_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        discover([tmp_path / "nothing"])
    (result,) = ids([written(tmp_path, "a.docx", "x")])
    assert ".jsonl" in result


def test_ids_are_composed_however_accents_are_stored(tmp_path: Path) -> None:
    decomposed, composed = unicodedata.normalize("NFD", "Beyoncé"), unicodedata.normalize("NFC", "Beyoncé")
    written(tmp_path, f"{decomposed}.txt", STORY)
    assert [file.id for file in discover([tmp_path]) if isinstance(file, SourceFile)] == [f"{composed}.txt"]
    line = json.dumps({"id": decomposed, "text": STORY})
    assert article_of(written(tmp_path, "a.jsonl", line)).id == composed


def test_the_same_id_below_two_folders_is_told(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, "a.txt", folder)
    first, second = ids([tmp_path / "one", tmp_path / "two"])
    assert first == "a.txt"
    assert "same id" in second


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


def test_what_lies_behind_a_forbidden_folder_costs_only_itself(unprivileged: Path) -> None:
    closed, listed = unprivileged / "closed", unprivileged / "listed"
    for folder in (closed / "below", listed / "below"):
        folder.mkdir(parents=True)
    written(unprivileged, "z.txt", STORY)
    (unprivileged / "link").symlink_to(closed / "below")
    closed.chmod(0)
    listed.chmod(0o400)
    try:
        *failed, found = discover([unprivileged])
        told = {one.path for one in failed if isinstance(one, Failure)}
        assert told == {str(closed), str(listed / "below"), str(unprivileged / "link")}
        assert isinstance(found, SourceFile)
    finally:
        closed.chmod(0o700)
        listed.chmod(0o700)


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
