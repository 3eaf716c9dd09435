"""De-identification (PS3.15 annex E): headers for those who may not learn who the patients are."""
