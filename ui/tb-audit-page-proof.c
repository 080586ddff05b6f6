/* tb-audit-page-proof: the hash tree computed anew, the proof of the chosen entry step by step, and whether the log has only grown since a checkpoint. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-page-private.h"
#include "tb-audit-proof.h"
#include "tb-check-widgets.h"
#include "tb-sentence.h"

typedef struct
{
  TbAuditTree *tree;
  guint n_entries;
  guint number;          /* of the entry that is proved, 0 for none */
  gint64 time_us;
  guint64 kept_size;
  TbHash kept_tree;
  gint64 kept_us;
  TbHash root;
  TbHash leaf;
  GArray *steps;         /* TbAuditStep */
  guint n_grown;         /* hashes of the proof that the log has only grown */
  gboolean has_grown;
} Proving;

static void
proving_free (gpointer data)
{
  Proving *proving = data;

  g_clear_pointer (&proving->steps, g_array_unref);
  tb_audit_tree_unref (proving->tree);
  g_free (proving);
}

static void
prove_growth (Proving *proving, const TbHash *leaves, guint n)
{
  g_autoptr (GArray) proof = NULL;

  if (proving->kept_size == 0 || proving->kept_size > n)
    return;
  proof = tb_merkle_prove_consistency (leaves, proving->kept_size, n);
  proving->n_grown = proof->len;
  proving->has_grown = tb_merkle_check_consistency (proving->kept_size, &proving->kept_tree, n, &proving->root, (const TbHash *) (void *) proof->data, proof->len);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Proving *proving = task_data;
  GError *error = NULL;
  g_autoptr (GArray) leaves = tb_audit_tree_dup_leaves (proving->tree, proving->n_entries, cancellable, &error);
  const TbHash *hashes = leaves != NULL ? (const TbHash *) (void *) leaves->data : NULL;

  if (hashes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  tb_merkle_hash_tree (hashes, leaves->len, &proving->root);
  if (proving->number != 0)
    {
      proving->leaf = hashes[proving->number];
      proving->steps = tb_audit_proof_new (hashes, leaves->len, proving->number);
    }
  prove_growth (proving, hashes, leaves->len);
  g_task_return_boolean (task, TRUE);
}

/* --- what is shown --- */

static void
add_hash (GtkBox *box, const char *name, const TbHash *hash)
{
  g_autofree char *hex = tb_hash_to_hex (hash);

  gtk_box_append (box, tb_audit_value (name, hex, TRUE));
}

static void
add_verdict (GtkBox *box, gboolean is_good, const char *words)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = tb_check_label_new (words, "audit-verdict");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), tb_check_glyph_new (is_good));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (box, row);
}

static char *
name_sibling (const TbAuditStep *step)
{
  if (step->count == 1)
    return g_strdup_printf (step->is_left ? _("Before it: line %u") : _("Behind it: line %u"), step->first + 1);
  return g_strdup_printf (step->is_left ? _("Before it: lines %u to %u") : _("Behind it: lines %u to %u"), step->first + 1, step->first + step->count);
}

static void
add_step (GtkBox *box, const TbAuditStep *step, guint i)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *sibling = name_sibling (step), *number = g_strdup_printf (_("Step %u: SHA-256 (01 ‖ %s)"), i + 1, step->is_left ? _("given ‖ known") : _("known ‖ given"));

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "audit-step");
  gtk_box_append (GTK_BOX (card), tb_check_label_new (number, "audit-step-title"));
  add_hash (GTK_BOX (card), sibling, &step->sibling);
  add_hash (GTK_BOX (card), _("Gives"), &step->result);
  gtk_box_append (box, card);
}

static void
add_inclusion (TbAuditPage *self, const Proving *proving)
{
  const TbHash *last = proving->steps->len > 0 ? &g_array_index (proving->steps, TbAuditStep, proving->steps->len - 1).result : &proving->leaf;
  g_autofree char *title = g_strdup_printf (_("Entry %u Is in the Log"), proving->number);

  gtk_box_append (self->proof, tb_check_label_new (title, "audit-heading"));
  add_hash (self->proof, _("Leaf: SHA-256 (00 ‖ line)"), &proving->leaf);
  for (guint i = 0; i < proving->steps->len; i++)
    add_step (self->proof, &g_array_index (proving->steps, TbAuditStep, i), i);
  if (memcmp (last, &proving->root, sizeof *last) == 0)
    add_verdict (self->proof, TRUE, _("The last step gives the root hash: the entry is in the log, as it stands."));
  else
    add_verdict (self->proof, FALSE, _("The last step does not give the root hash."));
}

