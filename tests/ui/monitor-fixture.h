/* monitor-fixture: what tests of pages of the Monitor view ask alike. */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "tb-monitor-view.h"
#include "tb-scenario.h"
#include "view-fixture.h"

static inline TbRun *
monitor_start_home (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("smart-home", &error);
  TbRun *run;

  g_assert_no_error (error);
  run = tb_run_new (scenario, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

/* Returns: the window, open on that page at that time of the run, which stands still */
static inline GtkWidget *
monitor_open (const char *page, TbRun *run, gint64 time_us, TbPlayhead **playhead, GtkWidget **view)
{
  *playhead = tb_playhead_new ();
  *view = tb_monitor_view_new (*playhead);
  g_assert_true (tb_monitor_view_show_page (TB_MONITOR_VIEW (*view), page));
  return view_open (*view, *playhead, run, time_us);
}

/* The present page saves a table that begins with @header and has a line that begins with @line, and saves no pictures. */
static inline void
monitor_assert_saves (GtkWidget *view, const char *header, const char *line)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-monitor-XXXXXX", NULL), *path = g_build_filename (folder, "table.csv", NULL), *text = NULL;
  g_autoptr (GError) error = NULL, wrong = NULL;

  g_assert_false (tb_monitor_view_export (TB_MONITOR_VIEW (view), "table.svg", &wrong));
  g_assert_nonnull (wrong);
  g_assert_true (tb_monitor_view_export (TB_MONITOR_VIEW (view), path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, header));
  g_assert_nonnull (strstr (text, line));
  g_unlink (path);
  g_rmdir (folder);
}
