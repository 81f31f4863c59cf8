"""The door for people: function views, a file per noun."""
