/* tb-compliance: see the header. One question a provision; what breaks rules of lint is asked of the certificates in use. */
#include "tb-compliance.h"

#include <string.h>

#include "tb-ask.h"
#include "tb-braces.h"
#include "tb-certificate-lint.h"
#include "tb-review-private.h"

#define MAX_ROWS  4000000
#define MAX_STEPS 4000000

/* What breaks a rule may be the certificate of a device, whose group has a policy, or of somebody else. */
#define IN_USE \
  "SELECT c.id AS id, c.device AS name, (SELECT d.family FROM device AS d WHERE d.name = c.device AND d.authority IS NOT NULL) AS family FROM certificate AS c" \
  " WHERE c.is_current AND c.state NOT IN ('expired', 'revoked')"

struct _TbCompliance
{
  TbFleet *fleet;
  TbAsk *ask;
  TbWaiverBook *waivers;
  TbCertificateLint *lint;
};

/**
 * tb_compliance_new:
 * @run: a run
 *
 * Returns: (transfer full): what looks at it; counted
 */
TbCompliance *
tb_compliance_new (TbRun *run)
{
  TbCompliance *compliance = g_atomic_rc_box_new0 (TbCompliance);

  compliance->fleet = tb_fleet_ref (tb_run_get_fleet (run));
  compliance->ask = tb_ask_new (run);
  compliance->waivers = tb_waiver_book_new (compliance->fleet, tb_run_get_journal (run));
  compliance->lint = tb_certificate_lint_new (tb_run_get_journal (run));
  return compliance;
}

static void
clear (gpointer data)
{
  TbCompliance *compliance = data;

  tb_certificate_lint_free (compliance->lint);
  tb_waiver_book_free (compliance->waivers);
  tb_ask_unref (compliance->ask);
  tb_fleet_unref (compliance->fleet);
}

/**
 * tb_compliance_ref:
 * @compliance: what looks at a run
 *
 * Returns: (transfer full): @compliance
 */
TbCompliance *
tb_compliance_ref (TbCompliance *compliance)
{
  return g_atomic_rc_box_acquire (compliance);
}

/**
 * tb_compliance_unref:
 * @compliance: (transfer full): what looks at a run
 *
 * Drops a reference.
 */
void
tb_compliance_unref (TbCompliance *compliance)
{
  g_atomic_rc_box_release_full (compliance, clear);
}

static TbAnswer *
query (TbCompliance *compliance, const char *sql, gint64 time_us, GCancellable *cancellable, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, time_us);
  const char *const names[] = { "now_us", NULL }, *const values[] = { now, NULL };
  const TbAskOptions options = { time_us, MAX_ROWS, MAX_STEPS, names, values };

  return tb_ask_query (compliance->ask, sql, &options, cancellable, error);
}

static gboolean
count_scope (TbCompliance *compliance, TbReview *review, TbProvision provision, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = query (compliance, tb_requirement_get (provision)->scope, review->time_us, cancellable, error);

  if (answer != NULL && tb_answer_get_n_rows (answer) > 0)
    review->rows[provision].n_scope = (guint) tb_answer_get (answer, 0, 0)->integer;
  return answer != NULL;
}

/* --- rows --- */

typedef struct { TbAnswer *answer; guint row; gboolean is_whole; GHashTable *texts; } Filling;

static char *
dup_cell (TbAnswer *answer, guint row, const char *column)
{
  guint number;
  const TbValue *value = tb_answer_find_column (answer, column, &number) ? tb_answer_get (answer, row, number) : NULL;

  return value != NULL && value->kind != TB_VALUE_NULL ? tb_value_format (value) : NULL;
}

static const char *
fill_column (const char *name, gpointer data)
{
  Filling *filling = data;
  char *text = dup_cell (filling->answer, filling->row, name);

  filling->is_whole = filling->is_whole && text != NULL;
  if (text != NULL)
    g_hash_table_replace (filling->texts, g_strdup (name), text);
  return text != NULL ? text : "";
}

static char *
fill_mend (TbAnswer *answer, guint row, const char *mend)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Filling filling = { answer, row, TRUE, texts };
  g_autofree char *line = mend != NULL ? tb_braces_fill (mend, fill_column, &filling) : NULL;

  return line != NULL && filling.is_whole ? g_steal_pointer (&line) : NULL;
}

