"""Editing articles one by one, now or from a moment on: the same drafts as files bring, with who did it."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.errors import ChangeIsEmpty, ChangeIsLate
from core.catalog.events import ProductChanged
from core.catalog.models import Product, ScheduledChange, Variant
from core.catalog.operations.saving import Saved, Verdict, save_articles
from core.catalog.rules import ArticleDraft, Assumed
from core.catalog.states import ArticleKind, ChangeState, TaxClass
from core.kernel import clock, events
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.errors import AppError
from core.kernel.jobs import enqueue

PLANNABLE: Final = (
    "name", "name_de", "summary", "summary_de", "description", "description_de", "brand", "delivery_days", "rank",
    "is_published", "tax_class",
)  # fmt: skip


def save_article(session: Session, draft: ArticleDraft, *, assumed: Assumed | None = None, acting_user: Actor) -> Saved:
    """Create or change one article, and tell it. Raises the refusals of `save_articles`."""
    (saved,) = save_articles(session, [draft], assumed=assumed or _nothing_assumed(draft))
    if saved.refusal is not None:
        raise saved.refusal
    if saved.left_out:
        raise saved.left_out[0]
    if saved.verdict is not Verdict.UNCHANGED and saved.product_id is not None:
        said = [field.name for field in fields(draft) if getattr(draft, field.name) is not None]
        changed = [name for name in said if name not in ("sku", "new_slug")]
        change = ProductChanged(product_id=saved.product_id, sku=draft.sku, fields=", ".join(changed))
        events.announce(session, change, acting_user=acting_user)
    return saved


def change_product(session: Session, product_id: UUID, *, acting_user: Actor, **said: Any) -> Saved:
    """Change what is said about a product, whichever variants it has."""
    return save_article(session, _draft_of(session, product_id, said), acting_user=acting_user)


def plan_change(
    session: Session, product_id: UUID, *, due_at: datetime, said: Mapping[str, Any], acting_user: Actor
) -> ScheduledChange:
    """Let a product be different from a moment on. Raises ChangeIsLate, ChangeIsEmpty."""
    kept = {name: value for name, value in said.items() if name in PLANNABLE and value not in (None, "")}
    if not kept:
        raise ChangeIsEmpty
    if due_at <= clock.now():
        raise ChangeIsLate
    lock(session, Product, product_id)
    made = ScheduledChange(
        id=new_id(),
        product_id=product_id,
        due_at=due_at,
        fields=json.dumps(kept),
        state=ChangeState.PLANNED,
        created_at=clock.now(),
        actor_name=acting_user.name,
    )
    session.add(made)
    enqueue(session, "catalog.apply_change", {"change_id": str(made.id)}, due_at=due_at)
    return made


def cancel_change(session: Session, change_id: UUID, *, acting_user: Actor) -> ScheduledChange:
    """Give a planned change up. Raises WrongState when it was made already."""
    found = lock(session, ScheduledChange, change_id)
    found.move_to(ChangeState.CANCELLED, acting_user=acting_user)
    return found


def apply_change(session: Session, change_id: UUID) -> ScheduledChange:
    """Make a planned change; what cannot be made says why and changes nothing."""
    found = lock(session, ScheduledChange, change_id)
    if found.state is not ChangeState.PLANNED:
        return found
    said = json.loads(found.fields)
    if "tax_class" in said:
        said["tax_class"] = TaxClass(said["tax_class"])
    try:
        change_product(session, found.product_id, acting_user=SYSTEM, **said)
    except AppError as refusal:
        found.reason = str(refusal)[:500]
        found.move_to(ChangeState.REFUSED, acting_user=SYSTEM)
    else:
        found.move_to(ChangeState.APPLIED, acting_user=SYSTEM)
    return found


def _draft_of(session: Session, product_id: UUID, said: Mapping[str, Any]) -> ArticleDraft:
    lock(session, Product, product_id)
    first = select(Variant.sku).where(Variant.product_id == product_id).order_by(Variant.position).limit(1)
    return ArticleDraft(sku=session.scalars(first).one(), new_slug="", **said)


def _nothing_assumed(draft: ArticleDraft) -> Assumed:
    """For an article that is there: nothing of this is read."""
    return Assumed(
        kind=draft.kind or ArticleKind.PHYSICAL,
        tax_class=TaxClass.STANDARD,
        business_unit_id=draft.business_unit_id or UUID(int=0),
        delivery_days=3,
        rank=1000,
        is_published=False,
        category_slug="",
    )
