"""The checkout page: the cart at the price that holds for what is chosen so far, and the choices to make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import request

from core.accounts.operations import AddressInput, add_address
from core.accounts.queries import AddressView, CustomerView, addresses_of
from core.carts.operations import acknowledge, enter_code, remove_code, set_quantities
from core.carts.queries.cart import CartView
from core.kernel import clock
from core.kernel.db import new_id
from core.orders.operations import Checkout, Contact, refusal_of
from core.orders.queries import find_approval_of_cart
from core.orders.queries.visits import free_days_for
from core.payments.queries import MethodOption, method_options
from core.pricing.rules import DeliveryOption
from core.pricing.rules.values import DeliveryQuote
from core.pricing.states import HOME_COUNTRY
from core.web.access import current_actor, current_user
from core.web.codes import count_code
from core.web.db import db
from core.web.errors import sentence_of
from core.web.filters import country_name, money, weekday
from core.web.forms import options
from core.web.locale import current_locale
from core.web.locale import gettext as _
from storefront import visitor
from storefront.forms.cart import read_seen
from storefront.forms.checkout import NEW, SAME, SEEN, CheckoutForm, asked_quantities
from storefront.lines import ShownLine, kinds_in, shown_lines
from storefront.menu import countries, ways_of_delivery
from storefront.offers import ShownOffers, shown_offers
from storefront.splitting import SplitPage, destinations_of, digest_of, split_page, wishes_of
from storefront.words import arrival

VISIT_DAYS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceNote:
    """What stands beside a choice."""

    text: str = ""
    cost: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalNeed:
    """Why a colleague's word is needed, and what was said: asked, granted, refused, or nothing yet."""

    sentence: str
    answer: str
    approval_id: UUID | None
    country: str
    postal_code: str
    delivery_method: str

    @property
    def is_granted(self) -> bool:
        """Whether the order may be placed."""
        return self.answer == "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """Everything on the checkout page but the form."""

    cart: CartView
    lines: tuple[ShownLine, ...]
    kinds: frozenset[str]
    addresses: Mapping[str, ChoiceNote]
    deliveries: Mapping[str, ChoiceNote]
    payments: Mapping[str, ChoiceNote]
    offers: ShownOffers
    today: str
    visit_days: tuple[str, ...]
    split: SplitPage | None
    approval: ApprovalNeed | None


def begin_form() -> CheckoutForm:
    """The form as a visitor finds it: who signed in need not say again who they are."""
    user, customer = current_user(), _customer()
    form = CheckoutForm(formdata=None)
    form.idempotency_key.data = new_id().hex
    if user is not None and customer is not None:
        form.email.data, form.name.data = user.email, user.name
        form.company.data = customer.name if visitor.buys_net() else ""
    return form


def find_page(form: CheckoutForm) -> CheckoutPage | None:
    """The page for what is chosen so far, with the form's choices and what it was priced for; None without a cart."""
    customer = _customer()
    book = addresses_of(db(), customer.id) if customer else []
    _offer_addresses(form, book)
    ways = ways_of_delivery(visitor.price_mode())
    known = {way.code for way in ways}
    wanted = form.delivery_method.data if form.delivery_method.data in known else None
    cart = _find_cart(form, book, wanted)
    if cart is None:
        return None
    sent = cart.basket.delivery if cart.basket else None
    form.delivery_method.data = sent.code if sent else wanted or (ways[0].code if ways else None)
    country = _country(form, book)
    form.cart_version.data, form.fingerprint.data = str(cart.version), cart.fingerprint
    form.priced_for.data = f"{form.delivery_method.data} {country} {digest_of(request.form)}"
    methods = method_options(db(), customer, amount_minor=cart.basket.gross if cart.basket else 0)
    return CheckoutPage(
        cart=cart,
        lines=shown_lines(cart),
        kinds=kinds_in(cart),
        addresses={str(address.id): ChoiceNote(text=_one_line(address)) for address in book},
        deliveries=_offer_deliveries(form, ways, cart),
        payments=_offer_payments(form, methods),
        offers=shown_offers(cart),
        today=clock.today().isoformat(),
        visit_days=_visit_days(cart),
        split=split_page(request.form, cart, book, main=_chosen_id(form), country=country),
        approval=_approval_need(cart, country, _postal_code(form, book), form.delivery_method.data),
    )


