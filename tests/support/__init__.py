"""Witnesses from outside the program: office, mail and web programs, and second readers of our files."""
