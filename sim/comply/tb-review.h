/* tb-review: how a fleet stands against the provisions at one moment. Immutable, plain memory, may go from thread to thread. */
#pragma once

#include "tb-requirement.h"
#include "tb-waiver-book.h"

G_BEGIN_DECLS

/**
 * TbReviewFinding:
 * @name: who does not meet it
 * @subject: its number, %TB_NOBODY where the fleet has none of that name
 * @what: (nullable): a word about it: of rules of lint their codes
 * @mend: (nullable): the command that mends it
 * @waiver: (nullable): by which it is let off
 */
typedef struct
{
  char *name;
  guint32 subject;
  char *what;
  char *mend;
  TbWaiver *waiver;
} TbReviewFinding;

/**
 * TbReviewRow:
 * @provision: which
 * @n_scope: whom it is asked of
 * @n_open: who does not meet it, and is not let off
 * @n_waived: who does not meet it, and is let off
 * @findings: (element-type TbReviewFinding): both, by name
 */
typedef struct
{
  TbProvision provision;
  guint n_scope;
  guint n_open;
  guint n_waived;
  GPtrArray *findings;
} TbReviewRow;

/**
 * TbScore:
 * @met: of a hundred: who does not meet a provision does not meet it, waiver or not. -1 where nothing is asked of anybody
 * @met_or_waived: of a hundred: the same without those who are let off
 */
typedef struct { double met; double met_or_waived; } TbScore;

/**
 * TbReview:
 * @time_us: of which moment
 * @rows: by #TbProvision
 * @scores: by #TbStandardId
 * @overall: of all provisions together
 * @n_open: findings that nobody is let off from
 * @n_waived: those that are let off
 * @waivers: (element-type TbWaiver): given by then
 */
typedef struct
{
  gint64 time_us;
  TbReviewRow rows[TB_N_PROVISIONS];
  TbScore scores[TB_N_STANDARDS];
  TbScore overall;
  guint n_open;
  guint n_waived;
  GPtrArray *waivers;
} TbReview;

TbReview *tb_review_ref    (TbReview *review);
void      tb_review_unref  (TbReview *review);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbReview, tb_review_unref)

G_END_DECLS
