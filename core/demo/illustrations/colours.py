"""The palette of the drawings: every colour name stands for five tones of one material."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """One material in five tones, from the lit edge to the deepest shade, as CSS hex colours."""

    glow: str
    light: str
    main: str
    dark: str
    deep: str


COLOURS: Final[dict[str, Tones]] = {
    "graphite": Tones(glow="#8b979b", light="#5f6b70", main="#475358", dark="#364146", deep="#273034"),
    "sand": Tones(glow="#f6ead3", light="#e9d7b6", main="#d9c196", dark="#bfa374", deep="#967c51"),
    "harbour": Tones(glow="#86bfbc", light="#3f8a8c", main="#25706f", dark="#17585a", deep="#0e4245"),
    "copper": Tones(glow="#f0b48f", light="#d98a5c", main="#bf6a3d", dark="#9c5029", deep="#74391c"),
    "cream": Tones(glow="#fffdf8", light="#f8f1e4", main="#ece1cd", dark="#d6c7ac", deep="#b09f80"),
    "steel": Tones(glow="#f2f6f7", light="#d7dfe1", main="#b9c4c7", dark="#96a4a8", deep="#6c7b80"),
    "mist": Tones(glow="#e3eff0", light="#c3d8d9", main="#9fbfc1", dark="#7ba2a5", deep="#557d81"),
    "moss": Tones(glow="#bccb9c", light="#8fa268", main="#6f844a", dark="#566a37", deep="#3e4e26"),
    "berry": Tones(glow="#d9a0a8", light="#b3606d", main="#964353", dark="#773341", deep="#56232e"),
    "ochre": Tones(glow="#f5d793", light="#e3b557", main="#cf9a35", dark="#a97a24", deep="#7d5917"),
    "night": Tones(glow="#93a7c4", light="#50688d", main="#3a5175", dark="#2b3f5e", deep="#1e2d45"),
    "coffee": Tones(glow="#c79c7c", light="#93654a", main="#754b34", dark="#5a3826", deep="#3e2519"),
}
