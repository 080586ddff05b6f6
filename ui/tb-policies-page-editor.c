/* tb-policies-page-editor: the table of a policy's parts as rows: what it is called, what the run has, and what if. */
#include <glib/gi18n-lib.h>

#include "tb-policies-page-private.h"
#include "tb-units.h"

static GtkLabel *
add_label (GtkGrid *grid, const char *text, int column, int row, const char *class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_width_chars (label, class == NULL ? 16 : -1);
  gtk_widget_set_hexpand (GTK_WIDGET (label), class == NULL);
  if (class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), class);
  gtk_grid_attach (grid, GTK_WIDGET (label), column, row, 1, 1);
  return label;
}

/* --- what a person does --- */

/* Each row keeps what is wrong with it. */
static void
set_wrong (GtkWidget *widget, const char *what)
{
  g_object_set_data_full (G_OBJECT (widget), "wrong", g_strdup (what), g_free);
  if (what != NULL)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
}

/* Returns: (nullable): what is wrong with the first row that something is wrong with */
const char *
tb_policies_page_get_wrong (TbPoliciesPage *self)
{
  const char *wrong = NULL;

  for (guint i = 0; i < tb_enrol_policy_get_n_fields () && wrong == NULL; i++)
    wrong = g_object_get_data (G_OBJECT (self->fields[i]), "wrong");
  for (guint i = 0; i < G_N_ELEMENTS (self->entries) && wrong == NULL; i++)
    wrong = g_object_get_data (G_OBJECT (self->entries[i]), "wrong");
  return wrong;
}

static void
complain (TbPoliciesPage *self, GtkWidget *widget, const char *what)
{
  set_wrong (widget, what);
  tb_policies_page_ask (self);
}

static guint
find_field (TbPoliciesPage *self, GtkWidget *widget)
{
  guint i = 0;

  while (self->fields[i] != widget)
    i++;
  return i;
}

static void
on_word_chosen (GtkDropDown *words, GParamSpec *pspec, TbPoliciesPage *self)
{
  const TbEnrolPolicyField *field = tb_enrol_policy_get_field (find_field (self, GTK_WIDGET (words)));
  g_autoptr (GError) error = NULL;

  if (self->is_filling || self->policy_case.group == NULL)
    return;
  tb_enrol_policy_set (&self->policy_case.other, field->key, field->words[gtk_drop_down_get_selected (words)], &error);
  complain (self, GTK_WIDGET (words), error != NULL ? error->message : NULL);
}

static void
on_duration_changed (GtkEditable *entry, TbPoliciesPage *self)
{
  const TbEnrolPolicyField *field = tb_enrol_policy_get_field (find_field (self, GTK_WIDGET (entry)));
  g_autoptr (GError) error = NULL;

  if (self->is_filling || self->policy_case.group == NULL)
    return;
  tb_enrol_policy_set (&self->policy_case.other, field->key, gtk_editable_get_text (entry), &error);
  complain (self, GTK_WIDGET (entry), error != NULL ? error->message : NULL);
}

static void
on_circumstance_changed (GtkEditable *entry, TbPoliciesPage *self)
{
  g_autoptr (GError) error = NULL;
  guint i = 0;

  while (self->entries[i] != GTK_WIDGET (entry))
    i++;
  if (self->is_filling || self->policy_case.group == NULL)
    return;
  tb_units_parse_duration (gtk_editable_get_text (entry), &self->policy_case.times_us[i], &error);
  complain (self, GTK_WIDGET (entry), error != NULL ? error->message : NULL);
}

static void
on_rate_changed (GtkEditable *entry, TbPoliciesPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_filling || self->policy_case.group == NULL)
    return;
  g_ascii_string_to_unsigned (gtk_editable_get_text (entry), 10, 0, 1000000000, &self->policy_case.serves, &error);
  complain (self, GTK_WIDGET (entry), error != NULL ? error->message : NULL);
}

/* --- the rows --- */

static GtkWidget *
make_words (TbPoliciesPage *self, const TbEnrolPolicyField *field)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GtkWidget *words;

  for (guint i = 0; field->words[i] != NULL; i++)
    gtk_string_list_take (titles, tb_policy_word (field->key, field->words[i]));
  words = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (titles)), NULL);
  g_signal_connect (words, "notify::selected", G_CALLBACK (on_word_chosen), self);
  return words;
}

