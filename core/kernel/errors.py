"""Refusals and failures: one family, each a full sentence for a person and a code for a program."""


class AppError(Exception):
    """A refusal that a person can understand.

    `template` is a marked English sentence with named values; `field` names the input it is about.
    """

    status = 400

    def __init__(self, code: str, template: str, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template


class InvalidInput(AppError):
    """What was typed cannot be meant."""

    status = 422


class Forbidden(AppError):
    """The person may not do this."""

    status = 403


class NotFound(AppError):
    """There is no such thing, or none that this person may see."""

    status = 404


class Refused(AppError):
    """The rules of the business say no; nothing was changed."""

    status = 409


class WrongState(Refused):
    """The document's life does not allow this move."""


class Unavailable(AppError):
    """Something we need does not answer at the moment."""

    status = 503


class JobError(Exception):
    """Why a job did not succeed."""


class Retryable(JobError):
    """It may well succeed later: try again with growing pauses."""


class Permanent(JobError):
    """It will never succeed as it stands: show it to a person."""
