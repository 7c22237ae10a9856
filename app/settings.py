"""The settings of the online half: the index's, where the page is served, and which models may answer."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from index.settings import IndexSettings

Unsupported = Literal["strike", "hide", "show"]


class AppSettings(IndexSettings):
    """Read once, from the environment (`CITEWIRE_*`) and `.env`, and passed down.

    No model is asked for an answer unless `llm_model` names one.
    """

    host: str = Field(default="127.0.0.1", min_length=1, description="an address of this machine")
    port: int = Field(default=7860, ge=1, le=65535, description="a whole number from 1 to 65535")

    llm_model: str | None = Field(
        default=None, pattern=r"\S", description="the name of a model, or several with commas between"
    )
    llm_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="a URL that starts with http:// or https://"
    )
    llm_api_key: SecretStr | None = Field(default=None, description="a key")
    llm_temperature: float | None = Field(default=0.0, ge=0, le=2, description="a number from 0 to 2")
    llm_reasoning_effort: str | None = Field(
        default=None, pattern=r"^\w+$", description="a word that the model knows, such as low"
    )
    llm_seed: int | None = Field(default=None, description="a whole number")
    llm_headers: dict[str, str] = Field(default={}, description='a JSON object, such as {"X-Team": "news"}')
    llm_proxy: str | None = Field(
        default=None, pattern=r"^(https?|socks5h?)://\S+$", description="the URL of a proxy"
    )
    llm_ca_bundle: Path | None = Field(default=None, description="a file of certificates (PEM)")
    llm_context_tokens: int = Field(
        default=8_192, ge=1_024, le=10_000_000, description="a whole number from 1024 to 10000000"
    )
    llm_answer_tokens: int = Field(
        default=700, ge=32, le=32_768, description="a whole number from 32 to 32768"
    )
    llm_first_token_seconds: float = Field(
        default=60, gt=0, le=3_600, description="a number of seconds up to 3600"
    )
    llm_between_tokens_seconds: float = Field(
        default=20, gt=0, le=3_600, description="a number of seconds up to 3600"
    )
    llm_retries: int = Field(default=2, ge=0, le=10, description="a whole number from 0 to 10")
    llm_prices: Path | None = Field(default=None, description="a file of prices")
    prompts: Path | None = Field(default=None, description="a folder of prompts that replace ours")
    unsupported: Unsupported = Field(default="strike", description="strike, hide or show")

    @cached_property
    def models(self) -> tuple[str, ...]:
        """The models that may be asked, the first of them unless another is chosen."""
        names = (name.strip() for name in (self.llm_model or "").split(","))
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def llm_key(self) -> str | None:
        """The key for a model: ours, or OPENAI_API_KEY where OpenAI itself is asked.

        A key for OpenAI is never sent to another server.
        """
        if self.llm_api_key is not None:
            return self.llm_api_key.get_secret_value()
        if self.llm_base_url is None and self.openai_api_key is not None:
            return self.openai_api_key.get_secret_value()
        return None
