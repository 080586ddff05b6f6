/* The key schedule, computed anew: what OpenSSL logged comes out, both Finished are what was sent, and the keys open the records. */
#include "schedule-fixture.h"

#include <string.h>

#include "tb-transcript-private.h"

#define HANDSHAKE   22
#define APPLICATION 23
#define FINISHED    20
#define TAG_BYTES   16

static guint
count_logged (const TbSchedule *schedule)
{
  guint n = 0;

  for (guint i = 0; i < tb_schedule_get_n (schedule); i++)
    n += tb_schedule_get (schedule, i)->is_logged;
  return n;
}

static void
assert_whole (const TbSchedule *schedule)
{
  for (guint i = 0; i < tb_schedule_get_n (schedule); i++)
    {
      const TbScheduleStep *step = tb_schedule_get (schedule, i);

      g_assert_nonnull (step->value);
      g_assert_cmpuint (strlen (step->note), >, 20);
      g_assert_cmpuint (strlen (step->clause), >, 5);
      g_assert_null (strpbrk (step->code, "@#"));
      g_assert_null (strpbrk (step->name, "@#"));
      g_assert_null (strpbrk (step->label, "@#"));
      g_assert_cmpint (tb_schedule_find (schedule, step->code), ==, (int) i);
      for (guint k = 0; k < TB_SCHEDULE_MAX_INPUTS; k++)
        g_assert_cmpint (step->inputs[k], <, (int) i);
    }
}

/* --- what is logged and what is sent --- */

static void
assert_finished (TbTranscript *transcript, const TbSchedule *schedule, TbSide side, const char *code)
{
  const TbScheduleStep *step = schedule_find (schedule, code);
  guint position = 0;
  g_autoptr (GBytes) message = tls_message (transcript, side, HANDSHAKE, FINISHED, &position);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (message, 4, g_bytes_get_size (message) - 4);

  pki_assert_same_bytes (step->value, body);
  g_assert_cmpint (step->in_message, ==, (int) position);
  g_assert_cmpint (step->owner, ==, (int) side);
}

static void
everything_comes_out_again (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;

  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[i], NULL, TRUE, "again");
      g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);

      assert_whole (schedule);
      assert_finished (transcript, schedule, TB_SIDE_CLIENT, "client-finished");
      assert_finished (transcript, schedule, TB_SIDE_SERVER, "server-finished");
      if (schedule_ways[i].version == 0x0304)
        {
          g_assert_cmpuint (count_logged (schedule), ==, 6);      /* four traffic secrets, the exporter's, and the shared one */
          g_assert_true (schedule_find (schedule, "client-application-traffic-secret-0")->is_logged);
          g_assert_cmpint ((int) g_bytes_get_size (schedule_find (schedule, "main-secret")->value), ==, schedule_ways[i].n_hash);
        }
      else
        {
          g_assert_cmpuint (count_logged (schedule), ==, 2);      /* premaster and master secret */
          g_assert_true (schedule_find (schedule, "master-secret")->is_logged);
          g_assert_cmpstr (schedule_find (schedule, "master-secret")->label, ==, "extended master secret");
          g_assert_cmpstr (schedule_find (schedule, "premaster-secret")->function, ==, schedule_ways[i].exchange == TB_EXCHANGE_RSA ? "RSA decryption" : "ECDH");
        }
    }
}

/* A suite without AEAD cuts two more keys from its block. */
static void
an_old_suite_has_keys_for_its_hash (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  const ScheduleWay way = { 0x0303, TB_EXCHANGE_RSA, "AES256-SHA", "P-256", "P-256", 32 };
  g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &way, NULL, TRUE, "old");
  g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);

  g_assert_cmpstr (tb_transcript_get_cipher (transcript), ==, "TLS_RSA_WITH_AES_256_CBC_SHA");
  assert_whole (schedule);
  assert_finished (transcript, schedule, TB_SIDE_CLIENT, "client-finished");
  g_assert_cmpuint (g_bytes_get_size (schedule_find (schedule, "server-mac-key")->value), ==, 20);
  g_assert_cmpstr (schedule_find (schedule, "server-mac-key")->label, ==, "20-39");
  g_assert_cmpuint (g_bytes_get_size (schedule_find (schedule, "client-key")->value), ==, 32);
  g_assert_cmpint (tb_schedule_find (schedule, "client-iv"), ==, -1);
}

