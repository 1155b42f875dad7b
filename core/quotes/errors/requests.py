"""Refusals around requests and their files."""

from core.kernel.errors import InvalidInput, NotFound
from core.kernel.i18n import N_
from core.kernel.money import Money


class RequestNotFound(NotFound):
    """There is none, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__("quotes.no_request", N_("There is no such request."))


class AttachmentNotFound(NotFound):
    """A file of somebody else, or none."""

    def __init__(self) -> None:
        super().__init__("quotes.no_attachment", N_("There is no such file."))


class NothingAsked(InvalidInput):
    """A request without an article."""

    def __init__(self) -> None:
        super().__init__("quotes.nothing_asked", N_("Please choose at least one article to ask about."), field="lines")


class WishedDayPast(InvalidInput):
    """Something is needed by a day that is over."""

    def __init__(self) -> None:
        super().__init__("quotes.wished_past", N_("This day is over. Please choose a later one."), field="wished_on")


class BelowRequestMinimum(InvalidInput):
    """Too little to write an offer for."""

    def __init__(self, *, minimum: Money, worth: Money) -> None:
        super().__init__(
            "quotes.below_minimum",
            N_("We write offers from %(minimum)s on; this comes to %(worth)s. Please simply order it."),
            field="lines",
            minimum=minimum,
            worth=worth,
        )


class FileNotTaken(InvalidInput):
    """A file of a kind or size that we do not take."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "quotes.file_not_taken",
            N_("“%(name)s” cannot be taken: please send PDF, PNG, JPEG, CSV or plain text of at most 10 MB."),
            field="files",
            name=name,
        )


class TooManyFiles(InvalidInput):
    """More files than a request may hold."""

    def __init__(self, *, most: int) -> None:
        super().__init__("quotes.too_many_files", N_("Please send at most %(most)s files."), field="files", most=most)
