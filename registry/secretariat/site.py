from django.contrib.admin import AdminSite
class RegistrySite(AdminSite): pass
