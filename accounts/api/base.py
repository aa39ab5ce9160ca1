"""What the views of every app share."""

from typing import cast

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import Principal
from accounts.models import User


class PublicView(APIView):
    """A view that nobody needs to be signed in for, and that looks at no token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


def user_of(request: Request) -> User:
    """The signed-in person behind a request."""
    return cast(User, request.user)


def principal_of(request: Request) -> Principal:
    """The signed-in person and their sign-in session."""
    return cast(Principal, request.auth)
