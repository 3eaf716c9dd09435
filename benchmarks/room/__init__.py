"""Measurements of the consultation room: how soon others see, how a full board opens, what people cost."""
