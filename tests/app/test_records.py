import json
from dataclasses import replace
from datetime import date

from app.records import Citation, Claim, Conflict, DateRange, Reply, RetrievedPassage
from tests.evaluation.fakes import make_reply

DAY = date(2020, 6, 1)
REPLY: Reply = make_reply(
    citations=(Citation(1, "a", None, "Post", DAY, None, "words", 0, 5),),
    passages=(RetrievedPassage("a", 0, 5, 0.5),),
    conflicts=(Conflict("the dead", (Claim("9", 1), Claim("11", 1))),),
    date_range=DateRange(None, DAY),
)


def test_a_reply_is_json_with_days_as_text() -> None:
    told = json.loads(json.dumps(REPLY.to_json()))
    assert told["citations"][0]["published"] == "2020-06-01"
    assert told["date_range"] == {"since": None, "until": "2020-06-01"}
    assert told["conflicts"] == [
        {"about": "the dead", "claims": [{"value": "9", "citation": 1}, {"value": "11", "citation": 1}]}
    ]
    assert told["passages"] == [{"article_id": "a", "start": 0, "end": 5, "score": 0.5}]


def test_which_passage_copies_which_is_no_part_of_the_contract() -> None:
    copied = replace(REPLY, passages=(RetrievedPassage("a", 0, 5, 0.5, copy_of="b"),))
    assert copied.to_json() == REPLY.to_json()


def test_confidence_is_no_part_of_the_contract() -> None:
    assert "confidence" not in REPLY.to_json()
    assert replace(REPLY, confidence=0.1).to_json() == REPLY.to_json()
