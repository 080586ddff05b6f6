/* tb-lesson-chooser: see the header. Lessons are read when the page is shown and when another learner comes, so that what is kept is what is said. */
#include "tb-lesson-chooser.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-lesson-card.h"

#define TYPING_MS 400

struct _TbLessonChooser
{
  GtkWidget parent_instance;

  /* owned */
  GCancellable *loading;      /* NULL when nothing is read */
  guint typing;               /* the timer that waits for the end of a name */

  /* template */
  GtkWidget *body;
  GtkWidget *learner;
  GtkWidget *learner_note;
  GtkStack *stack;
  GtkFlowBox *cards;
  GtkWidget *to_exercises;
  GtkWidget *exercises;       /* all that is about exercises */
  GtkFlowBox *exercise_cards;
};

G_DEFINE_FINAL_TYPE (TbLessonChooser, tb_lesson_chooser, GTK_TYPE_WIDGET)

static void
clear_box (GtkFlowBox *cards)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (cards))) != NULL)
    gtk_flow_box_remove (cards, child);
}

static void
clear_cards (TbLessonChooser *self)
{
  clear_box (self->cards);
  clear_box (self->exercise_cards);
}

static void
add_card (GtkFlowBox *cards, const TbLessonBook *book)
{
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tb_lesson_card_new (book));
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_insert (cards, child, -1);
}

/**
 * tb_lesson_chooser_show_books:
 * @self: a chooser
 * @books: (element-type TbLessonBook): what can be chosen
 */
void
tb_lesson_chooser_show_books (TbLessonChooser *self, GPtrArray *books)
{
  guint n_exercises = 0;

  clear_cards (self);
  for (guint i = 0; i < books->len; i++)
    {
      const TbLessonBook *book = g_ptr_array_index (books, i);
      gboolean is_exercise = book->lesson != NULL && tb_lesson_is_exercise (book->lesson);

      add_card (is_exercise ? self->exercise_cards : self->cards, book);
      n_exercises += is_exercise;
    }
  gtk_widget_set_visible (self->exercises, n_exercises > 0);
  gtk_widget_set_visible (self->to_exercises, n_exercises > 0);
  gtk_stack_set_visible_child_name (self->stack, books->len > 0 ? "cards" : "empty");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbLessonChooser) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) books = tb_lesson_shelf_load_finish (result, &error);

  if (books == NULL || self->body == NULL)
    return;
  g_clear_object (&self->loading);
  tb_lesson_chooser_show_books (self, books);
}

/**
 * tb_lesson_chooser_load:
 * @self: a chooser
 *
 * What was shown stays until the new is there.
 */
void
tb_lesson_chooser_load (TbLessonChooser *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  tb_lesson_shelf_load_async (gtk_editable_get_text (GTK_EDITABLE (self->learner)), self->loading, on_loaded, g_object_ref (self));
}

/* What nobody sees need not be there; it is read anew when the page is shown. */
static void
tb_lesson_chooser_unmap (GtkWidget *widget)
{
  TbLessonChooser *self = TB_LESSON_CHOOSER (widget);

  GTK_WIDGET_CLASS (tb_lesson_chooser_parent_class)->unmap (widget);
  clear_cards (self);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static gboolean
on_typed (gpointer user_data)
{
  TbLessonChooser *self = user_data;

  self->typing = 0;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-learner", "s", gtk_editable_get_text (GTK_EDITABLE (self->learner)));
  tb_lesson_chooser_load (self);
  return G_SOURCE_REMOVE;
}

/* They are below all lessons, where nobody looks. */
static void
on_exercises (TbLessonChooser *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->body));
  graphene_point_t place;

  gtk_widget_child_focus (GTK_WIDGET (self->exercise_cards), GTK_DIR_TAB_FORWARD);
  if (gtk_widget_compute_point (self->exercises, gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (self->stack))), &GRAPHENE_POINT_INIT (0, 0), &place))
    gtk_adjustment_set_value (adjustment, place.y);
}

static void
on_learner_changed (TbLessonChooser *self)
{
  g_clear_handle_id (&self->typing, g_source_remove);
  self->typing = g_timeout_add (TYPING_MS, on_typed, self);
}

void
tb_lesson_chooser_set_learner (TbLessonChooser *self, const char *learner)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->learner)), learner) == 0)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->learner), learner);
  g_clear_handle_id (&self->typing, g_source_remove);
}

static void
tb_lesson_chooser_dispose (GObject *object)
{
  TbLessonChooser *self = TB_LESSON_CHOOSER (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->typing, g_source_remove);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_lesson_chooser_parent_class)->dispose (object);
}

static void
tb_lesson_chooser_class_init (TbLessonChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lesson_chooser_dispose;
  widget_class->unmap = tb_lesson_chooser_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-lesson-chooser.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, body);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, learner);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, learner_note);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, cards);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, exercises);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, exercise_cards);
  gtk_widget_class_bind_template_child (widget_class, TbLessonChooser, to_exercises);
  gtk_widget_class_bind_template_callback (widget_class, on_exercises);
  gtk_widget_class_bind_template_callback (widget_class, on_learner_changed);
}

static void
tb_lesson_chooser_init (TbLessonChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->learner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Your name or number"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_label_get_text (GTK_LABEL (self->learner_note)), -1);
}

GtkWidget *
tb_lesson_chooser_new (void)
{
  return g_object_new (TB_TYPE_LESSON_CHOOSER, NULL);
}
