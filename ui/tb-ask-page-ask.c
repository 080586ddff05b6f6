/* tb-ask-page-ask: how a question goes to the worker and its answer comes back; asking again when the time has moved; and questions asked before.
 *
 * There is one question at a time. What takes less than a moment shows no spinner, so that following the playhead does not flicker. */
#include <glib/gi18n-lib.h>

#include "tb-ask-page-private.h"

#define BUSY_MS   250
#define AGAIN_MS  400

char *
tb_ask_page_dup_question (TbAskPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->question);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
tb_ask_page_set_question (TbAskPage *self, const char *sql)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->question);
  GtkTextIter end;

  gtk_text_buffer_set_text (buffer, sql, -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
}

/* --- asked before --- */

static void
remember (TbAskPage *self, const char *sql)
{
  guint n = self->history->len;

  if (n == 0 || !g_str_equal (g_ptr_array_index (self->history, n - 1), sql))
    g_ptr_array_add (self->history, g_strdup (sql));
  self->history_at = self->history->len;
}

gboolean
tb_ask_page_walk_history (TbAskPage *self, int step)
{
  guint at = self->history_at;

  if ((step < 0 && at == 0) || (step > 0 && at >= self->history->len))
    return FALSE;
  if (at == self->history->len)
    {
      g_free (self->typed);
      self->typed = tb_ask_page_dup_question (self);
    }
  self->history_at = at + (guint) step;
  tb_ask_page_set_question (self, self->history_at < self->history->len ? g_ptr_array_index (self->history, self->history_at) : self->typed);
  return TRUE;
}

/* --- under way --- */

static gboolean
on_busy (gpointer user_data)
{
  TbAskPage *self = user_data;

  self->busy = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  gtk_label_set_text (self->status, _("The question is being answered…"));
  return G_SOURCE_REMOVE;
}

static void
set_busy (TbAskPage *self, gboolean is_busy)
{
  g_clear_handle_id (&self->busy, g_source_remove);
  if (is_busy)
    self->busy = g_timeout_add (BUSY_MS, on_busy, self);
  else
    gtk_spinner_stop (self->spinner);
  if (!is_busy)
    gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ask.cancel", is_busy);
}

static void
take_answer (TbAskPage *self, TbAnswer *answer, const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tb_ask_page_show_problem (self, error->message);
  if (answer != NULL)
    {
      g_clear_pointer (&self->answer, tb_answer_unref);
      self->answer = tb_answer_ref (answer);
      tb_ask_page_show_problem (self, NULL);
    }
  tb_ask_page_show_answer (self);
}

/* Whatever was cancelled meanwhile, by another run or another question, is nobody's answer. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbAskPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query_finish (result, &error);
  GCancellable *asked_with = g_task_get_cancellable (G_TASK (result));

  self->n_under_way--;
  if (self->cancellable == NULL || asked_with != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  take_answer (self, answer, error);
  tb_ask_page_follow (self);
}

static gboolean
get_ready (TbAskPage *self)
{
  TbRun *run = self->playhead != NULL ? tb_playhead_get_run (self->playhead) : NULL;

  if (self->ask == NULL && run != NULL)
    self->ask = tb_ask_new (run);
  return self->ask != NULL;
}

static void
begin (TbAskPage *self)
{
  TbAskOptions options = { .time_us = tb_playhead_get_time (self->playhead) };

  self->asked_us = options.time_us;
  self->cancellable = g_cancellable_new ();
  self->n_under_way++;
  set_busy (self, TRUE);
  tb_ask_query_async (self->ask, self->asked, &options, self->cancellable, on_answered, g_object_ref (self));
}

/* Stops what is being answered, if anything is. */
void
tb_ask_page_cancel (TbAskPage *self)
{
  g_clear_handle_id (&self->again, g_source_remove);
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  tb_ask_page_show_answer (self);
}

void
tb_ask_page_begin (TbAskPage *self, const char *sql)
{
  g_autofree char *stripped = g_strstrip (g_strdup (sql));

  if (*stripped == '\0' || !get_ready (self))
    return;
  tb_ask_page_cancel (self);
  remember (self, sql);
  g_free (self->asked);
  self->asked = g_strdup (sql);
  begin (self);
}

/* --- following --- */

static gboolean
on_again (gpointer user_data)
{
  TbAskPage *self = user_data;

  self->again = 0;
  if (self->follows && self->cancellable == NULL && self->asked_us != tb_playhead_get_time (self->playhead))
    begin (self);
  return G_SOURCE_REMOVE;
}

/* A question that failed would fail again. */
void
tb_ask_page_follow (TbAskPage *self)
{
  gboolean is_wanted = self->follows && self->asked != NULL && self->ask != NULL && self->cancellable == NULL && !gtk_widget_get_visible (self->problem);

  if (is_wanted && self->again == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)) && self->asked_us != tb_playhead_get_time (self->playhead))
    self->again = g_timeout_add (AGAIN_MS, on_again, self);
}
