"""Letters that follow from events, by what they are about, and the sending of each."""
