/* tb-lesson-private: what a lesson is, for the files of this folder. */
#pragma once

#include "tb-braces.h"
#include "tb-command.h"
#include "tb-lesson.h"
#include "tb-variation.h"

G_BEGIN_DECLS

typedef enum { TB_VARY_DEVICE, TB_VARY_CHOICE, TB_VARY_NUMBER } TbVaryKind;

/**
 * TbLessonVary:
 * @name: stands as `{name}` in texts and as `:name` in SQL
 * @group: of a device
 * @options: (element-type utf8): of a choice
 * @least, @most, @step: of a number
 * @line: in the lesson's file
 */
typedef struct
{
  TbVaryKind kind;
  char *name;
  char *group;
  GPtrArray *options;
  gint64 least;
  gint64 most;
  gint64 step;
  long line;
} TbLessonVary;

/**
 * TbLessonLine:
 * @key: what is set, or when the command applies
 * @value: to what, or the command; both may hold `{name}`
 * @line: in the lesson's file
 */
typedef struct
{
  char *key;
  char *value;
  long line;
} TbLessonLine;

struct _TbLesson
{
  gatomicrefcount refs;
  char *path;
  char *id;
  guint number;
  guint minutes;
  char *title;
  char *summary;
  GPtrArray *goals;
  GPtrArray *needs;
  GPtrArray *steps;
  GPtrArray *ways;
  GPtrArray *debrief;
  GPtrArray *findings;    /* TbLessonFinding */
  GPtrArray *references;
  char *sha256;
  char *scenario_path;
  GBytes *scenario_text;
  gboolean is_exercise;
  TbLessonTeam *team;     /* NULL where it says nothing of one */
  gboolean has_own_story; /* the scenario's story and captions are left out */
  gint64 until_us;
  gint64 ready_us;
  gint64 sample_us;
  GPtrArray *settings;   /* TbLessonLine */
  GPtrArray *story;      /* TbLessonLine */
  GPtrArray *vary;       /* TbLessonVary */
  long run_line;
};

TbLesson *tb_lesson_new             (const char *path);
gboolean  tb_lesson_read            (TbLesson *lesson, const char *text, gsize length, GError **error);
gboolean  tb_lesson_find_number     (const char *id, const char *beside, guint *number);
void      tb_lesson_complain        (GError **error, const char *path, long line, const char *format, ...) G_GNUC_PRINTF (4, 5);
char     *tb_lesson_text_fold       (const char *text);   /* without case, composition and white space that says nothing */
TbScenario *tb_lesson_seal          (TbLesson *lesson, TbVariation *variation, gboolean with_story, GError **error);
TbFleet  *tb_variation_get_fleet    (TbVariation *variation);
TbCommand *tb_variation_read_command (TbVariation *variation, const char *line, GError **error);

gint64    tb_lesson_find_last_inject (TbLesson *lesson);  /* its time, 0 for none */
char     *tb_lesson_make_pace       (TbLesson *lesson);   /* (transfer full) (nullable): of an exercise with its own story: <pace>, so that each inject comes soon */

void tb_lesson_line_free     (gpointer line);
void tb_lesson_vary_free     (gpointer vary);
void tb_lesson_option_free   (gpointer option);
void tb_lesson_show_free     (gpointer show);
void tb_lesson_check_free    (gpointer check);
void tb_lesson_question_free (gpointer question);
void tb_lesson_inject_free   (gpointer inject);
void tb_lesson_finding_free  (gpointer finding);
void tb_lesson_step_free     (gpointer step);
void tb_lesson_way_free      (gpointer way);
void tb_lesson_role_free     (gpointer role);
void tb_lesson_team_free     (TbLessonTeam *team);

G_END_DECLS
