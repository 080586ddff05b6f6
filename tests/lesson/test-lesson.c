/* Lessons are read; each broken one is refused in one sentence with file and line. What differs from learner to learner is always the same for one of them. */
#include "tb-lesson.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tb-lesson-private.h"
#include "tb-lesson-proof.h"
#include "tb-variation.h"
#include "tb-xml.h"

static char *folder;

typedef struct
{
  const char *from;
  const char *to;
  const char *near;       /* stands on the line that is named */
  const char *complaint;
} Breakage;

static const Breakage breakages[] = {
  { "<lesson id=\"tiny\"", "<lesson id=\"Tiny\"", "<lesson", "Found: id=\"Tiny\" number=\"90\"" },
  { "minutes=\"5\"", "minutes=\"0\"", "<lesson", ":" },
  { "number=\"90\"", "number=\"ninety\"", "<lesson", ":" },
  { "<summary>One", "<sumary>One", "<sumary>", ":" },
  { "<goals>", "<needs lesson=\"nowhere\"/><goals>", "<goals>", "" },
  { "  <run ", "  <needs lesson=\"nowhere\"/><run ", "<run ", "there is no lesson \"nowhere\"" },
  { "  <run ", "  <needs lesson=\"tiny\"/><run ", "<run ", "has the number 90 and cannot come before this one, which is 90" },
  { "scenario=\"tiny\"", "scenario=\"huge\"", "<run ", "there is no scenario \"huge\"" },
  { "until=\"20m\"", "until=\"0s\"", "<run ", "until must be at least one second" },
  { "until=\"20m\"", "until=\"20x\"", "<run ", "run: until" },
  { "sample=\"1m\"", "sample=\"1us\"", "<run ", "sample must be at least 1ms" },
  { "ready=\"30s\"", "ready=\"30m\"", "<run ", "ready must not be later than until" },
  { "name=\"lock.interval\"", "name=\"door.interval\"", "<run ", "door.interval" },
  { "value=\"{pause}s\"", "value=\"{pose}s\"", "<set ", "nothing fills {pose}" },
  { "at=\"20s\">power device={victim} state=off", "at=\"20s\">power device={victim} state=of", "state=of<", "state must be on or off" },
  { "at=\"20s\">power device={victim} state=off", "at=\"20s\">power device=door state=off", "device=door", "there is no \"door\"" },
  { "at=\"20s\">power", "at=\"soon\">power", "soon", "command" },
  { "<device name=\"victim\" group=\"lock\"/>", "<device name=\"victim\" group=\"door\"/>", "group=\"door\"", "there is no group \"door\"" },
  { "<device name=\"other\" group=\"lock\"/>", "<device name=\"victim\" group=\"lock\"/>", "<vary>", "" },
  { "<choice name=\"word\">", "<choice name=\"pause\">", "<number ", "the name \"pause\" is taken" },
  { "least=\"30\"", "least=\"100\"", "<number ", "least must not be more than most" },
  { "<step id=\"act\">", "<step id=\"guess\">", "<step id=\"guess\">\n    <title>Act", "the id \"guess\" is taken" },
  { "<question id=\"who\"", "<question id=\"name\"", "<question id=\"name\" kind=\"text\"", "the id \"name\" is taken" },
  { "<check id=\"on\"", "<check id=\"who\"", "<check id=\"who\"", "the id \"who\" is taken" },
  { "It reports every {pause} s", "It reports every {paws} s", "{paws}", "nothing fills {paws}; there is {victim}" },
  { "<hint>It is {victim}.", "<hint>It is {thief}.", "{thief}", "nothing fills {thief}" },
  { "view=\"fleet\"", "view=\"attic\"", "view=\"attic\"", "there is no view \"attic\"" },
  { "page=\"list\"", "page=\"cellar\"", "page=\"cellar\"", "the view \"fleet\" has no page \"cellar\"" },
  { "select=\"{victim}\"", "select=\"door\"", "select=\"door\"", "there is no \"door\"" },
  { "at=\"25s\"", "at=\"d\"", "at=\"d\"", "show: at" },
  { "<option value=\"gateway\">The gateway</option>", "", "<question id=\"who\"", "a choice needs at least two options" },
  { "<option value=\"gateway\">", "<option value=\"device\">", "<question id=\"who\"", "two options have the same value" },
  { "kind=\"choice\"", "kind=\"number\"", "<question id=\"who\"", "only a choice has options" },
  { "kind=\"choice\"", "kind=\"riddle\"", "<question id=\"who\"", "kind=\"riddle\"" },
  { "<answer>SELECT 'device'</answer>", "<answer>SELECT 'device', 2</answer>", "'device', 2", "one column is expected, found 2" },
  { "<answer>SELECT 'device'</answer>", "<answer>SELECT random ()</answer>", "random", "answer:" },
  { "<answer>SELECT 'device'</answer>", "<answer></answer>", "<answer></answer>", "answer:" },
  { "<sql>SELECT name FROM device WHERE state = 'revoked'</sql>", "<sql>DELETE FROM device</sql>", "DELETE", "sql:" },
  { "<sql>SELECT name FROM device WHERE state = 'revoked'</sql>", "<sql>SELECT nome FROM device</sql>", "nome", "nome" },
  { "<sql>SELECT name FROM device WHERE state = 'revoked'</sql>", "<sql>SELECT name FROM device WHERE name = :thief</sql>", ":thief", "nothing fills :thief" },
  { "{name} was never off", "{nome} was never off", "{nome}", "nothing fills {nome}" },
  { "for=\"5m\"", "for=\"5h\"", "<check id=\"lasting\"", "it has to hold for longer than the run" },
  { "<check id=\"lasting\" when=\"now\" for=\"5m\"", "<check id=\"lasting\" when=\"ever\" keep=\"yes\"", "<check id=\"lasting\"", "what is to be kept is asked now" },
  { "<check id=\"on\" when=\"now\"", "<check id=\"on\" for=\"1m\"", "<check id=\"on\"", "leave out for or <total>" },
  { "fails=\"once\"", "fails=\"twice\"", "fails=\"twice\"", "there is no check or question \"twice\"" },
  { "right=\"no\" fails=\"once\"", "right=\"no\"", "only the victim", "a wrong one names what it fails at" },
  { "right=\"no\" fails=\"once\"", "right=\"yes\" fails=\"once\"", "only the victim", "a right one does not" },
  { "fails=\"undisturbed\" until=\"5m\"", "fails=\"undisturbed\" until=\"5h\"", "leaves early", "played for longer than the run" },
  { "revoke device={victim}", "revoke", "<command at=\"2m\">revoke<", "revoke needs" },
  { "revoke device={victim}", "revoke device={victin}", "{victin}", "nothing fills {victin}" },
  { "revoke device={victim}", "rewoke device={victim}", "rewoke", "is no command" },
  { "<answer question=\"how-many\">7", "<answer question=\"how-much\">7", "how-much", "there is no question \"how-much\"" },
  { "<answer question=\"how-many\">7", "<answer question=\"who\">7", "question=\"who\">7", "none of the options" },
  { "</lesson>", "", NULL, "" },
  { "<title>Guess</title>", "<title>Guess</title>&nothing;", "&nothing;", "" },
};

