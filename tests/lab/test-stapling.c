/* A broker that staples, and locks that want it to different degrees: what each does while the responder lives, when it is dead, and after. */
#include "story.h"

#include <string.h>

#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define UNSATISFIED_ALERT 113

static const char house[] =
  "<scenario id='house' seed='9' start='2026-03-02T06:00:00Z' duration='4h'><title>House</title><description>D</description>\n"
  "<authority name='ca' profile='server' ocsp='1h'><label>CA</label></authority>\n"
  "<broker name='broker' authority='ca' clients='certificate' topics='home/{name}/#' profile='server' staple='must'><label>Broker</label></broker>\n"
  "<broker name='plain' authority='ca' clients='certificate' topics='home/{name}/#' profile='server'><label>Broker</label></broker>\n"
  "<gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='ca' start='0s'><label>Gateway</label></gateway>\n"
  "<devices name='easy' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='broker' start='5s'><label>Lock</label></devices>\n"
  "<devices name='careful' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='broker' start='6s' staple='check'><label>Lock</label></devices>\n"
  "<devices name='strict' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='broker' start='7s' staple='require'><label>Lock</label></devices>\n"
  "<devices name='other' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='ca' service='plain' start='8s' staple='check'><label>Lock</label></devices>\n"
  "<story>\n"
  "<command at='40m'>responder authority=ca state=off</command>\n"
  "<command at='1h20m'>connect device=strict</command>\n"
  "<command at='1h40m'>connect device=easy</command>\n"
  "<command at='1h42m'>connect device=careful</command>\n"
  "<command at='1h44m'>connect device=strict</command>\n"
  "<command at='1h50m'>responder authority=ca state=on</command>\n"
  "<command at='2h10m'>connect device=careful</command>\n"
  "</story></scenario>\n";

static void
broker_asks_about_itself (void)
{
  const TbRecord *answered = NULL;

  g_assert_cmpuint (story_count (TB_RECORD_OCSP_ANSWERED, "broker", 0, 40 * MINUTE, &answered), ==, 2);
  g_assert_cmpint (answered->time_us, <, TB_US_PER_SECOND);
  g_assert_cmpuint (answered->object, ==, answered->subject);
  g_assert_cmpint (answered->value, ==, HOUR);
  g_assert_cmpuint (answered->detail, ==, TB_OCSP_GOOD);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_UNANSWERED, "broker", 0, 4 * HOUR, NULL), ==, 2);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_UNANSWERED, "broker", HOUR, 2 * HOUR, NULL), ==, 2);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_ANSWERED, "plain", 0, 4 * HOUR, NULL), ==, 0);
}

/* A lock's first handshake is with its authority, which staples nothing; the second is with its broker. */
static void
everybody_connects_at_first (void)
{
  static const char *const names[] = { "easy", "careful", "strict", "other" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_COMPLETED, names[i], 0, MINUTE, NULL), ==, 2);
      g_assert_cmpuint (story_count (TB_RECORD_HANDSHAKE_REFUSED, names[i], 0, HOUR, NULL), ==, 0);
    }
}

static void
staple_outlives_the_responder_for_a_while (void)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at ("strict", 80 * MINUTE, TRUE);
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);

  g_assert_nonnull (staple);
}

static void
assert_refused_by_lock (const char *name, gint64 at_us)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at (name, at_us, FALSE);

  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent, ==, UNSATISFIED_ALERT);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->alert_received, ==, UNSATISFIED_ALERT);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "status-unknown");
}

static void
once_it_is_stale_who_asks_refuses_the_broker (void)
{
  g_autoptr (TbTranscript) easy = story_handshake_at ("easy", 100 * MINUTE, TRUE);

  g_assert_null (tb_transcript_get_staple (easy));
  assert_refused_by_lock ("careful", 102 * MINUTE);
  assert_refused_by_lock ("strict", 104 * MINUTE);
}

static void
with_the_responder_back_all_is_well (void)
{
  g_autoptr (TbTranscript) transcript = story_handshake_at ("careful", 130 * MINUTE, TRUE);

  g_assert_nonnull (transcript);
  g_assert_cmpuint (story_count (TB_RECORD_OCSP_ANSWERED, "broker", 2 * HOUR, 2 * HOUR + MINUTE, NULL), ==, 1);
}

static void
mistakes_are_told (void)
{
  story_assert_wrong (house, " ocsp='1h'", "", "staple needs an authority with a responder");
  story_assert_wrong (house, "staple='must'", "staple='often'", "staple must be one of no, yes, must");
  story_assert_wrong (house, "staple='check'", "staple='yes'", "staple must be one of none, check, require");
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  story_play (tb_scenario_new_from_data (house, strlen (house), "house.xml", &error), error);
  g_test_add_func ("/lab/stapling/asks", broker_asks_about_itself);
  g_test_add_func ("/lab/stapling/first", everybody_connects_at_first);
  g_test_add_func ("/lab/stapling/fresh", staple_outlives_the_responder_for_a_while);
  g_test_add_func ("/lab/stapling/stale", once_it_is_stale_who_asks_refuses_the_broker);
  g_test_add_func ("/lab/stapling/back", with_the_responder_back_all_is_well);
  g_test_add_func ("/lab/stapling/mistakes", mistakes_are_told);
  status = g_test_run ();
  tb_run_unref (run);
  return status;
}
