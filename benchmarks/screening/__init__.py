"""How well the detectors find what was put into real pictures, and how fast they are."""
