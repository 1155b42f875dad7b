"""What the buyers of a bundle choose, as one cell of a file: a JSON object, written by exports and read by imports."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.assortment.errors import CellRefused
from core.catalog.rules import ChoiceRule, Choices, ChoicesDraft, GroupDraft, OptionDraft
from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel.i18n import N_

NOTHING: Final = "{}"
"""The cell of a bundle in which nothing is chosen; an empty cell says nothing."""
_LARGEST: Final = 10_000_000_00


def _shown(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds characters that cannot be shown")
    return text


_Code = Annotated[str, StringConstraints(max_length=40), AfterValidator(_shown)]
_Sku = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_shown)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_shown)]
_Times = Annotated[int, Field(ge=0, le=99)]
_Extra = Annotated[int, Field(gt=-_LARGEST, lt=_LARGEST)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Option(_Part):
    code: _Code
    sku: _Sku
    quantity: int = Field(default=1, ge=1, le=999)
    most: _Times = 1
    preset: _Times = 0
    recommended: bool = False
    pricing: OptionPricing = OptionPricing.DIFFERENCE
    extra_gross_minor: _Extra = 0
    extra_net_minor: _Extra = 0

    def draft(self) -> OptionDraft:
        return OptionDraft(is_recommended=self.recommended, **self.model_dump(exclude={"recommended"}))


class _Group(_Part):
    code: _Code
    name: _Name
    name_de: _Name = ""
    least: _Times = 1
    most: _Times = 1
    options: tuple[_Option, ...]

    def draft(self) -> GroupDraft:
        return GroupDraft(
            code=self.code,
            name=self.name,
            name_de=self.name_de,
            least=self.least,
            most=self.most,
            options=tuple(option.draft() for option in self.options),
        )


class _Rule(_Part):
    kind: ChoiceRuleKind
    option: _Code
    other: _Code
    factor: _Times = 1


class _Choices(_Part):
    groups: tuple[_Group, ...] = ()
    rules: tuple[_Rule, ...] = ()


def choices_in(cells: Mapping[str, str], column: str) -> ChoicesDraft | None:
    """What a cell lets buyers choose; None when it is empty. Raises CellRefused with the place inside the cell."""
    text = (cells.get(column) or "").strip()
    if not text:
        return None
    try:
        found = _Choices.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise CellRefused(column, N_("must be a JSON object, as an export of a bundle has it.")) from None
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in first["loc"])
        template = N_("cannot be taken because of “%(where)s”. Please compare it with an export of a bundle.")
        raise CellRefused(column, template, where=where[:80]) from None
    return ChoicesDraft(
        groups=tuple(group.draft() for group in found.groups),
        rules=tuple(ChoiceRule(**rule.model_dump()) for rule in found.rules),
    )


def choices_cell(choices: Choices | None, skus: Mapping[UUID, str]) -> str:
    """The cell that `choices_in` reads; `skus` by the ids of the options' articles. Usual values are left out."""
    if choices is None:
        return NOTHING
    groups = [
        _Group(
            code=group.code,
            name=group.name,
            name_de=group.name_de,
            least=group.least,
            most=group.most,
            options=tuple(
                _Option(
                    code=option.code,
                    sku=skus[option.variant_id],
                    quantity=option.quantity,
                    most=option.most,
                    preset=option.preset,
                    recommended=option.is_recommended,
                    pricing=option.pricing,
                    extra_gross_minor=option.extra_gross_minor,
                    extra_net_minor=option.extra_net_minor,
                )
                for option in group.options
            ),
        )
        for group in choices.groups
    ]
    rules = [_Rule(kind=rule.kind, option=rule.option, other=rule.other, factor=rule.factor) for rule in choices.rules]
    said: dict[str, Any] = _Choices(groups=tuple(groups), rules=tuple(rules)).model_dump(
        mode="json", exclude_defaults=True
    )
    return json.dumps(said, ensure_ascii=False)
