"""The pages of the shop, one file per group of pages."""

from storefront.views import session

BLUEPRINTS = (session.pages,)
