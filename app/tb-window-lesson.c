/* tb-window-lesson: see the header. A lesson is a run like any other, opened, branched and undone as any other; what is special about it is the tutor beside it and
 * that what is done is kept. */
#include "tb-window-lesson.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-chooser.h"
#include "tb-lesson-loader.h"
#include "tb-lesson-panel.h"
#include "tb-settings.h"
#include "tb-window-actions.h"
#include "tb-window-document.h"
#include "tb-window-exercise.h"
#include "tb-window-lesson-actions.h"
#include "tb-window-private.h"

#define KEEP_MS 1500

/* What is kept */

/* A lesson that was only looked at leaves what was kept before as it is. */
static gboolean
is_worth_keeping (TbTutor *tutor, const TbLessonKept *kept)
{
  return kept->commands->len > 0 || g_hash_table_size (kept->answers) > 0 || g_hash_table_size (kept->hints) > 0 || tb_tutor_get_begun_us (tutor, 1) >= 0;
}

static TbLessonKept *
make_kept (TbTutor *tutor)
{
  TbLessonKept *kept = tb_lesson_kept_new (tb_tutor_get_attempt (tutor));

  kept->points = tb_tutor_get_points (tutor, &kept->most);
  kept->is_finished = tb_tutor_is_finished (tutor);
  return kept;
}

static void
keep (TbWindow *self)
{
  g_autoptr (TbLessonKept) kept = self->tutor ? make_kept (self->tutor) : NULL;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->keeping, g_source_remove);
  if (kept == NULL || !is_worth_keeping (self->tutor, kept))
    return;
  if (!tb_lesson_kept_save (kept, tb_lesson_get_id (tb_tutor_get_lesson (self->tutor)), self->learner, &error))
    tb_window_show_problem (self, error->message);
}

static gboolean
on_keep (gpointer window)
{
  TB_WINDOW (window)->keeping = 0;
  keep (window);
  TB_WINDOW (window)->book.must_keep |= TB_WINDOW (window)->book.keeper != NULL;
  return G_SOURCE_REMOVE;
}

/* A prediction holds time */

static gboolean
is_awaited (TbWindow *self)
{
  guint present = tb_tutor_get_present (self->tutor);

  return !tb_tutor_is_exercise (self->tutor) && present < tb_tutor_get_n_steps (self->tutor) && tb_tutor_get_awaited (self->tutor, present) != NULL;
}

static void
hold_for_prediction (TbWindow *self)
{
  gboolean awaited = is_awaited (self);

  if (awaited && !self->holds)
    {
      self->held_playing = tb_playhead_is_playing (self->playhead);
      tb_playhead_set_playing (self->playhead, FALSE);
    }
  else if (!awaited && self->holds && self->held_playing)
    tb_playhead_set_playing (self->playhead, TRUE);
  self->holds = awaited;
}

static void
on_tutor_changed (TbWindow *self)
{
  hold_for_prediction (self);
  if (self->keeping == 0)
    self->keeping = g_timeout_add (KEEP_MS, on_keep, self);
  tb_window_lesson_tell (self);
}

/* Somebody who goes on is taken to what is still to be done. */
static void
on_ready (TbWindow *self)
{
  guint open = tb_tutor_is_exercise (self->tutor) ? 0 : tb_tutor_find_open_step (self->tutor);

  while (tb_tutor_get_present (self->tutor) < open && tb_tutor_go_to (self->tutor, tb_tutor_get_present (self->tutor) + 1))
    continue;
}

/* Beginning */

static void
forget_tutor (TbWindow *self)
{
  if (self->tutor == NULL)
    return;
  keep (self);
  g_signal_handlers_disconnect_by_data (self->tutor, self);
  tb_lesson_panel_set_tutor (TB_LESSON_PANEL (self->lesson_panel), NULL);
  g_clear_object (&self->tutor);
  self->holds = FALSE;
  tb_window_lesson_set_panel (self, FALSE);
}

static void
take_tutor (TbWindow *self, TbAttempt *attempt, gboolean goes_on)
{
  self->tutor = tb_tutor_new (attempt);
  g_signal_connect_swapped (self->tutor, "changed", G_CALLBACK (on_tutor_changed), self);
  g_signal_connect_swapped (self->tutor, "step-changed", G_CALLBACK (tb_window_exercise_stepped), self);
  if (goes_on)
    g_signal_connect_swapped (self->tutor, "ready", G_CALLBACK (on_ready), self);
  tb_lesson_panel_set_tutor (TB_LESSON_PANEL (self->lesson_panel), self->tutor);
  tb_window_lesson_set_panel (self, TRUE);
}

static void
tell_begun (TbWindow *self, const TbLessonStart *start)
{
  if (start->is_another)
    tb_window_show_toast (self, _("The lesson has changed since it was begun; it begins anew."));
  else if (start->kept != NULL)
    tb_window_show_toast (self, _("You are where you were."));
  else if (self->before != NULL)
    tb_window_offer (self, _("The lesson begins anew."), _("_Undo"), "win.lesson-unreset", NULL);
  else
    tb_window_show_toast (self, _("Time stands still until you press Space."));
}