static void
steps_say_what_they_come_from (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[0], NULL, TRUE, "from");
  g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);
  const TbScheduleStep *handshake = schedule_find (schedule, "handshake-secret"), *traffic = schedule_find (schedule, "server-handshake-traffic-secret");
  guint hello = 0, finished = 0;
  g_autoptr (GBytes) server_hello = tls_message (transcript, TB_SIDE_SERVER, HANDSHAKE, 2, &hello);
  g_autoptr (GBytes) server_finished = tls_message (transcript, TB_SIDE_SERVER, HANDSHAKE, FINISHED, &finished);

  g_assert_cmpint (handshake->inputs[0], ==, tb_schedule_find (schedule, "early-derived"));
  g_assert_cmpint (handshake->inputs[1], ==, tb_schedule_find (schedule, "shared-secret"));
  g_assert_cmpstr (traffic->label, ==, "s hs traffic");
  g_assert_cmpstr (traffic->name, ==, "server_handshake_traffic_secret");
  g_assert_cmpint (traffic->context_messages, ==, (int) hello);
  g_assert_cmpint (schedule_find (schedule, "exporter-secret")->context_messages, ==, (int) finished);
  g_assert_null (schedule_find (schedule, "shared-secret")->context);
}

static void
a_secret_that_differs_is_an_error (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;

  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[i], NULL, TRUE, "differs");

      for (guint s = 0; s < transcript->secrets->len; s++)
        {
          guint8 *byte = &g_array_index (transcript->secrets, TbSecret, s).bytes[5];
          g_autoptr (GError) error = NULL;

          *byte ^= 1;
          g_assert_null (tb_schedule_new (fixture->pki.crypto, transcript, &error));
          g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
          *byte ^= 1;
        }
    }
}

static void
a_changed_message_is_an_error (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[0], NULL, TRUE, "changed");

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      guint8 *byte = transcript->plain->data + message->plain_offset + message->plain_length - 1;
      g_autoptr (GError) error = NULL;

      if (message->content_type != HANDSHAKE)
        continue;
      *byte ^= 0x80;
      g_assert_null (tb_schedule_new (fixture->pki.crypto, transcript, &error));
      g_assert_nonnull (error);
      *byte ^= 0x80;
    }
}

/* --- the records --- */

static gboolean
decrypt (TlsFixture *fixture, const char *cipher, GBytes *key, const guint8 nonce[12], const guint8 *aad, int n_aad, const guint8 *sealed, int n_sealed, guint8 *plain)
{
  EVP_CIPHER *fetched = EVP_CIPHER_fetch (tb_crypto_get_libctx (fixture->pki.crypto), cipher, NULL);
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int n = 0, n_last = 0;
  gboolean opened;

  g_assert_cmpint (EVP_DecryptInit_ex2 (context, fetched, g_bytes_get_data (key, NULL), nonce, NULL), ==, 1);
  g_assert_cmpint (EVP_DecryptUpdate (context, NULL, &n, aad, n_aad), ==, 1);
  g_assert_cmpint (EVP_DecryptUpdate (context, plain, &n, sealed, n_sealed - TAG_BYTES), ==, 1);
  g_assert_cmpint (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, (void *) (sealed + n_sealed - TAG_BYTES)), ==, 1);
  opened = EVP_DecryptFinal_ex (context, plain + n, &n_last) == 1;
  EVP_CIPHER_free (fetched);
  return opened;
}

