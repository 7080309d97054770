"""The home in a browser: one live home, results side by side, and every assumption.

Needs the extra ``explore`` (Solara and its assets); nothing here is imported unless asked for.
What is on the screen is always the home that ``carehome run`` would simulate: a scenario file as
text (``choices``), lived through by Mesa's agents (``live``), drawn (``whereabouts``,
``floor_plan``, ``charts``) and told in the words of ``carehome journey``.
"""
