"""Choices with one thing different: how the office builds them up, step by step. Pure; nothing here is checked."""

from dataclasses import replace

from core.catalog.rules.choices import ChoiceGroup, ChoiceRule, Choices, Option


def with_group(choices: Choices | None, group: ChoiceGroup, *, instead: str | None = None) -> Choices:
    """A group more, behind the others; or in place of the one with the code `instead`."""
    if choices is None:
        return Choices(groups=(group,))
    if instead is None:
        return replace(choices, groups=(*choices.groups, group))
    return replace(choices, groups=tuple(group if old.code == instead else old for old in choices.groups))


def without_group(choices: Choices, code: str) -> Choices | None:
    """Without a group and the rules that name its options; None when it was the last."""
    return _kept(choices, tuple(group for group in choices.groups if group.code != code))


def with_option(choices: Choices, group_code: str, option: Option, *, instead: str | None = None) -> Choices:
    """An option more, or in place of the one with the code `instead`, under which rules go on.

    Where one excludes the others, what is proposed now is proposed instead of what was.
    """

    def changed(group: ChoiceGroup) -> ChoiceGroup:
        if group.code != group_code:
            return group
        others = tuple(
            replace(old, preset=0) if group.is_single and option.preset and old.code != instead else old
            for old in group.options
        )
        if instead is None:
            return replace(group, options=(*others, option))
        return replace(group, options=tuple(option if old.code == instead else old for old in others))

    rules = tuple(_renamed(rule, instead, option.code) for rule in choices.rules)
    return Choices(groups=tuple(changed(group) for group in choices.groups), rules=rules)


def without_option(choices: Choices, code: str) -> Choices | None:
    """Without an option and the rules that name it; a group without options goes with it. None: nothing is left."""
    left = (
        replace(group, options=tuple(option for option in group.options if option.code != code))
        for group in choices.groups
    )
    return _kept(choices, tuple(group for group in left if group.options))


def with_rule(choices: Choices, rule: ChoiceRule) -> Choices:
    """A rule more."""
    return replace(choices, rules=(*choices.rules, rule))


def without_rule(choices: Choices, position: int) -> Choices:
    """Without the rule at a position, counted from 0."""
    return replace(choices, rules=tuple(rule for place, rule in enumerate(choices.rules) if place != position))


def moved(choices: Choices, code: str, *, by: int) -> Choices:
    """A group one place earlier (-1) or later (1); at the end nothing changes."""
    groups = list(choices.groups)
    place = next((number for number, group in enumerate(groups) if group.code == code), None)
    if place is None or not 0 <= place + by < len(groups):
        return choices
    groups[place], groups[place + by] = groups[place + by], groups[place]
    return replace(choices, groups=tuple(groups))


def _kept(choices: Choices, groups: tuple[ChoiceGroup, ...]) -> Choices | None:
    if not groups:
        return None
    codes = {option.code for group in groups for option in group.options}
    return Choices(groups=groups, rules=tuple(rule for rule in choices.rules if {rule.option, rule.other} <= codes))


def _renamed(rule: ChoiceRule, old: str | None, new: str) -> ChoiceRule:
    if old is None:
        return rule
    return replace(
        rule,
        option=new if rule.option == old else rule.option,
        other=new if rule.other == old else rule.other,
    )
