"""The table of what follows from what: every event with its jobs, or with the reason why nothing follows."""

from collections.abc import Mapping
from typing import Final

from core.accounts.events import (
    AccountAsked,
    ActingBegan,
    ActingEnded,
    ColleagueChanged,
    ColleagueInvited,
    ColleagueJoined,
    ColleagueRemoved,
    CustomerRegistered,
    EmailChanged,
    PasswordChanged,
    SecondFactorChanged,
    SecondFactorReset,
    TaxCertificateChanged,
    TermsChanged,
    TimeZoneChanged,
    VatIdChanged,
)
from core.assortment.events import CatalogueImported, ProductsChanged
from core.billing.events import CreditNoteIssued, InvoiceIssued, MoneyPaidOut, MoneyReceived
from core.catalog.events import ProductChanged
from core.feedback.events import FeedbackGiven
from core.flows import shown
from core.flows.schedule import SCHEDULE
from core.fulfilment.events import GoodsReturned, GoodsShipped, ServiceCompleted, VisitScheduled
from core.inventory.events import (
    BackorderAllocated,
    ReservationExpired,
    StocktakeBegun,
    StocktakeCancelled,
    StocktakeHeldBack,
    StocktakePosted,
    StockWishAsked,
    WishedGoodsBack,
)
from core.kernel import events, jobs
from core.kernel.discovery import import_all
from core.kernel.events import Event
from core.notices.events import NoticeSent
from core.orders.events import (
    OrderCancelled,
    OrderChanged,
    OrderCompleted,
    OrderPlaced,
    OrderReleased,
    PartAcknowledged,
    PartCancelled,
    PartFailed,
    PartHandedOver,
    PartUnknown,
    PurchaseApprovalAsked,
    PurchaseApprovalGranted,
    PurchaseApprovalRefused,
)
from core.payments.events import (
    AttemptSettled,
    PaymentDeclined,
    PaymentReminded,
    PaymentSettled,
    PaymentUnknown,
    RefundPaid,
    RefundRequested,
    RefundSettled,
)
from core.privacy.events import (
    DataCopyAsked,
    DataCopyWritten,
    DataErased,
    DataHandedOver,
    ErasureAsked,
    ErasureWithdrawn,
    SealOpened,
)
from core.quotes.events import (
    AcceptanceUndone,
    ApprovalDelegated,
    ApproverRemoved,
    ApproverSet,
    DelegationEnded,
    DeskRemoved,
    DeskSet,
    InformationAsked,
    InformationGiven,
    PolicyChanged,
    QuoteAccepted,
    QuoteApprovalAsked,
    QuoteApprovalGranted,
    QuoteApprovalOverdue,
    QuoteApprovalRefused,
    QuoteApproved,
    QuoteAsked,
    QuoteBegun,
    QuoteCountered,
    QuoteDeclined,
    QuoteExpired,
    QuoteMessageWritten,
    QuoteOffered,
    QuoteReminded,
    QuoteRequested,
    QuoteRestEnded,
    QuoteWithdrawn,
    RequestDeclined,
    RequestLeft,
    RequestOverdue,
    RequestWithdrawn,
)
from core.subscriptions.events import SubscriptionActivated, SubscriptionChanged, SubscriptionEnded

