/* tb-window-actions: see the header. GtkApplication exports them on the window's object; what can be read there is the state of an action.
 *
 * Those that have words of their own are commands too (`view fleet`, `open hospital`), in one table. */
#include "tb-window-actions.h"

#include <glib/gi18n-lib.h>

#include "tb-dialogs.h"
#include "tb-speed.h"
#include "tb-views.h"
#include "tb-window-lesson.h"

static TbPlayhead *
playhead_of (gpointer window)
{
  return tb_window_get_playhead (TB_WINDOW (window));
}

static void
answer_error (TbWindow *window, const GError *error)
{
  tb_window_answer (window, error->message, TRUE);
}

static void
set_state (gpointer window, const char *action, GVariant *state)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (state);
  g_autoptr (GVariant) old = g_action_group_get_action_state (G_ACTION_GROUP (window), action);

  if (old == NULL || !g_variant_equal (old, owned))
    g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), action)), owned);
}

/* Time */

static void
play (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_set_playing (playhead_of (window), TRUE);
}

static void
pause_playing (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_set_playing (playhead_of (window), FALSE);
}

static void
toggle_play (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_set_playing (playhead_of (window), !tb_playhead_is_playing (playhead_of (window)));
}

static void
change_playing (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_playhead_set_playing (playhead_of (window), g_variant_get_boolean (state));
}

static void
step_forward (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_step_forward (playhead_of (window));
}

static void
step_back (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_step_back (playhead_of (window));
}

static void
seek (GSimpleAction *action, GVariant *time, gpointer window)
{
  tb_playhead_seek (playhead_of (window), g_variant_get_int64 (time));
}

static void
to_live (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_playhead_seek (playhead_of (window), tb_playhead_get_edge (playhead_of (window)));
}

static void
set_speed (GSimpleAction *action, GVariant *speed, gpointer window)
{
  tb_playhead_set_speed (playhead_of (window), g_variant_get_double (speed));
}

static void
change_speed_by (gpointer window, int direction)
{
  tb_playhead_set_speed (playhead_of (window), tb_speed_next (tb_playhead_get_speed (playhead_of (window)), direction));
}

static void
faster (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  change_speed_by (window, 1);
}

static void
slower (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  change_speed_by (window, -1);
}

static void
continue_here (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gint64 time_us = tb_playhead_get_time (playhead_of (window));

  tb_window_say (window, "continue");
  tb_window_branch (window, time_us, time_us, _("This run goes its own way from here."));
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_say (window, "undo");
  if (!tb_window_undo (window))
    tb_window_answer (window, _("There is no command to undo."), TRUE);
}

/* What is looked at */

static void
show_view (GSimpleAction *action, GVariant *name, gpointer window)
{
  g_autofree char *line = g_strdup_printf ("view %s", g_variant_get_string (name, NULL));

  if (tb_window_show_view (window, g_variant_get_string (name, NULL)))
    tb_window_say (window, line);
  else
    tb_window_answer (window, _("There is no such view; there are “fleet”, “handshakes”, “signatures”, “certificates”, “outbreak”, “monitor” and “lessons”."), TRUE);
}

static void
show_page (GSimpleAction *action, GVariant *name, gpointer window)
{
  tb_window_show_page (window, g_variant_get_string (name, NULL));
}

static void
select_named (GSimpleAction *action, GVariant *name, gpointer window)
{
  g_autoptr (GError) error = NULL;

  if (!tb_playhead_select_name (playhead_of (window), g_variant_get_string (name, NULL), &error))
    answer_error (window, error);
}

static void
open_named (GSimpleAction *action, GVariant *name, gpointer window)
{
  g_autofree char *line = g_strdup_printf ("open %s", g_variant_get_string (name, NULL));

  tb_window_say (window, line);
  tb_window_open (window, g_variant_get_string (name, NULL));
}

static void
export_picture (GSimpleAction *action, GVariant *file, gpointer window)
{
  g_autofree char *line = g_strdup_printf ("export %s", g_variant_get_string (file, NULL));
  g_autofree char *done = g_strdup_printf (_("The picture is in %s."), g_variant_get_string (file, NULL));
  g_autoptr (GError) error = NULL;

  tb_window_say (window, line);
  if (tb_window_export (window, g_variant_get_string (file, NULL), &error))
    tb_window_answer (window, done, FALSE);
  else
    answer_error (window, error);
}

static void
change_inspector (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_window_set_inspector (window, g_variant_get_boolean (state));
}

