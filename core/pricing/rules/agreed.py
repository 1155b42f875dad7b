"""What agreed terms take off the lines, behind all promotions: nobody falls below zero, and each step is traced."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from core.kernel.i18n import N_
from core.kernel.money import allocate
from core.pricing.rounding import percent_of
from core.pricing.rules.lines import Draft, Drafts
from core.pricing.rules.terms import Terms
from core.pricing.rules.values import Basket, TraceStep


def apply_terms(basket: Basket, drafts: Drafts) -> None:
    """Let what was agreed work: first on the lines, then on the whole."""
    for number, line in enumerate(basket.lines):
        if line.terms is not None:
            _reduce_line(drafts, line.terms, [at for at, draft in enumerate(drafts.lines) if draft.line == number])
    whole = basket.whole
    if whole.percent:
        everything = list(range(len(drafts.lines)))
        text = N_("%(percent)s %% off the whole: %(amount_minor)s.")
        off = percent_of(_worth(drafts, everything), whole.percent)
        _take_off(drafts, everything, off, text, percent=_shown(whole.percent))
        _reduce_later(drafts, everything, whole.percent, 0)
    if whole.off_minor:
        once = [at for at, draft in enumerate(drafts.lines) if draft.article.plan is None]
        _take_off(drafts, once, whole.off_minor, N_("Off the whole: %(amount_minor)s."))


def _reduce_line(drafts: Drafts, terms: Terms, places: Sequence[int]) -> None:
    _reduce_later(drafts, places, Decimal(100) if terms.is_free else terms.percent, terms.off_minor)
    if terms.is_free:
        _take_off(drafts, places, _worth(drafts, places), N_("Free of charge: %(amount_minor)s off."))
        return
    _take_off(drafts, places, terms.promotion_minor, N_("Promotions when it was offered: %(amount_minor)s off."))
    percent = percent_of(_worth(drafts, places), terms.percent)
    _take_off(drafts, places, percent, N_("%(percent)s %% off: %(amount_minor)s."), percent=_shown(terms.percent))
    _take_off(drafts, places, terms.off_minor, N_("Agreed discount: %(amount_minor)s off."))


def _reduce_later(drafts: Drafts, places: Sequence[int], percent: Decimal, off_minor: int) -> None:
    """Of a subscription with days of trial nothing is due yet: what each later period costs is reduced alike."""
    for at in places:
        draft = drafts.lines[at]
        if draft.trial_days:
            left = draft.trial_minor - percent_of(draft.trial_minor, percent)
            drafts.lines[at] = replace(draft, trial_minor=max(0, left - off_minor))


def _worth(drafts: Drafts, places: Sequence[int]) -> int:
    return sum(drafts.lines[at].amount_minor for at in places)


def _shown(percent: object) -> str:
    return f"{percent:f}"


def _take_off(drafts: Drafts, places: Sequence[int], off_minor: int, text: str, **params: str) -> None:
    """Spread an amount over lines by what they cost, at most all of it; odd cents go to the largest remainders."""
    amounts = [drafts.lines[at].amount_minor for at in places]
    off = min(off_minor, sum(amounts))
    if off <= 0:
        return
    for at, share in zip(places, allocate(off, amounts), strict=True):
        if share:
            drafts.lines[at] = _less(drafts.lines[at], share)
            drafts.trace.append(
                TraceStep(
                    position=drafts.lines[at].position,
                    step="agreed",
                    text_template=text,
                    params={**params, "amount_minor": share},
                )
            )


def _less(draft: Draft, off_minor: int) -> Draft:
    return replace(draft, amount_minor=draft.amount_minor - off_minor, discount_minor=draft.discount_minor + off_minor)
