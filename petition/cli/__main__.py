"""`python -m petition.cli`: the same command where the console script is not on the path."""

from petition.cli import main

main()
