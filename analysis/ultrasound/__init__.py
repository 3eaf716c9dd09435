"""What the ultrasound detector is made of: field, depth scale, dark regions, needle and heart beat."""
