"""The journey of a story: the list of publishable places and the map drawn from it."""
