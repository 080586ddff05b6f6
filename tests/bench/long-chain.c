/* long-chain: see the header. Each handshake is mutual TLS 1.3 with P-256; the broker sends authority upon authority until there are enough bytes. */
#include "long-chain.h"

#include "tls-fixture.h"
#include "ui-fixture.h"

#define N_NAMES 40              /* in the broker's certificate, besides its own */
#define FIRST_NUMBER 900001

static gsize
count_bytes (GPtrArray *certificates)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < certificates->len; i++)
    n_bytes += g_bytes_get_size (tb_certificate_get_der (certificates->pdata[i]));
  return n_bytes;
}

/* Authorities one below the other until what their subjects send along is long enough. */
static TbAuthority *
make_hierarchy (TbAuthority *root, guint which)
{
  const TbIssueTerms terms = { TB_PROFILE_INTERMEDIATE, START_US - DAY_US, START_US + 3650 * DAY_US };
  TbAuthority *lowest = tb_authority_ref (root);

  for (guint i = 0; count_bytes (tb_authority_get_intermediates (lowest)) < LONG_CHAIN_BYTES; i++)
    {
      g_autofree char *name = g_strdup_printf ("House %u Authority %u", which, i);
      g_autoptr (TbAuthority) above = lowest;
      TbStream stream = pki_stream (name);
      g_autoptr (GError) error = NULL;

      lowest = tb_authority_new_below (above, name, TB_KEY_P256, &terms, &stream, &error);
      g_assert_no_error (error);
    }
  return lowest;
}

static TbIdentity *
issue_broker (TbAuthority *authority)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  TbStream stream = pki_stream ("broker");
  g_autoptr (GError) error = NULL;
  TbIdentity *identity;

  g_ptr_array_add (names, g_strdup (BROKER));
  for (guint i = 0; i < N_NAMES; i++)
    g_ptr_array_add (names, g_strdup_printf ("broker-%u.home.lab", i));
  g_ptr_array_add (names, NULL);
  identity = tb_authority_issue_identity (authority, TB_KEY_P256, "broker", (const char *const *) names->pdata, &terms, &stream, &error);
  g_assert_no_error (error);
  return identity;
}

/* One of the two; they have no certificate in common but the root's. */
TbTranscript *
long_chain_transcript (guint which)
{
  g_autofree char *name = g_strdup_printf ("long chain %u", which);
  TlsFixture fixture;
  TlsMeeting meeting = { .is_mutual = TRUE };
  TbTranscript *transcript;
  g_autoptr (TbAuthority) lowest = NULL;
  g_autoptr (TbIdentity) broker = NULL;

  tls_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  lowest = make_hierarchy (fixture.pki.root, which);
  broker = issue_broker (lowest);
  meeting.client = fixture.lock_identity;
  meeting.server = broker;
  transcript = tls_meet (&fixture, &meeting, name, NULL);
  g_assert_true (tb_transcript_is_accepted (transcript));
  tls_fixture_tear_down (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  return transcript;
}

static void
append (TbRun *run, guint16 kind, guint16 detail, gint64 value, guint32 payload)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  const TbRecord record = { tb_run_get_edge (run), value, tb_fleet_find (fleet, "lock-01"), tb_fleet_find (fleet, "broker"), payload, kind, detail };

  tb_journal_append (tb_run_get_journal (run), &record);
}

static void
append_handshake (TbRun *run, guint which, guint32 number)
{
  g_autoptr (TbTranscript) transcript = long_chain_transcript (which);
  guint32 payload = tb_journal_add_payload (tb_run_get_journal (run), tb_transcript_to_bytes (transcript));

  append (run, TB_RECORD_HANDSHAKE_STARTED, TB_SESSION_CONNECT, number, TB_NO_PAYLOAD);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    append (run, TB_RECORD_FLIGHT, (guint16) i, 1, payload);
  append (run, TB_RECORD_HANDSHAKE_COMPLETED, TB_SESSION_CONNECT, number, payload);
  tb_journal_publish (tb_run_get_journal (run));
}

/* The run, played to its end; @numbers: (out): of the two handshakes */
TbRun *
long_chain_start_run (guint32 numbers[2])
{
  TbRun *run = start_house ();

  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  for (guint i = 0; i < 2; i++)
    append_handshake (run, i, numbers[i] = FIRST_NUMBER + i);
  return run;
}
