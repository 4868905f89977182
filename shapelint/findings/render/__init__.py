"""Findings as text, as JSON and as GitHub workflow commands."""
