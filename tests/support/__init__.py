"""Witnesses from outside the program: LibreOffice, the Open XML SDK validator, openpyxl."""