/* The record that @message is in, which is its side's first under @key and @iv, begins with @message. */
static void
assert_opens (TlsFixture *fixture, TbTranscript *transcript, const TbSchedule *schedule, guint number, const char *key, const char *iv)
{
  const TbMessage *message = tb_transcript_get_message (transcript, number);
  gsize n_wire, n_plain;
  const guint8 *record = tb_transcript_get_flight_wire (transcript, message->flight, &n_wire) + message->wire_offset;
  const guint8 *expected = tb_transcript_get_message_plain (transcript, number, &n_plain);
  gboolean is_13 = tb_transcript_get_version (transcript) == 0x0304;
  int n_body = record[3] << 8 | record[4];
  guint8 nonce[12], aad[13] = { 0 }, plain[20000];
  GBytes *iv_bytes = schedule_find (schedule, iv)->value;
  gsize n_iv = g_bytes_get_size (iv_bytes), n_explicit = is_13 || n_iv == 12 ? 0 : 8;
  const char *suite = tb_transcript_get_cipher (transcript);
  const char *cipher = strstr (suite, "CHACHA20") ? "ChaCha20-Poly1305" : strstr (suite, "AES_256") ? "AES-256-GCM" : "AES-128-GCM";

  memcpy (nonce, g_bytes_get_data (iv_bytes, NULL), n_iv);
  memcpy (nonce + n_iv, record + 5, n_explicit);
  memcpy (is_13 ? aad : aad + 8, record, is_13 ? 5 : 3);
  if (!is_13)
    {
      aad[11] = (n_body - n_explicit - TAG_BYTES) >> 8;
      aad[12] = (n_body - n_explicit - TAG_BYTES) & 0xff;
    }
  g_assert_true (decrypt (fixture, cipher, schedule_find (schedule, key)->value, nonce, aad, is_13 ? 5 : 13, record + 5 + n_explicit, n_body - (int) n_explicit, plain));
  g_assert_cmpmem (plain, MIN (n_plain, (gsize) n_body - n_explicit - TAG_BYTES), expected, MIN (n_plain, (gsize) n_body - n_explicit - TAG_BYTES));
}

static int
first_protected (TbTranscript *transcript, const TbSchedule *schedule, const char *key)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    if (tb_schedule_protects (schedule, (guint) tb_schedule_find (schedule, key), transcript, i))
      return (int) i;
  return -1;
}

static void
the_keys_open_the_records (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  static const char *const names_13[][2] = { { "client-handshake-key", "client-handshake-iv" }, { "server-handshake-key", "server-handshake-iv" },
                                             { "server-application-key-0", "server-application-iv-0" } };
  static const char *const names_12[][2] = { { "client-key", "client-iv" }, { "server-key", "server-iv" } };

  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (GBytes) session = NULL;
      g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[i], &session, TRUE, "records");
      g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);
      gboolean is_13 = schedule_ways[i].version == 0x0304;

      for (guint k = 0; k < (is_13 ? G_N_ELEMENTS (names_13) : G_N_ELEMENTS (names_12)); k++)
        {
          const char *const *names = is_13 ? names_13[k] : names_12[k];
          int first = first_protected (transcript, schedule, names[0]);

          g_assert_cmpint (first, >=, 0);
          assert_opens (fixture, transcript, schedule, (guint) first, names[0], names[1]);
        }
    }
}

/* Each record is protected by one key and one iv of its side, or is in the clear. */
static void
every_record_has_its_keys (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;

  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (GBytes) session = NULL;
      g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[i], &session, TRUE, "keys");
      g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);

      for (guint m = 0; m < tb_transcript_get_n_messages (transcript); m++)
        {
          const TbMessage *message = tb_transcript_get_message (transcript, m);
          guint n_keys = 0;

          for (guint s = 0; s < tb_schedule_get_n (schedule); s++)
            n_keys += strstr (tb_schedule_get (schedule, s)->code, "-key") != NULL && tb_schedule_protects (schedule, s, transcript, m);
          g_assert_cmpuint (n_keys, ==, message->protection == TB_PROTECTION_NONE ? 0 : 1);
        }
    }
}

/* --- resumed --- */

static void
a_resumed_handshake_begins_with_the_ticket_s_key (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) session = NULL, psk = NULL, other = NULL;
      g_autoptr (TbTranscript) full = schedule_shake (fixture, &schedule_ways[i], &session, TRUE, "full");
      g_autoptr (TbTranscript) resumed = schedule_shake (fixture, &schedule_ways[i], &session, TRUE, "resumed");
      g_autoptr (TbSchedule) earlier = schedule_compute (fixture, full, NULL), later = NULL, alone = schedule_compute (fixture, resumed, NULL);

      g_assert_true (tb_transcript_is_resumed (resumed));
      psk = tb_schedule_find_psk (earlier, full, resumed);
      g_assert_nonnull (psk);
      later = schedule_compute (fixture, resumed, psk);
      assert_whole (later);
      assert_whole (alone);
      g_assert_true (schedule_find (alone, "psk")->is_logged);
      pki_assert_same_bytes (schedule_find (alone, "psk")->value, psk);
      g_assert_cmpint (schedule_find (later, "binder")->in_message, ==, 0);
      g_assert_cmpint (schedule_find (later, "early-secret")->inputs[1], ==, tb_schedule_find (later, "psk"));
      assert_finished (resumed, later, TB_SIDE_CLIENT, "client-finished");
      other = tb_schedule_find_psk (later, resumed, full);
      g_assert_null (other);
    }
}

