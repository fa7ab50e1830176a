"""The bulletin (通报) that an office writes after a round, drafted from a Word template that it may edit."""

from cascade.bulletin.statements import statements
from cascade.bulletin.word_template import BulletinTemplate, load

__all__ = ["BulletinTemplate", "load", "statements"]
