"""The form in which somebody says by whose days they live."""

from wtforms import SelectField

from core.accounts.rules import zone_names
from core.kernel.clock import COMPANY_ZONE
from core.kernel.i18n import N_
from core.kernel.places import place_of
from core.web.forms import Form, options
from core.web.locale import current_locale
from core.web.locale import gettext as _


class ZoneForm(Form):
    """By whose days a customer lives."""

    time_zone = SelectField(
        N_("Time zone"),
        description=N_("Our offers hold until the end of a day there, and spending limits begin anew with its days."),
        validate_choice=False,
    )

    def offer(self, present: str) -> "ZoneForm":
        """Every zone to choose from, with the present one chosen unless something was typed."""
        own = _("As the shop: %(place)s", place=place_of(COMPANY_ZONE, current_locale()))
        self.time_zone.choices = options([("", own), *((name, name.replace("_", " ")) for name in zone_names())])
        if self.time_zone.data is None:
            self.time_zone.data = present
        return self