/* Time stands still at first, for reading; it goes at the pace of the scenario. */
static void
take_start (TbWindow *self, TbLessonStart *start)
{
  g_autoptr (TbAttempt) attempt = tb_attempt_new (start->variation, start->run);
  gint64 begin_us = start->kept != NULL ? start->kept->time_us : tb_lesson_get_begin_us (tb_variation_get_lesson (start->variation));

  forget_tutor (self);
  if (start->kept != NULL)
    tb_lesson_kept_apply (start->kept, attempt);
  g_clear_pointer (&self->before, tb_lesson_kept_free);
  self->before = g_steal_pointer (&start->before);
  tb_window_document_begin (self, NULL, self->lesson_path);
  tb_window_take_run (self, start->run);
  if (start->kept == NULL)
    tb_window_show_view (self, "fleet");
  if (tb_playhead_has_own_speed (self->playhead))
    tb_playhead_set_speed (self->playhead, 0);
  if (begin_us > 0 || start->kept != NULL)
    tb_playhead_seek (self->playhead, begin_us);
  tb_playhead_set_playing (self->playhead, FALSE);
  take_tutor (self, attempt, start->kept != NULL);
  tb_window_exercise_begin (self, begin_us);
  hold_for_prediction (self);
  tell_begun (self, start);
  tb_window_focus_lesson (self);
}

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLessonStart) start = tb_lesson_loader_finish (result, &error);

  if (tb_window_end_loading (self, start, error))
    take_start (self, start);
}

static void
restore (TbAttempt *attempt, const TbDocumentLesson *kept)
{
  for (guint i = 0; i < kept->answers->len; i++)
    {
      const TbDocumentAnswer *answer = g_ptr_array_index (kept->answers, i);

      if (tb_lesson_find_question (tb_attempt_get_lesson (attempt), answer->question) != NULL)
        tb_attempt_restore (attempt, answer->question, answer->text, answer->time_us);
    }
  for (guint i = 0; i < kept->hints->len; i++)
    {
      const TbDocumentHint *hint = g_ptr_array_index (kept->hints, i);

      while (tb_attempt_get_hints (attempt, hint->step) < hint->taken && tb_attempt_take_hint (attempt, hint->step) < hint->taken)
        continue;
    }
}

/**
 * tb_window_lesson_resume:
 * @self: a window that has just opened a document
 * @variation: whose lesson the run is of
 * @kept: what was done in it
 */
void
tb_window_lesson_resume (TbWindow *self, TbVariation *variation, const TbDocumentLesson *kept)
{
  g_autoptr (TbAttempt) attempt = tb_attempt_new (variation, tb_playhead_get_run (self->playhead));

  restore (attempt, kept);
  g_free (self->lesson_path);
  self->lesson_path = g_strdup (kept->id);
  take_tutor (self, attempt, TRUE);
  hold_for_prediction (self);
}

/**
 * tb_window_lesson_start:
 * @self: a window
 * @lesson: a file, or the name of a lesson that comes with the program
 * @goes_on: whether to go on with what is kept
 */
void
tb_window_lesson_start (TbWindow *self, const char *lesson, gboolean goes_on)
{
  g_autofree char *path = g_strdup (*lesson || self->lesson_path == NULL ? lesson : self->lesson_path);

  if (self->tutor != NULL)
    keep (self);
  g_free (self->lesson_path);
  self->lesson_path = g_steal_pointer (&path);
  tb_lesson_loader_start (self, self->lesson_path, self->learner, goes_on, tb_window_begin_loading (self), started);
}

/**
 * tb_window_lesson_reset:
 * @self: a window
 *
 * The lesson begins anew, at its sealed start; what was done can be gone back to.
 */
void
tb_window_lesson_reset (TbWindow *self)
{
  if (self->tutor != NULL)
    tb_window_lesson_start (self, "", FALSE);
}

void
tb_window_lesson_unreset (TbWindow *self)
{
  if (self->before != NULL && self->lesson_path != NULL)
    tb_lesson_loader_return (self, self->lesson_path, self->learner, g_steal_pointer (&self->before), tb_window_begin_loading (self), started);
}

/**
 * tb_window_lesson_reset_step:
 * @self: a window
 *
 * The run branches at the moment at which the present step was gone to for the first time: what was done since is undone. Answers stay given, hints stay taken.
 */
void
tb_window_lesson_reset_step (TbWindow *self)
{
  gint64 begun_us = self->tutor ? tb_tutor_get_begun_us (self->tutor, tb_tutor_get_present (self->tutor)) : -1;

  if (begun_us >= 0 && tb_tutor_is_exercise (self->tutor))
    begun_us = MAX (begun_us, tb_lesson_get_begin_us (tb_tutor_get_lesson (self->tutor)));
  if (begun_us >= 0)
    tb_window_branch (self, MAX (begun_us - 1, 0), begun_us, _("The step begins anew; answers and hints stay."));
}

