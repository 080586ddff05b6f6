/* Policies of enrolment as data: what each part may be, how it is written, which go together, and when what is due. */
#include "tb-enrol-policy.h"

#include <string.h>

#include "tb-stream.h"
#include "tb-units.h"

static TbEnrolPolicy
make (const char *text)
{
  g_autoptr (GError) error = NULL;
  TbEnrolPolicy policy;
  tb_enrol_policy_init (&policy);
  gboolean is_read = tb_enrol_policy_from_text (&policy, text, &error);
  g_assert_no_error (error);
  g_assert_true (is_read);
  return policy;
}

/* Refused with that code, the culprit in the message, and nothing changed. */
static void
assert_refused (const char *text, TbEnrolPolicyError code, const char *culprit)
{
  g_autoptr (GError) error = NULL;
  TbEnrolPolicy policy = make ("lifetime=10d jitter=1d"), before = policy;
  g_assert_false (tb_enrol_policy_from_text (&policy, text, &error));
  g_assert_error (error, TB_ENROL_POLICY_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, culprit));
  g_assert_true (tb_enrol_policy_equal (&policy, &before));
}

static void
default_is_written (void)
{
  TbEnrolPolicy policy = make ("");
  g_autofree char *text = tb_enrol_policy_to_text (&policy);
  g_assert_cmpstr (text, ==, "protocol=est bootstrap=anchor first-proof=factory renewal-proof=certificate lifetime=90d renew-before=0s jitter=0s rekey=yes "
                   "retry=1m retry-most=1d keep-old=yes offline=at-once clock=floor key-origin=device");
}

static void
every_word_is_read_back (void)
{
  guint n_words = 0;
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      const TbEnrolPolicyField *field = tb_enrol_policy_get_field (i);
      for (guint j = 0; field->words && field->words[j]; j++, n_words++)
        {
          TbEnrolPolicy policy = make ("");
          g_assert_true (tb_enrol_policy_set (&policy, field->key, field->words[j], NULL));
          g_autofree char *text = tb_enrol_policy_dup_text (&policy, i);
          g_assert_cmpstr (text, ==, field->words[j]);
        }
    }
  g_assert_cmpuint (n_words, ==, TB_ENROL_N_PROTOCOLS + TB_BOOTSTRAP_N + TB_FIRST_N + TB_RENEWAL_N + TB_OFFLINE_N + TB_CLOCK_N + TB_KEY_ORIGIN_N + 4);
}

static void
every_duration_is_read_back (void)
{
  guint n_durations = 0;
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    if (tb_enrol_policy_get_field (i)->words == NULL)
      {
        TbEnrolPolicy policy = make ("");
        g_assert_true (tb_enrol_policy_set (&policy, tb_enrol_policy_get_field (i)->key, "P1DT4H", NULL));
        g_autofree char *text = tb_enrol_policy_dup_text (&policy, i);
        g_assert_cmpstr (text, ==, "1d 4h");
        n_durations++;
      }
  g_assert_cmpuint (n_durations, ==, 5);
}

static void
every_part_is_told_apart (void)
{
  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      const TbEnrolPolicyField *field = tb_enrol_policy_get_field (i);
      TbEnrolPolicy policy = make (""), other = policy;
      g_autofree char *was = tb_enrol_policy_dup_text (&policy, i);
      const char *text = field->words == NULL ? "2h" : field->words[g_str_equal (was, field->words[0]) ? 1 : 0];
      guint found;
      g_assert_true (tb_enrol_policy_find_field (field->key, &found));
      g_assert_cmpuint (found, ==, i);
      g_assert_true (*field->title && *field->why);
      g_assert_true (tb_enrol_policy_set (&other, field->key, text, NULL));
      g_assert_false (tb_enrol_policy_equal (&policy, &other));
    }
}

