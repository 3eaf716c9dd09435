"""The archive as the page and DICOMweb clients see it over HTTP."""
