/* tb-lesson-card: see the header. It does nothing itself: its buttons name the actions of the window that begin a lesson or go on with it. */
#include "tb-lesson-card.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-widgets.h"

struct _TbLessonCard
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *body;
  GtkLabel *number;
  GtkWidget *table;        /* in its place: several people */
  GtkLabel *title;
  GtkLabel *minutes;
  GtkBox *words;
  GtkWidget *mark;
  GtkLabel *state;
  GtkWidget *again;
  GtkWidget *sheet;
  GtkWidget *begin;
};

G_DEFINE_FINAL_TYPE (TbLessonCard, tb_lesson_card, GTK_TYPE_WIDGET)

static void
tb_lesson_card_dispose (GObject *object)
{
  g_clear_pointer (&TB_LESSON_CARD (object)->body, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_lesson_card_parent_class)->dispose (object);
}

static void
tb_lesson_card_class_init (TbLessonCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lesson_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-lesson-card.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, body);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, number);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, table);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, sheet);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, title);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, minutes);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, words);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, mark);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, state);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, again);
  gtk_widget_class_bind_template_child (widget_class, TbLessonCard, begin);
}

static void
tb_lesson_card_init (TbLessonCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_words (TbLessonCard *self, const char *text, const char *css_class)
{
  GtkWidget *label = tb_lesson_label_new (css_class);

  tb_lesson_label_set (label, text, NULL);
  gtk_box_append (self->words, label);
}

static void
add_goals (TbLessonCard *self, GPtrArray *goals)
{
  for (guint i = 0; i < goals->len; i++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *dot = gtk_label_new ("•");
      GtkWidget *label = tb_lesson_label_new ("lesson-goal");

      gtk_widget_set_valign (dot, GTK_ALIGN_START);
      tb_lesson_label_set (label, _(g_ptr_array_index (goals, i)), NULL);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_box_append (GTK_BOX (row), dot);
      gtk_box_append (GTK_BOX (row), label);
      gtk_box_append (self->words, row);
    }
}

/* For those who hear the screen: which one the buttons are about. */
static void
name_buttons (TbLessonCard *self, TbLesson *lesson, const char *title, gboolean goes_on)
{
  gboolean is_exercise = tb_lesson_is_exercise (lesson);
  guint number = tb_lesson_get_number (lesson);
  g_autofree char *name = is_exercise ? g_strdup_printf (goes_on ? _("Go on with exercise: %s") : _("Begin exercise: %s"), title)
                                      : g_strdup_printf (goes_on ? _("Go on with lesson %u: %s") : _("Begin lesson %u: %s"), number, title);
  g_autofree char *anew = is_exercise ? g_strdup_printf (_("Begin exercise anew: %s"), title) : g_strdup_printf (_("Begin lesson %u anew: %s"), number, title);
  g_autofree char *sheet = g_strdup_printf (_("Save facilitator’s sheet: %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->begin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->again), GTK_ACCESSIBLE_PROPERTY_LABEL, anew, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sheet), GTK_ACCESSIBLE_PROPERTY_LABEL, sheet, -1);
}

static void
show_button (TbLessonCard *self, const TbLessonBook *book, const char *title)
{
  gboolean goes_on = book->state == TB_BOOK_BEGUN;

  gtk_button_set_label (GTK_BUTTON (self->begin), goes_on ? _("Go On") : book->state == TB_BOOK_FINISHED ? _("Begin Anew") : _("Begin"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->begin), goes_on ? "win.lesson-go-on" : "win.lesson-start");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->begin), "s", book->path);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->again), "s", book->path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), "win.lesson-start");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->sheet), "s", book->path);
  name_buttons (self, book->lesson, title, goes_on);
  gtk_widget_set_visible (self->again, goes_on);
  tb_lesson_set_class (self->begin, "suggested-action", book->state != TB_BOOK_FINISHED);
}

/* An exercise has no place in an order; what counts is how many sit at the table. */
static char *
dup_length (TbLesson *lesson)
{
  const TbLessonTeam *team = tb_lesson_get_team (lesson);

  if (team == NULL)
    return g_strdup_printf (_("%u min"), tb_lesson_get_minutes (lesson));
  /* Translators: of an exercise: how long it takes, and for how many people it is, such as "45 min · 3 to 8 people" */
  return g_strdup_printf (_("%u min · %u to %u people"), tb_lesson_get_minutes (lesson), team->least, team->most);
}

static void
show_lesson (TbLessonCard *self, const TbLessonBook *book)
{
  const char *title = _(tb_lesson_get_title (book->lesson));
  g_autofree char *number = g_strdup_printf ("%u", tb_lesson_get_number (book->lesson));
  g_autofree char *minutes = dup_length (book->lesson);
  gboolean is_exercise = tb_lesson_is_exercise (book->lesson);
  g_autofree char *state = tb_lesson_book_dup_state (book);
  g_autofree char *before = *book->before ? g_strdup_printf (_("Before it: %s"), book->before) : NULL;

  gtk_label_set_text (self->number, number);
  gtk_widget_set_visible (GTK_WIDGET (self->number), !is_exercise);
  gtk_widget_set_visible (self->table, is_exercise);
  gtk_widget_set_visible (self->sheet, is_exercise);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->minutes, minutes);
  gtk_label_set_text (self->state, state);
  gtk_widget_set_visible (self->mark, book->state == TB_BOOK_FINISHED);
  tb_lesson_set_class (self->body, "finished", book->state == TB_BOOK_FINISHED);
  add_words (self, _(tb_lesson_get_summary (book->lesson)), "lesson-text");
  add_goals (self, tb_lesson_get_goals (book->lesson));
  if (before != NULL)
    add_words (self, before, "lesson-caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  show_button (self, book, title);
}

static void
show_problem (TbLessonCard *self, const TbLessonBook *book)
{
  g_autofree char *name = g_path_get_basename (book->path);

  gtk_label_set_text (self->number, "!");
  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->state, _("Cannot be read"));
  gtk_widget_set_visible (self->mark, FALSE);
  gtk_widget_set_visible (self->begin, FALSE);
  gtk_widget_set_visible (self->again, FALSE);
  gtk_widget_add_css_class (self->body, "broken");
  add_words (self, book->problem, "lesson-problem");
}

/**
 * tb_lesson_card_new:
 * @book: a lesson, or why it cannot be read
 *
 * Returns: (transfer floating): its card
 */
GtkWidget *
tb_lesson_card_new (const TbLessonBook *book)
{
  TbLessonCard *self = g_object_new (TB_TYPE_LESSON_CARD, NULL);

  if (book->lesson != NULL)
    show_lesson (self, book);
  else
    show_problem (self, book);
  return GTK_WIDGET (self);
}