static char *
read_good (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "90-tiny.xml", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static char *
replace_once (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);
  g_autofree char *before = at != NULL ? g_strndup (text, (gsize) (at - text)) : NULL;

  if (at == NULL)
    g_error ("the lesson does not say %s", from);
  return g_strconcat (before, to, at + strlen (from), NULL);
}

static int
line_of (const char *text, const char *near)
{
  const char *at = strstr (text, near);
  int line = 1;

  g_assert_nonnull (at);
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

static TbLesson *
load_text (const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "90-tiny.xml", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return tb_lesson_load (path, error);
}

static void
assert_refused (const char *good, const Breakage *breakage)
{
  g_autofree char *text = replace_once (good, breakage->from, breakage->to);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) lesson = load_text (text, &error);
  g_autofree char *path = g_build_filename (folder, "90-tiny.xml", NULL);
  g_autofree char *place = NULL;

  if (lesson != NULL)
    g_error ("accepted: %s", breakage->to);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == TB_LESSON_ERROR || error->domain == TB_XML_ERROR);
  g_assert_cmpuint (strlen (error->message), <, 700);
  g_assert_null (strchr (error->message, '\n'));
  if (strstr (error->message, breakage->complaint) == NULL)
    g_error ("\"%s\" is expected in: %s", breakage->complaint, error->message);
  place = breakage->near != NULL ? g_strdup_printf ("%s:%d:", path, line_of (text, breakage->near)) : g_strdup_printf ("%s:", path);
  if (!g_str_has_prefix (error->message, place) && *breakage->complaint != '\0')
    g_error ("%s is expected before: %s", place, error->message);
}

