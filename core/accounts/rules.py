"""What holds for people and companies: addresses, passwords, VAT ids. Pure functions but for the hash's salt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from email_validator import EmailNotValidError, validate_email
from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from core.accounts.errors import (
    InvalidCountry,
    InvalidEmail,
    InvalidPostalCode,
    InvalidVatId,
    Missing,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
)
from core.accounts.states import ROLE_PERMISSIONS, CustomerKind, Permission, StaffRole
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

_VAT_IDS = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}", "LT": r"\d{9}(\d{3})?", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}", "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{10}01", "SI": r"\d{8}", "SK": r"\d{10}",
    "XI": r"\d{9}(\d{3})?",
}  # fmt: skip


def normalise_vat_id(text: str) -> str:
    """A VAT id as it is written on invoices: no spaces, capitals. Raises InvalidVatId.

    Checks the shape only; whether the tax office knows it is another question.
    """
    compact = re.sub(r"[\s.\-]", "", text).upper()
    shape = _VAT_IDS.get(compact[:2])
    if shape is None or not re.fullmatch(shape, compact[2:], re.ASCII):
        raise InvalidVatId
    return compact


def price_list_of(kind: CustomerKind, *, is_guest: bool) -> str:
    """The code of the price list that somebody buys from: only companies with an account see net prices."""
    return "business" if kind is CustomerKind.COMPANY and not is_guest else "retail"


# --- addresses

_POSTAL_CODE_DIGITS = {"DE": 5, "AT": 4}


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
    """The address without stray spaces. Raises Missing, InvalidCountry or InvalidPostalCode, each with its field."""
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
    digits = _POSTAL_CODE_DIGITS.get(clean.country)
    if digits and not re.fullmatch(rf"[0-9]{{{digits}}}", clean.postal_code):
        raise InvalidPostalCode(digits)
    return clean


def required(field: str, text: str) -> str:
    """The text without spaces around it. Raises Missing when nothing is left."""
    if not text.strip():
        raise Missing(field)
    return text.strip()


# --- staff


def permissions_of_roles(roles: Iterable[StaffRole]) -> frozenset[Permission]:
    """All that any of these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
