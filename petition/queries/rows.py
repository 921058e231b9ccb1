"""The rows that queries give, for the annotations of doors: doors read them and never write them."""

from petition.models import Batch, Campaign, Card, Prisoner

__all__ = ["Batch", "Campaign", "Card", "Prisoner"]
