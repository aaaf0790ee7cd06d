"""A stand-in for the payment processor on this machine: the part of its HTTP interface we use, and no money.

It never imports the processor's SDK, so that what it answers is checked by a client it shares no code with.
"""
