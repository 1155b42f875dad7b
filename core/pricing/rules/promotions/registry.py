"""The conditions and actions that there are: one class per file in two folders, found by looking."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from inspect import isabstract
from typing import TypeVar

from core.pricing.rules.promotions import actions, conditions
from core.pricing.rules.promotions.protocol import Action, Condition, Rule

Found = TypeVar("Found", bound=Rule)


@cache
def condition_kinds() -> Mapping[str, type[Condition]]:
    """Every condition, by its kind."""
    return _found(conditions.__path__, conditions.__name__, Condition)  # type: ignore[type-abstract]  # the base is asked for


@cache
def action_kinds() -> Mapping[str, type[Action]]:
    """Every action, by its kind."""
    return _found(actions.__path__, actions.__name__, Action)  # type: ignore[type-abstract]  # the base is asked for


def read_condition(kind: str, params: object) -> Condition:
    """A condition as it was kept. Raises LookupError for a kind that is not there any more."""
    return condition_kinds()[kind].read(params)


def read_action(kind: str, params: object) -> Action:
    """An action as it was kept. Raises LookupError for a kind that is not there any more."""
    return action_kinds()[kind].read(params)


def _found(path: object, package: str, base: type[Found]) -> dict[str, type[Found]]:
    kinds: dict[str, type[Found]] = {}
    for module in pkgutil.iter_modules(path):  # type: ignore[arg-type]  # a package's path is one
        members = vars(import_module(f"{package}.{module.name}")).values()
        for member in members:
            if isinstance(member, type) and issubclass(member, base) and not isabstract(member):
                kinds[member.KIND] = member
    return kinds
