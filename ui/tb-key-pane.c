/* tb-key-pane: see the header. Rows are made once for a handshake; choosing and selecting only changes how they look. */
#include "tb-key-pane.h"

#include <glib/gi18n-lib.h>

#include "tb-clause.h"
#include "tb-key-leak.h"
#include "tb-key-row.h"
#include "tb-units.h"

struct _TbKeyPane
{
  GtkWidget parent_instance;

  /* template */
  GtkDropDown *choice;
  GtkWidget *leak_card;
  GtkImage *leak_icon;
  GtkLabel *headline;
  GtkLabel *reason;
  GtkLabel *known;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *nothing;
  GtkLabel *note;

  const TbSessionStudy *study;   /* borrowed, NULL for none */
  TbKeyLeak *leak;               /* owned */
  int message;                   /* that is selected elsewhere, -1 for none */
};

static guint lit;

G_DEFINE_FINAL_TYPE (TbKeyPane, tb_key_pane, GTK_TYPE_WIDGET)

static TbSchedule *
get_schedule (TbKeyPane *self)
{
  return self->study != NULL ? self->study->schedule : NULL;
}

static guint
get_n_rows (TbKeyPane *self)
{
  return get_schedule (self) != NULL ? tb_schedule_get_n (get_schedule (self)) : 0;
}

static int
selected_step (TbKeyPane *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static TbKeyLeakChoice
get_choice (TbKeyPane *self)
{
  guint position = gtk_drop_down_get_selected (self->choice);

  return position < TB_N_KEY_LEAKS ? position : TB_KEY_LEAK_NOTHING;
}

/* --- what leaks --- */

static const char *
look_of_leak (const TbKeyLeak *leak, TbKeyLeakChoice choice)
{
  if (leak->n_opened == 0)
    return choice == TB_KEY_LEAK_NOTHING ? "" : "leak-closed";
  return "leak-opened";
}

static void
show_leak_words (TbKeyPane *self)
{
  g_autofree char *clause = tb_clause_to_markup (self->leak->clause);
  g_autofree char *reason = g_markup_escape_text (self->leak->reason, -1);
  g_autofree char *markup = g_strconcat (reason, " ", clause, NULL);
  const char *look = look_of_leak (self->leak, get_choice (self));

  gtk_label_set_text (self->headline, self->leak->headline);
  gtk_label_set_markup (self->reason, markup);
  gtk_image_set_from_icon_name (self->leak_icon, self->leak->n_opened > 0 ? "tb-padlock-open-symbolic" : "tb-padlock-symbolic");
  gtk_widget_remove_css_class (self->leak_card, "leak-opened");
  gtk_widget_remove_css_class (self->leak_card, "leak-closed");
  if (*look != '\0')
    gtk_widget_add_css_class (self->leak_card, look);
}

static void
mark_rows (TbKeyPane *self)
{
  g_autoptr (TbReach) reach = NULL;
  TbSchedule *schedule = get_schedule (self);

  if (schedule != NULL && get_choice (self) >= TB_KEY_LEAK_AGREED)
    reach = tb_reach_new (schedule, self->study->transcript, tb_key_leak_find_step (self->study, get_choice (self), selected_step (self)));
  for (guint i = 0; i < get_n_rows (self); i++)
    tb_key_row_mark (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)),
                     self->message >= 0 && (guint) self->message < tb_transcript_get_n_messages (self->study->transcript)
                       && tb_schedule_protects (schedule, i, self->study->transcript, (guint) self->message),
                     reach != NULL && tb_reach_knows (reach, i));
}

static void
update_leak (TbKeyPane *self)
{
  g_clear_pointer (&self->leak, tb_key_leak_free);
  gtk_widget_set_visible (self->leak_card, self->study != NULL);
  if (self->study == NULL)
    return;
  self->leak = tb_key_leak_new (self->study, get_choice (self), selected_step (self));
  show_leak_words (self);
  mark_rows (self);
}

static void
on_chosen (GtkDropDown *choice, GParamSpec *pspec, TbKeyPane *self)
{
  if (self->study == NULL)
    return;
  update_leak (self);
  g_signal_emit (self, lit, 0);
}

/* --- what is selected --- */

static char *
describe_protected (TbKeyPane *self, guint step)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gsize n_bytes = 0;
  g_autofree char *size = NULL;

  for (guint i = 0; i < tb_transcript_get_n_messages (self->study->transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (self->study->transcript, i);

      if (!tb_schedule_protects (get_schedule (self), step, self->study->transcript, i))
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tb_transcript_message_name (message));
      n_bytes += message->plain_length;
    }
  if (names->len == 0)
    return g_strdup (_("It protects no message of this handshake directly."));
  size = tb_units_format_bytes (n_bytes);
  /* Translators: names of messages, and how many bytes they have */
  return g_strdup_printf (_("Protects %s: %s."), names->str, size);
}

static const char *
describe_proof (const TbScheduleStep *step)
{
  if (step->in_message >= 0)
    return _("Computed here, and the same bytes are in the message.");
  return step->is_logged ? _("Computed here, and OpenSSL logged the same value.") : "";
}

