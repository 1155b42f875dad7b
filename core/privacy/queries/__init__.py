"""Reading what is known of a person, what hinders an erasure, and what is sealed."""

from core.privacy.queries.copies import data_of, person_of_customer, person_of_user, written
from core.privacy.queries.requests import (
    CopyView,
    ErasureView,
    SealedRow,
    copies_of,
    copy_content,
    erasure_of_customer,
    erasure_of_user,
    get_copy,
    hindrances,
    latest_erasure,
    sealed_of,
)

__all__ = [
    "CopyView",
    "ErasureView",
    "SealedRow",
    "copies_of",
    "copy_content",
    "data_of",
    "erasure_of_customer",
    "erasure_of_user",
    "get_copy",
    "hindrances",
    "latest_erasure",
    "person_of_customer",
    "person_of_user",
    "sealed_of",
    "written",
]
