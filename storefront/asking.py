"""Asking for an offer: the articles on the page, from wherever somebody comes, and what is made of the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from core.carts.queries.lists import Keeper, get_list
from core.carts.queries.quick_order import look_up
from core.carts.rules import read_sheet, text_of
from core.catalog.states import ArticleKind
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.pricing.states import HOME_COUNTRY
from core.quotes.errors import TooManyLines
from core.quotes.operations import AskedLine, RequestInput
from core.quotes.queries.requests import Wanted, WantedRow, wanted_rows
from core.quotes.rules.files import Upload
from core.quotes.states import RequestSource
from core.web.access import current_user
from core.web.amounts import minor_of
from core.web.db import db
from core.web.errors import sentence_of
from core.web.forms import whole_number
from core.web.locale import current_locale
from core.web.locale import gettext as _
from storefront import visitor
from storefront.account import own_customer, uuid_or_none
from storefront.forms.quotes import AskForm

MOST_ROWS = 500
LARGEST_LIST = 200_000
"""Bytes; as many as can be pasted."""
BAD_QUANTITY = N_("Please enter a whole number from 1 to 99,999.")
LONG_NOTE, LONGEST_NOTE = N_("Please enter a note of at most 200 characters."), 200
NOT_KNOWN = N_("We do not know: %(numbers)s. Everything else is below.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """An article on the page, with what was typed beside it."""

    number: int
    variant_id: UUID
    selection: str
    sku: str
    name: str
    slug: str
    picture: str
    kind: ArticleKind
    unit_minor: int | None
    quantity: str
    wished: str
    note: str
    is_taken: bool
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The rows of the page, the currency that they count in, and from where somebody came."""

    rows: tuple[AskRow, ...]
    currency: str
    source: RequestSource
    fault: str = ""
    fault_on: str = "pasted"
    """Why what was pasted or sent as a list is not on the page, and the field that says so."""

    @property
    def is_valid(self) -> bool:
        """Whether every row can be read, and everything that was pasted is among them."""
        return not self.fault and not any(row.error for row in self.rows)


def begin_form() -> AskForm:
    """The form as a visitor finds it."""
    form, user = AskForm(formdata=None), current_user()
    form.leaves_cart.data = True
    if user is not None:
        form.name.data, form.email.data = user.name, user.email
        form.company.data = user.customer.name if user.customer and user.buyer_role else ""
    return form


def rows_to_begin() -> Asked:
    """What the address names: an article, a list, or else what lies in the cart."""
    variant_id, list_id = uuid_or_none(request.args.get("v")), uuid_or_none(request.args.get("list"))
    if variant_id is not None:
        pieces = request.args.get("quantity", "")
        quantity = int(pieces) if pieces.isascii() and pieces.isdigit() and len(pieces) < 6 else 1
        wanted = [Wanted(variant_id=variant_id, quantity=max(1, quantity), selection=request.args.get("s", ""))]
        return _asked(wanted, RequestSource.PRODUCT)
    user = current_user()
    if list_id is not None and user is not None:
        keeper = Keeper(user_id=user.id, customer_id=own_customer().id)
        found = get_list(db(), list_id, keeper, price_list=visitor.price_list(), locale=current_locale())
        lines = [saved.line for saved in found.lines]
        wanted = [Wanted(variant_id=x.variant_id, quantity=x.quantity, selection=x.selection) for x in lines]
        return _asked(wanted, RequestSource.LIST)
    cart = visitor.find_cart() if "cart" in request.args.get("from", "cart") else None
    lines_of_cart = cart.lines if cart else ()
    wanted = [Wanted(variant_id=x.variant_id, quantity=x.quantity, selection=x.selection) for x in lines_of_cart]
    return _asked(wanted, RequestSource.CART if wanted else RequestSource.PASTE)


def rows_typed(form: AskForm) -> Asked:
    """What the form says, with the articles that were pasted behind it; unknown numbers are named above the form."""
    typed = request.form
    wanted = []
    for number in range(min(_count(typed), MOST_ROWS)):
        variant_id = uuid_or_none(typed.get(f"variant-{number}"))
        if variant_id is not None:
            selection = typed.get(f"selection-{number}", "")
            wanted.append(Wanted(variant_id=variant_id, quantity=number, selection=selection))
    given = typed.get("source", "")
    source = RequestSource(given) if given in set(RequestSource) else RequestSource.PASTE
    found = _asked(wanted, source)
    rows = tuple(_typed(row, int(row.quantity), typed) for row in found.rows)
    pasted = _pasted(form, room=MOST_ROWS - len(rows))
    added = [replace(row, number=len(rows) + at) for at, row in enumerate(pasted.rows)]
    return replace(found, rows=(*rows, *added), fault=pasted.fault, fault_on=pasted.fault_on)