static void
show_note (TbKeyPane *self, int selected)
{
  const TbScheduleStep *step = selected >= 0 ? tb_schedule_get (get_schedule (self), (guint) selected) : NULL;
  g_autofree char *protects = step ? describe_protected (self, (guint) selected) : NULL;
  g_autofree char *clause = step ? tb_clause_to_markup (step->clause) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *markup = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->note), step != NULL);
  if (step == NULL)
    return;
  words = g_markup_printf_escaped ("<b>%s</b>: %s %s %s", step->name, _(step->note), protects, describe_proof (step));
  markup = g_strconcat (words, *describe_proof (step) ? " " : "", clause, NULL);
  gtk_label_set_markup (self->note, markup);
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, TbKeyPane *self)
{
  if (self->study == NULL)
    return;
  show_note (self, selected_step (self));
  update_leak (self);
  g_signal_emit (self, lit, 0);
}

/* --- what is shown --- */

static void
clear_rows (TbKeyPane *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static const char *
why_no_keys (TbKeyPane *self)
{
  if (self->study == NULL)
    return _("Computing the key schedule…");
  if (self->study->problem != NULL)
    return self->study->problem;
  return _("The handshake did not come to keys: nobody answered with a ServerHello.");
}

/**
 * tb_key_pane_show:
 * @self: a key pane
 * @study: (nullable): the handshake; has to stay until something else is shown
 *
 * Shows its secrets, none of them selected; what leaks stays as it was chosen.
 */
void
tb_key_pane_show (TbKeyPane *self, const TbSessionStudy *study)
{
  g_autofree char *known = study != NULL ? tb_key_leak_dup_known (study) : NULL;

  self->study = NULL;
  clear_rows (self);
  self->study = study;
  for (guint i = 0; i < get_n_rows (self); i++)
    gtk_list_box_append (self->list, tb_key_row_new (get_schedule (self), i));
  gtk_label_set_text (self->known, known ? known : "");
  gtk_label_set_text (self->nothing, get_n_rows (self) == 0 ? why_no_keys (self) : "");
  gtk_stack_set_visible_child_name (self->stack, get_n_rows (self) > 0 ? "keys" : "nothing");
  show_note (self, -1);
  update_leak (self);
  g_signal_emit (self, lit, 0);
}

/**
 * tb_key_pane_follow:
 * @self: a key pane
 * @message: a message that was selected, -1 for none
 *
 * Marks the secrets that protect it.
 */
void
tb_key_pane_follow (TbKeyPane *self, int message)
{
  self->message = message;
  mark_rows (self);
}

/**
 * tb_key_pane_select:
 * @self: a key pane
 * @code: of a secret, such as `main-secret`
 *
 * Returns: whether there is one
 */
gboolean
tb_key_pane_select (TbKeyPane *self, const char *code)
{
  int step = get_schedule (self) != NULL ? tb_schedule_find (get_schedule (self), code) : -1;

  if (step >= 0)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, step));
  return step >= 0;
}

/**
 * tb_key_pane_leak:
 * @self: a key pane
 * @choice: what shall leak: a #TbKeyLeakChoice
 */
void
tb_key_pane_leak (TbKeyPane *self, guint choice)
{
  gtk_drop_down_set_selected (self->choice, choice);
}

static gboolean
is_sealed (TbKeyPane *self, guint message)
{
  return tb_transcript_get_message (self->study->transcript, message)->protection != TB_PROTECTION_NONE;
}

/**
 * tb_key_pane_get_light:
 * @self: a key pane
 * @message: a message of the handshake
 *
 * Returns: how it stands to what leaks, or, where nothing does, to the secret that is selected
 */
TbLadderLight
tb_key_pane_get_light (TbKeyPane *self, guint message)
{
  int selected = selected_step (self);

  if (self->study == NULL || message >= tb_transcript_get_n_messages (self->study->transcript) || !is_sealed (self, message))
    return TB_LIGHT_NONE;
  if (get_choice (self) != TB_KEY_LEAK_NOTHING)
    return g_array_index (self->leak->reads, gboolean, message) ? TB_LIGHT_OPENED : TB_LIGHT_CLOSED;
  if (selected >= 0 && tb_schedule_protects (get_schedule (self), (guint) selected, self->study->transcript, message))
    return TB_LIGHT_PROTECTED;
  return TB_LIGHT_NONE;
}

static void
tb_key_pane_dispose (GObject *object)
{
  TbKeyPane *self = TB_KEY_PANE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->study = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->leak, tb_key_leak_free);
  G_OBJECT_CLASS (tb_key_pane_parent_class)->dispose (object);
}

static void
tb_key_pane_class_init (TbKeyPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_key_pane_dispose;
  lit = g_signal_new ("lit", TB_TYPE_KEY_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-key-pane.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, choice);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, leak_card);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, leak_icon);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, headline);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, reason);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, known);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, list);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, nothing);
  gtk_widget_class_bind_template_child (widget_class, TbKeyPane, note);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
}

static void
tb_key_pane_init (TbKeyPane *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  self->message = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TB_N_KEY_LEAKS; i++)
    gtk_string_list_append (titles, _(tb_key_leak_title (i)));
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (titles));
}
