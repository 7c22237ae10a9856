"""What is claimed by a message that asks whether something is true."""

import pytest

from app.claims import claim_of

CLAIM = "the ferry sank off Hvalnes"


@pytest.mark.parametrize(
    "message",
    [
        "Is it true that the ferry sank off Hvalnes?",
        "is it really true that the ferry sank off Hvalnes",
        "Isn't it the case that the ferry sank off Hvalnes?",
        "Is there any truth in the claim that the ferry sank off Hvalnes?",
        "Fact-check: the ferry sank off Hvalnes.",
        "fact check “The ferry sank off Hvalnes.”",
        "fact check this: the ferry sank off Hvalnes",
        "Verify: the ferry sank off Hvalnes",
        "Verify that the ferry sank off Hvalnes.",
        "Confirm whether the ferry sank off Hvalnes",
        "Check the claim that the ferry sank off Hvalnes",
        "Check the following statement: The ferry sank off Hvalnes.",
        "Claim: the ferry sank off Hvalnes",
        "True or false: the ferry sank off Hvalnes?",
        "The ferry sank off Hvalnes - true or false?",
        "The ferry sank off Hvalnes. Is that true?",
        "I heard that the ferry sank off Hvalnes. Is this correct?",
        "I've read somewhere the ferry sank off Hvalnes, is it so?",
        "“The ferry sank off Hvalnes” – true?",
    ],
)
def test_what_is_asked_to_be_true_is_found(message: str) -> None:
    found = claim_of(message)
    assert found[0].lower() + found[1:] == CLAIM


@pytest.mark.parametrize(
    "message",
    [
        "Did the ferry sink off Hvalnes?",
        "What is true of the ferry?",
        "Check the death toll",
        "Who said that the ferry sank?",
        "What did the captain say: was it true?",
        "Which claims did the captain make?",
        "Is it true?",
        "Is the AfD far-right?",
        "Fact-check: ferries",
        "What is the right way to evacuate a ferry?",
    ],
)
def test_a_question_of_another_kind_claims_nothing(message: str) -> None:
    assert claim_of(message) == ""
