"""How well the reviewer's evidence finds what it looks for: pictures and sentences with known answers."""
