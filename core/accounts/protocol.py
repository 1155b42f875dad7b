"""What whoever knows VAT ids must be able to answer."""

from dataclasses import dataclass
from typing import Protocol

from core.accounts.states import VatState


@dataclass(frozen=True, slots=True, kw_only=True)
class VatAnswer:
    """What was said of a VAT id. `reference` proves that we asked; `reason` says why nobody answered."""

    state: VatState
    reference: str = ""
    name: str = ""
    address: str = ""
    reason: str = ""


class VatService(Protocol):
    """Somebody who can be asked about VAT ids of the EU."""

    def check(self, vat_id: str) -> VatAnswer:
        """What is known of an id. Never raises: no answer is the answer `unavailable`."""