static void
change_presentation (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_window_set_presentation (window, g_variant_get_boolean (state));
}

static void
set_boolean (GSimpleAction *action, GVariant *value, gpointer window)
{
  g_action_change_state (G_ACTION (action), value);
}

static void
change_color_scheme (GSimpleAction *action, GVariant *state, gpointer window)
{
  static const struct { const char *name; AdwColorScheme scheme; } schemes[] = {
    { "default", ADW_COLOR_SCHEME_DEFAULT }, { "light", ADW_COLOR_SCHEME_FORCE_LIGHT }, { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].name, g_variant_get_string (state, NULL)))
      {
        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i].scheme);
        g_simple_action_set_state (action, state);
      }
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_toggle_search (window);
}

static void
command (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_focus_command (window);
}

static void
focus_view (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_focus_view (window);
}

static void
compose (GSimpleAction *action, GVariant *line, gpointer window)
{
  tb_window_answer (window, NULL, FALSE);
  tb_window_compose (window, g_variant_get_string (line, NULL));
}

static void
toast (GSimpleAction *action, GVariant *sentence, gpointer window)
{
  tb_window_show_toast (window, g_variant_get_string (sentence, NULL));
}

static void
close_window (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gtk_window_close (window);
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_dialogs_show_about (window);
}

static void
open_file (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_dialogs_open_file (window);
}

static void
export_file (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_dialogs_export_file (window);
}

/* Beside the run */

static void
change_live (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_live_service_set_on (tb_window_get_live (window), TB_LIVE_PART_AUTHORITY, g_variant_get_boolean (state));
}

static void
change_live_broker (GSimpleAction *action, GVariant *state, gpointer window)
{
  tb_live_service_set_on (tb_window_get_live (window), TB_LIVE_PART_BROKER, g_variant_get_boolean (state));
}

static void
show_live (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_show_live (window);
}

/* Commands */

typedef struct
{
  const char *verb;
  const char *action;
  const char *type;      /* of its parameter */
  const char *forms[8];  /* for completion */
} Verb;

static const Verb verbs[] = {
  { "view", "show-view", "s", { "view fleet", "view handshakes", "view signatures", "view certificates", "view outbreak", "view monitor", "view lessons" } },
  { "open", "open", "s", { "open " } },
  { "save", "save-as", "s", { "save " } },
  { "export", "export-picture", "s", { "export " } },
  { "inspector", "inspector", "b", { "inspector on", "inspector off" } },
  { "presentation", "presentation", "b", { "presentation on", "presentation off" } },
  { "live", "live", "b", { "live on", "live off" } },
  { "live-broker", "live-broker", "b", { "live-broker on", "live-broker off" } },
  { "lesson", "lesson-start", "s", { "lesson " } },
  { "hint", "lesson-hint", NULL, { "hint" } },
  { "continue", "continue-here", NULL, { "continue" } },
  { "undo", "undo", NULL, { "undo" } },
  { "redo", "redo", NULL, { "redo" } },
};

static GVariant *
make_parameter (const Verb *verb, const char *argument)
{
  if (verb->type == NULL)
    return NULL;
  return *verb->type == 'b' ? g_variant_new_boolean (!g_str_equal (argument, "off")) : g_variant_new_string (argument);
}

/* Returns: whether @line was a command of the window, done or not */
static gboolean
try_own_command (TbWindow *window, const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      gsize length = strlen (verbs[i].verb);

      if (strncmp (line, verbs[i].verb, length) != 0 || (line[length] != '\0' && line[length] != ' '))
        continue;
      tb_window_accept (window, line);
      tb_window_answer (window, NULL, FALSE);
      g_action_group_activate_action (G_ACTION_GROUP (window), verbs[i].action,
                                      make_parameter (&verbs[i], line + length + strspn (line + length, " ")));
      return TRUE;
    }
  return FALSE;
}

static void
submit (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  const char *line = g_variant_get_string (parameter, NULL);
  gboolean acts = tb_playhead_line_acts (line);
  g_autoptr (GError) error = NULL;

  if (try_own_command (window, line))
    return;
  tb_window_accept (window, line);
  tb_window_answer (window, NULL, FALSE);
  if (acts)
    tb_window_await_result (window);
  if (!tb_playhead_submit (playhead_of (window), line, &error))
    answer_error (window, error);
  else if (g_str_has_prefix (line, "show ") || g_str_has_prefix (line, "compare "))
    tb_window_show_view (window, tb_playhead_get_selection (playhead_of (window))->kind == TB_SELECTION_SIGNATURE ? "signatures" : "handshakes");
}

