"""The check at the door: does an instance meet the standard, and can its pixels be shown?"""

from imaging.conformance.check import check

__all__ = ["check"]
