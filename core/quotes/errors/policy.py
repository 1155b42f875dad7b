"""Refusals around the approval policy, those who approve and those who answer."""

from core.kernel.errors import Forbidden, InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class NotApproved(Refused):
    """Rules of the approval policy are not met."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.not_approved", N_("This version needs an approval that it does not have. It was not sent.")
        )


class ApprovalNotFound(NotFound):
    """There is none."""

    def __init__(self) -> None:
        super().__init__("quotes.no_approval", N_("There is no such approval."))


class ApprovalOver(Refused):
    """It was decided, or is not asked any more."""

    def __init__(self) -> None:
        super().__init__("quotes.approval_over", N_("This approval is not asked for any more."))


class AnswerMissing(InvalidInput):
    """Neither yes nor no."""

    def __init__(self) -> None:
        super().__init__("quotes.no_answer", N_("Please choose: grant or refuse."), field="answer")


class ApprovalTooEarly(Refused):
    """Others decide first."""

    def __init__(self) -> None:
        super().__init__("quotes.approval_early", N_("Others decide first. Please wait for their answer."))


class NotYourApproval(Forbidden):
    """Not of the level or the business unit, or one's own work."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.not_your_approval",
            N_("You cannot decide on this: it is your own work, or beyond what you may approve."),
        )


class RuleBroken(InvalidInput):
    """A rule of a policy that cannot be meant; `part` is what of it, rules are numbered from 0 in the field's name."""

    def __init__(self, sentence: str, *, number: int, part: str) -> None:
        super().__init__("quotes.rule", sentence, field=f"rule{number}-{part}")


class PolicyOfThePast(InvalidInput):
    """A policy that would hold from a moment that is over."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.policy_past",
            N_("A policy cannot hold from a day in the past. Leave the day empty for at once."),
            field="valid_from",
        )


class PolicyOutrun(Refused):
    """Somebody else wrote an edition meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.policy_outrun",
            N_("Somebody has put another edition into force since you opened this page. Please look at it first."),
        )


class PolicyNotFound(NotFound):
    """No edition has this number."""

    def __init__(self) -> None:
        super().__init__("quotes.no_policy", N_("There is no such edition of the policy."))


class TrialNotFound(NotFound):
    """Nobody tried such a policy."""

    def __init__(self) -> None:
        super().__init__("quotes.no_trial", N_("There is no such trial."))


class PeriodTurned(InvalidInput):
    """A period that ends before it begins."""

    def __init__(self) -> None:
        super().__init__("quotes.period", N_("The last day must not lie before the first one."), field="until")


class NoApprover(InvalidInput):
    """Somebody who may not approve."""

    def __init__(self, *, field: str) -> None:
        super().__init__("quotes.no_approver", N_("This colleague has no role that may approve."), field=field)


class NothingToDelegate(Refused):
    """A delegate for somebody who approves nothing."""

    def __init__(self) -> None:
        super().__init__("quotes.nothing_to_delegate", N_("Whoever approves nothing needs no delegate."))


class DelegationEnd(InvalidInput):
    """A delegation without an end within a year from now."""

    def __init__(self) -> None:
        super().__init__(
            "quotes.delegation_end", N_("Please name the last day, from today on and within a year."), field="until"
        )


class NoRep(InvalidInput):
    """Somebody who may not write quotes."""

    def __init__(self) -> None:
        super().__init__("quotes.no_rep", N_("This colleague has no role that may write quotes."), field="rep_id")
