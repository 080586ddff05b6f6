/* tb-window-run: the run a window looks at: opening and branching it, driving its playhead by the frame clock, and the answers that come
 * from it. While nothing moves no frames are asked for; a slow timer notices what commands bring about. */
#include <glib/gi18n-lib.h>

#include "tb-command-answer.h"
#include "tb-loader.h"
#include "tb-sentence.h"
#include "tb-settings.h"
#include "tb-units.h"
#include "tb-window-actions.h"
#include "tb-window-document.h"
#include "tb-window-exercise.h"
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
  const TbRecord *record = self->awaits_result && run ? tb_command_answer_find (tb_run_get_journal (run), &self->result_from) : NULL;

  if (record == NULL)
    return;
  self->awaits_result = FALSE;
  g_free (self->answer);
  self->answer = make_answer (self, record);
  self->answer_is_refusal = record->kind == TB_RECORD_COMMAND_REFUSED;
}

/* Nothing is called done before it is on the disk; where it cannot be, that is said, here and above the view. */
static void
give_answer (TbWindow *self)
{
  TbKeeping keeping = self->answer != NULL ? tb_window_document_get_keeping (self) : TB_KEEPING_WAITS;
  g_autofree char *answer = NULL, *unkept = NULL;

  if (keeping == TB_KEEPING_WAITS)
    return;
  answer = g_steal_pointer (&self->answer);
  /* Translators: after what a command did; such as "Done on day 3 04:12:09. It is not kept." */
  unkept = keeping == TB_KEEPING_FAILED ? g_strdup_printf (_("%s It is not kept."), answer) : NULL;
  tb_window_answer (self, unkept != NULL ? unkept : answer, self->answer_is_refusal || unkept != NULL);
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
  tb_window_document_notice (self);
  give_answer (self);
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

/* A document goes by its own name. There is room for two short words below it: whether it is kept comes first, and how many devices there are is told elsewhere too. */
void
tb_window_show_titles (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  TbScenario *scenario = tb_run_get_scenario (run);
  guint n = count_devices (tb_run_get_fleet (run));
  g_autofree char *own = tb_window_document_dup_title (self);
  const char *title = own != NULL ? own : _(tb_scenario_get_title (scenario)), *note = tb_window_document_get_note (self);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));
  g_autofree char *seed = g_strdup_printf (_("seed %s"), number);
  g_autofree char *devices = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u device", "%u devices", n), n);
  g_autofree char *shown = g_strdup_printf ("%s · %s", note != NULL ? note : seed, note != NULL ? seed : devices);
  g_autofree char *all = g_strdup_printf ("%s%s%s · %s", note != NULL ? note : "", note != NULL ? " · " : "", seed, devices);
  g_autofree char *window_title = g_strdup_printf ("%s – Trustbed", title);

  gtk_label_set_text (GTK_LABEL (self->title_label), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle_label), shown);
  gtk_widget_set_tooltip_text (self->subtitle_label, all);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
  gtk_widget_set_visible (self->caption_label, has_captions (scenario));
}

void
tb_window_take_run (TbWindow *self, TbRun *run)
{
  self->awaits_result = FALSE;
  g_clear_pointer (&self->answer, g_free);
  self->told_end = FALSE;
  tb_playhead_set_run (self->playhead, run);
  tb_window_show_titles (self);
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
      self->n_undos = 0;
      tb_window_show_error (self, error);
      if (tb_playhead_get_run (self->playhead) == NULL && !tb_window_lesson_is_choosing (self))
        tb_window_show_body (self);
    }
  return loaded != NULL;
}

static TbLoaded *
finish_loading (TbWindow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  TbLoaded *loaded = tb_loader_finish (result, &error);

  tb_window_end_loading (self, loaded, error);
  return loaded;
}

GCancellable *
tb_window_begin_loading (TbWindow *self)
{
  if (self->loading)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->n_undos = 0;
  self->loading = g_cancellable_new ();
  if (tb_playhead_get_run (self->playhead) == NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (self->body), "loading");
  return self->loading;
}

