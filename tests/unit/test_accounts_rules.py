"""Rules of accounts without a database: spellings, passwords, VAT ids, addresses, roles."""

import pytest

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
from core.accounts.rules import (
    AddressInput,
    checked_address,
    hash_password,
    normalise_email,
    normalise_vat_id,
    password_fits,
    permissions_of_roles,
    price_list_of,
    require_good_password,
    written_postal_code,
)
from core.accounts.states import ROLE_PERMISSIONS, CustomerKind, Permission, StaffRole


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Anna@Example.ORG ", "anna@example.org"),
        ("anna+shop@example.org", "anna+shop@example.org"),
        ("jürgen@münchen.example", "jürgen@münchen.example"),
        ("anna@xn--mnchen-3ya.example", "anna@münchen.example"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "anna", "anna@", "@example.org", "a b@example.org", "a@b@c.org", "a" * 300 + "@x.org"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidEmail) as refusal:
        normalise_email(typed)

    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("DE123456788", "DE123456788"),
        ("de 123 456 788", "DE123456788"),
        ("ATU12345675", "ATU12345675"),
        ("NL004495445B01", "NL004495445B01"),
        ("fr-40.303.265.045", "FR40303265045"),
    ],
)
def test_a_vat_id_is_kept_without_spaces(typed: str, kept: str) -> None:
    assert normalise_vat_id(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "DE12345678", "DE1234567880", "123456789", "US123456789", "AT12345678", "DE\u0661\u0662" + "3456789"]
)
def test_what_is_no_vat_id_is_refused(typed: str) -> None:
    with pytest.raises(InvalidVatId):
        normalise_vat_id(typed)


def test_a_password_is_kept_as_argon2id_and_found_again() -> None:
    kept = hash_password("seven wooden spoons")

    assert kept.startswith("$argon2id$")
    assert password_fits("seven wooden spoons", kept)
    assert not password_fits("seven wooden spoon", kept)
    assert hash_password("seven wooden spoons") != kept


def test_nobody_and_a_damaged_hash_fit_no_password() -> None:
    assert not password_fits("nobody has this password", None)
    assert not password_fits("seven wooden spoons", "plain text")


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordTooShort),
        ("nine sign", PasswordTooShort),
        ("x" * 201, PasswordTooLong),
        ("aaaaaaaaaaaa", PasswordTooEasy),
        ("Anna@Example.org", PasswordTooEasy),
    ],
)
def test_a_poor_password_is_refused(password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_good_password(password, personal=("anna@example.org",))


def test_the_refusal_of_a_short_password_says_how_long_it_must_be() -> None:
    with pytest.raises(PasswordTooShort) as refusal:
        require_good_password("short")

    assert str(refusal.value) == "A password needs at least 10 characters. Several words make a good one."


def test_a_password_of_200_characters_is_good_and_used_to_the_last() -> None:
    long = "0123456789" * 20
    require_good_password(long)

    assert not password_fits(long[:-1] + "x", hash_password(long))
    assert not password_fits(long + "x", hash_password(long))


def test_an_address_loses_stray_spaces_only() -> None:
    typed = AddressInput(name=" Anna ", street="Kai 1", postal_code="20457", city=" Hamburg", country="de")

    assert checked_address(typed) == AddressInput(
        name="Anna", street="Kai 1", postal_code="20457", city="Hamburg", country="DE"
    )


@pytest.mark.parametrize("field", ["name", "street", "postal_code", "city", "country"])
def test_an_address_without_a_part_is_refused_on_its_field(field: str) -> None:
    whole = {"name": "Anna", "street": "Kai 1", "postal_code": "20457", "city": "Hamburg", "country": "DE"}

    with pytest.raises(Missing) as refusal:
        checked_address(AddressInput(**{**whole, field: "  "}))

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("country", "postal_code", "refusal"),
    [
        ("DE", "2045", InvalidPostalCode),
        ("DE", "A0457", InvalidPostalCode),
        ("AT", "20457", InvalidPostalCode),
        ("NL", "1012", InvalidPostalCode),
        ("GB", "20457", InvalidPostalCode),
        ("DE", "\u0661\u0662345", InvalidPostalCode),
        ("Germany", "20457", InvalidCountry),
    ],
)
def test_an_impossible_address_is_refused(country: str, postal_code: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        checked_address(
            AddressInput(name="Anna", street="Kai 1", postal_code=postal_code, city="Hamburg", country=country)
        )


@pytest.mark.parametrize(
    ("kind", "is_guest", "code"),
    [
        (CustomerKind.COMPANY, False, "business"),
        (CustomerKind.COMPANY, True, "retail"),
        (CustomerKind.PRIVATE, False, "retail"),
        (CustomerKind.PRIVATE, True, "retail"),
    ],
)
def test_only_companies_with_an_account_see_net_prices(kind: CustomerKind, is_guest: bool, code: str) -> None:
    assert price_list_of(kind, is_guest=is_guest) == code


def test_every_role_has_a_line_in_the_table_and_every_permission_a_role() -> None:
    assert set(ROLE_PERMISSIONS) == set(StaffRole)
    assert permissions_of_roles(StaffRole) == frozenset(Permission)


def test_several_roles_may_do_what_any_of_them_may() -> None:
    both = permissions_of_roles([StaffRole.FULFILMENT, StaffRole.BILLING])

    assert {Permission.SHIP_GOODS, Permission.RECORD_PAYMENTS} <= both
    assert Permission.SETTLE_JOBS not in both
    assert permissions_of_roles([]) == frozenset()


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("DE", "20 457", "20457"),
        ("NL", "1012ab", "1012 AB"),
        ("PL", "00 950", "00-950"),
        ("LV", "LV-1050", "1050"),
        ("GB", "ec1a1bb", "EC1A 1BB"),
        ("US", "941031234", "94103-1234"),
        ("BZ", "whatever", "whatever"),
    ],
)
def test_a_postal_code_is_kept_as_its_country_writes_it(country: str, typed: str, kept: str) -> None:
    assert written_postal_code(country, typed.strip()) == kept


def test_a_wrong_postal_code_says_what_a_right_one_looks_like() -> None:
    with pytest.raises(InvalidPostalCode) as refusal:
        written_postal_code("NL", "12")

    assert str(refusal.value) == "A postal code of this country is written like 9999 AA: 9 is a digit, A a letter."
