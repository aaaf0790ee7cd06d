"""What nginx needs to serve finished pages by itself, as text for its configuration."""

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from cms.core import store

# Each page has its own, or nginx makes them.
NOT_CONSTANT = {
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "etag",
    "set-cookie",
    "vary",
}

SERVER = """\
# Printed by `manage.py nginx_config`; belongs inside `http {{ }}`. Print it anew with every release: the policy below
# names the hashes of the style sheets. Beside it, `manage.py ticker` must run (docs/finished-pages.md).

map $uri $sixdegree_language {{
    default {default};
{languages}
}}

server {{
{listen}
    server_name {name};

    # Finished pages. The link is followed anew for each request, so nothing may remember where it led.
    root {folder}/current;
    open_file_cache off;
    disable_symlinks off;
    client_max_body_size {upload}m;

    location ~ ^/(?:{locales})/ {{
        # Only a plain GET or HEAD finds a finished page; everything else is the site's.
        error_page 404 418 = @site;
        log_not_found off;
        if ($request_method !~ ^(?:GET|HEAD)$) {{ return 418; }}
        if ($args) {{ return 418; }}
        try_files ${{uri}}index.html @site;

        default_type "text/html; charset=utf-8";
        types {{ }}
        gzip_static on;  # the files lie beside the page; needs ngx_http_gzip_static_module
        {brotli}
        gzip_vary on;
        add_header Cache-Control "no-cache";
        add_header Content-Language $sixdegree_language;
{headers}
    }}

    location / {{
        try_files /.nothing @site;
    }}

    location @site {{
        # No proxy_cache: a copy kept here would outlive a take-down.
        proxy_pass {site};
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;  # replaces what the reader sent
        proxy_set_header Connection "";
    }}
}}
"""
HTTPS = """\
    listen 443 ssl;
    # ssl_certificate and ssl_certificate_key: yours. Plain HTTP needs a server of its own that redirects."""


def constant_headers() -> list[tuple[str, str]]:
    """The headers every public answer carries, as the site itself sends them (it is asked for `/healthz`)."""
    host = urlsplit(settings.SITE_URL)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "SERVER_NAME": host.hostname or "localhost",
        "SERVER_PORT": str(host.port or (443 if host.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host.netloc,
        "wsgi.url_scheme": host.scheme,
        "wsgi.input": BytesIO(),
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    started: list[Any] = []
    site: Any = WSGIHandler()  # its types name a server's own start_response
    site(environ, lambda *arguments: started.extend(arguments)).close()
    return [(name, value) for name, value in started[1] if name.lower() not in NOT_CONSTANT]


def server_block(*, site: str, listen: int | None, brotli: bool) -> str:
    """The whole text. `site` is where granian answers, `listen` a port without TLS in place of the public one."""
    codes = [code for code, _name in settings.LANGUAGES]
    secure = urlsplit(settings.SITE_URL).scheme == "https" and listen is None
    folder: Path = store.folder().resolve()
    return SERVER.format(
        default=settings.LANGUAGE_CODE,
        languages="\n".join(f"    ~^/{code}/ {code};" for code in codes),
        listen=HTTPS if secure else f"    listen {listen or 80};",
        name=urlsplit(settings.SITE_URL).hostname,
        folder=folder,
        upload=settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024 + 1,
        locales="|".join(codes),
        brotli="brotli_static on;" if brotli else "# brotli_static on;  with its module: --brotli",
        headers="\n".join(f'        add_header {name} "{value}";' for name, value in constant_headers()),
        site=site,
    )
