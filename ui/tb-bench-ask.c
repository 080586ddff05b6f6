/* The work of a page of the bench: one question at a time, away from the main thread. What is asked while an answer is on its way makes that one worthless. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SLOW_MS 250

static void ask_now (TbBenchPage *self);

static void
show_spinner (TbBenchPage *self, gboolean on)
{
  gtk_spinner_set_spinning (self->spinner, on);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), on);
}

static gboolean
on_slow (gpointer user_data)
{
  TbBenchPage *self = user_data;

  self->slow = 0;
  show_spinner (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* --- answers --- */

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbBenchPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbBenchAnswer) answer = tb_bench_work_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;
  g_clear_object (&self->asking);
  if (self->asks_again)
    {
      ask_now (self);
      return;
    }
  g_clear_handle_id (&self->slow, g_source_remove);
  show_spinner (self, FALSE);
  if (answer != NULL)
    tb_bench_page_show_answer (self, g_steal_pointer (&answer));
  else
    tb_bench_page_show_problem (self, error->message);
}

/* --- questions --- */

static void
add_message (TbBenchPage *self, TbBenchQuestion *question)
{
  guint source = gtk_drop_down_get_selected (self->source);
  char *text = source == TB_BENCH_TEXT ? tb_bench_page_dup_typed (self) : NULL;

  if (source == TB_BENCH_TEXT)
    question->message = g_bytes_new_take (text, strlen (text));
  else if (source == TB_BENCH_FILE && self->path != NULL)
    question->path = g_strdup (self->path);
  else
    question->message = self->message ? g_bytes_ref (self->message) : NULL;
}

static void
add_parties (TbBenchPage *self, TbBenchQuestion *question)
{
  TbFold *fold = tb_bench_page_get_fold (self);

  tb_bench_page_get_parties (self, question->parties);
  for (guint i = 0; i < 2; i++)
    {
      GBytes *der = fold ? tb_bench_party_get_der (fold, &question->parties[i]) : NULL;

      question->certificates[i] = der ? g_bytes_ref (der) : NULL;
    }
}

/**
 * tb_bench_page_make_question:
 * @self: a page without an obstacle
 *
 * Returns: (transfer full): what is on the page, as a question
 */
TbBenchQuestion *
tb_bench_page_make_question (TbBenchPage *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  GArray *flips = tb_bench_flips_get (self->flips);
  TbBenchQuestion *question = tb_bench_question_new (self->kind, gtk_drop_down_get_selected (self->scheme), tb_bench_page_get_fleet (self),
                                                     run ? tb_run_get_seed (run) : 0, self->ring);

  if (self->signed_once != NULL)
    tb_bench_page_add_record (self, question);
  else
    {
      add_message (self, question);
      add_parties (self, question);
    }
  g_array_append_vals (question->flips, flips->data, flips->len);
  return question;
}

static void
ask_now (TbBenchPage *self)
{
  TbBenchQuestion *question = tb_bench_page_make_question (self);

  self->asks_again = FALSE;
  self->is_new = FALSE;
  self->asking = g_cancellable_new ();
  if (self->slow == 0)
    self->slow = g_timeout_add (SLOW_MS, on_slow, self);
  tb_bench_work_async (question, self->asking, on_answered, g_object_ref (self));
}

/* Asks for what is on the page; while something else is being computed, after that. */
void
tb_bench_page_ask (TbBenchPage *self)
{
  const char *obstacle = tb_bench_page_get_obstacle (self);

  tb_bench_page_update_actions (self);
  if (self->playhead == NULL)
    return;
  if (obstacle != NULL)
    {
      tb_bench_page_stop (self);
      tb_bench_page_show_problem (self, obstacle);
      return;
    }
  if (self->asking != NULL)
    self->asks_again = TRUE;
  else
    ask_now (self);
}

void
tb_bench_page_stop (TbBenchPage *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->slow, g_source_remove);
  self->asks_again = FALSE;
}
