"""Agent-based simulation of personalised care in English care homes for older people."""