def checkout_of(form: CheckoutForm, cart_id: UUID) -> Checkout:
    """What pressing Buy says, from the form and from who is signed in."""
    user = current_user()
    contact = Contact(
        name=form.name.data or "",
        email=form.email.data or "",
        company=form.company.data or "",
        customer_id=user.customer_id if user else None,
        user_id=user.id if user else None,
    )
    delivery, billing = form.chosen_delivery(), form.chosen_billing()
    return Checkout(
        cart_id=cart_id,
        cart_version=form.seen_version(),
        idempotency_key=form.idempotency_key.data or "",
        expected_fingerprint=form.fingerprint.data or "",
        contact=contact,
        billing=delivery if billing is None else billing,
        delivery=None if billing is None else delivery,
        destinations=wishes_of(request.form),
        delivery_method=form.delivery_method.data,
        payment_method=form.payment_method.data or "",
        wished_service_on=form.wished_service_on.data,
        start_on=form.start_on.data,
        wished_delivery_on=form.wished_delivery_on.data,
        gift_message=form.gift_message.data or "",
        hides_prices=bool(form.hides_prices.data),
        note=form.note.data or "",
        locale=current_locale(),
    )


def keep_address(form: CheckoutForm) -> None:
    """Offer the typed address again next time, if the customer wants that."""
    customer, typed = _customer(), form.chosen_delivery()
    if customer is not None and form.keep_address.data and isinstance(typed, AddressInput):
        add_address(db(), customer.id, typed)


def change_code(cart_id: UUID, form: CheckoutForm) -> None:
    """Do what was asked with the code: enter what was typed, or take the one out that is there. Raises UnknownCode."""
    if form.takes_code_out():
        remove_code(db(), cart_id, acting_user=current_actor())
    elif form.typed_code():
        count_code()
        enter_code(db(), cart_id, code=form.typed_code(), acting_user=current_actor())
    form.code.data = ""


def change_cart(cart_id: UUID, typed: Mapping[str, str]) -> None:
    """Do what other buttons ask for: take what is left of lines, take notice of what changed."""
    quantities = asked_quantities(typed)
    if told := read_seen(typed.get(SEEN), visitor.price_list()):
        acknowledge(db(), cart_id, seen=told, acting_user=current_actor())
    if quantities:
        cart = set_quantities(db(), cart_id, quantities=quantities, acting_user=current_actor())
        visitor.remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))


def _approval_need(cart: CartView, country: str, postal_code: str, method: str | None) -> ApprovalNeed | None:
    """What whoever is signed in needs a colleague's word for; asks nothing for people without limits."""
    user = current_user()
    if user is None or user.limits is None or cart.basket is None:
        return None
    amount, currency = cart.basket.gross, cart.basket.currency
    refusal = refusal_of(db(), user.id, user.limits, amount_minor=amount, currency=currency)
    if refusal is None:
        return None
    asked = find_approval_of_cart(db(), cart.id)
    answer = asked.state.value if asked is not None and asked.holds_for(cart) else ""
    return ApprovalNeed(
        sentence=sentence_of(refusal),
        answer=answer,
        approval_id=asked.id if asked is not None and answer else None,
        country=country,
        postal_code=postal_code,
        delivery_method=method or "",
    )


def _visit_days(cart: CartView) -> tuple[str, ...]:
    """The next days on which there is time for the visits of the cart, where somebody counts it."""
    if cart.basket is None or "service" not in kinds_in(cart):
        return ()
    days = free_days_for(db(), cart.basket, most=VISIT_DAYS_SHOWN) or ()
    return tuple(weekday(day) for day in days)


