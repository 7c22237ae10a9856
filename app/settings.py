"""The settings of the online half: the index's, and where the page is served."""

from functools import cached_property

from pydantic import Field

from index.settings import IndexSettings


class AppSettings(IndexSettings):
    """Read once, from the environment (`CITEWIRE_*`) and `.env`, and passed down."""

    host: str = Field(default="127.0.0.1", min_length=1, description="an address of this machine")
    port: int = Field(default=7860, ge=1, le=65535, description="a whole number from 1 to 65535")

    @cached_property
    def index(self) -> IndexSettings:
        """The part that decides how the index is made."""
        return self
