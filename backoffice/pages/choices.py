"""A bundle as the office edits it: what it holds, what its buyers choose, and what was typed about that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.forms.choices import OptionForm
from core.assortment.queries import ProductCard, product_card
from core.catalog.errors import BundleDoesNotFit, ChoicesDoNotFit, UnknownProduct
from core.catalog.operations import configure_bundle
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.catalog.rules import Article, ChoiceGroup, ChoiceRule, Choices, ComponentDraft, Option, slug_of
from core.catalog.rules.choices import LONGEST_CODE
from core.catalog.states import ArticleKind, ChoiceRuleKind, OptionPricing
from core.kernel.i18n import N_
from core.web.access import current_actor
from core.web.filters import money
from core.web.locale import current_locale
from core.web.locale import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The bundle on the page, with the articles of everything inside."""

    product: ProductCard
    sku: str
    bundle: Article
    articles: Mapping[UUID, Article]

    @property
    def product_id(self) -> UUID:
        """The product that it is a variant of."""
        return self.product.id

    @property
    def choices(self) -> Choices | None:
        """What its buyers choose."""
        return self.bundle.choices

    @property
    def asked(self) -> Choices:
        """The same, where there must be something. Raises UnknownProduct."""
        if self.bundle.choices is None:
            raise UnknownProduct
        return self.bundle.choices

    @property
    def parts_text(self) -> str:
        """What is always inside, as it is typed."""
        return "\n".join(f"{self.articles[part.variant_id].sku} {part.quantity}" for part in self.bundle.components)

    def name_of(self, option: Option) -> str:
        """What an option's article is called."""
        return self.articles[option.variant_id].name_in(current_locale())


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """An option on the page."""

    code: str
    sku: str
    name: str
    kind: str
    pieces: str
    price: str
    is_proposed: bool
    is_recommended: bool
    is_sold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group on the page."""

    code: str
    name: str
    name_de: str
    picks: str
    options: tuple[OptionRow, ...]


def place_of(session: Session, product_id: UUID, sku: str) -> Place:
    """The bundle behind an address. Raises UnknownProduct, also for what is no bundle."""
    product = product_card(session, product_id)
    variant_id = next((row.id for row in product.variants if row.sku == sku), None)
    if variant_id is None or product.kind is not ArticleKind.BUNDLE:
        raise UnknownProduct
    articles = articles_for(session, [variant_id])
    return Place(product=product, sku=sku, bundle=articles[variant_id], articles=articles)


def bundle_page(place: Place) -> dict[str, object]:
    """What the page of a bundle shows."""
    choices = place.choices
    return {
        "product": place.product,
        "sku": place.sku,
        "groups": [_group(place, group) for group in choices.groups] if choices else [],
        "rules": [_sentence(place, rule) for rule in choices.rules] if choices else [],
        "options": len(choices.options) if choices else 0,
    }


def keep_choices(session: Session, place: Place, choices: Choices | None) -> None:
    """Let buyers choose so. Raises ChoicesDoNotFit."""
    configure_bundle(session, place.bundle.variant_id, choices, acting_user=current_actor())


def group_of(place: Place, code: str) -> ChoiceGroup:
    """A group by its code. Raises UnknownProduct."""
    found = next((group for group in place.asked.groups if group.code == code), None)
    if found is None:
        raise UnknownProduct
    return found


def option_of(place: Place, code: str) -> Option:
    """An option by its code. Raises UnknownProduct."""
    found = place.asked.options.get(code)
    if found is None:
        raise UnknownProduct
    return found


def new_code(place: Place, text: str | None, *, besides: str = "") -> str:
    """A code that nothing in the bundle has yet, nor `besides`, from a name or an article number."""
    choices = place.choices
    taken = {besides, *choices.options, *(group.code for group in choices.groups)} if choices else {besides}
    wanted = (slug_of(text or "") or "option")[: LONGEST_CODE - 4].strip("-")
    numbered = (f"{wanted}-{number}" for number in range(2, 200))
    return next(code for code in (wanted, *numbered) if code not in taken)


def option_data(place: Place, option: Option) -> dict[str, Any]:
    """An option as its form shows it."""
    names = ("quantity", "is_recommended", "extra_gross_minor", "extra_net_minor")
    shown = {"times": option.most, **{name: getattr(option, name) for name in names}}
    sku = place.articles[option.variant_id].sku
    return {**shown, "sku": sku, "preset": bool(option.preset), "pricing": option.pricing.value}


def typed_option(session: Session, form: OptionForm, code: str) -> Option:
    """The option that was typed. Raises ChoicesDoNotFit for an unknown article."""
    sku = (form.sku.data or "").strip()
    variant_id = variant_ids_by_sku(session, [sku]).get(sku)
    if variant_id is None:
        raise ChoicesDoNotFit(N_("There is no article %(sku)s."), field="sku", sku=sku)
    pricing = OptionPricing(form.pricing.data)
    is_difference = pricing is OptionPricing.DIFFERENCE
    return Option(
        code=code,
        variant_id=variant_id,
        quantity=form.quantity.data or 1,
        most=form.times.data or 1,
        preset=1 if form.preset.data else 0,
        is_recommended=bool(form.is_recommended.data),
        pricing=pricing,
        extra_gross_minor=(form.extra_gross_minor.minor or 0) if is_difference else 0,
        extra_net_minor=(form.extra_net_minor.minor or 0) if is_difference else 0,
    )


def typed_parts(text: str) -> tuple[ComponentDraft, ...]:
    """What is always inside, from lines such as INST-A 1. Raises BundleDoesNotFit."""
    parts = []
    for line in text.splitlines():
        if not line.strip():
            continue
        sku, _space, pieces = line.strip().rpartition(" ")
        if not sku or not pieces.isascii() or not pieces.isdigit() or not 1 <= int(pieces[:6]) <= 99_999:
            raise BundleDoesNotFit(sku=line.strip()[:80])
        parts.append(ComponentDraft(sku=sku.strip(), quantity=int(pieces)))
    return tuple(parts)


def rule_names(place: Place) -> list[tuple[str, str]]:
    """The options that rules can name."""
    return [(code, place.name_of(option)) for code, option in place.asked.options.items()]


def _group(place: Place, group: ChoiceGroup) -> GroupRow:
    return GroupRow(
        code=group.code,
        name=group.name,
        name_de=group.name_de,
        picks=_("%(least)s to %(most)s", least=group.least, most=group.most),
        options=tuple(_option(place, option) for option in group.options),
    )


def _option(place: Place, option: Option) -> OptionRow:
    article = place.articles[option.variant_id]
    pieces = str(option.quantity)
    if option.most > 1:
        pieces = _("%(pieces)s, up to %(most)s times", pieces=option.quantity, most=option.most)
    return OptionRow(
        code=option.code,
        sku=article.sku,
        name=article.name_in(current_locale()),
        kind=article.kind.value,
        pieces=pieces,
        price=_price(option),
        is_proposed=bool(option.preset),
        is_recommended=option.is_recommended,
        is_sold=article.is_active,
    )


def _price(option: Option) -> str:
    if option.pricing is OptionPricing.OWN:
        return _("as alone")
    if not option.extra_gross_minor and not option.extra_net_minor:
        return _("included")
    return _("%(gross)s gross, %(net)s net", gross=money(option.extra_gross_minor), net=money(option.extra_net_minor))


def _sentence(place: Place, rule: ChoiceRule) -> str:
    options = place.asked.options
    option, other = place.name_of(options[rule.option]), place.name_of(options[rule.other])
    if rule.kind is ChoiceRuleKind.REQUIRES:
        return _("%(option)s works only together with %(other)s.", option=option, other=other)
    if rule.kind is ChoiceRuleKind.EXCLUDES:
        return _("%(option)s and %(other)s do not go together.", option=option, other=other)
    return _("%(option)s: at most %(factor)s for each %(other)s.", option=option, factor=rule.factor, other=other)
