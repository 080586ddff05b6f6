/* tb-audit-page-entry: the chosen entry: all that it says, and its line as it is hashed. */
#include <glib/gi18n-lib.h>

#include "tb-audit-line.h"
#include "tb-audit-page-private.h"
#include "tb-sentence.h"

/* Names of the members of an entry; those that are copied are shortened. */
typedef struct
{
  const char *name;
  gsize offset;
  gboolean is_copied;
} Member;

static const Member members[] = {
  { N_("What"), G_STRUCT_OFFSET (TbAuditFacts, what), FALSE },
  { N_("Who"), G_STRUCT_OFFSET (TbAuditFacts, who), FALSE },
  { N_("The other party"), G_STRUCT_OFFSET (TbAuditFacts, by), FALSE },
  { N_("More exactly"), G_STRUCT_OFFSET (TbAuditFacts, detail), FALSE },
  { N_("Reason"), G_STRUCT_OFFSET (TbAuditFacts, reason), FALSE },
  { N_("Command that caused it"), G_STRUCT_OFFSET (TbAuditFacts, command), FALSE },
  { N_("Serial number"), G_STRUCT_OFFSET (TbAuditFacts, serial), TRUE },
  { N_("Certificate, SHA-256"), G_STRUCT_OFFSET (TbAuditFacts, certificate), TRUE },
  { N_("Public key, SHA-256"), G_STRUCT_OFFSET (TbAuditFacts, key), TRUE },
  { N_("Request, SHA-256"), G_STRUCT_OFFSET (TbAuditFacts, request), TRUE },
  { N_("Revocation list, SHA-256"), G_STRUCT_OFFSET (TbAuditFacts, list), TRUE },
  { N_("OCSP response, SHA-256"), G_STRUCT_OFFSET (TbAuditFacts, answer), TRUE },
};

static void
add_members (TbAuditPage *self, const TbAuditFacts *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *value = G_STRUCT_MEMBER (const char *, facts, members[i].offset);

      if (value != NULL)
        gtk_box_append (self->entry, tb_audit_value (_(members[i].name), value, members[i].is_copied));
    }
}

static void
add_cause (TbAuditPage *self, guint cause)
{
  g_autofree char *words = g_strdup_printf (_("Follows from Entry %u"), cause);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "audit.choose");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", cause);
  gtk_box_append (self->entry, button);
}

/* The bytes of the leaf, no more and no less: a hyphen where a line is broken would be one more. */
static void
add_line (TbAuditPage *self)
{
  g_autofree char *line = tb_audit_line_for_entry (self->trail, self->chosen);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GtkWidget *label = tb_check_label_new (line, "audit-line");

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_box_append (self->entry, tb_check_label_new (_("As it is hashed and exported"), "audit-name"));
  gtk_box_append (self->entry, label);
}

static void
add_head (TbAuditPage *self, gint64 time_us)
{
  TbRun *run = tb_audit_trail_get_run (self->trail);
  g_autofree char *sentence = tb_sentence_for_record (tb_run_get_fleet (run), tb_run_get_journal (run), tb_audit_trail_get_record (self->trail, self->chosen));
  g_autofree char *when = tb_sentence_format_moment (time_us), *where = g_strdup_printf (_("Entry %u · %s"), self->chosen, when);

  gtk_box_append (self->entry, tb_check_label_new (where, "audit-name"));
  gtk_box_append (self->entry, tb_check_label_new (sentence, "audit-title"));
}

void
tb_audit_page_show_entry (TbAuditPage *self)
{
  g_auto (TbAuditFacts) facts = { 0 };

  tb_audit_clear (self->entry);
  if (self->chosen == 0)
    {
      gtk_box_append (self->entry, tb_audit_nothing ("view-list-symbolic", _("No Entry Chosen"), _("Choose an entry to see all that it says, and whom it is about.")));
      return;
    }
  tb_audit_trail_describe (self->trail, self->chosen, &facts);
  add_head (self, facts.time_us);
  add_members (self, &facts);
  if (facts.cause != 0)
    add_cause (self, facts.cause);
  add_line (self);
}