static void
broken_lessons_are_refused (void)
{
  g_autofree char *good = read_good ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) lesson = load_text (good, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    assert_refused (good, &breakages[i]);
}

static void
truncated_lessons_are_refused (void)
{
  g_autofree char *good = read_good ();
  gsize n = strlen (good);

  for (gsize length = 0; length + strlen ("</lesson>") < n; length += 97)
    {
      g_autofree char *text = g_strndup (good, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbLesson) lesson = load_text (text, &error);

      g_assert_null (lesson);
      g_assert_nonnull (error);
    }
}

static void
what_is_no_lesson_is_refused (void)
{
  static const char *const names[] = { "no-such-lesson", "/nowhere/at-all.xml", "/", "77" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbLesson) lesson = tb_lesson_load (names[i], &error);

      g_assert_null (lesson);
      g_assert_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_NOT_FOUND);
    }
}

static void
a_lesson_says_what_its_file_says (void)
{
  g_autofree char *good = read_good ();
  g_autoptr (TbLesson) lesson = load_text (good, NULL);
  const TbLessonCheck *on = tb_lesson_find_check (lesson, "on"), *lasting = tb_lesson_find_check (lesson, "lasting");
  const TbLessonQuestion *guess = tb_lesson_find_question (lesson, "how-many");
  const TbLessonWay *first = g_ptr_array_index (tb_lesson_get_ways (lesson), 0);
  const TbLessonShow *show = g_ptr_array_index (tb_lesson_find_step (lesson, "guess")->shows, 0);

  g_assert_cmpstr (tb_lesson_get_id (lesson), ==, "tiny");
  g_assert_cmpuint (tb_lesson_get_number (lesson), ==, 90);
  g_assert_cmpint (tb_lesson_get_until_us (lesson), ==, 1200 * G_USEC_PER_SEC);
  g_assert_cmpint (tb_lesson_get_sample_us (lesson), ==, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (on->weight, ==, 2);
  g_assert_nonnull (strstr (on->sql, "-- a comment\n"));
  g_assert_cmpint (lasting->for_us, ==, 300 * G_USEC_PER_SEC);
  g_assert_true (tb_lesson_find_check (lesson, "valid")->is_kept && !on->is_kept);
  g_assert_cmpint (tb_lesson_find_check (lesson, "undisturbed")->run, ==, TB_OF_BASELINE);
  g_assert_true (guess->is_prediction && guess->tolerance == 1 && !guess->is_relative);
  g_assert_true (first->is_right && first->commands->len == 3);
  g_assert_cmpstr (g_ptr_array_index (first->commands, 0), ==, "@2m power device={victim} state=on");
  g_assert_cmpint (show->time_us, ==, 25 * G_USEC_PER_SEC);
  g_assert_cmpuint (strlen (tb_lesson_get_sha256 (lesson)), ==, 64);
}

static void
the_hash_is_of_lesson_and_scenario (void)
{
  g_autofree char *good = read_good ();
  g_autofree char *other = replace_once (good, "Know {victim}", "Find {victim}");
  g_autofree char *scenario = g_build_filename (folder, "scenarios", "tiny.xml", NULL);
  g_autofree char *text = NULL, *changed = NULL;
  g_autoptr (TbLesson) one = load_text (good, NULL);
  g_autoptr (TbLesson) two = load_text (other, NULL);
  g_autoptr (TbLesson) three = NULL;

  g_assert_true (g_file_get_contents (scenario, &text, NULL, NULL));
  changed = replace_once (text, "Four locks.", "Still four.");
  g_assert_true (g_file_set_contents (scenario, changed, -1, NULL));
  three = load_text (good, NULL);
  g_assert_true (g_file_set_contents (scenario, text, -1, NULL));
  g_assert_cmpstr (tb_lesson_get_sha256 (one), !=, tb_lesson_get_sha256 (two));
  g_assert_cmpstr (tb_lesson_get_sha256 (one), !=, tb_lesson_get_sha256 (three));
}

static char *
describe (TbLesson *lesson, const char *learner)
{
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, learner, NULL);
  g_autofree char *values = g_strjoinv (" ", (char **) tb_variation_get_values (variation));

  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", tb_variation_get_seed (variation), values);
}

