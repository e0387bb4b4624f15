"""The trainers' player: recordings of two networks, streamed to a page in the browser or written into one file."""
