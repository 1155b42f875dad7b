"""Who we are on paper: everything the law and a bank transfer ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.kernel.paper.writing import country_text
from core.kernel.settings import get_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company whose paper it is."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    email: str
    vat_id: str
    iban: str
    bic: str
    bank: str


def company_of_settings() -> Company:
    """Who we are, from the settings."""
    settings = get_settings()
    return Company(
        name=settings.company_legal_name,
        street=settings.company_street,
        postal_code=settings.company_postal_code,
        city=settings.company_city,
        country=settings.company_country,
        email=settings.company_email,
        vat_id=settings.company_vat_id,
        iban=settings.company_iban,
        bic=settings.company_bic,
        bank=settings.company_bank,
    )


def letterhead_of(company: Company, words: Mapping[str, str], locale: str) -> dict[str, Any]:
    """The fields `seller` and `sender_line` of the letterhead; `words` says what `vat_id` and `bank` are called."""
    place = f"{company.postal_code} {company.city}"
    return {
        "seller": {
            "name": company.name,
            "address": [company.name, company.street, place, country_text(company.country, locale)],
            "contact": [company.email, f"{words['vat_id']} {company.vat_id}"],
            "account": [f"{words['bank']} {company.bank}", f"IBAN {_grouped(company.iban)}", f"BIC {company.bic}"],
        },
        "sender_line": f"{company.name} · {company.street} · {place}",
    }


def _grouped(iban: str) -> str:
    compact = iban.replace(" ", "")
    return " ".join(compact[index : index + 4] for index in range(0, len(compact), 4))
