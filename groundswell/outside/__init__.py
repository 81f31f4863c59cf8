"""One folder per outside thing. Core never calls in here: it writes facts, and the worker brings them."""
