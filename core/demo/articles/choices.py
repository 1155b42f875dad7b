"""What the demo's bundles let their buyers choose, by article number; differences are gross, in cents."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from core.catalog.rules import ChoiceGroup, ChoiceRule, Choices, Option
from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.demo.articles.values import Words
from core.pricing.rounding import net_of_gross


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOption:
    """An answer; without a difference (None) it costs what its article costs alone."""

    code: str
    sku: str
    extra: int | None = 0
    most: int = 1
    preset: int = 0
    is_recommended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGroup:
    """A question with its answers."""

    code: str
    name: Words
    options: tuple[DemoOption, ...]
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoChoices:
    """Everything to choose in one bundle."""

    groups: tuple[DemoGroup, ...]
    rules: tuple[ChoiceRule, ...] = ()

    @property
    def options(self) -> tuple[DemoOption, ...]:
        """Every option."""
        return tuple(option for group in self.groups for option in group.options)


CHOICES: Final[Mapping[str, DemoChoices]] = {
    "SET-TEAM": DemoChoices(
        groups=(
            DemoGroup(
                code="machine",
                name=Words("Your machine", "Ihre Maschine"),
                options=(
                    DemoOption(code="office-graphite", sku="LOT-O-GRA", preset=1, is_recommended=True),
                    DemoOption(code="office-steel", sku="LOT-O-STE"),
                    DemoOption(code="compact", sku="LOT-C-GRA", extra=-140_000),
                    DemoOption(code="max", sku="LOT-M-GRA", extra=210_000),
                ),
            ),
            DemoGroup(
                code="grinder",
                name=Words("A grinder for a second bean", "Eine Mühle für eine zweite Bohne"),
                options=(
                    DemoOption(code="korn", sku="KORN-SAN", extra=25_900),
                    DemoOption(code="speicher", sku="SPEI-GRA", extra=39_900, is_recommended=True),
                ),
                least=0,
            ),
            DemoGroup(
                code="beans",
                name=Words("Beans every month", "Bohnen jeden Monat"),
                options=(
                    DemoOption(code="beans-3", sku="ABO-LAND-3", extra=-5_500),
                    DemoOption(code="beans-6", sku="ABO-LAND-6", preset=1, is_recommended=True),
                    DemoOption(code="beans-12", sku="ABO-LAND-12", extra=11_000),
                    DemoOption(code="dark-6", sku="ABO-ELBB-6", extra=400),
                ),
            ),
            DemoGroup(
                code="more",
                name=Words("What else", "Was noch"),
                options=(
                    DemoOption(code="care", sku="ABO-CARE-L", extra=None),
                    DemoOption(code="course", sku="COURSE-B", extra=34_900),
                    DemoOption(code="filter", sku="QUELLE", extra=12_900),
                    DemoOption(code="frother", sku="MOEWE-GRA", extra=None, most=3),
                ),
                least=0,
                most=4,
            ),
        ),
        rules=(
            ChoiceRule(kind=ChoiceRuleKind.EXCLUDES, option="beans-12", other="compact"),
            ChoiceRule(kind=ChoiceRuleKind.REQUIRES, option="max", other="filter"),
        ),
    ),
}


def choices_of(written: DemoChoices, ids: Mapping[str, UUID], rate: Decimal) -> Choices:
    """Choices as the catalogue keeps them; net differences follow from the gross ones."""
    return Choices(
        groups=tuple(
            ChoiceGroup(
                code=group.code,
                name=group.name.en,
                name_de=group.name.german,
                least=group.least,
                most=group.most,
                options=tuple(_option(option, ids[option.sku], rate) for option in group.options),
            )
            for group in written.groups
        ),
        rules=written.rules,
    )


def _option(option: DemoOption, variant_id: UUID, rate: Decimal) -> Option:
    extra = option.extra or 0
    return Option(
        code=option.code,
        variant_id=variant_id,
        most=option.most,
        preset=option.preset,
        is_recommended=option.is_recommended,
        pricing=OptionPricing.OWN if option.extra is None else OptionPricing.DIFFERENCE,
        extra_gross_minor=extra,
        extra_net_minor=net_of_gross(extra, rate),
    )
