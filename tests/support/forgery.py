"""Forged tokens."""


def forged(signed: str) -> str:
    """The same token or link with another signature: its first sign differs, for the last ones hold unused bits."""
    head, _, signature = signed.rpartition(".")
    assert signature, "it is signed"
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
