"""Stamp lines of many languages: their day is read, a headline or a sentence with a number in it is none."""

from datetime import date

import pytest

from index.reading.cleaning import clean
from index.reading.draft import Draft
from index.reading.stamps import read_byline, read_stamp


@pytest.mark.parametrize(
    "line",
    [
        "中国人民银行2020年7月1日宣布下调贷款利率。",
        "恒远集团债务危机：欠款逾1.97万亿元 股价暴跌",
        "新型肺炎 2020年1月31日 北京",
        "日経平均、終値2万2512.08円",
        "ارتفاع النفط 3.25 بالمئة",
        "النفط يرتفع 2.15 دولار",
        "زلزال يضرب تركيا 30 أكتوبر 2020",
        "הדולר ירד ל-3.25 שקל",
        "코스피 2.15% 하락",
        "सेंसेक्स 1.25 प्रतिशत गिरा",
        "Der Kurs fällt um 3.25",
        "Inflation 3.25",
        "5 de 2020",
    ],
)
def test_a_headline_or_a_sentence_with_a_number_is_no_stamp(line: str) -> None:
    assert read_stamp(line) is None


@pytest.mark.parametrize("sign", [" %", " Prozent", " m"])
def test_figures_beside_a_date_are_no_time(sign: str) -> None:
    assert read_stamp(f"9. März 2021, 3.25{sign}") is None


@pytest.mark.parametrize("clock", ["15.39", "15.39 BST", "15.39 Uhr", "3.39 p.m.", "15:39", "15h39"])
def test_a_time_with_a_full_stop_counts_beside_a_date(clock: str) -> None:
    stamp = read_stamp(f"9. März 2021, {clock}")
    assert stamp
    assert (stamp.published, stamp.byline) == (date(2021, 3, 9), None)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("mardi 9 mars 2021", date(2021, 3, 9)),
        ("martes 14 de septiembre de 2021", date(2021, 9, 14)),
        ("Lunes, 8 de junio de 2020", date(2020, 6, 8)),
        ("martedì 16 febbraio 2021", date(2021, 2, 16)),
        ("вторник, 9 марта 2021 года", date(2021, 3, 9)),
        ("7 липня 2020 року", date(2020, 7, 7)),
        ("piątek, 5 czerwca 2020 r.", date(2020, 6, 5)),
        ("8 Mayıs 2020 Cuma", date(2020, 5, 8)),
        ("22 मई 2020", date(2020, 5, 22)),
        ("۲ ژوئن ۲۰۲۰", date(2020, 6, 2)),
        ("2020年6月26日(金)", date(2020, 6, 26)),
        ("2020년 8월 9일 일요일", date(2020, 8, 9)),
    ],
)
def test_a_day_with_its_weekday_is_read_in_many_languages(line: str, day: date) -> None:
    stamp = read_stamp(line)
    assert stamp
    assert (stamp.published, stamp.byline) == (day, None)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Frankfurt am Main, 9. März 2021", date(2021, 3, 9)),
        ("Berlin, den 3. Juli 2020", date(2020, 7, 3)),
        ("Berlin, 03.07.2020", date(2020, 7, 3)),
        ("Paris, le 16 février 2023", date(2023, 2, 16)),
        ("Málaga, martes 14 de septiembre de 2021", date(2021, 9, 14)),
        ("Santiago de Compostela, 13 de julio de 2020", date(2020, 7, 13)),
        ("Den Haag, 15 april 2021", date(2021, 4, 15)),
        ("Москва. 24 июля 2020 года", date(2020, 7, 24)),
        ("أديس أبابا - الثلاثاء 21 يوليو 2020", date(2020, 7, 21)),
        ("تهران، ۸ مه ۲۰۲۰", date(2020, 5, 8)),
        ("תל אביב, 19 בדצמבר 2019", date(2019, 12, 19)),
        ("कोलकाता, 22 मई 2020", date(2020, 5, 22)),
        ("香港2021年9月20日", date(2021, 9, 20)),
        ("北京 2020年1月31日", date(2020, 1, 31)),
        ("新华社南昌2020年7月12日电", date(2020, 7, 12)),
        ("London, 12 April 2020", date(2020, 4, 12)),
    ],
)
def test_a_place_before_a_date_wrote_nothing(line: str, day: date) -> None:
    stamp = read_stamp(line)
    assert stamp
    assert (stamp.published, stamp.byline) == (day, None)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("سامر الخطيب | 6 يونيو 2020", "سامر الخطيب"),
        ("王小明 | 2020年5月5日", "王小明"),
        ("记者 王小明 | 2020年5月5日", "王小明"),
        ("记者：王小明 2020年5月5日", "王小明"),
        ("홍길동 기자 2020-05-05 10:12", "홍길동"),
        ("Jane Doe, 5 May 2020", "Jane Doe"),
        ("Placido Domingo, Roma | 9 marzo 2021", "Placido Domingo, Roma"),
    ],
)
def test_a_name_beside_a_date_is_still_a_byline(line: str, byline: str) -> None:
    stamp = read_stamp(line)
    assert stamp
    assert stamp.byline == byline


@pytest.mark.parametrize("label", ["发布时间：", "입력 ", "公開 ", "تاريخ النشر: ", "פורסם ", "प्रकाशित: "])
def test_a_label_in_a_script_without_capitals_names_nobody(label: str) -> None:
    stamp = read_stamp(f"{label}2020-05-05 10:12")
    assert stamp
    assert (stamp.published, stamp.byline) == (date(2020, 5, 5), None)


def test_an_update_is_told_from_a_publication() -> None:
    stamp = read_stamp("입력 2020-05-05 10:12 | 수정 2020-05-06 08:00")
    assert stamp
    assert (stamp.published, stamp.updated) == (date(2020, 5, 5), date(2020, 5, 6))


@pytest.mark.parametrize("headline", ["文化部发布新规", "记者采访遭拒", "作者谈新书"])
def test_a_headline_that_starts_like_a_byline_is_kept(headline: str) -> None:
    assert read_byline(headline) is None


@pytest.mark.parametrize("outlet", ["新华网", "中国新闻网"])
def test_a_chinese_outlet_before_a_date_is_the_source(outlet: str) -> None:
    stamp = read_stamp(f"{outlet} 2020年5月5日 10:12")
    assert stamp
    assert (stamp.published, stamp.source, stamp.byline) == (date(2020, 5, 5), outlet, None)


def test_an_outlet_before_a_date_is_the_source() -> None:
    stamp = read_stamp("Reuters, 9. März 2021")
    assert stamp
    assert (stamp.source, stamp.byline) == ("Reuters", None)


def test_the_first_paragraphs_of_a_chinese_article_are_kept() -> None:
    paragraphs = [
        "中国人民银行2020年7月1日宣布下调贷款利率。",
        "行长易中纲表示，此举旨在支持小微企业。新利率为2.25%，自当日起执行。",
        "分析师认为，市场对此早有预期，上证指数当天上涨1.38%，成交额超过9000亿元，创下四个月以来的新高。",
    ]
    cleaned = clean(Draft("\n\n".join(["央行下调贷款利率", *paragraphs])))
    assert (cleaned.title, cleaned.byline) == ("央行下调贷款利率", None)
    assert cleaned.text == "\n\n".join(paragraphs)
