"""How templates become a letter: one environment per language, money and dates as that language writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from core.kernel.clock import COMPANY_ZONE
from core.kernel.i18n import N_, translate, translations
from core.kernel.places import place_elsewhere
from core.notices.states import NoticeKind
from core.quotes.rules.validity import Held, ends_at, zone_of

TEMPLATES = Path(__file__).parents[1] / "templates"

SUBJECTS: Final = {
    NoticeKind.ORDER_CONFIRMED: N_("Your order %(number)s"),
    NoticeKind.ORDER_CANCELLED: N_("Your order %(number)s is cancelled"),
    NoticeKind.ORDER_CHANGED: N_("Your order %(number)s is changed"),
    NoticeKind.GOODS_SHIPPED: N_("Your goods are on their way, order %(number)s"),
    NoticeKind.VISIT_PLANNED: N_("Your appointment for order %(number)s"),
    NoticeKind.SUBSCRIPTION_ACTIVE: N_("Your subscription is running, order %(number)s"),
    NoticeKind.INVOICE_ISSUED: N_("Your invoice %(document)s for order %(number)s"),
    NoticeKind.CREDIT_NOTE_ISSUED: N_("Your credit note %(document)s for order %(number)s"),
    NoticeKind.PAYMENT_DECLINED: N_("Your payment for order %(number)s did not go through"),
    NoticeKind.TRANSFER_REMINDER: N_("We still wait for your transfer for order %(number)s"),
    NoticeKind.REFUND_MADE: N_("Your refund for order %(number)s"),
    NoticeKind.ACCOUNT_CONFIRM: N_("Open your account at %(company)s"),
    NoticeKind.ACCOUNT_KNOWN: N_("You have an account at %(company)s already"),
    NoticeKind.PASSWORD_RESET: N_("Choose a new password for %(company)s"),
    NoticeKind.PASSWORD_UNKNOWN: N_("There is no account with your address at %(company)s"),
    NoticeKind.PASSWORD_CHANGED: N_("Your password at %(company)s was changed"),
    NoticeKind.FACTOR_RESET: N_("Your second factor at %(company)s was taken back"),
    NoticeKind.EMAIL_CONFIRM: N_("Confirm your new address for %(company)s"),
    NoticeKind.EMAIL_TAKEN: N_("Your address has an account of its own at %(company)s"),
    NoticeKind.INVITATION: N_("You are invited to buy at %(company)s"),
    NoticeKind.INVITATION_TAKEN: N_("You were invited to buy at %(company)s"),
    NoticeKind.WISH_CONFIRM: N_("Shall %(company)s write to you when it is back?"),
    NoticeKind.WISH_FULFILLED: N_("Back at %(company)s: what you asked for"),
    NoticeKind.APPROVAL_ASKED: N_("A purchase at %(company)s waits for your approval"),
    NoticeKind.APPROVAL_DECIDED: N_("Your purchase at %(company)s was decided on"),
    NoticeKind.QUOTE_CONFIRM: N_("Confirm your request %(number)s"),
    NoticeKind.QUOTE_REQUEST_RECEIVED: N_("We have received your request %(number)s"),
    NoticeKind.QUOTE_INFORMATION_ASKED: N_("A question about your request %(number)s"),
    NoticeKind.QUOTE_REQUEST_DECLINED: N_("Your request %(number)s"),
    NoticeKind.QUOTE_OFFERED: N_("Our offer %(number)s"),
    NoticeKind.QUOTE_ENDS_SOON: N_("Our offer %(number)s ends soon"),
    NoticeKind.QUOTE_MESSAGE: N_("A message about our offer %(number)s"),
    NoticeKind.QUOTE_ACCEPTANCE_UNDONE: N_("Your acceptance of our offer %(number)s is undone"),
    NoticeKind.QUOTE_EXPIRED: N_("Our offer %(number)s has ended"),
    NoticeKind.QUOTE_WITHDRAWN: N_("We have taken our offer %(number)s back"),
    NoticeKind.DESK_REQUEST_NEW: N_("New request %(number)s"),
    NoticeKind.DESK_REQUEST_OVERDUE: N_("Request %(number)s is overdue"),
    NoticeKind.DESK_APPROVAL_ASKED: N_("Offer %(number)s waits for your approval"),
    NoticeKind.DESK_APPROVAL_OVERDUE: N_("The approval of offer %(number)s is overdue"),
    NoticeKind.DESK_APPROVAL_GRANTED: N_("Offer %(number)s has an approval"),
    NoticeKind.DESK_APPROVAL_REFUSED: N_("Offer %(number)s is not approved"),
    NoticeKind.DESK_QUOTE_MESSAGE: N_("A message about offer %(number)s"),
    NoticeKind.DESK_QUOTE_COUNTERED: N_("A counter-offer to %(number)s"),
    NoticeKind.DESK_QUOTE_DECLINED: N_("Offer %(number)s is declined"),
    NoticeKind.DESK_QUOTE_ACCEPTED: N_("Offer %(number)s is accepted"),
    NoticeKind.DATA_COPY_WRITTEN: N_("The copy of your data at %(company)s is ready"),
    NoticeKind.ERASURE_ASKED: N_("Your data at %(company)s is going to be erased"),
    NoticeKind.DATA_ERASED: N_("Your data at %(company)s is erased"),
    NoticeKind.EMAIL_CHANGED: N_("You sign in at %(company)s with another address now"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it is read."""

    subject: str
    text: str
    html: str


def write_letter(
    kind: NoticeKind,
    *,
    locale: str,
    company: str,
    names: Mapping[str, str],
    values: Mapping[str, object],
) -> Letter:
    """The letter of a kind; `names` stand in its subject, `values` are what its templates use."""
    subject = translate(locale, SUBJECTS[kind], **names)
    environment = _environment(locale)
    given = {"subject": subject, "company": company, "locale": locale, **values}
    text = environment.get_template(f"{kind.value}.txt").render(given)
    html = environment.get_template(f"{kind.value}.html").render(given)
    return Letter(subject=subject, text=_without_gaps(text), html=html)


@cache
def _environment(locale: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    catalogue = translations(locale)
    made.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension

    def money(minor: int, currency: str) -> str:
        return format_currency(Decimal(minor).scaleb(-2), currency, locale=locale)

    def day(on: date) -> str:
        return format_date(on, "long", locale=locale)

    def until(offer: Held) -> str:
        zone = zone_of(offer)
        place = place_elsewhere(zone, ends_at(offer), locale)
        return f"{day(offer.valid_until)} ({place})" if place else day(offer.valid_until)

    def moment(at: datetime) -> str:
        pattern = "EEEE, d. MMMM y, HH:mm" if locale == "de" else "EEEE, d MMMM y, HH:mm"
        return format_datetime(at, pattern, tzinfo=COMPANY_ZONE, locale=locale)

    def percent(rate: Decimal) -> str:
        return format_percent(rate, "#,##0.# %", locale=locale)

    def country(code: str) -> str:
        return str(Locale(locale).territories.get(code, code))

    made.filters.update(country=country, money=money, day=day, moment=moment, percent=percent, until=until)
    return made


def _without_gaps(text: str) -> str:
    """At most one empty line at a time, none at the ends: what the tags of a template leave behind."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
