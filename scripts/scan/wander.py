"""wapiti as Debian 12 has it, able to leave addresses out: its own way of reading
-x does not work with the Python it comes with."""

import fnmatch
import re
import sys

from wapitiCore.main.wapiti import wapiti_main
from wapitiCore.net import crawler

crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
sys.exit(wapiti_main())