static void
text_gives_the_same_policy (void)
{
  static const char *const texts[] = {
    "protocol=scep first-proof=secret bootstrap=fingerprint lifetime=398d renew-before=30d jitter=5d12h offline=spread clock=ask",
    "protocol=acme first-proof=secret renewal-proof=attestation rekey=no keep-old=no retry=5s retry-most=5s",
    "first-proof=factory renewal-proof=attestation lifetime=1d clock=trust", "\t renewal-proof=factory \n bootstrap=voucher ",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TbEnrolPolicy policy = make (texts[i]), again;
      g_autofree char *text = tb_enrol_policy_to_text (&policy);
      again = make (text);
      g_assert_true (tb_enrol_policy_equal (&policy, &again));
    }
}

static void
text_changes_only_what_it_names (void)
{
  g_autoptr (GError) error = NULL;
  TbEnrolPolicy policy = make ("lifetime=10d jitter=1d"), expected = make ("lifetime=10d jitter=1d rekey=no");
  g_assert_true (tb_enrol_policy_from_text (&policy, "rekey=no", &error));
  g_assert_true (tb_enrol_policy_equal (&policy, &expected));
}

static void
nonsense_is_refused (void)
{
  assert_refused ("colour=red", TB_ENROL_POLICY_ERROR_KEY, "\"colour\"");
  assert_refused ("=", TB_ENROL_POLICY_ERROR_KEY, "\"\"");
  assert_refused ("rekey", TB_ENROL_POLICY_ERROR_KEY, "rekey: =");
  assert_refused ("rekey=no rekey=no", TB_ENROL_POLICY_ERROR_KEY, "twice");
  assert_refused ("rekey=maybe", TB_ENROL_POLICY_ERROR_VALUE, "no, yes");
  assert_refused ("protocol=", TB_ENROL_POLICY_ERROR_VALUE, "est, scep, acme");
  assert_refused ("protocol=EST", TB_ENROL_POLICY_ERROR_VALUE, "protocol");
  assert_refused ("lifetime=long", TB_ENROL_POLICY_ERROR_VALUE, "lifetime");
  assert_refused ("lifetime=59s", TB_ENROL_POLICY_ERROR_VALUE, "1m to 36525d");
  assert_refused ("retry=0s", TB_ENROL_POLICY_ERROR_VALUE, "retry");
  assert_refused ("rekey=no colour=red", TB_ENROL_POLICY_ERROR_KEY, "colour");
}

static void
parts_that_do_not_go_together_are_refused (void)
{
  assert_refused ("protocol=scep first-proof=secret bootstrap=voucher", TB_ENROL_POLICY_ERROR_CONFLICT, "bootstrap=voucher");
  assert_refused ("protocol=acme first-proof=secret bootstrap=nothing", TB_ENROL_POLICY_ERROR_CONFLICT, "bootstrap=nothing");
  assert_refused ("protocol=acme first-proof=factory", TB_ENROL_POLICY_ERROR_CONFLICT, "protocol=acme");
  assert_refused ("protocol=scep first-proof=secret renewal-proof=factory", TB_ENROL_POLICY_ERROR_CONFLICT, "renewal-proof=factory");
  assert_refused ("protocol=scep first-proof=secret key-origin=authority", TB_ENROL_POLICY_ERROR_CONFLICT, "key-origin=authority");
  assert_refused ("renewal-proof=attestation key-origin=authority", TB_ENROL_POLICY_ERROR_CONFLICT, "renewal-proof=attestation");
  assert_refused ("key-origin=me", TB_ENROL_POLICY_ERROR_VALUE, "device, authority");
  assert_refused ("renew-before=10d", TB_ENROL_POLICY_ERROR_CONFLICT, "renew-before: less than 10d");
  assert_refused ("renew-before=9d", TB_ENROL_POLICY_ERROR_CONFLICT, "jitter: less than 1d");
  assert_refused ("lifetime=1d", TB_ENROL_POLICY_ERROR_CONFLICT, "because of lifetime");
  assert_refused ("retry=2d", TB_ENROL_POLICY_ERROR_CONFLICT, "retry");
}

