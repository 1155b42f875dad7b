"""The wording of our documents in German and English.

It is kept beside the template and not in the catalogues of the pages: it is legal wording, and what was sent once
must be able to be set again word by word.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from core.billing.states import InvoiceKind
from core.kernel.i18n import supported
from core.kernel.paper import date_text
from core.pricing.states import PriceMode

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "en": {
        "invoice": "Invoice", "credit_note": "Credit note",
        "page": "Page", "of": "of",
        "number": "Number", "issued": "Date", "order": "Order", "ordered": "Ordered on", "customer": "Customer",
        "customer_vat": "Your VAT ID", "supplied": "Supplied", "original": "Corrects invoice",
        "delivered_to": "Delivered to",
        "position": "Pos.", "article": "Article", "quantity": "Qty", "rate": "VAT",
        "unit_gross": "Each, incl. VAT", "amount_gross": "Amount incl. VAT",
        "unit_net": "Each, net", "amount_net": "Amount, net",
        "vat_in": "VAT {country} {rate}", "on_net": "on {net} net",
        "part_days": "{days} of {whole} days",
        "total_net": "Total net", "total": "Total", "total_credit": "Credit",
        "discount": "discount of {discount} already taken off",
        "prepaid": "Paid in advance", "prepaid_vat": "of which VAT {tax}",
        "due": "Amount due",
        "pay_by": "Please transfer {due} to the account below by {day} and quote {number}. There is no cash discount.",
        "default_notice": "At the latest 30 days after this date and receipt of this invoice you are in default.",
        "is_paid": "This invoice is paid. Thank you.",
        "credited": "This corrects invoice {original} of {day}. What was open is set off; what was paid is returned.",
        "vat_id": "VAT ID", "bank": "Bank",
        "one_stop": "The VAT of {country} is declared through the EU one-stop shop.",
        "short_K": "intra-community supply", "short_AE": "reverse charge", "short_G": "export",
        "short_O": "not taxable in Germany", "short_E": "tax-exempt",
        "note_K": "Tax-free intra-community supply (section 4 no. 1 b UStG, article 138 of directive 2006/112/EC). "
        "Our VAT ID: {ours}. Your VAT ID: {theirs}.",
        "note_AE": "Reverse charge: the recipient of the service owes the VAT (article 196 of directive 2006/112/EC). "
        "Our VAT ID: {ours}. Your VAT ID: {theirs}.",
        "note_G": "Tax-free export (section 4 no. 1 a UStG, article 146 of directive 2006/112/EC).",
        "note_O": "The place of supply is {country}: not taxable in Germany (section 3a UStG).",
        "note_E": "Tax-free supply under certificate {certificate} (article 151 of directive 2006/112/EC).",
    },
    "de": {
        "invoice": "Rechnung", "credit_note": "Rechnungskorrektur",
        "page": "Seite", "of": "von",
        "number": "Nummer", "issued": "Datum", "order": "Bestellung", "ordered": "Bestellt am", "customer": "Kunde",
        "customer_vat": "Ihre USt-IdNr.", "supplied": "Leistung", "original": "Korrigiert Rechnung",
        "delivered_to": "Geliefert an",
        "position": "Pos.", "article": "Artikel", "quantity": "Menge", "rate": "USt",
        "unit_gross": "Einzeln inkl. USt", "amount_gross": "Betrag inkl. USt",
        "unit_net": "Einzeln netto", "amount_net": "Betrag netto",
        "vat_in": "USt {country} {rate}", "on_net": "auf {net} netto",
        "part_days": "{days} von {whole} Tagen",
        "total_net": "Summe netto", "total": "Gesamtbetrag", "total_credit": "Gutgeschriebener Betrag",
        "discount": "Rabatt von {discount} bereits abgezogen",
        "prepaid": "Bereits angezahlt", "prepaid_vat": "darin USt {tax}",
        "due": "Zu zahlen",
        "pay_by": "Bitte überweisen Sie {due} bis zum {day} auf das unten genannte Konto und geben Sie {number} an. "
        "Ein Skontoabzug ist nicht vereinbart.",
        "default_notice": "Spätestens 30 Tage nach diesem Tag und Zugang dieser Rechnung geraten Sie in Verzug.",
        "is_paid": "Diese Rechnung ist bezahlt. Vielen Dank.",
        "credited": "Diese Rechnungskorrektur gehört zur Rechnung {original} vom {day}. Offene Beträge werden "
        "verrechnet, gezahlte erstattet.",
        "vat_id": "USt-IdNr.", "bank": "Bank",
        "one_stop": "Die Umsatzsteuer des Landes {country} wird über den One-Stop-Shop der EU erklärt.",
        "short_K": "innergemeinschaftliche Lieferung", "short_AE": "Steuerschuldner ist der Kunde",
        "short_G": "Ausfuhr", "short_O": "in Deutschland nicht steuerbar", "short_E": "steuerfrei",
        "note_K": "Steuerfreie innergemeinschaftliche Lieferung (§ 4 Nr. 1 Buchst. b, § 6a UStG). "
        "Unsere USt-IdNr.: {ours}. Ihre USt-IdNr.: {theirs}.",
        "note_AE": "Steuerschuldnerschaft des Leistungsempfängers (Art. 196 der Richtlinie 2006/112/EG). "
        "Unsere USt-IdNr.: {ours}. Ihre USt-IdNr.: {theirs}.",
        "note_G": "Steuerfreie Ausfuhrlieferung (§ 4 Nr. 1 Buchst. a, § 6 UStG).",
        "note_O": "Leistungsort ist {country}: in Deutschland nicht steuerbar (§ 3a UStG).",
        "note_E": "Steuerfreie Leistung nach Bescheinigung {certificate} (§ 4 Nr. 7 UStG, Art. 151 der Richtlinie "
        "2006/112/EG).",
    },
})  # fmt: skip


def words_of(locale: str) -> Mapping[str, str]:
    """The wording of a language."""
    return WORDS[supported(locale)]


def title_of(kind: InvoiceKind, locale: str) -> str:
    """What a document is called."""
    return words_of(locale)[kind.value]


def supply_text(first: date, last: date, locale: str) -> str:
    """A day, or a period with both its days."""
    if first == last:
        return date_text(first, locale)
    return f"{date_text(first, locale)} \N{EN DASH} {date_text(last, locale)}"


def period_text(locale: str, start: date, end: date) -> str:
    """A billing period [start, end) as people say it: from the first to the last day."""
    return supply_text(start, end - timedelta(days=1), locale)


def part_text(locale: str, days: int, whole: int) -> str:
    """How much of a whole period a short one is."""
    return words_of(locale)["part_days"].format(days=days, whole=whole)


def unit_heading(mode: PriceMode) -> str:
    """Which word stands above the prices."""
    return f"unit_{mode.value}"


def amount_heading(mode: PriceMode) -> str:
    """Which word stands above the amounts."""
    return f"amount_{mode.value}"
