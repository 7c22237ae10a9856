import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.html.harmless import harmless, harmless_throughout, json_in_script, web_address
from tests.evaluation.html.made import HOSTILE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a plain text", "a plain text"),
        ("two\r\nlines", "two\nlines"),
        ("\u202eesrever", "⟨U+202E⟩esrever"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("\x07", "⟨U+0007⟩"),
        ("half\ud800", "half⟨U+D800⟩"),
        ("soft\u00adhyphen\u200f", "softhyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_signs_that_hide_or_steer_are_shown(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text())
def test_no_text_keeps_a_sign_that_turns_what_stands_around_it(text: str) -> None:
    assert not set(harmless(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@given(JSON)
def test_data_in_a_script_means_the_same_and_has_no_sign_of_markup(value: object) -> None:
    text = json_in_script(value)
    assert json.loads(text) == value
    assert text.isascii()
    assert not set(text) & set("<>&")


def test_every_string_of_a_value_is_made_harmless() -> None:
    safe = harmless_throughout({"a": [HOSTILE, {"b": (HOSTILE, 1, None)}]})
    assert safe == {"a": [harmless(HOSTILE), {"b": [harmless(HOSTILE), 1, None]}]}


@pytest.mark.parametrize("url", ["https://example.org/a?b=1", "http://example.org"])
def test_web_addresses_may_be_followed(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "//example.org", "file:///etc", "http://[", " x"],
)
def test_other_addresses_are_no_links(url: str | None) -> None:
    assert web_address(url) == ""
