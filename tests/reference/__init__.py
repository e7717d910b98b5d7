"""A second opinion: the visits and the roster of the engine once more, in plain Mesa, written to be read by a planner.

It shares with the engine the schema of what a case is told (simulation.layout.GROUND and SETTINGS), the elementary
functions of simulation.maths and the numbering of the random streams; no rule, no record, no compiled loop. Read
secretariat.py first. plan.py says which settings it assumes.
"""
