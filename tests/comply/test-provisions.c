/* Each provision in a fleet that meets it and in one that does not; and the score, by hand. */
#include "comply-fixture.h"

#include "tb-ask.h"

#define SOON_US (10 * TB_US_PER_MINUTE + 30 * TB_US_PER_SECOND)
#define LATE_US (30 * TB_US_PER_HOUR)

static const char *const lines[] = {
  "@10m verify device=meter-01 state=off", "@10m steal-key device=meter-02 thief=camera-02", "@10m revoke device=meter-03 reason=keyCompromise",
  "@10m update-firmware device=meter-01 version=3 image=wrong-key", "@20m outage authority=authority state=on", NULL,
};

static TbRun *run;

static const struct
{
  TbProvision provision;
  const char *breaks;
  const char *meets;
  gint64 time_us;
} cases[] = {
  { TB_PROVISION_UNIQUE_PASSWORDS, "meter-01", "lock-01", SOON_US }, { TB_PROVISION_TIMELY_UPDATES, "meter-02", "lock-01", SOON_US },
  { TB_PROVISION_VERIFIED_UPDATES, "meter-01", "meter-02", SOON_US }, { TB_PROVISION_STORED_KEYS, "meter-01", "lock-01", SOON_US },
  { TB_PROVISION_OWN_KEYS, "plug-01", "lock-01", SOON_US }, { TB_PROVISION_PROTECTED_TALK, "camera-01", "lock-01", SOON_US },
  { TB_PROVISION_VERIFIED_PEERS, "meter-01", "lock-01", SOON_US }, { TB_PROVISION_MANAGED_BY_PROOF, "meter-01", "lock-01", SOON_US },
  { TB_PROVISION_HIDDEN_PASSWORDS, "camera-01", "lock-01", SOON_US }, { TB_PROVISION_CLOSED_DOORS, "meter-01", "lock-01", SOON_US },
  { TB_PROVISION_KEY_STRENGTH, "meter-01", "lock-01", SOON_US }, { TB_PROVISION_CRYPTOPERIOD, "meter-01", "lock-01", SOON_US },
  { TB_PROVISION_COMPROMISED_KEYS, "meter-02", "lock-01", SOON_US }, { TB_PROVISION_IN_TIME, "tag", "lock-01", LATE_US },
  { TB_PROVISION_NOT_REVOKED, "meter-03", "lock-01", SOON_US }, { TB_PROVISION_FRESH_LISTS, "authority", "lock-01", LATE_US },
  { TB_PROVISION_IOT_PROFILE, "meter-01", "broker", SOON_US }, { TB_PROVISION_FACTORY_IDENTITY, "meter-01", "lock-01", SOON_US },
  { TB_PROVISION_LOCAL_IDENTITY, "camera-01", "lock-01", SOON_US },
};

static void
each_is_met_and_is_not (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TbReview) review = fixture_review (run, cases[i].time_us);
      const TbReviewRow *row = &review->rows[cases[i].provision];

      g_test_message ("%s: %u of %u", tb_provision_codes[cases[i].provision], row->findings->len, row->n_scope);
      g_assert_nonnull (fixture_find (review, cases[i].provision, cases[i].breaks));
      g_assert_null (fixture_find (review, cases[i].provision, cases[i].meets));
      g_assert_cmpuint (row->n_open, ==, row->findings->len);
      g_assert_cmpuint (row->n_scope, >=, row->findings->len);
    }
}

/* No authority of the lab issues what is malformed, so nobody can be found; certificates are asked all the same. */
static void
well_formed_ones_are_asked (void)
{
  g_autoptr (TbReview) review = fixture_review (run, SOON_US);

  g_assert_cmpuint (review->rows[TB_PROVISION_WELL_FORMED].n_scope, >, 8);
  g_assert_cmpuint (review->rows[TB_PROVISION_WELL_FORMED].findings->len, ==, 0);
}

/* The visitor's laptop has no identity, an open port and a password of the factory, but its owner has no duty towards these standards here. */
static void
who_is_not_on_the_list_is_not_asked (void)
{
  g_autoptr (TbReview) review = fixture_review (run, SOON_US);

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    g_assert_null (fixture_find (review, (TbProvision) i, "laptop"));
}

