/* schedule-fixture: see the header. */
#include "schedule-fixture.h"

const ScheduleWay schedule_ways[N_SCHEDULE_WAYS] = {
  { 0x0304, TB_EXCHANGE_ECDHE, "TLS_AES_128_GCM_SHA256", "P-256", "P-256", 32 },
  { 0x0304, TB_EXCHANGE_ECDHE, "TLS_AES_256_GCM_SHA384", "P-384", "P-384", 48 },
  { 0x0304, TB_EXCHANGE_ECDHE, "TLS_CHACHA20_POLY1305_SHA256", "X25519", "X25519", 32 },
  { 0x0304, TB_EXCHANGE_ECDHE, "TLS_AES_256_GCM_SHA384", "X25519:P-256", "P-256", 48 },     /* asked to try again */
  { 0x0303, TB_EXCHANGE_ECDHE, NULL, "P-256", "P-256", 32 },
  { 0x0303, TB_EXCHANGE_ECDHE, "ECDHE-RSA-AES256-GCM-SHA384", "X25519:P-256", "X25519:P-256", 48 },
  { 0x0303, TB_EXCHANGE_ECDHE, "ECDHE-RSA-CHACHA20-POLY1305", "P-256", "P-256", 32 },
  { 0x0303, TB_EXCHANGE_RSA, "AES128-GCM-SHA256", "P-256", "P-256", 32 },
  { 0x0303, TB_EXCHANGE_RSA, "AES256-GCM-SHA384", "P-256", "P-256", 48 },
};

static GBytes *
ticket_key (void)
{
  return g_bytes_new_take (g_malloc0 (TB_TICKET_KEY_BYTES), TB_TICKET_KEY_BYTES);
}

/* @session is what is resumed, replaced by what may be next; NULL: no tickets. */
TbTranscript *
schedule_shake (TlsFixture *fixture, const ScheduleWay *way, GBytes **session, gboolean keeps, const char *name)
{
  TbEndpointPolicy at_client = { .min_version = way->version, .max_version = way->version, .groups = way->client_groups, .exchange = way->exchange, .ciphers = way->ciphers };
  TbEndpointPolicy at_server = at_client;
  g_autoptr (GBytes) key = session != NULL ? ticket_key () : NULL;
  TbHandshakeTerms terms = { .ticket_key = key, .session = session != NULL ? *session : NULL, .keeps_shared_secret = keeps };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEndpoint) server = NULL, client = NULL;
  GBytes *next = NULL;
  TbTranscript *transcript;

  at_server.groups = way->server_groups;
  server = tb_endpoint_new_server_with (fixture->pki.crypto, &at_server, fixture->broker_identity, fixture->pki.anchors, &stream, &error);
  g_assert_no_error (error);
  client = tb_endpoint_new_client_with (fixture->pki.crypto, &at_client, fixture->pki.anchors, &stream, &error);
  g_assert_no_error (error);
  transcript = tb_handshake_run_with (client, fixture->lock_identity, BROKER, server, &terms, &stream, NOON_US, &next, &error);
  g_assert_no_error (error);
  g_assert_true (tb_transcript_is_accepted (transcript));
  if (session != NULL)
    g_clear_pointer (session, g_bytes_unref);
  if (session != NULL)
    *session = g_steal_pointer (&next);
  g_clear_pointer (&next, g_bytes_unref);
  return transcript;
}

TbSchedule *
schedule_compute (TlsFixture *fixture, TbTranscript *transcript, GBytes *psk)
{
  g_autoptr (GError) error = NULL;
  TbSchedule *schedule = tb_schedule_new_resumed (fixture->pki.crypto, transcript, psk, &error);

  g_assert_no_error (error);
  g_assert_nonnull (schedule);
  return schedule;
}

const TbScheduleStep *
schedule_find (const TbSchedule *schedule, const char *code)
{
  int step = tb_schedule_find (schedule, code);

  if (step < 0)
    g_test_message ("no %s", code);
  g_assert_cmpint (step, >=, 0);
  return tb_schedule_get (schedule, (guint) step);
}
