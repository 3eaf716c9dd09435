"""The SOP classes of the node's services besides storage (PS3.4 Annexes A, C and J)."""

VERIFICATION = "1.2.840.10008.1.1"

PATIENT_FIND = "1.2.840.10008.5.1.4.1.2.1.1"
PATIENT_MOVE = "1.2.840.10008.5.1.4.1.2.1.2"
PATIENT_GET = "1.2.840.10008.5.1.4.1.2.1.3"
STUDY_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
STUDY_MOVE = "1.2.840.10008.5.1.4.1.2.2.2"
STUDY_GET = "1.2.840.10008.5.1.4.1.2.2.3"
STUDY_ROOT = frozenset({STUDY_FIND, STUDY_MOVE, STUDY_GET})

COMMITMENT = "1.2.840.10008.1.20.1"
COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1"
"""The well-known instance that all requests are made to (PS3.4 J.3.5)."""