# --- choices


def _find_cart(form: CheckoutForm, book: Sequence[AddressView], wanted: str | None) -> CartView | None:
    """The cart for the chosen way of delivery, or for the first that goes where the chosen one does not."""
    divided = destinations_of(request.form, book, _chosen_id(form))
    find = partial(
        visitor.find_cart,
        country=_country(form, book),
        postal_code=_postal_code(form, book),
        destinations=divided,
        email=form.email.data,
    )
    cart = find(delivery_method=wanted)
    if divided and cart is not None and cart.basket is None:
        find = partial(find, destinations=())  # more is assigned than there is: the fields say so
        cart = find(delivery_method=wanted)
    return find() if wanted and cart is not None and cart.basket is None else cart


def _chosen_id(form: CheckoutForm) -> UUID | None:
    """The address of the book that the order itself goes to."""
    chosen = form.chosen_delivery()
    return chosen if isinstance(chosen, UUID) else None


def _customer() -> CustomerView | None:
    user = current_user()
    return user.customer if user is not None else None


def _offer_addresses(form: CheckoutForm, book: Sequence[AddressView]) -> None:
    for prefix in ("delivery", "billing"):
        form[f"{prefix}-country"].choices = options([(code, country_name(code)) for code in countries()])
    known = [(str(address.id), address.company or address.name) for address in book]
    form.delivery.choices = options([*known, (NEW, _("Another address"))])
    form.billing.choices = options([(SAME, _("The same address")), *known, (NEW, _("Another address"))])
    if not form.is_submitted() and book:
        form.delivery.data = str(book[0].id)
    if not form.is_submitted() and not book:
        form.keep_address.data = True


def _country(form: CheckoutForm, book: Sequence[AddressView]) -> str:
    """Where it would go: the country of the chosen address, or the typed one if we deliver there."""
    chosen = next((address.country for address in book if str(address.id) == form.delivery.data), None)
    typed = form["delivery-country"].data
    return chosen or (typed if typed in countries() else HOME_COUNTRY)


def _postal_code(form: CheckoutForm, book: Sequence[AddressView]) -> str:
    chosen = next((address.postal_code for address in book if str(address.id) == form.delivery.data), None)
    return chosen or form["delivery-postal_code"].data or ""


def _one_line(address: AddressView) -> str:
    return ", ".join((address.street, f"{address.postal_code} {address.city}", country_name(address.country)))


def _offer_deliveries(form: CheckoutForm, ways: Sequence[DeliveryOption], cart: CartView) -> dict[str, ChoiceNote]:
    form.delivery_method.choices = options([(way.code, way.name_in(current_locale())) for way in ways])
    quotes = {quote.code: quote for quote in cart.basket.quotes} if cart.basket else {}
    return {way.code: _delivery_note(way, quotes.get(way.code)) for way in ways}


def _delivery_note(way: DeliveryOption, quote: DeliveryQuote | None) -> ChoiceNote:
    if quote is None:
        return ChoiceNote(text=_("Not to this address, or not with this weight."), disabled=True)
    words = []
    if quote.days is not None:
        words.append(_("Arrives about %(day)s.", day=weekday(arrival(quote.days))))
    if way.free_from_minor is not None:
        words.append(_("Free from %(amount)s", amount=money(way.free_from_minor)))
    return ChoiceNote(text=" ".join(words), cost=_("free") if quote.is_free else money(quote.fee_minor))


def _offer_payments(form: CheckoutForm, methods: Sequence[MethodOption]) -> dict[str, ChoiceNote]:
    form.payment_method.choices = options([(method.code, _(method.label)) for method in methods])
    offered = [method.code for method in methods if method.refusal is None]
    if form.payment_method.data is None and not form.is_submitted():
        form.payment_method.data = offered[0] if offered else None
    return {
        method.code: ChoiceNote(
            text=sentence_of(method.refusal) if method.refusal else _(method.note), disabled=method.refusal is not None
        )
        for method in methods
    }
