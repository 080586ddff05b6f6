/* tb-lesson: see the header. Finding lessons and telling what one says; what a file has to look like is in tb-lesson-reader. */
#include "tb-lesson-private.h"

#include <string.h>

#include "tb-complaint.h"
#include "tb-xml.h"

G_DEFINE_QUARK (tb-lesson-error-quark, tb_lesson_error)

/* "file:line: sentence" */
void
tb_lesson_complain (GError **error, const char *path, long line, const char *format, ...)
{
  g_autofree char *where = g_strdup_printf ("%s:%ld", path, line);
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, where, format, args);
  va_end (args);
}

TbLesson *
tb_lesson_new (const char *path)
{
  TbLesson *lesson = g_new0 (TbLesson, 1);

  g_atomic_ref_count_init (&lesson->refs);
  lesson->path = g_strdup (path);
  lesson->goals = g_ptr_array_new_with_free_func (g_free);
  lesson->needs = g_ptr_array_new_with_free_func (g_free);
  lesson->steps = g_ptr_array_new_with_free_func (tb_lesson_step_free);
  lesson->ways = g_ptr_array_new_with_free_func (tb_lesson_way_free);
  lesson->debrief = g_ptr_array_new_with_free_func (g_free);
  lesson->findings = g_ptr_array_new_with_free_func (tb_lesson_finding_free);
  lesson->references = g_ptr_array_new_with_free_func (g_free);
  lesson->settings = g_ptr_array_new_with_free_func (tb_lesson_line_free);
  lesson->story = g_ptr_array_new_with_free_func (tb_lesson_line_free);
  lesson->vary = g_ptr_array_new_with_free_func (tb_lesson_vary_free);
  return lesson;
}

/**
 * tb_lesson_ref:
 * @lesson: a lesson
 *
 * Returns: (transfer full): @lesson
 */
TbLesson *
tb_lesson_ref (TbLesson *lesson)
{
  g_atomic_ref_count_inc (&lesson->refs);
  return lesson;
}

/**
 * tb_lesson_unref:
 * @lesson: (transfer full): a lesson
 *
 * Drops a reference; the last one frees it.
 */
void
tb_lesson_unref (TbLesson *lesson)
{
  GPtrArray *lists[] = { lesson->goals, lesson->needs, lesson->steps, lesson->ways, lesson->debrief, lesson->findings, lesson->references, lesson->settings, lesson->story, lesson->vary };
  char *texts[] = { lesson->path, lesson->id, lesson->title, lesson->summary, lesson->sha256, lesson->scenario_path };

  if (!g_atomic_ref_count_dec (&lesson->refs))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_ptr_array_unref (lists[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_clear_pointer (&lesson->scenario_text, g_bytes_unref);
  g_clear_pointer (&lesson->team, tb_lesson_team_free);
  g_free (lesson);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Files are named NUMBER-ID.xml, so that their names are in the lessons' order. */
static void
add_lessons (GPtrArray *paths, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
}

static char *
own_folder (const char *name)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();

  return g_build_filename (data_dir, name, NULL);
}

static GStrv
list_folder (const char *name)
{
  g_autofree char *folder = own_folder (name);
  GPtrArray *paths = g_ptr_array_new ();

  add_lessons (paths, folder);
  g_ptr_array_add (paths, NULL);
  return (GStrv) g_ptr_array_free (paths, FALSE);
}

/**
 * tb_lesson_list:
 *
 * Returns: (transfer full): paths of the lessons that come with the program, in their order
 */
GStrv
tb_lesson_list (void)
{
  return list_folder ("lessons");
}

/**
 * tb_lesson_list_exercises:
 *
 * Returns: (transfer full): paths of the exercises for a team that come with the program, in their order
 */
GStrv
tb_lesson_list_exercises (void)
{
  return list_folder ("exercises");
}

/* Whether "03-firmware.xml" is the lesson called "firmware", "3" or "03-firmware". */
static gboolean
is_called (const char *path, const char *name)
{
  g_autofree char *stem = g_path_get_basename (path);
  const char *rest = stem + strspn (stem, "0123456789");
  g_autofree char *number = g_strndup (stem, (gsize) (rest - stem));

  stem[strlen (stem) - strlen (".xml")] = '\0';
  if (strcmp (stem, name) == 0 || (*rest == '-' && strcmp (rest + 1, name) == 0))
    return TRUE;
  return *number != '\0' && name[strspn (name, "0123456789")] == '\0' && *name != '\0'
         && g_ascii_strtoull (number, NULL, 10) == g_ascii_strtoull (name, NULL, 10);
}

static char *
find_in (const char *folder, const char *name)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  add_lessons (paths, folder);
  for (guint i = 0; i < paths->len; i++)
    if (is_called (g_ptr_array_index (paths, i), name))
      return g_strdup (g_ptr_array_index (paths, i));
  return NULL;
}

/* The number of the lesson of that id among those that come with the program, or beside the file @beside; %FALSE where there is none. */
gboolean
tb_lesson_find_number (const char *id, const char *beside, guint *number)
{
  g_autofree char *own = own_folder ("lessons");
  g_autofree char *there = g_path_get_dirname (beside);
  const char *folders[] = { own, there };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = find_in (folders[i], id);
      g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

      if (name == NULL)
        continue;
      *number = (guint) g_ascii_strtoull (name, NULL, 10);
      return TRUE;
    }
  return FALSE;
}

