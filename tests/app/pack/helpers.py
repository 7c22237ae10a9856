"""What the tests of the evidence pack share: packs in a line."""

from datetime import UTC, date, datetime

from app.pack.records import Pack, Packed
from app.records import AnswerSentence, Citation, Claim, Conflict, DateRange, Reply, Usage
from tests.app.page_helpers import reply

MADE = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
A_DAY = date(2020, 6, 2)
URL = "https://news.example/rockets?day=2&page=(1)"
KILLED = "The rockets killed 25 people in the region."
COUNTED = "Staff counted 21 deaths by the evening."


def cited(number: int, quote: str, **facts: object) -> Citation:
    known: dict[str, object] = {
        "article_id": "wire/001.txt", "title": "Rockets hit the region", "source": "Libya Herald",
        "published": A_DAY, "url": URL, "start": 120, "end": 120 + len(quote),
    }  # fmt: skip
    return Citation(number=number, quote=quote, **(known | facts))  # type: ignore[arg-type]


QUOTED = reply(
    "The rockets **killed 25 people** in the region. [1]\n\n"
    "Staff counted **21 deaths** by the evening. [2][9]",
    (AnswerSentence(KILLED, (1,), "supported"), AnswerSentence(COUNTED, (2,), "supported")),
    (cited(1, KILLED), cited(2, COUNTED, source=None, published=None, url=None, article_id="002.txt")),
    question="How many people were killed?",
    conflicts=(Conflict("How many were killed", (Claim("25 people", 1), Claim("21 deaths", 2))),),
    dates=DateRange(date(2020, 6, 1), None),
)
WRITTEN = reply(
    "**What is known**\n\nNine women died [1].\n\n- It was confirmed [1]\n- Nobody was hurt",
    (
        AnswerSentence("Nine women died", (1,), "weak", "“women” is not in the source"),
        AnswerSentence("Nobody was hurt", (), "unsupported", "no source is cited"),
    ),
    (cited(1, KILLED),),
    question="And women?",
    standalone="How many women were killed?",
    engine="some-model",
    notice="the server was slow",
    usage=Usage(1234, 56, True, 0.0021, "USD"),
)
REFUSED = reply(
    "The archive has nothing on “the World Cup”.",
    (),
    (cited(1, "Matches were suspended.", title="Football"),),
    question="Who won the World Cup?",
    answered=False,
)


def pack(*replies: Reply, title: str = "Rockets", made: datetime = MADE) -> Pack:
    return Pack(title, tuple(Packed(MADE, one) for one in replies), made)


def reply_of(text: str, engine: str = "quotes") -> Reply:
    """A reply in which every text that may come from outside is `text`."""
    cites = cited(1, text, title=text, source=text, article_id=text, url=text)
    return reply(
        f"{text} [1]", (AnswerSentence(text, (1,), "weak", text),), (cites,),
        question=text, standalone=f"{text} then", engine=engine, notice=text,
        conflicts=(Conflict(text, (Claim(text, 1),)),),
    )  # fmt: skip
