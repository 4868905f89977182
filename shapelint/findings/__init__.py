"""The catalogue of codes, findings, suppression and renderers."""
