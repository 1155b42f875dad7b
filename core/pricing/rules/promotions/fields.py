"""The values of conditions and actions: how they are read from what was typed, and how they are kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from core.catalog.states import ArticleKind
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_

MOST_MINOR = 10_000_000_00


class FieldKind(StrEnum):
    """What a value is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    KINDS = "kinds"
    SHELVES = "shelves"
    ARTICLES = "articles"
    LISTS = "lists"
    TIERS = "tiers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a rule."""

    name: str
    kind: FieldKind
    label: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From a value on, a percentage."""

    from_minor: int
    percent: Decimal


AMOUNT = N_("Please enter an amount above zero.")
PERCENT = N_("Please enter a percentage from 0 to 100.")
COUNT = N_("Please enter a whole number from 1 to 9,999.")
CHOICES = N_("Please choose at least one.")
TIERS = N_("Please enter one step per line: a value above zero, a colon, a percentage from 0 to 100.")


def read_fields(rule: str, fields: Iterable[Field], params: Mapping[str, object]) -> dict[str, object]:
    """The values of a rule. Raises InvalidInput on `<rule>-<field>`, TypeError for tiers that are no mapping."""
    return {field.name: _read(f"{rule}-{field.name}", field, params.get(field.name)) for field in fields}


def written(value: object) -> object:
    """A value as JSON keeps it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        if value and isinstance(value[0], Tier):
            return {str(tier.from_minor): f"{tier.percent:f}" for tier in value}
        return [str(member) for member in value]
    return value


def _read(place: str, field: Field, given: object) -> object:
    if field.is_optional and (given is None or given == "" or given == [] or given == {}):
        return () if field.kind is FieldKind.TIERS else None
    match field.kind:
        case FieldKind.AMOUNT:
            return _whole(place, given, MOST_MINOR, AMOUNT)
        case FieldKind.COUNT:
            return _whole(place, given, 9_999, COUNT)
        case FieldKind.PERCENT:
            return _percent(place, given, PERCENT)
        case FieldKind.TIERS:
            return _tiers(place, given)
    chosen = tuple(str(one).strip() for one in given if str(one).strip()) if isinstance(given, list | tuple) else ()
    if not chosen or (field.kind is FieldKind.KINDS and not set(chosen) <= set(ArticleKind)):
        raise _wrong(place, CHOICES)
    return tuple(dict.fromkeys(chosen))


def _whole(place: str, given: object, most: int, sentence: str) -> int:
    text = str(given).strip()
    if isinstance(given, bool) or not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise _wrong(place, sentence)
    return int(text)


def _percent(place: str, given: object, sentence: str) -> Decimal:
    try:
        value = Decimal(str(given).strip())
    except InvalidOperation:
        raise _wrong(place, sentence) from None
    if not value.is_finite() or not 0 <= value <= 100 or value != value.quantize(Decimal("0.01")):
        raise _wrong(place, sentence)
    return value


def _tiers(place: str, given: object) -> tuple[Tier, ...]:
    if not isinstance(given, Mapping):
        raise TypeError("Tiers are a mapping from values to percentages.")
    if not given:
        raise _wrong(place, TIERS)
    tiers = {
        _whole(place, value, MOST_MINOR, TIERS): _percent(place, percent, TIERS) for value, percent in given.items()
    }
    return tuple(Tier(from_minor=value, percent=percent) for value, percent in sorted(tiers.items()))


def _wrong(place: str, sentence: str) -> InvalidInput:
    return InvalidInput("promotion.value", sentence, field=place)
