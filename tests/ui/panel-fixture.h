/* panel-fixture: the panel of a lesson or an exercise in a real window, with what stands in for the window's own actions. */
#pragma once

#include <adwaita.h>

#include "lesson-fixture.h"
#include "tb-lesson-panel.h"
#include "widget-fixture.h"

typedef struct
{
  Learner learner;
  TbTutor *tutor;
  GtkWidget *window;
  GtkWidget *panel;
  GSimpleActionGroup *actions;
  GString *lines;
} Window;

static inline void
settle (void)
{
  for (guint i = 0; i < 60; i++)
    g_main_context_iteration (NULL, FALSE);
}

/* Stands in for the window's own actions. */
static inline void
on_action (GSimpleAction *action, GVariant *parameter, gpointer lines)
{
  g_autofree char *text = parameter ? g_variant_print (parameter, FALSE) : g_strdup ("");

  g_string_append_printf (lines, "%s %s\n", g_action_get_name (G_ACTION (action)), text);
}

static inline void
add_actions (Window *window)
{
  static const GActionEntry entries[] = {
    { "select", on_action, "s" }, { "lesson-show", on_action, "(uu)" }, { "lesson-start", on_action, "s" }, { "lesson-go-on", on_action, "s" },
    { "lesson-learner", on_action, "s" },
  };

  window->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (window->actions), entries, G_N_ELEMENTS (entries), window->lines);
  gtk_widget_insert_action_group (window->window, "win", G_ACTION_GROUP (window->actions));
}

static inline void
present (Window *window, GtkWidget *child)
{
  window->lines = g_string_new (NULL);
  window->window = gtk_window_new ();
  add_actions (window);
  gtk_window_set_child (GTK_WINDOW (window->window), child);
  gtk_window_set_default_size (GTK_WINDOW (window->window), 360, 760);
  gtk_window_present (GTK_WINDOW (window->window));
  while (!gtk_widget_get_mapped (child))
    g_main_context_iteration (NULL, TRUE);
}

/* Its learner has begun. */
static inline void
open_panel (Window *window)
{
  window->tutor = tb_tutor_new (window->learner.attempt);
  window->panel = tb_lesson_panel_new ();
  present (window, window->panel);
  tb_lesson_panel_add_actions (TB_LESSON_PANEL (window->panel), G_ACTION_MAP (window->actions));
  tb_lesson_panel_set_tutor (TB_LESSON_PANEL (window->panel), window->tutor);
  settle ();
}

static inline void
close_window (Window *window, gconstpointer data)
{
  gpointer panel = window->panel;

  g_object_add_weak_pointer (G_OBJECT (window->panel), &panel);
  gtk_window_destroy (GTK_WINDOW (window->window));
  g_object_run_dispose (G_OBJECT (window->tutor));
  while (panel != NULL || G_OBJECT (window->tutor)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (window->tutor);
  g_object_unref (window->actions);
  g_string_free (window->lines, TRUE);
  learner_end (&window->learner);
}

static inline gboolean
says (GtkWidget *under, const char *text)
{
  for (guint i = 0;; i++)
    {
      guint nth = i;
      GtkWidget *label = find (under, GTK_TYPE_LABEL, &nth);

      if (label == NULL)
        return FALSE;
      if (gtk_widget_get_mapped (label) && strstr (gtk_label_get_text (GTK_LABEL (label)), text) != NULL)
        return TRUE;
    }
}
