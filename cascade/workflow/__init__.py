"""The stories that the program tells: a plan is issued as forms, and what comes back is collected."""
