"""A stand-in for OpenStack Astara's orchestrator; see README.md."""

__version__ = '9.0.0'
