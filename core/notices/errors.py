"""Why notices say no."""

from core.kernel.errors import NotFound
from core.kernel.i18n import N_


class NoticeNotFound(NotFound):
    """There is no such letter."""

    def __init__(self) -> None:
        super().__init__("notice.unknown", N_("There is no such letter."))
