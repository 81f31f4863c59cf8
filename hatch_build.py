"""Builds the gazetteer before a wheel is made of this folder; an editable install brings what it is built from."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        from groundswell.core import gazetteer_build

        path = Path(self.root, "groundswell", "core", "gazetteer.sqlite")
        if version == "editable":
            gazetteer_build.bring_source(path)
        else:
            gazetteer_build.build_if_missing(path)
