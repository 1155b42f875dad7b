"""The negotiation room: who sits in it, what is chosen, what a form asks for, and what accepting says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from core.accounts.queries import AddressView, addresses_of
from core.accounts.rules import AddressInput
from core.orders.operations import refusal_of
from core.orders.queries import find_approval_of_cart, get_order
from core.orders.states import ApprovalState
from core.payments.queries import method_options
from core.quotes.errors import AmountUnreadable
from core.quotes.operations import Acceptance, Consent, Counter, CounterLine
from core.quotes.queries.extension import ExtensionPreview, extension_preview
from core.quotes.queries.links import seat_by_token
from core.quotes.queries.quotes import QuotePage, Seat, quote_page_for_customer
from core.quotes.queries.room import ChosenOffer, chosen_offer
from core.quotes.queries.views import VersionView
from core.quotes.states import LineRole, VersionState
from core.web.access import current_user
from core.web.amounts import minor_of
from core.web.db import db
from core.web.errors import sentence_of
from core.web.filters import country_name
from core.web.forms import options, whole_number
from core.web.locale import gettext as _
from core.web.throttling import client_address
from storefront.forms.checkout import NEW, SAME
from storefront.forms.quotes import AcceptForm, AgreeForm
from storefront.menu import countries
from storefront.orders import TOKEN

QUANTITY, UNIT, TAKE = "quantity-", "unit-", "group-"
CHOICE = (QUANTITY, TAKE, "take-")
ADDRESS_PARTS = ("name", "company", "street", "extra", "postal_code", "city", "country", "phone")


def seat() -> Seat:
    """Where this visitor sits: with their company, and at the quote that a signed link names.

    Raises TokenRefused for a link that is forged or too old.
    """
    user, token = current_user(), request.args.get(TOKEN)
    linked = seat_by_token(token) if token else Seat()
    if user is None or user.customer_id is None:
        return linked
    sees_all = user.may_approve or user.buyer_role is None
    return replace(linked, customer_id=user.customer_id, user_id=user.id, sees_all=sees_all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Everything in the room: the quote, the version that is looked at, and what the choice comes to."""

    page: QuotePage
    shown: VersionView
    chosen: ChosenOffer | None
    token: str | None
    preview: ExtensionPreview | None = None
    limit: str = ""
    """Why whoever is signed in needs a colleague's word; empty when they do not, or have it."""

    @property
    def choice_fields(self) -> dict[str, str]:
        """What was chosen, as fields that another form of the page hands on."""
        if "chosen" not in request.values:
            return {}
        return {name: value for name, value in request.values.items() if name == "chosen" or name.startswith(CHOICE)}

    @property
    def adds(self) -> bool:
        """Whether agreeing to it orders something beside a contract."""
        return self.preview is not None and self.preview.added_from is not None

    @property
    def granted_minor(self) -> int:
        """By how much more than their limit the customer may owe for it."""
        return self.chosen.granted_minor if self.chosen else 0


def find_room(number: str) -> Room:
    """The room of a quote for this visitor. Raises QuoteNotFound, TokenRefused."""
    page = quote_page_for_customer(db(), number, seat=seat())
    wanted = page.version(request.args.get("version", type=int))
    shown = wanted or page.offered or page.latest
    assert shown is not None  # a quote without a version is found by no customer
    is_live = shown.state is VersionState.OFFERED
    choice = typed_choice(shown, request.values) if is_live else None
    chosen = chosen_offer(db(), page.quote.id, shown.version, choice) if is_live else None
    limit = _limit(shown, chosen) if chosen else ""
    preview = extension_preview(db(), page.quote.id, shown.version) if page.quote.contract_id else None
    return Room(page=page, shown=shown, chosen=chosen, token=request.args.get(TOKEN), preview=preview, limit=limit)


def _limit(shown: VersionView, chosen: ChosenOffer) -> str:
    """Asks nothing for people without limits."""
    user = current_user()
    if user is None or user.limits is None:
        return ""
    amount, currency = chosen.priced.gross, chosen.priced.currency
    refusal = refusal_of(db(), user.id, user.limits, amount_minor=amount, currency=currency)
    asked = find_approval_of_cart(db(), shown.id) if refusal is not None else None
    is_granted = (
        asked is not None
        and asked.state is ApprovalState.GRANTED
        and asked.content_hash == chosen.content_hash
        and asked.amount_minor >= amount
    )
    return sentence_of(refusal) if refusal is not None and not is_granted else ""


def typed_choice(version: VersionView, typed: Mapping[str, str]) -> dict[UUID, int] | None:
    """What was chosen of a version; None where the form says nothing about it."""
    if "chosen" not in typed:
        return None
    if version.in_calls:
        return {line.id: _pieces(typed.get(f"{QUANTITY}{line.id}"), 0) for line in version.lines}
    choice: dict[UUID, int] = {}
    for line in version.lines:
        quantity = _pieces(typed.get(f"{QUANTITY}{line.id}"), line.quantity)
        is_taken = (
            line.role is LineRole.INCLUDED
            or (line.role is LineRole.OPTIONAL and f"take-{line.id}" in typed)
            or (line.role is LineRole.ALTERNATIVE and typed.get(f"{TAKE}{line.group}") == str(line.id))
        )
        if is_taken:
            choice[line.id] = quantity
    return choice


