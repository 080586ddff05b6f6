/* tb-key-row: see the header. */
#include "tb-key-row.h"

#include <glib/gi18n-lib.h>

#define INDENT     11
#define MAX_INDENT 6

/**
 * tb_key_row_dup_hex:
 * @step: a secret
 *
 * Returns: (transfer full): its value in hexadecimal, "" where it is not known
 */
char *
tb_key_row_dup_hex (const TbScheduleStep *step)
{
  GString *text = g_string_new (NULL);
  gsize n = 0;
  const guint8 *bytes = step->value ? g_bytes_get_data (step->value, &n) : NULL;

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static const char *
name_of (const TbSchedule *schedule, int step)
{
  return tb_schedule_get (schedule, (guint) step)->name;
}

/**
 * tb_key_row_dup_origin:
 * @schedule: a key schedule
 * @step: one of its steps
 *
 * Returns: (transfer full): what it comes from, such as `HKDF-Extract (Derived from the Early Secret, Shared secret)`
 */
char *
tb_key_row_dup_origin (const TbSchedule *schedule, guint step)
{
  const TbScheduleStep *this = tb_schedule_get (schedule, step);
  g_autoptr (GString) text = g_string_new (this->function);
  guint n = 0;

  if (*this->label != '\0')
    g_string_append_printf (text, " “%s”", this->label);
  for (guint i = 0; i < TB_SCHEDULE_MAX_INPUTS; i++)
    if (this->inputs[i] >= 0)
      g_string_append_printf (text, "%s%s", n++ > 0 ? ", " : " ← ", name_of (schedule, this->inputs[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
depth_of (const TbSchedule *schedule, guint step)
{
  const TbScheduleStep *this = tb_schedule_get (schedule, step);
  int depth = 0;

  for (guint i = 0; i < TB_SCHEDULE_MAX_INPUTS; i++)
    if (this->inputs[i] >= 0)
      depth = MAX (depth, depth_of (schedule, (guint) this->inputs[i]) + 1);
  return depth;
}

static GtkWidget *
make_label (const char *text, const char *const *css_classes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_css_classes (label, (const char **) css_classes);
  return label;
}

static GtkWidget *
make_copy (const TbScheduleStep *step, const char *hex)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *words = g_strdup_printf (_("Copy the value of %s"), step->name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "handshake.copy-secret");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", hex);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return button;
}

static GtkWidget *
make_words (const TbSchedule *schedule, guint step, const char *hex)
{
  const TbScheduleStep *this = tb_schedule_get (schedule, step);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *value;
  g_autofree char *origin = tb_key_row_dup_origin (schedule, step);

  gtk_box_append (GTK_BOX (words), make_label (this->name, (const char *[]) { "key-name", NULL }));
  gtk_box_append (GTK_BOX (words), make_label (origin, (const char *[]) { "dim-label", "small-type", NULL }));
  value = make_label (*hex != '\0' ? hex : _("not known here"), (const char *[]) { *hex != '\0' ? "monospace" : "dim-label", "small-type", NULL });
  gtk_widget_set_tooltip_text (value, hex);
  gtk_box_append (GTK_BOX (words), value);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

/**
 * tb_key_row_new:
 * @schedule: a key schedule
 * @step: one of its steps
 *
 * Returns: (transfer floating): a row of a list
 */
GtkWidget *
tb_key_row_new (const TbSchedule *schedule, guint step)
{
  const TbScheduleStep *this = tb_schedule_get (schedule, step);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (this->protects >= 0 ? "tb-padlock-symbolic" : "dialog-password-symbolic");
  g_autofree char *hex = tb_key_row_dup_hex (this);
  g_autofree char *origin = tb_key_row_dup_origin (schedule, step);

  gtk_widget_set_margin_start (box, INDENT * MIN (depth_of (schedule, step), MAX_INDENT));
  gtk_widget_add_css_class (icon, "key-icon");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), make_words (schedule, step, hex));
  if (*hex != '\0')
    gtk_box_append (GTK_BOX (box), make_copy (this, hex));
  gtk_widget_add_css_class (row, "key-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, this->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, origin, -1);
  return row;
}

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/**
 * tb_key_row_mark:
 * @row: a row
 * @protects: whether it protects the message that is selected
 * @leaked: whether it is known to whoever has what leaked
 */
void
tb_key_row_mark (GtkWidget *row, gboolean protects, gboolean leaked)
{
  set_css_class (row, "key-protects", protects);
  set_css_class (row, "key-leaked", leaked);
}
