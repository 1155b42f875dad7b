"""Setting an invoice or credit note as PDF/A-3a with typst. Pure: the same document gives the same bytes."""

from pathlib import Path
from typing import Any

from core.billing.documents import texts
from core.billing.documents.values import DocumentLine, DocumentTax, InvoiceDocument, Party
from core.billing.states import InvoiceKind
from core.kernel.paper import country_text, date_text, letterhead_of, money_text, quantity_text, rate_text, typeset
from core.pricing.states import PriceMode

TEMPLATE = Path(__file__).with_name("invoice.typ")


def render_invoice(document: InvoiceDocument) -> bytes:
    """The document as PDF/A-3a. Raises DocumentNotSet rather than give an incomplete page."""
    return typeset(TEMPLATE, content_of(document), at=document.issued_at)


# --- content


def content_of(document: InvoiceDocument) -> dict[str, Any]:
    """Everything that the template prints, as texts in the document's language."""
    words = texts.words_of(document.locale)
    title = texts.title_of(document.kind, document.locale)
    return {
        "lang": document.locale[:2],
        "title": f"{title} {document.number}",
        "heading": title,
        "number": document.number,
        "words": dict(words),
        **letterhead_of(document.seller, words, document.locale),
        "buyer": _address(document.buyer, document),
        "facts": _facts(document),
        "headings": [
            words["position"],
            words["article"],
            words["quantity"],
            words[texts.unit_heading(document.price_mode)],
            words["rate"],
            words[texts.amount_heading(document.price_mode)],
        ],
        "lines": [_line(position, line, document) for position, line in enumerate(document.lines, start=1)],
        "totals": _totals(document),
        "closing": [*_tax_notes(document), *_closing(document)],
    }


def _address(party: Party, document: InvoiceDocument) -> list[str]:
    lines = [party.company, party.name, party.street, party.extra, f"{party.postal_code} {party.city}"]
    return [*[line for line in lines if line.strip()], _country(party.country, document)]


def _facts(document: InvoiceDocument) -> list[list[str]]:
    words, locale = texts.words_of(document.locale), document.locale
    facts = [
        [words["number"], document.number],
        [words["issued"], date_text(document.issued_on, locale)],
        [words["supplied"], texts.supply_text(document.supplied_from, document.supplied_to, locale)],
        [words["order"], document.order_number],
        [words["ordered"], date_text(document.ordered_on, locale)],
        [words["customer"], document.customer_number],
    ]
    if document.customer_vat_id:
        facts.append([words["customer_vat"], document.customer_vat_id])
    if document.original_number:
        facts.append([words["original"], document.original_number])
    if document.delivered_to is not None:
        facts.append([words["delivered_to"], ", ".join(_address(document.delivered_to, document))])
    return facts


def _line(position: int, line: DocumentLine, document: InvoiceDocument) -> dict[str, Any]:
    return {
        "position": str(position),
        "name": line.name,
        "note": " · ".join(text for text in (line.sku, line.note, _discount(line, document)) if text),
        "quantity": quantity_text(line.quantity, document.locale),
        "unit": _money(line.unit_minor, document),
        "rate": rate_text(line.tax_rate, document.locale),
        "amount": _money(line.amount_minor, document),
    }


def _discount(line: DocumentLine, document: InvoiceDocument) -> str:
    if not line.discount_minor:
        return ""
    return texts.words_of(document.locale)["discount"].format(discount=_money(line.discount_minor, document))


def _totals(document: InvoiceDocument) -> list[dict[str, str]]:
    words = texts.words_of(document.locale)
    total = "total" if document.kind is InvoiceKind.INVOICE else "total_credit"
    rows = [_row(words["total_net"], _money(document.net_minor, document))]
    rows += [_tax_row(tax, document) for tax in document.taxes]
    rows.append(_row(words[total], _money(document.gross_minor, document), look="strong"))
    if document.prepaid.gross_minor:
        note = words["prepaid_vat"].format(tax=_money(document.prepaid.tax_minor, document))
        rows.append(_row(words["prepaid"], _money(-document.prepaid.gross_minor, document), note=note))
        rows.append(_row(words["due"], _money(document.due_minor, document), look="strong"))
    return rows


def _tax_row(tax: DocumentTax, document: InvoiceDocument) -> dict[str, str]:
    words = texts.words_of(document.locale)
    if not tax.category.is_taxed:
        nothing = f"{rate_text(tax.rate, document.locale)} {words['rate']}, {words[f'short_{tax.category.letter}']}"
        return _row(nothing, _money(0, document), note=words["on_net"].format(net=_money(tax.net_minor, document)))
    label = words["vat_in"].format(country=tax.country, rate=rate_text(tax.rate, document.locale))
    note = words["on_net"].format(net=_money(tax.net_minor, document))
    return _row(label, _money(tax.tax_minor, document), note=note)


def _row(label: str, amount: str, *, note: str = "", look: str = "plain") -> dict[str, str]:
    return {"label": label, "note": note, "amount": amount, "look": look}


def _tax_notes(document: InvoiceDocument) -> list[str]:
    """What the law wants to be said of a tax that is not charged, or not by our own state; each once."""
    words = texts.words_of(document.locale)
    said = []
    for tax in document.taxes:
        sentence = ""
        if not tax.category.is_taxed:
            sentence = words[f"note_{tax.category.letter}"]
        elif tax.country != document.seller.country:
            sentence = words["one_stop"]
        country, ours, theirs = _country(tax.country, document), document.seller.vat_id, document.customer_vat_id
        said.append(sentence.format(country=country, ours=ours, theirs=theirs, certificate=document.tax_certificate))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def _closing(document: InvoiceDocument) -> list[str]:
    words, locale = texts.words_of(document.locale), document.locale
    if document.kind is InvoiceKind.CREDIT_NOTE:
        day = date_text(document.original_issued_on, locale) if document.original_issued_on else ""
        return [words["credited"].format(original=document.original_number, day=day)]
    if document.due_minor == 0:
        return [words["is_paid"]]
    day = date_text(document.due_on, locale)
    sentences = [words["pay_by"].format(due=_money(document.due_minor, document), day=day, number=document.number)]
    if document.price_mode is PriceMode.GROSS:
        sentences.append(words["default_notice"])
    return sentences


def _money(minor: int, document: InvoiceDocument) -> str:
    return money_text(minor, document.currency, document.locale)


def _country(country: str, document: InvoiceDocument) -> str:
    return country_text(country, document.locale)
