"""What werkzeug has compiled for an address once is kept for the next application: each test builds its own."""

from collections.abc import Callable

from werkzeug.routing import Rule

_compile = Rule._compile_builder
_compiled: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


def _kept(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function depends on the parts of the address alone: it asks the rule it is bound to for its converters."""
    if rule.defaults:
        return _compile(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _compiled:
        _compiled[key] = _compile(rule, append_unknown)
    return _compiled[key]


def keep() -> None:
    """From now on no address is compiled twice in this process."""
    setattr(Rule, "_compile_builder", _kept)  # noqa: B010
