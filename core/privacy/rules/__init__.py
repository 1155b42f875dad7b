"""The rules of privacy: whose data it is, where it lies, what becomes of it."""

from core.privacy.rules.duties import Duty, kept_until
from core.privacy.rules.endings import MASK, Delete, Keep, Overwrite, Part, Person, Seal
from core.privacy.rules.parts import PARTS

__all__ = ["MASK", "PARTS", "Delete", "Duty", "Keep", "Overwrite", "Part", "Person", "Seal", "kept_until"]
