"""The asyncio application: one room per concept, lower rooms know nothing of higher ones (see docs/architecture.md).

Start with `main.py`: the one place that knows every concrete class. `config.py` holds every setting with its help.
"""
