"""Single articles."""

from dataclasses import dataclass

from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Candidate, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOf(Condition):
    """The promotion is about articles with these numbers; a bundle has its own number, its parts do not count."""

    KIND = "article"
    LABEL = N_("Single articles")
    FIELDS = (Field(name="skus", kind=FieldKind.ARTICLES, label=N_("Article numbers")),)

    skus: tuple[str, ...]

    def selects(self, line: Candidate) -> bool:
        """Whether the line is such an article."""
        return not line.skus.isdisjoint(self.skus)

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        return Sentence(template=N_("It is about the articles %(skus)s."), params={"skus": ", ".join(self.skus)})
