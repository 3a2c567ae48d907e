"""Edits: the texts a command writes into a project, as texts.

In: values. Out: texts by path. Never opens a file, and knows nothing of what a definition means.
"""

from braze_gitops.edit.scaffold import scaffold

__all__ = ["scaffold"]
