"""Small tools that know no noun of ours. Imports nothing of ours."""
