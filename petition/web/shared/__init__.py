"""What every room of the web shares: language, headers, the origin check, forms, error pages, paging.

Contract for the rooms:

- `init_shared(app, settings)` is called once, before the rooms are registered.
- Templates extend `_layout/page.html` (organisers: `_layout/desk.html`) and fill the blocks `title`, `main` and, where
  wanted, `nav`. The words of the one `<h1>` stand in the title.
- Forms inherit from `forms.PublicForm` or `forms.StaffForm`. In the template: `{% call post_form(form) %}` around
  `{{ field(form.name) }}`; above the heading `{{ error_summary(form) }}`; all from `_parts/forms.html`.
- A form with errors is answered with status 422; "Error:" is then put before the title by itself when the template is
  given the form as `form`.
- Every answer is `no-store` and `noindex`, unless its view is decorated with `headers.public_page(max_age_s=...)`.
- `url_for` keeps `lang` when it stood in the URL.
"""

from typing import Protocol

from flask import Flask

from petition.web.shared import errors, headers, locale, navigation, origin, static_files


class SharedSettings(Protocol):
    """The settings that these parts need."""

    @property
    def base_url(self) -> str:
        """Scheme, host and port under which the public reaches the service, without a slash at the end."""

    @property
    def is_production(self) -> bool:
        """True where the service is meant for real people."""


def init_shared(app: Flask, settings: SharedSettings) -> None:
    """Wire language, headers, origin check, error pages and static files into the application."""
    locale.init_locale(app, settings.base_url)
    static_files.init_static_files(app)
    navigation.init_navigation(app)
    origin.init_origin(app, settings.base_url)
    headers.init_headers(app, settings.base_url)
    errors.init_errors(app)
