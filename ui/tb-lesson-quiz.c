/* tb-lesson-quiz: see the header. Answers go by way of the action `win.lesson-answer`; what cannot be answered any more stays to be read. */
#include "tb-lesson-quiz.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-markup.h"
#include "tb-lesson-quiz-words.h"
#include "tb-lesson-widgets.h"

struct _TbLessonQuiz
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;
  guint step;
  guint number;                     /* of the question in its step */

  /* built once */
  GtkWidget *card;
  GtkWidget *caption;
  GtkWidget *text;
  GtkWidget *inputs;
  GtkWidget *entry;                 /* NULL for a choice */
  GPtrArray *choices;               /* GtkCheckButton in the order of the options; owned by the card */
  GtkWidget *buttons;
  GtkWidget *give;
  GtkWidget *tell;
  GtkWidget *complaint;
  GtkWidget *verdict;
  GtkWidget *truth;
  GtkWidget *explanation;
};

G_DEFINE_FINAL_TYPE (TbLessonQuiz, tb_lesson_quiz, GTK_TYPE_WIDGET)

static const TbLessonQuestion *
get_question (TbLessonQuiz *self)
{
  return g_ptr_array_index (tb_tutor_get_step (self->tutor, self->step)->questions, self->number);
}

/* Answering */

static char *
dup_given (TbLessonQuiz *self)
{
  const TbLessonQuestion *question = get_question (self);

  if (question->kind != TB_QUESTION_CHOICE)
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->choices, i)))
      return g_strdup (((const TbLessonOption *) g_ptr_array_index (question->options, i))->value);
  return g_strdup ("");
}

static void
give (TbLessonQuiz *self)
{
  g_autofree char *given = dup_given (self);

  if (*given != '\0')
    gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-answer", "(ss)", get_question (self)->id, given);
}

static void
tell (TbLessonQuiz *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-truth", "s", get_question (self)->id);
}

static void
on_changed (TbLessonQuiz *self)
{
  g_autofree char *given = dup_given (self);

  gtk_widget_set_sensitive (self->give, *given != '\0');
}

/* Showing */

/* When the page is made, what was answered before, perhaps on another day; and what was chosen by other means than these buttons. */
static void
show_given (TbLessonQuiz *self)
{
  const char *given = tb_tutor_get_answer (self->tutor, self->step, self->number);
  const TbLessonQuestion *question = get_question (self);

  if (given == NULL)
    return;
  if (self->entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), given);
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (((const TbLessonOption *) g_ptr_array_index (question->options, i))->value, given))
      gtk_check_button_set_active (g_ptr_array_index (self->choices, i), TRUE);
}

/* Whether it was a good one is for the debrief; what it leads to is told at once. */
static void
show_consequence (TbLessonQuiz *self)
{
  g_autofree char *consequence = tb_lesson_quiz_dup_consequence (self->tutor, self->step, self->number);

  tb_lesson_set_class (self->card, "decided", consequence != NULL);
  tb_lesson_label_set (self->verdict, consequence != NULL ? _("What comes of it") : NULL, NULL);
  tb_lesson_label_set (self->explanation, consequence, NULL);
  tb_lesson_label_set (self->truth, NULL, NULL);
  gtk_widget_set_visible (self->tell, FALSE);
}

static void
show_verdict (TbLessonQuiz *self)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_question (self->tutor, self->step, self->number);
  g_autofree char *sentence = tb_lesson_quiz_dup_verdict (self->tutor, self->step, self->number);
  g_autofree char *truth = tb_lesson_quiz_dup_truth (self->tutor, self->step, self->number);
  gboolean is_told = tb_tutor_is_truth_shown (self->tutor, self->step, self->number);
  gboolean is_known = sentence != NULL && verdict != NULL && verdict->is_known;
  g_autofree char *explanation = is_told && get_question (self)->explain ? tb_tutor_fill (self->tutor, get_question (self)->explain) : NULL;

  tb_lesson_set_class (self->card, "right", is_known && verdict->is_met);
  tb_lesson_set_class (self->card, "wrong", is_known && !verdict->is_met);
  tb_lesson_label_set (self->verdict, sentence, NULL);
  tb_lesson_label_set (self->truth, truth, NULL);
  tb_lesson_label_set (self->explanation, explanation, NULL);
  gtk_widget_set_visible (self->tell, is_known && !verdict->is_met && !is_told);
}

static const char *
get_wait (TbLessonQuiz *self)
{
  return get_question (self)->is_decision ? _("Waits for a decision before it.") : _("Waits for the prediction above.");
}

/**
 * tb_lesson_quiz_show:
 * @self: a question
 *
 * Shows what the tutor knows now; what is being typed stays.
 */
