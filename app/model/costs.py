"""What an answer cost: a model's tokens times the prices that the user wrote down.

Knows no price by itself: they change, and a wrong one is worse than none. Knows nothing of models.
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.records import Usage
from index.errors import UsageError

SHIPPED = Path(__file__).with_name("prices.toml")

_TOKENS_A_PRICE = 1_000_000
_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]


class _Price(BaseModel):
    """The price of a million tokens, sent and answered."""

    model_config = ConfigDict(extra="forbid")

    prompt: _Amount
    completion: _Amount


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    currency: str = Field(default="USD", pattern=r"^\S{1,8}$")
    models: dict[str, _Price] = {}


@dataclass(frozen=True, slots=True)
class Prices:
    """A table of prices in one currency."""

    _table: _Table

    def cost_of(self, model: str, usage: Usage) -> Usage:
        """Return `usage` with what it cost, unchanged where the table doesn't have the model."""
        price = self._table.models.get(model)
        if price is None:
            return usage
        whole = price.prompt * usage.prompt_tokens + price.completion * usage.completion_tokens
        return replace(usage, cost=whole / _TOKENS_A_PRICE, currency=self._table.currency)


def load_prices(path: Path | None = None) -> Prices:
    """Read a price table, the one that ships with the program (without prices) unless another is named.

    Raises:
        UsageError: the file can't be read or isn't such a table; the line says where.
    """
    file = path or SHIPPED
    try:
        return Prices(_Table.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise _unusable(file, error.strerror or "it can't be read") from None
    except UnicodeDecodeError:
        raise _unusable(file, "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _unusable(file, f"it isn't TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _unusable(file, f"{place}: {first['msg']}") from None


def _unusable(file: Path, why: str) -> UsageError:
    return UsageError(f"CITEWIRE_LLM_PRICES: {file}: {' '.join(why.split())}")
