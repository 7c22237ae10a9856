import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution import speaker


@pytest.mark.parametrize(
    ("quote", "who"),
    [
        (
            "Since April 4, an estimated 2,200 people fled, the United Nations humanitarian office said.",
            "the United Nations humanitarian office",
        ),
        ("The ministry said on Sunday that 12 people were hurt.", "the ministry"),
        ("Mayor Quillon told Reuters that 12 people were hurt.", "Mayor Quillon"),
        ("According to the coastguard, 212 people were on board.", "the coastguard"),
        ("Some 212 people were on board, according to Le Monde.", "Le Monde"),
        ("“Twelve people were hurt,” a doctor said.", "a doctor"),
        ("“Twelve people were hurt,” said Colonel Quillon.", "Colonel Quillon"),
        ("The fighting killed 25, a spokesman for the ministry said Monday.", "a spokesman for the ministry"),
    ],
)
def test_who_is_named_plainly(quote: str, who: str) -> None:
    assert speaker(quote) == who


@pytest.mark.parametrize(
    "quote",
    [
        "At least 25 people were killed.",
        "At least 25 people were killed, he said.",
        "The GNA said 12 were hurt, but the LNA said that 20 were.",
        "Of the 25 dead, 12 said goodbye to nobody.",
        "The town, which was taken on Sunday and whose people had fled, said nothing.",
        "Aid from abroad has added to the fighting.",
        "Turkey blames the UN for what it says was a failure.",
        "",
    ],
)
def test_rather_nobody_than_the_wrong_one(quote: str) -> None:
    assert speaker(quote) is None


@given(st.text(max_size=300))
def test_whoever_is_named_stands_in_the_quote(quote: str) -> None:
    who = speaker(f"{quote}, the coastguard said.")
    assert who is None or who.lower() in f"{quote}, the coastguard said.".lower()
