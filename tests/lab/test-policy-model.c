/* What would come of a policy: cases whose outcome can be worked out by hand, and properties that hold whatever the terms. */
#include "tb-policy-model.h"
#include "tb-stream.h"
#include "tb-units.h"

#include <string.h>

#define DAY TB_US_PER_DAY
#define HOUR TB_US_PER_HOUR

static TbPolicyTerms
begin (const char *policy, guint n_devices, gint64 span_us)
{
  TbPolicyTerms terms = { .n_devices = n_devices, .span_us = span_us, .n_thefts = 4000, .seed = 7 };
  g_autoptr (GError) error = NULL;

  tb_enrol_policy_init (&terms.policy);
  tb_enrol_policy_from_text (&terms.policy, policy, &error);
  g_assert_no_error (error);
  return terms;
}

static TbPolicyOutcome
play (const TbPolicyTerms *terms)
{
  g_autoptr (GError) error = NULL;
  TbPolicyOutcome outcome;

  tb_policy_terms_check (terms, &error);
  g_assert_no_error (error);
  g_assert_true (tb_policy_model_play (terms, &outcome, NULL));
  return outcome;
}

static void
assert_near (gint64 value, gint64 expected, gint64 percent)
{
  g_assert_cmpint (ABS (value - expected) * 100, <=, expected * percent);
}

/* Renewed every 60 days: six times in a year, all in the same second. */
static void
without_jitter_the_wave_is_as_high_as_the_fleet (void)
{
  TbPolicyTerms terms = begin ("lifetime=90d", 500, 365 * DAY);
  TbPolicyOutcome outcome = play (&terms);

  g_assert_cmpuint (outcome.n_enrolments, ==, 500);
  g_assert_cmpuint (outcome.n_renewals, ==, 6 * 500);
  g_assert_cmpuint (outcome.peak, ==, 500);
  g_assert_cmpuint (outcome.n_outages, ==, 0);
  g_assert_cmpint (outcome.outage_us, ==, 0);
  g_assert_cmpuint (outcome.valid[TB_POLICY_MODEL_BINS - 1], ==, 500);
}

/* Spread over ten days, a bin of a day and a half holds less than a fifth of them. */
static void
jitter_flattens_the_wave (void)
{
  TbPolicyTerms terms = begin ("lifetime=90d jitter=10d", 500, 365 * DAY);
  TbPolicyOutcome outcome;

  terms.spread_us = 10 * DAY;
  outcome = play (&terms);
  g_assert_cmpuint (outcome.peak, <, 130);
  g_assert_cmpuint (outcome.n_outages, ==, 0);
}

/* A day: 547 renewals a year, and a stolen key is good for two thirds of a day. 398 days: one renewal, and most of a year. */
static void
short_life_costs_messages_and_long_life_exposure (void)
{
  TbPolicyTerms day = begin ("lifetime=1d renewal-proof=attestation", 20, 365 * DAY), year = begin ("lifetime=398d renewal-proof=attestation", 20, 365 * DAY);
  TbPolicyOutcome shorter = play (&day), longer = play (&year);

  g_assert_cmpuint (shorter.n_renewals, ==, 547 * 20);
  g_assert_cmpuint (longer.n_renewals, ==, 20);
  g_assert_cmpuint (shorter.n_stolen, ==, 4000);
  assert_near (shorter.exposure_us, DAY * 2 / 3, 4);
  assert_near (longer.exposure_us, 288 * DAY, 4);
  g_assert_cmpint (shorter.longest_us, <=, DAY);
  g_assert_cmpint (longer.longest_us, <=, 398 * DAY);
  g_assert_cmpint (shorter.renewed_us, ==, shorter.exposure_us);
}

static void
who_can_renew_with_a_stolen_key_keeps_it_for_ever (void)
{
  TbPolicyTerms terms = begin ("lifetime=1d renewal-proof=certificate", 5, 30 * DAY);

  g_assert_cmpint (play (&terms).renewed_us, ==, TB_POLICY_FOR_EVER);
  g_assert_cmpint (play (&terms).exposure_us, <, DAY);
  terms = begin ("lifetime=1d renewal-proof=factory rekey=no", 5, 30 * DAY);
  g_assert_cmpint (play (&terms).exposure_us, ==, TB_POLICY_FOR_EVER);
}

