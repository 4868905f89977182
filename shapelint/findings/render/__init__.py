"""Findings as text, as JSON, as SARIF and as GitHub workflow commands."""
