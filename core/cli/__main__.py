"""So that `python -m core.cli` works."""

from core.cli import main

if __name__ == "__main__":
    main()
