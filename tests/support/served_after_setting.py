"""`kontor serve` in a process that has set a PDF before, as `kontor demo` has when it has just lived through its year.

Setting starts threads; a server process that was forked would wait for them and hold its transaction for ever.
"""

import typst

from core.cli import main

if __name__ == "__main__":
    typst.compile(b"= A page", format="pdf")
    main(["serve"])
