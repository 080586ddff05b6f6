/* tb-overview-page: see the header. The object and what is picked on it; looking and saving have files of their own. */
#include "tb-overview-page-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (TbOverviewPage, tb_overview_page, GTK_TYPE_WIDGET)

static const struct { const TbPlateKind *kind; const char *box, *stack; } plates[TB_OVERVIEW_N] = {
  [TB_OVERVIEW_EXPIRY] = { &tb_expiry_plate, "expiry_box", "expiry_stack" },
  [TB_OVERVIEW_USAGE] = { &tb_usage_plate, "usage_box", "usage_stack" },
  [TB_OVERVIEW_ALERTS] = { &tb_lanes_plate, "alerts_box", "alerts_stack" },
};

/* --- following --- */

static void
on_run_changed (TbPlayhead *playhead, TbOverviewPage *self)
{
  tb_overview_page_forget (self);
  tb_overview_page_fill_groups (self);
  tb_overview_page_close_all (self);
  tb_overview_page_follow (self);
}

static void
tb_overview_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_overview_page_parent_class)->map (widget);
  tb_overview_page_follow (TB_OVERVIEW_PAGE (widget));
}

static void
on_option_changed (TbOverviewPage *self)
{
  if (self->playhead != NULL)
    tb_overview_page_again (self);
}

static void
on_group_changed (TbOverviewPage *self)
{
  tb_overview_page_close_all (self);
  on_option_changed (self);
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_overview_page_go_back (TB_OVERVIEW_PAGE (widget));
}

/* --- picking --- */

static void
on_expiry_picked (TbPlate *plate, int part, TbOverviewPage *self)
{
  const TbExpiryHistogram *histogram = ((const TbExpiryDrawing *) tb_plate_get (plate))->histogram;
  gint64 time_us = histogram->from_us + part * histogram->step_us;

  if (time_us <= tb_playhead_get_end (self->playhead))
    tb_playhead_seek (self->playhead, MAX (time_us, 0));
}

/* A cell leads to its time, and to whom it is about, of several to the first; a name to its devices. */
static void
on_usage_picked (TbPlate *plate, int part, TbOverviewPage *self)
{
  const TbUsageDrawing *drawing = tb_plate_get (plate);
  int opened = tb_usage_drawing_get_opened (drawing, part);
  guint row = (guint) part / drawing->n_columns, column = (guint) part % drawing->n_columns;

  if (opened >= 0)
    {
      tb_overview_page_open (self, &drawing->rows[opened]);
      return;
    }
  tb_playhead_select_object (self->playhead, drawing->rows[row].first);
  if (!drawing->options.is_by_hour)
    tb_playhead_seek (self->playhead, column * drawing->step_us);
}

static void
on_alert_picked (TbPlate *plate, int part, TbOverviewPage *self)
{
  const TbAlertLanes *lanes = tb_plate_get (plate);
  const TbAlertLane *lane = g_ptr_array_index (lanes->lanes, part / TB_LANES_MAX_SPANS);
  const TbAlertSpan *span = &g_array_index (lane->spans, TbAlertSpan, part % TB_LANES_MAX_SPANS);
  gint64 time_us = span->from_us;

  if (span->first->subject != TB_NOBODY)
    tb_playhead_select_object (self->playhead, span->first->subject);
  tb_playhead_seek (self->playhead, time_us);
}

/* --- the object --- */

static void
tb_overview_page_dispose (GObject *object)
{
  TbOverviewPage *self = TB_OVERVIEW_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  tb_overview_page_forget (self);
  self->feed = NULL;
  memset (self->plates, 0, sizeof self->plates);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->opened, g_array_unref);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_overview_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbOverviewPage, name) }
    CHILD (expiry_about), CHILD (usage_about), CHILD (back), CHILD (what), CHILD (over), CHILD (who),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    {
      gtk_widget_class_bind_template_child_full (widget_class, plates[i].box, FALSE, G_STRUCT_OFFSET (TbOverviewPage, boxes) + (gssize) (i * sizeof (GtkBox *)));
      gtk_widget_class_bind_template_child_full (widget_class, plates[i].stack, FALSE, G_STRUCT_OFFSET (TbOverviewPage, stacks) + (gssize) (i * sizeof (GtkStack *)));
    }
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_group_changed);
}

static void
tb_overview_page_class_init (TbOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_overview_page_dispose;
  widget_class->map = tb_overview_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-overview-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "overview.back", NULL, go_back);
  tb_overview_page_install_saves (widget_class);
}

static void
tb_overview_page_init (TbOverviewPage *self)
{
  static const GCallback picked[TB_OVERVIEW_N] = { G_CALLBACK (on_expiry_picked), G_CALLBACK (on_usage_picked), G_CALLBACK (on_alert_picked) };

  self->groups = g_array_new (FALSE, FALSE, sizeof (guint));
  self->opened = g_array_new (FALSE, FALSE, sizeof (TbUsageOptions));
  self->present.group = TB_USAGE_ALL_GROUPS;
  self->looked_us = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    {
      self->plates[i] = TB_PLATE (tb_plate_new (plates[i].kind));
      gtk_box_append (self->boxes[i], GTK_WIDGET (self->plates[i]));
      g_signal_connect_object (self->plates[i], "part-picked", picked[i], self, 0);
    }
}

/**
 * tb_overview_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tb_overview_page_new (void)
{
  return g_object_new (TB_TYPE_OVERVIEW_PAGE, NULL);
}

/**
 * tb_overview_page_set_playhead:
 * @self: a page that has none
 * @playhead: whose run is drawn, up to whose time
 */
void
tb_overview_page_set_playhead (TbOverviewPage *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  self->feed = tb_alert_feed_get (playhead);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (tb_overview_page_follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "changed", G_CALLBACK (tb_overview_page_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
}

/**
 * tb_overview_page_search:
 * @self: the page
 * @text: the beginning of the name of a group
 *
 * Shows the usage of each of its devices; "" of all groups.
 */
void
tb_overview_page_search (TbOverviewPage *self, const char *text)
{
  TbRun *run = self->playhead != NULL ? tb_playhead_get_run (self->playhead) : NULL;

  for (guint i = 0; run != NULL && i < self->groups->len; i++)
    if (*text != '\0' && g_str_has_prefix (tb_fleet_get_group (tb_run_get_fleet (run), g_array_index (self->groups, guint, i))->name, text))
      {
        gtk_drop_down_set_selected (self->who, i + 1);
        return;
      }
  gtk_drop_down_set_selected (self->who, 0);
}
