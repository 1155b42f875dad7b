"""How a timeline tells each kind of event: an icon of our set, a tone and one sentence."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.fulfilment.queries import backend_label
from core.kernel.i18n import N_
from core.quotes.events import EVERYTHING
from core.web.filters import EMPTY, date_text, money
from core.web.locale import gettext, translated
from core.web.tones import Tone


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of a timeline; `text` may name the event's data as %(name)s, amounts as %(amount)s."""

    icon: str
    tone: Tone
    text: str


EVENT_LINES: Final[Mapping[str, EventLine]] = {
    "customer.registered": EventLine("account", Tone.OK, N_("Account opened")),
    "customer.vat_id_changed": EventLine("account", Tone.INFO, N_("Another VAT id")),
    "customer.tax_certificate_changed": EventLine("ledger", Tone.INFO, N_("Another tax certificate: %(certificate)s")),
    "company.colleague_invited": EventLine("customer", Tone.INFO, N_("A colleague was invited")),
    "company.colleague_joined": EventLine("customer", Tone.OK, N_("A colleague has joined")),
    "company.colleague_changed": EventLine("customer", Tone.INFO, N_("A colleague has another role or other limits")),
    "company.colleague_removed": EventLine("customer", Tone.WARN, N_("A colleague was removed")),
    "customer.time_zone_changed": EventLine("clock", Tone.CALM, N_("Lives by the days of %(time_zone)s")),
    "customer.terms_changed": EventLine(
        "payment", Tone.INFO, N_("Credit limit %(amount)s, to be paid within %(terms_days)s days: %(reason)s")
    ),
    "acting.began": EventLine("customer", Tone.WARN, N_("A colleague of the shop acts for the customer: %(reason)s")),
    "acting.ended": EventLine("customer", Tone.CALM, N_("The colleague of the shop is done")),
    "account.second_factor_changed": EventLine("shield", Tone.INFO, N_("Second factor changed")),
    "account.second_factor_reset": EventLine(
        "shield", Tone.WARN, N_("A lost authenticator was taken back: %(reason)s")
    ),
    "account.asked": EventLine("account", Tone.CALM, N_("A letter about the account was asked for")),
    "account.email_changed": EventLine("account", Tone.INFO, N_("Signs in with another e-mail address")),
    "account.password_changed": EventLine("lock", Tone.INFO, N_("Password changed")),
    "purchase_approval.asked": EventLine("clock", Tone.WARN, N_("A purchase for %(amount)s needs approval")),
    "purchase_approval.granted": EventLine("check-circle", Tone.OK, N_("A purchase for %(amount)s was approved")),
    "purchase_approval.refused": EventLine("refused", Tone.BAD, N_("A purchase for %(amount)s was refused")),
    "quotes.asked": EventLine("leaf", Tone.CALM, N_("Offer asked for; the address is not confirmed yet")),
    "quotes.request_left": EventLine("leaf", Tone.CALM, N_("A colleague answers the request")),
    "quotes.requested": EventLine("leaf", Tone.INFO, N_("Request %(number)s came in")),
    "quotes.information_asked": EventLine("feedback", Tone.WARN, N_("We asked for more information")),
    "quotes.information_given": EventLine("feedback", Tone.INFO, N_("The customer answered our question")),
    "quotes.request_declined": EventLine("refused", Tone.CALM, N_("We make no offer: %(reason)s")),
    "quotes.request_withdrawn": EventLine("refused", Tone.CALM, N_("The customer took the request back")),
    "quotes.request_overdue": EventLine("warning", Tone.BAD, N_("The request should have been answered by now")),
    "quotes.begun": EventLine("edit", Tone.CALM, N_("Version %(version)s begun")),
    "quotes.approval_asked": EventLine("clock", Tone.WARN, N_("Version %(version)s needs approval")),
    "quotes.approval_granted": EventLine("check", Tone.OK, N_("Version %(version)s: an approval was granted")),
    "quotes.approval_refused": EventLine("refused", Tone.BAD, N_("Version %(version)s was refused: %(reason)s")),
    "quotes.approval_overdue": EventLine("warning", Tone.WARN, N_("Version %(version)s waits too long for approval")),
    "quotes.approved": EventLine("check-circle", Tone.OK, N_("Version %(version)s may be offered")),
    "quotes.offered": EventLine("mailbox", Tone.INFO, N_("Version %(version)s offered for %(amount)s")),
    "quotes.reminded": EventLine("clock", Tone.CALM, N_("Reminded that version %(version)s ends soon")),
    "quotes.message_written": EventLine("feedback", Tone.INFO, N_("A message was written")),
    "quotes.countered": EventLine("feedback", Tone.WARN, N_("Version %(version)s was countered")),
    "quotes.accepted": EventLine("check-circle", Tone.OK, N_("Version %(version)s accepted: %(order_number)s")),
    "quotes.rest_ended": EventLine("cross", Tone.WARN, N_("The rest cannot be ordered any more: %(reason)s")),
    "quotes.acceptance_undone": EventLine("warning", Tone.WARN, N_("The acceptance was undone: %(reason)s")),
    "quotes.declined": EventLine("refused", Tone.BAD, N_("Version %(version)s declined: %(reason)s")),
    "quotes.withdrawn": EventLine("refused", Tone.CALM, N_("The quote was withdrawn: %(reason)s")),
    "quotes.expired": EventLine("clock", Tone.CALM, N_("Version %(version)s has expired")),
    "quotes.policy_changed": EventLine("shield", Tone.INFO, N_("Approval policy, edition %(edition)s: %(note)s")),
    "quotes.approver_set": EventLine(
        "shield", Tone.INFO, N_("%(name)s approves up to level %(level)s (business unit: %(unit)s)")
    ),
    "quotes.approver_removed": EventLine(
        "shield", Tone.CALM, N_("%(name)s approves no more (level %(level)s, business unit: %(unit)s)")
    ),
    "quotes.approval_delegated": EventLine(
        "shield", Tone.WARN, N_("%(delegate)s decides for %(name)s until %(until_on)s")
    ),
    "quotes.delegation_ended": EventLine("shield", Tone.CALM, N_("%(name)s decides again")),
    "quotes.desk_set": EventLine(
        "feedback", Tone.INFO, N_("%(name)s gets up to %(capacity)s requests from: %(territory)s")
    ),
    "quotes.desk_removed": EventLine("feedback", Tone.CALM, N_("%(name)s gets no requests any more")),
    "order.placed": EventLine("order", Tone.INFO, N_("Order %(order_number)s placed")),
    "order.released": EventLine("check-circle", Tone.OK, N_("Order released for fulfilment")),
    "order.changed": EventLine("edit", Tone.WARN, N_("Order changed; it comes to %(amount)s now")),
    "order.completed": EventLine("check-circle", Tone.OK, N_("Order completed")),
    "order.cancelled": EventLine("refused", Tone.CALM, N_("Order cancelled")),
    "order_part.handed_over": EventLine("integration", Tone.INFO, N_("Part handed over to %(backend)s")),
    "order_part.acknowledged": EventLine("check", Tone.OK, N_("Part acknowledged as %(reference)s")),
    "order_part.unknown": EventLine("clock", Tone.WARN, N_("No answer from %(backend)s yet, asking again")),
    "order_part.failed": EventLine("warning", Tone.BAD, N_("Part failed: %(reason)s")),
    "order_part.cancelled": EventLine("refused", Tone.CALM, N_("Part cancelled")),
    "shipment.shipped": EventLine("delivered", Tone.OK, N_("Shipment %(shipment_number)s left with %(carrier)s")),
    "service_job.scheduled": EventLine("booked", Tone.INFO, N_("Visit planned for %(visit_on)s with %(technician)s")),
    "service_job.completed": EventLine("booked", Tone.OK, N_("Visit %(service_job_number)s completed")),
    "customer_return.received": EventLine("return", Tone.WARN, N_("Return %(return_number)s received")),
    "contract.activated": EventLine("subscribed", Tone.OK, N_("Contract %(contract_number)s runs from %(starts_on)s")),
    "contract.changed": EventLine(
        "subscribed", Tone.INFO, N_("Contract %(contract_number)s changed from %(effective_on)s on")
    ),
    "contract.ended": EventLine("subscribed", Tone.CALM, N_("Contract %(contract_number)s ends on %(ends_on)s")),
    "invoice.issued": EventLine("invoice", Tone.INFO, N_("Invoice %(invoice_number)s over %(amount)s issued")),
    "credit_note.issued": EventLine("invoice", Tone.WARN, N_("Credit note %(invoice_number)s over %(amount)s issued")),
    "money.received": EventLine("payment", Tone.OK, N_("%(amount)s received")),
    "money.paid_out": EventLine("payment", Tone.WARN, N_("%(amount)s paid out")),
    "payment.settled": EventLine("payment", Tone.OK, N_("Payment settled")),
    "payment.settled_by_hand": EventLine("edit", Tone.INFO, N_("Charge settled by hand: %(amount)s were taken")),
    "payment.reminded": EventLine(
        "mailbox", Tone.WARN, N_("Reminded of %(amount)s; the goods are kept until %(expires_on)s")
    ),
    "payment.unknown": EventLine("clock", Tone.WARN, N_("No answer about the payment yet, asking again")),
    "refund.requested": EventLine("payment", Tone.WARN, N_("Refund of %(amount)s requested")),
    "refund.settled_by_hand": EventLine("edit", Tone.INFO, N_("Refund settled by hand: %(amount)s went back")),
    "refund.paid": EventLine("payment", Tone.OK, N_("Refund of %(amount)s paid")),
    "payment.declined": EventLine("payment", Tone.BAD, N_("Payment declined")),
    "inventory.reservation_expired": EventLine("clock", Tone.WARN, N_("The reservation of the goods has expired")),
    "product.changed": EventLine("edit", Tone.CALM, N_("Changed: %(fields)s")),
    "assortment.products_changed": EventLine("edit", Tone.CALM, N_("Products changed: %(fields)s")),
    "assortment.catalogue_imported": EventLine("stock", Tone.OK, N_("%(file_name)s imported")),
    "inventory.backorder_allocated": EventLine("stock", Tone.OK, N_("Missing goods have come: %(quantity)s")),
    "stocktake.begun": EventLine("stock", Tone.INFO, N_("The counting has begun")),
    "stocktake.posted": EventLine("stock", Tone.OK, N_("Booked: %(articles)s articles")),
    "stocktake.held_back": EventLine("clock", Tone.WARN, N_("%(articles)s articles could not be booked")),
    "stocktake.cancelled": EventLine("stock", Tone.CALM, N_("Called off: %(reason)s")),
    "stock_wish.asked": EventLine("mailbox", Tone.CALM, N_("Somebody wants to hear when it is back")),
    "stock_wish.fulfilled": EventLine("mailbox", Tone.OK, N_("Somebody was told that it is back")),
    "privacy.copy_asked": EventLine("download", Tone.CALM, N_("A copy of the data was asked for")),
    "privacy.copy_written": EventLine("download", Tone.CALM, N_("The copy of the data is ready")),
    "privacy.handed_over": EventLine("download", Tone.INFO, N_("The data was handed over")),
    "privacy.erasure_asked": EventLine("lock", Tone.WARN, N_("The erasure was asked for; it is due on %(due_on)s")),
    "privacy.erasure_withdrawn": EventLine("lock", Tone.CALM, N_("The erasure was taken back")),
    "privacy.erased": EventLine("lock", Tone.INFO, N_("The data is erased")),
    "privacy.seal_opened": EventLine("lock", Tone.WARN, N_("Sealed data was read: %(reason)s")),
    "feedback.given": EventLine("feedback", Tone.OK, N_("Feedback: %(score)s of 5 stars")),
    "notice.sent": EventLine("mailbox", Tone.CALM, N_("E-mail sent")),
}
"""What a timeline says of every kind of event."""
_AMOUNTS: Final = ("amount_minor", "gross_minor")
_NO_PARTICULAR: Final = {"unit": N_("all"), "territory": N_("everywhere")}


def event_line(kind: str, data: Mapping[str, Any]) -> EventLine:
    """The line of an event in the language of the page; an unknown kind is told by its own name."""
    line = EVENT_LINES.get(kind)
    if line is None:
        return EventLine("info", Tone.CALM, kind.replace("_", " ").replace(".", ": ").capitalize())
    return EventLine(line.icon, line.tone, gettext(line.text) % _spoken(data))


def _spoken(data: Mapping[str, Any]) -> dict[str, str]:
    values: defaultdict[str, str] = defaultdict(lambda: EMPTY)
    values |= {name: _word(name, value) for name, value in data.items()}
    for name in _AMOUNTS:
        if name in data:
            values["amount"] = money(abs(int(data[name])), str(data.get("currency", "EUR")))
    return values


def _word(name: str, value: Any) -> str:
    if name.endswith("_on") and value:
        return date_text(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if name == "reason" and value:
        return translated(str(value))
    if name == "backend":
        return translated(backend_label(str(value)))
    if name in _NO_PARTICULAR and value == EVERYTHING:
        return gettext(_NO_PARTICULAR[name])
    return str(value) if value not in (None, "") else EMPTY
