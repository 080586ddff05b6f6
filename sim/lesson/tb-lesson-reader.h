/* tb-lesson-reader: a lesson's file becomes a lesson. Used by the files tb-lesson-reader*.c and tb-lesson-rules.c alone. */
#pragma once

#include "tb-lesson-private.h"
#include "tb-xml.h"

G_BEGIN_DECLS

/**
 * TbLessonReader:
 * @lesson: being filled
 * @sample: (nullable): what it is like for somebody; names and commands are checked against that
 * @ids: (element-type utf8): of steps, checks and questions so far
 * @error: where the first complaint goes
 */
typedef struct
{
  TbLesson *lesson;
  TbVariation *sample;
  GHashTable *ids;
  GError **error;
} TbLessonReader;

typedef gboolean (*TbLessonReadNode) (TbLessonReader *reader, xmlNodePtr node, gpointer into);

gboolean   tb_lesson_fail        (TbLessonReader *reader, xmlNodePtr node, const char *format, ...) G_GNUC_PRINTF (3, 4);
gboolean   tb_lesson_says        (xmlNodePtr node, const char *attribute, const char *value);
gboolean   tb_lesson_duration    (TbLessonReader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us);
gint64     tb_lesson_integer     (xmlNodePtr node, const char *attribute, gint64 otherwise);
gboolean   tb_lesson_take_id     (TbLessonReader *reader, xmlNodePtr node, char **id);
gboolean   tb_lesson_each        (TbLessonReader *reader, xmlNodePtr node, const char *name, TbLessonReadNode read, gpointer into);

gboolean   tb_lesson_read_start  (TbLessonReader *reader, xmlNodePtr root);
gboolean   tb_lesson_read_step   (TbLessonReader *reader, xmlNodePtr node, gpointer into);
gboolean   tb_lesson_read_inject   (TbLessonReader *reader, xmlNodePtr node, gpointer into);
gboolean   tb_lesson_read_decision (TbLessonReader *reader, xmlNodePtr node, gpointer into);
gboolean   tb_lesson_read_team     (TbLessonReader *reader, xmlNodePtr node, gpointer into);
gboolean   tb_lesson_read_findings (TbLessonReader *reader, xmlNodePtr node, gpointer into);
gboolean   tb_lesson_read_way    (TbLessonReader *reader, xmlNodePtr node, gpointer into);

gboolean   tb_lesson_rule_text   (TbLessonReader *reader, xmlNodePtr node, const char *text, GStrv columns);
gboolean   tb_lesson_rule_varies (TbLesson *lesson, const char *name);
gboolean   tb_lesson_rule_sql    (TbLessonReader *reader, xmlNodePtr node, const char *sql, GStrv *columns);
gboolean   tb_lesson_rule_show   (TbLessonReader *reader, xmlNodePtr node, const TbLessonShow *show);

G_END_DECLS
