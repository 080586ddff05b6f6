/* tb-lesson-kept: see the header. GLib's key files: read whole or not at all, written whole or not at all. The learner's name is not part of the file's name, since
 * it may hold anything; a digest of it is. */
#include "tb-lesson-kept.h"

#define GROUP "lesson"
#define ANSWERS "answers"
#define ANSWERED "answered"
#define HINTS "hints"

static void
make_tables (TbLessonKept *kept)
{
  kept->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  kept->answered_us = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  kept->hints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static TbLessonKept *
new_empty (void)
{
  TbLessonKept *kept = g_new0 (TbLessonKept, 1);

  kept->commands = g_ptr_array_new_with_free_func (g_free);
  make_tables (kept);
  return kept;
}

void
tb_lesson_kept_free (TbLessonKept *kept)
{
  g_free (kept->sha256);
  g_ptr_array_unref (kept->commands);
  g_hash_table_unref (kept->answers);
  g_hash_table_unref (kept->answered_us);
  g_hash_table_unref (kept->hints);
  g_free (kept);
}

static void
take_answer (TbLessonKept *kept, const char *id, const char *text, gint64 time_us)
{
  g_hash_table_insert (kept->answers, g_strdup (id), g_strdup (text));
  g_hash_table_insert (kept->answered_us, g_strdup (id), g_memdup2 (&time_us, sizeof time_us));
}

static void
take_step (TbLessonKept *kept, TbAttempt *attempt, const TbLessonStep *step)
{
  guint n_hints = tb_attempt_get_hints (attempt, step->id);

  if (n_hints > 0)
    g_hash_table_insert (kept->hints, g_strdup (step->id), GUINT_TO_POINTER (n_hints));
  for (guint i = 0; i < step->questions->len; i++)
    {
      const char *id = ((const TbLessonQuestion *) g_ptr_array_index (step->questions, i))->id;
      gint64 time_us;
      g_autofree char *answer = tb_attempt_dup_answer (attempt, id, &time_us);

      if (answer != NULL)
        take_answer (kept, id, answer, time_us);
    }
}

/**
 * tb_lesson_kept_new:
 * @attempt: of a learner
 *
 * Returns: (transfer full): what is to be kept of it, but for the points, which whoever judges knows
 */
TbLessonKept *
tb_lesson_kept_new (TbAttempt *attempt)
{
  TbLessonKept *kept = g_new0 (TbLessonKept, 1);
  TbRun *run = tb_attempt_get_run (attempt);
  GPtrArray *steps = tb_lesson_get_steps (tb_attempt_get_lesson (attempt));

  kept->commands = tb_run_get_commands (run);
  make_tables (kept);
  kept->sha256 = g_strdup (tb_lesson_get_sha256 (tb_attempt_get_lesson (attempt)));
  kept->time_us = MAX (tb_run_get_edge (run), 0);
  for (guint i = 0; i < steps->len; i++)
    take_step (kept, attempt, g_ptr_array_index (steps, i));
  return kept;
}

/**
 * tb_lesson_kept_parse:
 * @kept: what was done
 * @error: return location
 *
 * Returns: (transfer full) (element-type TbCommand): the commands, to start a run with; %NULL with %TB_COMMAND_ERROR where one is none
 */
GPtrArray *
tb_lesson_kept_parse (TbLessonKept *kept, GError **error)
{
  return tb_command_parse_lines (kept->commands, error);
}

/**
 * tb_lesson_kept_apply:
 * @kept: what was done
 * @attempt: a new one at the same lesson
 *
 * The commands are not applied: the run of @attempt was started with them.
 */
void
tb_lesson_kept_apply (TbLessonKept *kept, TbAttempt *attempt)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, kept->answers);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (tb_lesson_find_question (tb_attempt_get_lesson (attempt), id) != NULL)
      tb_attempt_restore (attempt, id, value, *(const gint64 *) g_hash_table_lookup (kept->answered_us, id));
  g_hash_table_iter_init (&iter, kept->hints);
  while (g_hash_table_iter_next (&iter, &id, &value))
    while (tb_attempt_get_hints (attempt, id) < GPOINTER_TO_UINT (value) && tb_attempt_take_hint (attempt, id) < GPOINTER_TO_UINT (value))
      continue;
}

