"""Consultations: who is invited, what is brought along, who is there, and how it ends."""
