"""What browsers send, freed of what nobody can type and no page can show: control signs and code points of nothing."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from flask import Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
"""Controls but for tab and line ends, surrogates, noncharacters: HTML, XML and PostgreSQL refuse them in one way or
another (https://infra.spec.whatwg.org/#code-points)."""


def typed(text: str) -> str:
    """The text as somebody could have typed it."""
    return _NOT_TEXT.sub("", text)


class TextRequest(Request):
    """A request whose addresses and forms hold nothing but text; `is_odd`: there was something else in its path."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_odd = _NOT_TEXT.search(self.path) is not None
        self.path = typed(self.path)
        self.query_string = typed(self.query_string.decode(errors="replace")).encode()

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The part of the address behind the question mark."""
        return ImmutableMultiDict(_cleaned(super().args.items(multi=True)))

    def _load_form_data(self) -> None:
        super()._load_form_data()
        fields: Any = self.__dict__["form"]
        self.__dict__["form"] = ImmutableMultiDict(_cleaned(fields.items(multi=True)))


def _cleaned(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(typed(name), typed(value)) for name, value in pairs]


def refuse_odd_addresses() -> None:
    """Nothing of ours has such an address."""
    if cast(TextRequest, request).is_odd:
        abort(404)
