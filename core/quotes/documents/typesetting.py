"""Setting a version of an offer. Pure: the same document gives the same bytes."""

from pathlib import Path
from typing import Any

from core.billing.documents import amount_heading, period_text, unit_heading
from core.kernel.clock import local_date, zone_named
from core.kernel.paper import country_text, date_text, letterhead_of, money_text, quantity_text, rate_text, typeset
from core.quotes.documents.texts import days_text, interval_text, words_of
from core.quotes.documents.values import ChangedContract, Mark, NextInvoice, OfferDocument, OfferLine
from core.quotes.rules.charges import TaxCharge
from core.quotes.states import LineRole

TEMPLATE = Path(__file__).with_name("offer.typ")
NO_INVOICE = "\N{EN DASH}"


def render_offer(document: OfferDocument) -> bytes:
    """The document as PDF/A-3a. Raises DocumentNotSet rather than give an incomplete page."""
    return typeset(TEMPLATE, content_of(document), at=document.made_at)


def content_of(document: OfferDocument) -> dict[str, Any]:
    """Everything that the template prints, as texts in the document's language."""
    words, locale = words_of(document.locale), document.locale
    return {
        "lang": locale[:2],
        "title": f"{words['offer']} {document.number}, {words['version']} {document.version}",
        "heading": words["offer"],
        "number": document.number,
        "words": {"page": words["page"], "of": words["of"]},
        **letterhead_of(document.seller, words, locale),
        "buyer": _buyer(document),
        "facts": _facts(document),
        "mark": _mark(document),
        "opening": _paragraphs(document.terms.opening),
        "headings": [
            words["article"],
            words["quantity"],
            words[unit_heading(document.price_mode)],
            words["discount"],
            words[amount_heading(document.price_mode)],
        ],
        "sections": _sections(document),
        "totals": _totals(document),
        "contract": _contract(document.contract, document) if document.contract else None,
        "conditions": words["conditions"],
        "closing": _paragraphs(document.terms.closing),
        "terms": _terms(document),
        "holds": _holds(document),
    }


def _buyer(document: OfferDocument) -> list[str]:
    buyer = document.buyer
    lines = [buyer.company, buyer.name, buyer.postal_code, country_text(buyer.country, document.locale)]
    return [line for line in lines if line.strip()]


def _facts(document: OfferDocument) -> list[list[str]]:
    words, locale = words_of(document.locale), document.locale
    facts = [
        [words["number"], document.number],
        [words["version"], str(document.version)],
        [words["issued"], date_text(local_date(document.made_at), locale)],
        [words["valid"], date_text(document.terms.valid_until, locale)],
        [words["customer"], document.buyer.customer_number],
        [words["contact"], document.contact],
        [words["for"], document.title],
    ]
    return [fact for fact in facts if fact[1].strip()]


def _mark(document: OfferDocument) -> str:
    if document.mark is Mark.NONE:
        return ""
    day = date_text(document.terms.valid_until, document.locale)
    return words_of(document.locale)[f"mark_{document.mark.value}"].format(day=day)


def _holds(document: OfferDocument) -> str:
    if document.mark is not Mark.NONE:
        return ""
    day = date_text(document.terms.valid_until, document.locale)
    return words_of(document.locale)["holds"].format(day=day, zone=zone_named(document.terms.time_zone).key)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.splitlines() if part.strip()]


# --- lines


def _sections(document: OfferDocument) -> list[dict[str, Any]]:
    found: dict[str, list[OfferLine]] = {}
    for line in document.lines:
        found.setdefault(line.section, []).append(line)
    return [{"name": name, "lines": [_line(line, document) for line in lines]} for name, lines in found.items()]


def _line(line: OfferLine, document: OfferDocument) -> dict[str, Any]:
    unit = _money(line.agreed_minor, document)
    if line.interval_months:
        unit = f"{unit} {interval_text(line.interval_months, document.locale)}"
    return {
        "name": line.name,
        "notes": _notes(line, document),
        "quantity": quantity_text(line.quantity, document.locale),
        "unit": unit,
        "discount": _discount(line, document),
        "amount": _money(line.amount_minor, document),
        "is_taken": line.is_chosen or line.role is LineRole.INCLUDED,
    }


def _notes(line: OfferLine, document: OfferDocument) -> list[str]:
    words, locale = words_of(document.locale), document.locale
    notes = [" · ".join(part for part in (line.sku, line.note) if part)]
    if line.listed_minor != line.agreed_minor:
        notes.append(words["listed"].format(price=_money(line.listed_minor, document)))
    if line.role is not LineRole.INCLUDED:
        said = words[line.role.value].format(group=line.group)
        notes.append(said if line.is_chosen else f"{said} ({words['left_out']})")
    for step in line.breaks:
        price = _money(step.unit_minor + step.recurring_minor, document)
        notes.append(words["from"].format(count=quantity_text(step.min_quantity, locale), price=price))
    if line.min_quantity < line.max_quantity:
        least, most = (quantity_text(count, locale) for count in (line.min_quantity, line.max_quantity))
        notes.append(words["between"].format(least=least, most=most))
    return notes


