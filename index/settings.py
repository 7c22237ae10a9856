"""The settings of the offline half, read from the environment and `.env`.

`load` turns a bad value into one clear line for any settings class, the online half's too. Knows
nothing of what the settings are used for.
"""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from index.errors import UsageError

AnySettings = TypeVar("AnySettings", bound=BaseSettings)

_PREFIX = "CITEWIRE_"
_LONGEST_SHOWN = 60


class IndexSettings(BaseSettings):
    """What decides how an index is made and where it lives; `CITEWIRE_DATA` sets `data`, and so on.

    A description says which values a setting takes: `load` shows it when one is wrong.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(default=Path(".citewire"), description="a folder")
    embedding: str = Field(
        default="local",
        pattern=r"^(local|openai:\S+)$",
        description="`local`, or `openai:NAME` with the name of a model",
    )
    embedding_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="a URL that starts with http:// or https://"
    )
    embedding_api_key: SecretStr | None = Field(default=None, description="a key")
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="a key"
    )
    passage_tokens: int = Field(default=256, ge=32, le=512, description="a whole number from 32 to 512")
    max_file_mb: int = Field(default=50, ge=1, le=10_000, description="a whole number from 1 to 10000")
    max_article_chars: int = Field(
        default=1_000_000,
        ge=1_000,
        le=100_000_000,
        description="a whole number from 1000 to 100000000",
    )

    @property
    def max_file_bytes(self) -> int:
        """How large a file may be, in bytes."""
        return self.max_file_mb * 1_000_000

    @property
    def embedding_key(self) -> str | None:
        """The key for a remote embedding model: ours, or OPENAI_API_KEY where OpenAI itself is asked.

        A key for OpenAI is never sent to another server.
        """
        if self.embedding_api_key is not None:
            return self.embedding_api_key.get_secret_value()
        asks_openai = self.embedding.startswith("openai:") and self.embedding_base_url is None
        if asks_openai and self.openai_api_key is not None:
            return self.openai_api_key.get_secret_value()
        return None


def load(settings: type[AnySettings], **overrides: Any) -> AnySettings:
    """Read settings; `overrides` (a command's options, by field name) win, those that are None don't.

    Raises:
        UsageError: a value is out of range; the line names the variable and what it takes.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return settings(**given)
    except ValidationError as error:
        raise UsageError("; ".join(_explain(settings, item) for item in error.errors())) from error
    except (SettingsError, UnicodeDecodeError) as error:
        raise UsageError("the settings in .env can't be read: save it as UTF-8, NAME=value a line") from error


def _explain(settings: type[BaseSettings], error: Any) -> str:
    """Return the line for one of pydantic's errors, without repeating the value of a secret."""
    name = str(error["loc"][0]) if error["loc"] else ""
    field = settings.model_fields.get(name)
    if field is None:
        return f"{name or 'the settings'}: {error['msg']}"
    takes = f"{_PREFIX}{name.upper()} must be {field.description or 'another value'}"
    if "Secret" in str(field.annotation):
        return takes
    shown = str(error["input"])
    shown = shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"
    return f"{takes}, not {shown!r}"
