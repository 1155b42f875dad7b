"""Why the catalogue refuses a change."""

from core.catalog.states import AttributeType
from core.kernel.errors import InvalidInput, NotFound
from core.kernel.i18n import N_


class UnknownCategory(NotFound):
    """There is no such shelf."""

    def __init__(self) -> None:
        super().__init__("category.unknown", N_("There is no such category."))


class UnknownProduct(NotFound):
    """There is no such product, or it is not published."""

    def __init__(self) -> None:
        super().__init__("product.unknown", N_("There is no such article."))


class SlugTaken(InvalidInput):
    """Two pages cannot have one address."""

    def __init__(self, *, slug: str) -> None:
        super().__init__("slug.taken", N_("The address %(slug)s is in use already."), field="slug", slug=slug)


class SkuTaken(InvalidInput):
    """Two variants cannot have one article number."""

    def __init__(self, *, sku: str) -> None:
        super().__init__("sku.taken", N_("One of the article numbers %(sku)s is in use already."), field="sku", sku=sku)


class NoVariants(InvalidInput):
    """A product without variants cannot be sold."""

    def __init__(self, *, name: str) -> None:
        super().__init__("product.no_variants", N_("%(name)s needs at least one variant."), field="variants", name=name)


class VariantDoesNotFit(InvalidInput):
    """A variant lacks what its kind needs, or has what only another kind has."""

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            "variant.does_not_fit",
            N_(
                "%(sku)s does not fit its kind: a subscription has terms, a service a duration, a bundle components,"
                " and nothing else has them."
            ),
            field="variants",
            sku=sku,
        )


class BundleDoesNotFit(InvalidInput):
    """A bundle cannot hold another bundle, a thing twice, or subscriptions of different intervals."""

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            "bundle.does_not_fit",
            N_(
                "The bundle %(sku)s must hold known articles, each once, no other bundle,"
                " and subscriptions of one interval only."
            ),
            field="components",
            sku=sku,
        )


class ChoicesDoNotFit(InvalidInput):
    """What a bundle lets its buyer choose makes no sense as it is; the sentence says what is wrong."""

    def __init__(self, template: str, *, field: str, **values: object) -> None:
        super().__init__("bundle.choices_do_not_fit", template, field=field, **values)


class NoSuchPage(NotFound):
    """A shelf or a search has fewer pages."""

    def __init__(self) -> None:
        super().__init__("page.unknown", N_("This list has no such page. Please start from its first one."))


_WANTED = {
    AttributeType.TEXT: N_("%(name)s: please enter a text of at most 8,000 characters."),
    AttributeType.NUMBER: N_("%(name)s: please enter a number such as 12.5."),
    AttributeType.BOOL: N_("%(name)s: please enter yes or no."),
    AttributeType.CHOICE: N_("%(name)s: please choose one of the values."),
}


class AttributeDoesNotFit(InvalidInput):
    """A value is not what its attribute is made for."""

    def __init__(self, *, name: str, kind: AttributeType) -> None:
        super().__init__("attribute.does_not_fit", _WANTED[kind], field="facts", name=name)


class UnknownAttribute(NotFound):
    """There is no such attribute."""

    def __init__(self) -> None:
        super().__init__("attribute.unknown", N_("There is no such attribute."))


class AttributeTaken(InvalidInput):
    """Two attributes cannot have one code."""

    def __init__(self, *, name: str) -> None:
        super().__init__("attribute.taken", N_("There is an attribute %(name)s already."), field="code", name=name)


class KindIsSettled(InvalidInput):
    """What an article is does not change: orders and contracts rely on it."""

    def __init__(self, *, sku: str) -> None:
        super().__init__(
            "product.kind_is_settled",
            N_("%(sku)s is of another kind already, and a kind does not change. Please use a new article number."),
            field="kind",
            sku=sku,
        )


class FileNotAccepted(InvalidInput):
    """An uploaded file is not what it should be."""

    def __init__(self, template: str) -> None:
        super().__init__("file.not_accepted", template, field="file")


class UnknownFile(NotFound):
    """There is no such picture or document."""

    def __init__(self) -> None:
        super().__init__("file.unknown", N_("There is no such file."))


class WindowIsEmpty(InvalidInput):
    """Something cannot end before it begins."""

    def __init__(self) -> None:
        super().__init__(
            "product.window_is_empty",
            N_("It would end before it begins. Please enter a later moment."),
            field="visible_until",
        )


class ChangeIsEmpty(InvalidInput):
    """A planned change must change something."""

    def __init__(self) -> None:
        super().__init__("change.is_empty", N_("Please enter what shall be different."), field="shown")


class ChangeIsLate(InvalidInput):
    """What is planned lies ahead."""

    def __init__(self) -> None:
        super().__init__("change.is_late", N_("This moment has passed. Please choose a later one."), field="due_at")


class AttributeLineWrong(InvalidInput):
    """A line of attributes does not say what is what."""

    def __init__(self, *, line: str) -> None:
        super().__init__(
            "attribute.line", N_("Please write code = value; “%(line)s” is not so."), field="facts", line=line
        )


class ShelfBelowItself(InvalidInput):
    """A shelf cannot stand below itself."""

    def __init__(self) -> None:
        super().__init__("category.below_itself", N_("A shelf cannot stand below itself."), field="parent")


class WordsDoNotFit(InvalidInput):
    """A synonym consists of words, and of few."""

    def __init__(self, *, field: str, most: int) -> None:
        super().__init__("search.words", N_("Please enter one to %(most)s words."), field=field, most=most)


class SynonymMeansItself(InvalidInput):
    """Search compares words without capitals, accents and hyphens: then both are the same."""

    def __init__(self) -> None:
        super().__init__("search.same_words", N_("Search reads both the same already."), field="meant")


class SynonymTaken(InvalidInput):
    """It is there already."""

    def __init__(self) -> None:
        super().__init__("search.synonym_taken", N_("This synonym is there already."), field="typed")


class UnknownSynonym(NotFound):
    """Somebody has removed it."""

    def __init__(self) -> None:
        super().__init__("search.synonym_unknown", N_("There is no such synonym."))


class QuestionDoesNotFit(InvalidInput):
    """Something can be pinned only to what somebody may type."""

    def __init__(self, *, longest: int) -> None:
        super().__init__(
            "search.question", N_("Please enter what people type, at most %(longest)s letters."), field="query",
            longest=longest,
        )  # fmt: skip


class PinTaken(InvalidInput):
    """A product stands above all others once."""

    def __init__(self) -> None:
        super().__init__("search.pin_taken", N_("This article is pinned to these words already."), field="sku")


class TooManyPins(InvalidInput):
    """A page of results is more than what the office pins."""

    def __init__(self, *, most: int) -> None:
        super().__init__("search.pins_full", N_("At most %(most)s articles can be pinned."), field="sku", most=most)


class UnknownPin(NotFound):
    """Somebody has removed it."""

    def __init__(self) -> None:
        super().__init__("search.pin_unknown", N_("This article is not pinned any more."))


class UnknownSku(InvalidInput):
    """Nothing has this article number."""

    def __init__(self) -> None:
        super().__init__("sku.unknown", N_("There is no article with this number."), field="sku")