static void
add_row (TbCompliance *compliance, TbReview *review, TbProvision provision, TbAnswer *answer, guint row, char *what)
{
  g_autofree char *name = dup_cell (answer, row, "name");
  TbReviewFinding *finding = tb_review_add (review, provision, name, tb_fleet_find (compliance->fleet, name));

  finding->what = what;
  finding->mend = fill_mend (answer, row, tb_requirement_get (provision)->mend);
}

static gboolean
ask_findings (TbCompliance *compliance, TbReview *review, TbProvision provision, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = query (compliance, tb_requirement_get (provision)->findings, review->time_us, cancellable, error);

  for (guint i = 0; answer != NULL && i < tb_answer_get_n_rows (answer); i++)
    add_row (compliance, review, provision, answer, i, dup_cell (answer, i, "what"));
  return answer != NULL;
}

static void
lint_certificate (TbCompliance *compliance, TbReview *review, TbAnswer *in_use, guint row, guint id_column)
{
  guint certificate = (guint) tb_answer_get (in_use, row, id_column)->integer - 1;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      const TbRequirement *requirement = tb_requirement_get ((TbProvision) i);
      char *broken = requirement->rules != NULL ? tb_certificate_lint_dup_broken (compliance->lint, certificate, requirement->rules, requirement->least) : NULL;

      if (broken != NULL)
        add_row (compliance, review, (TbProvision) i, in_use, row, broken);
    }
}

static gboolean
lint_certificates (TbCompliance *compliance, TbReview *review, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) in_use = query (compliance, IN_USE, review->time_us, cancellable, error);
  guint id_column;

  if (in_use == NULL || !tb_answer_find_column (in_use, "id", &id_column))
    return FALSE;
  for (guint i = 0; i < tb_answer_get_n_rows (in_use); i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    else
      lint_certificate (compliance, review, in_use, i, id_column);
  return TRUE;
}

/**
 * tb_compliance_review:
 * @compliance: what looks at a run
 * @time_us: a moment of it that is over
 * @cancellable: (nullable): gives it up
 * @error: return location
 *
 * Returns: (transfer full) (nullable): how the fleet stands then; %NULL when it was cancelled or cannot be answered
 */
TbReview *
tb_compliance_review (TbCompliance *compliance, gint64 time_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbReview) review = tb_review_new (time_us);

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    if (!count_scope (compliance, review, (TbProvision) i, cancellable, error)
        || (tb_requirement_get ((TbProvision) i)->findings != NULL && !ask_findings (compliance, review, (TbProvision) i, cancellable, error)))
      return NULL;
  if (!lint_certificates (compliance, review, cancellable, error))
    return NULL;
  tb_waiver_book_read (compliance->waivers);
  tb_review_conclude (review, compliance->fleet, tb_waiver_book_list (compliance->waivers, time_us));
  return g_steal_pointer (&review);
}

static TbTrendPoint
point_of (const TbReview *review)
{
  TbTrendPoint point = { .time_us = review->time_us, .n_open = review->n_open };

  for (guint i = 0; i < TB_N_STANDARDS; i++)
    point.met[i] = review->scores[i].met;
  point.met[TB_N_STANDARDS] = review->overall.met;
  return point;
}

/**
 * tb_compliance_trend:
 * @compliance: what looks at a run
 * @until_us: a moment that is over
 * @n_points: how many, at least one
 * @cancellable: (nullable): gives it up
 * @error: return location
 *
 * Looks at moments in even steps from the beginning of the run to @until_us, the last of them.
 *
 * Returns: (transfer full) (element-type TbTrendPoint) (nullable): in their order
 */
GArray *
tb_compliance_trend (TbCompliance *compliance, gint64 until_us, guint n_points, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (TbTrendPoint));

  for (guint i = 1; i <= n_points; i++)
    {
      gint64 time_us = until_us / n_points * i + until_us % n_points * i / n_points;
      g_autoptr (TbReview) review = tb_compliance_review (compliance, time_us, cancellable, error);
      TbTrendPoint point;

      if (review == NULL)
        return NULL;
      point = point_of (review);
      g_array_append_val (points, point);
    }
  return g_steal_pointer (&points);
}
