"""`manage.py public_role`: the PostgreSQL role of public processes, with the rights of `privacy.rights` alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy import grants


class Command(BaseCommand):
    help = (
        "Makes the PostgreSQL role of public processes, or brings it back to its rights, and reads them back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="sixdegree_public", help="the role (sixdegree_public)")
        parser.add_argument("--print", action="store_true", help="print the SQL and change nothing")
        login = parser.add_mutually_exclusive_group()
        login.add_argument(
            "--login", action="store_true", default=None, help="let it log in; you give it a password"
        )
        login.add_argument("--no-login", dest="login", action="store_false", help="do not let it log in")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            if options["print"]:
                lines = grants.statements(name, login=options["login"])
                self.stdout.write("".join(f"{line};\n" for line in ["BEGIN", *lines, "COMMIT"]), ending="")
                return
            grants.role_make(name, login=options["login"])
            found = grants.deviations(name)
            for table, words in sorted(grants.held(name).items()):
                self.stdout.write(f"{table:<28}{', '.join(sorted(words))}")
        except grants.NotPossible as reason:
            raise CommandError(str(reason)) from reason
        if found:
            raise CommandError("The role is not what it should be:\n" + "\n".join(found))
        self.stdout.write(f"{name} has these rights and no other.")
