/* tb-overview-page-save: pictures and tables of what is drawn. */
#include "tb-overview-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-save-dialog.h"

typedef char *(*TableFunc) (TbOverviewPage *self, gconstpointer data);

static char *
make_expiry_table (TbOverviewPage *self, gconstpointer data)
{
  const TbExpiryDrawing *drawing = data;

  return tb_expiry_histogram_to_csv (drawing->histogram, tb_run_get_fleet (drawing->run));
}

static char *
make_usage_table (TbOverviewPage *self, gconstpointer data)
{
  const TbUsageDrawing *drawing = data;
  GString *csv = g_string_new (drawing->options.is_by_hour ? "name,hour_of_day,count\n" : "name,from_us,count\n");

  for (guint i = 0; i < drawing->names->len * drawing->n_columns; i++)
    {
      guint column = i % drawing->n_columns;

      g_string_append_printf (csv, "%s,%" G_GINT64_FORMAT ",%" G_GUINT64_FORMAT "\n", (const char *) g_ptr_array_index (drawing->names, i / drawing->n_columns),
                              drawing->options.is_by_hour ? column : column * drawing->step_us, drawing->counts[i]);
    }
  return g_string_free (csv, FALSE);
}

static char *
make_alerts_table (TbOverviewPage *self, gconstpointer data)
{
  return tb_alert_lanes_to_csv (data);
}

static const struct { const char *code, *title, *picture, *table; TableFunc make_table; } saves[TB_OVERVIEW_N] = {
  [TB_OVERVIEW_EXPIRY] = { "expiry", N_("Ends of Certificates"), "ends-of-certificates.svg", "ends-of-certificates.csv", make_expiry_table },
  [TB_OVERVIEW_USAGE] = { "usage", N_("Usage"), "usage.svg", "usage.csv", make_usage_table },
  [TB_OVERVIEW_ALERTS] = { "alerts", N_("Alerts over Time"), "alerts.svg", "alerts.csv", make_alerts_table },
};

static gboolean
save (TbOverviewPage *self, guint plate, const char *path, GError **error)
{
  g_autofree char *table = NULL;

  if (!g_str_has_suffix (path, ".csv"))
    return tb_plate_export (self->plates[plate], _(saves[plate].title), path, error);
  if (tb_plate_get (self->plates[plate]) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing to draw yet."));
      return FALSE;
    }
  table = saves[plate].make_table (self, tb_plate_get (self->plates[plate]));
  return g_file_set_contents (path, table, -1, error);
}

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *done = g_strdup_printf (_("%s is written"), name);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = save (TB_OVERVIEW_PAGE (owner), GPOINTER_TO_UINT (user_data), path, &error);

  gtk_widget_activate_action (owner, "win.toast", "s", is_saved ? done : error->message);
}

static void
save_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    if (g_str_equal (saves[i].code, g_variant_get_string (parameter, NULL)))
      tb_save_dialog_ask (widget, _("Save Picture"), saves[i].picture, on_file_chosen, GUINT_TO_POINTER (i));
}

static void
save_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    if (g_str_equal (saves[i].code, g_variant_get_string (parameter, NULL)))
      tb_save_dialog_ask (widget, _("Save Table"), saves[i].table, on_file_chosen, GUINT_TO_POINTER (i));
}

void
tb_overview_page_install_saves (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "overview.picture", "s", save_picture);
  gtk_widget_class_install_action (widget_class, "overview.table", "s", save_table);
}

/* The drawing that has the focus, else the first. */
static guint
find_present (TbOverviewPage *self)
{
  for (guint i = 0; i < TB_OVERVIEW_N; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (self->plates[i])))
      return i;
  return TB_OVERVIEW_EXPIRY;
}

/**
 * tb_overview_page_export:
 * @self: the page
 * @path: a file whose name ends in .svg, .png or .pdf for a picture, in .csv for a table
 * @error: return location
 *
 * Writes the drawing that has the focus, else the ends of certificates.
 *
 * Returns: %FALSE when nothing is drawn there, the ending is another one, or the file cannot be written
 */
gboolean
tb_overview_page_export (TbOverviewPage *self, const char *path, GError **error)
{
  return save (self, find_present (self), path, error);
}
