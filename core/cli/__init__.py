"""The command line, which puts everything together."""

from core.cli.commands import application, main
from core.cli.search import eval_group, search_group

main.add_command(search_group)
main.add_command(eval_group)

__all__ = ["application", "main"]
