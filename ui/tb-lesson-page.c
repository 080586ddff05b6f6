/* tb-lesson-page: see the header. Built once; as the tutor judges, its parts change in place. */
#include "tb-lesson-page.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-brief.h"
#include "tb-lesson-hints.h"
#include "tb-lesson-inject.h"
#include "tb-lesson-quiz.h"
#include "tb-lesson-task.h"
#include "tb-lesson-widgets.h"
#include "tb-sentence.h"

struct _TbLessonPage
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;
  guint step;
  GPtrArray *quizzes;       /* TbLessonQuiz, owned by the box */
  GPtrArray *tasks;         /* TbLessonTask, likewise */
  GPtrArray *injects;       /* TbLessonInjectCard, likewise */

  /* built once */
  GtkWidget *box;
  GtkWidget *words;         /* what is read and where to look */
  GtkWidget *card;          /* of the tasks, NULL where there is none */
  GtkWidget *waits;
  GtkWidget *hints;
};

G_DEFINE_FINAL_TYPE (TbLessonPage, tb_lesson_page, GTK_TYPE_WIDGET)

/* What the views and their pages are called on the screen. */
static const struct { const char *view; const char *page; const char *title; } places[] = {
  { "fleet", NULL, N_("Fleet") }, { "fleet", "canvas", N_("Fleet") }, { "fleet", "list", N_("Fleet, as a list") },
  { "handshakes", NULL, N_("Handshakes") }, { "handshakes", "message", N_("Handshakes: messages") }, { "handshakes", "keys", N_("Handshakes: keys") },
  { "handshakes", "cost", N_("Handshakes: cost") }, { "handshakes", "checks", N_("Handshakes: checks") },
  { "signatures", NULL, N_("Signatures") }, { "signatures", "sign", N_("Signatures: sign") }, { "signatures", "seal", N_("Signatures: encrypt") },
  { "signatures", "nonce", N_("Signatures: one nonce twice") },
  { "certificates", NULL, N_("Certificates") }, { "certificates", "certificates", N_("Certificates one by one") },
  { "certificates", "lifetimes", N_("Certificates: lifetimes") }, { "certificates", "policies", N_("Certificates: policies") },
  { "outbreak", NULL, N_("Outbreak") }, { "ask", NULL, N_("Ask") },
};

static const char *
find_place (const TbLessonShow *show)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].view, show->view) == 0 && g_strcmp0 (places[i].page, show->page) == 0)
      return _(places[i].title);
  return show->page != NULL ? show->page : show->view;
}

/**
 * tb_lesson_page_describe:
 * @tutor: whose lesson
 * @show: where "show me" leads
 *
 * Returns: (transfer full): view, object and moment, as far as it says
 */
char *
tb_lesson_page_describe (TbTutor *tutor, const TbLessonShow *show)
{
  GString *words = g_string_new (show->view != NULL ? find_place (show) : "");
  g_autofree char *object = show->select != NULL ? tb_variation_fill (tb_attempt_get_variation (tb_tutor_get_attempt (tutor)), show->select) : NULL;
  g_autofree char *moment = show->time_us >= 0 ? tb_sentence_format_moment (show->time_us) : NULL;

  if (object != NULL && *object)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", object);
  if (moment != NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", moment);
  return g_string_free (words, FALSE);
}

static void
add_show (TbLessonPage *self, guint number, const TbLessonShow *show)
{
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *place = tb_lesson_label_new ("lesson-place");
  g_autofree char *where = tb_lesson_page_describe (self->tutor, show);
  /* Translators: followed by a view, an object and a moment, such as "Show Me: Fleet · lock-03" */
  g_autofree char *name = g_strdup_printf (_("Show me: %s"), where);

  tb_lesson_label_set (place, where, NULL);
  gtk_widget_set_hexpand (place, TRUE);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("view-reveal-symbolic"));
  gtk_box_append (GTK_BOX (row), gtk_label_new (_("Show Me")));
  gtk_box_append (GTK_BOX (row), place);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "lesson-show");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.lesson-show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(uu)", self->step, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (self->words), button);
}

static void
add_tasks (TbLessonPage *self, guint n)
{
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->card, "lesson-tasks");
  gtk_box_append (GTK_BOX (self->card), tb_lesson_caption_new (_("What is looked at")));
  self->waits = tb_lesson_label_new ("lesson-complaint");
  gtk_box_append (GTK_BOX (self->card), self->waits);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *task = tb_lesson_task_new (self->tutor, self->step, i);

      g_ptr_array_add (self->tasks, task);
      gtk_box_append (GTK_BOX (self->card), task);
    }
  gtk_box_append (GTK_BOX (self->box), self->card);
}

static void
add_words (TbLessonPage *self, const TbLessonStep *step)
{
  for (guint i = 0; i < step->paragraphs->len; i++)
    {
      g_autofree char *text = tb_tutor_fill (self->tutor, g_ptr_array_index (step->paragraphs, i));

      gtk_box_append (GTK_BOX (self->words), tb_lesson_paragraph_new (text));
    }
  for (guint i = 0; i < step->shows->len; i++)
    add_show (self, i, g_ptr_array_index (step->shows, i));
  gtk_box_append (GTK_BOX (self->box), self->words);
}

