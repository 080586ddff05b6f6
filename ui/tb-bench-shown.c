/* What a page of the bench shows of an answer: the verdict, the chain of steps, the lanes, who can read it, and the lines that do the same. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-step-card.h"

/* --- the verdict --- */

static const struct
{
  const char *good;
  const char *bad;
} sentences[TB_BENCH_N_KINDS] = {
  [TB_BENCH_SIGN] = { N_("Accepted: message, signature and key belong together."), N_("Refused: message, signature and key do not belong together.") },
  [TB_BENCH_SEAL] = { N_("The owner of the private key reads the message."), N_("Nobody reads the message, its owner neither.") },
  [TB_BENCH_NONCE] = { N_("The private key is known: two signatures with one nonce have given it away."), N_("The private key was not found.") },
};

/* What the page is about, while nothing is touched. */
static const char *const abouts[TB_BENCH_N_KINDS] = {
  [TB_BENCH_SIGN] = N_("Who has the private key signs; everybody who has the public key can check it. Turn any bit over and see which step notices."),
  [TB_BENCH_SEAL] = N_("Everybody who has the public key can encrypt; only who has the private key can read. Turn any bit over on its way and see who can still read it."),
  [TB_BENCH_NONCE] = N_("A signer that uses the same random number for two messages gives its private key away, to anybody who sees the two signatures."),
};

static char *
make_sentence (const TbBenchAnswer *answer)
{
  const TbSignStep *step = answer->noticed >= 0 ? g_ptr_array_index (answer->steps, (guint) answer->noticed) : NULL;

  if (step == NULL || step->found == NULL)
    return g_strdup (_(answer->good ? sentences[answer->kind].good : sentences[answer->kind].bad));
  /* Translators: the first is a step such as “Compare”, the second a sentence about what it found */
  return g_strdup_printf (_("Refused: “%s” notices. %s"), _(step->title), _(step->found));
}

/* A repeated nonce is good for the attacker only. */
static void
show_verdict (TbBenchPage *self, const TbBenchAnswer *answer)
{
  gboolean is_good = answer->good && answer->kind != TB_BENCH_NONCE;
  g_autofree char *sentence = make_sentence (answer);
  guint n_flips = tb_bench_flips_get_n (self->flips);
  g_autofree char *count = g_strdup_printf (ngettext ("%u bit is turned over.", "%u bits are turned over.", n_flips), n_flips);
  g_autofree char *comparison = tb_bench_page_dup_comparison (self, answer);
  g_autofree char *touched = g_strdup_printf ("%s %s", comparison ? comparison : count, _("Click a digit or a bit to turn it over; with the keys: arrows, Space, Backspace to take back."));

  gtk_label_set_text (self->sentence, sentence);
  gtk_image_set_from_icon_name (self->icon, is_good ? "object-select-symbolic" : "window-close-symbolic");
  gtk_widget_remove_css_class (self->verdict, is_good ? "bad" : "good");
  gtk_widget_add_css_class (self->verdict, is_good ? "good" : "bad");
  gtk_label_set_text (self->hint, n_flips == 0 && comparison == NULL ? _(abouts[answer->kind]) : touched);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), TRUE);
}

/* --- the chain --- */

static void
on_step_clicked (GtkButton *button, TbBenchPage *self)
{
  GtkWidget *card = tb_step_lanes_get_card (self->lanes, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "step")));
  GtkWidget *content = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->scroller)));
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (card != NULL && content != NULL && gtk_widget_compute_bounds (card, content, &bounds))
    gtk_adjustment_set_value (vertical, MAX (bounds.origin.y - 6, 0));
}

static GtkWidget *
make_link (TbBenchPage *self, const TbBenchAnswer *answer, guint number)
{
  const TbSignStep *step = g_ptr_array_index (answer->steps, number);
  const TbStepLook *look = tb_step_look (step);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  g_autofree char *label = g_strdup_printf ("%s: %s", _(step->title), _(look->word));
  g_autofree char *lane = g_strdup_printf ("lane-%s", tb_sign_side_to_code (step->side));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (look->icon));
  gtk_box_append (GTK_BOX (box), gtk_label_new (_(step->title)));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_css_classes (button, (const char *[]) { "flat", "step-link", look->style, lane, (int) number == answer->noticed ? "first" : NULL, NULL });
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "step", GUINT_TO_POINTER (number));
  g_signal_connect (button, "clicked", G_CALLBACK (on_step_clicked), self);
  return button;
}

static void
clear_chain (TbBenchPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chain))) != NULL)
    gtk_flow_box_remove (self->chain, child);
}

static void
show_chain (TbBenchPage *self, const TbBenchAnswer *answer)
{
  clear_chain (self);
  for (guint i = 0; i < answer->steps->len; i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();

      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), make_link (self, answer, i));
      gtk_flow_box_append (self->chain, child);
    }
}

/* --- who can read it --- */

static char *
name_reader (TbBenchPage *self, const char *code)
{
  TbBenchParty parties[2];

  tb_bench_page_get_parties (self, parties);
  if (strcmp (code, "owner") == 0)
    return tb_bench_party_dup_name (tb_bench_page_get_fleet (self), &parties[0]);
  if (strcmp (code, "other") == 0)
    return tb_bench_party_dup_name (tb_bench_page_get_fleet (self), &parties[1]);
  return g_strdup (_("An eavesdropper"));
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_row (const char *icon_name, const char *style, const char *title, const char *note)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, style);
  gtk_box_append (GTK_BOX (words), make_label (title, "value-name-text"));
  gtk_box_append (GTK_BOX (words), make_label (note, "value-note"));
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), words);
  return row;
}

