"""The pages of the office, one file per group of pages."""

from backoffice.views import session

BLUEPRINTS = (session.pages,)
