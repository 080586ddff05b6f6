/* tb-alerts-page-look: which alerts are listed at the time of the playhead, and saving them. */
#include "tb-alerts-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-monitor-widgets.h"

static const TbAlertSeverity least_severities[] = { TB_ALERT_NOTICE, TB_ALERT_WARNING, TB_ALERT_CRITICAL };

void
tb_alerts_page_get_filter (TbAlertsPage *self, TbAlertFilter *filter)
{
  guint least = gtk_drop_down_get_selected (self->severity);

  *filter = (TbAlertFilter) {
    .time_us = tb_playhead_get_time (self->playhead),
    .least = least < G_N_ELEMENTS (least_severities) ? least_severities[least] : TB_ALERT_NOTICE,
    .is_standing = gtk_toggle_button_get_active (self->standing),
    .search = gtk_editable_get_text (self->search),
  };
}

/* --- the list of rules --- */

static guint
find_place (TbAlertsPage *self, const TbAlertRule *rule)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_array_index (self->groups, TbAlertGroup, i).rule == rule)
      return i;
  return G_MAXUINT;
}

static int
compare_rows (GtkListBoxRow *first, GtkListBoxRow *second, gpointer user_data)
{
  guint a = find_place (user_data, g_object_get_data (G_OBJECT (first), "rule")), b = find_place (user_data, g_object_get_data (G_OBJECT (second), "rule"));

  return a < b ? -1 : a > b;
}

/* One row for each rule, made once; whoever has the focus keeps it. */
static void
make_rows (TbAlertsPage *self)
{
  GPtrArray *rules = tb_alert_feed_get_rules (self->feed);

  if (g_hash_table_size (self->rows) > 0)
    return;
  for (guint i = 0; i < rules->len; i++)
    {
      GtkWidget *row = tb_alert_row_new (g_ptr_array_index (rules, i));

      g_hash_table_insert (self->rows, g_ptr_array_index (rules, i), row);
      gtk_list_box_append (self->rules, row);
    }
  gtk_list_box_set_sort_func (self->rules, compare_rows, self, NULL);
}

static void
hide_rows (TbAlertsPage *self)
{
  GHashTableIter iter;
  gpointer rule, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &rule, &row))
    if (find_place (self, rule) == G_MAXUINT)
      gtk_widget_set_visible (row, FALSE);
}

static gboolean
is_same_order (GArray *first, GArray *second)
{
  gboolean is_same = first->len == second->len;

  for (guint i = 0; is_same && i < first->len; i++)
    is_same = g_array_index (first, TbAlertGroup, i).rule == g_array_index (second, TbAlertGroup, i).rule;
  return is_same;
}

static void
list_groups (TbAlertsPage *self, GArray *groups)
{
  g_autoptr (GArray) before = self->groups;

  self->groups = groups;
  hide_rows (self);
  for (guint i = 0; i < groups->len; i++)
    {
      const TbAlertGroup *group = &g_array_index (groups, TbAlertGroup, i);
      GtkWidget *row = g_hash_table_lookup (self->rows, group->rule);

      tb_alert_row_set (row, group);
      gtk_widget_set_visible (row, TRUE);
    }
  if (!is_same_order (before, groups))
    gtk_list_box_invalidate_sort (self->rules);
}

/* What was chosen stays so while it is listed; else it is the first. */
static void
choose_rule (TbAlertsPage *self)
{
  if (find_place (self, self->rule) == G_MAXUINT)
    {
      g_clear_pointer (&self->chosen, tb_alert_unref);
      self->rule = self->groups->len > 0 ? g_array_index (self->groups, TbAlertGroup, 0).rule : NULL;
    }
  gtk_list_box_select_row (self->rules, self->rule != NULL ? g_hash_table_lookup (self->rows, self->rule) : NULL);
}

/* --- the alerts of the chosen rule --- */

static void
choose_alert (TbAlertsPage *self)
{
  guint row = self->chosen != NULL ? tb_alert_list_find (self->alerts, self->chosen) : G_MAXUINT;
  g_autoptr (TbAlertItem) item = g_list_model_get_item (G_LIST_MODEL (self->alerts), row != G_MAXUINT ? row : 0);

  g_clear_pointer (&self->chosen, tb_alert_unref);
  if (item == NULL)
    return;
  self->chosen = tb_alert_ref (tb_alert_item_get (item));
  gtk_single_selection_set_selected (self->selection, row != G_MAXUINT ? row : 0);
}

static void
list_alerts (TbAlertsPage *self, const TbAlertFilter *filter)
{
  if (self->rule == NULL)
    return;
  tb_alert_list_take (self->alerts, tb_alert_digest_list (tb_alert_feed_get_alerts (self->feed), self->rule, filter), filter->time_us);
  choose_alert (self);
}

/* --- words about it all --- */

