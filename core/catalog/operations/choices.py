"""Letting the buyers of a bundle choose: groups of options, their prices, and how they go together."""

from collections.abc import Collection, Mapping
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
    ChoicesDraft,
    Component,
    Option,
    Recipe,
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
    require_sense(bundle.components, choices, articles)
    write_choices(session, {variant_id: choices})
    refresh_contents(session, [variant_id], also_fixed=True)
    change = ProductChanged(product_id=variant.product_id, sku=variant.sku, fields="choices")
    events.announce(session, change, acting_user=acting_user)
    return variant


def choices_of(draft: ChoicesDraft, ids: Mapping[str, UUID]) -> Choices | None:
    """What a draft lets buyers choose, None for nothing; `ids` by article numbers. Raises ChoicesDoNotFit for a number
    that nothing has."""
    for group in draft.groups:
        for option in group.options:
            if option.sku not in ids:
                template = N_("%(which)s is no article that is known here.")
                raise ChoicesDoNotFit(template, field="sku", which=option.sku)
    if not draft.groups:
        return None
    return Choices(
        groups=tuple(
            ChoiceGroup(
                code=group.code,
                name=group.name,
                name_de=group.name_de or group.name,
                least=group.least,
                most=group.most,
                options=tuple(
                    Option(
                        code=option.code,
                        variant_id=ids[option.sku],
                        quantity=option.quantity,
                        most=option.most,
                        preset=option.preset,
                        is_recommended=option.is_recommended,
                        pricing=option.pricing,
                        extra_gross_minor=option.extra_gross_minor,
                        extra_net_minor=option.extra_net_minor,
                    )
                    for option in group.options
                ),
            )
            for group in draft.groups
        ),
        rules=draft.rules,
    )


def refresh_contents(session: Session, bundle_ids: Collection[UUID], *, also_fixed: bool = False) -> None:
    """Note what these bundles can hold, and the terms of the subscriptions that they hold as they are proposed.

    Bundles in which nothing is chosen keep what was noted when they were filled, unless `also_fixed`.
    """
    if not bundle_ids:
        return
    articles = articles_for(session, bundle_ids)
    for bundle_id in bundle_ids:
        bundle = articles[bundle_id]
        if bundle.choices is None and not also_fixed:
            continue
        preset = bundle.choices.preset if bundle.choices else {}
        product = session.get_one(Product, bundle.product_id)
        product.inside = kinds_to(kinds_inside(bundle, articles))
        proposed = (articles[part.variant_id] for part in components_of(bundle, preset))
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


def require_sense(components: tuple[Component, ...], choices: Choices | None, articles: Mapping[UUID, Article]) -> None:
    """Refuse choices that make no sense beside what is always inside. Raises ChoicesDoNotFit."""
    if choices is None:
        if not components:
            raise ChoicesDoNotFit(N_("A bundle must hold something: keep one group of options."), field="groups")
        return
    for fault in faults_in(choices):
        raise ChoicesDoNotFit(fault.template, field=fault.about, **fault.params)
    for code, option in choices.options.items():
        article = articles.get(option.variant_id)
        if article is None or article.kind is ArticleKind.BUNDLE:
            raise ChoicesDoNotFit(N_("%(which)s must be a known article and no bundle."), field="sku", which=code)
    asked = Recipe(components=components, choices=choices)
    for broken in broken_rules(asked, choices.preset, articles):
        said = broken.template % broken.params if broken.params else broken.template
        raise ChoicesDoNotFit(N_("What is proposed breaks a rule: %(rule)s"), field="preset", rule=said)
    if not components_of(asked, choices.preset):
        raise ChoicesDoNotFit(N_("What is proposed must hold something. Please preset an option."), field="preset")


def write_choices(session: Session, wanted: Mapping[UUID, Choices | None]) -> None:
    """Write what the buyers of bundles choose, instead of what was there; nothing of it is looked at any more."""
    if not wanted:
        return
    options = BundleComponent.bundle_variant_id.in_(wanted), BundleComponent.group_id.is_not(None)
    session.execute(delete(BundleRule).where(BundleRule.bundle_variant_id.in_(wanted)))
    session.execute(delete(BundleComponent).where(*options))
    session.execute(delete(BundleGroup).where(BundleGroup.bundle_variant_id.in_(wanted)))
    kept = {variant_id: choices for variant_id, choices in wanted.items() if choices is not None}
    groups = [row for variant_id, choices in kept.items() for row in _group_rows(variant_id, choices)]
    session.add_all(groups)
    session.flush()  # options point to their groups
    ids = {(group.bundle_variant_id, group.code): group.id for group in groups}
    for variant_id, choices in kept.items():
        own = {group.code: ids[variant_id, group.code] for group in choices.groups}
        session.add_all(_option_rows(variant_id, choices, own))
        session.add_all(_rule_rows(variant_id, choices))
    session.flush()  # what is inside is read back with it


def _group_rows(variant_id: UUID, choices: Choices) -> list[BundleGroup]:
    return [
        BundleGroup(
            id=new_id(),
            bundle_variant_id=variant_id,
            position=position,
            code=group.code,
            name=group.name,
            name_de=group.name_de or group.name,
            least=group.least,
            most=group.most,
        )
        for position, group in enumerate(choices.groups)
    ]


def _rule_rows(variant_id: UUID, choices: Choices) -> list[BundleRule]:
    return [
        BundleRule(
            bundle_variant_id=variant_id,
            position=position,
            kind=rule.kind,
            option=rule.option,
            other=rule.other,
            factor=rule.factor,
        )
        for position, rule in enumerate(choices.rules)
    ]


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