static void
every_question_can_be_asked (void)
{
  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    {
      const TbRequirement *requirement = tb_requirement_get ((TbProvision) i);
      g_autoptr (GError) error = NULL;

      g_assert_true (tb_ask_check (requirement->scope, NULL, &error));
      g_assert_true (requirement->findings == NULL || tb_ask_check (requirement->findings, NULL, &error));
      g_assert_no_error (error);
      g_assert_true ((requirement->findings == NULL) != (requirement->rules == NULL));
    }
}

/* --- scores --- */

/* IEEE 802.1AR: two provisions of weight 2 each. 12 devices; three meters and two cameras have no factory identity, two cameras none of their owner's. */
static void
the_score_is_as_by_hand (void)
{
  g_autoptr (TbReview) review = fixture_review (run, SOON_US);
  double by_hand = 100.0 * (2.0 * 7 / 12 + 2.0 * 10 / 12) / 4;

  g_assert_cmpuint (review->rows[TB_PROVISION_FACTORY_IDENTITY].n_scope, ==, 12);
  g_assert_cmpuint (review->rows[TB_PROVISION_LOCAL_IDENTITY].n_scope, ==, 12);
  g_assert_cmpfloat_with_epsilon (review->scores[TB_STANDARD_IEEE].met, by_hand, 1e-9);
  g_assert_cmpfloat_with_epsilon (review->scores[TB_STANDARD_IEEE].met_or_waived, by_hand, 1e-9);
}

/* Nobody is there yet: what is asked of nobody has no part in a score. */
static void
what_is_asked_of_nobody_does_not_count (void)
{
  g_autoptr (TbReview) review = fixture_review (run, 0);

  g_assert_cmpuint (review->rows[TB_PROVISION_KEY_STRENGTH].n_scope, <=, 3);
  g_assert_cmpuint (review->rows[TB_PROVISION_IN_TIME].n_scope, ==, 0);
  g_assert_cmpfloat (review->overall.met, >, 0);
  g_assert_cmpfloat (review->overall.met, <=, 100);
}

static void
looking_in_any_order_finds_the_same (void)
{
  g_autoptr (TbCompliance) compliance = tb_compliance_new (run);
  g_autoptr (TbRun) other = fixture_play (lines, LATE_US, 2);
  g_autoptr (TbCompliance) of_other = tb_compliance_new (other);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbReview) late = tb_compliance_review (compliance, LATE_US, NULL, &error);
  g_autoptr (GArray) trend = tb_compliance_trend (compliance, LATE_US, 5, NULL, &error);
  g_autoptr (GArray) again = tb_compliance_trend (of_other, LATE_US, 5, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (trend->len, ==, 5);
  g_assert_cmpmem (trend->data, trend->len * sizeof (TbTrendPoint), again->data, again->len * sizeof (TbTrendPoint));
  g_assert_cmpint (g_array_index (trend, TbTrendPoint, 4).time_us, ==, LATE_US);
  g_assert_cmpuint (g_array_index (trend, TbTrendPoint, 4).n_open, ==, late->n_open);
  g_assert_cmpfloat (g_array_index (trend, TbTrendPoint, 4).met[TB_N_STANDARDS], ==, late->overall.met);
}

static void
it_can_be_given_up (void)
{
  g_autoptr (TbCompliance) compliance = tb_compliance_new (run);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tb_compliance_review (compliance, SOON_US, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  run = fixture_play (lines, LATE_US, 1);
  g_test_add_func ("/comply/provisions/met-and-not", each_is_met_and_is_not);
  g_test_add_func ("/comply/provisions/well-formed", well_formed_ones_are_asked);
  g_test_add_func ("/comply/provisions/stranger", who_is_not_on_the_list_is_not_asked);
  g_test_add_func ("/comply/provisions/questions", every_question_can_be_asked);
  g_test_add_func ("/comply/provisions/score", the_score_is_as_by_hand);
  g_test_add_func ("/comply/provisions/nobody", what_is_asked_of_nobody_does_not_count);
  g_test_add_func ("/comply/provisions/same", looking_in_any_order_finds_the_same);
  g_test_add_func ("/comply/provisions/cancelled", it_can_be_given_up);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