FLOWS: Final[Mapping[type[Event], tuple[str, ...] | str]] = {
    # people
    CustomerRegistered: ("accounts.check_vat_id",),
    ActingBegan: "Nothing follows: the customer sees it among their devices and in what happened.",
    ActingEnded: "Nothing follows: the session is over.",
    SecondFactorChanged: "Nothing follows: whoever enrols is on the page already.",
    SecondFactorReset: ("notices.tell_factor_reset",),
    ColleagueInvited: "Nothing follows: the letter to whoever is invited was asked for with it.",
    ColleagueJoined: "Nothing follows: it stands among the company's people.",
    ColleagueChanged: "Nothing follows: what somebody may do holds at once.",
    ColleagueRemoved: "Nothing follows: they are signed out already.",
    TermsChanged: "Nothing follows: the next order is measured by them.",
    TimeZoneChanged: "Nothing follows: the next offer and the next purchase go by it.",
    TaxCertificateChanged: "Nothing follows: the next order is taxed by it.",
    VatIdChanged: ("accounts.check_vat_id",),
    AccountAsked: ("notices.answer_request",),
    EmailChanged: ("notices.tell_new_email",),
    PasswordChanged: ("notices.tell_new_password",),
    # articles
    ProductChanged: "Nothing follows: the shop reads the product as it is.",
    ProductsChanged: "Nothing follows: the shop reads the products as they are.",
    CatalogueImported: "Nothing follows: the page of the import tells what became of every row.",
    # quotes
    QuoteAsked: ("notices.ask_requester",),
    QuoteRequested: ("quotes.answer_at_once",),
    RequestLeft: ("notices.tell_request_received", "notices.tell_desk_request"),
    InformationAsked: ("notices.ask_information",),
    InformationGiven: "Nothing follows: it lies on its desk.",
    RequestDeclined: ("notices.tell_request_declined",),
    RequestWithdrawn: "Nothing follows: it has left its desk.",
    RequestOverdue: ("notices.tell_desk_overdue",),
    QuoteBegun: "Nothing follows: somebody writes.",
    QuoteApprovalAsked: ("notices.ask_quote_approvers",),
    QuoteApprovalGranted: ("notices.tell_quote_granted", "notices.ask_quote_approvers"),
    QuoteApprovalRefused: ("notices.tell_quote_refused",),
    QuoteApprovalOverdue: ("notices.chase_quote_approvers",),
    QuoteApproved: "Nothing follows: it stands on its page.",
    QuoteOffered: ("notices.send_offer",),
    QuoteReminded: ("notices.remind_offer",),
    QuoteMessageWritten: ("notices.tell_quote_message", "notices.tell_desk_message"),
    QuoteCountered: ("notices.tell_desk_counter",),
    QuoteAccepted: ("notices.tell_desk_acceptance",),
    AcceptanceUndone: ("notices.tell_undone",),
    QuoteDeclined: ("notices.tell_desk_decline",),
    QuoteWithdrawn: ("notices.tell_withdrawn",),
    QuoteRestEnded: ("notices.tell_withdrawn",),
    QuoteExpired: ("notices.tell_offer_expired",),
    PolicyChanged: "Nothing follows: the next version that is settled is measured by it.",
    ApproverSet: "Nothing follows: what waits is on their page from now on.",
    ApproverRemoved: "Nothing follows: what waits is on the page of the others.",
    ApprovalDelegated: ("notices.ask_delegate",),
    DelegationEnded: "Nothing follows: what waits is on their own page again.",
    DeskSet: "Nothing follows: the next request may come to this desk.",
    DeskRemoved: "Nothing follows: the next request goes to another desk.",
    # orders
    PurchaseApprovalAsked: ("notices.ask_approvers",),
    PurchaseApprovalGranted: ("notices.tell_decision",),
    PurchaseApprovalRefused: ("notices.tell_decision",),
    OrderPlaced: ("notices.confirm_order",),
    OrderReleased: ("fulfilment.hand_over_order",),
    OrderChanged: ("fulfilment.follow_change", "notices.tell_change"),
    OrderCompleted: "Nothing follows: every part has told the customer, and has its invoice.",
    OrderCancelled: ("notices.tell_cancellation",),
    PartHandedOver: "Nothing follows: the receipt is on its way.",
    PartAcknowledged: "Nothing follows: the part lies on its desk.",
    PartUnknown: "Nothing follows: a job that asks the back-end again was written with it.",
    PartFailed: "Nothing follows: it waits on the integration desk for a person.",
    PartCancelled: ("fulfilment.withdraw_part", "billing.credit_cancelled", "payments.refund_owed"),
    ReservationExpired: ("payments.cancel_unpaid",),
    StocktakeBegun: "Nothing follows: people count.",
    StocktakeHeldBack: "Nothing follows: a person decides about the lines that are left.",
    StocktakePosted: "Nothing follows: goods that turned up have started the job that serves who waits.",
    StocktakeCancelled: "Nothing follows: nothing was booked.",
    StockWishAsked: ("notices.ask_wisher",),
    WishedGoodsBack: ("notices.tell_wisher",),
    BackorderAllocated: ("orders.note_allocation",),
    # fulfilment
    GoodsShipped: ("billing.invoice_shipment", "notices.tell_shipment"),
    VisitScheduled: ("notices.tell_visit",),
    ServiceCompleted: ("billing.invoice_service",),
    SubscriptionActivated: ("billing.bill_contract", "notices.tell_activation"),
    SubscriptionChanged: "Nothing follows: the next period that begins by then is billed by it.",
    SubscriptionEnded: "Nothing follows: its last period was billed when it began.",
    GoodsReturned: ("billing.credit_return",),
    # money
    InvoiceIssued: ("notices.send_invoice",),
    CreditNoteIssued: ("notices.send_credit_note", "payments.refund_owed"),
    MoneyReceived: "Nothing follows: what it pays for was released in the same transaction.",
    MoneyPaidOut: "Nothing follows: the refund that it belongs to tells the customer.",
    PaymentSettled: "Nothing follows: the order was released, or its invoices are paid.",
    PaymentReminded: ("notices.remind_transfer",),
    PaymentDeclined: ("notices.tell_decline",),
    PaymentUnknown: "Nothing follows: a job that asks the provider again was written with it.",
    RefundSettled: "Nothing follows: what went back was booked with it, and the rest requested anew.",
    AttemptSettled: "Nothing follows: the money was booked with it, or the customer told that none came.",
    RefundRequested: "Nothing follows: a job asks the provider, or the desk makes the transfer.",
    RefundPaid: ("notices.tell_refund",),
    # privacy
    DataCopyAsked: ("privacy.write_copy",),
    DataCopyWritten: ("privacy.tell_copy",),
    DataHandedOver: "Nothing follows: the office sends it itself.",
    ErasureAsked: ("privacy.tell_erasure_asked",),
    ErasureWithdrawn: "Nothing follows: all stays as it was.",
    DataErased: "Nothing follows: the last letter was written with it.",
    SealOpened: "Nothing follows: it stands in the timeline.",
    # afterwards
    FeedbackGiven: "Nothing follows: people read it.",
    NoticeSent: "Nothing follows: it has arrived.",
}

