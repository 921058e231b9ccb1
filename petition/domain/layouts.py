"""The paper layouts that an organiser may choose for a batch, by the names under which the press knows them."""

LAYOUTS = ("office-4up-a4", "a6-2up-a4", "a6-4up-a4", "a6-4up-sra4", "a5-2up-a4", "us-2up-letter", "a6-shop")
"""The first is proposed: it fits what almost every office printer can do."""
