"""The archive beside Orthanc: taking images in, answering queries, opening a study."""
