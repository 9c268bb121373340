"""What can be typed after `wirehouse`, one module for each kind of work.

In: what was typed. Out: results on standard output, the rest on standard error. A command says what it does (its help), turns words
into settings and values (`options.py`), and calls one function of `flows`, which it imports when it is called: what a command does
not need costs it no time.
"""
