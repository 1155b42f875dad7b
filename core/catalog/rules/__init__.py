"""Pure rules of the catalogue."""

from core.catalog.rules.articles import (
    Article,
    Component,
    Contents,
    Plan,
    contents_of,
    full_name,
    kinds_from,
    kinds_to,
)
from core.catalog.rules.words import (
    folded,
    stem_of,
    words_of,
)

__all__ = [
    "Article",
    "Component",
    "Contents",
    "Plan",
    "contents_of",
    "folded",
    "full_name",
    "kinds_from",
    "kinds_to",
    "stem_of",
    "words_of",
]
