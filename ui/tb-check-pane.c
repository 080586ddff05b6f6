/* tb-check-pane: see the header. */
#include "tb-check-pane.h"

#include <glib/gi18n-lib.h>

#include "tb-check-rows.h"
#include "tb-check-widgets.h"
#include "tb-clause.h"

struct _TbCheckPane
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *stack;
  GtkLabel *nothing;
  GtkWidget *verdict;
  GtkImage *icon;
  GtkLabel *sentence;
  GtkLabel *count;
  GtkListBox *list;

  GArray *rows;       /* owned: TbCheckRow, borrowing from what is shown */
  GArray *shown;      /* owned: guint, which check stands in a row of the list; G_MAXUINT for a heading */
};

static guint picked;

G_DEFINE_FINAL_TYPE (TbCheckPane, tb_check_pane, GTK_TYPE_WIDGET)

static const TbCheckRow *
row_at (TbCheckPane *self, guint check)
{
  return &g_array_index (self->rows, TbCheckRow, check);
}

/* --- rows --- */

/* The pane is narrow. */
static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = tb_check_label_new (text, css_class);

  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  return label;
}

static GtkWidget *
make_words (const TbCheckRow *row)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *source = make_label ("", "check-source");
  g_autofree char *values = tb_check_row_dup_values (row);
  g_autofree char *clause = tb_clause_to_markup (row->check->rule->source);

  gtk_box_append (GTK_BOX (words), make_label (_(row->check->rule->what), row->decides ? "check-failed" : NULL));
  if (*values != '\0')
    gtk_box_append (GTK_BOX (words), make_label (values, row->decides ? "check-found" : "check-values"));
  gtk_label_set_markup (GTK_LABEL (source), clause);
  gtk_box_append (GTK_BOX (words), source);
  if (row->decides)
    gtk_box_append (GTK_BOX (words), make_label (_("This check decided."), "check-decided"));
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

static GtkWidget *
make_check (const TbCheckRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_box_append (GTK_BOX (box), tb_check_glyph_new (row->check->ok));
  gtk_box_append (GTK_BOX (box), make_words (row));
  gtk_widget_add_css_class (box, "check");
  if (!row->check->ok)
    gtk_widget_add_css_class (box, "bad");
  return box;
}

static void
append (TbCheckPane *self, GtkWidget *child, guint check, const char *label)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gboolean can_show = check != G_MAXUINT && row_at (self, check)->message >= 0;

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), can_show);
  gtk_widget_set_focusable (row, check != G_MAXUINT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_list_box_append (self->list, row);
  g_array_append_val (self->shown, check);
}

static void
append_heading (TbCheckPane *self, int depth)
{
  /* Translators: the place of a certificate in a chain */
  g_autofree char *text = depth < 0 ? g_strdup (_("The handshake")) : g_strdup_printf (_("Certificate %d"), depth + 1);
  GtkWidget *label = make_label (text, "check-heading");

  gtk_widget_add_css_class (label, "heading");
  append (self, label, G_MAXUINT, text);
}

static void
append_check (TbCheckPane *self, guint check)
{
  append (self, make_check (row_at (self, check)), check, _(row_at (self, check)->check->rule->what));
}

/* What decided stands first: nobody looks for it among dozens. */
static void
append_all (TbCheckPane *self)
{
  int depth = G_MININT;

  for (guint i = 0; i < self->rows->len; i++)
    if (row_at (self, i)->decides)
      append_check (self, i);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const TbCheckRow *row = row_at (self, i);

      if (row->check->depth != depth)
        append_heading (self, row->check->depth);
      depth = row->check->depth;
      append_check (self, i);
    }
}

/* --- what is shown --- */

static void
clear (TbCheckPane *self)
{
  GtkListBoxRow *row;

  g_array_set_size (self->shown, 0);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_clear_pointer (&self->rows, g_array_unref);
}

static void
show_verdict (TbCheckPane *self, const TbSessionStudy *study, const char *const names[2])
{
  g_autofree char *sentence = tb_check_rows_dup_answer (study, names);
  g_autofree char *count = g_strdup_printf (ngettext ("%u check was made", "%u checks were made", self->rows->len), self->rows->len);
  gboolean is_good = g_str_equal (study->trial->verdict, "accepted");

  gtk_label_set_text (self->sentence, sentence);
  gtk_label_set_text (self->count, count);
  gtk_image_set_from_icon_name (self->icon, is_good ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (self->verdict, is_good ? "bad" : "good");
  gtk_widget_add_css_class (self->verdict, is_good ? "good" : "bad");
}

/**
 * tb_check_pane_show:
 * @self: a check pane
 * @study: (nullable): the handshake; has to stay until something else is shown
 * @names: of client and server, by #TbSide
 *
 * Shows its checks.
 */
void
tb_check_pane_show (TbCheckPane *self, const TbSessionStudy *study, const char *const names[2])
{
  gboolean has_checks = study != NULL && study->trial != NULL;

  clear (self);
  gtk_label_set_text (self->nothing, study == NULL ? _("Looking at the checks…")
                                                   : _("Every check is listed for handshakes that were made on purpose (Ctrl+M). Of this one, the ladder tells what decided; "
                                                       "the Certificates view checks paths at any time."));
  gtk_stack_set_visible_child_name (self->stack, has_checks ? "checks" : "nothing");
  if (!has_checks)
    return;
  self->rows = tb_check_rows_new (study);
  append_all (self);
  show_verdict (self, study, names);
}

/**
 * tb_check_pane_get_n:
 * @self: a check pane
 *
 * Returns: how many checks it shows
 */
guint
tb_check_pane_get_n (TbCheckPane *self)
{
  return self->rows != NULL ? self->rows->len : 0;
}

/**
 * tb_check_pane_pick:
 * @self: a check pane
 * @check: one of its checks
 *
 * Does what a click on it does.
 */
void
tb_check_pane_pick (TbCheckPane *self, guint check)
{
  const TbCheckRow *row = row_at (self, check);

  if (row->message >= 0)
    g_signal_emit (self, picked, 0, row->message, row->certificate, row->field);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, TbCheckPane *self)
{
  guint check = g_array_index (self->shown, guint, gtk_list_box_row_get_index (row));

  if (check != G_MAXUINT)
    tb_check_pane_pick (self, check);
}

static void
tb_check_pane_dispose (GObject *object)
{
  TbCheckPane *self = TB_CHECK_PANE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->shown, g_array_unref);
  G_OBJECT_CLASS (tb_check_pane_parent_class)->dispose (object);
}

static void
tb_check_pane_class_init (TbCheckPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_check_pane_dispose;
  picked = g_signal_new ("picked", TB_TYPE_CHECK_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-check-pane.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, nothing);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, verdict);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, icon);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, sentence);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, count);
  gtk_widget_class_bind_template_child (widget_class, TbCheckPane, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
tb_check_pane_init (TbCheckPane *self)
{
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
}
