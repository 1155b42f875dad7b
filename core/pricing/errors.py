"""Why a basket cannot be priced, in sentences for the shopper."""

from datetime import date

from core.catalog.rules import BrokenRule
from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_
from core.kernel.money import Money


class UnknownArticle(NotFound):
    """There is no such variant."""

    def __init__(self) -> None:
        super().__init__("article.unknown", N_("There is no such article."), field="variant_id")


class NotForSale(Refused):
    """The article exists, but is not published or no longer active."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "article.not_for_sale",
            N_("%(name)s is not for sale at the moment. Please remove it to continue."),
            field="variant_id",
            name=name,
        )


class NoPrice(Refused):
    """The price list says nothing about the article today."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "price.missing",
            N_("%(name)s has no price at the moment. Please remove it to continue."),
            field="variant_id",
            name=name,
        )


class QuantityOutOfRange(InvalidInput):
    """Less than one piece, or more than a shop sells at once."""

    def __init__(self) -> None:
        super().__init__("quantity.range", N_("Please enter a whole quantity between 1 and 99,999."), field="quantity")


class NoDeliveryThere(InvalidInput):
    """We do not sell to this country."""

    def __init__(self, *, country: str) -> None:
        super().__init__(
            "country.not_served",
            N_("We do not deliver to this country (%(country)s) yet."),
            field="country",
            country=country,
        )


class UnknownDeliveryMethod(InvalidInput):
    """The way of delivery does not exist, or not any more."""

    def __init__(self) -> None:
        super().__init__("delivery.unknown", N_("Please choose one of the ways of delivery."), field="delivery_method")


class PriceDoesNotFit(InvalidInput):
    """A price without the part that its article needs, or with one that it cannot have."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "price.does_not_fit",
            N_("A subscription has a price per interval, everything else a price once. %(name)s does not fit."),
            field="amount_minor",
            name=name,
        )


class PriceInThePast(InvalidInput):
    """A new price may not start before the one that it follows."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "price.in_the_past",
            N_("The new price of %(name)s must begin later than the one it follows."),
            field="valid_from",
            name=name,
        )


class PriceGivenTwice(Refused):
    """Two prices for one tier: in one request, or from two desks at the same time. None of them was kept."""

    def __init__(self) -> None:
        super().__init__(
            "price.twice",
            N_("This price was just set by somebody else, or twice at once. Please look again."),
            field="amount_minor",
        )


class UnknownPriceList(NotFound):
    """There is no price list of this name."""

    def __init__(self, *, code: str) -> None:
        super().__init__("price_list.unknown", N_("There is no price list %(list)s."), list=code)


class UnknownCode(InvalidInput):
    """No such code, or not any more: the same sentence for all of them, so that guessing teaches nothing."""

    def __init__(self) -> None:
        super().__init__(
            "code.unknown", N_("This code is not valid, or not any more. Please check how it is written."), field="code"
        )


class PromotionUsedUp(Refused):
    """The last redemption went to somebody else, or this customer has had theirs."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "promotion.used_up",
            N_(
                "“%(name)s” cannot be used any more: it is used up, or you have used it before. Please check the total."
            ),
            name=name,
        )


class PromotionNotFound(NotFound):
    """There is no such promotion."""

    def __init__(self) -> None:
        super().__init__("promotion.missing", N_("There is no such promotion."))


class PromotionIsFixed(Refused):
    """What holds already, or held, is not edited: orders refer to it."""

    def __init__(self) -> None:
        super().__init__("promotion.fixed", N_("Only a draft or a paused promotion can be changed. Pause it first."))


class PromotionIncomplete(InvalidInput):
    """A promotion that does nothing, or that cannot mean what it says."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__("promotion.incomplete", sentence, field=field)


class CodeTaken(InvalidInput):
    """A code opens one promotion only."""

    def __init__(self) -> None:
        super().__init__("code.taken", N_("This code is taken already. Please choose another."), field="code")


class PriceListTaken(InvalidInput):
    """Two lists have two codes."""

    def __init__(self, *, code: str) -> None:
        super().__init__("price_list.taken", N_("There is a price list %(list)s already."), field="code", list=code)


