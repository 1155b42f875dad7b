"""The pages of the office, one file per group of pages."""

from backoffice.views import (
    articles,
    customers,
    feedback,
    fulfilment,
    imports,
    integration,
    invoices,
    ledger,
    mailbox,
    orders,
    payments,
    promotions,
    search,
    session,
    styleguide,
    today,
)

BLUEPRINTS = (
    session.pages,
    today.pages,
    orders.pages,
    fulfilment.pages,
    customers.pages,
    articles.pages,
    imports.pages,
    promotions.pages,
    invoices.pages,
    payments.pages,
    ledger.pages,
    feedback.pages,
    mailbox.pages,
    integration.pages,
    search.pages,
    styleguide.pages,
)
