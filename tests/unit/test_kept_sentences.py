"""What was kept without a language, and states in refusals, are told in the words of the page."""

from flask import Flask, g, render_template_string

from core.kernel.errors import WrongState
from core.kernel.i18n import N_
from core.orders.states import OrderState
from core.web.errors import sentence_of
from core.web.locale import install_locale

REASON = N_("The order was cancelled.")


def test_states_in_a_refusal_are_told_by_their_labels() -> None:
    refusal = WrongState(
        "order.state", "“%(before)s”, not “%(after)s”.", before=OrderState.CANCELLED, after=OrderState.IN_FULFILMENT
    )

    assert sentence_of(refusal) == "“Cancelled”, not “In fulfilment”."


def test_a_kept_sentence_is_translated_and_what_people_typed_is_neither_a_format_nor_markup() -> None:
    app = Flask(__name__)
    install_locale(app)

    with app.test_request_context():
        g.locale = "de"
        texts = [render_template_string("{{ it|translated }}", it=it) for it in (REASON, "50 % <b>off</b>", None)]

    assert texts == ["Die Bestellung wurde storniert.", "50 % &lt;b&gt;off&lt;/b&gt;", ""]
