import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evaluation.html.command import main
from evaluation.html.page import write_page
from evaluation.html.saved import Asked
from evaluation.questions import Evidence
from tests.evaluation.html.made import HOSTILE, SMALL, answer, asked, gold, refusal, write_run


class Parts(HTMLParser):
    """The elements of a page with their attributes, its visible text, and what its scripts hold."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        elif self.cdata_elem is None:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json.loads(self.scripts[0])["items"]
        return items


def parts(folder: Path, items: tuple[Asked, ...] = SMALL, **about: Any) -> Parts:
    found = Parts()
    found.feed(write_page(write_run(folder, items, **about)).read_text(encoding="utf-8"))
    return found


def test_the_verdict_is_said_in_words(tmp_path: Path) -> None:
    text = parts(tmp_path).text
    assert "2 of 5 questions came out as they should" in text
    assert (
        "Of 3 that the articles answer, 1 was answered right (33%), 1 was answered otherwise, and 1" in text
    )
    assert "Of 2 that they don’t answer, 1 was refused rightly (50%) and 1 answered all the same." in text
    assert re.search(r"1 of 3, likely \d+–\d+%", text)


def test_what_nobody_can_judge_is_not_called_wrong(tmp_path: Path) -> None:
    plain = tuple(asked(gold(f"plain-{number}"), answer("Mira Holt sings.")) for number in range(3))
    text = parts(tmp_path, plain).text
    assert "3 questions that nobody can judge" in text
    assert "came out as they should" not in text
    assert "Wrong answers, the more is answered" not in text


def test_what_nobody_can_judge_is_left_out_of_what_is_counted(tmp_path: Path) -> None:
    text = parts(tmp_path, (*SMALL, asked(gold("plain"), answer("Mira Holt sings.")))).text
    assert "2 of 5 questions came out as they should" in text
    assert "Of 3 that the articles answer and that can be judged, 1 was answered right" in text
    assert "Of all 4 that they answer, 1 was refused wrongly." in text
    assert "1 can’t be judged" in text
    assert "Without 1 of which nobody can tell" in text


def test_escapes_are_not_shown(tmp_path: Path) -> None:
    sold = answer("It cost $5.5 million.", answer=r"It cost **\$5.5 million**. [1]")
    silent = refusal(answer=r"Nothing tells of \*Mira\*.")
    paid, refused = parts(tmp_path, (asked(gold("sold"), sold), asked(gold("no"), silent))).items
    assert paid["reply"]["bold"] == ["$5.5 million"]
    assert refused["reply"]["text"] == "Nothing tells of *Mira*."


def test_everything_is_drawn_with_axes_labels_and_words_to_point_at(tmp_path: Path) -> None:
    page = parts(tmp_path)
    drawn = [attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"]
    assert {"Risk against coverage", "Refused rightly against refused wrongly"} <= set(drawn)
    assert {"Histogram of total times", "Latency by stage, p50 and p95"} <= set(drawn)
    assert "Whole answer is complete" in drawn
    assert sum(tag == "title" for tag, _ in page.elements) > 20
    for words in ("answered", "refused wrongly", "milliseconds", "as shown"):
        assert words in page.texts


def test_a_run_without_refusals_or_times_has_no_plots_of_them(tmp_path: Path) -> None:
    reply = answer("Mira Holt sings.", timings_ms={})
    page = parts(tmp_path, (asked(gold(relevant_ids=("a.txt",), answers=("Mira Holt",)), reply),))
    assert "1 of 1 question came out" in page.text
    drawn = [attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"]
    assert "Refused rightly against refused wrongly" not in drawn
    assert "Histogram of total times" not in drawn


def test_questions_that_could_not_be_asked_are_told(tmp_path: Path) -> None:
    failed = asked(gold("late"), None)
    failed = dataclasses.replace(failed, row=dataclasses.replace(failed.row, error="took too long"))
    page = parts(tmp_path, (*SMALL, failed))
    assert "1 could not be asked." in page.text
    assert page.items[-1]["why"] == "took too long"
    assert page.items[-1]["reply"] is None


def test_every_measure_is_in_the_table_the_unknown_by_their_names(tmp_path: Path) -> None:
    row = SMALL[0].row
    odd = dataclasses.replace(SMALL[0], row=dataclasses.replace(row, values={**row.values, "my_own": 17.0}))
    text = parts(tmp_path, (odd, *SMALL[1:])).text
    assert "My own 17" in text
    assert "Cites the articles it should" in text
    assert "MRR" in text


def test_a_question_carries_its_answer_and_what_was_expected(tmp_path: Path) -> None:
    sings, where, when, *_ = parts(tmp_path).items
    assert sings["finding"] == "right"
    assert sings["reply"]["bold"] == ["Mira Holt"]
    assert sings["reply"]["sentences"][0] == {
        "text": "Mira Holt sings on Monday.",
        "citations": [1],
        "support": "supported",
        "reason": "",
    }
    assert sings["reply"]["citations"][0]["wordForWord"]
    assert sings["expected"]["groups"] == [{"any": ["Mira Holt"], "met": True}]
    assert sings["expected"]["articles"] == [{"id": "a.txt", "rank": 1, "cited": True}]
    assert (where["finding"], where["expected"]["groups"][0]["met"]) == ("wrong-span", False)
    assert (when["finding"], when["keptBack"]["text"]) == ("refused-wrongly", "It opens at noon.")


@pytest.mark.parametrize(
    ("quote", "evidence", "quoted"),
    [
        ("The fair opens at noon, they say.", "fair opens  at NOON", True),
        ("opens at noon", "The fair opens at noon", True),
        ("The fair opens at one.", "opens at noon", False),
    ],
)
def test_evidence_is_quoted_where_one_holds_the_other(
    tmp_path: Path, quote: str, evidence: str, quoted: bool
) -> None:
    question = gold(relevant_ids=("a.txt",), evidence=(Evidence(evidence, "a.txt"),))
    (item,) = parts(tmp_path, (asked(question, answer(quote)),)).items
    assert item["expected"]["evidence"][0]["quoted"] is quoted


def hostile_run(folder: Path) -> Parts:
    citation = dataclasses.replace(
        answer("x").citations[0],
        title=HOSTILE,
        source=HOSTILE,
        quote=HOSTILE,
        url="javascript:document.title=1",
    )
    question = gold(HOSTILE, question=HOSTILE, kind=HOSTILE, answers=(HOSTILE,), relevant_ids=(HOSTILE,))
    reply = answer(HOSTILE, article=HOSTILE, found=(HOSTILE,), citations=(citation,), index=HOSTILE)
    odd = asked(question, reply)
    odd = dataclasses.replace(odd, row=dataclasses.replace(odd.row, values={**odd.row.values, HOSTILE: 0.5}))
    return parts(folder, (odd, asked(gold("q2"), refusal())), engine=HOSTILE, corpus=[HOSTILE], date=HOSTILE)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    page = hostile_run(tmp_path)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 2
    assert "img" not in tags
    assert "javascript:" not in json.dumps([attributes for _, attributes in page.elements])
    assert "document.title='owned'</script><img src=x" in page.text
    assert "{{7*7}}" in page.text
    assert page.items[0]["reply"]["citations"][0]["url"] == ""


def test_no_invisible_or_steering_sign_is_on_the_page(tmp_path: Path) -> None:
    page = hostile_run(tmp_path)
    everything = json.dumps([page.texts, page.elements, page.items], ensure_ascii=False)
    assert "⟨U+202E⟩esrever" in everything
    assert not set(everything) & set("\u202e\u202c\u200b\u2028\u2029\x07")


def test_the_policy_lets_only_the_pages_own_script_and_style_work(tmp_path: Path) -> None:
    page = hostile_run(tmp_path)
    (policy,) = [
        attributes["content"] or ""
        for _, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = base64.b64encode(hashlib.sha256(page.scripts[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [tag for tag, attributes in page.elements if "style" in attributes or tag == "link"]
    assert not [tag for tag, attributes in page.elements if any(name.startswith("on") for name in attributes)]
    assert {attributes.get("src") for _, attributes in page.elements} == {None}


def test_the_command_says_where_the_page_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_run(tmp_path))]) == 0
    assert capsys.readouterr().out == f"report: {tmp_path / 'report.html'}\n"


@pytest.mark.parametrize("arguments", [[], ["{folder}"], ["{folder}", "--what"], ["a", "b"]])
def test_wrong_use_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main([argument.format(folder=tmp_path) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("evaluation: ")
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_page_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (write_run(tmp_path) / "report.html").mkdir()
    assert main([str(tmp_path)]) == 1
    assert "report.html" in capsys.readouterr().err
