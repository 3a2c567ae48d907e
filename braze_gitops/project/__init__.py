"""The project on disk: finds the project file, reads definitions and the texts they name, now or at a commit.

In: paths. Out: `SourceText` values with the digest of their bytes, so that a cache can stand before the loader;
and what git says of the work tree.
Never interprets a definition, and never gives an empty answer for something it could not read.
"""

from braze_gitops.project.confined import Confined
from braze_gitops.project.folder import (
    ProjectFolder,
    find_project,
    read_allowances_file,
    read_definitions,
    read_project_file,
)
from braze_gitops.project.git_tree import GitTree, git_tree
from braze_gitops.project.given_file import read_text_file
from braze_gitops.project.text_files import DiskTextFiles
from braze_gitops.project.work_tree import PlanFiles, read_commit, read_work_tree

__all__ = [
    "Confined",
    "DiskTextFiles",
    "GitTree",
    "PlanFiles",
    "ProjectFolder",
    "find_project",
    "git_tree",
    "read_allowances_file",
    "read_commit",
    "read_definitions",
    "read_project_file",
    "read_text_file",
    "read_work_tree",
]
