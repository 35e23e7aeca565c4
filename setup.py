"""Compile the innermost loops of cleaning where there is a C compiler.

Without one (or without Cython) the package is installed all the same and gives the same results in about
twice the time: see src/onrecord/cleaning/compiled/__init__.py.
"""

import os
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from setuptools import Extension, setup

PACKAGE = "onrecord.cleaning.compiled"
# Sums come to the same bits on every machine: no multiplication is fused with an addition.
FLAGS = [] if sys.platform == "win32" else ["-O3", "-g0", "-ffp-contract=off"]


def find_compiler() -> bool:
    """Whether there is a C compiler; the one that `pip install ziglang` brings is taken where there is no other."""
    if sys.platform == "win32":
        return True  # setuptools looks for Visual C++ by itself.
    usual = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    if shutil.which(usual.split()[0]):
        return True
    if not find_spec("ziglang"):
        return False
    os.environ["CC"] = f"{sys.executable} -m ziglang cc"
    os.environ["LDSHARED"] = f"{os.environ['CC']} -shared"
    return True


def extensions() -> list[Extension]:
    """The compiled modules. Where one cannot be compiled, the installation goes on without it."""
    if not find_spec("Cython") or not find_compiler():
        return []
    from Cython.Build import cythonize

    modules = [
        Extension(f"{PACKAGE}.{source.stem}", [str(source)], extra_compile_args=FLAGS)
        for source in sorted(Path("src", *PACKAGE.split(".")).glob("*.pyx"))
    ]
    compiled = cythonize(modules, build_dir="build/cython", language_level=3, quiet=True)
    for module in compiled:
        module.optional = True
    return compiled


setup(ext_modules=extensions(), options={"build_ext": {"parallel": True}})
