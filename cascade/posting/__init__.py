"""Posting: send forms, reminders, receipts and corrections; fetch mails with returns."""
