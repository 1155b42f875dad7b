"""The company's desk: sales, fulfilment and billing at work."""

from collections.abc import Sequence

from flask import Flask

from backoffice.frame import frame
from backoffice.pages.filters import filter_bar
from backoffice.pages.quotes import sentence
from backoffice.views import BLUEPRINTS
from backoffice.words import WORDS_IN_TEMPLATES
from core.accounts.states import Entrance
from core.kernel.settings import Settings
from core.web.amounts import written
from core.web.app import create_app
from core.web.errors import sentence_of
from core.web.serve import OFFICE
from core.web.sign_in import DemoLogin

HELPERS = {"sentence_of": sentence_of, "sentence": sentence, "typed_amount": written, "filter_bar": filter_bar}


def create_backoffice(settings: Settings, *, cookie_path: str = OFFICE, demo_logins: Sequence[DemoLogin] = ()) -> Flask:
    """The office as a WSGI application, to be mounted at `cookie_path`; `demo_logins` are shown when signing in."""
    return create_app(
        __name__,
        settings=settings,
        entrance=Entrance.OFFICE,
        session_cookie="kontor_office",
        cookie_path=cookie_path,
        sign_in_endpoint="session.sign_in",
        blueprints=BLUEPRINTS,
        layout="base_office.html",
        frame=frame,
        template_globals={"demo_logins": tuple(demo_logins), **WORDS_IN_TEMPLATES, **HELPERS},
    )
