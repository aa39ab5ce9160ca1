"""What can come between a member of staff and what they meant to do."""

from solacore.common.errors import DomainError


class AlreadyDoneError(DomainError):
    """The same form was sent twice; what it asks for is done."""

    status = 409
    code = "ALREADY_DONE"
    detail = "This was done already, and only once."


class OvertakenError(DomainError):
    """Somebody changed the person between the form and its sending."""

    status = 409
    code = "OVERTAKEN"
    detail = "Something has changed meanwhile. Nothing was done; please look again."
