"""Where fieldlog keeps its folders on this computer."""

from pathlib import Path


def _data_folder() -> Path:
    # Only a run without --home and FIELDLOG_HOME needs to know the platform's folders.
    from platformdirs import user_data_path

    return user_data_path("fieldlog", appauthor=False)


def default_home() -> Path:
    """Return the folder of the rep's store."""
    return _data_folder() / "store"


def practice_home() -> Path:
    """Return the folder of the practice store, beside the default one."""
    return _data_folder() / "practice"
