"""What the form for many products does."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.forms.products import KINDS, BulkForm
from core.accounts.states import Permission
from core.assortment.operations import BulkAnswer, change_prices_by_percent, change_products, propose_bulk_change
from core.assortment.queries import BulkView, ProductFilter, refused_products
from core.assortment.rules.changes import PRICES, said_of, whole_of
from core.kernel.i18n import translate
from core.web.access import NotAllowed, can, current_actor
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _


def carry_out(session: Session, form: BulkForm, product_ids: Sequence[UUID]) -> str:
    """Do what the form says with these products; a sentence about it. Raises refusals on the field `value`."""
    what, value = form.what.data, (form.value.data or "").strip()
    if what in PRICES:
        answer = _move_prices(session, product_ids, what, value)
    else:
        answer = change_products(session, product_ids, acting_user=current_actor(), **said_of(what, value))
    return ngettext("%(num)s article is different now.", "%(num)s articles are different now.", answer.changed)


def _move_prices(session: Session, product_ids: Sequence[UUID], list_code: str, value: str) -> BulkAnswer:
    require_allowed(list_code)
    return change_prices_by_percent(
        session, product_ids, list_code=list_code, percent=whole_of(value), acting_user=current_actor()
    )


def propose(session: Session, form: BulkForm, wanted: ProductFilter) -> UUID:
    """Write down what the form says about all that match; its id. Raises refusals on the field `value`."""
    what, value = form.what.data, (form.value.data or "").strip()
    require_allowed(what)
    return propose_bulk_change(session, wanted, what=what, value=value, acting_user=current_actor()).id


def require_allowed(what: str) -> None:
    """Refuse a change of prices by somebody who may not set them."""
    if what in PRICES and not can(Permission.SET_PRICES):
        raise NotAllowed


def change_words(found: BulkView) -> str:
    """What is done with the products, as the list's form names it."""
    names = ((value, str(label)) for value, label, *_rest in BulkForm(formdata=None).what.iter_choices())
    return next(label for value, label in names if value == found.what)


def filter_words(found: BulkView) -> list[str]:
    """What the products have in common, as the list's filters say it."""
    words = [found.text, found.shelf]
    if found.kind is not None:
        words.append(next(_(label) for value, label in KINDS if value == found.kind))
    if found.is_published is not None:
        words.append(_("In the shop") if found.is_published else _("Withdrawn"))
    return [word for word in words if word]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A product that could not be changed, with the reason in the language of the page."""

    product_id: UUID
    sku: str
    sentence: str


def refused_lines(session: Session, bulk_change_id: UUID) -> list[RefusedLine]:
    """The first products that could not be changed."""
    return [
        RefusedLine(
            product_id=one.product_id,
            sku=one.sku,
            sentence=translate(current_locale(), one.sentence, **one.facts),
        )
        for one in refused_products(session, bulk_change_id)
    ]
