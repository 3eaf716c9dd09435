"""What a consultation leaves in the archive: pictures, marks, measurements, key images, summary."""
