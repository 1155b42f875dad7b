"""What a payment provider must keep. Its own methods are the only place where payments touch the network."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from core.ledger.states import AccountCode
from core.payments.states import Timing


class ProviderTimeout(Exception):
    """No answer in time: the provider may or may not have done what we asked."""


class Outcome(StrEnum):
    """What a provider says about a charge or a refund."""

    CAPTURED = "captured"
    DECLINED = "declined"
    REQUIRES_ACTION = "requires_action"
    PENDING = "pending"
    NOT_FOUND = "not_found"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Money that is asked for. `reference` is ours and makes it happen once; minor units."""

    reference: str
    amount_minor: int
    currency: str
    instrument: str
    order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Money that is to go back, out of the charge with that reference."""

    reference: str
    charge_reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider answered; amounts are compared before anything is marked as paid."""

    outcome: Outcome
    amount_minor: int = 0
    currency: str = ""
    provider_reference: str = ""
    reason: str = ""


@runtime_checkable
class PaymentMethod(Protocol):
    """A way to pay. `label` and `note` are sentences marked for translation."""

    @property
    def code(self) -> str:
        """The name by which orders and settings know it."""

    @property
    def label(self) -> str:
        """What customers read."""

    @property
    def note(self) -> str:
        """A sentence on how it goes."""

    @property
    def timing(self) -> Timing:
        """When the money comes."""

    @property
    def account(self) -> AccountCode:
        """Where it arrives in the books."""


@runtime_checkable
class OnlineProvider(PaymentMethod, Protocol):
    """A way to pay that another company carries out.

    Every method may raise ProviderTimeout. Asking twice with one reference takes effect once and answers alike.
    """

    def charge(self, charge: Charge) -> Answer:
        """Take the money: captured, declined, requires_action or pending."""

    def confirm(self, reference: str, *, is_confirmed: bool) -> Answer:
        """Hand on what the customer said to the provider's question."""

    def status(self, reference: str) -> Answer:
        """How a charge stands; not_found if the provider never heard of it."""

    def refund(self, wanted: Return) -> Answer:
        """Give money back: refunded, pending or declined."""

    def refund_status(self, reference: str) -> Answer:
        """How a refund stands; not_found if the provider never heard of it."""
