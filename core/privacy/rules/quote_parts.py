"""Where requests and quotes name a person. Offers are commercial letters: what they say is sealed, not destroyed."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select

from core.privacy.rules.duties import Duty
from core.privacy.rules.endings import MASK, Keep, Part, Person, Seal
from core.quotes.models import (
    Quote,
    QuoteAcceptance,
    QuoteAttachment,
    QuoteLine,
    QuoteMessage,
    QuoteRequest,
    QuoteRequestLine,
    QuoteVersion,
)


def no_address(person: Person) -> str:
    """An e-mail address that reaches nobody, each person's own."""
    identity = person.user_id or person.customer_id
    return f"{identity.hex}@erased.invalid"


def _own_requests(person: Person) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [QuoteRequest.email == person.email]
    if person.user_id is not None:
        ways.append(QuoteRequest.user_id == person.user_id)
    if person.covers_customer:
        ways.append(QuoteRequest.customer_id == person.customer_id)
    return or_(*ways)


def _own_quotes(person: Person) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [Quote.email == person.email]
    if person.user_id is not None:
        ways.append(Quote.user_id == person.user_id)
    if person.covers_customer:
        ways.append(Quote.customer_id == person.customer_id)
    return or_(*ways)


def _requests(person: Person) -> Select[Any]:
    return select(QuoteRequest.id).where(_own_requests(person))


def _quotes(person: Person) -> Select[Any]:
    return select(Quote.id).where(_own_quotes(person))


def _versions(person: Person) -> Select[Any]:
    return select(QuoteVersion.id).where(QuoteVersion.quote_id.in_(_quotes(person)))


QUOTE_PARTS: Final[tuple[Part, ...]] = (
    Part(
        name="quote_files", model=QuoteAttachment,
        whose=lambda person: QuoteAttachment.request_id.in_(_requests(person)),
        told=("name", "mime_type", "size", "added_at"),
    ),
    Part(
        name="quote_messages", model=QuoteMessage,
        whose=lambda person: or_(
            QuoteMessage.request_id.in_(_requests(person)), QuoteMessage.quote_id.in_(_quotes(person))
        ),
        told=("kind", "is_ours", "author", "text", "at"),
        ending=Seal({"author": MASK, "text": ""}, Duty.LETTER, lambda _: QuoteMessage.at),
    ),
    Part(
        name="quote_acceptances", model=QuoteAcceptance,
        whose=lambda person: QuoteAcceptance.quote_id.in_(_quotes(person)),
        told=("quote_id", "name", "address", "consent", "at"),
        ending=Seal({"name": MASK, "address": ""}, Duty.LETTER, lambda _: QuoteAcceptance.at),
    ),
    Part(
        name="quote_request_lines", model=QuoteRequestLine,
        whose=lambda person: QuoteRequestLine.request_id.in_(_requests(person)),
        told=("sku", "name", "quantity", "wished_unit_minor", "note"),
        ending=Seal({"note": ""}, Duty.LETTER, lambda _: select(QuoteRequest.asked_at)
                    .where(QuoteRequest.id == QuoteRequestLine.request_id).scalar_subquery()),
    ),
    Part(
        name="quote_lines", model=QuoteLine, whose=lambda person: QuoteLine.version_id.in_(_versions(person)),
        told=("sku", "name", "quantity", "unit_minor", "amount_minor", "note"),
        ending=Keep("What was offered at which price stays with the offer; it names nobody."),
    ),
    Part(
        name="quote_versions", model=QuoteVersion, whose=lambda person: QuoteVersion.quote_id.in_(_quotes(person)),
        told=("version", "state", "gross_minor", "valid_until", "opening", "closing", "offered_at"),
        ending=Seal({"opening": "", "closing": ""}, Duty.LETTER, lambda _: QuoteVersion.created_at),
    ),
    Part(
        name="quotes", model=Quote, whose=_own_quotes,
        told=("number", "title", "contact_name", "email", "company", "state", "created_at"),
        ending=Seal(
            {"contact_name": MASK, "email": no_address, "company": "", "search_text": "", "title": ""},
            Duty.LETTER, lambda _: Quote.created_at,
        ),
    ),
    Part(
        name="quote_requests", model=QuoteRequest, whose=_own_requests,
        told=("number", "name", "email", "company", "phone", "note", "wished_on", "state", "asked_at"),
        ending=Seal(
            {"name": MASK, "email": no_address, "company": "", "phone": "", "note": ""},
            Duty.LETTER, lambda _: QuoteRequest.asked_at,
        ),
    ),
)  # fmt: skip