def _discount(line: OfferLine, document: OfferDocument) -> str:
    if line.is_free:
        return words_of(document.locale)["free"]
    parts = [rate_text(line.discount_percent / 100, document.locale)] if line.discount_percent else []
    parts += [_money(minor, document) for minor in (line.discount_minor, line.promotion_minor) if minor]
    return " + ".join(parts) or "\N{EN DASH}"


# --- sums


def _totals(document: OfferDocument) -> list[dict[str, str]]:
    words, sums = words_of(document.locale), document.sums
    rows = []
    if sums.listed_minor > sums.goods_minor:
        rows.append(_row(words["at_list"], _money(sums.listed_minor, document)))
    whole = [rate_text(sums.discount_percent / 100, document.locale)] if sums.discount_percent else []
    whole += [_money(sums.discount_minor, document)] if sums.discount_minor else []
    if whole:
        rows.append(_row(words["discount_whole"], " + ".join(whole)))
    rows.append(_row(words["goods"], _money(sums.goods_minor, document)))
    rows += _fees(document)
    rows.append(_row(words["total_net"], _money(sums.net_minor, document)))
    rows += [_tax(tax, document) for tax in sums.charges.taxes] or [
        _row(words["vat"], _money(sums.tax_minor, document))
    ]
    rows.append(_row(words["total"], _money(sums.gross_minor, document), look="strong"))
    for again in sums.charges.again:
        label = words["again"].format(interval=interval_text(again.interval_months, document.locale))
        net, tax = _money(again.net_minor, document), _money(again.tax_minor, document)
        note = words["again_vat"].format(net=net, tax=tax)
        rows.append(_row(label, _money(again.gross_minor, document), note=note))
    return rows


def _fees(document: OfferDocument) -> list[dict[str, str]]:
    words, charges, rows = words_of(document.locale), document.sums.charges, []
    if charges.delivery:
        fee = _money(charges.fee_minor, document) if charges.fee_minor else words["no_fee"]
        rows.append(_row(words["delivery"].format(name=charges.delivery), fee))
    if charges.setup_minor:
        rows.append(_row(words["setup"], _money(charges.setup_minor, document)))
    return rows


def _tax(tax: TaxCharge, document: OfferDocument) -> dict[str, str]:
    words, rate = words_of(document.locale), rate_text(tax.rate, document.locale)
    note = words["on_net"].format(net=_money(tax.net_minor, document))
    if not tax.category.is_taxed:
        return _row(f"{rate} {words['vat']}, {words[f'short_{tax.category.letter}']}", _money(0, document), note=note)
    label = words["vat_in"].format(country=tax.country, rate=rate)
    return _row(label, _money(tax.tax_minor, document), note=note)


def _row(label: str, amount: str, *, note: str = "", look: str = "plain") -> dict[str, str]:
    return {"label": label, "note": note, "amount": amount, "look": look}


# --- terms


def _terms(document: OfferDocument) -> list[list[str]]:
    words, terms, locale = words_of(document.locale), document.terms, document.locale
    rows = []
    if terms.terms_days is not None:
        rows.append([words["payable"], days_text(terms.terms_days, locale)])
    if terms.deposit_percent:
        percent = rate_text(terms.deposit_percent / 100, locale)
        rows.append([words["deposit"], words["before"].format(percent=percent)])
    if document.sums.charges.delivery:
        place = f"{document.buyer.postal_code} {country_text(document.buyer.country, locale)}".strip()
        rows.append([words["deliver"], place])
    if terms.holds_stock:
        rows.append([words["stock"], words["kept"]])
    if terms.in_calls:
        rows.append([words["orders"], words["in_calls"]])
    return rows


def _contract(contract: ChangedContract, document: OfferDocument) -> dict[str, Any]:
    words, locale = words_of(document.locale), document.locale
    facts = [[words["contract"], contract.number], [words["changed"], date_text(contract.effective_on, locale)]]
    if contract.bound_until is not None:
        facts.append([words["bound"], date_text(contract.bound_until, locale)])
    if contract.coterm_number:
        facts.append([words["coterm"], contract.coterm_number])
    if contract.added_from is not None:
        facts.append([words["added_from"], date_text(contract.added_from, locale)])
    rows = [
        [_period(one, contract, locale), *_beside(one.old_minor, one.new_minor, document)] for one in contract.invoices
    ]
    old, new = (sum(getattr(one, name) or 0 for one in contract.invoices) for name in ("old_minor", "new_minor"))
    return {
        "facts": facts,
        "title": words["next"],
        "headings": [words[name] for name in ("period", "old", "new", "difference")],
        "rows": rows,
        "sums": [words["together"], *_beside(old, new, document)],
    }


def _period(invoice: NextInvoice, contract: ChangedContract, locale: str) -> str:
    """Its days, and of what it is where several articles are billed."""
    days = period_text(locale, invoice.start, invoice.end)
    return f"{days} · {invoice.name}" if contract.added_from else days


def _beside(old_minor: int | None, new_minor: int | None, document: OfferDocument) -> list[str]:
    shown = [NO_INVOICE if minor is None else _money(minor, document) for minor in (old_minor, new_minor)]
    return [*shown, _money((new_minor or 0) - (old_minor or 0), document)]


def _money(minor: int, document: OfferDocument) -> str:
    return money_text(minor, document.currency, document.locale)
