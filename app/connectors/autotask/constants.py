"""Figures and names of Autotask's REST API that more than one module needs (apis/autotask.md 1, 5, 7). Seconds unless said otherwise."""

from __future__ import annotations

VENDOR = "Autotask"
SYSTEM = "autotask"

BASE_URL = "https://webservices.autotask.net/ATServicesRest/"
"""Where the zone is asked for; every tenant's own address comes from the answer (section 1)."""
VERSION = "V1.0/"
ZONE_HOSTS = ".autotask.net"
"""How the host of a zone must end, unless it is the configured base's own."""
INVOICE_PAGE = "contracts/views/invoiceView.asp?invoiceID={id}"
"""Page of one invoice below the tenant's `webUrl`. The vendor does not publish it, hence a setting (`invoice_page`)."""

ZONE_LIFE = 12 * 3600.0
LISTS_LIFE = 24 * 3600.0
MISSING_LIFE = 600.0
"""How long an id that no list knows is not asked for again."""

PAGE = 500
IDS_AT_ONCE = 300
"""Ids in one `in` condition; 500 are allowed (section 5)."""
INVOICES_AT_ONCE = 250
"""Invoices whose lines are read in one go: half a page, so that the first ones arrive early."""
PAGES_MOST = 20_000
THREADS = 6

AT_ONCE = 2
"""Calls under way for one entity: three are allowed, and the remote side may count one longer than we do (section 5)."""
USAGE_AGE = 300.0
USAGE_AGE_USED_UP = 60.0
SLOWER_FROM = (("0.75", 1.0), ("0.5", 0.5))
"""From this part of the hourly threshold on each call waits so long (section 5)."""
USED_UP_FROM = "0.98"

THREAD_TRIES = 6
HOUR_TRIES = 2
HOUR_WAIT = 300.0
"""When calls may be free again if Autotask does not say: its hour rolls, so some become free all the time."""
FAULT_TRIES = 4
"""Times a read is tried that is answered 500 with words nobody knows."""
BAR_LIFE = 600.0
"""How long a refused sign-in is not tried again by itself: repeated failures lock the user (section 2)."""
FRESH_RUN = 600.0
"""An invoice without a number that is younger than this belongs to a billing run still under way (section 8)."""
