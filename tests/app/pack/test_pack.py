import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pack import MEDIA_TYPES, Kind, as_bytes, as_html, as_markdown, file_name
from index.errors import UsageError
from tests.app.pack.helpers import QUOTED, pack


def test_a_file_is_named_after_its_day_and_title() -> None:
    assert (
        file_name(pack(title="Où sont les 25 morts?"), "pdf")
        == "citewire-2026-11-22-ou-sont-les-25-morts.pdf"
    )
    assert file_name(pack(title="战争"), "md") == "citewire-2026-11-22.md"


def test_a_long_title_is_cut_between_words() -> None:
    name = file_name(pack(title="killed " * 30), "html")
    assert name == "citewire-2026-11-22-killed-killed-killed-killed-killed-killed-killed.html"


@given(st.text(), st.sampled_from(["md", "html", "pdf"]))
def test_any_title_gives_a_name_that_every_system_takes(title: str, kind: Kind) -> None:
    name = file_name(pack(title=title), kind)
    assert re.fullmatch(rf"citewire-2026-11-22(-[a-z0-9]+)*\.{kind}", name)
    assert len(name) <= 80


def test_the_files_are_what_the_functions_give() -> None:
    one = pack(QUOTED)
    assert as_bytes(one, "md").decode() == as_markdown(one)
    assert as_bytes(one, "html").decode() == as_html(one)
    assert as_bytes(one, "pdf").startswith(b"%PDF-")
    assert set(MEDIA_TYPES) == {"md", "html", "pdf"}


@pytest.mark.parametrize("kind", ["docx", "", "../pdf"])
def test_another_kind_is_refused_with_the_choice(kind: str) -> None:
    for use in (as_bytes, file_name):
        with pytest.raises(UsageError, match="choose md, html, pdf"):
            use(pack(QUOTED), kind)  # type: ignore[arg-type]


def test_half_a_character_does_no_harm() -> None:
    broken = pack(title="half \ud800 a pair")
    assert "half � a pair" in as_bytes(broken, "html").decode()
    assert "half � a pair" in as_bytes(broken, "md").decode()
    assert as_bytes(broken, "pdf").startswith(b"%PDF-")
