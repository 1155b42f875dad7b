"""Terms, durations and days in plain sentences, the same on every page of the shop."""

from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_skeleton

from core.carts.queries.supply import LaterView
from core.catalog.states import ArticleKind
from core.kernel import clock
from core.kernel.i18n import N_
from core.pricing.states import PriceMode
from core.web.filters import REGIONS, money, percent
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _
from core.web.presentation import per_interval

HOUR = 60
SATURDAY = 5

WHAT_HAPPENS = {
    ArticleKind.PHYSICAL: N_("Delivered to you"),
    ArticleKind.SERVICE: N_("On a day that we agree with you"),
    ArticleKind.SUBSCRIPTION: N_("Starts when it is activated, earliest on the day you choose"),
}
"""What happens to each kind of article inside a bundle."""


# --- subscriptions and visits


def terms(interval_months: int, term_months: int, notice_months: int) -> str:
    """How a subscription is billed, how long it binds and how it ends."""
    return " ".join((billed(interval_months), minimum_term(term_months), notice(notice_months)))


def billed(months: int) -> str:
    """How often a subscription is billed."""
    if months == 12:
        return _("Billed every year in advance.")
    return ngettext("Billed every month in advance.", "Billed every %(num)s months in advance.", months)


def minimum_term(months: int) -> str:
    """How long a subscription binds."""
    if months == 0:
        return _("No minimum term.")
    return ngettext("Minimum term: %(num)s month.", "Minimum term: %(num)s months.", months)


def notice(months: int) -> str:
    """How a subscription ends."""
    if months == 0:
        return _("You can end it at any time.")
    return ngettext("Notice period: %(num)s month.", "Notice period: %(num)s months.", months)


def trial(days: int) -> str:
    """What the first days of a subscription cost."""
    return ngettext("The first day costs nothing.", "The first %(num)s days cost nothing.", days)


def setting_up(amount_minor: int) -> str:
    """What setting up a subscription costs."""
    return _("Setting it up costs %(amount)s once.", amount=money(amount_minor))


def after_trial(days: int, recurring_minor: int, interval_months: int) -> str:
    """What a subscription costs behind its days of trial."""
    return _(
        "Nothing to pay for %(days)s days. Then %(amount)s %(interval)s.",
        days=days,
        amount=money(recurring_minor),
        interval=per_interval(interval_months),
    )


def duration(minutes: int) -> str:
    """How long a visit takes."""
    if minutes % HOUR:
        return ngettext("Takes about %(num)s minute.", "Takes about %(num)s minutes.", minutes)
    return ngettext("Takes about %(num)s hour.", "Takes about %(num)s hours.", minutes // HOUR)


def then_again(recurring_minor: int, interval_months: int) -> str:
    """What comes after the first period of something that also costs once."""
    return _(
        "The first period is included. Then %(amount)s %(interval)s.",
        amount=money(recurring_minor),
        interval=per_interval(interval_months),
    )


# --- prices


def price_note(mode: PriceMode, kind: ArticleKind, rate: Decimal) -> str:
    """What stands below a price: whether VAT is in it, and whether delivery comes on top."""
    share = percent(rate)
    if mode is PriceMode.NET:
        if kind is ArticleKind.BUNDLE:
            return _("net, plus VAT and delivery")
        if kind is ArticleKind.PHYSICAL:
            return _("net, plus %(rate)s VAT and delivery", rate=share)
        return _("net, plus %(rate)s VAT", rate=share)
    if kind is ArticleKind.BUNDLE:
        return _("incl. VAT, plus delivery")
    if kind is ArticleKind.PHYSICAL:
        return _("incl. %(rate)s VAT, plus delivery", rate=share)
    if kind is ArticleKind.SUBSCRIPTION:
        return _("incl. %(rate)s VAT and delivery", rate=share)
    return _("incl. %(rate)s VAT", rate=share)


def card_note(mode: PriceMode, kind: ArticleKind) -> str:
    """The same for a card on a shelf, which does not know the rate."""
    if mode is PriceMode.NET:
        return _("net, plus VAT")
    return _("incl. VAT, plus delivery") if kind in (ArticleKind.PHYSICAL, ArticleKind.BUNDLE) else _("incl. VAT")


# --- days


def arrival(delivery_days: int, *, since: date | None = None) -> date:
    """The working day on which goods arrive that are sent today, or from a day on; weekends do not count."""
    day, left = max(since or clock.today(), clock.today()), delivery_days
    while left > 0 or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def day_and_month(day: date) -> str:
    """12 December in English, 12. Dezember in German."""
    return format_skeleton("MMMMd", day, locale=REGIONS[current_locale()])


def comes_later(later: LaterView, quantity: int) -> str:
    """When what is not there is sent, beside a line of a cart."""
    rest = quantity - later.at_once
    if later.expected_on is None:
        if later.at_once:
            return _("We send %(now)s now and %(later)s as soon as they are here.", now=later.at_once, later=rest)
        return _("Not in stock at the moment: we send it as soon as it is here.")
    day = day_and_month(later.expected_on)
    if later.is_preorder:
        return _("Pre-order: we send it from %(day)s on.", day=day)
    if later.at_once:
        return _("We send %(now)s now and %(later)s from %(day)s on.", now=later.at_once, later=rest, day=day)
    return _("Not in stock at the moment: we send it from %(day)s on.", day=day)