/* The first is a golden value: were it another, everybody's results of last year would no longer hold. */
static void
a_learner_always_gets_the_same (void)
{
  static const char *const same[] = { "Ada Lovelace", "  ada   LOVELACE ", "ADA Lovelace " };
  g_autofree char *good = read_good ();
  g_autoptr (TbLesson) lesson = load_text (good, NULL);
  g_autofree char *nobody = describe (lesson, "");
  g_autofree char *first = describe (lesson, same[0]);

  g_assert_cmpstr (nobody, ==, "576377435 red 90 lock-03 lock-02");
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *again = describe (lesson, same[i]);

      g_assert_cmpstr (first, ==, again);
    }
}

static void
learners_differ (void)
{
  g_autofree char *good = read_good ();
  g_autoptr (TbLesson) lesson = load_text (good, NULL);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *learner = g_strdup_printf ("s%07u", 4711000 + i);
      g_autoptr (TbVariation) variation = tb_variation_new (lesson, learner, NULL);
      gint64 pause = g_ascii_strtoll (tb_variation_get (variation, "pause"), NULL, 10);

      g_assert_cmpstr (tb_variation_get (variation, "victim"), !=, tb_variation_get (variation, "other"));
      g_assert_true (g_str_has_prefix (tb_variation_get (variation, "victim"), "lock-0"));
      g_assert_true (pause >= 30 && pause <= 90 && pause % 10 == 0);
      g_hash_table_add (found, g_strjoinv (" ", (char **) tb_variation_get_values (variation)));
    }
  g_assert_cmpuint (g_hash_table_size (found), >, 30);
}

static void
names_that_are_none_are_refused (void)
{
  g_autofree char *good = read_good ();
  g_autofree char *endless = g_strnfill (401, 'a');
  g_autoptr (TbLesson) lesson = load_text (good, NULL);
  const char *names[] = { "a\nb", "\x01", "\xff\xfe", endless };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_variation_new (lesson, names[i], &error));
      g_assert_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID);
    }
}

/* What prepares the lesson is the scenario's story; saved with the run it makes the same start again. */
static void
the_start_is_sealed (void)
{
  g_autofree char *good = read_good ();
  g_autoptr (TbLesson) lesson = load_text (good, NULL);
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, "", NULL);
  TbScenario *scenario = tb_variation_get_scenario (variation);
  gsize n;
  const char *text = g_bytes_get_data (tb_scenario_get_text (scenario), &n);
  g_autoptr (TbScenario) again = tb_scenario_new_from_data (text, n, "saved.xml", NULL);
  const TbStoryLine *line = &g_array_index (tb_scenario_get_story (again), TbStoryLine, 0);

  g_assert_cmpuint (tb_scenario_get_seed (again), ==, tb_variation_get_seed (variation));
  g_assert_cmpint (tb_scenario_get_duration_us (again), ==, tb_lesson_get_until_us (lesson));
  g_assert_cmpuint (tb_scenario_get_story (again)->len, ==, 2);
  g_assert_cmpint (line->at_us, ==, 20 * G_USEC_PER_SEC);
  g_assert_cmpstr (line->command, ==, "power device=lock-03 state=off");
  g_assert_cmpint (tb_fleet_find_group (tb_scenario_get_fleet (again), "lock")->interval_us, ==, 90 * G_USEC_PER_SEC);
}