static void
add_growth (TbAuditPage *self, const Proving *proving)
{
  g_autofree char *when = tb_sentence_format_moment (proving->kept_us), *kept = g_strdup_printf (_("%u lines · %s"), (guint) proving->kept_size, when);
  g_autofree char *grown = g_strdup_printf (ngettext ("The log has only grown since: %u hash proves it.", "The log has only grown since: %u hashes prove it.", proving->n_grown),
                                            proving->n_grown);

  gtk_box_append (self->proof, tb_check_label_new (_("Since the Checkpoint"), "audit-heading"));
  gtk_box_append (self->proof, tb_check_label_new (kept, "audit-name"));
  add_hash (self->proof, _("Root hash then"), &proving->kept_tree);
  if (proving->kept_size > proving->n_entries + 1)
    gtk_box_append (self->proof, tb_check_label_new (_("The playhead is before the checkpoint. Go on in time to see whether the log has only grown."), NULL));
  else
    add_verdict (self->proof, proving->has_grown, proving->has_grown ? grown : _("The log did not begin like that."));
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
add_root (TbAuditPage *self, const Proving *proving)
{
  g_autofree char *when = tb_sentence_format_moment (proving->time_us);
  g_autofree char *words = g_strdup_printf (_("%u lines, the header included · %s"), proving->n_entries + 1, when);

  gtk_box_append (self->proof, tb_check_label_new (_("Root of the Tree"), "audit-heading"));
  gtk_box_append (self->proof, tb_check_label_new (words, "audit-name"));
  add_hash (self->proof, _("Root hash"), &proving->root);
}

/* Remembers the newest root so that the button need not compute it anew. */
static void
show_proof (TbAuditPage *self, Proving *proving)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  tb_audit_clear (self->proof);
  gtk_box_append (GTK_BOX (buttons), make_button (_("Check Again"), "audit.prove"));
  gtk_box_append (GTK_BOX (buttons), make_button (_("Remember Checkpoint"), "audit.remember"));
  gtk_box_append (GTK_BOX (buttons), make_button (_("Sign Checkpoint…"), "audit.sign"));
  add_root (self, proving);
  gtk_box_append (self->proof, buttons);
  if (proving->kept_size > 0)
    add_growth (self, proving);
  if (proving->steps != NULL)
    add_inclusion (self, proving);
  else
    gtk_box_append (self->proof, tb_check_label_new (_("Choose an entry to see the proof that it is in the log."), "audit-sum"));
}

/* What was computed is kept for the button that remembers it. */
static void
on_proved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (source);
  Proving *proving = g_task_get_task_data (G_TASK (result));

  if (!tb_audit_page_ended (self, TB_AUDIT_PROVING, result) || !g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  self->shown_size = proving->n_entries + 1;
  self->shown_tree = proving->root;
  self->shown_us = proving->time_us;
  show_proof (self, proving);
}

/* --- actions --- */

void
tb_audit_page_prove (TbAuditPage *self)
{
  Proving *proving;

  if (self->tree == NULL)
    return;
  proving = g_new0 (Proving, 1);
  proving->tree = tb_audit_tree_ref (self->tree);
  proving->n_entries = self->n_entries;
  proving->number = self->chosen;
  proving->time_us = self->looked_us;
  proving->kept_size = self->kept_size;
  proving->kept_tree = self->kept_tree;
  proving->kept_us = self->kept_us;
  tb_audit_page_begin (self, TB_AUDIT_PROVING, proving, proving_free, work, on_proved);
}

/* Keeps what is shown; a person may go on in time and check against it. */
void
tb_audit_page_remember (TbAuditPage *self)
{
  if (self->shown_size == 0)
    return;
  self->kept_size = self->shown_size;
  self->kept_tree = self->shown_tree;
  self->kept_us = self->shown_us;
  tb_audit_page_prove (self);
}

static void
show_invitation (TbAuditPage *self)
{
  GtkWidget *page = tb_audit_nothing ("security-high-symbolic", _("Nobody Can Change It Unnoticed"),
                                      _("Every entry is a leaf of a hash tree. Compute the tree anew, and see how few hashes prove that an entry is in it."));
  GtkWidget *button = make_button (_("Check Proofs"), "audit.prove");

  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  tb_audit_clear (self->proof);
  gtk_box_append (self->proof, page);
}

/* Another entry was chosen: whoever has looked at a proof wants that one's. */
void
tb_audit_page_show_proof (TbAuditPage *self)
{
  if (self->shown_size == 0)
    show_invitation (self);
  else if (g_str_equal (gtk_stack_get_visible_child_name (self->side), "proof"))
    tb_audit_page_prove (self);
}
