"""The courts' public case records: import, tables, event logs, and a synthetic release."""
