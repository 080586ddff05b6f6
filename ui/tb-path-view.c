/* tb-path-view: see the header. Rows are made anew when the answer reads differently; they are few. */
#include "tb-path-view.h"

#include <glib/gi18n-lib.h>

#include "tb-check-widgets.h"
#include "tb-clause.h"
#include "tb-look.h"

struct _TbPathView
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *verdict;
  GtkImage *icon;
  GtkLabel *sentence;
  GtkLabel *remark;
  GtkListBox *list;

  gboolean is_revoked;
};

G_DEFINE_FINAL_TYPE (TbPathView, tb_path_view, GTK_TYPE_WIDGET)

static GtkWidget *
make_source (const TbPathRow *row)
{
  g_autofree char *markup = tb_clause_to_markup (row->source);
  GtkWidget *label = tb_check_label_new ("", "check-source");

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
make_check (const TbPathRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *values = tb_check_dup_values (row->ok, row->expected, row->found);

  gtk_box_append (GTK_BOX (words), tb_check_label_new (_(row->what), row->ok ? NULL : "check-failed"));
  if (*values != '\0')
    gtk_box_append (GTK_BOX (words), tb_check_label_new (values, "check-values"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), tb_check_glyph_new (row->ok));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), make_source (row));
  gtk_widget_add_css_class (box, "check");
  if (!row->ok)
    gtk_widget_add_css_class (box, "bad");
  return box;
}

static void
append (TbPathView *self, GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->list, row);
}

static char *
count_checks (const TbPathAnswer *answer, int depth)
{
  guint n = 0, n_failed = 0;

  for (guint i = 0; i < answer->rows->len; i++)
    if (g_array_index (answer->rows, TbPathRow, i).depth == depth)
      {
        n++;
        n_failed += !g_array_index (answer->rows, TbPathRow, i).ok;
      }
  if (n_failed > 0)
    return g_strdup_printf (ngettext ("%u check, %u failed", "%u checks, %u failed", n), n, n_failed);
  return g_strdup_printf (ngettext ("%u check", "%u checks", n), n);
}

/* Whose checks follow. */
static GtkWidget *
make_heading (const TbPathAnswer *answer, int depth)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *name;
  g_autofree char *count = count_checks (answer, depth);

  name = tb_check_label_new (depth >= 0 && (guint) depth < answer->names->len ? g_ptr_array_index (answer->names, depth) : _("The path as a whole"), "heading");
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), tb_check_label_new (count, "check-source"));
  gtk_widget_add_css_class (box, "check-heading");
  return box;
}

static void
clear (TbPathView *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_verdict (TbPathView *self, const TbPathAnswer *answer)
{
  gboolean is_valid = answer != NULL && answer->is_valid;
  gboolean is_stricter = answer != NULL && !is_valid && answer->openssl_valid, is_unknown = is_valid && self->is_revoked;

  gtk_image_set_from_icon_name (self->icon, answer == NULL ? "content-loading-symbolic" : is_valid ? "object-select-symbolic" : "window-close-symbolic");
  gtk_label_set_text (self->sentence, answer ? answer->explanation : _("Checking…"));
  gtk_label_set_text (self->remark, is_unknown ? _("The authority has revoked it, but no list that is known at this time says so: whoever relies on it cannot tell.")
                                               : _("OpenSSL alone accepts this path; the rule that refuses it is stricter."));
  gtk_widget_set_visible (GTK_WIDGET (self->remark), is_stricter || is_unknown);
  gtk_widget_remove_css_class (self->verdict, "good");
  gtk_widget_remove_css_class (self->verdict, "bad");
  if (answer != NULL)
    gtk_widget_add_css_class (self->verdict, is_valid ? "good" : "bad");
}

/**
 * tb_path_view_show:
 * @self: a path view
 * @answer: (nullable): what to show, %NULL while it is not known
 * @is_revoked: whether the authority has revoked the certificate, whoever knows
 */
void
tb_path_view_show (TbPathView *self, const TbPathAnswer *answer, gboolean is_revoked)
{
  g_autoptr (GArray) order = answer ? tb_path_answer_order (answer) : NULL;
  int depth = G_MININT;

  self->is_revoked = is_revoked;
  clear (self);
  show_verdict (self, answer);
  for (guint i = 0; order != NULL && i < order->len; i++)
    {
      const TbPathRow *row = &g_array_index (answer->rows, TbPathRow, g_array_index (order, guint, i));

      if (row->depth != depth)
        append (self, make_heading (answer, row->depth));
      depth = row->depth;
      append (self, make_check (row));
    }
}

/**
 * tb_path_view_problem:
 * @self: a path view
 * @sentence: why nothing could be checked
 */
void
tb_path_view_problem (TbPathView *self, const char *sentence)
{
  clear (self);
  show_verdict (self, NULL);
  gtk_label_set_text (self->sentence, sentence);
}

static void
tb_path_view_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_path_view_parent_class)->dispose (object);
}

static void
tb_path_view_class_init (TbPathViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_path_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-path-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbPathView, verdict);
  gtk_widget_class_bind_template_child (widget_class, TbPathView, icon);
  gtk_widget_class_bind_template_child (widget_class, TbPathView, sentence);
  gtk_widget_class_bind_template_child (widget_class, TbPathView, remark);
  gtk_widget_class_bind_template_child (widget_class, TbPathView, list);
}

static void
tb_path_view_init (TbPathView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
