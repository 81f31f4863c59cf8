"""Charts that the server draws, without a library: marks laid out once, written as SVG or painted as PNG.

What is not known is drawn as not known, and what lies between two figures from the one to the other. A chart knows
nothing of what it shows: words and figures come with it, in the reader's language.
"""
