/* live-host-facts: who really serves behind the page of the live authority: what a run is beside it, and what is left of it. */
#pragma once

void live_host_add_facts (void);
