"""The same record as a Django REST framework site has it, in one file. PEERS names the SQLite file."""

import os
from datetime import date

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["PEERS"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - once it is set up
from django.db import models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402
from rest_framework.response import Response as Answer  # noqa: E402


class Assembly(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()

    class Meta:
        app_label, managed, db_table = "peers", False, "assemblies"


class Recommendation(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    assembly = models.ForeignKey(Assembly, models.CASCADE)
    reference = models.TextField()
    theme = models.TextField()
    title_en = models.TextField()
    title_cy = models.TextField()
    response = models.TextField()
    progress = models.TextField()

    class Meta:
        app_label, managed, db_table = "peers", False, "recommendations"


class Response(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="responses")
    organisation = models.TextField()
    response = models.TextField()
    date = models.TextField()

    class Meta:
        app_label, managed, db_table, ordering = "peers", False, "responses", ("date",)


class Update(models.Model):
    id = models.BigAutoField(primary_key=True)
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="updates")
    progress = models.TextField()
    summary_en = models.TextField()
    summary_cy = models.TextField()
    organisation = models.TextField()
    date = models.TextField()

    class Meta:
        app_label, managed, db_table, ordering = "peers", False, "updates", ("date",)


class AssemblyOut(serializers.ModelSerializer):
    class Meta:
        model, fields = Assembly, ("id", "name")


class ResponseOut(serializers.ModelSerializer):
    class Meta:
        model, fields = Response, ("organisation", "response", "date")


class UpdateOut(serializers.ModelSerializer):
    class Meta:
        model, fields = Update, ("progress", "summary_en", "summary_cy", "organisation", "date")


class StatusOut(serializers.ModelSerializer):
    assembly = AssemblyOut()
    answered = serializers.SerializerMethodField()
    latest = serializers.SerializerMethodField()

    class Meta:
        model = Recommendation
        fields = (
            *("id", "reference", "theme", "title_en", "title_cy", "response", "progress"),
            *("assembly", "answered", "latest"),
        )

    def get_answered(self, found):
        given = list(found.responses.all())
        return ResponseOut(given[-1]).data if given else None

    def get_latest(self, found):
        given = list(found.updates.all())
        return UpdateOut(given[-1]).data if given else None


class UpdateIn(serializers.Serializer):
    progress = serializers.CharField()
    summary = serializers.CharField()


EACH = Recommendation.objects.select_related("assembly").prefetch_related("responses", "updates")


class One(generics.RetrieveAPIView):
    queryset, serializer_class = EACH, StatusOut


class Page(generics.ListAPIView):
    serializer_class = StatusOut

    def list(self, request):
        asked = request.query_params
        found = EACH.filter(id__gt=asked.get("after", ""))
        found = found.filter(**{name: asked[name] for name in ("progress", "response") if name in asked})
        return Answer({"items": StatusOut(found.order_by("id")[:50], many=True).data})


class Say(generics.GenericAPIView):
    queryset = Recommendation.objects.all()

    def post(self, request, pk):
        asked = UpdateIn(data=request.data)
        asked.is_valid(raise_exception=True)
        code, text = asked.validated_data["progress"], asked.validated_data["summary"]
        with transaction.atomic():
            found = self.get_object()
            found.progress = code
            found.save(update_fields=["progress"])
            said = {"summary_en": text, "summary_cy": text, "organisation": "council"}
            update = found.updates.create(progress=code, date=date.today().isoformat(), **said)
        return Answer(UpdateOut(update).data, status=201)


urlpatterns = [
    path("recommendations", Page.as_view()),
    path("recommendations/<str:pk>/status", One.as_view()),
    path("recommendations/<str:pk>/updates", Say.as_view()),
]
app = get_wsgi_application()
