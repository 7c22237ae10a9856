"""How languages are told: of an article, and of a short text among the languages of an archive."""

import pytest

from index.reading.language import likeliest_among, recognised_language

ARCHIVE = ("ar", "de", "en", "es", "fr", "ru", "zh")


def test_chinese_articles_are_recognised_though_wu_and_cantonese_are_written_alike() -> None:
    assert recognised_language(
        "央行下调贷款利率。行长易中纲表示,此举旨在支持小微企业。新利率为2.25%,自当日起执行。"
        "分析师认为,市场对此早有预期,上证指数当天上涨1.38%,成交额超过9000亿元,创下四个月以来的新高。"
    ) == "zh"  # fmt: skip


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie hoch stand der Pegel der Elbe in Dresden?", "de"),
        ("Who is the president of Barcelona?", "en"),
        ("GDL Streik Forderung Corona-Prämie", "de"),
        ("北京地铁17号线南段全长多少公里？", "zh"),
    ],
)
def test_a_short_question_is_of_the_language_that_it_resembles_most(question: str, language: str) -> None:
    assert likeliest_among(question, ARCHIVE) == language


@pytest.mark.parametrize(
    ("question", "among"),
    [
        ("Dorvent 2021", ("en", "de")),
        ("Ile osób zginęło w powodzi na południu Polski?", ("en", "de")),
        ("2021?", ("en", "de")),
        ("Who won the election?", ()),
        ("Who won the election?", ("xx",)),
    ],
)
def test_no_language_is_named_where_none_of_these_is_clear(question: str, among: tuple[str, ...]) -> None:
    assert likeliest_among(question, among) is None
