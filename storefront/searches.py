"""What people search for and choose in the shop, counted for the office: sums by day, nothing that says who it was.

A search is counted where it is answered, a choice by the link that a result has: it carries a signed name of the
question for some hours. Both only read; the figures are written soon after by a thread of its own.
"""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy.orm import Session

from core.carts.queries.shelf import CARDS_PER_PAGE, ProductCard, SearchPage
from core.catalog.operations import Choice, Search, count_searches, is_counted
from core.kernel import clock, tokens
from core.kernel.settings import Environment, Settings
from core.web.rendering import address
from core.web.tally import Tally
from storefront.shelf import ShelfChoice, product_url

PURPOSE = "search.choice"
HOURS = timedelta(hours=1)
_TALLY = "kontor.searches"
_MACHINES = re.compile(r"bot|crawl|spider|slurp|preview", re.IGNORECASE)

Entry = Search | Choice


def install_searches(app: Flask, settings: Settings) -> None:
    """Let the application count searches. In tests they are written when a test says so, by `write_searches`."""
    app.extensions[_TALLY] = Tally[Entry](_write, is_timed=settings.environment is not Environment.TEST)


def write_searches(app: Flask) -> None:
    """Write what was counted until now."""
    cast(Tally[Entry], app.extensions[_TALLY]).flush()


def note_search(found: SearchPage, choice: ShelfChoice) -> None:
    """Count a question; its further pages, orders and filters are the same question still."""
    if choice == ShelfChoice() and not _is_machine() and is_counted(found.text):
        is_repaired = bool(found.corrected)
        _note(Search(text=found.text, products=found.found, is_exact=found.is_exact, is_repaired=is_repaired))


def found_urls(found: SearchPage) -> Callable[[ProductCard], str]:
    """The addresses of what was found, which say for what and at which place."""
    if not is_counted(found.text):
        return product_url
    now = clock.now()
    until = now.replace(minute=0, second=0, microsecond=0) + 3 * HOURS  # the same for an hour, so that cards are kept
    token = tokens.sign(PURPOSE, found.text.strip(), expires_in=until - now)
    first = (found.page - 1) * CARDS_PER_PAGE + 1
    places = {card.slug: place for place, card in enumerate(found.cards, first)}

    def url(card: ProductCard) -> str:
        return address("product.show", slug=card.slug, found=token, place=places[card.slug])

    return url


def note_choice(product_id: UUID) -> None:
    """Count that a product was chosen, if its page was reached by the link of a result."""
    token, place = request.args.get("found"), request.args.get("place", type=int)
    if not token or not place or not 0 < place <= 1000 or _is_machine():
        return
    try:
        text = tokens.read(PURPOSE, token)
    except tokens.TokenRefused:
        return
    _note(Choice(text=text, product_id=product_id, place=place))


def _note(entry: Entry) -> None:
    cast(Tally[Entry], current_app.extensions[_TALLY]).add(entry)


def _write(session: Session, entries: Sequence[Entry]) -> None:
    searches = [entry for entry in entries if isinstance(entry, Search)]
    count_searches(session, searches, [entry for entry in entries if isinstance(entry, Choice)])


def _is_machine() -> bool:
    return _MACHINES.search(request.headers.get("User-Agent", "")) is not None