static void
members_out_of_range_are_refused (void)
{
  TbEnrolPolicy policy = make ("");
  policy.clock = TB_CLOCK_N;
  g_assert_false (tb_enrol_policy_check (&policy, NULL));
  policy = make ("");
  policy.lifetime_us = -1;
  g_assert_false (tb_enrol_policy_check (&policy, NULL));
  policy = make ("");
  policy.jitter_us = G_MAXINT64;
  g_assert_false (tb_enrol_policy_check (&policy, NULL));
}

static void
mutated_text_never_passes_unchecked (void)
{
  TbStream stream;
  tb_stream_init (&stream, 1, "mutations");
  for (guint i = 0; i < 5000; i++)
    {
      char text[] = "protocol=scep first-proof=secret lifetime=30d renew-before=10d jitter=1d rekey=no retry=1m retry-most=1h offline=spread";
      for (guint j = 0; j < 2; j++)
        text[tb_stream_below (&stream, sizeof text - 1)] = (char) tb_stream_below (&stream, 256);
      TbEnrolPolicy policy;
      tb_enrol_policy_init (&policy);
      tb_enrol_policy_from_text (&policy, text, NULL);
      g_assert_true (tb_enrol_policy_check (&policy, NULL));
    }
}

/* --- when what is due --- */

static void
renewal_is_at_two_thirds (void)
{
  static const gint64 lifetimes[] = { 90 * TB_US_PER_DAY, TB_US_PER_DAY, TB_US_PER_MINUTE, 100000001, 1, 0 };
  TbEnrolPolicy policy = make ("");
  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    g_assert_cmpint (tb_enrol_policy_get_renewal_us (&policy, 1000, 1000 + lifetimes[i], 77), ==, 1000 + lifetimes[i] / 3 * 2);
}

static void
renewal_is_before_the_end (void)
{
  TbEnrolPolicy policy = make ("lifetime=90d renew-before=7d");
  gint64 end_us = 90 * TB_US_PER_DAY;
  g_assert_cmpint (tb_enrol_policy_get_renewal_us (&policy, 0, end_us, 5), ==, end_us - 7 * TB_US_PER_DAY);
  /* Of a certificate that is granted for less than that. */
  g_assert_cmpint (tb_enrol_policy_get_renewal_us (&policy, 0, 6 * TB_US_PER_DAY, 5), ==, 4 * TB_US_PER_DAY);
}

static void
jitter_comes_earlier_alone (void)
{
  TbEnrolPolicy policy = make ("lifetime=90d jitter=6d");
  gint64 due_us = 60 * TB_US_PER_DAY, earliest = G_MAXINT64, latest = 0;
  TbStream stream;
  tb_stream_init (&stream, 1, "draws");
  for (guint i = 0; i < 1000; i++)
    {
      guint64 draw = tb_stream_next (&stream);
      gint64 at_us = tb_enrol_policy_get_renewal_us (&policy, 0, 90 * TB_US_PER_DAY, draw);
      g_assert_cmpint (at_us, ==, tb_enrol_policy_get_renewal_us (&policy, 0, 90 * TB_US_PER_DAY, draw));
      earliest = MIN (earliest, at_us);
      latest = MAX (latest, at_us);
    }
  g_assert_cmpint (earliest, >=, due_us - policy.jitter_us);
  g_assert_cmpint (earliest, <, due_us - policy.jitter_us * 9 / 10);
  g_assert_cmpint (latest, <=, due_us);
  g_assert_cmpint (latest, >, due_us - policy.jitter_us / 10);
  /* Never before there is a certificate, however short it is. */
  g_assert_cmpint (tb_enrol_policy_get_renewal_us (&policy, 10, 10 + TB_US_PER_HOUR, (guint64) policy.jitter_us), ==, 10);
}

static void
retries_double (void)
{
  TbEnrolPolicy policy = make ("");
  for (guint n = 0; n < 70; n++)
    g_assert_cmpint (tb_enrol_policy_get_retry_us (&policy, n), ==, MIN (TB_US_PER_MINUTE << MIN (n, 20), TB_US_PER_DAY));
  g_assert_cmpint (tb_enrol_policy_get_retry_us (&policy, G_MAXUINT), ==, TB_US_PER_DAY);
}

