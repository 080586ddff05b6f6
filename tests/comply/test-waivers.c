/* The life of a waiver: it is given, it ends, by itself or because somebody says so; and what is refused. A score never rises by one. */
#include "comply-fixture.h"

#include <string.h>

#include "tb-ask.h"

static const char *const lines[] = {
  "@10m waive provision=closed-doors group=meter until=20m reason='are replaced soon'",
  "@12m waive provision=unique-passwords device=meter-01 until=2029-03-01T08:30:00Z reason='alone: on a table'",
  "@15m unwaive provision=unique-passwords device=meter-01",
  "@16m waive provision=unique-passwords device=meter-02 until=18m reason=first",
  "@17m waive provision=unique-passwords device=meter-02 until=30m reason=second",
  "@21m waive provision=closed-doors device=meter-01 until=20m reason=late",
  "@21m waive provision=closed-doors device=meter-01 until=40m reason='  '",
  "@21m waive provision=closed-doors device=meter-01 until=soon reason=x",
  "@21m unwaive provision=closed-doors group=meter",
  NULL,
};

static TbRun *run;

static TbReview *
review_at (guint minutes, guint seconds)
{
  return fixture_review (run, minutes * TB_US_PER_MINUTE + seconds * TB_US_PER_SECOND);
}

static void
assert_doors (guint minutes, guint seconds, guint n_open, guint n_waived)
{
  g_autoptr (TbReview) review = review_at (minutes, seconds);
  const TbReviewRow *row = &review->rows[TB_PROVISION_CLOSED_DOORS];

  g_assert_cmpuint (row->n_open, ==, n_open);
  g_assert_cmpuint (row->n_waived, ==, n_waived);
  g_assert_cmpuint (row->findings->len, ==, n_open + n_waived);
}

static void
a_group_is_let_off_until_the_end (void)
{
  assert_doors (9, 59, 3, 0);
  assert_doors (10, 0, 0, 3);
  assert_doors (19, 59, 0, 3);
  assert_doors (20, 0, 3, 0);     /* an ended waiver is a finding again */
}

static const TbWaiver *
waiver_of (const TbReview *review, const char *name)
{
  const TbReviewFinding *finding = fixture_find (review, TB_PROVISION_UNIQUE_PASSWORDS, name);

  g_assert_nonnull (finding);
  return finding->waiver;
}

static void
one_device_is_let_off_and_no_longer (void)
{
  g_autoptr (TbReview) while_it_stands = review_at (14, 0), after = review_at (15, 0);

  g_assert_nonnull (waiver_of (while_it_stands, "meter-01"));
  g_assert_cmpstr (waiver_of (while_it_stands, "meter-01")->reason, ==, "alone: on a table");
  g_assert_cmpint (waiver_of (while_it_stands, "meter-01")->until_us, ==, 30 * TB_US_PER_MINUTE);
  g_assert_null (waiver_of (while_it_stands, "meter-02"));
  g_assert_null (waiver_of (after, "meter-01"));
}

static void
a_second_one_takes_the_place_of_the_first (void)
{
  g_autoptr (TbReview) first = review_at (16, 30), second = review_at (18, 30);

  g_assert_cmpstr (waiver_of (first, "meter-02")->reason, ==, "first");
  g_assert_cmpstr (waiver_of (second, "meter-02")->reason, ==, "second");
  g_assert_cmpuint (second->waivers->len, ==, 4);
}

/* Of unique-passwords three meters and two cameras, of closed-doors three meters break it, waived or not. */
static void
the_score_does_not_rise (void)
{
  g_autoptr (TbReview) before = review_at (9, 59), during = review_at (10, 0);

  g_assert_cmpfloat (during->scores[TB_STANDARD_ETSI].met, ==, before->scores[TB_STANDARD_ETSI].met);
  g_assert_cmpfloat (during->scores[TB_STANDARD_ETSI].met_or_waived, >, during->scores[TB_STANDARD_ETSI].met);
  g_assert_cmpfloat (before->scores[TB_STANDARD_ETSI].met_or_waived, ==, before->scores[TB_STANDARD_ETSI].met);
  g_assert_cmpuint (during->n_open + during->n_waived, ==, before->n_open);
}

static void
what_makes_no_sense_is_refused (void)
{
  static const char *const reasons[] = { "cannot be let off until a time that has passed", "a waiver needs a reason", "until must be a time of the run", "is not let off from that now" };
  g_autoptr (TbAsk) ask = tb_ask_new (run);
  const TbAskOptions options = { .time_us = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAnswer) answer = tb_ask_query (ask, "SELECT reason FROM command WHERE is_refused ORDER BY number", &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tb_answer_get_n_rows (answer), ==, G_N_ELEMENTS (reasons));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_assert_nonnull (strstr (tb_answer_get (answer, i, 0)->text, reasons[i]));
}

static void
what_cannot_be_read_is_refused (void)
{
  static const struct { const char *line; const char *complaint; } cases[] = {
    { "waive provision=nothing device=meter-01 until=1d reason=x", "provision must be unique-passwords or " },
    { "waive provision=closed-doors until=1d reason=x", "waive needs either device= or group=" },
    { "waive provision=closed-doors device=nobody until=1d reason=x", "there is no \"nobody\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (cases[i].line, &error);

      g_assert_no_error (error);
      g_assert_false (tb_command_check (command, tb_run_get_fleet (run), &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].complaint));
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  run = fixture_play (lines, 25 * TB_US_PER_MINUTE, 1);
  g_test_add_func ("/comply/waivers/group", a_group_is_let_off_until_the_end);
  g_test_add_func ("/comply/waivers/device", one_device_is_let_off_and_no_longer);
  g_test_add_func ("/comply/waivers/again", a_second_one_takes_the_place_of_the_first);
  g_test_add_func ("/comply/waivers/score", the_score_does_not_rise);
  g_test_add_func ("/comply/waivers/refused", what_makes_no_sense_is_refused);
  g_test_add_func ("/comply/waivers/unreadable", what_cannot_be_read_is_refused);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
