"""Braze schedules as code: YAML in git, a reviewed plan, an apply that cannot lose an id or send twice."""

__all__ = ["__version__"]

__version__ = "0.1.0"
