/* What follows from one secret that leaks: downwards everything, upwards nothing, and only as far as the messages that are hashed can be read. */
#include "schedule-fixture.h"

#include "tb-reach.h"

enum { WAY_13 = 0 };

static TbTranscript *
shake_13 (TlsFixture *fixture, const char *name)
{
  return schedule_shake (fixture, &schedule_ways[WAY_13], NULL, TRUE, name);
}

static TbReach *
leak (const TbSchedule *schedule, TbTranscript *transcript, const char *code)
{
  int step = tb_schedule_find (schedule, code);

  g_assert_cmpint (step, >=, 0);
  return tb_reach_new (schedule, transcript, step);
}

static gboolean
knows (const TbReach *reach, const TbSchedule *schedule, const char *code)
{
  return tb_reach_knows (reach, (guint) tb_schedule_find (schedule, code));
}

static void
nothing_opens_without_a_leak (gconstpointer data)
{
  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (TbTranscript) transcript = schedule_shake ((TlsFixture *) data, &schedule_ways[i], NULL, TRUE, "closed");
      g_autoptr (TbSchedule) schedule = schedule_compute ((TlsFixture *) data, transcript, NULL);
      g_autoptr (TbReach) reach = tb_reach_new (schedule, transcript, -1);

      g_assert_cmpuint (reach->n_opened, ==, 0);
      g_assert_cmpuint (reach->n_sealed, >, 1);
      g_assert_true (tb_reach_reads (reach, 0));
      g_assert_false (tb_reach_reads (reach, tb_transcript_get_n_messages (transcript) - 1));
    }
}

static void
the_shared_secret_opens_everything (gconstpointer data)
{
  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (TbTranscript) transcript = schedule_shake ((TlsFixture *) data, &schedule_ways[i], NULL, TRUE, "open");
      g_autoptr (TbSchedule) schedule = schedule_compute ((TlsFixture *) data, transcript, NULL);
      g_autoptr (TbReach) reach = leak (schedule, transcript, schedule_ways[i].version == 0x0304 ? "shared-secret" : "premaster-secret");

      g_assert_cmpuint (reach->n_opened, ==, reach->n_sealed);
      for (guint k = 0; k < tb_schedule_get_n (schedule); k++)
        g_assert_true (tb_reach_knows (reach, k));
    }
}

static void
one_direction_opens_one_direction (gconstpointer data)
{
  g_autoptr (TbTranscript) transcript = shake_13 ((TlsFixture *) data, "one");
  g_autoptr (TbSchedule) schedule = schedule_compute ((TlsFixture *) data, transcript, NULL);
  g_autoptr (TbReach) reach = leak (schedule, transcript, "server-handshake-traffic-secret");

  g_assert_cmpuint (reach->n_opened, >, 0);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->protection != TB_PROTECTION_NONE)
        g_assert_cmpint (tb_reach_reads (reach, i), ==, message->protection == TB_PROTECTION_HANDSHAKE && message->from == TB_SIDE_SERVER);
    }
  g_assert_true (knows (reach, schedule, "server-finished-key"));
  g_assert_false (knows (reach, schedule, "handshake-secret"));
  g_assert_false (knows (reach, schedule, "client-handshake-key"));
}

/* The keys of the data hash the server's certificate and Finished, which the Main Secret alone does not open. */
static void
the_main_secret_alone_opens_nothing (gconstpointer data)
{
  g_autoptr (TbTranscript) transcript = shake_13 ((TlsFixture *) data, "main");
  g_autoptr (TbSchedule) schedule = schedule_compute ((TlsFixture *) data, transcript, NULL);
  g_autoptr (TbReach) alone = leak (schedule, transcript, "main-secret");
  g_autoptr (TbReach) earlier = leak (schedule, transcript, "handshake-secret");

  g_assert_cmpuint (alone->n_opened, ==, 0);
  g_assert_false (knows (alone, schedule, "client-application-traffic-secret-0"));
  g_assert_cmpuint (earlier->n_opened, ==, earlier->n_sealed);
}

static void
a_nonce_opens_nothing (gconstpointer data)
{
  g_autoptr (TbTranscript) transcript = shake_13 ((TlsFixture *) data, "nonce");
  g_autoptr (TbSchedule) schedule = schedule_compute ((TlsFixture *) data, transcript, NULL);
  g_autoptr (TbReach) nonce = leak (schedule, transcript, "server-handshake-iv");
  g_autoptr (TbReach) key = leak (schedule, transcript, "server-handshake-key");

  g_assert_cmpuint (nonce->n_opened, ==, 0);
  g_assert_cmpuint (key->n_opened, >, 0);
}

#define FACT(name) g_test_add_data_func ("/reach/" #name, &fixture, name)

int
main (int argc, char **argv)
{
  TlsFixture fixture;
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_RSA2048));
  FACT (nothing_opens_without_a_leak);
  FACT (the_shared_secret_opens_everything);
  FACT (one_direction_opens_one_direction);
  FACT (the_main_secret_alone_opens_nothing);
  FACT (a_nonce_opens_nothing);
  result = g_test_run ();
  tls_fixture_tear_down (&fixture, NULL);
  return result;
}
