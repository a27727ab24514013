"""python -m millrace: the command `millrace` of this environment."""

import os
import sys

from millrace.installation import program

os.execv(program(), ["millrace", *sys.argv[1:]])
