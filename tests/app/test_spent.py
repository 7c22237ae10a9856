import pytest

from app.records import Usage
from app.spent import duration, spent


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0.4, "0 ms"), (12.3, "12 ms"), (999, "999 ms"), (1000, "1.0 s"), (1_234_567, "1,234.6 s")],
)
def test_a_time_is_told_in_the_unit_that_reads_well(milliseconds: float, words: str) -> None:
    assert duration(milliseconds) == words


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        (Usage(1234, 87, estimated=False), "1,234 tokens sent, 87 received"),
        (Usage(1234, 87, estimated=True), "about 1,234 tokens sent, 87 received"),
        (Usage(10, 5, False, 0.01234, "EUR"), "10 tokens sent, 5 received, 0.0123 EUR"),
        (Usage(10, 5, False, 1234.5, "EUR"), "10 tokens sent, 5 received, 1,234.5000 EUR"),
        (Usage(10, 5, False, 0.00001, "USD"), "10 tokens sent, 5 received, under 0.0001 USD"),
        (Usage(10, 5, False, 0.0, "USD"), "10 tokens sent, 5 received, 0.0000 USD"),
        (Usage(10, 5, False, 0.5), "10 tokens sent, 5 received, 0.5000"),
    ],
)
def test_tokens_are_told_always_and_money_where_it_is_known(usage: Usage, words: str) -> None:
    assert spent(usage) == words
