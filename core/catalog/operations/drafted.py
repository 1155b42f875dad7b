"""What drafts of bundles let their buyers choose, compared with what is there, for many drafts at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog.operations.choices import choices_of, refresh_contents, require_sense, write_choices
from core.catalog.operations.known import KeptArticle
from core.catalog.queries import articles_for
from core.catalog.rules import Article, ArticleDraft, Choices, Component


class DraftedChoices:
    """The choices of a batch of drafts: `read` each, `take` those that differ, `write` them together."""

    def __init__(
        self,
        session: Session,
        drafts: Sequence[ArticleDraft],
        kept: Mapping[str, KeptArticle],
        part_ids: Mapping[str, UUID],
        parts: Mapping[UUID, Article],
    ) -> None:
        self.session, self.part_ids = session, part_ids
        said = [draft.sku for draft in drafts if draft.choices is not None]
        there = {kept[sku].variant.id for sku in said if sku in kept}
        self.bundles = articles_for(session, there) if there else {}
        self.articles = {**self.bundles, **parts}
        self.changed: dict[UUID, Choices | None] = {}

    def read(self, draft: ArticleDraft, kept: KeptArticle | None) -> Choices | None:
        """What a draft of a bundle lets its buyers choose, None for nothing. Raises ChoicesDoNotFit."""
        if draft.choices is None:
            return None
        wanted = choices_of(draft.choices, self.part_ids)
        components: tuple[Component, ...] = ()
        if draft.components is not None:
            components = tuple(
                Component(variant_id=self.part_ids[part.sku], quantity=part.quantity) for part in draft.components
            )
        elif kept is not None and kept.variant.id in self.bundles:
            components = self.bundles[kept.variant.id].components
        require_sense(components, wanted, self.articles)
        return wanted

    def take(self, variant_id: UUID, wanted: Choices | None) -> bool:
        """Keep what was read of a bundle for writing; whether anything is different now."""
        present = self.bundles.get(variant_id)
        if wanted == (present.choices if present is not None else None):
            return False
        self.changed[variant_id] = wanted
        return True

    def write(self, filled: Sequence[UUID]) -> None:
        """Write what differs, and note what is inside these bundles and those that were filled anew."""
        write_choices(self.session, self.changed)
        refresh_contents(self.session, self.changed, also_fixed=True)
        refresh_contents(self.session, [bundle_id for bundle_id in filled if bundle_id not in self.changed])
