"""The DICOM node: other systems store, find, move and get images here, and are sent to and asked in turn."""
