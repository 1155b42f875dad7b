"""Which options a line of a cart is known by."""

from collections.abc import Mapping
from uuid import UUID

from core.catalog.rules import Article, broken_rules, picks_from, picks_to
from core.catalog.rules.choices import LONGEST_SELECTION
from core.kernel.i18n import DEFAULT_LOCALE
from core.pricing.errors import ChoiceRefused
from core.pricing.rules import LineKey
from core.pricing.rules.bundles import UNREADABLE


def selection_of(articles: Mapping[UUID, Article], variant_id: UUID, selection: str | None) -> str:
    """The options of a line as it is known by; those that are proposed where nobody chose. Raises ChoiceRefused."""
    article = articles[variant_id]
    if article.choices is None and not selection:
        return ""
    try:
        picks = picks_from(selection) if selection is not None else article.choices.preset if article.choices else {}
    except ValueError:
        raise ChoiceRefused(UNREADABLE) from None
    for broken in broken_rules(article, picks, articles, locale=DEFAULT_LOCALE):
        raise ChoiceRefused(broken)
    chosen = picks_to(picks)
    if len(chosen) > LONGEST_SELECTION:
        raise ChoiceRefused(UNREADABLE)
    return chosen


def is_choice_offered(articles: Mapping[UUID, Article], key: LineKey) -> bool:
    """Whether an article can still be had with the options of a line; always, of what lets nobody choose."""
    try:
        return selection_of(articles, key.variant_id, key.selection) is not None
    except ChoiceRefused:
        return False
