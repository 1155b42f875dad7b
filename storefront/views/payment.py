"""Paying an order by card: the card company's pages (a demo), waiting for its answer, and another way to pay."""

from flask import Blueprint, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from core.payments.operations import answer_question, start_attempt, switch_method
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import gettext as _
from storefront.forms.payment import CardForm, ChallengeForm
from storefront.orders import same_link
from storefront.paying import Step, find_paying

pages = Blueprint("payment", __name__, url_prefix="/orders/<number:number>/pay")
ASK_AGAIN_AFTER, PREPAYMENT = "3", "prepayment"


@pages.get("")
@public
def show(number: str) -> ResponseReturnValue:
    """Which card? After a decline also: try again, or pay in another way."""
    paying = find_paying(number)
    if paying.step is not Step.CARD:
        return redirect(paying.url, 303)
    return render_template("payment/card.html", paying=paying, form=CardForm(formdata=None))


@pages.post("")
@public
@writes
def pay(number: str) -> ResponseReturnValue:
    """Ask the card company for the money; its answer comes to the waiting page."""
    form, paying = CardForm(), find_paying(number)
    if form.validate():
        with refusals(form):
            start_attempt(db(), paying.order.id, instrument=form.card.data, acting_user=current_actor())
            return redirect(same_link(Step.WAITING, number=number), 303)
    return render_template("payment/card.html", paying=paying, form=form), form.status


@pages.get("/waiting")
@public
def waiting(number: str) -> ResponseReturnValue:
    """Nothing to do but wait: the page asks again by itself until it knows."""
    paying = find_paying(number)
    if paying.step is not Step.WAITING:
        return redirect(paying.url, 303)
    response = make_response(render_template("payment/waiting.html", paying=paying))
    response.headers["Refresh"] = ASK_AGAIN_AFTER
    return response


@pages.get("/confirm")
@public
def challenge(number: str) -> ResponseReturnValue:
    """The bank's question."""
    paying = find_paying(number)
    if paying.step is not Step.CHALLENGE:
        return redirect(paying.url, 303)
    return render_template("payment/challenge.html", paying=paying, form=ChallengeForm(formdata=None))


@pages.post("/confirm")
@public
@writes
def answer(number: str) -> ResponseReturnValue:
    """The answer to the bank's question; when nothing is asked any more, what became of it."""
    form, paying = ChallengeForm(), find_paying(number)
    if paying.step is not Step.CHALLENGE:
        return redirect(paying.url, 303)
    if form.validate():
        answer_question(db(), paying.order.id, is_confirmed=form.is_confirmed, acting_user=current_actor())
        return redirect(same_link(Step.WAITING, number=number), 303)
    return render_template("payment/challenge.html", paying=paying, form=form), form.status


@pages.post("/by-transfer")
@public
@writes
def by_transfer(number: str) -> ResponseReturnValue:
    """Pay the same order by bank transfer instead."""
    form, paying = Form(), find_paying(number)
    if form.validate():
        with refusals(form):
            switch_method(db(), paying.order.id, method_code=PREPAYMENT, acting_user=current_actor())
            flash(_("Thank you. Here is where your transfer goes."))
            return redirect(same_link("orders.show", number=number), 303)
    return render_template(
        "payment/card.html", paying=paying, form=CardForm(formdata=None), refusal=form.refusal
    ), form.status
