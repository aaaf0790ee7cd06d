"""Benchmarks: what the project promises, measured on this machine and printed as tables."""
