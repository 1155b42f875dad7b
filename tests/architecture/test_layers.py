"""Who may import whom: between capabilities by import-linter, inside a capability by the names of its files."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import PRODUCT, ROOT, Source, python_files

RANKS = (
    ("states",),
    ("errors", "protocol", "rounding"),
    ("events",),
    ("models", "rules", "providers", "backends", "templates"),
    ("documents",),
    ("queries",),
    ("operations",),
    ("jobs",),
)
RANK_OF = {name: rank for rank, names in enumerate(RANKS) for name in names}
CAPABILITIES_APART = {"kernel", "web", "flows", "demo", "cli"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, env={"PYTHONPATH": str(folder)})


def test_the_layers_hold() -> None:
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


def test_a_call_upwards_is_found(tmp_path: Path) -> None:
    for name, text in {"core": "", "core.low": "import core.high", "core.high": ""}.items():
        folder = tmp_path.joinpath(*name.split("."))
        folder.mkdir()
        (folder / "__init__.py").write_text(text)
    contract = 'name = "x"\ntype = "layers"\ncontainers = ["core"]\nlayers = ["high", "low"]\nexhaustive = true\n'
    config = '[tool.importlinter]\nroot_package = "core"\n[[tool.importlinter.contracts]]\n' + contract
    (tmp_path / "pyproject.toml").write_text(config)

    assert "core.low -> core.high" in lint(tmp_path).stdout
    (tmp_path / "core" / "low" / "__init__.py").write_text("")
    assert lint(tmp_path).returncode == 0
    (tmp_path / "core" / "new").mkdir()
    (tmp_path / "core" / "new" / "__init__.py").write_text("")
    assert lint(tmp_path).returncode != 0, "a folder that no layer names must fail"


def test_every_contract_of_the_house_finds_what_it_forbids(tmp_path: Path) -> None:
    for folder in PRODUCT:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "static", "svg"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in {
        "core/kernel/upwards.py": "import core.orders",
        "storefront/sideways.py": "import backoffice",
        "backoffice/past.py": "import core.orders.models",
        "core/orders/web.py": "import flask",
    }.items():
        (tmp_path / path).write_text(text)

    told = lint(tmp_path).stdout

    assert "Contracts: 0 kept, 4 broken." in told


def without_the_flask_contract(contracts: list[dict[str, object]], capabilities: set[str]) -> set[str]:
    """Capabilities that the contract on Flask forgets; `core.web` and those above it may know Flask."""
    (contract,) = [contract for contract in contracts if str(contract["name"]).startswith("Flask lives in")]
    named = contract["source_modules"]
    assert isinstance(named, list)
    return {f"core.{name}" for name in capabilities - {"web", "demo", "cli"}} - set(named)


def test_the_contract_on_flask_names_every_capability() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    capabilities = {folder.name for folder in (ROOT / "core").iterdir() if (folder / "__init__.py").is_file()}

    assert without_the_flask_contract(contracts, capabilities) == set()
    assert without_the_flask_contract(contracts, capabilities | {"new"}) == {"core.new"}


def wrong_imports(source: Source) -> list[str]:
    """Imports of a file from its own capability that do not stand to its left."""
    parts = Path(source.path).with_suffix("").parts
    if len(parts) < 3 or parts[0] != "core" or parts[1] in CAPABILITIES_APART or parts[2] == "__init__":
        return []
    own = f"core.{parts[1]}"
    rank = RANK_OF.get(parts[2])
    if rank is None:
        return [f"{source.path}: no file of a capability is called {parts[2]}"]
    return [
        f"{source.path} imports {own}.{name}"
        for name in _imported_files(source.tree, own)
        if name != parts[2] and RANK_OF.get(name, 99) >= rank
    ]


def _imported_files(tree: ast.Module, own: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == own:
                found |= {alias.name for alias in node.names if alias.name in RANK_OF}
            elif node.module.startswith(own + "."):
                found.add(node.module.split(".")[2])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[2] for alias in node.names if alias.name.startswith(own + ".")}
    return found


def test_inside_a_capability_files_import_only_what_stands_to_their_left() -> None:
    assert [line for source in python_files("core") for line in wrong_imports(source)] == []


def test_an_import_to_the_right_is_found() -> None:
    looking_right = Source(path="core/orders/rules.py", text="from core.orders.queries import get_order")
    looking_left = Source(path="core/orders/queries.py", text="from core.orders.rules import derive_state")
    misnamed = Source(path="core/orders/helpers.py", text="")

    assert wrong_imports(looking_right) == ["core/orders/rules.py imports core.orders.queries"]
    assert wrong_imports(looking_left) == []
    assert wrong_imports(misnamed) == ["core/orders/helpers.py: no file of a capability is called helpers"]