void
tb_window_lesson_follow (TbWindow *self)
{
  if (self->tutor != NULL)
    tb_tutor_set_run (self->tutor, tb_playhead_get_run (self->playhead));
  tb_window_exercise_begin (self, self->seek_us);
}

/**
 * tb_window_lesson_leave:
 * @self: a window
 * @told: what to say where there was a lesson; translated
 *
 * The run stays; the lesson can be gone on with.
 */
void
tb_window_lesson_leave (TbWindow *self, const char *told)
{
  if (self->tutor == NULL)
    return;
  forget_tutor (self);
  tb_window_offer (self, told, _("_Go On"), "win.lesson-go-on", self->lesson_path);
  tb_window_lesson_tell (self);
}

/* Show me */

static void
select_shown (TbWindow *self)
{
  g_autofree char *name = g_steal_pointer (&self->show_select);

  if (name != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), "select", g_variant_new_string (name));
}

/**
 * tb_window_lesson_show:
 * @self: a window
 * @step: of the lesson
 * @show: which of its places
 *
 * Goes to the view and its page, then to the moment, and selects when it is there.
 */
void
tb_window_lesson_show (TbWindow *self, guint step, guint show)
{
  const TbLessonStep *asked = self->tutor && step < tb_tutor_get_n_steps (self->tutor) ? tb_tutor_get_step (self->tutor, step) : NULL;
  const TbLessonShow *place = asked && show < asked->shows->len ? g_ptr_array_index (asked->shows, show) : NULL;

  if (place == NULL)
    return;
  if (place->view != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), "show-view", g_variant_new_string (place->view));
  if (place->page != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), "show-page", g_variant_new_string (place->page));
  if (place->time_us >= 0)
    g_action_group_activate_action (G_ACTION_GROUP (self), "seek", g_variant_new_int64 (place->time_us));
  g_free (self->show_select);
  self->show_select = place->select ? tb_variation_fill (tb_attempt_get_variation (tb_tutor_get_attempt (self->tutor)), place->select) : NULL;
  if (!tb_playhead_is_waiting (self->playhead))
    select_shown (self);
}

void
tb_window_lesson_moved (TbWindow *self)
{
  tb_window_exercise_moved (self);
  if (self->show_select != NULL && !tb_playhead_is_waiting (self->playhead))
    select_shown (self);
}

/* What is shown of it */

gboolean
tb_window_lesson_is_choosing (TbWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->body)), "lessons") == 0;
}

void
tb_window_lesson_choose (TbWindow *self, gboolean on)
{
  if (on)
    {
      tb_lesson_chooser_load (TB_LESSON_CHOOSER (self->lessons));
      gtk_stack_set_visible_child_name (GTK_STACK (self->body), "lessons");
    }
  else
    tb_window_show_body (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->heads), on ? "lessons" : "views");
  if (on)
    gtk_widget_child_focus (self->lessons, GTK_DIR_TAB_FORWARD);
  tb_window_fit_inspector (self);
  tb_window_actions_tell (self, FALSE);
}

void
tb_window_lesson_set_panel (TbWindow *self, gboolean shown)
{
  adw_flap_set_reveal_flap (ADW_FLAP (self->lesson_flap), shown && self->tutor != NULL);
  tb_window_fit_inspector (self);
  tb_window_lesson_tell (self);
}

gboolean
tb_window_lesson_get_panel (TbWindow *self)
{
  return adw_flap_get_reveal_flap (ADW_FLAP (self->lesson_flap));
}

void
tb_window_lesson_set_learner (TbWindow *self, const char *learner)
{
  g_free (self->learner);
  self->learner = g_strdup (learner);
  tb_settings_save_learner (learner);
  tb_lesson_chooser_set_learner (TB_LESSON_CHOOSER (self->lessons), learner);
  tb_window_lesson_tell (self);
}

/* Life */

void
tb_window_lesson_install (TbWindow *self)
{
  self->learner = tb_settings_dup_learner ();
  tb_window_lesson_actions_install (self);
  tb_window_exercise_install (self);
  tb_lesson_panel_add_actions (TB_LESSON_PANEL (self->lesson_panel), G_ACTION_MAP (self));
  tb_lesson_chooser_set_learner (TB_LESSON_CHOOSER (self->lessons), self->learner);
}

void
tb_window_lesson_stop (TbWindow *self)
{
  keep (self);
  if (self->tutor != NULL)
    g_signal_handlers_disconnect_by_data (self->tutor, self);
  g_clear_object (&self->tutor);
  g_clear_pointer (&self->before, tb_lesson_kept_free);
  g_clear_pointer (&self->lesson_path, g_free);
  g_clear_pointer (&self->learner, g_free);
  g_clear_pointer (&self->show_select, g_free);
  g_clear_pointer (&self->sheet_of, g_free);
}
