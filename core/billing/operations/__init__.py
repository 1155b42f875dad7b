"""What billing does: invoice what was supplied, credit what came back, take money in and pay it out."""

from core.billing.operations.contracts import bill_contract, bill_subscriptions
from core.billing.operations.credits import credit_return
from core.billing.operations.invoices import invoice_service, invoice_shipment
from core.billing.operations.payouts import pay_out
from core.billing.operations.receipts import receive_money

__all__ = [
    "bill_contract",
    "bill_subscriptions",
    "credit_return",
    "invoice_service",
    "invoice_shipment",
    "pay_out",
    "receive_money",
]
