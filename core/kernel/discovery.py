"""Finding what the capabilities bring along, by the names of their files."""

import pkgutil
from importlib import import_module

import core


def import_all(file_name: str) -> list[str]:
    """Import `core.<capability>.<file_name>`, a module or a folder with all its modules; returns what was found."""
    found = []
    for capability in pkgutil.iter_modules(core.__path__):
        if not capability.ispkg:
            continue
        package = import_module(f"core.{capability.name}")
        if file_name in {module.name for module in pkgutil.iter_modules(package.__path__)}:
            found.append(f"core.{capability.name}.{file_name}")
            _import_with_children(found[-1])
    return found


def import_tables() -> None:
    """Import everything that may declare a table: models, and what stands for other companies' records."""
    for file_name in ("models", "providers", "backends"):
        import_all(file_name)


def _import_with_children(name: str) -> None:
    module = import_module(name)
    for child in pkgutil.iter_modules(getattr(module, "__path__", [])):
        import_module(f"{name}.{child.name}")
