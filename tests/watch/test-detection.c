/* Labelled scenarios are read, varied by their seed and judged; broken ones are refused. A quick measure of all of them: what is to be noticed is noticed, and nothing else. */
#include "tb-detection.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tb-alert-rules.h"
#include "tb-xml.h"

#define TINY \
  "<labelled id=\"tiny\" scenario=\"works\" until=\"3d\">\n" \
  "<device name=\"one\" group=\"meter\"/><device name=\"two\" group=\"meter\"/>\n" \
  "<number name=\"hour\" least=\"49\" most=\"60\"/><word name=\"what\" of=\"off on\"/>\n" \
  "<set name=\"meter.interval\" value=\"{hour}m\"/>\n" \
  "<command at=\"{hour}h\">power device={one} state=off</command>\n" \
  "<truth alert=\"silent\" within=\"4h\">SELECT :one AS name, time_us AS from_us, NULL AS until_us FROM event WHERE kind = 'powered-off' AND subject = :one</truth>\n" \
  "</labelled>\n"

static char *folder;

static const struct { const char *from; const char *to; guint line; const char *complaint; } breakages[] = {
  { "scenario=\"works\"", "scenario=\"nowhere\"", 1, "scenario: there is no such file" },
  { "until=\"3d\"", "until=\"3x\"", 1, "labelled: " },
  { "least=\"49\"", "least=\"70\"", 3, "number: least must not be more than most" },
  { "within=\"4h\"", "within=\"soon\"", 6, "truth: " },
  { "AS until_us", "AS end_us", 6, "the question needs columns called name, from_us and until_us" },
  { "FROM event", "FROM events", 6, "truth: There is no table" },
  { "<set name=\"meter.interval\"", "<set nome=\"meter.interval\"", 4, "" },
};

static TbLabelled *
load_text (const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "tiny.xml", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return tb_labelled_load (path, error);
}

static char *
replace_once (const char *from, const char *to)
{
  const char *at = strstr (TINY, from);
  g_autofree char *before = g_strndup (TINY, (gsize) (at - TINY));

  return g_strconcat (before, to, at + strlen (from), NULL);
}

static void
broken_ones_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    {
      g_autofree char *text = replace_once (breakages[i].from, breakages[i].to), *place = g_strdup_printf ("tiny.xml:%u: ", breakages[i].line);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbLabelled) labelled = load_text (text, &error);

      g_assert_null (labelled);
      if (strstr (error->message, place) == NULL || strstr (error->message, breakages[i].complaint) == NULL)
        g_error ("%s%s is expected, not: %s", place, breakages[i].complaint, error->message);
    }
}

static void
truncated_ones_are_refused (void)
{
  for (gsize length = 0; length + 12 < strlen (TINY); length += 17)
    {
      g_autofree char *text = g_strndup (TINY, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbLabelled) labelled = load_text (text, &error);

      g_assert_null (labelled);
      g_assert_nonnull (error);
    }
}

static char *
draw (TbLabelled *labelled, guint64 seed)
{
  g_auto (GStrv) names = NULL, values = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbRun) run = tb_labelled_start (labelled, seed, &names, &values, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tb_run_get_seed (run), ==, seed);
  g_assert_cmpstr (values[0], !=, values[1]);
  return g_strjoinv (" ", values);
}

static void
a_seed_draws_the_same (void)
{
  g_autoptr (GHashTable) drawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLabelled) labelled = load_text (TINY, &error);
  g_autofree char *first = NULL, *again = NULL;

  g_assert_no_error (error);
  first = draw (labelled, 5);
  again = draw (labelled, 5);
  g_assert_cmpstr (first, ==, again);
  for (guint64 seed = 1; seed <= 8; seed++)
    g_hash_table_add (drawn, draw (labelled, seed));
  g_assert_cmpuint (g_hash_table_size (drawn), >, 4);
}

static const TbDetection *
find (GPtrArray *detections, const char *alert)
{
  for (guint i = 0; i < detections->len; i++)
    if (strcmp (((TbDetection *) g_ptr_array_index (detections, i))->alert, alert) == 0)
      return g_ptr_array_index (detections, i);
  return NULL;
}

static TbAlertRule *
read_rule (const char *id, const char *sql)
{
  g_autofree char *text = g_strdup_printf ("<alert id=\"%s\" severity=\"notice\"><title>T</title><message>M</message><why>W</why><mend>M</mend><sql sample=\"1h\">%s</sql></alert>", id, sql);
  GError *error = NULL;
  TbAlertRule *rule = tb_alert_rule_read ("test.xml", text, strlen (text), &error);

  g_assert_no_error (error);
  return rule;
}