/* Those that are asked before a time; a lesson's all at once. */
static void
add_quizzes (TbLessonPage *self, const TbLessonStep *step, gint64 before_us)
{
  while (self->quizzes->len < step->questions->len && ((TbLessonQuestion *) g_ptr_array_index (step->questions, self->quizzes->len))->asked_us < before_us)
    {
      GtkWidget *quiz = tb_lesson_quiz_new (self->tutor, self->step, self->quizzes->len);

      g_ptr_array_add (self->quizzes, quiz);
      gtk_box_append (GTK_BOX (self->box), quiz);
    }
}

static void
add_injects (TbLessonPage *self, const TbLessonStep *step)
{
  for (guint i = 0; i < step->injects->len; i++)
    {
      const TbLessonInject *inject = g_ptr_array_index (step->injects, i);
      GtkWidget *card = tb_lesson_inject_new (self->tutor, inject);

      add_quizzes (self, step, inject->at_us);
      g_ptr_array_add (self->injects, card);
      gtk_box_append (GTK_BOX (self->box), card);
      if (i == 0)
        add_words (self, step);
    }
}

static void
build (TbLessonPage *self)
{
  const TbLessonStep *step = tb_tutor_get_step (self->tutor, self->step);

  if (self->step == 0 && tb_tutor_is_exercise (self->tutor))
    gtk_box_append (GTK_BOX (self->box), tb_lesson_brief_new (self->tutor));
  if (step->injects->len > 0)
    add_injects (self, step);
  else
    add_words (self, step);
  add_quizzes (self, step, G_MAXINT64);
  if (step->checks->len > 0)
    add_tasks (self, step->checks->len);
  self->hints = tb_lesson_hints_new (self->tutor, self->step);
  gtk_box_append (GTK_BOX (self->box), self->hints);
}

/* Before the first thing has happened there is nothing to do about it. */
static gboolean
has_begun (TbLessonPage *self)
{
  GPtrArray *injects = tb_tutor_get_step (self->tutor, self->step)->injects;

  return injects->len == 0 || tb_tutor_is_told (self->tutor, g_ptr_array_index (injects, 0));
}

/* What it waits for is a decision that nobody was asked for. */
static gboolean
is_still_to_be_asked (TbLessonPage *self)
{
  return tb_tutor_is_exercise (self->tutor) && tb_tutor_get_undecided (self->tutor) == NULL;
}

static void
show_tasks (TbLessonPage *self)
{
  gboolean waits = tb_tutor_waits (self->tutor, self->step, G_MAXUINT);
  const char *what = tb_tutor_is_exercise (self->tutor) ? _("Waits for the decision above.") : _("Waits for the prediction above.");

  for (guint i = 0; i < self->tasks->len; i++)
    {
      gtk_widget_set_visible (g_ptr_array_index (self->tasks, i), !waits);
      tb_lesson_task_show (g_ptr_array_index (self->tasks, i));
    }
  if (self->card == NULL)
    return;
  gtk_widget_set_visible (self->card, has_begun (self) && !(waits && is_still_to_be_asked (self)));
  tb_lesson_label_set (self->waits, waits ? what : NULL, NULL);
}

/**
 * tb_lesson_page_show:
 * @self: a page
 *
 * Shows what the tutor knows now.
 */
void
tb_lesson_page_show (TbLessonPage *self)
{
  for (guint i = 0; i < self->injects->len; i++)
    tb_lesson_inject_show (g_ptr_array_index (self->injects, i));
  for (guint i = 0; i < self->quizzes->len; i++)
    tb_lesson_quiz_show (g_ptr_array_index (self->quizzes, i));
  show_tasks (self);
  gtk_widget_set_visible (self->words, has_begun (self));
  tb_lesson_hints_show (TB_LESSON_HINTS (self->hints));
  if (!has_begun (self))
    gtk_widget_set_visible (self->hints, FALSE);
}

/**
 * tb_lesson_page_find_newest:
 * @self: a page
 *
 * Returns: (transfer none): what has happened last, or the page where nothing did
 */
GtkWidget *
tb_lesson_page_find_newest (TbLessonPage *self)
{
  for (guint i = self->injects->len; i > 0; i--)
    if (gtk_widget_get_visible (g_ptr_array_index (self->injects, i - 1)))
      return g_ptr_array_index (self->injects, i - 1);
  return GTK_WIDGET (self);
}

static void
tb_lesson_page_dispose (GObject *object)
{
  TbLessonPage *self = TB_LESSON_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->quizzes, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->injects, g_ptr_array_unref);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_page_parent_class)->dispose (object);
}

static void
tb_lesson_page_class_init (TbLessonPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_lesson_page_init (TbLessonPage *self)
{
  self->quizzes = g_ptr_array_new ();
  self->tasks = g_ptr_array_new ();
  self->injects = g_ptr_array_new ();
  self->words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (self->box, "lesson-page");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
tb_lesson_page_new (TbTutor *tutor, guint step)
{
  TbLessonPage *self = g_object_new (TB_TYPE_LESSON_PAGE, NULL);

  self->tutor = g_object_ref (tutor);
  self->step = step;
  build (self);
  tb_lesson_page_show (self);
  return GTK_WIDGET (self);
}
