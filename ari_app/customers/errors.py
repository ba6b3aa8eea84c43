"""What can be refused; the message says why and what to do."""


class Refused(Exception):
    """The root. Trying the same again does not help."""

    retryable = False


class Unknown(Refused):
    """There is no such customer, note or interaction, or it is not one's own."""


class Taken(Refused):
    """Another customer is known by that."""


class Unfit(Refused):
    """It is not of a form that can be kept."""
