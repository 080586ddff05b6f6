/* tb-lifetimes-page-actions: what can be done on the page of lifetimes: coming nearer, and keeping what is shown. */
#include <glib/gi18n-lib.h>

#include "tb-lifetimes-page-private.h"
#include "tb-save-dialog.h"

#define ZOOM_STEP 1.5

static void
zoom_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_life_chart_zoom (TB_LIFETIMES_PAGE (widget)->chart, ZOOM_STEP, FALSE);
}

static void
zoom_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_life_chart_zoom (TB_LIFETIMES_PAGE (widget)->chart, 1 / ZOOM_STEP, FALSE);
}

static void
fit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_life_chart_fit (TB_LIFETIMES_PAGE (widget)->chart);
}

/* --- files --- */

static gboolean
write_lifetimes (TbLifetimesPage *self, const char *path, GError **error)
{
  return tb_life_chart_export (self->chart, _("Lifetimes of Certificates"), path, error);
}

static gboolean
write_wave (TbLifetimesPage *self, const char *path, GError **error)
{
  return tb_chart_export (self->wave, NULL, path, error);
}

static gboolean
write_cliff (TbLifetimesPage *self, const char *path, GError **error)
{
  return tb_chart_export (self->cliff, NULL, path, error);
}

static gboolean
write_table (TbLifetimesPage *self, const char *path, GError **error)
{
  return tb_chart_write_csv (self->cliff, path, error);
}

static const struct
{
  const char *code;
  const char *title;
  const char *name;
  gboolean (*write) (TbLifetimesPage *self, const char *path, GError **error);
} saves[] = {
  { "lifetimes", N_("Save Picture"), "lifetimes.svg", write_lifetimes },
  { "wave", N_("Save Picture"), "renewals.svg", write_wave },
  { "cliff", N_("Save Picture"), "certificates-in-force.svg", write_cliff },
  { "table", N_("Save Table"), "certificates-in-force.csv", write_table },
};

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbLifetimesPage *self = TB_LIFETIMES_PAGE (owner);
  guint save = GPOINTER_TO_UINT (user_data);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *done = g_strdup_printf (_("%s is written"), name);
  g_autoptr (GError) error = NULL;

  if (self->index != NULL)
    g_signal_emit_by_name (self, "told", saves[save].write (self, path, &error) ? done : error->message);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (saves); i++)
    if (g_str_equal (saves[i].code, g_variant_get_string (parameter, NULL)))
      tb_save_dialog_ask (widget, _(saves[i].title), saves[i].name, on_file_chosen, GUINT_TO_POINTER (i));
}

/**
 * tb_lifetimes_page_export:
 * @self: the page
 * @path: a file whose name ends in .svg, .png or .pdf for the lifetimes, in .csv for how many were in force
 * @error: return location
 *
 * Writes the whole file or none.
 *
 * Returns: %FALSE when there is nothing to draw, the ending is another one, or the file cannot be written
 */
gboolean
tb_lifetimes_page_export (TbLifetimesPage *self, const char *path, GError **error)
{
  if (self->index == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("Nobody gets certificates in this scenario: there is nothing to draw"));
      return FALSE;
    }
  return g_str_has_suffix (path, ".csv") ? write_table (self, path, error) : write_lifetimes (self, path, error);
}

/* Makes the actions known to the class. */
void
tb_lifetimes_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "lifetimes.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (widget_class, "lifetimes.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (widget_class, "lifetimes.fit", NULL, fit);
  gtk_widget_class_install_action (widget_class, "lifetimes.save", "s", save);
}
