"""The ledger's tables, and how their rows are written: now, and from the entries of older versions."""

from typing import Any

VERSION = 8  # written after the tables are created and filled; tables without it are filled again

SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
    ticket TEXT PRIMARY KEY, round TEXT NOT NULL, city TEXT NOT NULL, version INTEGER NOT NULL,
    content TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, layout TEXT NOT NULL,
    whole TEXT NOT NULL, split TEXT NOT NULL, share TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS issued_to_city ON issued (round, city, whole, version);
CREATE INDEX IF NOT EXISTS issued_of_whole ON issued (whole);
CREATE TABLE IF NOT EXISTS plans (place TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS summaries (
    round TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, made TEXT NOT NULL,
    content TEXT NOT NULL, PRIMARY KEY (round, number)
) STRICT;
CREATE TABLE IF NOT EXISTS returns (
    id INTEGER PRIMARY KEY, round TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    received TEXT NOT NULL, run INTEGER NOT NULL, region TEXT NOT NULL, ticket TEXT NOT NULL,
    verdict TEXT NOT NULL, findings TEXT NOT NULL, filing TEXT NOT NULL, dated INTEGER NOT NULL,
    UNIQUE (round, file, sha256, run)
) STRICT;
CREATE TABLE IF NOT EXISTS decisions (
    round TEXT NOT NULL, number INTEGER NOT NULL, run INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
    city TEXT NOT NULL, sha256 TEXT NOT NULL, because TEXT NOT NULL, by TEXT NOT NULL,
    undoes INTEGER NOT NULL, after TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (round, number)
) STRICT;
CREATE TABLE IF NOT EXISTS mails (
    round TEXT NOT NULL, sha256 TEXT NOT NULL, message_id TEXT NOT NULL, sender TEXT NOT NULL,
    subject TEXT NOT NULL, sent TEXT NOT NULL, folder TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (round, sha256)
) STRICT;
CREATE TABLE IF NOT EXISTS post (
    message_id TEXT PRIMARY KEY, round TEXT NOT NULL, purpose TEXT NOT NULL, city TEXT NOT NULL,
    about TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL, by TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS corrections (
    round TEXT NOT NULL, city TEXT NOT NULL, content TEXT NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (round, city)
) STRICT;
"""

# The last entry under a key wins: the journal may hold an entry of an interrupted run, which the ledger never
# got, and then that of the next run. A return entered again keeps its place. What entries of older versions
# lack is NULL here (see LACKING): a decision then gets the next number, and the last collection before it.
WRITE = {
    "plans": "INSERT INTO plans VALUES (:place, :at)",
    "issued": "INSERT OR REPLACE INTO issued VALUES"
    " (:ticket, :round, :city, :version, :content, :sha256, :at, :layout, :whole, :split, :share)",
    "summaries": "INSERT OR REPLACE INTO summaries VALUES (:round, :number, :at, :made, :content)",
    "returns": "INSERT INTO returns"
    " (round, file, sha256, received, run, region, ticket, verdict, findings, filing, dated) VALUES"
    " (:round, :file, :sha256, :received, :run, :region, :ticket, :verdict, :findings, :filing,"
    " COALESCE(:dated, instr(:received, 'T') = 0))"
    " ON CONFLICT (round, file, sha256, run) DO UPDATE SET received = excluded.received,"
    " region = excluded.region, ticket = excluded.ticket, verdict = excluded.verdict,"
    " findings = excluded.findings, filing = excluded.filing, dated = excluded.dated",
    "decisions": "INSERT OR REPLACE INTO decisions VALUES (:round,"
    " COALESCE(:number, (SELECT number FROM decisions"
    " WHERE (round, at, kind, city, sha256) = (:round, :at, :kind, :city, :sha256)),"
    " (SELECT MAX(number) + 1 FROM decisions WHERE round = :round), 1),"
    " COALESCE(:run, (SELECT MAX(number) FROM summaries WHERE round = :round AND at <= :at),"
    " (SELECT MAX(run) FROM returns WHERE round = :round), 0),"
    " :at, :kind, :city, :sha256, :because, :by, :undoes, :after, :file)",
    "mails": "INSERT OR REPLACE INTO mails"
    " VALUES (:round, :sha256, :message_id, :sender, :subject, :sent, :folder, :at)",
    "post": "INSERT OR REPLACE INTO post"
    " VALUES (:message_id, :round, :purpose, :city, :about, :state, :at, :detail, :by)",
    "corrections": "INSERT OR REPLACE INTO corrections VALUES (:round, :city, :content, :sha256)",
}

# Until version 1.0 every collection made a summary and entered it as a run.
REPLAY = {"runs": "INSERT OR IGNORE INTO summaries VALUES (:round, :run, :at, :at, '')"} | WRITE
LACKING: dict[str, dict[str, Any]] = {
    "returns": {"dated": None},
    "decisions": {"number": None, "run": None, "by": "", "undoes": 0, "after": "", "file": ""},
    "post": {"by": ""},
}
REMADE = ("returns", "decisions", "post")  # tables whose columns have changed since version 3
