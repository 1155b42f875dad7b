"""VIES, the European Commission's register of VAT ids, by its REST interface."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from core.accounts.protocol import VatAnswer
from core.accounts.states import VatState

TIMEOUT_SECONDS = 15
WRONG_INPUT = "INVALID_INPUT"
NOT_SAID = "---"
LARGEST_ANSWER = 100_000


class Vies:
    """Asks VIES. Everything that is not a clear yes or no is `unavailable`, with the reason that was given."""

    def __init__(self, url: str, *, requester: str = "") -> None:
        self.url = url.rstrip("/")
        self.requester = requester

    def check(self, vat_id: str) -> VatAnswer:
        """What the member state says of an id."""
        try:
            answer = self._ask({"countryCode": vat_id[:2], "vatNumber": vat_id[2:], **self._requester()})
        except (OSError, ValueError) as failure:
            return VatAnswer(state=VatState.UNAVAILABLE, reason=f"{type(failure).__name__}: {failure}"[:200])
        return _read(answer)

    def _requester(self) -> dict[str, str]:
        if not self.requester:
            return {}
        return {"requesterMemberStateCode": self.requester[:2], "requesterNumber": self.requester[2:]}

    def _ask(self, question: dict[str, str]) -> Any:
        request = Request(  # noqa: S310  the settings take http and https only
            f"{self.url}/check-vat-number",
            data=json.dumps(question).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310  see above
                return json.loads(response.read(LARGEST_ANSWER))
        except HTTPError as refusal:
            return json.loads(refusal.read(LARGEST_ANSWER))


def _read(answer: Any) -> VatAnswer:
    if not isinstance(answer, dict):
        return VatAnswer(state=VatState.UNAVAILABLE, reason="unreadable answer")
    if errors := answer.get("errorWrappers"):
        reason = str(errors[0].get("error", "")) if isinstance(errors[0], dict) else str(errors[0])
        state = VatState.INVALID if reason == WRONG_INPUT else VatState.UNAVAILABLE
        return VatAnswer(state=state, reason=reason[:200])
    if not isinstance(answer.get("valid"), bool):
        return VatAnswer(state=VatState.UNAVAILABLE, reason="answer without a verdict")
    return VatAnswer(
        state=VatState.VALID if answer["valid"] else VatState.INVALID,
        reference=_said(answer, "requestIdentifier")[:100],
        name=_said(answer, "name")[:300],
        address=_said(answer, "address")[:500],
    )


def _said(answer: dict[str, Any], key: str) -> str:
    text = str(answer.get(key) or "").strip()
    return "" if text == NOT_SAID else text
