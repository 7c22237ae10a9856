import pytest

from app.links import safe_url


@pytest.mark.parametrize("url", ["https://example.org/a?b=1#c", "http://example.org"])
def test_a_web_address_is_linked(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScript:alert(1)", " https://example.org",
        "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "https://", "http://[",
        "https://a/" + "b" * 3000,
    ],
)  # fmt: skip
def test_no_other_address_is(url: str | None) -> None:
    assert safe_url(url) is None