STARTED_ELSEWHERE: Final[Mapping[str, str]] = {
    "fulfilment.hand_over": "fulfilment.hand_over_order writes one for every part; the desk writes one to try again.",
    "fulfilment.ask_backend": "A hand-over that got no answer writes it.",
    "fulfilment.amend": "A change of a part that a back-end has accepted writes it.",
    "fulfilment.withdraw": "Cancelling a part that a back-end has accepted writes it.",
    "payments.charge": "Pressing Pay writes it, and an answer that did not come writes the next one.",
    "payments.confirm": "The customer's answer to the provider's question writes it.",
    "payments.give_up": "The last of many unanswered questions writes it, so that a person sees it.",
    "payments.refund": "Every refund to a card writes it.",
    "catalog.read_anew": "Another name of a shelf or an attribute writes it, and it the next one until all is read.",
    "catalog.apply_change": "Planning a change writes it for its moment.",
    "inventory.book_stocktake": "Booking a stocktake writes it, and it the next one until all lines are booked.",
    "quotes.try_policy": "Trying a policy writes it, and it the next until every version was looked at.",
    "assortment.change_products": "Confirming a change of all that match writes it, and it the next until all is done.",
    "assortment.import": "A file sent on the office's page writes it, and it the next one until all is taken.",
    "privacy.erase": "privacy.erase_due writes one for every erasure whose days are over.",
    "notices.send": "Every letter that is composed writes it.",
}
"""Jobs that neither an event nor the schedule starts, and what does."""


def install() -> None:
    """Make the table and the schedule hold in this process. Raises LookupError for a job that nobody wrote."""
    import_all("jobs")
    followers = {event.KIND: names for event, names in FLOWS.items() if isinstance(names, tuple)}
    wanted = {name for names in followers.values() for name in names} | {line.name for line in SCHEDULE}
    if missing := sorted(wanted - set(jobs.HANDLERS)):
        raise LookupError(f"There is no function for these jobs: {', '.join(missing)}.")
    events.follow(followers)
    shown.install()
    jobs.set_schedule(SCHEDULE)
