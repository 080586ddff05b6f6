/* tb-window-run: the run a window looks at: opening and branching it, driving its playhead by the frame clock, and the answers that come
 * from it. While nothing moves no frames are asked for; a slow timer notices what commands bring about. */
#include <glib/gi18n-lib.h>

#include "tb-loader.h"
#include "tb-sentence.h"
#include "tb-units.h"
#include "tb-window-actions.h"
#include "tb-window-lesson.h"
#include "tb-window-private.h"

#define LONGEST_FRAME_US (100 * TB_US_PER_MS)
#define IDLE_MS 100
#define TELL_TIME_US (200 * TB_US_PER_MS)

/**
 * tb_window_await_result:
 * @self: a window
 *
 * From now on, the first record that answers a command is shown as the answer.
 */
void
tb_window_await_result (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);

  self->awaits_result = run != NULL;
  self->result_from = run ? tb_journal_get_length (tb_run_get_journal (run)) : 0;
}

/* Answers to commands: they come from the run, as records. */

static const TbRecord *
find_result (TbJournal *journal, guint64 *from)
{
  guint64 length = tb_journal_get_length (journal);

  for (; *from < length; (*from)++)
    {
      const TbRecord *record = tb_journal_get (journal, *from);

      if (record->kind == TB_RECORD_COMMAND || record->kind == TB_RECORD_COMMAND_REFUSED)
        return record;
    }
  return NULL;
}

static gboolean
needs_frames (TbWindow *self)
{
  return tb_playhead_is_playing (self->playhead) || tb_playhead_is_waiting (self->playhead);
}

/* What a command brings about comes after it, and so not while time stands still. */
static char *
make_answer (TbWindow *self, const TbRecord *record)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  g_autofree char *sentence = tb_sentence_for_record (tb_run_get_fleet (run), tb_run_get_journal (run), record);
  g_autofree char *moment = tb_sentence_format_moment (record->time_us);

  if (record->kind == TB_RECORD_COMMAND_REFUSED)
    return g_steal_pointer (&sentence);
  if (!needs_frames (self))
    /* Translators: a command was carried out, such as on "day 3 04:12:09", and nothing plays */
    return g_strdup_printf (_("Done on %s. Time stands still: Space lets it go on."), moment);
  /* Translators: a command was carried out; such as "Done on day 3 04:12:09" */
  return g_strdup_printf (_("Done on %s."), moment);
}

static void
look_for_result (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  const TbRecord *record = self->awaits_result && run ? find_result (tb_run_get_journal (run), &self->result_from) : NULL;
  g_autofree char *answer = record ? make_answer (self, record) : NULL;

  if (record == NULL)
    return;
  self->awaits_result = FALSE;
  tb_window_answer (self, answer, record->kind == TB_RECORD_COMMAND_REFUSED);
}

/* A run that fails says why; everything before stays to be looked at. */
static void
look_for_failure (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  g_autofree char *failure = NULL;

  if (run == NULL || self->told_end || !tb_run_is_ended (run))
    return;
  self->told_end = TRUE;
  failure = tb_run_dup_failure (run);
  if (failure)
    tb_window_show_problem (self, failure);
}

/* Frames */

static void
advance (TbWindow *self, gint64 elapsed_us)
{
  tb_playhead_advance (self->playhead, elapsed_us);
  look_for_result (self);
  look_for_failure (self);
  tb_window_lesson_moved (self);
}

static gboolean
on_idle (gpointer user_data)
{
  TbWindow *self = user_data;

  if (self->tick == 0)
    {
      advance (self, 0);
      tb_window_actions_tell (self, TRUE);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  gint64 elapsed_us = self->frame_us ? now_us - self->frame_us : 0;

  self->frame_us = now_us;
  advance (self, CLAMP (elapsed_us, 0, LONGEST_FRAME_US));
  if (now_us - self->told_time_us >= TELL_TIME_US)
    {
      self->told_time_us = now_us;
      tb_window_actions_tell (self, TRUE);
    }
  if (needs_frames (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  tb_window_actions_tell (self, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * tb_window_run_frames:
 * @self: a window
 *
 * Takes frames from now on for as long as something moves.
 */
void
tb_window_run_frames (TbWindow *self)
{
  if (self->tick != 0 || !needs_frames (self))
    return;
  self->frame_us = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

/* Scenarios */

static guint
count_devices (TbFleet *fleet)
{
  guint n = 0;

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_fleet_get_group (fleet, i)->role == TB_ROLE_DEVICE)
      n += tb_fleet_get_group (fleet, i)->count;
  return n;
}

static gboolean
has_captions (TbScenario *scenario)
{
  GArray *pace = tb_scenario_get_pace (scenario);

  for (guint i = 0; pace && i < pace->len; i++)
    if (g_array_index (pace, TbPaceStep, i).caption)
      return TRUE;
  return FALSE;
}

static void
show_titles (TbWindow *self, TbRun *run)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  guint n = count_devices (tb_run_get_fleet (run));
  const char *title = _(tb_scenario_get_title (scenario));
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));
  g_autofree char *seed = g_strdup_printf (_("seed %s"), number);
  g_autofree char *devices = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u device", "%u devices", n), n);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", seed, devices);
  g_autofree char *window_title = g_strdup_printf ("%s – Trustbed", title);

  gtk_label_set_text (GTK_LABEL (self->title_label), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle_label), subtitle);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
  gtk_widget_set_visible (self->caption_label, has_captions (scenario));
}

