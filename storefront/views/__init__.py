"""The pages of the shop, one file per group of pages."""

from storefront.views import account, cart, checkout, legal, media, orders, payment, product, session, shelf

BLUEPRINTS = (
    shelf.pages,
    product.pages,
    cart.pages,
    checkout.pages,
    orders.pages,
    payment.pages,
    account.pages,
    session.pages,
    legal.pages,
    media.pages,
)