static char *
dup_counts (TbAlertsPage *self)
{
  guint n = 0, n_standing = 0;
  g_autofree char *standing = NULL;

  for (guint i = 0; i < self->groups->len; i++)
    {
      n += g_array_index (self->groups, TbAlertGroup, i).n;
      n_standing += g_array_index (self->groups, TbAlertGroup, i).n_standing;
    }
  standing = g_strdup_printf (ngettext ("%u alert stands", "%u alerts stand", n_standing), n_standing);
  if (n == n_standing)
    return g_steal_pointer (&standing);
  /* Translators: how many alerts there were in all, after how many of them stand */
  return g_strdup_printf (_("%s, of %u in all"), standing, n);
}

static void
show_status (TbAlertsPage *self)
{
  const char *problem = tb_alert_feed_get_problem (self->feed);
  gboolean is_behind = tb_alert_feed_is_busy (self->feed);
  g_autofree char *counts = dup_counts (self);

  gtk_label_set_text (self->status, problem != NULL ? problem : counts);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_behind);
  gtk_spinner_set_spinning (self->spinner, is_behind);
}

static void
describe_watch (TbAlertsPage *self)
{
  GPtrArray *rules = tb_alert_feed_get_rules (self->feed);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u rule is watched:", "%u rules are watched:", rules->len), rules->len);
  for (guint i = 0; i < rules->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "\n" : " · ", _(((const TbAlertRule *) g_ptr_array_index (rules, i))->title));
  if (g_strcmp0 (adw_status_page_get_description (self->empty), text->str) != 0)
    adw_status_page_set_description (self->empty, text->str);
}

static void
show_page (TbAlertsPage *self, const TbAlertFilter *filter)
{
  TbAlertFilter anything = { .time_us = filter->time_us };
  g_autoptr (GArray) all = tb_alert_digest_group (tb_alert_feed_get_alerts (self->feed), &anything);
  gboolean is_listed = self->groups->len > 0;

  describe_watch (self);
  gtk_stack_set_visible_child_name (self->lists, is_listed ? "list" : all->len > 0 ? "none" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->side), is_listed);
}

/**
 * tb_alerts_page_look:
 * @self: a page with a playhead
 *
 * Shows what is known at the playhead's time.
 */
void
tb_alerts_page_look (TbAlertsPage *self)
{
  TbAlertFilter filter;

  tb_alerts_page_get_filter (self, &filter);
  make_rows (self);
  self->is_filling = TRUE;
  list_groups (self, tb_alert_digest_group (tb_alert_feed_get_alerts (self->feed), &filter));
  choose_rule (self);
  list_alerts (self, &filter);
  self->is_filling = FALSE;
  show_status (self);
  show_page (self, &filter);
  tb_alerts_page_show_rule (self);
  tb_alerts_page_show_chosen (self);
}

/* --- saving --- */

static void
append_alert (GString *csv, const TbAlert *alert, gint64 time_us)
{
  g_autofree char *message = tb_alert_dup_message (alert, _(alert->rule->message));

  tb_monitor_append_cell (csv, alert->rule->id, ',');
  tb_monitor_append_cell (csv, tb_alert_severity_to_code (alert->rule->severity), ',');
  tb_monitor_append_cell (csv, alert->name, ',');
  g_string_append_printf (csv, "%" G_GINT64_FORMAT ",", alert->raised_us);
  if (!tb_alert_stands_at (alert, time_us))
    g_string_append_printf (csv, "%" G_GINT64_FORMAT, alert->cleared_us);
  g_string_append_c (csv, ',');
  tb_monitor_append_cell (csv, message, '\n');
}

/**
 * tb_alerts_page_export:
 * @self: the page
 * @path: a file whose name ends in .csv
 * @error: return location
 *
 * Writes what is listed: the whole file or none.
 *
 * Returns: %FALSE with the reason when there is nothing to write, the name is not right, or the file cannot be written
 */
gboolean
tb_alerts_page_export (TbAlertsPage *self, const char *path, GError **error)
{
  g_autoptr (GString) csv = g_string_new ("rule,severity,name,raised_us,cleared_us,message\n");
  TbAlertFilter filter;

  if (self->groups->len == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No alert is listed: there is nothing to save."));
  else if (!g_str_has_suffix (path, ".csv"))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Alerts are saved as a table; give the file a name that ends in .csv."));
  if (self->groups->len == 0 || !g_str_has_suffix (path, ".csv"))
    return FALSE;
  tb_alerts_page_get_filter (self, &filter);
  for (guint i = 0; i < self->groups->len; i++)
    {
      g_autoptr (GPtrArray) list = tb_alert_digest_list (tb_alert_feed_get_alerts (self->feed), g_array_index (self->groups, TbAlertGroup, i).rule, &filter);

      for (guint k = 0; k < list->len; k++)
        append_alert (csv, g_ptr_array_index (list, k), filter.time_us);
    }
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
}