void
tb_window_take_run (TbWindow *self, TbRun *run)
{
  self->awaits_result = FALSE;
  self->told_end = FALSE;
  tb_playhead_set_run (self->playhead, run);
  show_titles (self, run);
  tb_window_lesson_choose (self, FALSE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem), FALSE);
}

/* Before the first run there is nothing to look at. */
void
tb_window_show_body (TbWindow *self)
{
  const char *page = tb_playhead_get_run (self->playhead) != NULL ? "views" : self->loading != NULL ? "loading" : "empty";

  gtk_stack_set_visible_child_name (GTK_STACK (self->body), page);
}

/**
 * tb_window_end_loading:
 * @self: a window
 * @loaded: (nullable): what was loaded
 * @error: (nullable): why it was not
 *
 * The end of any loading: the window may have been asked for something else, or closed, meanwhile.
 *
 * Returns: whether it is there and still wanted
 */
gboolean
tb_window_end_loading (TbWindow *self, gpointer loaded, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_clear_object (&self->loading);
  if (loaded == NULL)
    {
      tb_window_show_problem (self, error->message);
      if (tb_playhead_get_run (self->playhead) == NULL && !tb_window_lesson_is_choosing (self))
        tb_window_show_body (self);
    }
  return loaded != NULL;
}

static TbRun *
finish_loading (TbWindow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_loader_finish (result, &error);

  tb_window_end_loading (self, run, error);
  return run;
}

GCancellable *
tb_window_begin_loading (TbWindow *self)
{
  if (self->loading)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  if (tb_playhead_get_run (self->playhead) == NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (self->body), "loading");
  return self->loading;
}

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (TbRun) run = finish_loading (self, result);

  if (run == NULL)
    return;
  tb_window_lesson_leave (self, _("The lesson is left; what you did in it is kept."));
  tb_window_take_run (self, run);
  tb_playhead_set_playing (self->playhead, TRUE);
  tb_window_focus_view (self);
}

/**
 * tb_window_open:
 * @self: a window
 * @name: a scenario's file, or the name of one that comes with the program
 *
 * Plays it as soon as it is read; until then, and when it cannot be read, what was open stays.
 */
void
tb_window_open (TbWindow *self, const char *name)
{
  tb_loader_open (self, name, tb_window_begin_loading (self), opened);
}

static void
branched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (TbRun) run = finish_loading (self, result);

  if (run == NULL)
    return;
  tb_window_take_run (self, run);
  tb_window_lesson_follow (self);
  tb_playhead_seek (self->playhead, self->seek_us);
  tb_playhead_set_playing (self->playhead, self->was_playing);
  tb_playhead_select_name (self->playhead, self->reselect, NULL);
  tb_window_show_toast (self, self->branch_told);
}

/**
 * tb_window_branch:
 * @self: a window
 * @time_us: up to where commands are kept
 * @seek_us: where to go in the branch
 * @told: what to say when it is there; static, translated
 */
void
tb_window_branch (TbWindow *self, gint64 time_us, gint64 seek_us, const char *told)
{
  TbRun *run = tb_playhead_get_run (self->playhead);

  if (run == NULL)
    return;
  self->seek_us = seek_us;
  self->branch_told = told;
  self->was_playing = tb_playhead_is_playing (self->playhead);
  g_free (self->reselect);
  self->reselect = tb_playhead_dup_selection_name (self->playhead);
  tb_loader_branch (self, run, time_us, tb_window_begin_loading (self), branched);
}

/**
 * tb_window_run_start:
 * @self: a window
 */
void
tb_window_run_start (TbWindow *self)
{
  self->idle = g_timeout_add (IDLE_MS, on_idle, self);
}

/**
 * tb_window_run_stop:
 * @self: a window that goes away
 */
void
tb_window_run_stop (TbWindow *self)
{
  if (self->loading)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->idle, g_source_remove);
}
