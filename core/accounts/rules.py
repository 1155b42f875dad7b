"""What holds for people and companies: addresses, passwords, VAT ids. Pure functions but for the hash's salt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from babel.core import get_global
from email_validator import EmailNotValidError, validate_email
from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from stdnum.eu import vat

from core.accounts.errors import (
    InvalidCountry,
    InvalidEmail,
    InvalidPostalCode,
    InvalidVatId,
    Missing,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
    UnknownZone,
)
from core.accounts.states import ROLE_PERMISSIONS, CustomerKind, LimitWindow, Permission, StaffRole
from core.kernel.settings import Environment, get_settings

PASSWORD_MINIMUM, PASSWORD_MAXIMUM = 10, 200
STANDARD_TERMS_DAYS = 14


@cache
def _argon2id() -> PasswordHash:
    """The library's recommended cost; as little as argon2 allows in tests, which hash thousands of passwords."""
    if get_settings().environment is Environment.TEST:
        return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys_hash() -> str:
    return _argon2id().hash("nobody has this password")


def normalise_email(text: str) -> str:
    """The one spelling under which an e-mail address is kept and found. Raises InvalidEmail."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise InvalidEmail from None


# --- passwords


def hash_password(password: str) -> str:
    """The argon2id hash that is kept instead of a password; takes some tens of milliseconds on purpose."""
    return _argon2id().hash(password)


def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether a password is the one behind a hash; without a hash the same work is done for nobody."""
    try:
        is_right = _argon2id().verify(password[:PASSWORD_MAXIMUM], password_hash or _nobodys_hash())
    except PwdlibError:
        return False
    return is_right and password_hash is not None and len(password) <= PASSWORD_MAXIMUM


def require_good_password(password: str, *, personal: Iterable[str] = ()) -> None:
    """Raises unless a password is long enough, not too long and not among the first guesses.

    `personal` are words that others know about the person: name, e-mail address.
    """
    if len(password) < PASSWORD_MINIMUM:
        raise PasswordTooShort(PASSWORD_MINIMUM)
    if len(password) > PASSWORD_MAXIMUM:
        raise PasswordTooLong(PASSWORD_MAXIMUM)
    guesses = {word.casefold() for word in personal if word}
    if len(set(password)) < 4 or password.casefold() in guesses:
        raise PasswordTooEasy


# --- companies

VAT_ID_HOLDS = timedelta(days=90)
"""How long an answer about a VAT id is good enough before we ask again."""


def normalise_vat_id(text: str) -> str:
    """A VAT id as it is written on invoices: no spaces, capitals. Raises InvalidVatId.

    Checks shape and check digits; whether the tax office knows it is another question.
    """
    compact = re.sub(r"[\s.\-/]", "", text).upper()
    if not compact.isascii() or not vat.is_valid(compact) or compact[:2].lower() not in vat.MEMBER_STATES | {"el"}:
        raise InvalidVatId
    return "EL" + compact[2:] if compact.startswith("GR") else compact


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingLimits:
    """Up to which amounts, VAT included, somebody may buy without asking; None: without limit.

    The window is a day, week or month of the zone by whose days the customer lives.
    """

    per_order_minor: int | None
    per_window_minor: int | None
    window: LimitWindow
    time_zone: str = ""


def limits_of(
    per_order_minor: int | None, per_window_minor: int | None, window: LimitWindow, *, time_zone: str = ""
) -> SpendingLimits | None:
    """Somebody's limits, if they have any."""
    if per_order_minor is None and per_window_minor is None:
        return None
    return SpendingLimits(
        per_order_minor=per_order_minor, per_window_minor=per_window_minor, window=window, time_zone=time_zone
    )


def require_zone(name: str) -> str:
    """The name of a time zone; empty for the company's. Raises UnknownZone for what is none."""
    found = name.strip()
    if found and found not in zone_names():
        raise UnknownZone
    return found


def zone_names() -> tuple[str, ...]:
    """Every zone that somebody can live in, by name, as the time zone database of CLDR lists them by territory."""
    return tuple(sorted({zone for zones in get_global("territory_zones").values() for zone in zones if "/" in zone}))


