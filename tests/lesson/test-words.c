/* What SQL tells in codes is said in words; what is a name, an alert or typed in commands stays. */
#include "tb-attempt.h"
#include "tb-lesson-words.h"

static const char *
in_german (const char *text)
{
  return g_str_equal (text, "expired") ? "abgelaufen" : text;
}

static void
assert_said (TbAttempt *attempt, const char *fail, const char *const *values, const char *expected)
{
  g_auto (GStrv) row = g_strdupv ((char **) values);
  g_autofree char *sentence = g_strdup (fail);
  TbAttemptVerdict verdict = { .values = row };
  TbLessonCheck check = { .fail = sentence };
  g_autofree char *said = tb_attempt_explain (attempt, &check, &verdict, in_german);

  g_assert_cmpstr (said, ==, expected);
}

static void
a_message_has_words_for_codes (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "90-tiny.xml", NULL);
  g_autoptr (TbLesson) lesson = tb_lesson_load (path, NULL);
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, "", NULL);
  g_autoptr (TbRun) run = tb_variation_start (variation, NULL, NULL, NULL);
  g_autoptr (TbAttempt) attempt = tb_attempt_new (variation, run);

  assert_said (attempt, "{name}: {state}, {health}", (const char *const[]) { "name", "lock-01", "state", "expired", "health", "exposed", NULL }, "lock-01: abgelaufen, password seen");
  assert_said (attempt, "{name}: {alert} {seen_us}", (const char *const[]) { "name", "valid", "alert", "expired", "seen_us", "60000000", NULL }, "valid: expired 1 min 0 s");
  assert_said (attempt, "{state}, {other}", (const char *const[]) { "state", "unheard of", NULL }, "unheard of, lock-02");
}

static void
what_is_open_has_no_words (void)
{
  g_assert_null (tb_lesson_find_word ("name", "valid"));
  g_assert_null (tb_lesson_find_word ("state", "healthy"));
  g_assert_cmpstr (tb_lesson_find_word ("made_by", "authority"), ==, "its authority, which sent it the private key");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/a message has words for codes", a_message_has_words_for_codes);
  g_test_add_func ("/words/what is open has no words", what_is_open_has_no_words);
  return g_test_run ();
}
