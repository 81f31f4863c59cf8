"""The ground of the maps that the server draws: Natural Earth's land, borders, lakes and rivers, made by bin/ground."""

END = 99  # the rank of a point that is never left out
LEAST = 1e-4  # square degrees: the triangle of rank 0
RANKS = 4  # to each doubling
