/* tb-compliance-page-score: how far the fleet meets each standard, and how that went on from the beginning of the run. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"

static const char *
get_name (guint standard)
{
  return standard == TB_COMPLIANCE_ALL ? _("All together") : tb_standard_get ((TbStandardId) standard)->name;
}

/* --- tiles --- */

static void
on_tile_toggled (GtkToggleButton *button, TbCompliancePage *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  self->standard = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "standard"));
  tb_compliance_page_show (self);
}

static void
make_tile (TbCompliancePage *self, guint standard)
{
  TbComplianceTile *tile = &self->tiles[standard];
  GtkWidget *button = gtk_toggle_button_new (), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *score = tb_monitor_line_new ("", "comply-score"), *about = tb_monitor_line_new ("", "alert-about");

  gtk_box_append (GTK_BOX (lines), tb_monitor_line_new (get_name (standard), "comply-name"));
  gtk_box_append (GTK_BOX (lines), score);
  gtk_box_append (GTK_BOX (lines), about);
  gtk_button_set_child (GTK_BUTTON (button), lines);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "comply-tile");
  g_object_set_data (G_OBJECT (button), "standard", GUINT_TO_POINTER (standard));
  *tile = (TbComplianceTile) { GTK_TOGGLE_BUTTON (button), GTK_LABEL (score), GTK_LABEL (about) };
  gtk_box_append (self->scores, button);
  g_signal_connect (button, "toggled", G_CALLBACK (on_tile_toggled), self);
}

void
tb_compliance_page_make_scores (TbCompliancePage *self)
{
  make_tile (self, TB_COMPLIANCE_ALL);
  gtk_toggle_button_set_active (self->tiles[TB_COMPLIANCE_ALL].button, TRUE);
  for (guint i = 0; i < TB_N_STANDARDS; i++)
    {
      make_tile (self, i);
      gtk_toggle_button_set_group (self->tiles[i].button, self->tiles[TB_COMPLIANCE_ALL].button);
    }
}

static void
show_tile (TbCompliancePage *self, guint standard)
{
  const TbScore *score = standard == TB_COMPLIANCE_ALL ? &self->review->overall : &self->review->scores[standard];
  const TbComplianceTile *tile = &self->tiles[standard];
  g_autofree char *met = score->met < 0 ? g_strdup ("–") : g_strdup_printf ("%.1f", score->met);
  gboolean differs = score->met >= 0 && score->met_or_waived - score->met >= 0.05;
  /* Translators: a score of a hundred, as it would be without those who are let off */
  g_autofree char *about = score->met < 0 ? g_strdup (_("nothing is asked")) : differs ? g_strdup_printf (_("%.1f without waived"), score->met_or_waived) : g_strdup (_("of 100"));
  g_autofree char *words = g_strdup_printf (_("%s: %s of 100"), get_name (standard), met);

  tb_monitor_set_text (tile->score, met);
  tb_monitor_set_text (tile->about, about);
  gtk_widget_set_tooltip_text (GTK_WIDGET (tile->button), standard == TB_COMPLIANCE_ALL ? words : _(tb_standard_get ((TbStandardId) standard)->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (tile->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
tb_compliance_page_show_scores (TbCompliancePage *self)
{
  for (guint i = 0; i < TB_COMPLIANCE_N_TILES && self->review != NULL; i++)
    show_tile (self, i);
}

/* --- trend --- */

static void
make_chart (TbCompliancePage *self)
{
  GtkWidget *chart = tb_chart_new ();

  self->chart = TB_CHART (chart);
  tb_chart_set_title (self->chart, _("Trend"));
  tb_chart_set_unit (self->chart, TB_CHART_SHARE, 0);
  tb_chart_set_empty (self->chart, _("The fleet is looked at…"));
  gtk_widget_set_size_request (chart, 480, 220);
  gtk_box_append (self->trend_box, chart);
}

static TbChartSeries *
make_series (TbCompliancePage *self, guint standard)
{
  static const TbChartColor colors[TB_COMPLIANCE_N_TILES] = { TB_CHART_BLUE, TB_CHART_ORANGE, TB_CHART_GREEN, TB_CHART_PINK, TB_CHART_INK };
  const char *code = standard == TB_COMPLIANCE_ALL ? "all" : tb_standard_get ((TbStandardId) standard)->code;
  TbChartSeries *series = tb_chart_series_new (code, get_name (standard), colors[standard], TB_CHART_LINE);

  for (guint i = 0; i < self->trend->len; i++)
    {
      const TbTrendPoint *point = &g_array_index (self->trend, TbTrendPoint, i);

      if (point->met[standard] >= 0)
        tb_chart_series_add (series, point->time_us, point->met[standard] / 100);
    }
  return series;
}

/* Made when somebody wants to see it: a chart that is never looked at draws nothing. */
void
tb_compliance_page_show_trend (TbCompliancePage *self)
{
  GPtrArray *all;

  if (!self->wants_trend)
    return;
  if (self->chart == NULL)
    make_chart (self);
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
  for (guint i = 0; i < TB_COMPLIANCE_N_TILES && self->trend != NULL; i++)
    g_ptr_array_add (all, make_series (self, i));
  tb_chart_take_all (self->chart, all);
}
