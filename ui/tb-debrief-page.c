/* tb-debrief-page: see the header. Nothing here is worked out: a debrief is drawn from the run (tb-debrief), and this puts it under each other. */
#include "tb-debrief-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-lesson-shelf.h"
#include "tb-lesson-widgets.h"
#include "tb-sentence.h"

#define WIDTH 1080

struct _TbDebriefPage
{
  GtkWidget parent_instance;

  /* owned */
  GCancellable *drawing;      /* NULL when nothing is drawn */

  /* built once */
  GtkWidget *scroller;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (TbDebriefPage, tb_debrief_page, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = tb_lesson_label_new (css_class);

  gtk_label_set_max_width_chars (GTK_LABEL (label), -1);
  tb_lesson_label_set (label, text, NULL);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_section (TbDebriefPage *self, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  add_label (section, title, "debrief-heading");
  gtk_box_append (GTK_BOX (self->box), section);
  return section;
}

/* A mark and words beside it. */
static GtkWidget *
add_marked (GtkWidget *box, const char *icon, const char *spoken, const char *css_class)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *mark = gtk_image_new_from_icon_name (icon), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (row, "debrief-row");
  gtk_widget_add_css_class (row, css_class);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (box), row);
  return words;
}

/* Sections */

static void
add_deed (GtkWidget *row, const char *text, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), button);
}

static char *
dup_sum (const TbDebrief *debrief)
{
  g_autofree char *points = tb_lesson_format_points (debrief->points), *most = tb_lesson_format_points (debrief->most), *moment = tb_sentence_format_moment (debrief->time_us);
  g_autofree char *reached = g_strdup_printf (_("%s of %s points"), points, most);
  /* Translators: how far an exercise was played, such as "until day 15 00:00:00" */
  g_autofree char *until = g_strdup_printf (_("until %s"), moment);

  return g_strdup_printf ("%s%s%s · %s", debrief->team, *debrief->team != '\0' ? " · " : "", until, reached);
}

static void
add_head (TbDebriefPage *self, const TbDebrief *debrief)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *sum = dup_sum (debrief);

  gtk_widget_set_hexpand (words, TRUE);
  add_label (words, debrief->title, "debrief-title");
  add_label (words, sum, "debrief-sum");
  gtk_box_append (GTK_BOX (row), words);
  add_deed (row, _("_Present"), "win.presentation-toggle");
  add_deed (row, _("Save _Debrief…"), "win.debrief-save-file");
  add_deed (row, _("Back to the _Run"), "win.debrief-close");
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
add_sentences (TbDebriefPage *self, const TbDebrief *debrief)
{
  GtkWidget *section = add_section (self, _("What came of it"));

  for (guint i = 0; i < debrief->sentences->len; i++)
    add_label (section, g_ptr_array_index (debrief->sentences, i), "debrief-sentence");
}

/* How each kind of moment is marked: once for all. */
static const struct { const char *icon; const char *word; const char *css_class; } kinds[] = {
  [TB_MOMENT_INJECT] = { "dialog-information-symbolic", N_("Happened"), "happened" },
  [TB_MOMENT_DECISION] = { "system-users-symbolic", N_("Decided"), "decided" },
  [TB_MOMENT_COMMAND] = { "go-next-symbolic", N_("Done"), "acted" },
  [TB_MOMENT_REFUSED] = { "action-unavailable-symbolic", N_("Refused"), "refused" },
};

static void
add_moment (GtkWidget *section, const TbDebriefMoment *moment)
{
  GtkWidget *words = add_marked (section, kinds[moment->kind].icon, _(kinds[moment->kind].word), kinds[moment->kind].css_class);
  g_autofree char *when = tb_sentence_format_moment (moment->time_us), *head = g_strdup_printf ("%s · %s", when, _(kinds[moment->kind].word));

  add_label (words, head, "debrief-when");
  if (moment->title != NULL)
    add_label (words, moment->title, "debrief-what");
  add_label (words, moment->text, "debrief-text");
}

static void
add_moments (TbDebriefPage *self, const TbDebrief *debrief)
{
  GtkWidget *section = add_section (self, _("What happened when"));

  for (guint i = 0; i < debrief->moments->len; i++)
    add_moment (section, g_ptr_array_index (debrief->moments, i));
}

