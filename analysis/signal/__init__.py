"""Checks of the signal itself, one file each: is this a usable picture, and is it one of a patient at all?"""
