"""What invoices say of a tax that is not charged, or not by our own state."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.billing.documents import DocumentTax, render_invoice
from core.pricing.states import TaxCategory
from tests.unit.test_billing_rules import INVOICE, text_of

IDS_DE = "Unsere USt-IdNr.: DE998877660. Ihre USt-IdNr.: ATU61234569."
IDS_EN = "Our VAT ID: DE998877660. Your VAT ID: ATU61234569."


@pytest.mark.parametrize(
    ("category", "country", "locale", "label", "notes"),
    [
        (
            TaxCategory.INTRA_COMMUNITY, "AT", "de", "0 % USt, innergemeinschaftliche Lieferung",
            ("Steuerfreie innergemeinschaftliche Lieferung (§ 4 Nr. 1 Buchst. b, § 6a UStG).", IDS_DE),
        ),
        (
            TaxCategory.REVERSE_CHARGE, "AT", "de", "0 % USt, Steuerschuldner ist der Kunde",
            ("Steuerschuldnerschaft des Leistungsempfängers (Art. 196 der Richtlinie 2006/112/EG).", IDS_DE),
        ),
        (
            TaxCategory.REVERSE_CHARGE, "AT", "en", "0% VAT, reverse charge",
            ("Reverse charge: the recipient of the service owes the VAT", IDS_EN),
        ),
        (
            TaxCategory.EXPORT, "CH", "en", "0% VAT, export",
            ("Tax-free export (section 4 no. 1 a UStG, article 146 of directive 2006/112/EC).",),
        ),
        (
            TaxCategory.OUTSIDE, "CH", "de", "0 % USt, in Deutschland nicht steuerbar",
            ("Leistungsort ist Schweiz: in Deutschland nicht steuerbar (§ 3a UStG).",),
        ),
        (
            TaxCategory.EXEMPT, "DE", "en", "0% VAT, tax-exempt",
            ("Tax-free supply under certificate N 12/2026 (article 151 of directive 2006/112/EC).",),
        ),
    ],
)  # fmt: skip
def test_an_invoice_without_vat_says_why_in_the_customers_language(
    category: TaxCategory, country: str, locale: str, label: str, notes: tuple[str, ...]
) -> None:
    nothing = DocumentTax(
        country=country, rate=Decimal(0), net_minor=100_000, tax_minor=0, gross_minor=100_000, category=category
    )
    document = replace(INVOICE, locale=locale, taxes=(nothing,), net_minor=100_000, tax_minor=0, gross_minor=100_000)
    document = replace(document, customer_vat_id="ATU61234569", tax_certificate="N 12/2026")

    text = text_of(render_invoice(document))

    nothing_on = " auf 1.000,00 € netto 0,00 €" if locale == "de" else " on €1,000.00 net €0.00"
    assert label + nothing_on in text
    assert [note for note in notes if note not in text] == []


def test_vat_of_another_country_is_said_to_be_declared_through_the_one_stop_shop() -> None:
    theirs = replace(INVOICE.taxes[0], country="AT", rate=Decimal("0.20"))

    text = text_of(render_invoice(replace(INVOICE, taxes=(theirs,))))

    assert "Die Umsatzsteuer des Landes Österreich wird über den One-Stop-Shop der EU erklärt." in text
    assert "One-Stop-Shop" not in text_of(render_invoice(INVOICE))
