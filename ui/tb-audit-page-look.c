/* tb-audit-page-look: which entries there are at the playhead, found by a worker; and which of them is chosen. */
#include <glib/gi18n-lib.h>

#include "tb-audit-page-private.h"
#include "tb-sentence.h"

#define AGAIN_MS 150

typedef struct
{
  TbAuditTrail *trail;
  TbAuditSearch *search;
  guint64 position;
  gint64 time_us;
  guint n_entries;
  GArray *found;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->found, g_array_unref);
  tb_audit_search_unref (look->search);
  tb_audit_trail_unref (look->trail);
  g_free (look);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  GError *error = NULL;

  if (tb_audit_trail_read (look->trail, look->position, cancellable, &error))
    {
      look->n_entries = tb_audit_trail_count (look->trail, look->position);
      look->found = tb_audit_search_run (look->search, look->n_entries, cancellable, &error);
    }
  if (look->found != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- what was found --- */

static void
show_status (TbAuditPage *self, guint n_listed)
{
  g_autofree char *n = n_listed == self->n_entries ? g_strdup_printf (ngettext ("%u log entry", "%u log entries", n_listed), n_listed)
                                                   : g_strdup_printf (_("%u of %u entries"), n_listed, self->n_entries);
  g_autofree char *when = tb_sentence_format_moment (self->looked_us);
  /* Translators: how many entries a log has, and the simulated time it speaks of */
  g_autofree char *status = g_strdup_printf (_("%s · as it was on %s"), n, when);

  gtk_label_set_text (self->status, status);
}

/* Selects the row of the chosen entry; a row that is not listed leaves none selected. */
static void
show_chosen (TbAuditPage *self)
{
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list));
  guint row = self->chosen != 0 ? tb_audit_list_find (self->entries, self->chosen) : G_MAXUINT;

  self->is_choosing = TRUE;
  gtk_single_selection_set_selected (selection, row != G_MAXUINT ? row : GTK_INVALID_LIST_POSITION);
  self->is_choosing = FALSE;
}

/* Whoever looks at the newest goes on to do so; whoever has scrolled stays. */
static gboolean
is_at_top (TbAuditPage *self)
{
  return gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list))) <= 0;
}

static void
list_found (TbAuditPage *self, GArray *found)
{
  gboolean was_at_top = is_at_top (self);

  self->is_choosing = TRUE;
  tb_audit_list_show (self->entries, g_array_ref (found));
  self->is_choosing = FALSE;
  if (was_at_top && found->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
show_found (TbAuditPage *self, const Look *look)
{
  guint n = look->found->len;

  self->position = look->position;
  self->looked_us = look->time_us;
  self->n_entries = look->n_entries;
  list_found (self, look->found);
  gtk_stack_set_visible_child_name (self->lists, n > 0 ? "list" : self->n_entries > 0 ? "none" : "empty");
  show_status (self, n);
  if (self->chosen > self->n_entries)
    tb_audit_page_choose (self, 0);
  show_chosen (self);
  if (self->chosen == 0)
    tb_audit_page_follow_selection (self);
  else if (g_str_equal (gtk_stack_get_visible_child_name (self->side), "life"))
    tb_audit_page_show_life (self);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (source);

  if (!tb_audit_page_ended (self, TB_AUDIT_LOOKING, result) || !g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  show_found (self, g_task_get_task_data (G_TASK (result)));
  tb_audit_page_follow (self);
}

/* --- looking --- */

static char *
dup_sentence (TbAuditTrail *trail, guint number)
{
  TbRun *run = tb_audit_trail_get_run (trail);

  return tb_sentence_for_record (tb_run_get_fleet (run), tb_run_get_journal (run), tb_audit_trail_get_record (trail, number));
}

static gboolean
get_ready (TbAuditPage *self)
{
  TbRun *run = self->playhead != NULL ? tb_playhead_get_run (self->playhead) : NULL;

  if (run == NULL)
    return FALSE;
  if (self->trail == NULL)
    {
      self->trail = tb_audit_trail_new (run);
      self->tree = tb_audit_tree_new (self->trail);
      tb_audit_list_set_trail (self->entries, self->trail);
    }
  if (self->search_for == NULL)
    self->search_for = tb_audit_search_new (self->trail, (gtk_drop_down_get_selected (self->filter) + TB_AUDIT_N_GROUPS) % (TB_AUDIT_N_GROUPS + 1),
                                            gtk_editable_get_text (self->search));
  tb_audit_search_set_sentence (self->search_for, dup_sentence);
  return TRUE;
}

void
tb_audit_page_look (TbAuditPage *self)
{
  Look *look;

  g_clear_handle_id (&self->again, g_source_remove);
  if (!get_ready (self))
    return;
  look = g_new0 (Look, 1);
  look->trail = tb_audit_trail_ref (self->trail);
  look->search = tb_audit_search_ref (self->search_for);
  look->time_us = tb_playhead_get_time (self->playhead);
  look->position = tb_journal_find_time (tb_run_get_journal (tb_playhead_get_run (self->playhead)), look->time_us);
  tb_audit_page_begin (self, TB_AUDIT_LOOKING, look, look_free, work, on_looked);
}

static gboolean
on_again (gpointer user_data)
{
  TbAuditPage *self = user_data;

  self->again = 0;
  if (self->jobs[TB_AUDIT_LOOKING] == NULL)
    tb_audit_page_look (self);
  return G_SOURCE_REMOVE;
}

/* A page that nobody sees waits until somebody does. */
void
tb_audit_page_follow (TbAuditPage *self)
{
  gboolean is_new = self->playhead != NULL && tb_playhead_get_run (self->playhead) != NULL
                    && (self->trail == NULL || self->looked_us != tb_playhead_get_time (self->playhead));

  if (is_new && self->again == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->again = g_timeout_add (AGAIN_MS, on_again, self);
}

/* --- choosing --- */

/* Shows an entry beside the list; 0 for none. */
void
tb_audit_page_choose (TbAuditPage *self, guint number)
{
  if (number == self->chosen)
    return;
  self->chosen = number;
  tb_audit_page_stop (self, TB_AUDIT_PROVING);
  tb_audit_page_show_entry (self);
  tb_audit_page_show_life (self);
  tb_audit_page_show_proof (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "audit.follow", number != 0);
  show_chosen (self);
}

/* Whoever is selected elsewhere is shown with the last certificate that was issued to it. */
void
tb_audit_page_follow_selection (TbAuditPage *self)
{
  const TbSelection *selection = self->trail != NULL ? tb_playhead_get_selection (self->playhead) : NULL;
  guint32 object = selection != NULL && selection->kind == TB_SELECTION_OBJECT ? selection->object : TB_NOBODY;
  g_autofree char *name = object != TB_NOBODY ? tb_fleet_dup_name (tb_run_get_fleet (tb_audit_trail_get_run (self->trail)), object) : NULL;
  guint issued;

  if (name == NULL || (self->chosen != 0 && tb_audit_trail_get_record (self->trail, self->chosen)->subject == object))
    return;
  issued = tb_audit_life_find (self->trail, self->n_entries, name);
  if (issued != 0)
    tb_audit_page_choose (self, issued);
}
