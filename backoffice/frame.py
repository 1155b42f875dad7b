"""What stands around every page of the office: who works here and where they may go."""

from typing import Any

from flask import request

from backoffice.rail import rail
from backoffice.words import word
from core.web.access import current_user


def frame() -> dict[str, Any]:
    """What base_office.html shows on every page."""
    user = current_user()
    return {
        "office_root": request.script_root,
        "staff_name": user.name if user else None,
        "staff_role": ", ".join(sorted(word("role", role) for role in user.roles)) if user else None,
        "rail": rail(),
    }