/* One rule notices, one is silent, one cries wolf. */
static void
hits_misses_and_false_alarms_are_counted (void)
{
  static const char *const answers[] = { "SELECT name FROM device WHERE family = 'meter' AND NOT is_on AND heard_us IS NOT NULL", "SELECT name FROM device WHERE 0",
                                         "SELECT name FROM device WHERE role = 'gateway'" };
  static const TbDetection expected[] = { { .n_due = 1, .n_found = 1, .n_raised = 1, .n_right = 1 }, { .n_due = 1 }, { .n_due = 1, .n_raised = 2 } };
  g_autoptr (GPtrArray) labelled = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_labelled_free);

  g_ptr_array_add (labelled, load_text (TINY, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_rule_unref), detections = NULL;
      const TbDetection *found;

      g_ptr_array_add (rules, read_rule ("silent", answers[i]));
      detections = tb_detection_measure (labelled, rules, 3, 1, 1, NULL, NULL);
      found = find (detections, "silent");
      g_assert_cmpuint (found->n_due, ==, expected[i].n_due);
      g_assert_cmpuint (found->n_found, ==, expected[i].n_found);
      g_assert_cmpuint (found->n_raised, ==, expected[i].n_raised);
      g_assert_cmpuint (found->n_right, ==, expected[i].n_right);
    }
}

static void
intervals_are_those_of_wilson (void)
{
  double low, high;

  tb_detection_get_interval (19, 20, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.7639, 0.0005);
  g_assert_cmpfloat_with_epsilon (high, 0.9911, 0.0005);
  tb_detection_get_interval (0, 0, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 1);
}

/* One run of each, with a seed of neither kind; `trustbed-cli alerts measure` plays many with the seeds for that. */
static void
shipped_rules_notice_what_is_wrong (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, &error), labelled = tb_labelled_load_all (NULL, &error), detections = NULL, sums = NULL;
  guint n_due = 0;

  g_assert_no_error (error);
  detections = tb_detection_measure (labelled, rules, 501, 1, 2, NULL, &error);
  g_assert_no_error (error);
  sums = tb_detection_sum_by_alert (detections);
  for (guint i = 0; i < sums->len; i++)
    {
      const TbDetection *sum = g_ptr_array_index (sums, i);

      n_due += sum->n_due;
      if (tb_detection_get_recall (sum) < TB_DETECTION_GOAL_RECALL || tb_detection_get_precision (sum) < TB_DETECTION_GOAL_PRECISION)
        g_error ("%s: %u of %u noticed, %u of %u right", sum->alert, sum->n_found, sum->n_due, sum->n_right, sum->n_raised);
    }
  g_assert_cmpuint (n_due, >, 100);
}

int
main (int argc, char **argv)
{
  g_autofree char *scenarios = NULL, *from = NULL, *to = NULL, *text = NULL, *data_dir = tb_scenario_find_data_dir ();
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("trustbed-labelled-XXXXXX", NULL);
  scenarios = g_build_filename (folder, "scenarios", NULL);
  from = g_build_filename (data_dir, "alerts", "labelled", "scenarios", "works.xml", NULL);
  to = g_build_filename (scenarios, "works.xml", NULL);
  g_assert_true (g_mkdir (scenarios, 0700) == 0 && g_file_get_contents (from, &text, NULL, NULL) && g_file_set_contents (to, text, -1, NULL));
  g_test_add_func ("/watch/detection/broken", broken_ones_are_refused);
  g_test_add_func ("/watch/detection/truncated", truncated_ones_are_refused);
  g_test_add_func ("/watch/detection/drawn", a_seed_draws_the_same);
  g_test_add_func ("/watch/detection/counted", hits_misses_and_false_alarms_are_counted);
  g_test_add_func ("/watch/detection/interval", intervals_are_those_of_wilson);
  g_test_add_func ("/watch/detection/shipped", shipped_rules_notice_what_is_wrong);
  status = g_test_run ();
  g_remove (to);
  g_rmdir (scenarios);
  g_free (to);
  to = g_build_filename (folder, "tiny.xml", NULL);
  g_remove (to);
  g_rmdir (folder);
  g_free (folder);
  return status;
}
