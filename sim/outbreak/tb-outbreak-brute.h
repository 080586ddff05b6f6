/* tb-outbreak-brute: the same outbreak the slow way, for the fast one to be held against.
 *
 * Every bot has a clock of its own that says when it probes next, and every probe goes to an address drawn from all of them. Nothing is thinned and
 * nothing is shared with the engine but the model and the streams; so it is for address spaces of some thousands. */
#pragma once

#include "tb-outbreak-run.h"

G_BEGIN_DECLS

TbOutbreakResult *tb_outbreak_run_brute (const TbOutbreakModel *model, guint64 seed);

G_END_DECLS
