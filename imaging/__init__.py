"""The archive: DICOM in and out, the index, DICOMweb, conformance checks and rights."""