static void
waits_grow_by_what_was_told_and_by_jitter (void)
{
  TbEnrolPolicy policy = make ("");
  g_assert_cmpint (tb_enrol_policy_get_wait_us (&policy, 2, 0, G_MAXUINT64), ==, 4 * TB_US_PER_MINUTE);
  g_assert_cmpint (tb_enrol_policy_get_wait_us (&policy, 0, TB_US_PER_HOUR, G_MAXUINT64), ==, TB_US_PER_HOUR);
  policy.jitter_us = 3 * TB_US_PER_MINUTE;
  for (guint64 draw = 0; draw < 1000; draw++)
    {
      gint64 short_us = tb_enrol_policy_get_wait_us (&policy, 0, 0, draw * 7919 * 7919), long_us = tb_enrol_policy_get_wait_us (&policy, 5, 0, draw * 7919 * 7919);
      g_assert_true (short_us >= TB_US_PER_MINUTE && short_us <= 2 * TB_US_PER_MINUTE);
      g_assert_true (long_us >= 32 * TB_US_PER_MINUTE && long_us <= 35 * TB_US_PER_MINUTE);
    }
}

static void
late_devices_ask_at_once_or_spread (void)
{
  TbEnrolPolicy at_once = make ("jitter=2h"), spread = make ("jitter=2h offline=spread");
  gint64 now_us = 5 * TB_US_PER_HOUR, end_us = 6 * TB_US_PER_HOUR;
  g_assert_cmpint (tb_enrol_policy_get_wake_us (&at_once, now_us, end_us, 12345), ==, now_us);
  g_assert_cmpint (tb_enrol_policy_get_wake_us (&spread, now_us, 90 * TB_US_PER_HOUR, 12345), ==, now_us + 12345);
  g_assert_cmpint (tb_enrol_policy_get_wake_us (&spread, now_us, now_us, 12345), ==, now_us);
  for (guint64 draw = 1; draw < G_MAXUINT64 / 3; draw *= 3)
    {
      gint64 at_us = tb_enrol_policy_get_wake_us (&spread, now_us, end_us, draw);
      g_assert_true (at_us >= now_us && at_us <= end_us);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enrol-policy/default-is-written", default_is_written);
  g_test_add_func ("/enrol-policy/every-word-is-read-back", every_word_is_read_back);
  g_test_add_func ("/enrol-policy/every-duration-is-read-back", every_duration_is_read_back);
  g_test_add_func ("/enrol-policy/every-part-is-told-apart", every_part_is_told_apart);
  g_test_add_func ("/enrol-policy/text-gives-the-same-policy", text_gives_the_same_policy);
  g_test_add_func ("/enrol-policy/text-changes-only-what-it-names", text_changes_only_what_it_names);
  g_test_add_func ("/enrol-policy/nonsense-is-refused", nonsense_is_refused);
  g_test_add_func ("/enrol-policy/parts-that-do-not-go-together-are-refused", parts_that_do_not_go_together_are_refused);
  g_test_add_func ("/enrol-policy/members-out-of-range-are-refused", members_out_of_range_are_refused);
  g_test_add_func ("/enrol-policy/mutated-text-never-passes-unchecked", mutated_text_never_passes_unchecked);
  g_test_add_func ("/enrol-policy/renewal-is-at-two-thirds", renewal_is_at_two_thirds);
  g_test_add_func ("/enrol-policy/renewal-is-before-the-end", renewal_is_before_the_end);
  g_test_add_func ("/enrol-policy/jitter-comes-earlier-alone", jitter_comes_earlier_alone);
  g_test_add_func ("/enrol-policy/retries-double", retries_double);
  g_test_add_func ("/enrol-policy/waits-grow-by-what-was-told-and-by-jitter", waits_grow_by_what_was_told_and_by_jitter);
  g_test_add_func ("/enrol-policy/late-devices-ask-at-once-or-spread", late_devices_ask_at_once_or_spread);
  return g_test_run ();
}
