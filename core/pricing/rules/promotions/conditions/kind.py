"""Kinds of articles."""

from dataclasses import dataclass

from core.catalog.states import ArticleKind
from core.kernel.i18n import N_
from core.pricing.rules.promotions.fields import Field, FieldKind
from core.pricing.rules.promotions.protocol import Condition
from core.pricing.rules.promotions.values import Candidate, Sentence

WORDS = {
    ArticleKind.PHYSICAL: N_("It is about goods."),
    ArticleKind.SERVICE: N_("It is about services."),
    ArticleKind.SUBSCRIPTION: N_("It is about subscriptions."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOf(Condition):
    """The promotion is about articles of these kinds, also inside bundles."""

    KIND = "kind"
    LABEL = N_("Kind of article")
    FIELDS = (Field(name="kinds", kind=FieldKind.KINDS, label=N_("Kinds")),)

    kinds: tuple[str, ...]

    def selects(self, line: Candidate) -> bool:
        """Whether the line is of such a kind."""
        return line.kind in self.kinds

    def sentence(self) -> Sentence:
        """The rule in plain words."""
        if len(self.kinds) == 1:
            return Sentence(template=WORDS[ArticleKind(self.kinds[0])])
        return Sentence(template=N_("It is about several kinds of articles."))
