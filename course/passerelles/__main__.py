"""`python -m passerelles` is the same as `passerelles`."""

from passerelles.cli import main

main()
