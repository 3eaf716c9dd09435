"""Contrast-filled vessels on live angiograms: their tree, the catheter's tip, candidates for narrowings."""
