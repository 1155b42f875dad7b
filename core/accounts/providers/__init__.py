"""Whom we ask about VAT ids."""

from core.accounts.protocol import VatService
from core.accounts.providers.vies import Vies
from core.kernel.settings import Settings


def vat_service(settings: Settings) -> VatService | None:
    """The service of this installation; None when it has none, and ids stay unchecked."""
    if not settings.vat_service_url:
        return None
    return Vies(settings.vat_service_url, requester=settings.company_vat_id)
