"""The five articles that ship with Citewire come out as an editor would want them."""

import datetime
from pathlib import Path

import pytest

from index.reading import ReadLimits, discover, read
from index.reading.discovery import SourceFile
from index.records import Article

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    files = [found for found in discover([SEEDS]) if isinstance(found, SourceFile)]
    results = [result for file in files for result in read(file, ReadLimits())]
    return [result for result in results if isinstance(result, Article)]


def test_all_are_read_under_their_file_names(articles: list[Article]) -> None:
    assert [article.id[:3] for article in articles] == ["000", "001", "002", "003", "004"]
    assert all(article.language == "en" for article in articles)


@pytest.mark.parametrize(
    ("number", "title", "published", "source", "byline"),
    [
        (0, None, None, None, None),
        (1, "Libya Haftar's militias 'rain' rockets on Tripoli neighbourhood", "2019-12-18", None, None),
        (
            2,
            "Haftar’s forces continue push into Tripoli as Libya crisis escalates",
            None,
            "All Charts News",
            "FRANCE 24 with AFP, AP and REUTERS",
        ),
        (
            3,
            "Libya's Haftar Retakes District South Of Tripoli",
            "2020-06-02",
            "UrduPoint.com",
            "Umer Jamshaid",
        ),
        (4, "Haftar Show Weakness, Turkey Threatens Retaliation: What Is Next Step?", None, None, None),
    ],
)
def test_facts(
    articles: list[Article],
    number: int,
    title: str | None,
    published: str | None,
    source: str | None,
    byline: str | None,
) -> None:
    article = articles[number]
    assert article.title == title
    assert article.published == (datetime.date.fromisoformat(published) if published else None)
    assert (article.source, article.byline, article.url) == (source, byline, None)


FURNITURE = {
    0: ["6153253365001388f1009-ca2c-44f1-802f-5c191bb1eceaaeb59e8c-c0e2-46c8-8c56-6b20979dac4e", "video"],
    1: [
        "Libya Haftar's militias 'rain' rockets on Tripoli neighbourhood",
        "2 min read",
        "18 December, 2019",
        "A missile truck found at a camp used by forces loyal to Haftar [Getty]",
        "Read more: Libyan PM slams Haftar threat to resume Triplo offensive amid EU condemnation",
        "Follow us on Twitter and Instagram to stay connected",
    ],
    2: [
        "Haftar’s forces continue push into Tripoli as Libya crisis escalates"
        " | All Charts News - breaking news english",
        "(FRANCE 24 with AFP, AP and REUTERS)",
    ],
    3: [
        "date 2020-06-02 UrduPoint.com",
        "Libya's Haftar Retakes District South Of Tripoli",
        "Umer Jamshaid 3 minutes ago Tue 02nd June 2020 | 12:23 AM",
        "Libya's Haftar retakes district south of Tripoli",
        # The standfirst, which the first sentence says again, with its full stop.
        "Libyan military strongman Khalifa Haftar's forces said they retook a district south of Tripoli"
        " on Monday, after a series of losses to pro-unity government troops",
    ],
    4: [
        "Haftar Show Weakness, Turkey Threatens Retaliation: What Is Next Step?",
        "Globe Algeria Niger Mali Africa",
    ],
}


@pytest.mark.parametrize("number", range(5))
def test_the_story_is_all_that_is_not_furniture(articles: list[Article], number: int) -> None:
    raw = next(SEEDS.glob(f"00{number}_*")).read_text(encoding="utf-8")
    lines = [" ".join(line.split()) for line in raw.split("\n")]
    story = [line for line in lines if line and line not in FURNITURE[number]]
    story = [line.replace("government.According", "government. According") for line in story]
    story = [line.split(" ) :", 1)[-1] for line in story]
    assert articles[number].text == "\n\n".join(story)
