"""Words that would tell who it is: found by rules in eight languages, on this machine, from lists in this folder.

`analyse(text, lang, allowed)` is what checkers, the editor's chips and `manage.py check_text` share. What is looked
at, and what is missed, stands in docs/evidence-words.md.
"""