/**
 * tb_window_actions_complete:
 * @window: a window
 * @line: the beginning of a command
 *
 * Returns: (transfer full): whole lines it could become
 */
char **
tb_window_actions_complete (TbWindow *window, const char *line)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) others = tb_playhead_complete (playhead_of (window), line);

  g_strv_builder_addv (lines, (const char **) others);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    for (guint k = 0; k < G_N_ELEMENTS (verbs[i].forms) && verbs[i].forms[k]; k++)
      if (g_str_has_prefix (verbs[i].forms[k], line))
        g_strv_builder_add (lines, verbs[i].forms[k]);
  return g_strv_builder_end (lines);
}

/**
 * tb_window_actions_tell:
 * @window: a window
 * @time_too: whether the time, which changes with every frame, is worth telling now
 *
 * Makes the states of the actions say what is so.
 */
void
tb_window_actions_tell (TbWindow *window, gboolean time_too)
{
  TbPlayhead *playhead = playhead_of (window);
  double speed = tb_playhead_get_speed (playhead);

  set_state (window, "playing", g_variant_new_boolean (tb_playhead_is_playing (playhead)));
  set_state (window, "speed", g_variant_new_double (speed));
  set_state (window, "set-speed", g_variant_new_double (tb_playhead_has_own_speed (playhead) ? speed : 0));
  set_state (window, "view", g_variant_new_string (tb_window_get_view (window)));
  set_state (window, "selection", g_variant_new_take_string (tb_playhead_dup_selection_name (playhead)));
  set_state (window, "inspector", g_variant_new_boolean (tb_window_get_inspector (window)));
  set_state (window, "inspector-toggle", g_variant_new_boolean (tb_window_get_inspector (window)));
  set_state (window, "presentation", g_variant_new_boolean (tb_window_get_presentation (window)));
  set_state (window, "presentation-toggle", g_variant_new_boolean (tb_window_get_presentation (window)));
  set_state (window, "live", g_variant_new_boolean (tb_live_service_get_state (tb_window_get_live (window), TB_LIVE_PART_AUTHORITY) == TB_LIVE_ON));
  set_state (window, "live-broker", g_variant_new_boolean (tb_live_service_get_state (tb_window_get_live (window), TB_LIVE_PART_BROKER) == TB_LIVE_ON));
  tb_window_lesson_tell (window);
  if (time_too)
    set_state (window, "time", g_variant_new_int64 (tb_playhead_get_time (playhead)));
}

/**
 * tb_window_actions_install:
 * @window: a window
 */
void
tb_window_actions_install (TbWindow *window)
{
  static const GActionEntry entries[] = {
    { "play", play }, { "pause", pause_playing }, { "toggle-play", toggle_play },
    { "step-forward", step_forward }, { "step-back", step_back },
    { "seek", seek, "x" }, { "to-live", to_live },
    { "set-speed", set_speed, "d", "0.0", set_speed }, { "faster", faster }, { "slower", slower },
    { "continue-here", continue_here }, { "undo", undo },
    { "show-view", show_view, "s" }, { "show-page", show_page, "s" }, { "select", select_named, "s" }, { "open", open_named, "s" },
    { "submit", submit, "s" }, { "compose", compose, "s" }, { "toast", toast, "s" }, { "export-picture", export_picture, "s" },
    { "inspector", set_boolean, "b", "true", change_inspector }, { "inspector-toggle", NULL, NULL, "true", change_inspector },
    { "presentation", set_boolean, "b", "false", change_presentation },
    { "presentation-toggle", NULL, NULL, "false", change_presentation },
    { "color-scheme", NULL, "s", "'default'", change_color_scheme },
    { "search", search }, { "command", command }, { "focus-view", focus_view }, { "close", close_window },
    { "live", set_boolean, "b", "false", change_live }, { "live-broker", set_boolean, "b", "false", change_live_broker }, { "show-live", show_live },
    { "about", about }, { "open-file", open_file }, { "export-file", export_file },
    { "playing", NULL, NULL, "false", change_playing }, { "time", NULL, NULL, "int64 0", seek },
    { "speed", NULL, NULL, "1.0", set_speed }, { "view", NULL, NULL, "'fleet'", show_view },
    { "selection", NULL, NULL, "''", select_named },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
