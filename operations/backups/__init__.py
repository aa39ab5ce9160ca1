"""Dumps of the database that are known to come back: taken, checked, kept, restored, drilled."""

# Their names in the table of recurring jobs, where the times of the last successes stand.
BACKUP_JOB = "backup"
DRILL_JOB = "backup_drill"