/* Files */

/**
 * tb_lesson_kept_path:
 * @lesson: id
 * @learner: as they call themselves
 *
 * Returns: (transfer full): the file, which need not be there
 */
char *
tb_lesson_kept_path (const char *lesson, const char *learner)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, learner, -1);
  g_autofree char *name = g_strdup_printf ("%s-%.16s.lesson", lesson, digest);

  return g_build_filename (g_get_user_data_dir (), "trustbed", "lessons", name, NULL);
}

static void
read_answers (GKeyFile *file, TbLessonKept *kept)
{
  g_auto (GStrv) ids = g_key_file_get_keys (file, ANSWERS, NULL, NULL);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, ANSWERS, ids[i], NULL);

      if (text != NULL)
        take_answer (kept, ids[i], text, MAX (g_key_file_get_int64 (file, ANSWERED, ids[i], NULL), 0));
    }
}

static void
read_hints (GKeyFile *file, TbLessonKept *kept)
{
  g_auto (GStrv) ids = g_key_file_get_keys (file, HINTS, NULL, NULL);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_insert (kept->hints, g_strdup (ids[i]), GINT_TO_POINTER (CLAMP (g_key_file_get_integer (file, HINTS, ids[i], NULL), 0, 100)));
}

static void
read_commands (GKeyFile *file, TbLessonKept *kept)
{
  g_auto (GStrv) lines = g_key_file_get_string_list (file, GROUP, "commands", NULL, NULL);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_ptr_array_add (kept->commands, g_strdup (lines[i]));
}

/**
 * tb_lesson_kept_load:
 * @lesson: id
 * @learner: as they call themselves
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was kept; %NULL with %G_FILE_ERROR_NOENT where nothing was
 */
TbLessonKept *
tb_lesson_kept_load (const char *lesson, const char *learner, GError **error)
{
  g_autofree char *path = tb_lesson_kept_path (lesson, learner);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (TbLessonKept) kept = new_empty ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;
  kept->sha256 = g_key_file_get_string (file, GROUP, "sha256", error);
  if (kept->sha256 == NULL)
    return NULL;
  kept->time_us = MAX (g_key_file_get_int64 (file, GROUP, "time-us", NULL), 0);
  kept->points = g_key_file_get_uint64 (file, GROUP, "points", NULL);
  kept->most = g_key_file_get_uint64 (file, GROUP, "most", NULL);
  kept->is_finished = g_key_file_get_boolean (file, GROUP, "finished", NULL);
  read_commands (file, kept);
  read_answers (file, kept);
  read_hints (file, kept);
  return g_steal_pointer (&kept);
}

static void
write_tables (GKeyFile *file, TbLessonKept *kept)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, kept->answers);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      g_key_file_set_string (file, ANSWERS, id, value);
      g_key_file_set_int64 (file, ANSWERED, id, *(const gint64 *) g_hash_table_lookup (kept->answered_us, id));
    }
  g_hash_table_iter_init (&iter, kept->hints);
  while (g_hash_table_iter_next (&iter, &id, &value))
    g_key_file_set_integer (file, HINTS, id, GPOINTER_TO_INT (value));
}

/**
 * tb_lesson_kept_save:
 * @kept: what was done
 * @lesson: id
 * @learner: as they call themselves
 * @error: return location
 *
 * Returns: whether the file is there, whole; if not, the one that was there before is
 */
gboolean
tb_lesson_kept_save (TbLessonKept *kept, const char *lesson, const char *learner, GError **error)
{
  g_autofree char *path = tb_lesson_kept_path (lesson, learner);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, GROUP, "sha256", kept->sha256);
  g_key_file_set_int64 (file, GROUP, "time-us", kept->time_us);
  g_key_file_set_uint64 (file, GROUP, "points", kept->points);
  g_key_file_set_uint64 (file, GROUP, "most", kept->most);
  g_key_file_set_boolean (file, GROUP, "finished", kept->is_finished);
  g_key_file_set_string_list (file, GROUP, "commands", (const char *const *) kept->commands->pdata, kept->commands->len);
  write_tables (file, kept);
  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, path, error);
}
