"""Survivors' stories: their pages, milestones and the map that tells them."""
