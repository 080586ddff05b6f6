/* comply-fixture: a house in which upstairs every provision is met and downstairs none is, and what is found there. */
#pragma once

#include "tb-compliance.h"
#include "tb-units.h"

G_BEGIN_DECLS

TbRun                 *fixture_play   (const char *const *lines, gint64 until_us, guint n_threads);   /* lines: NULL at the end */
TbReview              *fixture_review (TbRun *run, gint64 time_us);
const TbReviewFinding *fixture_find   (const TbReview *review, TbProvision provision, const char *name);

G_END_DECLS
