/* tb-lesson-shelf: see the header. A lesson that cannot be read is on the shelf too, with the reason in its place. */
#include "tb-lesson-shelf.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-kept.h"

void
tb_lesson_book_free (TbLessonBook *book)
{
  g_free (book->path);
  g_clear_pointer (&book->lesson, tb_lesson_unref);
  g_free (book->problem);
  g_free (book->before);
  g_free (book);
}

/**
 * tb_lesson_format_points:
 * @thousandths: of a point
 *
 * Returns: (transfer full): as a number of points, with a decimal where it is no whole one
 */
char *
tb_lesson_format_points (guint64 thousandths)
{
  return thousandths % 1000 == 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, thousandths / 1000) : g_strdup_printf ("%.1f", (double) thousandths / 1000);
}

/**
 * tb_lesson_book_dup_state:
 * @book: a lesson
 *
 * Returns: (transfer full): how far somebody is with it, in words
 */
char *
tb_lesson_book_dup_state (const TbLessonBook *book)
{
  g_autofree char *points = tb_lesson_format_points (book->points), *most = tb_lesson_format_points (book->most);

  if (book->state == TB_BOOK_NEW)
    return g_strdup (_("Not begun"));
  /* Translators: how far somebody is with a lesson: points reached, points there are */
  return g_strdup_printf (book->state == TB_BOOK_FINISHED ? _("Finished, %s of %s points") : _("Begun, %s of %s points"), points, most);
}

static TbLessonBook *
read_book (const char *path, const char *learner)
{
  TbLessonBook *book = g_new0 (TbLessonBook, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLessonKept) kept = NULL;

  book->path = g_strdup (path);
  book->lesson = tb_lesson_load (path, &error);
  if (book->lesson == NULL)
    {
      book->problem = g_strdup (error->message);
      return book;
    }
  kept = tb_lesson_kept_load (tb_lesson_get_id (book->lesson), learner, NULL);
  if (kept == NULL)
    return book;
  book->state = kept->is_finished ? TB_BOOK_FINISHED : TB_BOOK_BEGUN;
  book->points = kept->points;
  book->most = kept->most;
  return book;
}

static const TbLessonBook *
find_book (GPtrArray *books, const char *id)
{
  for (guint i = 0; i < books->len; i++)
    {
      const TbLessonBook *book = g_ptr_array_index (books, i);

      if (book->lesson != NULL && g_str_equal (tb_lesson_get_id (book->lesson), id))
        return book;
    }
  return NULL;
}

/* A need that is not on the shelf is named by its id. */
static char *
dup_before (GPtrArray *books, TbLesson *lesson)
{
  GPtrArray *needs = tb_lesson_get_needs (lesson);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < needs->len; i++)
    {
      const char *id = g_ptr_array_index (needs, i);
      const TbLessonBook *book = find_book (books, id);

      g_string_append (words, i > 0 ? ", " : "");
      if (book != NULL)
        g_string_append_printf (words, "%u %s", tb_lesson_get_number (book->lesson), _(tb_lesson_get_title (book->lesson)));
      else
        g_string_append (words, id);
    }
  return g_string_free (words, FALSE);
}

/**
 * tb_lesson_shelf_read:
 * @paths: (array zero-terminated=1): files of lessons
 * @learner: who asks
 *
 * Returns: (transfer full) (element-type TbLessonBook): one for each file, in that order
 */
GPtrArray *
tb_lesson_shelf_read (const char *const *paths, const char *learner)
{
  GPtrArray *books = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_lesson_book_free);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_ptr_array_add (books, read_book (paths[i], learner));
  for (guint i = 0; i < books->len; i++)
    {
      TbLessonBook *book = g_ptr_array_index (books, i);

      book->before = book->lesson ? dup_before (books, book->lesson) : g_strdup ("");
    }
  return books;
}

static void
work (GTask *task, gpointer source, gpointer learner, GCancellable *cancellable)
{
  g_auto (GStrv) lessons = tb_lesson_list (), exercises = tb_lesson_list_exercises ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  g_strv_builder_addv (builder, (const char **) lessons);
  g_strv_builder_addv (builder, (const char **) exercises);
  paths = g_strv_builder_end (builder);
  g_task_return_pointer (task, tb_lesson_shelf_read ((const char *const *) paths, learner), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * tb_lesson_shelf_load_async:
 * @learner: who asks
 * @cancellable: (nullable): drops what is read
 * @callback: gets the result for [func@lesson_shelf_load_finish]
 * @user_data: for @callback
 */
void
tb_lesson_shelf_load_async (const char *learner, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (learner), g_free);
  g_task_run_in_thread (task, work);
}

GPtrArray *
tb_lesson_shelf_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
