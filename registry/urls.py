"""Index of the pages' addresses by topic (the public contract), each under /en/ and /ru/. It gathers and defines nothing."""

from django.urls import path

from registry.contacts import views as contacts
from registry.figures import views as figures
from registry.imap import views as imap
from registry.library import views as library
from registry.pages import views as pages
from registry.process import views as process
from registry.profiles import views as profiles
from registry.projects import views as projects
from registry.states import views as states

urlpatterns = [
    path("", pages.home, name="home"),
    path("states/", states.states, name="states"),
    path("states/<slug:slug>/", states.state, name="state"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/<slug:state>/<slug:kind>/", profiles.profile, name="profile"),
    path("profiles/<slug:state>/<slug:kind>/<int:year>/", profiles.edition, name="edition"),
    path("map/", imap.imap, name="map"),
    path("data/", figures.indicators, name="indicators"),
    path("data/<slug:slug>/", figures.indicator, name="indicator"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("pilot-projects/", projects.pilot_projects, name="pilot_projects"),
    path("pilot-projects/<int:number>/", projects.pilot_project, name="pilot_project"),
    path("process/", process.process, name="process"),
    path("meetings/", process.meetings, name="meetings"),
    path("meetings/<slug:slug>/", process.meeting, name="meeting"),
    path("action-plans/<slug:slug>/", process.action_plan, name="action_plan"),
    path("co-operation-areas/<slug:slug>/", process.cooperation_area, name="cooperation_area"),
    path("contact-points/", contacts.contact_points, name="contact_points"),
    path("library/", library.documents, name="documents"),
    path("library/<slug:slug>/", library.document, name="document"),
    path("news/", pages.news, name="news"),
    path("news/<slug:slug>/", pages.news_item, name="news_item"),
    path("about/<slug:slug>/", pages.page, name="page"),
]