static char *
find_path (const char *name_or_path)
{
  g_autofree char *lessons = own_folder ("lessons"), *exercises = own_folder ("exercises");
  char *path;

  if (strchr (name_or_path, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name_or_path, ".xml"))
    return g_strdup (name_or_path);
  path = find_in (lessons, name_or_path);
  return path != NULL ? path : find_in (exercises, name_or_path);
}

static char *
read_file (const char *path, gsize *length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  char *text = NULL;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_NOT_FOUND, "%s: there is no such file", path);
  else if (g_file_info_get_size (info) > TB_XML_MAX_BYTES)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: the file has more than the 16 MB a lesson may have", path);
  else
    g_file_get_contents (path, &text, length, error);
  return text;
}

/**
 * tb_lesson_load:
 * @name_or_path: a file, or the id or number of a lesson that comes with the program
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the lesson, or %NULL with a sentence that names file, line, what was expected and what was found
 */
TbLesson *
tb_lesson_load (const char *name_or_path, GError **error)
{
  g_autofree char *path = find_path (name_or_path);
  g_autofree char *text = NULL;
  g_autoptr (TbLesson) lesson = NULL;
  gsize length;

  if (path == NULL)
    {
      g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_NOT_FOUND, "there is no lesson \"%.40s\", nor an exercise of that name; trustbed-cli lesson list and exercise list show those that there are", name_or_path);
      return NULL;
    }
  text = read_file (path, &length, error);
  if (text == NULL)
    return NULL;
  lesson = tb_lesson_new (path);
  return tb_lesson_read (lesson, text, length, error) ? g_steal_pointer (&lesson) : NULL;
}

const TbLessonStep *
tb_lesson_find_step (TbLesson *lesson, const char *id)
{
  for (guint i = 0; i < lesson->steps->len; i++)
    if (g_strcmp0 (((TbLessonStep *) g_ptr_array_index (lesson->steps, i))->id, id) == 0)
      return g_ptr_array_index (lesson->steps, i);
  return NULL;
}

const TbLessonCheck *
tb_lesson_find_check (TbLesson *lesson, const char *id)
{
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      TbLessonStep *step = g_ptr_array_index (lesson->steps, i);

      for (guint j = 0; j < step->checks->len; j++)
        if (g_strcmp0 (((TbLessonCheck *) g_ptr_array_index (step->checks, j))->id, id) == 0)
          return g_ptr_array_index (step->checks, j);
    }
  return NULL;
}

const TbLessonQuestion *
tb_lesson_find_question (TbLesson *lesson, const char *id)
{
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      TbLessonStep *step = g_ptr_array_index (lesson->steps, i);

      for (guint j = 0; j < step->questions->len; j++)
        if (g_strcmp0 (((TbLessonQuestion *) g_ptr_array_index (step->questions, j))->id, id) == 0)
          return g_ptr_array_index (step->questions, j);
    }
  return NULL;
}

/* Plain getters; what they return is the lesson's. */
const char *tb_lesson_get_id (TbLesson *lesson) { return lesson->id; }
guint tb_lesson_get_number (TbLesson *lesson) { return lesson->number; }
guint tb_lesson_get_minutes (TbLesson *lesson) { return lesson->minutes; }
const char *tb_lesson_get_title (TbLesson *lesson) { return lesson->title; }
const char *tb_lesson_get_summary (TbLesson *lesson) { return lesson->summary; }
GPtrArray *tb_lesson_get_goals (TbLesson *lesson) { return lesson->goals; }
GPtrArray *tb_lesson_get_needs (TbLesson *lesson) { return lesson->needs; }
GPtrArray *tb_lesson_get_steps (TbLesson *lesson) { return lesson->steps; }
GPtrArray *tb_lesson_get_ways (TbLesson *lesson) { return lesson->ways; }
GPtrArray *tb_lesson_get_debrief (TbLesson *lesson) { return lesson->debrief; }
gboolean tb_lesson_is_exercise (TbLesson *lesson) { return lesson->is_exercise; }
const TbLessonTeam *tb_lesson_get_team (TbLesson *lesson) { return lesson->team; }
GPtrArray *tb_lesson_get_findings (TbLesson *lesson) { return lesson->findings; }
GPtrArray *tb_lesson_get_references (TbLesson *lesson) { return lesson->references; }
const char *tb_lesson_get_sha256 (TbLesson *lesson) { return lesson->sha256; }
gint64 tb_lesson_get_until_us (TbLesson *lesson) { return lesson->until_us; }
gint64 tb_lesson_get_ready_us (TbLesson *lesson) { return lesson->ready_us; }
gint64 tb_lesson_get_sample_us (TbLesson *lesson) { return lesson->sample_us; }
const char *tb_lesson_get_path (TbLesson *lesson) { return lesson->path; }
const char *tb_lesson_get_scenario_path (TbLesson *lesson) { return lesson->scenario_path; }
