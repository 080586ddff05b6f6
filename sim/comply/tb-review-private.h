/* tb-review-private: how a review is made. */
#pragma once

#include "tb-review.h"

G_BEGIN_DECLS

TbReview        *tb_review_new         (gint64 time_us);
TbReviewFinding *tb_review_add         (TbReview *review, TbProvision provision, const char *name, guint32 subject);
void             tb_review_conclude    (TbReview *review, TbFleet *fleet, GPtrArray *waivers);

G_END_DECLS
