"""DICOMweb (PS3.18): the archive's studies service over HTTP."""
