"""What is measured, and how: each module prints its figures beside a peer or a goal."""
