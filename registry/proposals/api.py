"""The door of a state's own system: it proposes, and reads what became of its proposals."""

from typing import Any

import orjson
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.common.api import Reading, language_of, limit_headers
from registry.common.api_forms import JSONRenderer
from registry.common.dates import today
from registry.common.library_internals import django_request
from registry.common.limits import MINUTE, Limit
from registry.common.problems import Wrong, WrongParameterError
from registry.figures.models import Observation
from registry.proposals.models import Proposal, SystemToken
from registry.proposals.proposing import OtherContentError, TooManyWaitingError, propose
from registry.proposals.tokens import whose

USES = Limit("proposals", 60, MINUTE)  # of one token
WRONG_TOKENS = Limit("wrong-tokens", 20, MINUTE)  # of one network
LARGEST = 256 * 1024  # bytes
MOST_LISTED = 100
KEY = "Idempotency-Key"
LONGEST_KEY = 100


class ConflictError(APIException):
    status_code = 409


class UnprocessableError(APIException):
    status_code = 422


class TooLargeError(APIException):
    status_code = 413


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer ppr_…`; the token of an office that is held today."""

    def authenticate(self, request: Request) -> tuple[SystemToken, str]:
        if WRONG_TOKENS.times_so_far(django_request(request)) >= WRONG_TOKENS.most:
            raise Throttled(wait=MINUTE)
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        row = whose(token.strip(), on=today()) if scheme.lower() == "bearer" else None
        if row is None:
            if token:
                WRONG_TOKENS.readings(django_request(request))
            raise AuthenticationFailed(
                _("A token of a contact point in office is wanted. The desk makes one.")
            )
        return row, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="registry"'


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "systemToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class ProposedFigure(serializers.Serializer):
    indicator = serializers.CharField(help_text="Slug.")
    value = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="A number, or its text; at most 16 places before the point, 4 after it.",
    )
    year = serializers.IntegerField(required=False, allow_null=True)
    gap = serializers.ChoiceField(
        choices=[("", ""), *Observation.Gap.choices], required=False, help_text="Why none."
    )
    source: Any = serializers.CharField(required=False, max_length=200)
    note_en = serializers.CharField(required=False, max_length=200)
    note_ru = serializers.CharField(required=False, max_length=200)


class ProposedDetails(serializers.Serializer):
    name_latin = serializers.CharField(required=False)
    name_cyrillic = serializers.CharField(required=False)
    shared_email = serializers.CharField(required=False)
    phone = serializers.CharField(required=False)
    mobile = serializers.CharField(required=False)
    spoken = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    room = serializers.CharField(required=False)


class ProposalContent(serializers.Serializer):
    """Figures, or details; `kind` says which."""

    kind = serializers.ChoiceField(choices=Proposal.Kind.choices)
    figures = ProposedFigure(many=True, required=False)
    details = ProposedDetails(required=False)


class ProposalSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField(help_text="Slug: that of the token.")
    standing = serializers.ChoiceField(choices=["waiting", "taken", "refused"])
    made_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    left_out = serializers.ListField(
        child=serializers.CharField(), help_text="Indicators that no profile in work asks for."
    )
    reason = serializers.CharField(help_text="Of a refusal, if the contact point gave one.")


class ProposalListSerializer(serializers.Serializer):
    results = ProposalSerializer(many=True)


class TokenView(Reading, APIView):
    """What a token may ask; nothing of it is kept on the way."""

    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser,)
    authentication_classes = (TokenAuthentication,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = language_of(request)
        with translation.override(language):
            response: Any = super().dispatch(request, *args, **kwargs)
            response["Content-Language"] = language
            response["Cache-Control"] = "private, no-store"
            for name, value in getattr(self, "limits", {}).items():
                response[name] = value
            return response.render() if hasattr(response, "render") else response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_parameters(request)
        self.check_language(request)
        found: Any = request.user
        self.token: SystemToken = found
        number = USES.times(self.token.pk)
        self.limits = limit_headers(USES, number)
        if number > USES.most:
            raise Throttled(wait=MINUTE)


KEY_PARAMETER = OpenApiParameter(
    KEY,
    location=OpenApiParameter.HEADER,
    required=True,
    description=(
        "1 to 100 characters of your choice. The same proposal sent again under it is the same"
        " proposal."
    ),
)


class ProposalsView(TokenView):
    """Proposals of this token, the latest first; a new one."""

    @extend_schema(
        operation_id="proposals_list", responses=ProposalListSerializer, tags=["proposals"]
    )
    def get(self, request: Request) -> Response:
        rows = self.token.proposals.for_page()[:MOST_LISTED]
        return Response({"results": [shown(row) for row in rows]})

    @extend_schema(
        operation_id="proposals_create",
        parameters=[KEY_PARAMETER],
        request=ProposalContent,
        responses={201: ProposalSerializer, 200: ProposalSerializer},
        tags=["proposals"],
    )
    def post(self, request: Request) -> Response:
        key = key_of(request)
        try:
            row, is_new = propose(self.token, body_of(request), key=key, on=today())
        except OtherContentError as error:
            raise UnprocessableError(str(error)) from None
        except TooManyWaitingError as error:
            raise ConflictError(str(error)) from None
        address = f"{request.path}{row.pk}/"
        headers = {"Location": address} | ({} if is_new else {"Idempotent-Replayed": "true"})
        return Response(shown(row), status=201 if is_new else 200, headers=headers)


class ProposalView(TokenView):
    """What became of a proposal of this token."""

    @extend_schema(
        operation_id="proposals_retrieve", responses=ProposalSerializer, tags=["proposals"]
    )
    def get(self, request: Request, pk: int) -> Response:
        row = self.token.proposals.for_page().numbered(pk)
        if row is None:
            raise Http404
        return Response(shown(row))


def shown(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": row.state.slug,
        "standing": row.standing,
        "made_at": row.made_at,
        "decided_at": row.decided_at,
        "left_out": row.left_out,
        "reason": row.reason,
    }


def key_of(request: Request) -> str:
    key = request.headers.get(KEY, "").strip()
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        detail = _("A header of this name with 1 to 100 characters is wanted.")
        raise WrongParameterError(Wrong(parameter=KEY, value=key[:LONGEST_KEY], detail=detail))
    return key


def body_of(request: Request) -> Any:
    if len(django_request(request).body) > LARGEST:
        raise TooLargeError(_("A proposal has at most 256 KB. Send several."))
    try:
        return orjson.loads(django_request(request).body)
    except orjson.JSONDecodeError:
        wrong = Wrong(parameter="body", detail=_("This is no JSON."))
        raise WrongParameterError(wrong) from None
