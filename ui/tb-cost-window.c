/* tb-cost-window: see the header. */
#include "tb-cost-window.h"

#include <glib/gi18n-lib.h>

#include "tb-cost-catalog.h"
#include "tb-cost-comparison.h"
#include "tb-cost-words.h"
#include "tb-save-dialog.h"

#define N_COLUMNS (TB_COST_COLUMN_FIGURES + TB_N_COST_FIGURES)

struct _TbCostWindow
{
  AdwWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkDropDown *device;
  GtkDropDown *link;
  GtkWidget *save;
  GtkStack *stack;
  AdwStatusPage *status;
  GtkProgressBar *progress;
  GtkColumnView *table;

  /* owned */
  GCancellable *cancellable;
  GtkFilterListModel *shown;     /* NULL before the rows are known */
  GtkSortListModel *sorted;
};

G_DEFINE_FINAL_TYPE (TbCostWindow, tb_cost_window, ADW_TYPE_WINDOW)

/* --- columns --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (column) < TB_COST_COLUMN_FIGURES ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), GPOINTER_TO_UINT (column) == TB_COST_COLUMN_DEVICE ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  g_autofree char *text = tb_cost_item_dup_cell (gtk_list_item_get_item (item), GPOINTER_TO_UINT (column));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer column)
{
  return tb_cost_item_compare ((TbCostItem *) a, (TbCostItem *) b, GPOINTER_TO_UINT (column));
}

static const char *
title_of (guint column)
{
  static const char *const titles[TB_COST_COLUMN_FIGURES] = { N_("Handshake"), N_("Device"), N_("Link") };

  return _(column < TB_COST_COLUMN_FIGURES ? titles[column] : tb_cost_figure_get (column - TB_COST_COLUMN_FIGURES)->title);
}

static void
add_column (TbCostWindow *self, guint number)
{
  gpointer data = GUINT_TO_POINTER (number);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_items, data, NULL));

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), data);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), data);
  column = gtk_column_view_column_new (title_of (number), factory);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, number == TB_COST_COLUMN_DEVICE);
  gtk_column_view_append_column (self->table, column);
}

/* --- which rows --- */

/* The first choice is all of them. */
static gboolean
is_chosen (GtkDropDown *choice, GPtrArray *all, gconstpointer one)
{
  guint position = gtk_drop_down_get_selected (choice);

  return position == 0 || position > all->len || g_ptr_array_index (all, position - 1) == one;
}

static gboolean
is_wanted (gpointer item, gpointer user_data)
{
  TbCostWindow *self = user_data;
  const TbCostCatalog *catalog = tb_cost_catalog_get ();

  return is_chosen (self->device, catalog->devices, tb_cost_item_get_device (item)) && is_chosen (self->link, catalog->links, tb_cost_item_get_link (item));
}

static void
on_filter_changed (GtkDropDown *choice, GParamSpec *pspec, TbCostWindow *self)
{
  if (self->shown != NULL)
    gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
fill_choice (GtkDropDown *choice, const char *all)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new ((const char *const[]) { all, NULL });

  gtk_drop_down_set_model (choice, G_LIST_MODEL (titles));
}

static void
fill_choices (TbCostWindow *self)
{
  const TbCostCatalog *catalog = tb_cost_catalog_get ();

  fill_choice (self->device, _("All devices"));
  fill_choice (self->link, _("All links"));
  for (guint i = 0; catalog != NULL && i < catalog->devices->len; i++)
    gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (self->device)), ((TbProfile *) g_ptr_array_index (catalog->devices, i))->title);
  for (guint i = 0; catalog != NULL && i < catalog->links->len; i++)
    gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (self->link)), ((TbLink *) g_ptr_array_index (catalog->links, i))->title);
}

/* --- making it --- */

static void
show_rows (TbCostWindow *self, GListStore *items)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (items)), filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->shown)), g_object_ref (gtk_column_view_get_sorter (self->table)));
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  gtk_stack_set_visible_child_name (self->stack, "table");
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
on_compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListStore) items = tb_cost_comparison_finish (result, &error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  if (items != NULL)
    show_rows (TB_COST_WINDOW (source), items);
  else
    adw_status_page_set_description (TB_COST_WINDOW (source)->status, error->message);
}

static void
on_progress (guint done, guint n, gpointer owner)
{
  TbCostWindow *self = TB_COST_WINDOW (owner);
  g_autofree char *text = g_strdup_printf (_("%u of %u"), done, n);

  gtk_progress_bar_set_fraction (self->progress, (double) done / n);
  gtk_progress_bar_set_text (self->progress, text);
}

/* --- saving it --- */

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbCostWindow *self = TB_COST_WINDOW (owner);
  g_autofree char *csv = tb_cost_items_to_csv (G_LIST_MODEL (self->sorted));
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = g_strdup_printf (_("%s is written"), name);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents_full (path, csv, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
  else
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
}

static void
on_save_clicked (GtkButton *button, TbCostWindow *self)
{
  tb_save_dialog_ask (GTK_WIDGET (self), _("Save Table"), _("handshake-costs.csv"), on_file_chosen, NULL);
}

/* --- the window --- */

static void
tb_cost_window_dispose (GObject *object)
{
  TbCostWindow *self = TB_COST_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->sorted);
  g_clear_object (&self->shown);
  G_OBJECT_CLASS (tb_cost_window_parent_class)->dispose (object);
}

static void
tb_cost_window_finalize (GObject *object)
{
  g_object_unref (TB_COST_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (tb_cost_window_parent_class)->finalize (object);
}

static void
tb_cost_window_class_init (TbCostWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_cost_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_cost_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-cost-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, device);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, link);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, save);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, status);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, TbCostWindow, table);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tb_cost_window_init (TbCostWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_COLUMNS; i++)
    add_column (self, i);
  fill_choices (self);
  on_progress (0, 4, self);
}

/**
 * tb_cost_window_new:
 *
 * Returns: (transfer floating): the window; it begins to compare at once, and stops when it is closed
 */
GtkWidget *
tb_cost_window_new (void)
{
  TbCostWindow *self = g_object_new (TB_TYPE_COST_WINDOW, NULL);

  tb_cost_comparison_async (G_OBJECT (self), self->cancellable, on_progress, on_compared);
  return GTK_WIDGET (self);
}

/**
 * tb_cost_window_get_n_shown:
 * @self: a window
 *
 * Returns: how many rows there are in the table
 */
guint
tb_cost_window_get_n_shown (TbCostWindow *self)
{
  return self->sorted != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) : 0;
}