class ListDoesNotFit(InvalidInput):
    """A list that counts otherwise than its buyers see prices, or that would fall back too often."""

    def __init__(self) -> None:
        super().__init__(
            "price_list.does_not_fit",
            N_("This list does not fit: it counts otherwise than this customer sees prices, or falls back too often."),
            field="price_list",
        )


class PercentOutOfRange(InvalidInput):
    """A change that nobody means."""

    def __init__(self) -> None:
        super().__init__("price.percent", N_("Please enter a percentage from -90 to 1000."), field="percent")


class WrongSplit(InvalidInput):
    """More pieces are sent to further addresses than there are, or of something that is not divided."""

    def __init__(self) -> None:
        super().__init__(
            "split.wrong",
            N_("More is assigned to the addresses than lies in the cart. Please check the quantities."),
            field="split",
        )


class PricesUnreadable(InvalidInput):
    """A file of prices with rows that cannot be read; nothing of it was kept."""

    def __init__(self, *, rows: str) -> None:
        super().__init__(
            "price.file", N_("Nothing was imported. Please correct these rows: %(rows)s"), field="file", rows=rows
        )


class TooManyCodes(Refused):
    """Too many codes in a short time; right ones wait too, so that guessing teaches nothing."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "code.too_many",
            N_("Too many codes were tried. Please wait a quarter of an hour and try again; your cart is kept."),
            field="code",
        )


class DeliveryNotThere(InvalidInput):
    """The chosen way of delivery does not go there, or does not carry so much."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.not_there",
            N_("This way of delivery does not go to this address, or not with this weight. Please choose another."),
            field="delivery_method",
        )


class ChoiceRefused(InvalidInput):
    """A bundle cannot be bought with these options: the first rule that is broken says why."""

    def __init__(self, broken: BrokenRule) -> None:
        super().__init__("bundle.choice_refused", broken.template, field=broken.group or "variant_id", **broken.params)
        self.broken = broken


class BelowMinimum(Refused):
    """The articles of an order come to less than we deliver for."""

    def __init__(self, *, minimum: Money, missing: Money) -> None:
        super().__init__(
            "price.below_minimum",
            N_("We deliver from a goods value of %(minimum)s on; %(missing)s are still missing."),
            None,
            minimum=minimum,
            missing=missing,
        )


class NegativeMinimum(InvalidInput):
    """A minimum is zero or more."""

    def __init__(self) -> None:
        super().__init__("price.negative_minimum", N_("Please enter an amount of zero or more."), field="minimum")


class NotOutsideTheEU(InvalidInput):
    """Countries of the EU are served by having their rates; a country has two letters."""

    def __init__(self) -> None:
        super().__init__(
            "country.not_outside",
            N_("Please enter two letters of a country outside the EU. Inside it we sell where the rates are known."),
            field="export_country",
        )


class NotInTheEU(InvalidInput):
    """Rates are kept for countries of the EU; elsewhere nothing of ours is taxed."""

    def __init__(self) -> None:
        super().__init__("country.not_inside", N_("Please enter two letters of a country of the EU."), field="country")


class RateInThePast(InvalidInput):
    """A rate that is in force is never changed; another begins after it."""

    def __init__(self) -> None:
        super().__init__(
            "rate.in_the_past",
            N_("A rate begins today or later, and after the one before it. What was taxed stays as it was."),
            field="valid_from",
        )


class OneStopInThePast(InvalidInput):
    """A choice about the one-stop shop holds from today on at the earliest, and after the one before."""

    def __init__(self) -> None:
        super().__init__(
            "one_stop.in_the_past",
            N_("A choice holds from today on at the earliest, and after the one before it."),
            field="one_stop_from",
        )


class OneStopBinds(Refused):
    """Whoever has chosen the one-stop shop keeps to it for two calendar years."""

    def __init__(self, *, until: date) -> None:
        super().__init__(
            "one_stop.binds",
            N_("The choice binds for two calendar years: going back is possible from %(until)s on."),
            field="one_stop_from",
            until=until,
        )


class CostInThePast(InvalidInput):
    """A cost begins after the one that is open."""

    def __init__(self) -> None:
        super().__init__("cost.in_the_past", N_("A cost begins after the one before it."), field="file")
