/* tb-lesson-shelf: which lessons and exercises there are, and how far somebody got with each. Read on a worker; knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-lesson.h"

G_BEGIN_DECLS

/**
 * TbBookState:
 * @TB_BOOK_NEW: not begun
 * @TB_BOOK_BEGUN: begun, and can be gone on with
 * @TB_BOOK_FINISHED: everything was done
 */
typedef enum { TB_BOOK_NEW, TB_BOOK_BEGUN, TB_BOOK_FINISHED } TbBookState;

/**
 * TbLessonBook:
 * @path: of its file
 * @lesson: (nullable): %NULL where it cannot be read
 * @problem: (nullable): why it cannot: file, line and reason
 * @before: what to do before, such as "8 Enrol three ways", translated; "" for nothing
 * @state: how far the learner is
 * @points, @most: reached and to be reached, thousandths
 */
typedef struct
{
  char *path;
  TbLesson *lesson;
  char *problem;
  char *before;
  TbBookState state;
  guint64 points;
  guint64 most;
} TbLessonBook;

char      *tb_lesson_format_points     (guint64 thousandths);
void       tb_lesson_book_free         (TbLessonBook *book);
char      *tb_lesson_book_dup_state    (const TbLessonBook *book);          /* in words */

GPtrArray *tb_lesson_shelf_read        (const char *const *paths, const char *learner);      /* (transfer full): TbLessonBook, one for each */
void       tb_lesson_shelf_load_async  (const char *learner, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *tb_lesson_shelf_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLessonBook, tb_lesson_book_free)

G_END_DECLS
