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
    usual_supply,
)
from core.catalog.rules.attributes import LONGEST_SLUG, AttributeValue, code_of, number_of, slug_of, value_of
from core.catalog.rules.choices import ChoiceGroup, ChoiceRule, Choices, Option, Picks, faults_in, picks_from, picks_to
from core.catalog.rules.configuration import BrokenRule, Recipe, broken_rules, components_of, kinds_inside
from core.catalog.rules.drafts import (
    ArticleDraft,
    Assumed,
    AttributeDraft,
    ChoicesDraft,
    ComponentDraft,
    GroupDraft,
    OptionDraft,
)
from core.catalog.rules.files import document_suffix, picture_suffix

__all__ = [
    "LONGEST_SLUG",
    "Article",
    "ArticleDraft",
    "Assumed",
    "AttributeDraft",
    "AttributeValue",
    "BrokenRule",
    "ChoiceGroup",
    "ChoiceRule",
    "Choices",
    "ChoicesDraft",
    "Component",
    "ComponentDraft",
    "Contents",
    "GroupDraft",
    "Option",
    "OptionDraft",
    "Picks",
    "Plan",
    "Recipe",
    "broken_rules",
    "code_of",
    "components_of",
    "contents_of",
    "document_suffix",
    "faults_in",
    "full_name",
    "kinds_from",
    "kinds_inside",
    "kinds_to",
    "number_of",
    "picks_from",
    "picks_to",
    "picture_suffix",
    "slug_of",
    "usual_supply",
    "value_of",
]
