"""The pages of the shop, one file per group of pages."""

from storefront.views import (
    account,
    acting,
    approvals,
    cart,
    checkout,
    company,
    legal,
    links,
    media,
    orders,
    payment,
    product,
    quick_order,
    security,
    session,
    shelf,
)

BLUEPRINTS = (
    shelf.pages,
    product.pages,
    cart.pages,
    quick_order.pages,
    checkout.pages,
    orders.pages,
    payment.pages,
    account.pages,
    company.pages,
    approvals.pages,
    acting.pages,
    security.pages,
    session.pages,
    links.pages,
    legal.pages,
    media.pages,
)
