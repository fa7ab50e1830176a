"""Turn letters into messages, send them by SMTP, fetch and parse mails. No other room knows mail servers."""