/* Where it stopped, and still: whoever opens it looks first. */
static void
restore_view (TbWindow *self, const TbDocumentView *view)
{
  tb_run_set_target (tb_playhead_get_run (self->playhead), view->edge_us);
  tb_playhead_set_speed (self->playhead, view->speed > 0 ? CLAMP (view->speed, TB_PLAYHEAD_MIN_SPEED, TB_PLAYHEAD_MAX_SPEED) : 0);
  tb_playhead_seek (self->playhead, view->playhead_us);
  tb_playhead_set_playing (self->playhead, FALSE);
  tb_window_show_toast (self, _("You are where you were."));
}

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (TbLoaded) loaded = finish_loading (self, result);

  if (loaded == NULL)
    return;
  tb_window_lesson_leave (self, _("The lesson is left; what you did in it is kept."));
  tb_window_document_begin (self, loaded, loaded->name);
  tb_window_take_run (self, loaded->run);
  if (loaded->document != NULL)
    restore_view (self, &loaded->document->view);
  else
    tb_playhead_set_playing (self->playhead, TRUE);
  if (loaded->variation != NULL)
    {
      tb_window_lesson_resume (self, loaded->variation, loaded->document->lesson);
      tb_window_exercise_begin (self, loaded->document->view.edge_us);
    }
  if (g_path_is_absolute (loaded->name) && !tb_autosave_is_one (loaded->name))
    tb_settings_save_recent (loaded->name);
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

/* What was asked for while the one before was on its way. */
static void
undo_further (TbWindow *self)
{
  guint n = self->n_undos;

  self->n_undos = 0;
  if (n > 1 && tb_window_undo (self))
    self->n_undos = n - 1;
}

static void
branched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (TbLoaded) loaded = finish_loading (self, result);

  if (loaded == NULL)
    return;
  tb_window_document_leave_branch (self);
  tb_window_take_run (self, loaded->run);
  tb_window_document_follow (self);
  tb_window_lesson_follow (self);
  tb_playhead_seek (self->playhead, self->seek_us);
  tb_playhead_set_playing (self->playhead, self->was_playing);
  tb_playhead_select_name (self->playhead, self->reselect, NULL);
  tb_window_offer (self, self->branch_told, self->branch_back, "win.redo", NULL);
  undo_further (self);
}

static void
prepare_branch (TbWindow *self, gint64 seek_us, const char *told, const char *back)
{
  self->seek_us = seek_us;
  self->branch_told = told;
  self->branch_back = back;
  self->was_playing = tb_playhead_is_playing (self->playhead);
  g_free (self->reselect);
  self->reselect = tb_playhead_dup_selection_name (self->playhead);
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
  prepare_branch (self, seek_us, told, _("_Redo"));
  tb_loader_branch (self, run, time_us, tb_window_begin_loading (self), branched);
}

/* All but the last that was done: of those that applied, or where none has, of those whose time has not come. (nullable) */
static GPtrArray *
list_but_last (TbRun *run)
{
  g_autoptr (GPtrArray) applied = NULL, pending = NULL;

  tb_run_get_log (run, 0, &applied, &pending);
  if (applied->len + pending->len == 0)
    return NULL;
  g_ptr_array_remove_index (applied->len > 0 ? applied : pending, (applied->len > 0 ? applied : pending)->len - 1);
  for (guint i = 0; i < pending->len; i++)
    g_ptr_array_add (applied, g_strdup (g_ptr_array_index (pending, i)));
  return g_steal_pointer (&applied);
}

/**
 * tb_window_undo:
 * @self: a window
 *
 * A branch without the last command, at the same moment. Asked for again before that is there, it takes back one more when it is.
 *
 * Returns: whether there was one, as far as is known
 */
gboolean
tb_window_undo (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  gint64 time_us = tb_playhead_get_time (self->playhead);
  g_autoptr (GPtrArray) lines = NULL;

  if (self->n_undos > 0)
    {
      self->n_undos++;
      return TRUE;
    }
  lines = run != NULL ? list_but_last (run) : NULL;
  if (lines == NULL)
    return FALSE;
  prepare_branch (self, time_us, _("The last command is taken back."), _("_Redo"));
  tb_loader_branch_with (self, run, lines, time_us, tb_window_begin_loading (self), branched);
  self->n_undos = 1;
  return TRUE;
}

/**
 * tb_window_go_back:
 * @self: a window in which somebody went back
 *
 * To the branch that was left by that; the present one is then the one to go back to.
 */
void
tb_window_go_back (TbWindow *self)
{
  const TbDocumentBranch *branch = self->book.way_back;

  prepare_branch (self, branch->edge_us, _("This is the run as it was before."), _("_Undo"));
  tb_loader_branch_with (self, tb_playhead_get_run (self->playhead), branch->lines, branch->edge_us, tb_window_begin_loading (self), branched);
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
