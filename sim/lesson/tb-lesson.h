/* tb-lesson: a lesson as its file says it: what to do, what to look at, what is asked, and what proves that it was done.
 *
 * XML, validated by data/schemas/lesson.rng, immutable once read. Texts are keys for gettext and may hold `{name}` for what varies from learner to learner
 * (tb-variation). Every check is a question in SQL that lists what is still wrong: no row, and it is met. */
#pragma once

#include "tb-scenario.h"

G_BEGIN_DECLS

typedef enum { TB_WHEN_NOW, TB_WHEN_EVER } TbWhen;                  /* now: at the live edge; ever: once it was so, it counts */
typedef enum { TB_OF_OWN_RUN, TB_OF_BASELINE } TbWhichRun;          /* baseline: the same scenario and seed with nobody doing anything, as far as the own run is */
typedef enum { TB_QUESTION_NUMBER, TB_QUESTION_CHOICE, TB_QUESTION_TEXT } TbQuestionKind;

/**
 * TbLessonCheck:
 * @id: unique in the lesson
 * @when: a #TbWhen; @run: a #TbWhichRun
 * @for_us: how long it has to hold without a break, 0 for a moment
 * @weight: of its points, 1 unless said
 * @text: what is wanted, a sentence
 * @sql: lists what is wrong; its columns stand in @fail as `{column}`, the first row's
 * @total: (nullable): SQL for how many there are at all, for partial credit: points * (1 - rows / total)
 * @fail: what is said when it is not met
 * @is_kept: whether it is about something that is there from the beginning and has to be kept: it may be met at the start
 */
typedef struct
{
  char *id;
  TbWhen when;
  TbWhichRun run;
  gint64 for_us;
  guint weight;
  char *text;
  char *sql;
  char *total;
  char *fail;
  gboolean is_kept;
} TbLessonCheck;

/**
 * TbLessonQuestion:
 * @text: what is asked; @explain: said once it is answered and can be judged
 * @is_prediction: asked before the experiment: may be answered once, and what comes after it in the lesson waits for the answer
 * @unit: (nullable): of a number, such as "%" or "s"
 * @options: (element-type TbLessonOption): of a choice
 * @is_decision: of an exercise: a choice that a team makes once, and whose consequence it is told then; good ones are the right answers
 * @asked_us: of a decision: when what stands above it has happened
 * @sql: gives the right answer: one row, one column; NULL at the learner's time means that it cannot be known yet
 * @tolerance: how far a number may be off; @is_relative: of the right one, in per cent
 */
typedef struct { char *value; char *text; char *consequence; } TbLessonOption;   /* consequence: of a decision, else NULL */
typedef struct
{
  char *id;
  TbQuestionKind kind;
  gboolean is_prediction;
  gboolean is_decision;
  gint64 asked_us;
  TbWhichRun run;
  guint weight;
  char *text;
  char *explain;
  char *unit;
  GPtrArray *options;
  char *sql;
  double tolerance;
  gboolean is_relative;
} TbLessonQuestion;

/**
 * TbLessonShow: what "show me" does
 * @view: as of the action show-view; @page: (nullable): within it
 * @select: (nullable): object to select, may be `{name}`
 * @time_us: where to seek, -1 for nowhere
 */
typedef struct { char *view; char *page; char *select; gint64 time_us; } TbLessonShow;

/**
 * TbLessonInject: what happens to a team at a fixed time of an exercise; its commands are part of the sealed start
 * @at_us: when
 * @title: for the one who leads the exercise; @paragraphs: (element-type utf8): what the team is told
 * @commands: (element-type utf8): what is done then
 */
typedef struct { gint64 at_us; char *title; GPtrArray *paragraphs; GPtrArray *commands; } TbLessonInject;

/**
 * TbLessonRole: who sits at the table in an exercise, and what for
 */
typedef struct { char *title; char *text; } TbLessonRole;

/**
 * TbLessonTeam:
 * @least, @most: of how many people the team is
 * @stake: what is at stake for them
 * @roles: (element-type TbLessonRole)
 */
typedef struct { guint least; guint most; char *stake; GPtrArray *roles; } TbLessonTeam;

/**
 * TbLessonFinding: a sentence of the debrief that is drawn from the run
 * @sql: each of its rows is one sentence; @text: of columns in braces
 */
typedef struct { char *sql; char *text; } TbLessonFinding;

/**
 * TbLessonStep:
 * @injects: (element-type TbLessonInject): of an exercise, in the order of time
 * @paragraphs: (element-type utf8); @hints: (element-type utf8), from vague to plain
 * @shows: (element-type TbLessonShow); @questions: (element-type TbLessonQuestion); @checks: (element-type TbLessonCheck)
 */
