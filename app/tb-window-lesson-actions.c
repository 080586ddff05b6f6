/* tb-window-lesson-actions: see the header. What the panel itself does (steps, answers, hints) is in tb-lesson-panel-actions; here is what touches the run or files. */
#include "tb-window-lesson-actions.h"

#include <glib/gi18n-lib.h>

#include "tb-dialogs.h"
#include "tb-lesson-saver.h"
#include "tb-window-exercise.h"
#include "tb-window-lesson.h"
#include "tb-window-private.h"

static void
start (GSimpleAction *action, GVariant *lesson, gpointer window)
{
  tb_window_lesson_start (window, g_variant_get_string (lesson, NULL), FALSE);
}

static void
go_on (GSimpleAction *action, GVariant *lesson, gpointer window)
{
  tb_window_lesson_start (window, g_variant_get_string (lesson, NULL), TRUE);
}

static void
reset (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_reset (window);
}

static void
reset_step (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_reset_step (window);
}

static void
unreset (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_unreset (window);
}

static void
leave (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_leave (window, _("The lesson is left; what you did in it is kept."));
}

static void
free_play (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_leave (window, _("The run is yours now: try what you like."));
}

static void
show (GSimpleAction *action, GVariant *place, gpointer window)
{
  guint step, number;

  g_variant_get (place, "(uu)", &step, &number);
  tb_window_lesson_show (window, step, number);
}

static void
saved (GObject *window, GAsyncResult *result, gpointer data)
{
  g_autofree char *file = data;
  g_autofree char *done = g_strdup_printf (_("The result is in %s."), file);
  g_autoptr (GError) error = NULL;

  if (tb_lesson_saver_finish (result, &error))
    tb_window_show_toast (TB_WINDOW (window), done);
  else
    tb_window_show_problem (TB_WINDOW (window), error->message);
}

static void
save_result (GSimpleAction *action, GVariant *file, gpointer window)
{
  if (TB_WINDOW (window)->tutor != NULL)
    tb_lesson_saver_save (window, tb_tutor_get_attempt (TB_WINDOW (window)->tutor), g_variant_get_string (file, NULL), saved);
}

static void
save_file (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  if (TB_WINDOW (window)->tutor != NULL)
    tb_dialogs_save_result (window, tb_lesson_get_id (tb_tutor_get_lesson (TB_WINDOW (window)->tutor)));
}

static void
lessons (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_lesson_choose (window, TRUE);
}

static void
change_lessons (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_window_lesson_choose (window, g_variant_get_boolean (state));
}

/* Where there is no lesson, the key for it leads to those that can be chosen. */
static void
change_panel (GSimpleAction *action, GVariant *state, gpointer window)
{
  if (TB_WINDOW (window)->tutor == NULL)
    tb_window_lesson_choose (window, !tb_window_lesson_is_choosing (window));
  else
    tb_window_lesson_set_panel (window, g_variant_get_boolean (state));
}

static void
set_boolean (GSimpleAction *action, GVariant *value, gpointer window)
{
  g_action_change_state (G_ACTION (action), value);
}

static void
change_learner (GSimpleAction *action, GVariant *learner, gpointer window)
{
  tb_window_lesson_set_learner (window, g_variant_get_string (learner, NULL));
}

static void
set_text (GSimpleAction *action, GVariant *text, gpointer window)
{
  g_action_change_state (G_ACTION (action), text);
}

static void
set_state (TbWindow *window, const char *name, GVariant *state)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (state);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);
  g_autoptr (GVariant) old = g_action_get_state (action);

  if (!g_variant_equal (old, owned))
    g_simple_action_set_state (G_SIMPLE_ACTION (action), owned);
}

static void
enable (TbWindow *window, const char *name, gboolean on)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), name)), on);
}

static const char *
get_step_id (TbTutor *tutor)
{
  guint present = tb_tutor_get_present (tutor);

  return present < tb_tutor_get_n_steps (tutor) ? tb_tutor_get_step (tutor, present)->id : "debrief";
}

/**
 * tb_window_lesson_tell:
 * @self: a window
 *
 * Makes the states of the actions say what is so.
 */
void
tb_window_lesson_tell (TbWindow *self)
{
  TbTutor *tutor = self->tutor;
  guint64 most = 0, points = tutor ? tb_tutor_get_points (tutor, &most) : 0;

  set_state (self, "lessons-toggle", g_variant_new_boolean (tb_window_lesson_is_choosing (self)));
  set_state (self, "lesson-panel", g_variant_new_boolean (tb_window_lesson_get_panel (self)));
  set_state (self, "lesson-panel-toggle", g_variant_new_boolean (tb_window_lesson_get_panel (self)));
  set_state (self, "lesson-learner", g_variant_new_string (self->learner ? self->learner : ""));
  set_state (self, "lesson", g_variant_new_string (tutor ? tb_lesson_get_id (tb_tutor_get_lesson (tutor)) : ""));
  set_state (self, "lesson-at", g_variant_new_string (tutor ? get_step_id (tutor) : ""));
  set_state (self, "lesson-points", g_variant_new ("(tt)", points, most));
  enable (self, "lesson-reset", tutor != NULL);
  enable (self, "lesson-reset-step", tutor != NULL && tb_tutor_get_present (tutor) < tb_tutor_get_n_steps (tutor));
  enable (self, "lesson-leave", tutor != NULL);
  enable (self, "lesson-save-file", tutor != NULL);
  enable (self, "lesson-free-play", tutor != NULL && tb_tutor_is_finished (tutor));
  enable (self, "lesson-unreset", self->before != NULL);
  tb_window_exercise_tell (self);
}

/**
 * tb_window_lesson_actions_install:
 * @window: a window
 */
void
tb_window_lesson_actions_install (TbWindow *window)
{
  static const GActionEntry entries[] = {
    { "lessons", lessons }, { "lessons-toggle", NULL, NULL, "false", change_lessons },
    { "lesson-start", start, "s" }, { "lesson-go-on", go_on, "s" },
    { "lesson-reset", reset }, { "lesson-reset-step", reset_step }, { "lesson-unreset", unreset },
    { "lesson-leave", leave }, { "lesson-free-play", free_play }, { "lesson-show", show, "(uu)" },
    { "lesson-save-result", save_result, "s" }, { "lesson-save-file", save_file },
    { "lesson-panel", set_boolean, "b", "false", change_panel }, { "lesson-panel-toggle", NULL, NULL, "false", change_panel },
    { "lesson-learner", set_text, "s", "''", change_learner },
    { "lesson", NULL, NULL, "''" }, { "lesson-at", NULL, NULL, "''" }, { "lesson-points", NULL, NULL, "(uint64 0, uint64 0)" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
