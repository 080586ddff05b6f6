/* tb-window-exercise: see the header. Where time stands still is the playhead's business (tb-playhead-stops); what is shown then is the panel's. */
#include "tb-window-exercise.h"

#include <glib/gi18n-lib.h>

#include "tb-debrief-page.h"
#include "tb-exercise-saver.h"
#include "tb-save-dialog.h"
#include "tb-window-actions.h"
#include "tb-window-lesson.h"
#include "tb-window-private.h"

static gboolean
is_exercise (TbWindow *self)
{
  return self->tutor != NULL && tb_tutor_is_exercise (self->tutor);
}

/* Time */

/**
 * tb_window_exercise_begin:
 * @self: a window with a tutor
 * @passed_us: how far the team has been in the run
 *
 * From there on, time stands still at whatever happens. Of a lesson, nothing.
 */
void
tb_window_exercise_begin (TbWindow *self, gint64 passed_us)
{
  g_autoptr (GPtrArray) injects = NULL;
  g_autoptr (GArray) stops = NULL;

  if (!is_exercise (self))
    return;
  injects = tb_lesson_list_injects (tb_tutor_get_lesson (self->tutor));
  stops = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < injects->len; i++)
    g_array_append_val (stops, ((TbLessonInject *) g_ptr_array_index (injects, i))->at_us);
  tb_playhead_set_stops (self->playhead, stops, passed_us);
  tb_tutor_tell (self->tutor, passed_us);
}

void
tb_window_exercise_moved (TbWindow *self)
{
  if (!is_exercise (self))
    return;
  tb_tutor_tell (self->tutor, tb_playhead_get_passed (self->playhead));
  tb_window_exercise_tell (self);
}

/* Whoever looks back is taken to where the run is first. */
static void
go_on (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  TbWindow *self = window;
  gint64 edge_us = tb_playhead_get_edge (self->playhead);

  if (tb_playhead_get_time (self->playhead) < edge_us)
    tb_playhead_seek (self->playhead, edge_us);
  tb_playhead_set_playing (self->playhead, TRUE);
}

/* The debrief */

gboolean
tb_window_exercise_is_debriefing (TbWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->body)), "debrief") == 0;
}

static void
show_debrief (TbWindow *self)
{
  tb_playhead_set_playing (self->playhead, FALSE);
  tb_debrief_page_draw (TB_DEBRIEF_PAGE (self->debrief_page), tb_tutor_get_attempt (self->tutor));
  gtk_stack_set_visible_child_name (GTK_STACK (self->body), "debrief");
  gtk_stack_set_visible_child_name (GTK_STACK (self->heads), "debrief");
  tb_window_fit_inspector (self);
  tb_window_actions_tell (self, FALSE);
}

/* The step shows it; whoever is at that already is shown it once more. */
static void
debrief (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  TbTutor *tutor = TB_WINDOW (window)->tutor;

  if (tb_tutor_get_present (tutor) == tb_tutor_get_n_steps (tutor))
    show_debrief (window);
  else
    tb_tutor_go_to (tutor, tb_tutor_get_n_steps (tutor));
}

static void
close_debrief (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  if (tb_window_exercise_is_debriefing (window))
    tb_window_lesson_choose (window, FALSE);
}

/**
 * tb_window_exercise_fit:
 * @self: a window
 *
 * An audience gets the debrief alone; the panel is there again afterwards.
 */
void
tb_window_exercise_fit (TbWindow *self)
{
  gboolean alone = self->presentation && tb_window_exercise_is_debriefing (self);

  if (alone == self->debriefs_alone)
    return;
  self->debriefs_alone = alone;
  tb_window_lesson_set_panel (self, !alone);
}

/* At its end an exercise is talked through; before, the run is what counts. */
void
tb_window_exercise_stepped (TbWindow *self)
{
  if (!is_exercise (self))
    return;
  if (tb_tutor_get_present (self->tutor) == tb_tutor_get_n_steps (self->tutor))
    show_debrief (self);
  else
    close_debrief (NULL, NULL, self);
}

/* Files */

static void
saved (GObject *window, GAsyncResult *result, gpointer data)
{
  g_autofree char *file = data;
  g_autofree char *done = g_strdup_printf (_("The page is in %s."), file);
  g_autoptr (GError) error = NULL;

  if (tb_exercise_saver_finish (result, &error))
    tb_window_show_toast (TB_WINDOW (window), done);
  else
    tb_window_show_problem (TB_WINDOW (window), error->message);
}

static void
save_debrief (GSimpleAction *action, GVariant *file, gpointer window)
{
  if (is_exercise (window))
    tb_exercise_saver_save_debrief (window, tb_tutor_get_attempt (TB_WINDOW (window)->tutor), g_variant_get_string (file, NULL), saved);
}

static void
on_debrief_file (GtkWidget *window, const char *path, gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "debrief-save", g_variant_new_string (path));
}

static void
ask_debrief_file (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autofree char *name = g_strdup_printf ("%s-debrief.html", tb_lesson_get_id (tb_tutor_get_lesson (TB_WINDOW (window)->tutor)));

  tb_save_dialog_ask (window, _("Save the Debrief"), name, on_debrief_file, NULL);
}

static void
save_sheet (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  const char *exercise, *file;

  g_variant_get (parameter, "(&s&s)", &exercise, &file);
  tb_exercise_saver_save_sheet (window, exercise, file, saved);
}

static void
on_sheet_file (GtkWidget *window, const char *path, gpointer user_data)
{
  if (TB_WINDOW (window)->sheet_of != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (window), "sheet-save", g_variant_new ("(ss)", TB_WINDOW (window)->sheet_of, path));
}

/* Of the exercise that is named, or of the present one. */
static void
ask_sheet_file (GSimpleAction *action, GVariant *exercise, gpointer window)
{
  TbWindow *self = window;
  const char *named = g_variant_get_string (exercise, NULL);
  g_autofree char *base = NULL, *name = NULL;

  if (*named == '\0' && !is_exercise (self))
    return;
  g_free (self->sheet_of);
  self->sheet_of = g_strdup (*named != '\0' ? named : tb_lesson_get_path (tb_tutor_get_lesson (self->tutor)));
  base = g_path_get_basename (self->sheet_of);
  if (g_str_has_suffix (base, ".xml"))
    base[strlen (base) - strlen (".xml")] = '\0';
  name = g_strdup_printf ("%s-sheet.html", base);
  tb_save_dialog_ask (window, _("Save the Facilitator’s Sheet"), name, on_sheet_file, NULL);
}

/* Actions */

static void
enable (TbWindow *self, const char *name, gboolean on)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), on);
}

void
tb_window_exercise_tell (TbWindow *self)
{
  gboolean on = is_exercise (self);

  enable (self, "lesson-continue", on && !tb_playhead_is_playing (self->playhead) && !tb_tutor_is_over (self->tutor));
  enable (self, "debrief", on && tb_tutor_is_reached (self->tutor, tb_tutor_get_n_steps (self->tutor)));
  enable (self, "debrief-save", on);
  enable (self, "debrief-save-file", on && tb_tutor_is_reached (self->tutor, tb_tutor_get_n_steps (self->tutor)));
}

void
tb_window_exercise_install (TbWindow *self)
{
  static const GActionEntry entries[] = {
    { "lesson-continue", go_on }, { "debrief", debrief }, { "debrief-close", close_debrief },
    { "debrief-save", save_debrief, "s" }, { "debrief-save-file", ask_debrief_file },
    { "sheet-save", save_sheet, "(ss)" }, { "sheet-save-file", ask_sheet_file, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tb_window_exercise_tell (self);
}