def request_of(form: AskForm, asked: Asked) -> RequestInput:
    """What somebody asks, from the form and from who is signed in."""
    user = current_user()
    customer_id = user.customer_id if user else None
    return RequestInput(
        idempotency_key=form.idempotency_key.data or "",
        source=asked.source,
        name=form.name.data or "",
        email=form.email.data or "",
        company=form.company.data or "",
        phone=form.phone.data or "",
        customer_id=customer_id,
        user_id=user.id if user and customer_id else None,
        country=form.country.data or HOME_COUNTRY,
        postal_code=form.postal_code.data or "",
        locale=current_locale(),
        price_list=visitor.price_list(),
        lines=tuple(_line(row) for row in asked.rows if row.is_taken),
        files=tuple(
            Upload(name=file.filename or "", content=file.read()) for file in form.files.data or [] if file.filename
        ),
        wished_total_minor=form.wished_total.minor,
        wished_on=form.wished_on.data,
        note=form.note.data or "",
        cart_id=visitor.cart_id() if form.leaves_cart.data and asked.source is RequestSource.CART else None,
    )


def _count(typed: Mapping[str, str]) -> int:
    text = typed.get("rows", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _pasted(form: AskForm, *, room: int) -> Asked:
    """What was pasted or sent as a list, as far as it is known; nothing of it where it is no list, or there is no room.

    What is not known stands in the field for pasting then.
    """
    nothing = Asked(rows=(), currency="", source=RequestSource.PASTE)
    try:
        sent = _list_sent(form)
    except InvalidInput as refusal:
        return replace(nothing, fault=sentence_of(refusal), fault_on="sheet")
    text = "\n".join(part for part in ((form.pasted.data or "").strip(), sent) if part)
    if not text:
        return nothing
    try:
        order = look_up(db(), read_sheet(text), price_list=visitor.price_list(), locale=current_locale())
        if len(order.found) > room:
            raise TooManyLines(most=MOST_ROWS, field="pasted")
    except InvalidInput as refusal:
        return replace(nothing, fault=sentence_of(refusal))
    form.pasted.data = order.rest
    numbers = ", ".join(row.beginning.split("\t")[0] for row in order.bad[:10])
    wanted = [Wanted(variant_id=row.variant_id, quantity=row.quantity) for row in order.found]
    return replace(_asked(wanted, RequestSource.PASTE), fault=_(NOT_KNOWN, numbers=numbers) if order.bad else "")


def _list_sent(form: AskForm) -> str:
    """The text of the list that was sent as a file. Raises SheetRefused, TooManyLines."""
    if not form.sheet.data:
        return ""
    content = form.sheet.data.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        raise TooManyLines(most=MOST_ROWS, field="sheet")
    return text_of(content).strip()


def _asked(wanted: Sequence[Wanted], source: RequestSource) -> Asked:
    found = wanted_rows(db(), wanted[:MOST_ROWS], price_list=visitor.price_list(), locale=current_locale())
    return Asked(
        rows=tuple(_row(number, row) for number, row in enumerate(found.rows)), currency=found.currency, source=source
    )


def _row(number: int, row: WantedRow) -> AskRow:
    return AskRow(
        number=number,
        variant_id=row.variant_id,
        selection=row.selection,
        sku=row.sku,
        name=row.name,
        slug=row.slug,
        picture=row.picture,
        kind=row.kind,
        unit_minor=row.unit_minor,
        quantity=str(row.quantity),
        wished="",
        note="",
        is_taken=True,
    )


def _typed(row: AskRow, place: int, typed: Mapping[str, str]) -> AskRow:
    """A row with what was typed at its place in the form."""
    quantity, wished = typed.get(f"quantity-{place}", "").strip(), typed.get(f"wished-{place}", "").strip()
    is_taken = f"take-{place}" in typed
    error = ""
    if is_taken and not (quantity.isascii() and quantity.isdigit() and 1 <= whole_number(quantity) <= 99_999):
        error = _(BAD_QUANTITY)
    elif is_taken and wished:
        try:
            minor_of(wished)
        except ValueError as wrong:
            error = _(str(wrong))
    note = typed.get(f"note-{place}", "")
    if is_taken and len(note) > LONGEST_NOTE:
        error = error or _(LONG_NOTE)
    return replace(row, quantity=quantity, wished=wished, note=note, is_taken=is_taken, error=error)


def _line(row: AskRow) -> AskedLine:
    return AskedLine(
        variant_id=row.variant_id,
        quantity=int(row.quantity),
        selection=row.selection or None,
        wished_unit_minor=minor_of(row.wished) if row.wished else None,
        note=row.note,
    )
