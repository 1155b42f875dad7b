"""Counting attempts of visitors, before what they try is looked at."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from core.kernel.db import unit_of_work
from core.kernel.throttle import Attempt, Limit, count_attempt
from core.web.db import undo

LETTERS_TO_ADDRESS = Limit(scope="letters.address", most=10, within=timedelta(hours=1))
LETTERS_FOR_CLIENT = Limit(scope="letters.client", most=30, within=timedelta(hours=1))
"""Letters that anybody can have sent to any address: for an account, a new password, a move."""
CODE_GUESSES = Limit(scope="second_factor", most=5, within=timedelta(minutes=15))
"""Six digits are soon guessed; the key is whose."""
PASSWORD_GUESSES = Limit(scope="password", most=10, within=timedelta(minutes=15))
"""Where the present password is asked for; the key is whose."""


def count_letter(email: str) -> None:
    """Count a letter that this client wants sent to an address. Raises TooManyAttempts."""
    count_attempts(Attempt(LETTERS_TO_ADDRESS, email.strip().lower()), Attempt(LETTERS_FOR_CLIENT, client_address()))


def count_attempts(*attempts: Attempt) -> None:
    """Count attempts in a transaction of their own, committed before the request goes on. Raises TooManyAttempts.

    Nothing may have been written by the request before.
    """
    undo()
    with unit_of_work() as session:
        for attempt in attempts:
            count_attempt(session, attempt)


def client_address() -> str:
    """Where the request comes from; of an IPv6 address the half that one household or company has."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
