"""What is read off a simulated home: outcomes from its record, and from nothing else.

No code in this room sees a setting. The two public tables of numbers are one row per home
(:func:`home_row`) and one row per measured week (:func:`week_rows`); :func:`readout_constants`
lists the constants with which instruments such as ASCOT or the CMAI are read from states.
"""

from carehome_sim.outcomes.constants import ReadoutConstant, readout_constants
from carehome_sim.outcomes.row import home_row, row_columns
from carehome_sim.outcomes.series import series_columns, week_rows

__all__ = [
    "ReadoutConstant",
    "home_row",
    "readout_constants",
    "row_columns",
    "series_columns",
    "week_rows",
]
