"""Posting: letters go out with forms, reminders and corrections; mails with returns come in."""
