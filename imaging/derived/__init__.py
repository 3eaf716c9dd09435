"""Builds the DICOM objects that people's work on images leaves behind; pure: data sets in, data sets out."""
