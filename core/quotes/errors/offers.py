"""Why something with quotes is refused."""

from datetime import date

from core.kernel.errors import Forbidden, InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class QuoteNotFound(NotFound):
    """There is none, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("quotes.no_quote", N_("There is no such quote."))


class VersionNotFound(NotFound):
    """There is none, or the customer may not see it."""

    def __init__(self) -> None:
        super().__init__("quotes.no_version", N_("This quote has no such version."))


class SomebodyElses(Forbidden):
    """A colleague looks after it."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.somebody_elses", N_("A colleague looks after this. They, or a manager, can hand it on to you.")
        )


class LineNotFound(NotFound):
    """A line of another version, or one that is gone."""

    def __init__(self) -> None:
        super().__init__("quotes.no_line", N_("This version has no such line."))


class TooManyLines(InvalidInput):
    """More lines than one quote can hold."""

    def __init__(self, *, most: int, field: str = "lines") -> None:
        super().__init__(
            "quotes.too_many_lines",
            N_("One quote holds at most %(most)s lines. Please divide it."),
            field=field,
            most=most,
        )


class SkuUnknown(InvalidInput):
    """Nothing that can be offered to this customer has such a number."""

    def __init__(self, *, sku: str) -> None:
        super().__init__("quotes.no_sku", N_("There is no article with the number “%(sku)s”."), field="skus", sku=sku)


class ListUnreadable(InvalidInput):
    """A line of a list of articles says no number and quantity."""

    def __init__(self, *, line: int, text: str) -> None:
        super().__init__(
            "quotes.list_unreadable",
            N_("Line %(line)s cannot be read: “%(text)s”. Please write the number, then a quantity from 1 to 99,999."),
            field="skus",
            line=line,
            text=text,
        )


class CustomerUnknown(InvalidInput):
    """Nobody has the number of a customer that was typed."""

    def __init__(self) -> None:
        super().__init__("quotes.no_customer", N_("There is no customer with this number."), field="customer")


class TextMissing(InvalidInput):
    """A step that needs a word did not get one."""

    def __init__(self, *, field: str = "text") -> None:
        super().__init__("quotes.text_missing", N_("Please say it in a few words."), field=field)


class QuoteClosed(Refused):
    """The quote has ended: accepted, declined, withdrawn, expired."""

    def __init__(self) -> None:
        super().__init__("quotes.closed", N_("This quote is closed. Nothing was changed."))


class VersionSettled(Refused):
    """Only a draft can be changed."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.version_settled", N_("This version is settled. Please begin a new version to change something.")
        )


class DraftChanged(Refused):
    """Somebody else has changed the draft meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.draft_changed", N_("Somebody has changed this draft meanwhile. Please look at it again.")
        )


class WorkInProgress(Refused):
    """There is a version that somebody works at already."""

    def __init__(self) -> None:
        super().__init__("quotes.working", N_("There is a version in work already. Please go on with that one."))


class EmptyVersion(Refused):
    """Nothing can be offered without a line that belongs to the offer."""

    def __init__(self) -> None:
        super().__init__("quotes.empty", N_("An offer needs at least one line that belongs to it."))


class DiscountTooHigh(InvalidInput):
    """Everything, or more than everything, is taken off."""

    def __init__(self, *, field: str) -> None:
        super().__init__(
            "quotes.discount_too_high",
            N_("A discount takes less than everything off. What is free is marked as free of charge."),
            field=field,
        )


class AmountBelowZero(InvalidInput):
    """A price or an amount below zero."""

    def __init__(self, *, field: str) -> None:
        super().__init__("quotes.below_zero", N_("An amount cannot be less than zero."), field=field)


class AmountUnreadable(InvalidInput):
    """What stands where an amount belongs is none."""

    def __init__(self, *, field: str) -> None:
        super().__init__("quotes.no_amount", N_("Please enter an amount such as 1,234.50."), field=field)


class PercentUnreadable(InvalidInput):
    """What stands where a percentage belongs is none, or finer than a hundredth."""

    def __init__(self, *, field: str) -> None:
        super().__init__(
            "quotes.no_percent", N_("Please enter a percentage with at most two decimals, such as 12.5."), field=field
        )


class BreaksUnreadable(InvalidInput):
    """Price breaks that say no quantities and prices, or a price that rises with the quantity."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.breaks",
            N_("Please write one break per line, such as 10: 520.00, from 2 pieces on, with prices that fall."),
            field="breaks",
        )


class AmountTooHigh(InvalidInput):
    """An amount that nobody means."""

    def __init__(self, *, field: str) -> None:
        super().__init__("quotes.too_high", N_("This amount is too high. Please check it."), field=field)


class ValidityPast(InvalidInput):
    """An offer that has ended before it begins, or would bind us for years."""

    def __init__(self, *, latest: date) -> None:
        super().__init__(
            "quotes.validity", N_("An offer is valid until a day from today to %(latest)s."), field="valid_until",
            latest=latest,
        )  # fmt: skip


class AlternativeAlone(InvalidInput):
    """An alternative needs the name of what it is an alternative for."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.no_group", N_("Please say between what the customer chooses, such as “Grinder”."), field="group"
        )


class NotOffered(Refused):
    """Only what is offered can be answered."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.not_offered", N_("This version is not on offer any more. Please look at the latest one.")
        )


class OfferExpired(Refused):
    """The last day is over."""

    def __init__(self, *, valid_until: date) -> None:
        super().__init__(
            "quotes.expired",
            N_("This offer was valid until %(valid_until)s. Please ask us to renew it."),
            valid_until=valid_until,
        )


class OfferChanged(Refused):
    """What the customer saw is not what is offered."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.changed", N_("This is not what you saw. Please look at the offer again before you accept it.")
        )


class OfferOutdated(Refused):
    """It would not come to what was offered, because a tax has changed meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.outdated",
            N_(
                "Taxes have changed since this was offered, so it would come to another sum. "
                "Please ask us for a new version."
            ),
        )


class ChoiceNotOffered(InvalidInput):
    """Something was chosen that the offer does not leave open."""

    def __init__(self) -> None:
        super().__init__("quotes.choice", N_("Please choose only what the offer leaves open."), field="choices")


class NothingCountered(InvalidInput):
    """A counter-offer that asks for nothing else."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.nothing_countered",
            N_("Please say what should be different: a price, a quantity, or the sum."),
            field="text",
        )


class CounterUnreadable(InvalidInput):
    """A quantity that nobody can order."""

    def __init__(self, *, field: str) -> None:
        super().__init__(
            "quotes.counter_quantity", N_("Please enter a whole quantity between 1 and 99,999."), field=field
        )


class ConsentMissing(InvalidInput):
    """Accepting without agreeing to the terms."""

    def __init__(self) -> None:
        super().__init__("quotes.no_consent", N_("Please agree to the terms to accept the offer."), field="consent")


class NameMissing(InvalidInput):
    """Accepting without a name."""

    def __init__(self) -> None:
        super().__init__("quotes.no_name", N_("Please give the name of who accepts."), field="name")


class UndoTooLate(Refused):
    """The acceptance stands: too much time has passed, or something was handed over."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.undo_too_late",
            N_("This acceptance cannot be undone any more. The order can still be cancelled or changed."),
        )


class SourceNotFound(InvalidInput):
    """Nothing to begin a quote with under that name."""

    def __init__(self) -> None:
        super().__init__("quotes.no_source", N_("There is no quote and no order with this number."), field="source")


class TemplateNamed(InvalidInput):
    """Two templates of one name."""

    def __init__(self) -> None:
        super().__init__("quotes.template_named", N_("There is a template of this name already."), field="name")