static GtkWidget *
make_reader (TbBenchPage *self, const TbEnvelopeReader *reader)
{
  g_autofree char *name = name_reader (self, reader->code);
  g_autofree char *title = g_strdup_printf (reader->reads ? _("%s can read it") : _("%s cannot read it"), name);

  return make_row (reader->reads ? "tb-open-envelope-symbolic" : "tb-padlock-symbolic", reader->reads ? "reader-reads" : "reader-blind", title, _(reader->note));
}

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
show_readers (TbBenchPage *self, const TbBenchAnswer *answer)
{
  clear (self->readers);
  gtk_widget_set_visible (self->readers_card, answer->readers != NULL);
  for (guint i = 0; answer->readers != NULL && i < answer->readers->len; i++)
    gtk_box_append (self->readers, make_reader (self, &g_array_index (answer->readers, TbEnvelopeReader, i)));
  if (answer->readers != NULL)
    gtk_box_append (self->readers, make_row ("dialog-question-symbolic", "reader-blind", _("Nobody can tell who has sent it"),
                                             _("Everybody has the public key, so anybody could have put another message in its place: encryption alone says nothing about the sender. "
                                               "Whoever wants that signs as well.")));
}

/* --- the same as text --- */

static GtkWidget *
make_button (const char *icon, const char *label, const char *action, const char *line)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", line);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
add_line (TbBenchPage *self, const char *line, gboolean can_submit)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (line);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, line);
  gtk_widget_set_css_classes (label, (const char *[]) { "monospace", "small-type", NULL });
  gtk_box_append (GTK_BOX (row), label);
  if (can_submit)
    gtk_box_append (GTK_BOX (row), make_button ("media-playback-start-symbolic", _("Let it happen in the run, so that the journal has it"), "win.submit", line));
  gtk_box_append (GTK_BOX (row), make_button ("edit-copy-symbolic", _("Copy this line"), "bench.copy", line));
  gtk_box_append (self->lines, row);
}

void
tb_bench_page_show_lines (TbBenchPage *self)
{
  guint scheme = gtk_drop_down_get_selected (self->scheme);
  g_autofree char *text = tb_bench_page_dup_text (self);
  const char *const *lines = tb_bench_get_lines (self->kind, scheme);
  g_autofree char *flips = tb_bench_flips_dup_text (self->flips);
  g_autofree char *own = NULL;
  TbBenchParty parties[2];

  tb_bench_page_get_parties (self, parties);
  if (self->kind == TB_BENCH_NONCE)
    parties[1].number = TB_BENCH_SAME_KEY;
  own = tb_bench_line_new (tb_bench_page_get_fleet (self), self->kind, scheme, parties, text, flips);
  clear (self->lines);
  if (own != NULL)
    add_line (self, own, parties[0].object != TB_NOBODY);
  for (; *lines != NULL; lines++)
    add_line (self, *lines, FALSE);
}

/* --- all of it --- */

static void
show_names (TbBenchPage *self)
{
  TbFleet *fleet = tb_bench_page_get_fleet (self);
  TbBenchParty parties[2];
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *receiver = NULL;
  gboolean is_same;

  tb_bench_page_get_parties (self, parties);
  is_same = parties[1].object == TB_NOBODY && parties[1].number == TB_BENCH_SAME_KEY;
  first = tb_bench_party_dup_name (fleet, &parties[0]);
  second = is_same ? g_strdup (first) : tb_bench_party_dup_name (fleet, &parties[1]);
  /* Translators: whose public key */
  receiver = g_strdup_printf (_("has the public key: %s"), second);
  tb_step_lanes_set_names (self->lanes, self->kind == TB_BENCH_SEAL ? _("has the public key") : first, self->kind == TB_BENCH_SEAL ? first : receiver);
}

/**
 * tb_bench_page_show_answer:
 * @self: a page
 * @answer: (transfer full): what was asked for
 */
void
tb_bench_page_show_answer (TbBenchPage *self, TbBenchAnswer *answer)
{
  show_verdict (self, answer);
  show_chain (self, answer);
  show_names (self);
  show_readers (self, answer);
  tb_step_lanes_show (self->lanes, answer->steps, self->flips);
  tb_bench_page_show_lines (self);
  g_clear_pointer (&self->answer, tb_bench_answer_free);
  self->answer = answer;
  tb_bench_page_update_actions (self);
}

/* It cannot be done: said where the verdict would be. */
void
tb_bench_page_show_problem (TbBenchPage *self, const char *sentence)
{
  gtk_label_set_text (self->sentence, sentence);
  gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
  gtk_widget_remove_css_class (self->verdict, "good");
  gtk_widget_remove_css_class (self->verdict, "bad");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  gtk_widget_set_visible (self->readers_card, FALSE);
  clear_chain (self);
  tb_step_lanes_show (self->lanes, NULL, self->flips);
  tb_bench_page_show_lines (self);
  g_clear_pointer (&self->answer, tb_bench_answer_free);
  tb_bench_page_update_actions (self);
}