def _pieces(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _minor(typed: str, field: str) -> int:
    try:
        return minor_of(typed)
    except ValueError:
        raise AmountUnreadable(field=field) from None


def counter_of(version: VersionView, typed: Mapping[str, str], *, total_minor: int | None, text: str) -> Counter:
    """What a counter-offer says of lines, and of the whole. Raises AmountUnreadable."""
    lines = {}
    for line in version.lines:
        quantity, unit = typed.get(f"{QUANTITY}{line.id}", "").strip(), typed.get(f"{UNIT}{line.id}", "").strip()
        wished = _pieces(quantity, line.quantity) if quantity else line.quantity
        unit_minor = _minor(unit, f"{UNIT}{line.id}") if unit else None
        if wished != line.quantity or unit_minor is not None:
            lines[line.id] = CounterLine(quantity=wished if wished != line.quantity else None, unit_minor=unit_minor)
    return Counter(version=version.version, lines=lines, total_minor=total_minor, text=text)


# --- accepting


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceNote:
    """What stands beside a choice."""

    text: str = ""
    cost: str = ""
    disabled: bool = False


def offer_choices(form: AcceptForm, room: Room) -> dict[str, dict[str, ChoiceNote]]:
    """Fill the form's choices: addresses of the book, countries, ways to pay; what stands beside them."""
    customer, quote = room.page.customer, room.page.quote
    book = _book(room)
    known = [(str(address.id), address.company or address.name) for address in book]
    form.delivery.choices = options([*known, (NEW, _("Another address"))])
    form.billing.choices = options([(SAME, _("The same address")), *known, (NEW, _("Another address"))])
    if not form.is_submitted() and known:
        form.delivery.data = known[0][0]
    places = options([(code, country_name(code)) for code in countries()])
    for prefix in ("delivery", "billing"):
        form[f"{prefix}-country"].choices = places
    if not form.is_submitted():
        form["delivery-country"].data, form["delivery-postal_code"].data = quote.country, quote.postal_code
    gross = room.chosen.priced.gross if room.chosen else room.shown.gross_minor
    if room.preview is not None:
        gross = room.preview.added_minor
    has_deposit = bool(room.shown.deposit_percent)
    methods = [
        method
        for method in method_options(db(), customer, amount_minor=gross, granted_minor=room.granted_minor)
        if not (has_deposit and method.code == "on_account")
    ]
    form.payment_method.choices = options([(method.code, _(method.label)) for method in methods])
    notes = {
        method.code: ChoiceNote(
            text=sentence_of(method.refusal) if method.refusal else _(method.note),
            disabled=method.refusal is not None,
        )
        for method in methods
    }
    lines = {
        str(address.id): ChoiceNote(text=f"{address.street}, {address.postal_code} {address.city}") for address in book
    }
    return {"addresses": lines, "payments": notes}


def _book(room: Room) -> list[AddressView]:
    """The address book, for whoever is signed in."""
    customer = room.page.customer
    is_account = current_user() is not None and not customer.is_guest
    return addresses_of(db(), customer.id) if is_account else []


def fill_from_order(form: AcceptForm, room: Room) -> None:
    """Where the order of the contract went and how it was paid, until somebody says otherwise."""
    assert room.preview is not None, "it is about a contract"
    order = get_order(db(), room.preview.contract.order_id)
    known = {str(address.id) for address in _book(room)}
    for field, prefix, place in (
        (form.delivery, "delivery", order.delivery),
        (form.billing, "billing", order.billing),
    ):
        field.data = str(place.id) if str(place.id) in known else NEW
        for name in ADDRESS_PARTS:
            if f"{prefix}-{name}" in form:
                form[f"{prefix}-{name}"].data = getattr(place, name)
    if order.billing.id == order.delivery.id:
        form.billing.data = SAME
    form.payment_method.data = order.payment_method


def consent_of(form: AgreeForm, room: Room) -> Consent:
    """What agreeing to the change of a contract says."""
    user, text = current_user(), form.version.data or ""
    return Consent(
        version=whole_number(text),
        content_hash=form.content_hash.data or "",
        name=form.name.data or "",
        consent=form.consent.label.text if form.consent.data else "",
        address=client_address(),
        user_id=user.id if user and user.customer_id == room.page.quote.customer_id else None,
    )


def acceptance_of(form: AcceptForm, room: Room) -> Acceptance:
    """What accepting says, from the form and from who is signed in."""
    user = current_user()
    billing, delivery = form.addresses()
    text = form.version.data or ""
    return Acceptance(
        version=whole_number(text),
        content_hash=form.content_hash.data or "",
        name=form.name.data or "",
        consent=form.consent.label.text if form.consent.data else "",
        address=client_address(),
        choice=typed_choice(room.shown, request.form),
        call=whole_number(form.call.data),
        key=form.key.data or "",
        user_id=user.id if user and user.customer_id == room.page.quote.customer_id else None,
        billing=_address(billing),
        delivery=None if delivery is None else _address(delivery),
        payment_method=form.payment_method.data or "",
        wished_service_on=form.wished_service_on.data,
        start_on=form.start_on.data,
        wished_delivery_on=form.wished_delivery_on.data,
        reference=form.reference.data or "",
    )


def _address(value: object) -> AddressInput | UUID:
    assert isinstance(value, AddressInput | UUID)
    return value