static const char *
find_word (const char *name, gpointer data)
{
  return g_str_equal (name, "a") ? "1" : g_str_equal (name, "b_c-d") ? "{a}" : NULL;
}

static void
names_are_filled_once (void)
{
  static const struct { const char *text; const char *filled; const char *names; } rows[] = {
    { "", "", "" }, { "{a}", "1", "a" }, { "{a}{a} {b_c-d}", "11 {a}", "a a b_c-d" }, { "{x} { a} {a {A} {} {1} }{a}{", "{x} { a} {a {A} {} {1} }1{", "x a" },
    { "home/{name}/#", "home/{name}/#", "name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *filled = tb_braces_fill (rows[i].text, find_word, NULL);
      g_auto (GStrv) names = tb_braces_list_names (rows[i].text);
      g_autofree char *joined = g_strjoinv (" ", names);

      g_assert_cmpstr (filled, ==, rows[i].filled);
      g_assert_cmpstr (joined, ==, rows[i].names);
    }
}

static const char *lose_a_name (const char *text) { return strcmp (text, "It is {victim}.") == 0 ? "Es ist {opfer}." : text; }
static const char *lose_a_quote (const char *text) { return strcmp (text, "Switch it on with `power`.") == 0 ? "Mit `power." : text; }
static const char *find_same (const char *text) { return text; }
static const char *name_twice (const char *text) { return strcmp (text, "Know {victim}.") == 0 ? "{victim} und {{victim}" : text; }

/* What a learner would read as a brace is found before. */
static void
translations_keep_names (void)
{
  static const struct { const char *(*translate) (const char *text); gboolean is_good; const char *said; } rows[] = {
    { lose_a_name, FALSE, "has {opfer} where {victim} is expected" }, { lose_a_quote, FALSE, "a back quote is not closed" },
    { name_twice, FALSE, "has {victim} {victim} where {victim} is expected" }, { find_same, TRUE, "every text has its names" },
  };
  g_autofree char *good = read_good ();
  g_autoptr (TbLesson) lesson = load_text (good, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) lines = tb_lesson_prove_texts (lesson, rows[i].translate);
      const TbLessonProofLine *line = g_ptr_array_index (lines, 0);

      g_assert_cmpuint (lines->len, ==, 1);
      g_assert_true (line->is_good == rows[i].is_good);
      if (strstr (line->text, rows[i].said) == NULL)
        g_error ("\"%s\" is expected in: %s", rows[i].said, line->text);
    }
}

static void
make_folder (void)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "data", "scenarios", "tiny.xml", NULL);
  g_autofree char *to = NULL, *text = NULL, *scenarios = NULL;

  folder = g_dir_make_tmp ("trustbed-lesson-XXXXXX", NULL);
  scenarios = g_build_filename (folder, "scenarios", NULL);
  to = g_build_filename (scenarios, "tiny.xml", NULL);
  g_assert_cmpint (g_mkdir (scenarios, 0700), ==, 0);
  g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (to, text, -1, NULL));
}

static void
remove_folder (void)
{
  static const char *const files[] = { "scenarios/tiny.xml", "scenarios", "90-tiny.xml", "" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_remove (path);
    }
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/lesson/a lesson says what its file says", a_lesson_says_what_its_file_says);
  g_test_add_func ("/lesson/broken lessons are refused with file and line", broken_lessons_are_refused);
  g_test_add_func ("/lesson/truncated lessons are refused", truncated_lessons_are_refused);
  g_test_add_func ("/lesson/what is no lesson is refused", what_is_no_lesson_is_refused);
  g_test_add_func ("/lesson/the hash is of lesson and scenario", the_hash_is_of_lesson_and_scenario);
  g_test_add_func ("/lesson/names are filled once", names_are_filled_once);
  g_test_add_func ("/lesson/translations keep names", translations_keep_names);
  g_test_add_func ("/variation/a learner always gets the same", a_learner_always_gets_the_same);
  g_test_add_func ("/variation/learners differ", learners_differ);
  g_test_add_func ("/variation/names that are none are refused", names_that_are_none_are_refused);
  g_test_add_func ("/variation/the start is sealed", the_start_is_sealed);
  status = g_test_run ();
  remove_folder ();
  return status;
}
