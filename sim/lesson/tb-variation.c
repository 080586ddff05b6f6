/* tb-variation: see the header. Words and numbers are drawn first, since settings of the scenario may hold them; then the scenario says which devices there are; then
 * the commands of the sealed start are filled in and become part of the scenario's story. */
#include "tb-lesson-private.h"

#include <string.h>

#include "tb-stream.h"

#define MAX_LEARNER_BYTES 400

struct _TbVariation
{
  gatomicrefcount refs;
  TbLesson *lesson;
  char *learner;
  guint64 key;           /* of all streams: lesson and learner */
  guint64 seed;
  GPtrArray *names;      /* char *, NULL at the end once it is made */
  GPtrArray *values;
  TbFleet *fleet;
  TbScenario *scenario;
  GMutex lock;
  TbRun *baseline;       /* made when first needed */
};

static gboolean
check_learner (const char *learner, GError **error)
{
  gboolean good = strlen (learner) <= MAX_LEARNER_BYTES && g_utf8_validate (learner, -1, NULL);

  for (const char *at = learner; good && *at != '\0'; at = g_utf8_next_char (at))
    good = !g_unichar_iscntrl (g_utf8_get_char (at));
  if (!good)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "a learner is called by one line of text, at most %d bytes", MAX_LEARNER_BYTES);
  return good;
}

/* The first bytes of SHA-256 over the lesson's id and what the learner is called. */
static guint64
make_key (const char *id, const char *learner)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n = sizeof digest;
  guint64 key = 0;

  g_checksum_update (checksum, (const guchar *) id, -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  g_checksum_update (checksum, (const guchar *) learner, -1);
  g_checksum_get_digest (checksum, digest, &n);
  for (guint i = 0; i < sizeof key; i++)
    key = key << 8 | digest[i];
  return key;
}

static void
take (TbVariation *variation, const TbLessonVary *vary, char *value)
{
  g_ptr_array_add (variation->names, g_strdup (vary->name));
  g_ptr_array_add (variation->values, value);
}

static char *
draw_word (const TbLessonVary *vary, TbStream *stream)
{
  guint64 n_steps = (guint64) (vary->most - vary->least) / (guint64) vary->step + 1;

  if (vary->kind == TB_VARY_CHOICE)
    return g_strdup (g_ptr_array_index (vary->options, tb_stream_below (stream, vary->options->len)));
  return g_strdup_printf ("%" G_GINT64_FORMAT, vary->least + (gint64) tb_stream_below (stream, n_steps) * vary->step);
}

static gboolean
is_taken (TbVariation *variation, const char *value)
{
  return g_ptr_array_find_with_equal_func (variation->values, value, g_str_equal, NULL);
}

/* The number of those in @group that were not drawn yet, and the name of the one that is @nth among them. */
static guint32
count_left (TbVariation *variation, const TbGroup *group, guint64 nth, char **name)
{
  guint32 n = 0;

  for (guint32 i = 0; i < group->count; i++)
    {
      g_autofree char *device = tb_fleet_dup_name (variation->fleet, group->first + i);

      if (is_taken (variation, device))
        continue;
      if (name != NULL && n == nth)
        *name = g_steal_pointer (&device);
      n++;
    }
  return n;
}

static gboolean
draw_device (TbVariation *variation, const TbLessonVary *vary, TbStream *stream, GError **error)
{
  const TbGroup *group = tb_fleet_find_group (variation->fleet, vary->group);
  char *name = NULL;
  guint32 n;

  if (group == NULL)
    {
      tb_lesson_complain (error, variation->lesson->path, vary->line, "device \"%s\": there is no group \"%.40s\" in the scenario %s", vary->name, vary->group,
                          variation->lesson->scenario_path);
      return FALSE;
    }
  n = count_left (variation, group, 0, NULL);
  if (n == 0)
    {
      tb_lesson_complain (error, variation->lesson->path, vary->line, "device \"%s\": more devices of the group \"%s\" are drawn than it has", vary->name, vary->group);
      return FALSE;
    }
  count_left (variation, group, tb_stream_below (stream, n), &name);
  take (variation, vary, name);
  return TRUE;
}

