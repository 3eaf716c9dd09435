"""What a line of text on a screen tells of a person, by plain rules."""
