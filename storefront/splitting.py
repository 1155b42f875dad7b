"""Sending goods of one order to several addresses: what was typed, and the rows in which it is asked for."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from core.accounts.queries import AddressView
from core.carts.queries.cart import CartView
from core.catalog.states import ArticleKind
from core.orders.operations import SplitWish
from core.pricing.errors import WrongSplit
from core.pricing.rules import Destination, LineKey
from core.pricing.rules.checks import LARGEST_QUANTITY
from core.web.locale import gettext as _

MOST_ADDRESSES: Final = 8
MARK: Final = "split-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitField:
    """How many pieces of a line go to an address; `value` is just what was typed."""

    name: str
    article: str
    most: int
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitAddress:
    """A further address with a field for each line that can be divided."""

    name: str
    line: str
    fields: tuple[SplitField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPage:
    """The further addresses that can be chosen; `is_open` while something is assigned or wrong."""

    addresses: tuple[SplitAddress, ...]
    is_open: bool
    left_over: int = 0
    """Addresses of the book that are not shown."""


def typed_split(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields in which something was typed, as it was."""
    return {name: text.strip() for name, text in typed.items() if name.startswith(MARK) and text.strip()}


def digest_of(typed: Mapping[str, str]) -> str:
    """A short name for what is assigned to which address: by it a page knows what its total holds for."""
    text = repr(sorted(typed_split(typed).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12] if typed_split(typed) else "-"


def wishes_of(typed: Mapping[str, str]) -> tuple[SplitWish, ...]:
    """What was typed, by address. Raises WrongSplit for what is no quantity."""
    found: dict[UUID, dict[LineKey, int]] = {}
    for name, text in typed_split(typed).items():
        place, pieces = _place(name), _pieces(text)
        if place is None or pieces is None:
            raise WrongSplit
        if pieces:
            found.setdefault(place[0], {})[LineKey(place[1], "")] = pieces
    return tuple(SplitWish(address_id=address, pieces=pieces) for address, pieces in found.items())


def destinations_of(
    typed: Mapping[str, str], book: Sequence[AddressView], main: UUID | None
) -> tuple[Destination, ...]:
    """What the price depends on, as far as it can be understood."""
    codes = {address.id: address.postal_code for address in book if address.id != main}
    try:
        wishes = wishes_of(typed)
    except WrongSplit:
        return ()
    return tuple(
        Destination(postal_code=codes[wish.address_id], pieces=wish.pieces)
        for wish in wishes
        if wish.address_id in codes
    )


def split_page(
    typed: Mapping[str, str], cart: CartView, book: Sequence[AddressView], *, main: UUID | None, country: str
) -> SplitPage | None:
    """The fields for dividing what lies in the cart; None with nowhere else to send it, or nothing to divide."""
    lines = [line for line in cart.lines if line.kind is ArticleKind.PHYSICAL and not line.components]
    places = [address for address in book if address.id != main and address.country == country]
    if not lines or not places:
        return None
    assigned = {line.variant_id: 0 for line in lines}
    addresses = []
    for address in places[:MOST_ADDRESSES]:
        fields = []
        for line in lines:
            name = f"{MARK}{address.id.hex}-{line.variant_id.hex}"
            text = typed.get(name, "").strip()
            pieces = _pieces(text) if text else 0
            assigned[line.variant_id] += pieces or 0
            error = ""
            if pieces is None:
                error = _("Please enter a whole number, or nothing.")
            elif assigned[line.variant_id] > line.quantity:
                error = _("Only %(most)s lie in the cart.", most=line.quantity)
            fields.append(SplitField(name=name, article=line.name, most=line.quantity, value=text, error=error))
        where = f"{address.street}, {address.postal_code} {address.city}"
        addresses.append(SplitAddress(name=address.company or address.name, line=where, fields=tuple(fields)))
    return SplitPage(
        addresses=tuple(addresses),
        is_open=bool(typed_split(typed)),
        left_over=max(0, len(places) - MOST_ADDRESSES),
    )


def _place(name: str) -> tuple[UUID, UUID] | None:
    address, _dash, variant = name.removeprefix(MARK).partition("-")
    try:
        return UUID(address), UUID(variant)
    except ValueError:
        return None


def _pieces(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) if is_number and int(text) <= LARGEST_QUANTITY else None