/* Draws all devices, or all that is not a device. */
static gboolean
draw (TbVariation *variation, gboolean devices, GError **error)
{
  for (guint i = 0; i < variation->lesson->vary->len; i++)
    {
      const TbLessonVary *vary = g_ptr_array_index (variation->lesson->vary, i);
      TbStream stream;

      if ((vary->kind == TB_VARY_DEVICE) != devices)
        continue;
      tb_stream_initf (&stream, variation->key, "vary/%s", vary->name);
      if (!devices)
        take (variation, vary, draw_word (vary, &stream));
      else if (!draw_device (variation, vary, &stream, error))
        return FALSE;
    }
  return TRUE;
}

/* Better said here, with the line in the lesson, than of the scenario that is made of it. */
static gboolean
check_story (TbVariation *variation, GError **error)
{
  GPtrArray *story = variation->lesson->story;

  for (guint i = 0; i < story->len; i++)
    {
      const TbLessonLine *line = g_ptr_array_index (story, i);
      g_autofree char *text = g_strdup_printf ("@%s %s", line->key, line->value);
      g_autoptr (GError) problem = NULL;
      g_autoptr (TbCommand) command = tb_variation_read_command (variation, text, &problem);

      if (command == NULL)
        {
          tb_lesson_complain (error, variation->lesson->path, line->line, "command: %s", problem->message);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make (TbVariation *variation, GError **error)
{
  g_autoptr (TbScenario) plain = NULL;
  TbStream stream;

  tb_stream_init (&stream, variation->key, "seed");
  variation->seed = tb_stream_next (&stream) & G_MAXINT32; /* short, so that people can tell it each other */
  draw (variation, FALSE, NULL);
  plain = tb_lesson_seal (variation->lesson, variation, FALSE, error);
  if (plain == NULL)
    return FALSE;
  variation->fleet = tb_fleet_ref (tb_scenario_get_fleet (plain));
  if (!draw (variation, TRUE, error) || !check_story (variation, error))
    return FALSE;
  variation->scenario = variation->lesson->story->len > 0 ? tb_lesson_seal (variation->lesson, variation, TRUE, error) : g_steal_pointer (&plain);
  g_ptr_array_add (variation->names, NULL);
  g_ptr_array_add (variation->values, NULL);
  return variation->scenario != NULL;
}

/**
 * tb_variation_new:
 * @lesson: a lesson
 * @learner: what the learner is called; case and white space do not matter
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is different for this learner, or %NULL when the lesson's scenario cannot be made, or for a name that is none
 */
TbVariation *
tb_variation_new (TbLesson *lesson, const char *learner, GError **error)
{
  g_autoptr (TbVariation) variation = NULL;
  g_autofree char *folded = NULL;

  if (!check_learner (learner, error))
    return NULL;
  folded = tb_lesson_text_fold (learner);
  variation = g_new0 (TbVariation, 1);
  g_atomic_ref_count_init (&variation->refs);
  g_mutex_init (&variation->lock);
  variation->lesson = tb_lesson_ref (lesson);
  variation->learner = g_strdup (learner);
  variation->key = make_key (lesson->id, folded);
  variation->names = g_ptr_array_new_with_free_func (g_free);
  variation->values = g_ptr_array_new_with_free_func (g_free);
  return make (variation, error) ? g_steal_pointer (&variation) : NULL;
}

/**
 * tb_variation_ref:
 * @variation: a variation
 *
 * Returns: (transfer full): @variation
 */
TbVariation *
tb_variation_ref (TbVariation *variation)
{
  g_atomic_ref_count_inc (&variation->refs);
  return variation;
}

/**
 * tb_variation_unref:
 * @variation: (transfer full): a variation
 *
 * Drops a reference; the last one frees it.
 */
void
tb_variation_unref (TbVariation *variation)
{
  if (!g_atomic_ref_count_dec (&variation->refs))
    return;
  g_ptr_array_unref (variation->names);
  g_ptr_array_unref (variation->values);
  g_clear_pointer (&variation->baseline, tb_run_unref);
  g_mutex_clear (&variation->lock);
  g_clear_pointer (&variation->fleet, tb_fleet_unref);
  g_clear_pointer (&variation->scenario, tb_scenario_unref);
  tb_lesson_unref (variation->lesson);
  g_free (variation->learner);
  g_free (variation);
}

static const char *
find_value (const char *name, gpointer data)
{
  TbVariation *variation = data;

  for (guint i = 0; i < variation->names->len; i++)
    if (g_strcmp0 (g_ptr_array_index (variation->names, i), name) == 0)
      return g_ptr_array_index (variation->values, i);
  return NULL;
}

/**
 * tb_variation_fill:
 * @variation: a variation
 * @text: a text, translated if it is to be
 *
 * Returns: (transfer full): the text with values for `{name}`
 */
char *
tb_variation_fill (TbVariation *variation, const char *text)
{
  return tb_braces_fill (text, find_value, variation);
}

/**
 * tb_variation_get:
 * @variation: a variation
 * @name: of what varies
 *
 * Returns: (nullable): its value
 */
const char *
tb_variation_get (TbVariation *variation, const char *name)
{
  return find_value (name, variation);
}

/**
 * tb_variation_read_command:
 * @variation: a variation
 * @line: `@TIME text`, may hold `{name}`
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the command with values for names, or %NULL when it cannot be read or names what is not there
 */
TbCommand *
tb_variation_read_command (TbVariation *variation, const char *line, GError **error)
{
  g_autofree char *text = tb_variation_fill (variation, line);
  g_autoptr (TbCommand) command = tb_command_parse (text, error);

  return command != NULL && tb_command_check (command, variation->fleet, error) ? g_steal_pointer (&command) : NULL;
}

/**
 * tb_variation_start:
 * @variation: a variation
 * @options: (nullable): how; the seed is the variation's
 * @commands: (nullable) (element-type TbCommand): what the learner has done already
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the run of the lesson at its sealed start, waiting at the very beginning
 */
TbRun *
tb_variation_start (TbVariation *variation, const TbRunOptions *options, GPtrArray *commands, GError **error)
{
  TbRunOptions own = { 0 };

  if (options != NULL)
    own = *options;
  own.has_seed = TRUE;
  own.seed = variation->seed;
  return tb_run_new (variation->scenario, &own, commands, error);
}

/**
 * tb_variation_hold_baseline:
 * @variation: a variation
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the run in which nobody does anything, the same for everybody who asks; plays as far as its target is set
 */
TbRun *
tb_variation_hold_baseline (TbVariation *variation, GError **error)
{
  TbRun *baseline;

  g_mutex_lock (&variation->lock);
  if (variation->baseline == NULL)
    variation->baseline = tb_variation_start (variation, NULL, NULL, error);
  baseline = variation->baseline != NULL ? tb_run_ref (variation->baseline) : NULL;
  g_mutex_unlock (&variation->lock);
  return baseline;
}

/* Plain getters; what they return is the variation's. */
const char *tb_variation_get_learner (TbVariation *variation) { return variation->learner; }
guint64 tb_variation_get_seed (TbVariation *variation) { return variation->seed; }
const char *const *tb_variation_get_names (TbVariation *variation) { return (const char *const *) variation->names->pdata; }
const char *const *tb_variation_get_values (TbVariation *variation) { return (const char *const *) variation->values->pdata; }
TbLesson *tb_variation_get_lesson (TbVariation *variation) { return variation->lesson; }
TbFleet *tb_variation_get_fleet (TbVariation *variation) { return variation->fleet; }
TbScenario *tb_variation_get_scenario (TbVariation *variation) { return variation->scenario; }