def zone_of_country(country: str) -> str:
    """The zone of a country that has only one; empty where nobody can tell."""
    zones = [zone for zone in get_global("territory_zones").get(country, ()) if "/" in zone]
    return str(zones[0]) if len(zones) == 1 else ""


def price_list_of(kind: CustomerKind, *, is_guest: bool) -> str:
    """The code of the price list that somebody buys from: only companies with an account see net prices."""
    return "business" if kind is CustomerKind.COMPANY and not is_guest else "retail"


# --- addresses

_POSTAL_CODES = {
    "AD": ("AA999",), "AT": ("9999",), "AU": ("9999",), "BE": ("9999",), "BG": ("9999",), "BR": ("99999-999",),
    "CA": ("A9A 9A9",), "CH": ("9999",), "CY": ("9999",), "CZ": ("999 99",), "DE": ("99999",), "DK": ("9999",),
    "EE": ("99999",), "ES": ("99999",), "FI": ("99999",), "FO": ("999",), "FR": ("99999",),
    "GB": ("A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"), "GR": ("999 99",), "HR": ("99999",),
    "HU": ("9999",), "IE": ("A99 XXXX", "A9A XXXX"), "IS": ("999",), "IT": ("99999",), "JP": ("999-9999",),
    "LI": ("9999",), "LT": ("99999",), "LU": ("9999",), "LV": ("9999",), "MC": ("99999",), "MT": ("AAA 9999",),
    "MX": ("99999",), "NL": ("9999 AA",), "NO": ("9999",), "NZ": ("9999",), "PL": ("99-999",), "PT": ("9999-999",),
    "RO": ("999999",), "RS": ("99999",), "SE": ("999 99",), "SI": ("9999",), "SK": ("999 99",), "SM": ("99999",),
    "TR": ("99999",), "UA": ("99999",), "US": ("99999", "99999-9999"), "VA": ("99999",),
}  # fmt: skip
"""How postal codes are written, country by country: 9 is a digit, A a letter, X either. Elsewhere anything goes."""
_SIGNS = {"9": "[0-9]", "A": "[A-Z]", "X": "[0-9A-Z]"}


def written_postal_code(country: str, typed: str) -> str:
    """A postal code as its country writes it, however it was typed. Raises InvalidPostalCode."""
    formats = _POSTAL_CODES.get(country)
    if formats is None:
        return typed
    bare = re.sub(r"[\s\-]", "", typed).upper().removeprefix(country)
    for form in formats:
        if re.fullmatch("".join(_SIGNS.get(sign, "") for sign in form), bare):
            return _spread(bare, form)
    raise InvalidPostalCode(formats[0])


def _spread(bare: str, form: str) -> str:
    """The signs of a code with the gaps and dashes of its format."""
    signs = iter(bare)
    return "".join(next(signs) if sign in _SIGNS else sign for sign in form)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressInput:
    """An address as somebody typed it."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    company: str = ""
    extra: str = ""
    phone: str = ""


def checked_address(typed: AddressInput) -> AddressInput:
    """The address without stray spaces, the postal code as its country writes it.

    Raises Missing, InvalidCountry or InvalidPostalCode, each with its field.
    """
    clean = AddressInput(
        name=required("name", typed.name),
        street=required("street", typed.street),
        postal_code=required("postal_code", typed.postal_code),
        city=required("city", typed.city),
        country=required("country", typed.country).upper(),
        company=typed.company.strip(),
        extra=typed.extra.strip(),
        phone=typed.phone.strip(),
    )
    if not re.fullmatch(r"[A-Z]{2}", clean.country):
        raise InvalidCountry
    return replace(clean, postal_code=written_postal_code(clean.country, clean.postal_code))


def required(field: str, text: str) -> str:
    """The text without spaces around it. Raises Missing when nothing is left."""
    if not text.strip():
        raise Missing(field)
    return text.strip()


# --- staff


def permissions_of_roles(roles: Iterable[StaffRole]) -> frozenset[Permission]:
    """All that any of these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
