"""The customers' shop."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask

from core.accounts.states import Entrance
from core.kernel.settings import Settings
from core.web.app import create_app
from core.web.errors import sentence_of
from core.web.sign_in import DemoLogin
from storefront.filters import NO_CHOICE, number_text
from storefront.frame import cart_badge, frame
from storefront.orders import same_link
from storefront.searches import install_searches
from storefront.shelf import price_note, product_url
from storefront.views import BLUEPRINTS

SESSION_LASTS = timedelta(days=30)
HELPERS = {
    "product_url": product_url,
    "price_note": price_note,
    "same_link": same_link,
    "sentence_of": sentence_of,
    "number_text": number_text,
    "no_choice": NO_CHOICE,
}


def create_storefront(settings: Settings, *, demo_logins: Sequence[DemoLogin] = ()) -> Flask:
    """The shop as a WSGI application; `demo_logins` are shown on its sign-in page."""
    app = create_app(
        __name__,
        settings=settings,
        entrance=Entrance.SHOP,
        session_cookie="kontor_shop",
        session_lasts=SESSION_LASTS,
        sign_in_endpoint="session.sign_in",
        blueprints=BLUEPRINTS,
        layout="base_shop.html",
        frame=frame,
        fillings={"cart": cart_badge},
        template_globals={"demo_logins": tuple(demo_logins), **HELPERS},
    )
    install_searches(app, settings)
    return app
