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
from core.catalog.rules.attributes import LONGEST_SLUG, AttributeValue, code_of, number_of, slug_of, value_of
from core.catalog.rules.drafts import ArticleDraft, Assumed, AttributeDraft, ComponentDraft
from core.catalog.rules.files import document_suffix, picture_suffix

__all__ = [
    "LONGEST_SLUG",
    "Article",
    "ArticleDraft",
    "Assumed",
    "AttributeDraft",
    "AttributeValue",
    "Component",
    "ComponentDraft",
    "Contents",
    "Plan",
    "code_of",
    "contents_of",
    "document_suffix",
    "full_name",
    "kinds_from",
    "kinds_to",
    "number_of",
    "picture_suffix",
    "slug_of",
    "value_of",
]