void
tb_lesson_quiz_show (TbLessonQuiz *self)
{
  gboolean is_locked = tb_tutor_is_locked (self->tutor, self->step, self->number);
  gboolean waits = tb_tutor_waits (self->tutor, self->step, self->number);

  gtk_widget_set_visible (GTK_WIDGET (self), tb_tutor_is_asked (self->tutor, self->step, self->number));
  gtk_widget_set_sensitive (self->inputs, !is_locked && !waits);
  gtk_widget_set_visible (self->give, !is_locked);
  if (is_locked && self->entry == NULL)
    show_given (self);
  on_changed (self);
  tb_lesson_label_set (self->complaint, waits ? get_wait (self) : tb_tutor_get_complaint (self->tutor, get_question (self)->id), NULL);
  if (get_question (self)->is_decision)
    show_consequence (self);
  else
    show_verdict (self);
  gtk_widget_set_visible (self->buttons, gtk_widget_get_visible (self->give) || gtk_widget_get_visible (self->tell));
}

/* Building */

static void
add_entry (TbLessonQuiz *self, const TbLessonQuestion *question)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 200);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), question->kind == TB_QUESTION_NUMBER ? 8 : 16);
  gtk_widget_set_hexpand (self->entry, question->kind == TB_QUESTION_TEXT);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (give), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (row), self->entry);
  if (question->unit != NULL && *question->unit)
    gtk_box_append (GTK_BOX (row), gtk_label_new (question->unit));
  gtk_box_append (GTK_BOX (self->inputs), row);
}

static void
add_choice (TbLessonQuiz *self, const TbLessonOption *option)
{
  g_autofree char *text = tb_tutor_fill (self->tutor, option->text), *plain = tb_lesson_to_plain (text);
  GtkWidget *check = gtk_check_button_new (), *label = tb_lesson_paragraph_new (text);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  if (self->choices->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (self->choices, 0));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_changed), self);
  g_ptr_array_add (self->choices, check);
  gtk_box_append (GTK_BOX (self->inputs), check);
}

static void
add_inputs (TbLessonQuiz *self)
{
  const TbLessonQuestion *question = get_question (self);

  if (question->kind != TB_QUESTION_CHOICE)
    add_entry (self, question);
  for (guint i = 0; question->kind == TB_QUESTION_CHOICE && i < question->options->len; i++)
    add_choice (self, g_ptr_array_index (question->options, i));
}

static GtkWidget *
add_label (TbLessonQuiz *self, const char *css_class)
{
  GtkWidget *label = tb_lesson_label_new (css_class);

  gtk_box_append (GTK_BOX (self->card), label);
  return label;
}

static GtkWidget *
add_button (TbLessonQuiz *self, const char *text, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
tb_lesson_quiz_dispose (GObject *object)
{
  TbLessonQuiz *self = TB_LESSON_QUIZ (object);

  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_quiz_parent_class)->dispose (object);
}

static void
tb_lesson_quiz_class_init (TbLessonQuizClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_quiz_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_lesson_quiz_init (TbLessonQuiz *self)
{
  self->choices = g_ptr_array_new ();
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->card, "lesson-quiz");
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));
  self->caption = add_label (self, "lesson-caption");
  self->text = add_label (self, "lesson-quiz-text");
  self->inputs = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self->card), self->inputs);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->card), self->buttons);
  self->complaint = add_label (self, "lesson-complaint");
  self->verdict = add_label (self, "lesson-verdict");
  self->truth = add_label (self, "lesson-truth");
  self->explanation = add_label (self, "lesson-text");
  self->give = add_button (self, _("_Answer"), G_CALLBACK (give));
  self->tell = add_button (self, _("Show the Answe_r"), G_CALLBACK (tell));
  gtk_widget_set_tooltip_text (self->tell, _("Ends this question: no other answer is taken"));
}

/**
 * tb_lesson_quiz_new:
 * @tutor: who knows the answers
 * @step: of which step
 * @question: which
 *
 * Returns: (transfer floating): a question
 */
GtkWidget *
tb_lesson_quiz_new (TbTutor *tutor, guint step, guint question)
{
  TbLessonQuiz *self = g_object_new (TB_TYPE_LESSON_QUIZ, NULL);
  const TbLessonQuestion *asked = g_ptr_array_index (tb_tutor_get_step (tutor, step)->questions, question);
  g_autofree char *caption = tb_lesson_quiz_dup_caption (asked), *text = tb_tutor_fill (tutor, asked->text), *plain = tb_lesson_to_plain (text);

  self->tutor = g_object_ref (tutor);
  self->step = step;
  self->number = question;
  tb_lesson_label_set (self->caption, caption, NULL);
  tb_lesson_label_set (self->text, text, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  if (asked->is_decision)
    gtk_button_set_label (GTK_BUTTON (self->give), _("_Decide"));
  add_inputs (self);
  if (self->entry != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  show_given (self);
  tb_lesson_quiz_show (self);
  return GTK_WIDGET (self);
}
