"""Who carries our letters: an SMTP server, or nobody in the demo."""

from core.kernel.settings import Settings
from core.notices.protocol import Carrier
from core.notices.providers.smtp import SmtpCarrier


def carrier_of(settings: Settings) -> Carrier | None:
    """The carrier that the settings name; None: letters stay in the demo's mailbox."""
    if not settings.smtp_url:
        return None
    return SmtpCarrier(settings.smtp_url, sender=settings.sender_address, name=settings.company_name)
