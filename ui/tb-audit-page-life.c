/* tb-audit-page-life: one certificate through its life as a story with times, told anew when the time moves. */
#include <glib/gi18n-lib.h>

#include "tb-audit-page-private.h"
#include "tb-audit-why.h"
#include "tb-audit-words.h"
#include "tb-sentence.h"

typedef struct
{
  TbAuditTrail *trail;
  guint64 position;
  guint number;
  TbAuditLife *life;
} Following;

static void
following_free (gpointer data)
{
  Following *following = data;

  tb_audit_life_free (following->life);
  tb_audit_trail_unref (following->trail);
  g_free (following);
}

/* The certificate that the entry is about; where it is about none, the last that its subject was issued. */
static guint
find_issue (const Following *following)
{
  TbFleet *fleet = tb_run_get_fleet (tb_audit_trail_get_run (following->trail));
  guint found = tb_audit_life_find_issue (following->trail, following->number);
  guint32 subject = tb_audit_trail_get_record (following->trail, following->number)->subject;
  g_autofree char *name = found == 0 && subject != TB_NOBODY ? tb_fleet_dup_name (fleet, subject) : NULL;

  return name != NULL ? tb_audit_life_find (following->trail, tb_audit_trail_count (following->trail, following->position), name) : found;
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Following *following = task_data;
  guint issued = find_issue (following);
  GError *error = NULL;

  if (issued != 0)
    following->life = tb_audit_life_new (following->trail, following->position, issued, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, following->life != NULL);
}

/* --- the story --- */

static const char *
find_look (const TbAuditMoment *moment)
{
  static const struct { const char *what, *css_class; } looks[] = {
    { "former-revoked", "audit-bad" },         { "certificate-revoked", "audit-bad" },    { "certificate-expired", "audit-bad" },    { "key-stolen", "audit-bad" },
    { "thief-renewed", "audit-bad" },          { "accepted-nevertheless", "audit-warn" }, { "resumed-nevertheless", "audit-warn" },
    { "stayed-open", "audit-warn" },           { "refused", "audit-good" },               { "party-knows", "audit-good" },
    { "certificate-installed", "audit-good" }, { "certificate-released", "audit-good" },  { "replaced", "audit-good" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_str_equal (looks[i].what, moment->what))
      return looks[i].css_class;
  return "audit-plain";
}

static const char *
find_why (const TbAuditMoment *moment)
{
  return g_str_equal (moment->what, "refused") ? tb_audit_why_refused (moment->reason) : tb_audit_why_translate (moment->reason);
}

static char *
dup_words (TbAuditPage *self, const TbAuditMoment *moment)
{
  TbFleet *fleet = tb_run_get_fleet (tb_audit_trail_get_run (self->trail));
  g_autofree char *party = moment->party != TB_NOBODY ? tb_fleet_dup_name (fleet, moment->party) : NULL;

  return tb_audit_words_fill (_(tb_audit_words_find (moment)), moment, party, find_why (moment));
}

/* When, and where to look it up. */
static char *
dup_where (const TbAuditMoment *moment)
{
  g_autofree char *when = tb_sentence_format_moment (moment->time_us);
  g_autofree char *what = moment->entry != 0 ? g_strdup_printf (_("entry %u"), moment->entry) : g_strdup_printf (_("handshake %u"), moment->session);

  return g_strdup_printf ("%s · %s", when, what);
}

static void
set_target (GtkWidget *button, const TbAuditMoment *moment)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), moment->entry != 0 ? "audit.choose" : "audit.handshake");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", moment->entry != 0 ? moment->entry : moment->session);
}

static GtkWidget *
make_moment (TbAuditPage *self, const TbAuditMoment *moment)
{
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *words = dup_words (self, moment), *where = dup_where (moment);

  gtk_widget_add_css_class (dot, "audit-dot");
  gtk_widget_set_valign (dot, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (texts), tb_check_label_new (where, "audit-name"));
  gtk_box_append (GTK_BOX (texts), tb_check_label_new (words, NULL));
  gtk_box_append (GTK_BOX (row), dot);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "audit-moment");
  gtk_widget_add_css_class (button, find_look (moment));
  set_target (button, moment);
  return button;
}

static void
add_sums (TbAuditPage *self, const TbAuditLife *life)
{
  const TbAuditUses *uses = life->uses;
  g_autofree char *all = g_strdup_printf (_("Shown and taken: %u · gone on with by a ticket: %u · refused: %u"), uses->n_full, uses->n_resumed, uses->n_refused);
  g_autofree char *after = g_strdup_printf (_("After it was revoked: taken %u, gone on with by a ticket %u"), uses->n_full_after, uses->n_resumed_after);

  gtk_box_append (self->life, tb_check_label_new (all, "audit-sum"));
  if (life->revoked_us != TB_AUDIT_NO_TIME)
    gtk_box_append (self->life, tb_check_label_new (after, uses->n_full_after + uses->n_resumed_after > 0 ? "audit-sum-bad" : "audit-sum"));
}

static void
add_left_out (TbAuditPage *self, guint n)
{
  g_autofree char *words = g_strdup_printf (ngettext ("And %u more line like these", "And %u more lines like these", n), n);

  if (n > 0)
    gtk_box_append (self->life, tb_check_label_new (words, "audit-name"));
}

static void
tell (TbAuditPage *self, const TbAuditLife *life)
{
  g_autofree char *title = g_strdup_printf (_("Certificate of %s"), life->facts.who);

  tb_audit_clear (self->life);
  gtk_box_append (self->life, tb_check_label_new (title, "audit-title"));
  if (life->facts.serial != NULL)
    gtk_box_append (self->life, tb_audit_value (_("Serial number"), life->facts.serial, TRUE));
  for (guint i = 0; i < life->moments->len; i++)
    gtk_box_append (self->life, make_moment (self, &g_array_index (life->moments, TbAuditMoment, i)));
  add_left_out (self, life->n_left_out);
  add_sums (self, life);
}

static void
show_nothing (TbAuditPage *self)
{
  tb_audit_clear (self->life);
  if (self->chosen == 0)
    gtk_box_append (self->life, tb_audit_nothing ("view-list-symbolic", _("No Entry Chosen"),
                                                  _("Choose an entry to follow its certificate from the key to the end, with everybody who took it.")));
  else
    gtk_box_append (self->life, tb_audit_nothing ("tb-identity-none-symbolic", _("No Certificate"), _("This entry is about none, and whoever it is about has none yet.")));
}

static void
on_followed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (source);
  Following *following = g_task_get_task_data (G_TASK (result));

  if (!tb_audit_page_ended (self, TB_AUDIT_FOLLOWING, result))
    return;
  if (following->life != NULL)
    tell (self, following->life);
  else
    show_nothing (self);
}

/* Only when somebody looks at it. */
void
tb_audit_page_show_life (TbAuditPage *self)
{
  Following *following;

  if (self->chosen == 0)
    {
      tb_audit_page_stop (self, TB_AUDIT_FOLLOWING);
      show_nothing (self);
      return;
    }
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->side), "life"))
    return;
  following = g_new0 (Following, 1);
  following->trail = tb_audit_trail_ref (self->trail);
  following->position = self->position;
  following->number = self->chosen;
  tb_audit_page_begin (self, TB_AUDIT_FOLLOWING, following, following_free, work, on_followed);
}
