"""`python -m renkei.cli` is the `renkei` command."""

from renkei.cli.app import main

main()
