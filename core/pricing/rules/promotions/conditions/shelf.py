"""Shelves of the catalogue."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf(Condition):
    """The promotion is about articles on these shelves or below them; a bundle stands where it stands as a whole."""

    KIND = "shelf"
    LABEL = N_("On shelves")
    FIELDS = (Field(name="slugs", kind=FieldKind.SHELVES, label=N_("Shelves")),)

    slugs: tuple[str, ...]

    def selects(self, line: Candidate) -> bool:
        """Whether the line stands on such a shelf."""
        return not line.shelves.isdisjoint(self.slugs)

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("It is about the shelves: %(shelves)s."), params={"shelves": ", ".join(self.slugs)})
