"""What a part of somebody's data is, and the four ways in which it can end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from core.kernel.db import Base
from core.kernel.events import NO_NAME
from core.privacy.rules.duties import Duty

MASK: Final = NO_NAME
"""What stands where a name was; no word, for it is read in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose data it is. `covers_customer`: the customer is this person alone, so that its documents are theirs."""

    customer_id: UUID
    user_id: UUID | None
    email: str
    name: str
    covers_customer: bool


Value = object | Callable[[Person], object]


@dataclass(frozen=True, slots=True)
class Delete:
    """Nothing wants it kept."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """The row is needed, what it says of the person is not."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Seal:
    """As `Overwrite`, and what stood there is kept apart until the law lets it go; `since` is when the row was made."""

    values: Mapping[str, Value]
    duty: Duty
    since: Callable[[Person], ColumnElement[Any] | InstrumentedAttribute[Any]]


@dataclass(frozen=True, slots=True)
class Keep:
    """It stays as it is, and why."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A place where something about a person lies; `told` are the columns of a copy."""

    name: str
    model: type[Base]
    whose: Callable[[Person], ColumnElement[bool]]
    told: tuple[str, ...]
    ending: Delete | Overwrite | Seal | Keep = field(default_factory=Delete)
