"""Who sends a request, and whether another site's page made a browser send it."""

import pytest

from app.page.visitors import COOKIE, cookie_for, is_made_elsewhere, new_owner, owner_of

HERE = {"host": "127.0.0.1:7860"}


def test_a_browser_is_known_again_by_what_it_was_given() -> None:
    owner = new_owner()
    assert owner_of({COOKIE: owner, "other": "x"}) == owner
    assert new_owner() != owner


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "a" * 42, "a" * 44, "é" * 43, "../" * 14 + "a"])
def test_what_was_never_given_is_nobody(token: str) -> None:
    assert owner_of({COOKIE: token}) == ""


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() -> None:
    cookie = cookie_for("name", secure=False)
    assert cookie.startswith(f"{COOKIE}=name; Path=/; ")
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert cookie_for("name", secure=True).endswith("; Secure")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        # Another port of this machine.
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8000"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "null"},
        {"origin": "http://[broken"},
    ],
)
def test_what_another_site_s_page_sends_is_told_apart(headers: dict[str, str]) -> None:
    assert is_made_elsewhere("POST", HERE | headers)
    assert not is_made_elsewhere("GET", HERE | headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:7860"},
        {},
    ],
)
def test_the_page_itself_and_what_is_no_browser_may_pass(headers: dict[str, str]) -> None:
    assert not is_made_elsewhere("POST", HERE | headers)
