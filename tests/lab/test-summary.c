/* The figures of a run agree with its journal. */
#include "tb-summary.h"

#include <string.h>

#include "tb-traffic.h"
#include "tb-transcript.h"
#include "tb-units.h"

#define UNTIL_US (6 * TB_US_PER_MINUTE)

static TbRun *
new_played (guint64 seed)
{
  g_autoptr (TbScenario) house = tb_scenario_load ("smart-home", NULL);
  TbRunOptions options = { .has_seed = TRUE, .seed = seed, .until_us = UNTIL_US, .n_threads = 2 };
  TbRun *run = tb_run_new (house, &options, NULL, NULL);

  tb_run_set_target (run, UNTIL_US);
  tb_run_wait (run, UNTIL_US);
  return run;
}

static guint64
count (TbJournal *journal, TbRecordKind kind)
{
  guint64 n = 0;

  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    n += tb_journal_get (journal, i)->kind == kind;
  return n;
}

static void
figures_are_those_of_the_journal (void)
{
  g_autoptr (TbRun) run = new_played (42);
  g_autoptr (TbSummary) summary = tb_summary_new (run);
  TbJournal *journal = tb_run_get_journal (run);
  guint32 n_identities = 0, n_healths = 0;
  guint64 n_reasons = 0;

  g_assert_cmpint (summary->simulated_us, ==, UNTIL_US);
  g_assert_cmpuint (summary->n_records, ==, tb_journal_get_length (journal));
  g_assert_cmpuint (summary->devices, ==, 64);
  g_assert_cmpuint (summary->certificates_issued, ==, count (journal, TB_RECORD_CERTIFICATE_ISSUED));
  g_assert_cmpuint (summary->handshakes_ok, ==, count (journal, TB_RECORD_HANDSHAKE_COMPLETED));
  g_assert_cmpuint (summary->handshakes_refused, ==, count (journal, TB_RECORD_HANDSHAKE_REFUSED));
  g_assert_cmpuint (summary->publishes_refused, ==, count (journal, TB_RECORD_PUBLISH_REFUSED));
  g_assert_cmpuint (summary->credentials_seen, ==, count (journal, TB_RECORD_CREDENTIAL_SEEN));
  g_assert_cmpuint (summary->commands_refused, ==, 0);
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    n_identities += summary->by_identity[i];
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    n_healths += summary->by_health[i];
  for (guint i = 0; i < summary->by_reason->len; i++)
    n_reasons += g_array_index (summary->by_reason, TbReasonCount, i).count;
  g_assert_cmpuint (n_identities, ==, 64);
  g_assert_cmpuint (n_healths, ==, 64);
  g_assert_cmpuint (n_reasons, ==, summary->handshakes_refused);
}

static void
bytes_are_those_on_the_wire (void)
{
  g_autoptr (TbRun) run = new_played (42);
  g_autoptr (TbSummary) summary = tb_summary_new (run);
  TbJournal *journal = tb_run_get_journal (run);
  g_autoptr (GArray) packets = tb_traffic_collect (tb_run_get_fleet (run), journal, -1, UNTIL_US, G_MAXUINT);
  guint64 plain = 0, sealed = 0, flights = 0;

  for (guint i = 0; i < packets->len; i++)
    {
      const TbPacket *packet = &g_array_index (packets, TbPacket, i);
      g_autoptr (GBytes) wire = tb_traffic_dup_wire (tb_run_get_fleet (run), journal, packet, NULL);

      *(packet->kind == TB_PACKET_FLIGHT ? &flights : packet->is_protected ? &sealed : &plain) += g_bytes_get_size (wire);
    }
  g_assert_cmpuint (plain, ==, summary->bytes_plain);
  g_assert_cmpuint (sealed, ==, summary->bytes_protected);
  /* A handshake that is under way when the run ends counts in neither. */
  g_assert_cmpuint (summary->bytes_handshakes, <=, flights);
  g_assert_cmpuint (summary->bytes_handshakes, >, flights - 20000);
}

static gboolean
is_digest (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static void
another_seed_is_another_run (void)
{
  g_autoptr (TbRun) one = new_played (1), same = new_played (1), other = new_played (2);
  g_autoptr (TbSummary) a = tb_summary_new (one), b = tb_summary_new (same), c = tb_summary_new (other);

  g_assert_true (is_digest (a->journal_sha256) && is_digest (a->outcome_sha256));
  g_assert_cmpstr (a->journal_sha256, ==, b->journal_sha256);
  g_assert_cmpstr (a->outcome_sha256, ==, b->outcome_sha256);
  g_assert_cmpstr (a->journal_sha256, !=, c->journal_sha256);
  g_assert_cmpstr (a->outcome_sha256, !=, c->outcome_sha256);
  g_assert_cmpstr (a->journal_sha256, !=, a->outcome_sha256);
}

static void
a_run_that_has_not_begun_is_summed_up_too (void)
{
  g_autoptr (TbScenario) house = tb_scenario_load ("smart-home", NULL);
  g_autoptr (TbRun) run = tb_run_new (house, NULL, NULL, NULL);
  g_autoptr (TbSummary) summary = tb_summary_new (run);

  g_assert_cmpint (summary->simulated_us, ==, 0);
  g_assert_cmpuint (summary->devices, ==, 64);
  g_assert_cmpuint (summary->handshakes_ok, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/summary/figures", figures_are_those_of_the_journal);
  g_test_add_func ("/summary/bytes", bytes_are_those_on_the_wire);
  g_test_add_func ("/summary/seeds", another_seed_is_another_run);
  g_test_add_func ("/summary/beginning", a_run_that_has_not_begun_is_summed_up_too);
  return g_test_run ();
}