/* Renewal is due four days and two thirds before the end, and the authority is down for seven: who was due in the first two and a third days of that is
 * lost, a quarter of all. Thirty days have ten to spare. */
static void
week_without_authority_loses_who_had_less_than_a_week_to_spare (void)
{
  TbPolicyTerms terms = begin ("lifetime=14d retry-most=1h first-proof=secret", 1000, 60 * DAY);
  TbPolicyOutcome outcome;

  terms.spread_us = 14 * DAY * 2 / 3;
  terms.down_from_us = 20 * DAY;
  terms.down_to_us = 27 * DAY;
  outcome = play (&terms);
  assert_near (outcome.n_lost, 250, 12);
  g_assert_cmpuint (outcome.n_outages, ==, outcome.n_lost);
  g_assert_cmpuint (outcome.valid[TB_POLICY_MODEL_BINS - 1], ==, 1000 - outcome.n_lost);
  terms.policy.first = TB_FIRST_FACTORY;
  outcome = play (&terms);
  g_assert_cmpuint (outcome.n_lost, ==, 0);
  assert_near ((gint64) outcome.n_outages, 250, 12);
  g_assert_cmpint (outcome.outage_us, <=, 250 * 2 * DAY);
  terms.policy.lifetime_us = 30 * DAY;
  g_assert_cmpuint (play (&terms).n_outages, ==, 0);
}

/* Asleep for a hundred days at a time: ninety are not enough, 398 are. */
static void
sleepers_need_long_lives (void)
{
  TbPolicyTerms terms = begin ("lifetime=90d first-proof=secret", 100, 730 * DAY);
  TbPolicyOutcome outcome;

  terms.sleep_us = 100 * DAY;
  terms.wake_us = HOUR;
  outcome = play (&terms);
  g_assert_cmpuint (outcome.n_lost, ==, 100);
  g_assert_cmpuint (outcome.n_renewals, ==, 0);
  terms.policy.first = TB_FIRST_FACTORY;
  outcome = play (&terms);
  g_assert_cmpuint (outcome.n_lost, ==, 0);
  g_assert_cmpuint (outcome.n_outages, >=, 600);
  terms.policy.lifetime_us = 398 * DAY;
  g_assert_cmpuint (play (&terms).n_outages, ==, 0);
}

/* One a minute: a hundred that ask at once are turned away together and come back together, each time twice as late; those that are spread find hardly
 * anybody before them. */
static void
slow_authority_turns_a_herd_away (void)
{
  TbPolicyTerms terms = begin ("lifetime=30d", 100, 45 * DAY), spread;
  TbPolicyOutcome herd, calm;

  terms.serves = 60;
  herd = play (&terms);
  g_assert_cmpuint (herd.n_unanswered, >=, 99);
  g_assert_cmpuint (herd.n_enrolments, <, 50);
  spread = terms;
  spread.spread_us = 10 * DAY;
  spread.policy.jitter_us = 5 * DAY;
  calm = play (&spread);
  g_assert_cmpuint (calm.n_enrolments, ==, 100);
  g_assert_cmpuint (calm.n_outages, ==, 0);
  g_assert_cmpuint (calm.n_unanswered, <, herd.n_unanswered / 5);
}

static void
same_terms_give_the_same_outcome (void)
{
  TbPolicyTerms terms = begin ("lifetime=30d jitter=2d offline=spread", 50, 90 * DAY);
  TbPolicyOutcome one, other;

  terms.sleep_us = 20 * HOUR;
  terms.wake_us = 4 * HOUR;
  one = play (&terms);
  other = play (&terms);
  g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
  terms.seed++;
  other = play (&terms);
  g_assert_cmpint (memcmp (&one, &other, sizeof one), !=, 0);
}

