"""A real nginx with what `manage.py nginx_config` prints, in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from cms.core.supervisor import answers, start
from tests.faults.site import wait_until
from tests.running_site import free_ports

PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

MAIN = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{
    access_log off;
    client_body_temp_path {folder}/a;
    proxy_temp_path {folder}/b;
    fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d;
    scgi_temp_path {folder}/e;
    include {folder}/server.conf;
}}
"""


@contextmanager
def running_nginx(folder: Path, site_port: int) -> Iterator[int]:
    """Yields the port it listens on."""
    port = free_ports(1)[0]
    printed = StringIO()
    call_command("nginx_config", site=f"http://127.0.0.1:{site_port}", listen=port, stdout=printed)
    (folder / "server.conf").write_text(
        printed.getvalue().replace(f"listen {port}", f"listen 127.0.0.1:{port}")
    )
    # The test's folder is its user's alone; started by root, nginx would otherwise read it as somebody else.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    command = [PROGRAM or "nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    server = start(command)
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz") or server.poll() is not None)
        yield port
    finally:
        server.terminate()
        server.wait(20)
