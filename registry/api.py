"""Index of the API's addresses by topic. It gathers and defines nothing."""

from django.urls import path
from rest_framework.routers import DefaultRouter

from registry.common.api_docs import Docs
from registry.contacts.api import AuthorityViewSet
from registry.figures.api import (
    CounterpartViewSet,
    IndicatorViewSet,
    SourceViewSet,
    UnitViewSet,
)
from registry.figures.api_observations import ObservationViewSet
from registry.library.api import DocumentViewSet
from registry.opendata.api_description import description
from registry.process.api import ActionPlanViewSet, MeetingViewSet
from registry.profiles.api import EditionViewSet, ProfileViewSet
from registry.projects.api import PilotProjectViewSet, ProjectViewSet
from registry.proposals.api import ProposalsView, ProposalView
from registry.search.api import SearchView
from registry.states.api import GroupViewSet, StateViewSet

router = DefaultRouter()
router.include_format_suffixes = False
router.register("states", StateViewSet, "api-state")
router.register("groups", GroupViewSet, "api-group")
router.register("profiles", ProfileViewSet, "api-profile")
router.register("editions", EditionViewSet, "api-edition")
router.register("projects", ProjectViewSet, "api-project")
router.register("pilot-projects", PilotProjectViewSet, "api-pilot-project")
router.register("meetings", MeetingViewSet, "api-meeting")
router.register("action-plans", ActionPlanViewSet, "api-action-plan")
router.register("documents", DocumentViewSet, "api-document")
router.register("indicators", IndicatorViewSet, "api-indicator")
router.register("observations", ObservationViewSet, "api-observation")
router.register("sources", SourceViewSet, "api-source")
router.register("counterparts", CounterpartViewSet, "api-counterpart")
router.register("units", UnitViewSet, "api-unit")
router.register("authorities", AuthorityViewSet, "api-authority")

urlpatterns = [
    path("schema/", description, name="api-schema"),
    path("docs/", Docs.as_view(url_name="api-schema"), name="api-docs"),
    path("search/", SearchView.as_view(), name="api-search"),
    path("proposals/", ProposalsView.as_view(), name="api-proposals"),
    path("proposals/<int:pk>/", ProposalView.as_view(), name="api-proposal"),
    *router.urls,
]
