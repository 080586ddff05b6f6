/* tb-overview-page-open: from a group to its devices: a row that several share is opened, and closed again. */
#include "tb-overview-page-private.h"

#include <glib/gi18n-lib.h>

static void
show_back (TbOverviewPage *self)
{
  gtk_widget_set_visible (self->back, self->opened->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "overview.back", self->opened->len > 0);
}

static guint
find_entry (TbOverviewPage *self, guint group)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_array_index (self->groups, guint, i) == group)
      return i + 1;
  return 0;
}

static guint
find_group (TbFleet *fleet, guint32 object)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_fleet_get_group (fleet, i)->first == object)
      return i;
  return TB_USAGE_ALL_GROUPS;
}

static void
open_devices (TbOverviewPage *self, const TbUsageRow *row)
{
  TbFleet *fleet = tb_run_get_fleet (tb_playhead_get_run (self->playhead));
  TbUsageOptions before = self->present;

  g_array_append_val (self->opened, before);
  self->present.from = row->first - tb_fleet_get_group (fleet, self->present.group)->first;
  self->present.count = row->count;
  show_back (self);
  tb_overview_page_again (self);
}

/* What is chosen in the list of groups is what is opened there; further rows are within that group. */
void
tb_overview_page_open (TbOverviewPage *self, const TbUsageRow *row)
{
  TbFleet *fleet = tb_run_get_fleet (tb_playhead_get_run (self->playhead));

  if (gtk_drop_down_get_selected (self->who) == 0)
    gtk_drop_down_set_selected (self->who, find_entry (self, find_group (fleet, row->first)));
  else
    open_devices (self, row);
  gtk_widget_grab_focus (GTK_WIDGET (self->plates[TB_OVERVIEW_USAGE]));
}

void
tb_overview_page_go_back (TbOverviewPage *self)
{
  if (self->opened->len == 0)
    return;
  self->present = g_array_index (self->opened, TbUsageOptions, self->opened->len - 1);
  g_array_set_size (self->opened, self->opened->len - 1);
  show_back (self);
  tb_overview_page_again (self);
}

void
tb_overview_page_close_all (TbOverviewPage *self)
{
  guint who = gtk_drop_down_get_selected (self->who);

  g_array_set_size (self->opened, 0);
  self->present = (TbUsageOptions) { .group = who > 0 && who <= self->groups->len ? g_array_index (self->groups, guint, who - 1) : TB_USAGE_ALL_GROUPS };
  show_back (self);
}

static guint32
count_devices (const TbUsageDrawing *drawing)
{
  guint32 n = 0;

  for (guint i = 0; i < drawing->names->len; i++)
    n += drawing->rows[i].count;
  return n;
}

char *
tb_overview_page_dup_usage (const TbUsageDrawing *drawing)
{
  guint32 n = count_devices (drawing), per_row = drawing->names->len > 0 ? drawing->rows[0].count : 0;
  g_autofree char *devices = g_strdup_printf (ngettext ("%'u device", "%'u devices", n), n);

  if (drawing->options.group == TB_USAGE_ALL_GROUPS)
    return g_strdup (_("A row for each group, with how many it has; a name shows them"));
  if (per_row <= 1)
    /* Translators: a phrase such as "60 devices" */
    return g_strdup_printf (_("%s, a row for each"), devices);
  /* Translators: a phrase such as "60 devices", and how many of them share a row */
  return g_strdup_printf (_("%s, %'u in a row; a name shows its devices"), devices, per_row);
}