static GtkWidget *
make_entry (TbPoliciesPage *self, GCallback on_changed)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 9);
  g_signal_connect (entry, "changed", on_changed, self);
  return entry;
}

static void
name_row (GtkWidget *widget, const char *title, const char *why)
{
  gtk_widget_set_size_request (widget, 190, -1);
  gtk_widget_set_tooltip_text (widget, why);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why, -1);
}

static void
add_field (TbPoliciesPage *self, guint i)
{
  const TbEnrolPolicyField *field = tb_enrol_policy_get_field (i);
  int row = (int) i;

  gtk_widget_set_tooltip_text (GTK_WIDGET (add_label (self->editor, _(field->title), 0, row, NULL)), _(field->why));
  self->owns[i] = add_label (self->editor, "", 1, row, "policy-was");
  self->fields[i] = field->words != NULL ? make_words (self, field) : make_entry (self, G_CALLBACK (on_duration_changed));
  name_row (self->fields[i], _(field->title), _(field->why));
  gtk_grid_attach (self->editor, self->fields[i], 2, row, 1, 1);
}

static void
add_circumstance (TbPoliciesPage *self, guint i, const char *title, const char *why, GCallback on_changed)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (add_label (self->circumstances, title, 0, (int) i, NULL)), why);
  self->entries[i] = make_entry (self, on_changed);
  name_row (self->entries[i], title, why);
  gtk_grid_attach (self->circumstances, self->entries[i], 1, (int) i, 1, 1);
}

/* Makes a row for each part of a policy, and for each circumstance. */
void
tb_policies_page_make_editor (TbPoliciesPage *self)
{
  g_assert (tb_enrol_policy_get_n_fields () <= TB_POLICIES_MAX_FIELDS);
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    add_field (self, i);
  for (guint i = 0; i < TB_N_CIRCUMSTANCES; i++)
    add_circumstance (self, i, tb_circumstance_get_title (i), tb_circumstance_get_why (i), G_CALLBACK (on_circumstance_changed));
  add_circumstance (self, TB_N_CIRCUMSTANCES, _("Requests served per hour"), _("What the authority can bear; 0 for as many as come."), G_CALLBACK (on_rate_changed));
}

static void
show_field (TbPoliciesPage *self, guint i)
{
  const TbEnrolPolicyField *field = tb_enrol_policy_get_field (i);
  g_autofree char *other = tb_enrol_policy_dup_text (&self->policy_case.other, i);

  set_wrong (self->fields[i], NULL);
  if (field->words == NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->fields[i]), other);
      return;
    }
  for (guint word = 0; field->words[word] != NULL; word++)
    if (g_str_equal (field->words[word], other))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->fields[i]), word);
}

/* What differs says what the run has. */
void
tb_policies_page_show_differences (TbPoliciesPage *self)
{
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      g_autofree char *own = tb_policy_format (&self->policy_case.own, i), *other = tb_policy_format (&self->policy_case.other, i);
      /* Translators: the value of a number before a person changed it */
      g_autofree char *was = g_strdup_printf (_("was %s"), own);
      gboolean differs = g_strcmp0 (own, other) != 0;

      gtk_label_set_text (self->owns[i], differs ? was : "");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->owns[i]), differs ? was : NULL);
    }
}

/* Shows the case as it is. */
void
tb_policies_page_fill_editor (TbPoliciesPage *self)
{
  g_autofree char *rate = g_strdup_printf ("%" G_GUINT64_FORMAT, self->policy_case.serves);

  self->is_filling = TRUE;
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    show_field (self, i);
  for (guint i = 0; i < TB_N_CIRCUMSTANCES; i++)
    {
      g_autofree char *time = tb_units_format_duration (self->policy_case.times_us[i]);

      gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), time);
      set_wrong (self->entries[i], NULL);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entries[TB_N_CIRCUMSTANCES]), rate);
  set_wrong (self->entries[TB_N_CIRCUMSTANCES], NULL);
  self->is_filling = FALSE;
}
