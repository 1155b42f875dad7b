"""What keeps pages cheap: leaner calls, and pieces and addresses that are made once and kept."""

from collections.abc import Callable
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import flask
from flask import Flask, current_app, request
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode

from core.web.locale import current_locale

_FUNCTIONS = frozenset({FunctionType, MethodType, BuiltinFunctionType})


class PageContext(Context):
    """Calls macros and plain functions directly; Jinja asks each of them several questions first.

    A page makes hundreds of calls, and the questions cost a fifth of it. What wants the context is called as ever.
    """

    @internalcode
    def call(self, wanted: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call something from a template."""
        kind = type(wanted)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _FUNCTIONS or hasattr(wanted, "jinja_pass_arg"):
            return super().call(wanted, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return wanted(*args, **kwargs)


def kept(macro: Callable[..., Any], *, most: int = 512) -> Callable[..., Any]:
    """A macro that is written once for each of its arguments and each language: `{% set icon = kept(icon) %}`.

    Only for macros that show nothing but their arguments and our own words. Arguments are values that never change:
    the next price is another argument, so nothing old is ever shown. The `most` latest texts stay in this process.
    """

    @lru_cache(maxsize=most)
    def written(_locale: str, *args: Any, **kwargs: Any) -> Any:
        return macro(*args, **kwargs)

    def shown(*args: Any, **kwargs: Any) -> Any:
        return written(current_locale(), *args, **kwargs)

    return shown


def address(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`; a page asks for the same few addresses again and again, so plain ones are kept."""
    for name, value in values.items():
        if type(value) not in _PLAIN or name.startswith("_"):
            return flask.url_for(endpoint, **values)
    found: str = current_app.extensions[_ADDRESSES](request.script_root, endpoint, **values)
    return found


_ADDRESSES = "kontor.addresses"
_PLAIN = frozenset({str, int, bool, type(None)})


def _build(_root: str, endpoint: str, /, **values: Any) -> str:
    return flask.url_for(endpoint, **values)


def install_rendering(app: Flask) -> None:
    """Let templates render leanly, and use `kept` and the kept `url_for`."""
    app.extensions[_ADDRESSES] = lru_cache(maxsize=8192, typed=True)(_build)
    app.jinja_env.context_class = PageContext
    app.jinja_env.globals.update(kept=kept, url_for=address)
