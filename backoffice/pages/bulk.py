"""What the form for many products does."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.forms.products import BulkForm
from core.accounts.states import Permission
from core.assortment.errors import ValueDoesNotFit
from core.assortment.operations import BulkAnswer, change_prices_by_percent, change_products
from core.catalog.states import TaxClass
from core.web.access import NotAllowed, can, current_actor
from core.web.locale import ngettext


def carry_out(session: Session, form: BulkForm, product_ids: Sequence[UUID]) -> str:
    """Do what the form says with these products; a sentence about it. Raises refusals on the field `value`."""
    what, value = form.what.data, (form.value.data or "").strip()
    if what in ("retail", "business"):
        answer = _move_prices(session, product_ids, what, value)
    elif what == "shelf":
        answer = change_products(session, product_ids, add_shelf=value, acting_user=current_actor())
    else:
        said = _said(what, value)
        answer = change_products(session, product_ids, acting_user=current_actor(), **said)
    return ngettext("%(num)s article is different now.", "%(num)s articles are different now.", answer.changed)


def _move_prices(session: Session, product_ids: Sequence[UUID], list_code: str, value: str) -> BulkAnswer:
    if not can(Permission.SET_PRICES):
        raise NotAllowed
    return change_prices_by_percent(
        session, product_ids, list_code=list_code, percent=_whole(value), acting_user=current_actor()
    )


def _said(what: str, value: str) -> dict[str, Any]:
    if what in ("publish", "withdraw"):
        return {"is_published": what == "publish"}
    if what == "brand" and len(value) <= 120:
        return {"brand": value}
    if what == "tax_class" and value in set(TaxClass):
        return {"tax_class": TaxClass(value)}
    if what == "delivery_days" and 0 <= _whole(value) <= 365:
        return {"delivery_days": _whole(value)}
    raise ValueDoesNotFit


def _whole(value: str) -> int:
    number = value.removesuffix("%").strip().replace("\u2212", "-")
    if not number.lstrip("+-").isascii() or not number.lstrip("+-").isdigit() or len(number) > 6:
        raise ValueDoesNotFit
    return int(number)
