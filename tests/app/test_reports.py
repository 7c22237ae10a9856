from app.features import weigh
from app.records import RetrievedPassage
from app.replies import retrieved
from app.reports import also_read, cited_reports, independent
from app.search import Findings
from tests.app.made import found, query, stored
from tests.app.page_helpers import among, article, citation, reply

WIRE = "At least 25 people were killed in the raid, the ministry said."
OTHER = WIRE.replace("25", "21")


def passage(article_id: str, start: int = 0, end: int = 60, copy_of: str | None = None) -> RetrievedPassage:
    return RetrievedPassage(article_id, start, end, 1.0, copy_of)


def test_citations_of_the_same_words_in_several_articles_are_one_report() -> None:
    found = reply(
        citations=(
            citation(article(f"{WIRE} More.", "a"), WIRE, 1),
            citation(article(f"{OTHER} More.", "b"), OTHER, 2),
            citation(article(WIRE.upper().replace(" ", "\n"), "c"), WIRE.upper().replace(" ", "\n"), 3),
        )
    )
    assert [[one.number for one in report.citations] for report in cited_reports(found)] == [[1, 3], [2]]


def test_the_same_words_twice_in_one_article_and_words_too_few_to_tell_stay_apart() -> None:
    twice = article(f"{WIRE} And so: {WIRE}", "a")
    short, elsewhere = article("It rained.", "b"), article("It rained.", "c")
    again = citation(twice, f"And so: {WIRE}", 2)
    found = reply(
        citations=(
            citation(twice, WIRE, 1),
            again,
            citation(short, "It rained.", 3),
            citation(elsewhere, "It rained.", 4),
        )
    )
    assert [len(report.citations) for report in cited_reports(found)] == [1, 1, 1, 1]


def test_articles_that_share_a_report_are_not_independent() -> None:
    one, two = article(f"{WIRE} {OTHER}", "a"), article(f"{OTHER} Else.", "b")
    three = article("Something else altogether was said there.", "c")
    cited = (citation(one, WIRE, 1), citation(two, OTHER, 2), citation(three, three.text, 3))
    assert independent(reply(citations=cited)) == 3
    assert independent(reply(citations=(*cited, citation(one, OTHER, 4)))) == 2
    assert independent(reply()) == 0


def test_copies_of_the_passage_that_is_cited_are_its_homes_and_no_further_reading() -> None:
    cited = citation(article(f"{WIRE} More.", "a"), WIRE)
    found = reply(
        citations=(cited,),
        passages=(
            passage("a"), passage("b", copy_of="a"), passage("c", copy_of="a"),
            passage("a", 500, 600), passage("d", copy_of="a"), passage("b"),
        ),
    )  # fmt: skip
    (report,) = cited_reports(found)
    assert [copy.article_id for copy in report.copies] == ["b", "c"]
    assert [one.passage.article_id for one in also_read(found, [report])] == ["d"]


def test_a_copy_that_says_otherwise_is_no_home_but_further_reading() -> None:
    texts = {"a": f"{WIRE} More.", "b": f"{OTHER} More.", "c": f"{WIRE} More."}
    articles = {name: article(text, name) for name, text in texts.items()}
    found = reply(
        citations=(citation(articles["a"], WIRE),),
        passages=(
            passage("a"),
            passage("b", copy_of="a"),
            passage("c", copy_of="a"),
            passage("d", copy_of="a"),
        ),
    )
    (report,) = cited_reports(found, among(*articles.values()))
    assert [copy.article_id for copy in report.copies] == ["c"]
    assert [one.passage.article_id for one in also_read(found, [report])] == ["b", "d"]


def test_what_was_read_comes_once_an_article_with_its_copies() -> None:
    found = reply(
        passages=(
            passage("a"),
            passage("b", copy_of="a"),
            passage("a", 80, 99),
            passage("b", 80, 99),
            passage("c"),
        )
    )
    read = also_read(found, ())
    assert [one.passage.article_id for one in read] == ["a", "c"]
    assert [[copy.article_id for copy in one.copies] for one in read] == [["b"], []]


def test_the_search_s_copies_are_told_as_such() -> None:
    asked = query("How many were killed?")
    report = found(stored(WIRE, 1), copies=(stored(WIRE, 2), stored(WIRE, 3)))
    passages = retrieved(Findings(asked, weigh(asked, {}, 1), (report, found(stored("It rained.", 4)))))
    assert [(one.article_id, one.copy_of) for one in passages] == [
        ("article-1", None), ("article-2", "article-1"), ("article-3", "article-1"), ("article-4", None),
    ]  # fmt: skip
    (read, alone) = also_read(reply(passages=passages), ())
    assert [copy.article_id for copy in read.copies] == ["article-2", "article-3"]
    assert alone.copies == ()


def test_nothing_found_is_no_report() -> None:
    assert cited_reports(reply()) == ()
    assert also_read(reply(), ()) == ()
