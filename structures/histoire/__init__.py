"""Nothing is lost: every change of what staff keep true is a row of `structures_version`, written by the database.

A model is tracked when it says under whose history its own is read, in `HISTOIRE` (empty: it stands alone), and when
its table has the trigger (migrations 0020). Triggers rather than signals: an edit counts wherever it comes from, a
queryset's `update` or a line of SQL included; and a column that a migration adds is recorded without another.
"""
