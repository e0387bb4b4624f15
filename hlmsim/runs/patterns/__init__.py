"""Patterns: what a model of such networks must show, each as settings, and claims on what they give."""

from hlmsim.runs.patterns.file import (
    Claim,
    Pattern,
    asked_files,
    check_worlds,
    is_pattern,
    load_pattern,
    load_patterns,
    pattern_file,
    pattern_files,
    shipped_folder,
)
from hlmsim.runs.patterns.study import IN_EACH_WORLD, REPLICATES, SETTING, pattern_study, setting_name

__all__ = [
    "IN_EACH_WORLD",
    "REPLICATES",
    "SETTING",
    "Claim",
    "Pattern",
    "asked_files",
    "check_worlds",
    "is_pattern",
    "load_pattern",
    "load_patterns",
    "pattern_file",
    "pattern_files",
    "pattern_study",
    "setting_name",
    "shipped_folder",
]
