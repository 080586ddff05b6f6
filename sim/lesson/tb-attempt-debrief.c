/* tb-attempt-debrief: what an exercise came to, as sentences that are drawn from its run. */
#include "tb-attempt-private.h"

#define MOST_ROWS 20

static gboolean
add_finding (TbAttempt *attempt, TbWatch *watch, const TbLessonFinding *finding, gint64 time_us, TbLessonTranslate translate, GPtrArray *sentences, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TbAnswer) answer = tb_watch_ask (watch, TB_OF_OWN_RUN, finding->sql, time_us, cancellable, error);

  for (guint i = 0; answer != NULL && i < MIN (tb_answer_get_n_rows (answer), MOST_ROWS); i++)
    {
      g_auto (GStrv) row = tb_answer_dup_row (answer, i);

      g_ptr_array_add (sentences, tb_attempt_fill_row (attempt, finding->text, row, translate));
    }
  return answer != NULL;
}

/**
 * tb_attempt_draw_debrief:
 * @attempt: an attempt
 * @time_us: when; the live edge at most, -1 for that
 * @translate: gives a text in the reader's language
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Asks the run what the lesson's debrief wants to know of it. May take a while: call it from a worker.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): a sentence for each row
 */
GPtrArray *
tb_attempt_draw_debrief (TbAttempt *attempt, gint64 time_us, TbLessonTranslate translate, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TbWatch) watch = tb_attempt_hold_watch (attempt);
  gint64 edge_us = MAX (tb_run_get_edge (tb_watch_get_run (watch)), 0);
  GPtrArray *findings = tb_lesson_get_findings (attempt->lesson);
  gboolean good = TRUE;

  tb_watch_lock (watch);
  for (guint i = 0; good && i < findings->len; i++)
    good = add_finding (attempt, watch, g_ptr_array_index (findings, i), time_us < 0 ? edge_us : MIN (time_us, edge_us), translate, sentences, cancellable, error);
  tb_watch_unlock (watch);
  return good ? g_steal_pointer (&sentences) : NULL;
}
