"""What the domain says when it will not."""


class Refused(Exception):
    """The domain will not do this; the text is a translated sentence for people. Doors answer 409 or show it."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""
