"""The wording of offers on paper in German and English; what they say alike is the wording of invoices."""

from collections.abc import Mapping
from types import MappingProxyType

from core.billing.documents import words_of as words_of_invoices
from core.kernel.i18n import supported

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "en": {
        "offer": "Offer", "version": "Version", "valid": "Valid until", "contact": "Your contact", "for": "About",
        "discount": "Discount", "free": "free of charge",
        "from": "From {count} on: {price} each", "between": "Any number from {least} to {most}",
        "listed": "List price {price}", "optional": "Optional", "alternative": "Alternative: {group}",
        "left_out": "not in the sum",
        "at_list": "At list prices", "discount_whole": "Discount on the whole", "goods": "Articles",
        "delivery": "Delivery: {name}", "no_fee": "free", "setup": "Setting up",
        "vat": "VAT", "again": "of it comes again {interval}", "again_vat": "{net} net, VAT {tax}",
        "month": "/ month", "months": "/ {count} months", "year": "/ year",
        "conditions": "Terms", "payable": "Payable", "days": "within {count} days of the invoice",
        "day": "within 1 day of the invoice", "at_once": "at once, on receipt of the invoice",
        "deposit": "Deposit", "before": "{percent} before delivery", "stock": "Stock",
        "kept": "kept for you until the offer ends", "orders": "Orders",
        "in_calls": "in several calls, until it is used up or ends", "deliver": "Delivery to",
        "contract": "Contract", "changed": "Changed from", "bound": "Runs at least until",
        "coterm": "Ends with contract", "added_from": "What is added runs from",
        "next": "Invoices of the next two years, with VAT", "period": "Period", "old": "As it would be",
        "new": "As offered", "difference": "Difference", "together": "Together",
        "holds": "This offer holds until the end of {day} (time zone {zone}).",
        "mark_draft": "Draft, not an offer", "mark_accepted": "Accepted",
        "mark_countered": "Answered with a counter-offer, not valid any more",
        "mark_declined": "Declined, not valid any more",
        "mark_superseded": "Superseded, not valid any more",
        "mark_expired": "Expired on {day}, not valid any more",
        "mark_withdrawn": "Taken back, not valid any more",
    },
    "de": {
        "offer": "Angebot", "version": "Fassung", "valid": "Gültig bis", "contact": "Ihr Kontakt", "for": "Betreff",
        "discount": "Rabatt", "free": "kostenlos",
        "from": "Ab {count}: je {price}", "between": "Menge wählbar von {least} bis {most}",
        "listed": "Listenpreis {price}", "optional": "Optional", "alternative": "Alternative: {group}",
        "left_out": "nicht in der Summe",
        "at_list": "Zu Listenpreisen", "discount_whole": "Rabatt auf alles", "goods": "Artikel",
        "delivery": "Lieferung: {name}", "no_fee": "kostenlos", "setup": "Einrichtung",
        "vat": "USt", "again": "davon wiederkehrend {interval}", "again_vat": "{net} netto, USt {tax}",
        "month": "/ Monat", "months": "/ {count} Monate", "year": "/ Jahr",
        "conditions": "Bedingungen", "payable": "Zahlbar", "days": "binnen {count} Tagen nach Rechnung",
        "day": "binnen 1 Tages nach Rechnung", "at_once": "sofort nach Erhalt der Rechnung",
        "deposit": "Anzahlung", "before": "{percent} vor Lieferung", "stock": "Vorrat",
        "kept": "bis zum Ende des Angebots für Sie zurückgelegt", "orders": "Bestellungen",
        "in_calls": "in mehreren Abrufen, bis es aufgebraucht ist oder endet", "deliver": "Lieferung nach",
        "contract": "Vertrag", "changed": "Geändert ab", "bound": "Läuft mindestens bis",
        "coterm": "Endet mit Vertrag", "added_from": "Ergänztes läuft ab",
        "next": "Rechnungen der nächsten zwei Jahre, mit USt", "period": "Zeitraum", "old": "Wie bisher",
        "new": "Wie angeboten", "difference": "Unterschied", "together": "Zusammen",
        "holds": "Dieses Angebot gilt bis zum Ende des {day} (Zeitzone {zone}).",
        "mark_draft": "Entwurf, kein Angebot", "mark_accepted": "Angenommen",
        "mark_countered": "Mit Gegenangebot beantwortet, nicht mehr gültig",
        "mark_declined": "Abgelehnt, nicht mehr gültig",
        "mark_superseded": "Überholt, nicht mehr gültig",
        "mark_expired": "Abgelaufen am {day}, nicht mehr gültig",
        "mark_withdrawn": "Zurückgenommen, nicht mehr gültig",
    },
})  # fmt: skip


def words_of(locale: str) -> Mapping[str, str]:
    """The wording of a language."""
    return {**words_of_invoices(locale), **WORDS[supported(locale)]}


def interval_text(months: int, locale: str) -> str:
    """What stands behind an amount that comes again."""
    words = WORDS[supported(locale)]
    if months == 12:
        return words["year"]
    return words["month"] if months == 1 else words["months"].format(count=months)


def days_text(days: int, locale: str) -> str:
    """After how many days an invoice is payable."""
    words = WORDS[supported(locale)]
    if days == 0:
        return words["at_once"]
    return words["day"] if days == 1 else words["days"].format(count=days)