typedef struct
{
  char *id;
  char *title;
  GPtrArray *injects;
  GPtrArray *paragraphs;
  GPtrArray *hints;
  GPtrArray *shows;
  GPtrArray *questions;
  GPtrArray *checks;
} TbLessonStep;

/**
 * TbLessonWay: one way through the lesson, right or wrong; the first right one is the reference solution
 * @name: a sentence
 * @is_right: whether every check is met at its end
 * @fails: (nullable): which check (or question) is not, of a wrong way
 * @commands: (element-type utf8): "@TIME text", with `{name}`
 * @answers: (element-type utf8 utf8): of questions, by id; `=` alone for the right one
 * @until_us: how far it is played
 */
typedef struct
{
  char *name;
  gboolean is_right;
  char *fails;
  GPtrArray *commands;
  GHashTable *answers;
  gint64 until_us;
} TbLessonWay;

typedef struct _TbLesson TbLesson;

typedef const char *(*TbLessonTranslate) (const char *text);        /* gives a text in the reader's language */

#define TB_LESSON_ERROR (tb_lesson_error_quark ())
typedef enum { TB_LESSON_ERROR_NOT_FOUND, TB_LESSON_ERROR_INVALID } TbLessonError;
GQuark      tb_lesson_error_quark (void);

TbLesson   *tb_lesson_load            (const char *name_or_path, GError **error);
TbLesson   *tb_lesson_ref             (TbLesson *lesson);
void        tb_lesson_unref           (TbLesson *lesson);
GStrv       tb_lesson_list            (void);                       /* paths of those that come with the program, by number */
GStrv       tb_lesson_list_exercises  (void);                       /* likewise, those that are exercises for a team */
gboolean    tb_lesson_is_exercise     (TbLesson *lesson);
const TbLessonTeam *tb_lesson_get_team (TbLesson *lesson);          /* (nullable): of an exercise that says whom it is for */
GPtrArray  *tb_lesson_list_injects    (TbLesson *lesson);           /* (transfer container): TbLessonInject of all steps, in the order of time */
gint64      tb_lesson_get_begin_us    (TbLesson *lesson);           /* where whoever does it begins: of an exercise, a little before the first inject */
gboolean    tb_lesson_is_good         (const TbLessonQuestion *decision, const char *value);
GPtrArray  *tb_lesson_get_findings    (TbLesson *lesson);           /* TbLessonFinding, said at the end */
const char *tb_lesson_get_id          (TbLesson *lesson);
guint       tb_lesson_get_number      (TbLesson *lesson);
guint       tb_lesson_get_minutes     (TbLesson *lesson);
const char *tb_lesson_get_title       (TbLesson *lesson);
const char *tb_lesson_get_summary     (TbLesson *lesson);
GPtrArray  *tb_lesson_get_goals       (TbLesson *lesson);           /* char *, likewise */
GPtrArray  *tb_lesson_get_needs       (TbLesson *lesson);           /* ids of lessons to do before */
GPtrArray  *tb_lesson_get_steps       (TbLesson *lesson);           /* TbLessonStep */
GPtrArray  *tb_lesson_get_ways        (TbLesson *lesson);           /* TbLessonWay */
GPtrArray  *tb_lesson_get_debrief     (TbLesson *lesson);           /* char *, paragraphs */
GPtrArray  *tb_lesson_get_references  (TbLesson *lesson);           /* char * */
const char *tb_lesson_get_sha256      (TbLesson *lesson);           /* of its file and its scenario's */
gint64      tb_lesson_get_until_us    (TbLesson *lesson);           /* how long its run may go on */
gint64      tb_lesson_get_ready_us    (TbLesson *lesson);           /* when its sealed start is complete; 0 unless it says so */
gint64      tb_lesson_get_sample_us   (TbLesson *lesson);           /* how often it is looked whether something was ever so */
const char *tb_lesson_get_path        (TbLesson *lesson);
const char *tb_lesson_get_scenario_path (TbLesson *lesson);
const TbLessonStep     *tb_lesson_find_step     (TbLesson *lesson, const char *id);
const TbLessonCheck    *tb_lesson_find_check    (TbLesson *lesson, const char *id);
const TbLessonQuestion *tb_lesson_find_question (TbLesson *lesson, const char *id);
gboolean    tb_lesson_knows_place     (const char *view, const char *page);   /* whether "show me" can go there */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLesson, tb_lesson_unref)

G_END_DECLS
