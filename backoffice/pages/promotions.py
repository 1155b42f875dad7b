"""What the pages of promotions show: rules in plain words, and what a dry run found."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from backoffice.lists import Facet, facets
from core.carts.queries.dry_run import DryRun, dry_run
from core.catalog.queries import categories_menu
from core.pricing.queries import PromotionView
from core.pricing.queries.lists import price_lists
from core.pricing.rules import Promotion
from core.pricing.rules.promotions.registry import action_kinds, condition_kinds
from core.pricing.states import PromotionState
from core.web.filters import said
from core.web.locale import current_locale
from core.web.locale import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A condition or action in the editor: the box that switches it on, and its fields."""

    use: Any
    fields: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A promotion in plain words, and what it would have done."""

    sentences: tuple[str, ...]
    tried: DryRun


def state_choices(current: PromotionState | None) -> list[Facet]:
    """The states to choose from."""
    labels = [
        (None, _("All")),
        (PromotionState.ACTIVE.value, _("Active")),
        (PromotionState.DRAFT.value, _("Draft")),
        (PromotionState.PAUSED.value, _("Paused")),
        (PromotionState.ENDED.value, _("Ended")),
    ]
    return facets("state", current, labels)


def sentences_of(offer: Promotion) -> tuple[str, ...]:
    """What a promotion gives and when, as its customers could read it."""
    told = [said(rule.sentence().template, rule.sentence().params) for rule in (*offer.actions, *offer.conditions)]
    if offer.with_subscriptions:
        told.append(_("Subscriptions are reduced in every period."))
    elif any(line for line in offer.actions if not line.frees_delivery):
        told.append(_("Subscriptions are not reduced."))
    told.append(
        _("It holds alone, if that is better for the customer.")
        if offer.is_exclusive
        else _("It goes together with promotions that work elsewhere.")
    )
    return tuple(told)


def meaning_of(session: Session, offer: Promotion) -> Meaning:
    """A promotion in plain words, tried on past carts."""
    return Meaning(sentences=sentences_of(offer), tried=dry_run(session, offer, locale=current_locale()))


def offer_choices(session: Session, form: Any) -> None:
    """Give the editor the shelves and lists that there are."""
    tree = categories_menu(session, locale=current_locale())
    form.offer(
        shelves=[(node.slug, f"{'- ' * node.depth}{node.name}") for node in tree.nodes],
        lists=[(one.code, one.name) for one in price_lists(session)],
    )


def blocks_of(form: Any) -> dict[str, list[Block]]:
    """The blocks of the editor, actions and conditions."""
    return {
        name: [
            Block(use=form[f"use-{kind}"], fields=tuple(form[f"{kind}-{field.name}"] for field in rule.FIELDS))
            for kind, rule in kinds.items()
        ]
        for name, kinds in (("actions", action_kinds()), ("conditions", condition_kinds()))
    }


def may_do(view: PromotionView) -> dict[str, bool]:
    """What can be done with it now."""
    return {
        "start": view.state in (PromotionState.DRAFT, PromotionState.PAUSED) and not view.is_over,
        "pause": view.state is PromotionState.ACTIVE,
        "end": view.state is not PromotionState.ENDED,
        "edit": view.is_editable,
    }
