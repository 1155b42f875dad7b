"""How good or urgent something is: the five tones in which pages speak."""

from enum import StrEnum


class Tone(StrEnum):
    """The style sheets give each tone its colours and, for those who see no colours, its own mark."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"
    CALM = "calm"
