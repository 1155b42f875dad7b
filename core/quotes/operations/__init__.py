"""What can be done with requests and quotes."""

from core.quotes.operations.agreeing import Acceptance, Consent
from core.quotes.operations.answering import (
    Counter,
    CounterLine,
    accept_quote,
    ask_colleague,
    counter_offer,
    decline_offer,
)
from core.quotes.operations.approvers import delegate, let_approve, let_approve_no_more
from core.quotes.operations.approving import decide, submit_version
from core.quotes.operations.calling import end_rest
from core.quotes.operations.changing import accept_extension
from core.quotes.operations.copying import begin_from_number, begin_from_template, keep_template, remove_template
from core.quotes.operations.desks import close_desk, desks, set_desk
from core.quotes.operations.drafts import (
    AskedSku,
    LineChange,
    add_line,
    add_skus,
    change_line,
    change_lines,
    remove_line,
    set_terms,
)
from core.quotes.operations.escalating import escalate_approvals
from core.quotes.operations.extending import ExtensionInput, begin_extension, exchange_article, set_extension
from core.quotes.operations.instant import answer_at_once
from core.quotes.operations.messages import write_message
from core.quotes.operations.offering import (
    expire_offers,
    offer_version,
    remind_of_offers,
    renew_links,
    withdraw_quote,
)
from core.quotes.operations.policy import write_policy
from core.quotes.operations.requests import (
    AskedLine,
    RequestInput,
    ask_for_quote,
    ask_information,
    confirm_request,
    decline_request,
    escalate_requests,
    give_information,
    quote_from_request,
    take_request,
    withdraw_request,
)
from core.quotes.operations.trials import try_next_batch, try_policy
from core.quotes.operations.undoing import undo_acceptance
from core.quotes.operations.versions import Addressee, begin_quote, begin_version, reassign

__all__ = [
    "Acceptance",
    "Addressee",
    "AskedLine",
    "AskedSku",
    "Consent",
    "Counter",
    "CounterLine",
    "ExtensionInput",
    "LineChange",
    "RequestInput",
    "accept_extension",
    "accept_quote",
    "add_line",
    "add_skus",
    "answer_at_once",
    "ask_colleague",
    "ask_for_quote",
    "ask_information",
    "begin_extension",
    "begin_from_number",
    "begin_from_template",
    "begin_quote",
    "begin_version",
    "change_line",
    "change_lines",
    "close_desk",
    "confirm_request",
    "counter_offer",
    "decide",
    "decline_offer",
    "decline_request",
    "delegate",
    "desks",
    "end_rest",
    "escalate_approvals",
    "escalate_requests",
    "exchange_article",
    "expire_offers",
    "give_information",
    "keep_template",
    "let_approve",
    "let_approve_no_more",
    "offer_version",
    "quote_from_request",
    "reassign",
    "remind_of_offers",
    "remove_line",
    "remove_template",
    "renew_links",
    "set_desk",
    "set_extension",
    "set_terms",
    "submit_version",
    "take_request",
    "try_next_batch",
    "try_policy",
    "undo_acceptance",
    "withdraw_quote",
    "withdraw_request",
    "write_message",
    "write_policy",
]
