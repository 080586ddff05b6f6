/* view-fixture: a view in a real window, on the house of ui-fixture, and how it goes away. Needs a display. */
#pragma once

#include <gtk/gtk.h>

#include "ui-fixture.h"

#define PATIENCE_S 30

static inline void
settle (void)
{
  for (guint i = 0; i < 80; i++)
    g_main_context_iteration (NULL, FALSE);
}

static inline void
view_seek (TbPlayhead *playhead, gint64 time_us)
{
  tb_run_set_target (tb_playhead_get_run (playhead), time_us);
  tb_run_wait (tb_playhead_get_run (playhead), time_us);
  tb_playhead_seek (playhead, time_us);
  tb_playhead_advance (playhead, 16667);
  g_assert_cmpint (tb_playhead_get_time (playhead), ==, time_us);
  settle ();
}

/* Returns: the window, open, at that time of the run, which stands still */
static inline GtkWidget *
view_open (GtkWidget *view, TbPlayhead *playhead, TbRun *run, gint64 time_us)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 700);
  gtk_window_present (GTK_WINDOW (window));
  tb_playhead_set_run (playhead, run);
  tb_playhead_set_playing (playhead, FALSE);
  view_seek (playhead, time_us);
  return window;
}

/* What a view asked its window to do; stands in for the window's own action, and hands each line to the run. */
typedef struct
{
  TbPlayhead *playhead;
  GString *lines;
} Submitted;

static inline void
view_on_submit (GSimpleAction *action, GVariant *line, gpointer user_data)
{
  Submitted *submitted = user_data;
  g_autoptr (GError) error = NULL;

  g_string_append_printf (submitted->lines, "%s\n", g_variant_get_string (line, NULL));
  tb_playhead_submit (submitted->playhead, g_variant_get_string (line, NULL), &error);
  g_assert_no_error (error);
}

static inline void
view_add_submit (GtkWidget *window, Submitted *submitted)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("submit", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (view_on_submit), submitted);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (group));
}

static inline gboolean
view_give_up (gpointer gave_up)
{
  *(gboolean *) gave_up = TRUE;
  return G_SOURCE_CONTINUE;
}

static inline void
view_await_end (gpointer *held)
{
  gboolean gave_up = FALSE;
  guint timeout = g_timeout_add_seconds (PATIENCE_S, view_give_up, &gave_up);

  while (*held != NULL && !gave_up)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_assert_null (*held);
}

/* What is still at work on a thread holds the view, or the playhead, until it is done; then nothing may. */
static inline void
view_close (GtkWidget *window, GtkWidget *view, TbPlayhead *playhead)
{
  gpointer held_view = view, held_playhead = playhead;

  g_object_add_weak_pointer (G_OBJECT (view), &held_view);
  g_object_add_weak_pointer (G_OBJECT (playhead), &held_playhead);
  gtk_window_destroy (GTK_WINDOW (window));
  view_await_end (&held_view);
  g_object_unref (playhead);
  view_await_end (&held_playhead);
}