/* Whatever is asked: every request is counted once, and nobody is without for longer than there is time. */
static void
figures_add_up_whatever_is_asked (void)
{
  TbStream chance;

  tb_stream_init (&chance, 11, "terms");
  for (guint round = 0; round < 60; round++)
    {
      TbPolicyTerms terms = begin ("jitter=1h", 1 + (guint) tb_stream_below (&chance, 40), (10 + (gint64) tb_stream_below (&chance, 200)) * DAY);
      TbPolicyOutcome outcome;
      guint64 n_asked = 0;

      terms.policy.lifetime_us = (1 + (gint64) tb_stream_below (&chance, 60)) * DAY;
      terms.policy.first = (TbFirstProof) tb_stream_below (&chance, TB_FIRST_N);
      terms.policy.offline = (TbOffline) tb_stream_below (&chance, TB_OFFLINE_N);
      terms.sleep_us = (gint64) tb_stream_below (&chance, 3) * 9 * HOUR;
      terms.wake_us = HOUR;
      terms.spread_us = (gint64) tb_stream_below (&chance, 2) * DAY;
      terms.down_from_us = (gint64) tb_stream_below (&chance, 50) * DAY;
      terms.down_to_us = terms.down_from_us + (gint64) tb_stream_below (&chance, 20) * DAY;
      terms.serves = tb_stream_below (&chance, 2) * 600;
      outcome = play (&terms);
      for (guint i = 0; i < TB_POLICY_MODEL_BINS; i++)
        {
          n_asked += outcome.asked[i];
          g_assert_cmpuint (outcome.valid[i], <=, terms.n_devices);
        }
      g_assert_cmpuint (n_asked, ==, outcome.n_enrolments + outcome.n_renewals + outcome.n_unanswered);
      g_assert_cmpuint (outcome.n_lost, <=, MIN (outcome.n_outages, terms.n_devices));
      g_assert_cmpint (outcome.outage_us, <=, terms.span_us * terms.n_devices);
      g_assert_cmpint (outcome.exposure_us, <=, outcome.longest_us);
      g_assert_cmpuint (outcome.n_stolen, <=, terms.n_thefts);
    }
}

static void
terms_that_make_no_sense_are_refused (void)
{
  static const struct { const char *name; gsize offset; gint64 value; } rows[] = {
    { "sleep", G_STRUCT_OFFSET (TbPolicyTerms, sleep_us), -1 },
    { "asleep for ever", G_STRUCT_OFFSET (TbPolicyTerms, sleep_us), DAY },
    { "spread", G_STRUCT_OFFSET (TbPolicyTerms, spread_us), -1 },
    { "span", G_STRUCT_OFFSET (TbPolicyTerms, span_us), 0 },
    { "span too long", G_STRUCT_OFFSET (TbPolicyTerms, span_us), TB_UNITS_MAX_US },
    { "down", G_STRUCT_OFFSET (TbPolicyTerms, down_from_us), DAY },
    { "down before", G_STRUCT_OFFSET (TbPolicyTerms, down_from_us), -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbPolicyTerms terms = begin ("lifetime=1d", 2000, 30 * DAY);
      g_autoptr (GError) error = NULL;

      *(gint64 *) G_STRUCT_MEMBER_P (&terms, rows[i].offset) = rows[i].value;
      g_test_message ("%s", rows[i].name);
      g_assert_false (tb_policy_terms_check (&terms, &error));
      g_assert_true (error->domain == TB_ENROL_POLICY_ERROR);
    }
  for (guint n = 0; n <= 2001; n += 2001)
    {
      TbPolicyTerms terms = begin ("lifetime=1d", n, 30 * DAY);

      g_assert_false (tb_policy_terms_check (&terms, NULL));
    }
}

static void
cancelled_model_says_so (void)
{
  TbPolicyTerms terms = begin ("lifetime=1d", 100, 30 * DAY);
  TbPolicyOutcome outcome;
  gint cancelled = 1;

  g_assert_false (tb_policy_model_play (&terms, &outcome, &cancelled));
}

int
main (int argc, char **argv)
{
#define FACT(name) g_test_add_func ("/policy-model/" #name, name)
  g_test_init (&argc, &argv, NULL);
  FACT (without_jitter_the_wave_is_as_high_as_the_fleet);
  FACT (jitter_flattens_the_wave);
  FACT (short_life_costs_messages_and_long_life_exposure);
  FACT (who_can_renew_with_a_stolen_key_keeps_it_for_ever);
  FACT (week_without_authority_loses_who_had_less_than_a_week_to_spare);
  FACT (sleepers_need_long_lives);
  FACT (slow_authority_turns_a_herd_away);
  FACT (same_terms_give_the_same_outcome);
  FACT (figures_add_up_whatever_is_asked);
  FACT (terms_that_make_no_sense_are_refused);
  FACT (cancelled_model_says_so);
#undef FACT
  return g_test_run ();
}
