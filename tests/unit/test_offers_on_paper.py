"""A version of an offer on paper: everything that the page says, in both languages, whatever was typed."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.paper import Company
from core.pricing.states import PriceMode, TaxCategory
from core.quotes.documents import (
    ChangedContract,
    Mark,
    NextInvoice,
    OfferDocument,
    OfferLine,
    OfferSums,
    OfferTerms,
    Recipient,
    render_offer,
)
from core.quotes.rules.charges import Again, Charges, TaxCharge
from core.quotes.rules.choosing import Break
from core.quotes.states import LineRole
from core.subscriptions.rules import boundary
from tests.support.billing import text_of

SELLER = Company(
    name="Elbkaffee GmbH", street="Am Sandtorkai 27", postal_code="20457", city="Hamburg", country="DE",
    email="shop@elbkaffee.example", vat_id="DE998877660", iban="DE02120300000000202051", bic="BYLADEM1001",
    bank="Musterbank",
)  # fmt: skip
MACHINE = OfferLine(
    section="", sku="EK-1", name="Machine", note="in petrol", quantity=8, min_quantity=8, max_quantity=8,
    role=LineRole.INCLUDED, group="", is_chosen=True, listed_minor=50000, agreed_minor=44000, interval_months=None,
    breaks=(), discount_percent=Decimal("2.50"), discount_minor=0, promotion_minor=0, is_free=False,
    amount_minor=343200,
)  # fmt: skip
OFFER = OfferDocument(
    number="AN-2026-000017", version=2, title="Third floor", mark=Mark.NONE, locale="en", currency="EUR",
    price_mode=PriceMode.NET, made_at=datetime(2026, 11, 16, 23, 30, tzinfo=UTC), contact="Rieke Harms",
    seller=SELLER,
    buyer=Recipient(
        company="Hafen GmbH", name="Jürgen Ößling", postal_code="22765", country="DE", customer_number="K-2026-000003"
    ),
    lines=(MACHINE,),
    sums=OfferSums(
        listed_minor=400000, discount_percent=Decimal("0"), discount_minor=1000, goods_minor=343200,
        charges=Charges(
            delivery="Standard", fee_minor=490,
            taxes=(
                TaxCharge(
                    country="DE", rate=Decimal("0.19"), category=TaxCategory.STANDARD, net_minor=343690, tax_minor=65301
                ),
            ),
            again=(Again(interval_months=3, net_minor=10000, tax_minor=1900, gross_minor=11900),),
        ),
        net_minor=343690, tax_minor=65301, gross_minor=408991,
    ),
    terms=OfferTerms(
        valid_until=date(2026, 12, 17), time_zone="", terms_days=30, deposit_percent=Decimal("25.00"), holds_stock=True,
        in_calls=False, opening="Dear Mr Ößling,\nas discussed:", closing="The usual terms hold.",
    ),
)  # fmt: skip


def test_an_english_offer_says_everything_that_the_page_says() -> None:
    text = text_of(render_offer(OFFER))

    for part in (
        "Offer AN-2026-000017", "Version 2", "Date 17 November 2026", "Valid until 17 December 2026",
        "Customer K-2026-000003", "Your contact Rieke Harms", "About Third floor", "Hafen GmbH", "Jürgen Ößling",
        "22765", "Dear Mr Ößling, as discussed:", "Article Qty Each, net Discount Amount, net",
        "Machine EK-1 · in petrol List price €500.00 8 €440.00 2.5% €3,432.00", "At list prices €4,000.00",
        "Discount on the whole €10.00", "Articles €3,432.00", "Delivery: Standard €4.90", "Total net €3,436.90",
        "VAT DE 19% on €3,436.90 net €653.01", "Total €4,089.91",
        "of it comes again / 3 months €100.00 net, VAT €19.00 €119.00", "Payable within 30 days of the invoice",
        "Deposit 25% before delivery", "Delivery to 22765 Germany", "Stock kept for you until the offer ends",
        "The usual terms hold.", "This offer holds until the end of 17 December 2026 (time zone Europe/Berlin).",
        "Elbkaffee GmbH", "Page 1 of 1",
    ):  # fmt: skip
        assert part in text


def test_a_german_offer_with_prices_that_hold_vat() -> None:
    text = text_of(render_offer(replace(OFFER, locale="de", price_mode=PriceMode.GROSS)))

    for part in (
        "Angebot AN-2026-000017", "Fassung 2", "Gültig bis 17. Dezember 2026", "Einzeln inkl. USt", "2,5 %",
        "Listenpreis 500,00 €", "Lieferung: Standard 4,90 €", "USt DE 19 % auf 3.436,90 € netto 653,01 €",
        "Gesamtbetrag 4.089,91 €", "davon wiederkehrend / 3 Monate 100,00 € netto, USt 19,00 € 119,00 €",
        "binnen 30 Tagen nach Rechnung", "25 % vor Lieferung", "22765 Deutschland",
        "Dieses Angebot gilt bis zum Ende des 17. Dezember 2026 (Zeitzone Europe/Berlin).", "Seite 1 von 1",
    ):  # fmt: skip
        assert part in text


def test_choices_breaks_free_goods_and_sections_are_told_line_by_line() -> None:
    lines = (
        replace(MACHINE, section="Kitchen", breaks=(Break(min_quantity=10, unit_minor=40000, recurring_minor=1500),)),
        replace(MACHINE, section="Kitchen", name="Grinder", role=LineRole.OPTIONAL, is_chosen=False),
        replace(MACHINE, section="Bar", name="Tap", role=LineRole.ALTERNATIVE, group="Water", max_quantity=12),
        replace(MACHINE, section="Bar", name="Cup", is_free=True, amount_minor=0, interval_months=1),
    )

    text = text_of(render_offer(replace(OFFER, lines=lines)))

    for part in (
        "Kitchen Article", "From 10 on: €415.00 each", "Optional (not in the sum)", "Bar Article",
        "Alternative: Water Any number from 8 to 12", "8 €440.00 / month free of charge €0.00",
    ):  # fmt: skip
        assert part in text


DASH = "\N{EN DASH}"


def test_a_changed_contract_shows_its_invoices_old_beside_new() -> None:
    contract = ChangedContract(
        number="V-2026-000001", coterm_number="", effective_on=date(2027, 1, 1), bound_until=date(2028, 1, 1),
        added_from=None,
        invoices=(
            next_invoice(date(2026, 12, 1), old_minor=3756, new_minor=3756),
            next_invoice(date(2027, 1, 1), old_minor=3756, new_minor=10593),
        ),
    )  # fmt: skip

    text = text_of(render_offer(replace(OFFER, contract=contract)))

    for part in (
        "Contract V-2026-000001 Changed from 1 January 2027 Runs at least until 1 January 2028",
        "Period As it would be As offered Difference", f"1 December 2026 {DASH} 31 December 2026 €37.56 €37.56 €0.00",
        f"1 January 2027 {DASH} 31 January 2027 €37.56 €105.93 €68.37", "Together €75.12 €143.49 €68.37",
    ):  # fmt: skip
        assert part in text


def test_what_is_added_to_a_contract_and_the_one_that_it_ends_with_stand_on_the_paper() -> None:
    contract = ChangedContract(
        number="V-2026-000001", coterm_number="V-2026-000007", effective_on=date(2027, 1, 1),
        bound_until=date(2028, 1, 15), added_from=date(2027, 1, 15),
        invoices=(
            next_invoice(date(2027, 1, 1), old_minor=3756, new_minor=1696, end=date(2027, 1, 15)),
            next_invoice(date(2027, 1, 15), name="Care", old_minor=None, new_minor=2379, end=date(2027, 2, 15)),
            next_invoice(date(2027, 2, 1), old_minor=3756, new_minor=None),
        ),
    )  # fmt: skip

    text = text_of(render_offer(replace(OFFER, contract=contract)))

    for part in (
        "Ends with contract V-2026-000007 What is added runs from 15 January 2027",
        f"1 January 2027 {DASH} 14 January 2027 · Bean club €37.56 €16.96 -€20.60",
        f"15 January 2027 {DASH} 14 February 2027 · Care {DASH} €23.79 €23.79",
        f"1 February 2027 {DASH} 28 February 2027 · Bean club €37.56 {DASH} -€37.56", "Together €75.12 €40.75 -€34.37",
    ):  # fmt: skip
        assert part in text


def next_invoice(
    start: date, *, name: str = "Bean club", old_minor: int | None, new_minor: int | None, end: date | None = None
) -> NextInvoice:
    end = end or boundary(start, start.day, 1)
    return NextInvoice(start=start, end=end, name=name, old_minor=old_minor, new_minor=new_minor)


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (Mark.DRAFT, "Draft, not an offer"),
        (Mark.ACCEPTED, "Accepted"),
        (Mark.COUNTERED, "Answered with a counter-offer, not valid any more"),
        (Mark.DECLINED, "Declined, not valid any more"),
        (Mark.SUPERSEDED, "Superseded, not valid any more"),
        (Mark.EXPIRED, "Expired on 17 December 2026, not valid any more"),
        (Mark.WITHDRAWN, "Taken back, not valid any more"),
    ],
)
def test_what_is_not_on_offer_says_so_and_does_not_say_that_it_holds(mark: Mark, sentence: str) -> None:
    text = text_of(render_offer(replace(OFFER, mark=mark)))

    assert sentence in text
    assert "This offer holds" not in text


def test_reverse_charge_is_named_instead_of_a_tax() -> None:
    tax = TaxCharge(
        country="FR", rate=Decimal(0), category=TaxCategory.REVERSE_CHARGE, net_minor=343690, tax_minor=0
    )  # fmt: skip

    text = text_of(render_offer(replace(OFFER, sums=replace(OFFER.sums, charges=Charges(taxes=(tax,))))))

    assert "0% VAT, reverse charge on €3,436.90 net €0.00" in text


def test_a_version_that_kept_no_charges_shows_its_sums() -> None:
    text = text_of(render_offer(replace(OFFER, sums=replace(OFFER.sums, charges=Charges()))))

    assert "Total net €3,436.90 VAT €653.01 Total €4,089.91" in text


def test_no_figure_of_ours_has_a_place_on_the_paper() -> None:
    named = {field.name for kind in (OfferDocument, OfferLine, OfferSums, OfferTerms) for field in fields(kind)}

    assert not [name for name in named if "cost" in name or "margin" in name or "floor" in name]


def test_the_same_version_gives_the_same_bytes() -> None:
    assert render_offer(OFFER) == render_offer(OFFER)
    assert render_offer(OFFER) != render_offer(replace(OFFER, locale="de"))


def test_markup_that_somebody_typed_stays_text() -> None:
    typed = '#read("/etc/passwd") *bold* _low_ $x^2$ `raw` \\ <label> @cite //'
    opening = f"= Heading\n- list\n{typed} שלום 😀"
    hostile = replace(
        OFFER, title=typed, lines=(replace(MACHINE, name=typed, section=typed, note=typed),),
        terms=replace(OFFER.terms, opening=opening, closing=typed),
    )  # fmt: skip

    text = text_of(render_offer(hostile))

    assert text.count(typed) == 6
    assert f"= Heading - list {typed} ???? ?" in text
    assert "root:" not in text


def test_a_note_of_ten_thousand_letters_is_set_to_its_end_within_the_margins() -> None:
    words = " ".join(f"word{number}" for number in range(1100)) + " END"
    long = replace(OFFER, terms=replace(OFFER.terms, opening=words, closing="Ж" * 10_000))

    reader = pypdf.PdfReader(BytesIO(render_offer(long)))
    text = "".join(page.extract_text() for page in reader.pages)

    assert "word1099" in text
    assert text.count("Ж") == 10_000
    assert max(len(row) for row in text.splitlines()) < 140


@given(st.text(max_size=60))
def test_no_text_whatever_keeps_an_offer_from_being_set(typed: str) -> None:
    line = replace(MACHINE, name=typed, note=typed, section=typed, group=typed)

    content = render_offer(replace(OFFER, title=typed, lines=(line,), terms=replace(OFFER.terms, opening=typed)))

    assert content.startswith(b"%PDF-")


def test_five_hundred_lines_are_set_on_many_pages_with_the_sums_once() -> None:
    lines = tuple(replace(MACHINE, name=f"Machine no. {number}") for number in range(1, 501))

    reader = pypdf.PdfReader(BytesIO(render_offer(replace(OFFER, lines=lines))))
    text = " ".join(page.extract_text() for page in reader.pages)

    assert len(reader.pages) > 20
    assert text.count("Machine no. ") == 500
    assert text.count("Total net") == 1
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in text
