"""Letting the buyers of a bundle choose: groups of options, their prices, and how they go together."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.catalog.errors import ChoicesDoNotFit, VariantDoesNotFit
from core.catalog.events import ProductChanged
from core.catalog.models import BundleComponent, BundleGroup, BundleRule, PlanTerms, Product, Variant
from core.catalog.queries import articles_for
from core.catalog.rules import (
    Article,
    ChoiceGroup,
    Choices,
    broken_rules,
    components_of,
    contents_of,
    faults_in,
    kinds_inside,
    kinds_to,
)
from core.catalog.states import ArticleKind
from core.kernel import events
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id
from core.kernel.i18n import N_

FIRST_OPTION: Final = 1000
"""Options stand behind what is always inside, whose positions count from 0."""


def configure_bundle(session: Session, variant_id: UUID, choices: Choices | None, *, acting_user: Actor) -> Variant:
    """Let the buyers of a bundle choose, instead of what they could choose before; None: nothing any more.

    Carts keep what was chosen; what cannot be had any more is said there. Raises ChoicesDoNotFit, VariantDoesNotFit.
    """
    variant = lock(session, Variant, variant_id)
    wanted = {variant_id, *(option.variant_id for option in (choices.options.values() if choices else ()))}
    articles = articles_for(session, wanted)
    bundle = articles[variant_id]
    if bundle.kind is not ArticleKind.BUNDLE:
        raise VariantDoesNotFit(sku=variant.sku)
    _require_sense(bundle, choices, articles)
    _forget(session, variant_id)
    if choices is not None:
        _keep(session, variant_id, choices)
    session.flush()  # what is inside is read back with it
    refresh_contents(session, [variant_id])
    change = ProductChanged(product_id=variant.product_id, sku=variant.sku, fields="choices")
    events.announce(session, change, acting_user=acting_user)
    return variant


def refresh_contents(session: Session, bundle_ids: Collection[UUID]) -> None:
    """Note what these bundles can hold, and the terms of the subscriptions that they hold as they are proposed."""
    if not bundle_ids:
        return
    articles = articles_for(session, bundle_ids)
    for bundle_id in bundle_ids:
        bundle = articles[bundle_id]
        if bundle.choices is None:
            continue
        product = session.get_one(Product, bundle.product_id)
        product.inside = kinds_to(kinds_inside(bundle, articles))
        proposed = (articles[part.variant_id] for part in components_of(bundle, bundle.choices.preset))
        contents = contents_of(proposed)
        session.execute(delete(PlanTerms).where(PlanTerms.variant_id == bundle_id))
        if contents is not None and contents.plan is not None:
            plan = contents.plan
            session.add(
                PlanTerms(
                    variant_id=bundle_id,
                    interval_months=plan.interval_months,
                    term_months=plan.term_months,
                    notice_months=plan.notice_months,
                )
            )


def _require_sense(bundle: Article, choices: Choices | None, articles: Mapping[UUID, Article]) -> None:
    if choices is None:
        if not bundle.components:
            raise ChoicesDoNotFit(N_("A bundle must hold something: keep one group of options."), field="groups")
        return
    for fault in faults_in(choices):
        raise ChoicesDoNotFit(fault.template, field=fault.about, **fault.params)
    for code, option in choices.options.items():
        article = articles.get(option.variant_id)
        if article is None or article.kind is ArticleKind.BUNDLE:
            raise ChoicesDoNotFit(N_("%(which)s must be a known article and no bundle."), field="sku", which=code)
    asked = replace(bundle, choices=choices)
    for broken in broken_rules(asked, choices.preset, articles):
        said = broken.template % broken.params if broken.params else broken.template
        raise ChoicesDoNotFit(N_("What is proposed breaks a rule: %(rule)s"), field="preset", rule=said)
    if not components_of(asked, choices.preset):
        raise ChoicesDoNotFit(N_("What is proposed must hold something. Please preset an option."), field="preset")


def _forget(session: Session, variant_id: UUID) -> None:
    is_option = BundleComponent.bundle_variant_id == variant_id, BundleComponent.group_id.is_not(None)
    session.execute(delete(BundleRule).where(BundleRule.bundle_variant_id == variant_id))
    session.execute(delete(BundleComponent).where(*is_option))
    session.execute(delete(BundleGroup).where(BundleGroup.bundle_variant_id == variant_id))


def _keep(session: Session, variant_id: UUID, choices: Choices) -> None:
    ids = {group.code: new_id() for group in choices.groups}
    session.add_all(
        BundleGroup(
            id=ids[group.code],
            bundle_variant_id=variant_id,
            position=position,
            code=group.code,
            name=group.name,
            name_de=group.name_de or group.name,
            least=group.least,
            most=group.most,
        )
        for position, group in enumerate(choices.groups)
    )
    session.flush()  # options point to their groups
    session.add_all(_option_rows(variant_id, choices, ids))
    session.add_all(
        BundleRule(
            bundle_variant_id=variant_id,
            position=position,
            kind=rule.kind,
            option=rule.option,
            other=rule.other,
            factor=rule.factor,
        )
        for position, rule in enumerate(choices.rules)
    )


def _option_rows(variant_id: UUID, choices: Choices, ids: Mapping[str, UUID]) -> list[BundleComponent]:
    group_of: Mapping[str, ChoiceGroup] = choices.group_of
    return [
        BundleComponent(
            bundle_variant_id=variant_id,
            position=position,
            variant_id=option.variant_id,
            quantity=option.quantity,
            group_id=ids[group_of[code].code],
            code=code,
            most=option.most,
            preset=option.preset,
            is_recommended=option.is_recommended,
            pricing=option.pricing,
            extra_gross_minor=option.extra_gross_minor,
            extra_net_minor=option.extra_net_minor,
        )
        for position, (code, option) in enumerate(choices.options.items(), FIRST_OPTION)
    ]
