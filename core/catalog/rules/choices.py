"""What a bundle lets its buyer choose: groups of options and how these go together, and the text of a choice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel.i18n import N_

MOST_OPTIONS: Final = 60
MOST_RULES: Final = 60
MOST_TIMES: Final = 99
MOST_PIECES: Final = 999
CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE: Final = 40
LONGEST_SELECTION: Final = 1500
_TAKEN: Final = re.compile(r"(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*):(?P<times>[1-9][0-9]?)")

Picks = Mapping[str, int]
"""How often each option is taken, by its code; what is not taken is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a group's question; taking it once puts `quantity` pieces of an article into the bundle.

    With a difference it moves the bundle's price by `extra_gross_minor`, or `extra_net_minor` in lists that count net:
    each interval if its article is a subscription, else once.
    """

    code: str
    variant_id: UUID
    quantity: int = 1
    most: int = 1
    preset: int = 0
    is_recommended: bool = False
    pricing: OptionPricing = OptionPricing.DIFFERENCE
    extra_gross_minor: int = 0
    extra_net_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """A question: at least and at most so many different options of it are taken."""

    code: str
    name: str
    name_de: str
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1

    @property
    def is_single(self) -> bool:
        """Whether one option excludes all others of the group."""
        return self.most == 1

    def name_in(self, locale: str) -> str:
        """The name in the language of a locale."""
        return self.name_de if locale == "de" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRule:
    """How two options go together. At most: `option` is taken no more than `factor` times as often as `other`."""

    kind: ChoiceRuleKind
    option: str
    other: str
    factor: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Everything that the buyer of a bundle chooses, in the order in which it is asked."""

    groups: tuple[ChoiceGroup, ...]
    rules: tuple[ChoiceRule, ...] = ()

    @property
    def options(self) -> dict[str, Option]:
        """Every option by its code, in order."""
        return {option.code: option for group in self.groups for option in group.options}

    @property
    def group_of(self) -> dict[str, ChoiceGroup]:
        """The group of every option, by the option's code."""
        return {option.code: group for group in self.groups for option in group.options}

    @property
    def preset(self) -> dict[str, int]:
        """What is taken as long as nobody chose."""
        return {code: option.preset for code, option in self.options.items() if option.preset}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesFault:
    """What makes no sense in choices: a marked sentence with its values, and the input that it is about."""

    template: str
    about: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def faults_in(choices: Choices) -> Iterator[ChoicesFault]:
    """What is wrong with choices by themselves, whatever the articles are."""
    codes = [option.code for group in choices.groups for option in group.options]
    if not choices.groups or len(codes) > MOST_OPTIONS or len(choices.rules) > MOST_RULES:
        yield ChoicesFault(template=N_("A bundle asks at least one question, with at most 60 options."), about="groups")
    for code in (*codes, *(group.code for group in choices.groups)):
        if CODE.fullmatch(code) is None or len(code) > LONGEST_CODE:
            template = N_("A code has small letters, digits and hyphens, at most 40: %(which)s")
            yield ChoicesFault(template=template, about="code", params={"which": code})
    groups = [group.code for group in choices.groups]
    for code in sorted({*(one for one in codes if codes.count(one) > 1), *(g for g in groups if groups.count(g) > 1)}):
        template = N_("The code %(which)s is used twice in this bundle.")
        yield ChoicesFault(template=template, about="code", params={"which": code})
    for group in choices.groups:
        yield from _group_faults(group)
    for rule in choices.rules:
        yield from _rule_faults(rule, codes)


def _group_faults(group: ChoiceGroup) -> Iterator[ChoicesFault]:
    params = {"group": group.name}
    if not group.name or not group.options:
        yield ChoicesFault(template=N_("A group needs a name and at least one option."), about="name")
    if not 0 <= group.least <= group.most <= MOST_TIMES or group.most < 1 or group.least > len(group.options):
        yield ChoicesFault(template=N_("%(group)s: so many options cannot be taken."), about="most", params=params)
    for option in group.options:
        times = 0 <= option.preset <= option.most <= MOST_TIMES and option.most >= 1
        if not times or not 1 <= option.quantity <= MOST_PIECES or (group.is_single and option.most > 1):
            template = N_("%(group)s: an option is taken 1 to 99 times, where one excludes the others once.")
            yield ChoicesFault(template=template, about="times", params=params)
        has_price = option.pricing is OptionPricing.OWN or option.extra_gross_minor or option.extra_net_minor
        if option.preset and has_price:
            template = N_("%(group)s: what is proposed is in the bundle's own price and costs no difference.")
            yield ChoicesFault(template=template, about="preset", params=params)


def _rule_faults(rule: ChoiceRule, codes: Sequence[str]) -> Iterator[ChoicesFault]:
    if rule.option not in codes or rule.other not in codes or rule.option == rule.other:
        yield ChoicesFault(template=N_("A rule names two different options of this bundle."), about="other")
    if not 1 <= rule.factor <= MOST_TIMES:
        yield ChoicesFault(template=N_("A rule counts from 1 to 99."), about="factor")


def picks_to(picks: Picks) -> str:
    """Picks as one short text, the same for the same picks; empty for none."""
    return ",".join(f"{code}:{times}" for code, times in sorted(picks.items()) if times)


def picks_from(text: str) -> dict[str, int]:
    """The picks that `picks_to` wrote. Raises ValueError for anything else."""
    picks: dict[str, int] = {}
    for entry in text.split(",") if text else ():
        found = _TAKEN.fullmatch(entry)
        if found is None or found["code"] in picks:
            raise ValueError("This is no choice of options.")
        picks[found["code"]] = int(found["times"])
    return picks