static void
another_ticket_s_key_is_an_error (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (GBytes) session = NULL;
  g_autoptr (TbTranscript) full = schedule_shake (fixture, &schedule_ways[0], &session, TRUE, "full");
  g_autoptr (TbTranscript) resumed = schedule_shake (fixture, &schedule_ways[0], &session, TRUE, "resumed");
  g_autoptr (GBytes) wrong = g_bytes_new_take (g_malloc0 (32), 32);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_schedule_new_resumed (fixture->pki.crypto, resumed, wrong, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
a_resumed_session_of_tls_1_2_has_the_same_master_secret (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (GBytes) session = NULL;
  g_autoptr (TbTranscript) full = schedule_shake (fixture, &schedule_ways[4], &session, TRUE, "full");
  g_autoptr (TbTranscript) resumed = schedule_shake (fixture, &schedule_ways[4], &session, TRUE, "resumed");
  g_autoptr (TbSchedule) earlier = schedule_compute (fixture, full, NULL), later = schedule_compute (fixture, resumed, NULL);

  g_assert_true (tb_transcript_is_resumed (resumed));
  assert_whole (later);
  g_assert_cmpstr (schedule_find (later, "master-secret")->function, ==, "ticket");
  pki_assert_same_bytes (schedule_find (earlier, "master-secret")->value, schedule_find (later, "master-secret")->value);
  pki_assert_other_bytes (schedule_find (earlier, "client-key")->value, schedule_find (later, "client-key")->value);
  assert_finished (resumed, later, TB_SIDE_SERVER, "server-finished");
}

/* --- after a KeyUpdate --- */

static TbTranscript *
shake_and_update (TlsFixture *fixture)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("door open", 9);
  const TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, data }, { TB_SIDE_CLIENT, TB_SAY_KEY_UPDATE }, { TB_SIDE_CLIENT, TB_SAY_DATA, data },
                         { TB_SIDE_SERVER, TB_SAY_DATA, data } };
  TbHandshakeTerms terms = { .says = says, .n_says = G_N_ELEMENTS (says), .keeps_shared_secret = TRUE };
  TbStream stream = pki_stream ("update");
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript = tb_handshake_run_with (fixture->client, fixture->lock_identity, BROKER, fixture->broker, &terms, &stream, NOON_US, NULL, &error);

  g_assert_no_error (error);
  return transcript;
}

/* The first data of a side after its KeyUpdate is its first record under the next keys. */
static void
a_key_update_makes_new_keys (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (TbTranscript) transcript = shake_and_update (fixture);
  g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);
  static const char *const names[][2] = { { "client-application-key-0", "client-application-iv-0" }, { "client-application-key-1", "client-application-iv-1" },
                                          { "server-application-key-1", "server-application-iv-1" } };

  assert_whole (schedule);
  g_assert_cmpint (schedule_find (schedule, "client-application-traffic-secret-1")->inputs[0], ==, tb_schedule_find (schedule, "client-application-traffic-secret-0"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      int first = first_protected (transcript, schedule, names[i][0]);

      g_assert_cmpint (first, >=, 0);
      g_assert_cmpint (tb_transcript_get_message (transcript, (guint) first)->content_type, ==, APPLICATION);
      assert_opens (fixture, transcript, schedule, (guint) first, names[i][0], names[i][1]);
    }
}

/* --- what is not all there --- */

static void
without_the_shared_secret_the_logged_ones_stand (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;

  for (guint i = 0; i < N_SCHEDULE_WAYS; i++)
    {
      g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[i], NULL, FALSE, "unknown");
      g_autoptr (TbSchedule) schedule = schedule_compute (fixture, transcript, NULL);

      assert_finished (transcript, schedule, TB_SIDE_CLIENT, "client-finished");
      assert_finished (transcript, schedule, TB_SIDE_SERVER, "server-finished");
      if (schedule_ways[i].version == 0x0304)
        g_assert_null (schedule_find (schedule, "handshake-secret")->value);
    }
}

