"""The rules of billing: parts that sum to the whole, accounts by tax, money that spreads, paper that can be set."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.billing.documents import (
    DocumentLine,
    DocumentTax,
    InvoiceDocument,
    Party,
    Prepaid,
    period_text,
    render_invoice,
)
from core.billing.errors import NoAccountForTax
from core.billing.rules import BilledLine, Group, GroupKey, accounts_of, amounts_of_lines, cumulative, spread_within
from core.billing.states import InvoiceKind
from core.kernel.paper import Company, DocumentNotSet, rate_text, typesetting
from core.kernel.paper.glyphs import printable
from core.ledger.states import AccountCode
from core.pricing.rounding import Split, split_lines
from core.pricing.rules import TaxKey
from core.pricing.states import PriceMode, TaxCategory

UNIT = UUID(int=1)
STANDARD = GroupKey(business_unit_id=UNIT, tax=TaxKey(country="DE", rate=Decimal("0.19")))


def a_group(mode: PriceMode, lines: list[tuple[int, int]], key: GroupKey = STANDARD) -> Group:
    """A group of lines, each a quantity and an amount, of which nothing is billed yet."""
    splits = split_lines(mode, [amount for _, amount in lines], key.tax.rate)
    return Group(
        key=key,
        mode=mode,
        lines=tuple(
            BilledLine(
                id=UUID(int=index),
                key=key,
                quantity=quantity,
                amount_minor=amount,
                total=split,
                billed=0,
                billable=quantity,
            )
            for index, ((quantity, amount), split) in enumerate(zip(lines, splits, strict=True))
        ),
    )


def bill(group: Group, quantities: dict[UUID, int]) -> Group:
    """The group when these quantities are billed."""
    lines = (replace(line, billed=line.billed + quantities.get(line.id, 0)) for line in group.lines)
    return replace(group, lines=tuple(lines))


RATES = st.sampled_from(("0.19", "0.07", "0.20", "0.10"))
LINES = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 10**6)), min_size=1, max_size=5)


@given(mode=st.sampled_from(PriceMode), rate=RATES, lines=LINES, data=st.data())
def test_parts_of_a_group_sum_to_the_whole_however_they_are_cut(
    mode: PriceMode, rate: str, lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    key = replace(STANDARD, tax=TaxKey(country="DE", rate=Decimal(rate)))
    group = a_group(mode, lines, key)
    parts: list[Split] = []

    while any(line.billed < line.quantity for line in group.lines):
        quantities = {
            line.id: data.draw(st.integers(0, line.quantity - line.billed)) for line in group.lines
        } if len(parts) < 6 else {line.id: line.quantity - line.billed for line in group.lines}  # fmt: skip
        amounts = amounts_of_lines(group, quantities)
        part = group.next_part(quantities)
        parts.append(part)
        assert sum(a.split.net for a in amounts) == part.net
        assert sum(a.split.tax_minor for a in amounts) == part.tax_minor
        assert min(part.net, part.tax_minor) >= 0
        group = bill(group, quantities)

    assert sum(part.net for part in parts) == group.total.net
    assert sum(part.tax_minor for part in parts) == group.total.tax_minor
    assert sum(part.gross for part in parts) == group.total.gross
    assert group.open_gross == 0


@given(
    mode=st.sampled_from(PriceMode),
    amounts=st.lists(st.integers(0, 10**5), min_size=2, max_size=6),
    anchor=st.integers(0, 10**6),
)
def test_a_group_that_is_one_units_share_of_a_vat_group_keeps_its_share_of_the_cents(
    mode: PriceMode, amounts: list[int], anchor: int
) -> None:
    share = split_lines(mode, amounts, Decimal("0.19"))[0]
    whole = share.gross if mode is PriceMode.GROSS else share.net

    part = cumulative(mode, share, min(anchor, whole), STANDARD)

    assert cumulative(mode, share, whole, STANDARD) == share
    assert 0 <= part.net <= share.net
    assert 0 <= part.tax_minor <= share.tax_minor
    assert part.net + part.tax_minor == part.gross


def test_the_rounding_case_of_two_halves_leaves_no_cent() -> None:
    group = a_group(PriceMode.GROSS, [(2, 1287059)])
    first = group.next_part({UUID(int=0): 1})
    second = bill(group, {UUID(int=0): 1}).next_part({UUID(int=0): 1})

    assert (first.gross, second.gross) == (643530, 643529)
    assert first.net + second.net == group.total.net


def test_the_worked_example_keeps_what_the_shopper_saw() -> None:
    group = a_group(PriceMode.GROSS, [(1, 5035), (4, 18056), (4, 28376)])

    amounts = amounts_of_lines(group, {UUID(int=index): line.quantity for index, line in enumerate(group.lines)})

    assert [a.split.net for a in amounts] == [4231, 15173, 23846]
    assert group.total == Split(net=43250, tax_minor=8217, gross=51467)


def test_cancelled_pieces_are_never_billable() -> None:
    group = a_group(PriceMode.GROSS, [(4, 1000)])
    group = replace(group, lines=(replace(group.lines[0], billable=3),))

    assert (group.total.gross, group.billable.gross, group.open_gross) == (1000, 750, 750)


@pytest.mark.parametrize(
    ("country", "rate", "accounts"),
    [
        ("DE", "0.19", ("4400", "3806", "3272")),
        ("DE", "0.0700", ("4300", "3801", "3260")),
        ("AT", "0.20", ("4320", "3817", "3272")),
        ("AT", "0.10", ("4320", "3817", "3272")),
    ],
)
def test_every_tax_has_its_accounts(country: str, rate: str, accounts: tuple[str, str, str]) -> None:
    found = accounts_of(TaxKey(country=country, rate=Decimal(rate)))

    assert (found.revenue, found.vat, found.deposits) == tuple(AccountCode(code) for code in accounts)


@pytest.mark.parametrize(
    ("country", "category", "rate", "accounts"),
    [
        ("AT", TaxCategory.INTRA_COMMUNITY, "0", ("4125", "3280")),
        ("AT", TaxCategory.REVERSE_CHARGE, "0", ("4336", "3280")),
        ("CH", TaxCategory.EXPORT, "0", ("4120", "3280")),
        ("CH", TaxCategory.OUTSIDE, "0", ("4338", "3280")),
        ("DE", TaxCategory.EXEMPT, "0", ("4150", "3280")),
        ("FR", TaxCategory.CONSUMER_SERVICE, "0.20", ("4331", "3272")),
    ],
)
def test_every_kind_of_taxation_has_its_accounts(
    country: str, category: TaxCategory, rate: str, accounts: tuple[str, str]
) -> None:
    found = accounts_of(TaxKey(country=country, rate=Decimal(rate), category=category))

    assert (found.revenue, found.deposits) == tuple(AccountCode(code) for code in accounts)
    assert (found.vat is AccountCode.VAT_OSS_SERVICES) is category.is_taxed


def test_a_rate_that_the_chart_does_not_know_is_refused() -> None:
    with pytest.raises(NoAccountForTax):
        accounts_of(TaxKey(country="DE", rate=Decimal("0.16")))


@given(amount=st.integers(0, 10**6), rooms=st.lists(st.integers(-100, 10**5), min_size=1, max_size=6))
def test_money_never_spreads_beyond_the_room_there_is(amount: int, rooms: list[int]) -> None:
    shares = spread_within(amount, rooms)

    assert sum(shares) == min(amount, sum(room for room in rooms if room > 0))
    assert all(0 <= share <= max(room, 0) for share, room in zip(shares, rooms, strict=True))


# --- paper

BERLIN = Party(
    name="Jürgen Ößling", company="", street="Straße 1", extra="", postal_code="10115", city="Berlin", country="DE"
)
SELLER = Company(
    name="Elbkaffee GmbH", street="Am Sandtorkai 27", postal_code="20457", city="Hamburg", country="DE",
    email="shop@elbkaffee.example", vat_id="DE998877660", iban="DE02120300000000202051", bic="BYLADEM1001",
    bank="Musterbank",
)  # fmt: skip
INVOICE = InvoiceDocument(
    kind=InvoiceKind.INVOICE, number="RE-2026-000017", locale="de", currency="EUR", price_mode=PriceMode.GROSS,
    issued_at=datetime(2026, 11, 16, 10, tzinfo=UTC), issued_on=date(2026, 11, 16), due_on=date(2026, 11, 30),
    supplied_from=date(2026, 11, 16), supplied_to=date(2026, 11, 16), order_number="SO-2026-000042",
    ordered_on=date(2026, 11, 14), customer_number="K-2026-000003", customer_vat_id="", original_number="",
    original_issued_on=None, seller=SELLER, buyer=BERLIN, delivered_to=None,
    lines=(
        DocumentLine(
            sku="EK-1", name="Siebträger", note="", quantity=2, unit_minor=59500, amount_minor=119000,
            tax_rate=Decimal("0.19"),
        ),
    ),
    taxes=(DocumentTax(country="DE", rate=Decimal("0.19"), net_minor=100000, tax_minor=19000, gross_minor=119000),),
    net_minor=100000, tax_minor=19000, gross_minor=119000, prepaid=Prepaid(),
)  # fmt: skip


def text_of(content: bytes) -> str:
    """The text of a PDF, with plain blanks."""
    pages = (page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_german_invoice_says_everything_that_the_law_asks_for() -> None:
    text = text_of(render_invoice(INVOICE))

    for part in (
        "Rechnung RE-2026-000017", "Elbkaffee GmbH", "Am Sandtorkai 27", "20457 Hamburg", "USt-IdNr. DE998877660",
        "Jürgen Ößling", "Straße 1", "10115 Berlin", "Deutschland", "Datum 16. November 2026",
        "Leistung 16. November 2026", "Bestellung SO-2026-000042", "Kunde K-2026-000003", "Siebträger", "595,00 €",
        "USt DE 19 % auf 1.000,00 € netto 190,00 €", "Gesamtbetrag 1.190,00 €",
        "überweisen Sie 1.190,00 € bis zum 30. November 2026", "Spätestens 30 Tage", "Skontoabzug",
        "IBAN DE02 1203 0000 0000 2020 51", "Seite 1 von 1",
    ):  # fmt: skip
        assert part in text


def test_an_english_company_invoice_shows_net_prices_and_a_period() -> None:
    document = replace(
        INVOICE, locale="en", price_mode=PriceMode.NET, customer_vat_id="DE123456788",
        supplied_from=date(2026, 11, 16), supplied_to=date(2026, 12, 15),
    )  # fmt: skip

    text = text_of(render_invoice(document))

    assert "Invoice RE-2026-000017" in text
    assert "Supplied 16 November 2026 \N{EN DASH} 15 December 2026" in text
    assert "Each, net VAT Amount, net" in text
    assert "Your VAT ID DE123456788" in text
    assert "VAT DE 19% on €1,000.00 net €190.00" in text
    assert "in default" not in text


def test_what_was_paid_before_is_deducted_openly_with_its_vat() -> None:
    document = replace(INVOICE, prepaid=Prepaid(net_minor=50000, tax_minor=9500))

    text = text_of(render_invoice(document))

    assert "Bereits angezahlt darin USt 95,00 € -595,00 €" in text
    assert "Zu zahlen 595,00 €" in text


def test_an_invoice_that_is_paid_asks_for_nothing() -> None:
    text = text_of(render_invoice(replace(INVOICE, prepaid=Prepaid(net_minor=100000, tax_minor=19000))))

    assert "Diese Rechnung ist bezahlt." in text
    assert "überweisen" not in text


def test_a_credit_note_names_its_invoice_and_is_not_called_gutschrift() -> None:
    document = replace(
        INVOICE, kind=InvoiceKind.CREDIT_NOTE, number="GS-2026-000002", original_number="RE-2026-000017",
        original_issued_on=date(2026, 11, 16),
    )  # fmt: skip

    text = text_of(render_invoice(document))

    assert "Rechnungskorrektur GS-2026-000002" in text
    assert "Korrigiert Rechnung RE-2026-000017" in text
    assert "zur Rechnung RE-2026-000017 vom 16. November 2026" in text
    assert "Gutschrift" not in text


def test_foreign_letters_stay_and_those_without_a_glyph_are_replaced() -> None:
    names = "Łukasz Øberg Ђорђе Παπαδόπουλος Nguyễn №5 ﬁne \uff12\uff13 日本 😀 שלום"
    buyer = replace(BERLIN, name=names, company="#panic() *bold* $x$ \\ \x07")

    text = text_of(render_invoice(replace(INVOICE, buyer=buyer)))

    assert "Łukasz Øberg Ђорђе Παπαδόπουλος Nguyễn №5" in text
    assert "23 ?? ? ????" in text
    assert "#panic() *bold* $x$ \\" in text


def test_a_rate_with_a_fraction_keeps_it_in_both_languages() -> None:
    assert [rate_text(Decimal("0.055"), locale) for locale in ("en", "de")] == ["5.5%", "5,5\u00a0%"]


def test_replacing_keeps_one_sign_for_every_letter_that_is_lost() -> None:
    assert printable("a\tb\u200bc") == "a bc"
    assert printable("日本") == "??"
    assert printable("e\u0301") == "é"
    assert printable("\uff11\uff12 \uff2b\uff47") == "12 Kg"


@given(st.text(max_size=40))
def test_no_name_whatever_keeps_an_invoice_from_being_set(name: str) -> None:
    content = render_invoice(replace(INVOICE, buyer=replace(BERLIN, name=name)))

    assert content.startswith(b"%PDF-")


def test_if_a_letter_slips_through_the_document_is_set_in_plain_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "printable", lambda text: text)

    text = text_of(render_invoice(replace(INVOICE, buyer=replace(BERLIN, name="Zoë 日本"))))

    assert "Zoë ??" in text


def test_a_warning_of_the_typesetter_means_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    other = typesetting.LETTERHEAD.read_bytes().replace(b"Libertinus Serif", b"No Such Font")
    monkeypatch.setattr(typesetting, "_source", lambda _: other)

    with pytest.raises(DocumentNotSet, match="unknown font"):
        render_invoice(INVOICE)


def test_the_same_document_gives_the_same_bytes_as_an_archive_file() -> None:
    content = render_invoice(INVOICE)
    reader = pypdf.PdfReader(BytesIO(content))

    assert content == render_invoice(INVOICE)
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert reader.metadata is not None
    assert reader.metadata.title == "Rechnung RE-2026-000017"
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]  # a dictionary by the standard


def test_two_hundred_lines_run_over_several_pages_with_their_numbers() -> None:
    reader = pypdf.PdfReader(BytesIO(render_invoice(replace(INVOICE, lines=INVOICE.lines * 200))))

    assert len(reader.pages) > 5
    assert f"Seite 2 von {len(reader.pages)}" in reader.pages[1].extract_text()


def test_a_billing_period_is_told_by_its_first_and_last_day() -> None:
    assert period_text("en", date(2026, 11, 16), date(2026, 12, 16)) == "16 November 2026 \N{EN DASH} 15 December 2026"
    assert period_text("de", date(2027, 1, 31), date(2027, 2, 28)) == "31. Januar 2027 \N{EN DASH} 27. Februar 2027"