static void
add_decision (GtkWidget *section, const TbDebriefDecision *decision)
{
  gboolean is_made = decision->chosen != NULL;
  const char *icon = decision->is_good ? "object-select-symbolic" : "tb-task-open-symbolic", *spoken = decision->is_good ? _("A good decision") : is_made ? _("Another would have been better") : _("Not decided");
  GtkWidget *words = add_marked (section, icon, spoken, decision->is_good ? "met" : "open");
  g_autofree char *chosen = is_made ? g_strdup_printf (_("Decided: %s"), decision->chosen) : g_strdup (_("Not decided"));
  g_autofree char *good = decision->is_good || decision->good == NULL ? NULL : g_strdup_printf (_("Good: %s"), decision->good);

  add_label (words, decision->text, "debrief-what");
  add_label (words, chosen, "debrief-text");
  add_label (words, decision->consequence, "debrief-after");
  add_label (words, good, "debrief-good");
  add_label (words, decision->explain, "debrief-text");
}

static void
add_decisions (TbDebriefPage *self, const TbDebrief *debrief)
{
  GtkWidget *section = debrief->decisions->len > 0 ? add_section (self, _("What was decided")) : NULL;

  for (guint i = 0; i < debrief->decisions->len; i++)
    add_decision (section, g_ptr_array_index (debrief->decisions, i));
}

static void
add_goal (GtkWidget *section, const TbDebriefGoal *goal)
{
  const char *icon = goal->is_met ? "object-select-symbolic" : goal->points > 0 ? "tb-task-partly-symbolic" : "tb-task-open-symbolic";
  GtkWidget *words = add_marked (section, icon, goal->is_met ? _("Met") : goal->points > 0 ? _("Partly met") : _("Not met"), goal->is_met ? "met" : "open");
  g_autofree char *points = tb_lesson_format_points (goal->points), *most = tb_lesson_format_points (goal->most), *sum = g_strdup_printf (_("%s of %s points"), points, most);

  add_label (words, goal->text, "debrief-what");
  add_label (words, goal->missing, "debrief-text");
  add_label (words, sum, "debrief-when");
}

static void
add_goals (TbDebriefPage *self, const TbDebrief *debrief)
{
  GtkWidget *section = add_section (self, _("What good looks like"));

  for (guint i = 0; i < debrief->goals->len; i++)
    add_goal (section, g_ptr_array_index (debrief->goals, i));
}

static void
add_texts (TbDebriefPage *self, const char *title, GPtrArray *texts, const char *css_class)
{
  GtkWidget *section = texts->len > 0 ? add_section (self, title) : NULL;

  for (guint i = 0; i < texts->len; i++)
    add_label (section, g_ptr_array_index (texts, i), css_class);
}

static void
clear (TbDebriefPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

/**
 * tb_debrief_page_show:
 * @self: a page
 * @debrief: what to show from now on; not kept
 */
void
tb_debrief_page_show (TbDebriefPage *self, const TbDebrief *debrief)
{
  clear (self);
  add_head (self, debrief);
  add_sentences (self, debrief);
  add_moments (self, debrief);
  add_decisions (self, debrief);
  add_goals (self, debrief);
  add_texts (self, _("What is to be learnt"), debrief->lessons, "debrief-text");
  add_texts (self, _("To read on"), debrief->references, "debrief-text");
}

/* Drawing */

static const char *
translate (const char *text)
{
  return _(text);
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbDebriefPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDebrief) debrief = tb_debrief_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->scroller == NULL)
    return;
  g_clear_object (&self->drawing);
  if (debrief != NULL)
    tb_debrief_page_show (self, debrief);
  else
    add_label (self->box, error->message, "lesson-problem");
}

static void
stop (TbDebriefPage *self)
{
  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
}

/**
 * tb_debrief_page_draw:
 * @self: a page
 * @attempt: (nullable): whose debrief; %NULL for none
 *
 * Empties the page, and shows the debrief of the live edge when it is drawn.
 */
void
tb_debrief_page_draw (TbDebriefPage *self, TbAttempt *attempt)
{
  stop (self);
  clear (self);
  if (attempt == NULL)
    return;
  self->drawing = g_cancellable_new ();
  tb_debrief_new_async (attempt, translate, self->drawing, on_drawn, g_object_ref (self));
}

static void
tb_debrief_page_dispose (GObject *object)
{
  TbDebriefPage *self = TB_DEBRIEF_PAGE (object);

  stop (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_debrief_page_parent_class)->dispose (object);
}

static void
tb_debrief_page_class_init (TbDebriefPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_debrief_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_debrief_page_init (TbDebriefPage *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 22);
  gtk_widget_add_css_class (self->box, "debrief");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Debrief"), -1);
}

GtkWidget *
tb_debrief_page_new (void)
{
  return g_object_new (TB_TYPE_DEBRIEF_PAGE, NULL);
}