static void
a_refused_handshake_goes_as_far_as_it_came (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (TbTranscript) refused = tls_run (fixture, fixture->broker, NULL, "refused");
  g_autoptr (TbSchedule) schedule = schedule_compute (fixture, refused, NULL);
  g_autoptr (TbTranscript) nothing = tb_transcript_new_empty ();
  g_autoptr (TbSchedule) empty = schedule_compute (fixture, nothing, NULL);

  g_assert_cmpint (tb_schedule_find (schedule, "server-finished"), >=, 0);
  g_assert_cmpuint (tb_schedule_get_n (empty), ==, 0);
  g_assert_cmpint (tb_schedule_find (empty, "early-secret"), ==, -1);
}

static void
a_suite_that_is_unknown_is_an_error (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  g_autoptr (TbTranscript) transcript = schedule_shake (fixture, &schedule_ways[0], NULL, TRUE, "suite");
  g_autoptr (GError) error = NULL;

  transcript->cipher = 0x1304;
  g_assert_null (tb_schedule_new (fixture->pki.crypto, transcript, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE);
}

/* Messages that lie about their lengths end the schedule or are an error; nothing is read beyond them. */
static void
mutated_messages_are_survived (gconstpointer data)
{
  TlsFixture *fixture = (TlsFixture *) data;
  TbStream stream = pki_stream ("mutated");

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) session = NULL;
      g_autoptr (TbTranscript) full = schedule_shake (fixture, &schedule_ways[i % 2 * 4], &session, FALSE, "full");
      g_autoptr (TbTranscript) transcript = i < 2 ? tb_transcript_ref (full) : schedule_shake (fixture, &schedule_ways[i % 2 * 4], &session, FALSE, "resumed");

      for (guint k = 0; k < 200; k++)
        {
          const TbMessage *message = tb_transcript_get_message (transcript, (guint) tb_stream_below (&stream, tb_transcript_get_n_messages (transcript)));
          guint8 *byte = transcript->plain->data + message->plain_offset + tb_stream_below (&stream, MIN (message->plain_length, 80));
          guint8 was = *byte;
          g_autoptr (GError) error = NULL;
          g_autoptr (TbSchedule) schedule = NULL;

          *byte = (guint8) tb_stream_below (&stream, 256);
          schedule = tb_schedule_new (fixture->pki.crypto, transcript, &error);
          g_assert_true ((schedule == NULL) == (error != NULL));
          *byte = was;
        }
    }
}

/* Made once: RSA keys take their time. */
static TlsFixture p256, rsa;

#define ADD(name, fixture, func) g_test_add_data_func ("/tls/schedule/" name, fixture, func)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up (&p256, GUINT_TO_POINTER (TB_KEY_P256));
  tls_fixture_set_up (&rsa, GUINT_TO_POINTER (TB_KEY_RSA2048));
  ADD ("again", &rsa, everything_comes_out_again);
  ADD ("old", &rsa, an_old_suite_has_keys_for_its_hash);
  ADD ("inputs", &p256, steps_say_what_they_come_from);
  ADD ("other-secret", &rsa, a_secret_that_differs_is_an_error);
  ADD ("other-message", &p256, a_changed_message_is_an_error);
  ADD ("records", &rsa, the_keys_open_the_records);
  ADD ("protects", &rsa, every_record_has_its_keys);
  ADD ("resumed", &p256, a_resumed_handshake_begins_with_the_ticket_s_key);
  ADD ("other-ticket", &p256, another_ticket_s_key_is_an_error);
  ADD ("resumed-1.2", &p256, a_resumed_session_of_tls_1_2_has_the_same_master_secret);
  ADD ("key-update", &p256, a_key_update_makes_new_keys);
  ADD ("unknown", &rsa, without_the_shared_secret_the_logged_ones_stand);
  ADD ("refused", &p256, a_refused_handshake_goes_as_far_as_it_came);
  ADD ("suite", &p256, a_suite_that_is_unknown_is_an_error);
  ADD ("mutated", &p256, mutated_messages_are_survived);
  result = g_test_run ();
  tls_fixture_tear_down (&p256, NULL);
  tls_fixture_tear_down (&rsa, NULL);
  return result;
}
