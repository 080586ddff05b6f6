/* tb-review: see the header. What it is concluded from, and what it scores; docs/compliance.md has the formula. */
#include "tb-review-private.h"

#include <string.h>

static void
finding_free (gpointer data)
{
  TbReviewFinding *finding = data;

  g_free (finding->name);
  g_free (finding->what);
  g_free (finding->mend);
  g_clear_pointer (&finding->waiver, tb_waiver_unref);
  g_free (finding);
}

static void
clear (gpointer data)
{
  TbReview *review = data;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    g_ptr_array_unref (review->rows[i].findings);
  g_clear_pointer (&review->waivers, g_ptr_array_unref);
}

/**
 * tb_review_ref:
 * @review: a review
 *
 * Returns: (transfer full): @review
 */
TbReview *
tb_review_ref (TbReview *review)
{
  return g_atomic_rc_box_acquire (review);
}

/**
 * tb_review_unref:
 * @review: (transfer full): a review
 *
 * Drops a reference; the last one frees it.
 */
void
tb_review_unref (TbReview *review)
{
  g_atomic_rc_box_release_full (review, clear);
}

TbReview *
tb_review_new (gint64 time_us)
{
  TbReview *review = g_atomic_rc_box_new0 (TbReview);

  review->time_us = time_us;
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      review->rows[i].provision = (TbProvision) i;
      review->rows[i].findings = g_ptr_array_new_with_free_func (finding_free);
    }
  return review;
}

/* Somebody does not meet @provision; that is so once, however many rows say it. */
TbReviewFinding *
tb_review_add (TbReview *review, TbProvision provision, const char *name, guint32 subject)
{
  TbReviewFinding *finding = g_new0 (TbReviewFinding, 1);

  finding->name = g_strdup (name);
  finding->subject = subject;
  g_ptr_array_add (review->rows[provision].findings, finding);
  return finding;
}

/* --- conclusions --- */

static gint
compare_findings (gconstpointer a, gconstpointer b)
{
  const TbReviewFinding *one = *(TbReviewFinding *const *) a, *other = *(TbReviewFinding *const *) b;

  return strcmp (one->name, other->name);
}

static void
keep_one_each (GPtrArray *findings)
{
  guint n = 0;

  g_ptr_array_sort (findings, compare_findings);
  for (guint i = 0; i < findings->len; i++)
    {
      TbReviewFinding *finding = g_ptr_array_index (findings, i);

      if (n > 0 && strcmp (((TbReviewFinding *) findings->pdata[n - 1])->name, finding->name) == 0)
        finding_free (finding);
      else
        findings->pdata[n++] = finding;
    }
  for (guint i = n; i < findings->len; i++)
    findings->pdata[i] = NULL;
  g_ptr_array_set_free_func (findings, NULL);
  g_ptr_array_set_size (findings, (gint) n);
  g_ptr_array_set_free_func (findings, finding_free);
}

static TbWaiver *
find_waiver (GPtrArray *waivers, TbFleet *fleet, TbProvision provision, guint32 subject, gint64 time_us)
{
  for (guint i = 0; i < waivers->len; i++)
    {
      TbWaiver *waiver = g_ptr_array_index (waivers, i);

      if (tb_waiver_stands_at (waiver, time_us) && tb_waiver_covers (waiver, fleet, provision, subject))
        return waiver;
    }
  return NULL;
}

static void
count_row (TbReview *review, TbReviewRow *row, TbFleet *fleet)
{
  keep_one_each (row->findings);
  for (guint i = 0; i < row->findings->len; i++)
    {
      TbReviewFinding *finding = g_ptr_array_index (row->findings, i);
      TbWaiver *waiver = find_waiver (review->waivers, fleet, row->provision, finding->subject, review->time_us);

      finding->waiver = waiver != NULL ? tb_waiver_ref (waiver) : NULL;
      row->n_waived += waiver != NULL;
      row->n_open += waiver == NULL;
    }
  row->n_scope = MAX (row->n_scope, row->findings->len);
  review->n_open += row->n_open;
  review->n_waived += row->n_waived;
}

/* The share of a scope that meets a provision, weighed. @total grows by the weight where there is a scope. */
static double
weigh (const TbReviewRow *row, guint n_let_off, double *total)
{
  guint weight = tb_severity_get_weight (tb_requirement_get (row->provision)->severity), n = row->n_scope - n_let_off;

  if (n == 0)
    return 0;
  *total += weight;
  return (double) weight * (row->n_scope - row->findings->len) / n;
}

static TbScore
score (const TbReview *review, TbStandardId standard)
{
  double met = 0, met_total = 0, waived = 0, waived_total = 0;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (standard == TB_N_STANDARDS || tb_requirement_get ((TbProvision) i)->standard == standard)
      {
        met += weigh (&review->rows[i], 0, &met_total);
        waived += weigh (&review->rows[i], review->rows[i].n_waived, &waived_total);
      }
  return (TbScore) { met_total > 0 ? 100 * met / met_total : -1, waived_total > 0 ? 100 * waived / waived_total : -1 };
}

/* Takes @waivers. */
void
tb_review_conclude (TbReview *review, TbFleet *fleet, GPtrArray *waivers)
{
  review->waivers = waivers;
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    count_row (review, &review->rows[i], fleet);
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    review->scores[i] = score (review, (TbStandardId) i);
  review->overall = score (review, TB_N_STANDARDS);
}
