"""Wrong input is one line on standard error and exit code 2, whichever step complained."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from sqlalchemy.exc import DBAPIError

from petition.adapters.files import StoredFileMissingError
from petition.adapters.keys import PepperMissingError, PublicKeyError
from petition.domain.states import TransitionError
from petition.settings import SettingsError
from petition.usecases.context import ReadOnlyError
from petition.usecases.create import AlreadyThereError, NotThereError
from petition.usecases.seal_batch import FrontPictureMissingError, NothingToSealError

SENTENCES: dict[type[Exception], str] = {
    SettingsError: "{}",
    NotThereError: "There is no {}.",
    AlreadyThereError: "There is already {}.",
    TransitionError: "It is {0.before} and cannot become {0.after}.",
    PublicKeyError: "--public-key: {}.",
    NothingToSealError: "Nothing to seal in campaign {}: no approved card has a postal address that holds today.",
    FrontPictureMissingError: "Campaign {} has no picture for the front of its cards.",
    StoredFileMissingError: "The file {} is not in the file store.",
    ReadOnlyError: "The installation is read-only now: see `petition switch list`.",
    PepperMissingError: "{}: is PETITION_SECRETS_DIR the right one?",
}


class CommandError(click.ClickException):
    """Something that the caller can put right; the text says what and how."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """One line, after the command's name."""
        click.echo(f"petition: {self.format_message()}", file=file, err=True)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what a person can put right into a CommandError; leave faults of ours as they are."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise CommandError(_usage_line(error)) from None
    except tuple(SENTENCES) as error:
        raise CommandError(SENTENCES[type(error)].format(error)) from None
    except DBAPIError as error:
        raise CommandError(f"The database refused: {first_line(error.orig)}.") from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CommandError(f"{where}{error.strerror or type(error).__name__}.") from None


class PetitionGroup(click.Group):
    """A group all of whose commands speak in one line when something is wrong."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:  # noqa: ANN401 - click's signature
        """Reads the group's own arguments."""
        with one_line_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Reads a command's arguments and runs it."""
        with one_line_errors():
            return super().invoke(ctx)


def _usage_line(error: click.UsageError) -> str:
    text = " ".join(error.format_message().split())
    hint = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
    return text + hint


def first_line(error: BaseException | None) -> str:
    """What a driver says, without its advice."""
    return str(error).strip().partition("\n")[0].rstrip(".")
