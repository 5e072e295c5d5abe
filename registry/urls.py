"""Index of the pages' addresses by topic (the public contract), each under /en/ and /ru/. It
gathers and defines nothing."""

from django.urls import include, path

from registry.accounts import views as accounts
from registry.common import pasting
from registry.compare import views as compare
from registry.contacts import views as contacts
from registry.desk import calendar_views as desk_calendar
from registry.desk import views as desk
from registry.drafting import exchange_views as exchange
from registry.drafting import step_views as steps
from registry.drafting import version_views
from registry.drafting import views as drafting
from registry.figures import views as figures
from registry.following import mail_views
from registry.following import views as following
from registry.imap import views as imap
from registry.library import views as library
from registry.opendata import package_views as packages
from registry.pages import previews
from registry.pages import views as pages
from registry.paper import views as paper
from registry.process import views as process
from registry.profiles import views as profiles
from registry.projects import views as projects
from registry.proposals import views as proposals
from registry.publication import views as publication
from registry.search import views as search
from registry.sheets import views as sheets
from registry.states import views as states
from registry.word import views as word

urlpatterns = [
    path("", pages.home, name="home"),
    path("states/", states.states, name="states"),
    path("states/<slug:slug>/", states.state, name="state"),
    path("states/<slug:slug>.pdf", paper.state_file, name="state_file"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/how-a-profile-is-made/", publication.making, name="profile_making"),
    path("profiles/<slug:state>/<slug:kind>/", profiles.profile, name="profile"),
    path("profiles/<slug:state>/<slug:kind>/<int:year>/", profiles.edition, name="edition"),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>.<slug:form>",
        paper.edition_file,
        name="edition_file",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/changes/",
        profiles.changes,
        name="edition_changes",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/changes.pdf",
        paper.changes_file,
        name="edition_changes_file",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>/",
        profiles.version,
        name="edition_version",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>.<slug:form>",
        paper.edition_file,
        name="edition_version_file",
    ),
    path("check/", paper.check, name="check_any"),
    path("check/<slug:key>/", paper.check, name="check"),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>/changes/",
        profiles.changes,
        name="edition_version_changes",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>/changes.pdf",
        paper.changes_file,
        name="edition_version_changes_file",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>/cite.<slug:form>",
        profiles.cite,
        name="edition_cite",
    ),
    path(
        "profiles/<slug:state>/<slug:kind>/<int:year>/<int:number>/charts/<slug:slug>.<slug:form>",
        profiles.chart,
        name="edition_chart",
    ),
    path("paste/", pasting.paste, name="paste"),
    path("consultation/<str:token>/typed/", exchange.consultation_typed, name="consultation_typed"),
    path("consultation/<str:token>/", exchange.consultation, name="consultation"),
    path("compare/", compare.compare, name="compare"),
    path("compare.pdf", paper.comparison_file, name="comparison_file"),
    path("map/", imap.imap, name="map"),
    path("map/layer.<slug:form>", imap.layer_file, name="map_layer"),
    path("data/", figures.indicators, name="indicators"),
    path("data/<slug:slug>/", figures.indicator, name="indicator"),
    path("data/<slug:slug>.pdf", paper.indicator_file, name="indicator_file"),
    path("data/<slug:slug>/chart.<slug:form>", figures.chart, name="indicator_chart"),
    path("data/<slug:slug>/embed/", figures.embed, name="indicator_embed"),
    path("data/<slug:slug>/datapackage.json", packages.indicator, name="indicator_package"),
    path("data/<slug:slug>/pairs/", figures.pairs, name="indicator_pairs"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("projects/<slug:slug>.pdf", paper.project_file, name="project_file"),
    path("pilot-projects/", projects.pilot_projects, name="pilot_projects"),
    path("pilot-projects/<int:number>/", projects.pilot_project, name="pilot_project"),
    path("pilot-projects/<int:number>.pdf", paper.pilot_project_file, name="pilot_project_file"),
    path("process/", process.process, name="process"),
    path("meetings/", process.meetings, name="meetings"),
    path("meetings/<slug:slug>/", process.meeting, name="meeting"),
    path("action-plans/<slug:slug>/", process.action_plan, name="action_plan"),
    path("co-operation-areas/<slug:slug>/", process.cooperation_area, name="cooperation_area"),
    path("contact-points/", contacts.contact_points, name="contact_points"),
    path("contact-points/<int:pk>/", contacts.contact_point, name="contact_point"),
    path("confirm/<str:token>/", contacts.confirm, name="confirm"),
    path("new-address/<str:token>/", contacts.new_address, name="new_address"),
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("console-link/<str:token>/", accounts.console_link, name="console_link"),
    path("privacy-notice/", accounts.privacy_notice, name="privacy_notice"),
    path("account/", include("registry.accounts.urls")),
    path("desk/", desk.desk, name="desk"),
    path("desk/details/<int:pk>/", desk.own_details, name="desk_details"),
    path("desk/details/<int:pk>/seen/", desk.seen_by, name="desk_seen_by"),
    path("desk/details/<int:pk>/address/", desk.new_address, name="desk_new_address"),
    path(
        "desk/details/<int:pk>/address/<int:change>/withdraw/",
        desk.withdraw_address,
        name="desk_withdraw_address",
    ),
    path("desk/details/<int:pk>/office/", desk.office, name="desk_office"),
    path("desk/hand-over/<int:pk>/", desk.hand_over, name="desk_hand_over"),
    path(
        "desk/hand-over/<int:pk>/withdraw/", desk.withdraw_handover, name="desk_withdraw_handover"
    ),
    path("desk/systems/<int:pk>/", proposals.systems, name="desk_systems"),
    path(
        "desk/systems/<int:pk>/<int:system>/revoke/",
        proposals.revoke,
        name="desk_revoke_system",
    ),
    path("desk/proposals/", proposals.proposals, name="desk_proposals"),
    path("desk/proposals/<int:proposal>/", proposals.decide, name="desk_proposal"),
    path("desk/network/", desk.network, name="desk_network"),
    path("desk/network.vcf", desk.network_vcf, name="desk_network_vcf"),
    path("desk/network/<int:pk>/", desk.card, name="desk_card"),
    path("desk/network/<int:pk>.vcf", desk.card_vcf, name="desk_card_vcf"),
    path("desk/letters/<int:pk>/", desk.answer, name="desk_answer"),
    path("desk/editions/<int:pk>/", drafting.edition, name="desk_edition"),
    path("desk/editions/<int:pk>/read/", steps.read, name="desk_read"),
    path("desk/editions/<int:pk>/preview/", publication.preview, name="desk_preview"),
    path("desk/editions/<int:pk>/filled-in/", steps.filled_in, name="desk_filled_in"),
    path("desk/editions/<int:pk>/languages/", steps.languages, name="desk_languages"),
    path("desk/editions/<int:pk>/missing/", steps.missing, name="desk_missing"),
    path("desk/editions/<int:pk>/take-kept/", steps.take_kept, name="desk_take_kept"),
    path("desk/editions/<int:pk>/steps/<slug:name>/", steps.step, name="desk_step"),
    path("desk/editions/<int:pk>/figures.xlsx", sheets.figures_file, name="desk_figures_file"),
    path("desk/editions/<int:pk>/figures/", sheets.figures, name="desk_figures"),
    path(
        "desk/editions/<int:pk>/figures/<int:sheet>/",
        sheets.figure_sheet,
        name="desk_figure_sheet",
    ),
    path("desk/editions/<int:pk>/word/", word.word, name="desk_word"),
    path("desk/editions/<int:pk>/word/copy/", word.copy, name="desk_word_copy"),
    path(
        "desk/editions/<int:pk>/word/<int:word>/",
        word.proposal,
        name="desk_word_proposal",
    ),
    path("desk/editions/<int:pk>/ask/", exchange.ask, name="desk_ask"),
    path(
        "desk/editions/<int:pk>/ask/<int:consultation>/revoke/", exchange.revoke, name="desk_revoke"
    ),
    path(
        "desk/editions/<int:pk>/comments/<int:comment>/resolve/",
        exchange.resolve,
        name="desk_resolve",
    ),
    path(
        "desk/editions/<int:pk>/comments/<int:comment>/pass-on/",
        exchange.pass_on,
        name="desk_pass_on",
    ),
    path(
        "desk/editions/<int:pk>/suggestions/<int:suggestion>/",
        exchange.suggestion,
        name="desk_suggestion",
    ),
    path("desk/editions/<int:pk>/parts/<slug:slug>/", drafting.part, name="desk_part"),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/autosave/",
        drafting.autosave,
        name="desk_autosave",
    ),
    path("desk/editions/<int:pk>/parts/<slug:slug>/others/", drafting.others, name="desk_others"),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/versions/",
        version_views.versions,
        name="desk_versions",
    ),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/versions/<int:number>/",
        version_views.version,
        name="desk_version",
    ),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/versions/<int:number>/bring-back/",
        version_views.bring_back,
        name="desk_bring_back",
    ),
    path("desk/editions/<int:pk>/parts/<slug:slug>/merge/", drafting.merge, name="desk_merge"),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/changes/",
        drafting.changes,
        name="desk_part_changes",
    ),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/comment/", exchange.comment, name="desk_comment"
    ),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/still-valid/",
        drafting.still_valid,
        name="desk_still_valid",
    ),
    path(
        "desk/editions/<int:pk>/parts/<slug:slug>/figures/<int:indicator>/renew/",
        drafting.renew_sentence,
        name="desk_renew_sentence",
    ),
    path("desk/mail/", desk.mail_settings, name="desk_mail"),
    path("desk/calendar/", desk_calendar.calendar_address, name="desk_calendar"),
    path("desk/privacy/", desk.privacy_page, name="desk_privacy"),
    path("desk/privacy/data/", desk.own_data, name="desk_own_data"),
    path("desk/privacy/erasure/", desk.erasure, name="desk_erasure"),
    path("desk/see-as/stop/", desk.stop_seeing_as, name="desk_stop_seeing_as"),
    path("library/", library.documents, name="documents"),
    path("library/<slug:slug>/", library.document, name="document"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggest, name="search_suggestions"),
    path("follow/", following.follow, name="follow"),
    path("follow/by-mail/", mail_views.by_mail_page, name="follow_by_mail"),
    path("follow/confirm/<str:token>/", mail_views.confirm, name="follow_confirm"),
    path("follow/mine/<str:token>/", mail_views.mine, name="follow_mine"),
    path("follow/stop/<str:token>/", mail_views.stop, name="follow_stop"),
    path("names/", states.names, name="names"),
    path("glossary/", pages.glossary, name="glossary"),
    path("news/", pages.news, name="news"),
    path("news/<slug:slug>/", pages.news_item, name="news_item"),
    path("about/<slug:slug>/", pages.page, name="page"),
]
