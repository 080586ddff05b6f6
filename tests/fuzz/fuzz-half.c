/* Fuzzes live conversations: the first byte says who we are and how the rest, what the other side says, is cut up. Whatever it says, we end, and every byte of
 * what was taken down is in one leaf. Keys and random numbers are the same each time, so that whole conversations are among the inputs. */
#include "field-fixture.h"
#include "fuzz.h"
#include "tb-half.h"
#include "tls-fixture.h"

#define OLD_GROUPS "P-256:P-384:P-521"

/* Who we are. */
static const struct
{
  TbSide side;
  guint16 version;
  const char *groups;
} roles[] = {
  { TB_SIDE_SERVER, 0x0304, "P-256" }, { TB_SIDE_SERVER, 0x0303, OLD_GROUPS }, { TB_SIDE_CLIENT, 0x0304, "P-256" }, { TB_SIDE_CLIENT, 0x0303, OLD_GROUPS },
};

static const gsize pieces[] = { G_MAXINT, 1, 7, 300 };

typedef struct
{
  TlsFixture fixture;
  TbEndpoint *endpoints[G_N_ELEMENTS (roles)];
} Parties;

static TbEndpoint *
new_endpoint (TlsFixture *fixture, guint role)
{
  const TbEndpointPolicy policy = { .min_version = roles[role].version, .max_version = roles[role].version, .groups = roles[role].groups };
  TbStream stream = pki_stream ("fuzz endpoint");

  if (roles[role].side == TB_SIDE_CLIENT)
    return tb_endpoint_new_client_with (fixture->pki.crypto, &policy, fixture->pki.anchors, &stream, NULL);
  return tb_endpoint_new_server_with (fixture->pki.crypto, &policy, fixture->broker_identity, fixture->pki.anchors, &stream, NULL);
}

static gpointer
new_parties (gpointer unused)
{
  Parties *parties = g_new0 (Parties, 1);

  tls_fixture_set_up (&parties->fixture, GUINT_TO_POINTER (TB_KEY_P256));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    parties->endpoints[i] = new_endpoint (&parties->fixture, i);
  return parties;
}

/* Made once, for all inputs; kept until the end. */
static Parties *
get_parties (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, new_parties, NULL);
}

static TbHalf *
new_half (guint role, TbStream *stream)
{
  Parties *parties = get_parties ();
  TbHalf *half;

  *stream = pki_stream (roles[role].side == TB_SIDE_CLIENT ? "fuzz client" : "fuzz server");
  if (roles[role].side == TB_SIDE_CLIENT)
    half = tb_half_new_client (parties->endpoints[role], parties->fixture.lock_identity, BROKER, NULL, stream, NOON_US, NULL);
  else
    half = tb_half_new_server (parties->endpoints[role], NULL, stream, NOON_US, NULL);
  g_assert_nonnull (half);
  return half;
}

static void
assert_taken_down (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_wire (transcript, i);
      gsize n_bytes;

      tb_transcript_get_flight_wire (transcript, i, &n_bytes);
      field_assert_covers (root, n_bytes);
    }
  tls_assert_round_trip (transcript);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  guint role = n_bytes > 0 ? data[0] % G_N_ELEMENTS (roles) : 0;
  gsize n_piece = n_bytes > 0 ? pieces[data[0] / G_N_ELEMENTS (roles) % G_N_ELEMENTS (pieces)] : 1;
  TbStream stream;
  g_autoptr (TbHalf) half = NULL;
  g_autoptr (TbTranscript) transcript = NULL;

  half = new_half (role, &stream);
  for (gsize at = 1; at < n_bytes && !tb_half_is_over (half); at += n_piece)
    {
      g_autoptr (GBytes) answer = NULL;

      tb_half_feed (half, data + at, MIN (n_piece, n_bytes - at), NOON_US + (gint64) at);
      answer = tb_half_take (half);
    }
  tb_half_feed_end (half, NOON_US + G_USEC_PER_SEC);
  transcript = tb_half_end (half);
  assert_taken_down (transcript);
  return 0;
}

/* --- what good ones say --- */

static gboolean
hand_on (TbHalf *from, TbHalf *to, GByteArray *said)
{
  g_autoptr (GBytes) bytes = tb_half_take (from);
  gsize n_bytes;
  const guint8 *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &n_bytes);
  g_byte_array_append (said, data, n_bytes);
  tb_half_feed (to, data, n_bytes, NOON_US);
  return TRUE;
}

/* What @role hears in a conversation with its counterpart. */
static GBytes *
make_seed (guint role, guint counterpart)
{
  TbStream streams[2];
  g_autoptr (TbHalf) ours = new_half (role, &streams[0]), theirs = new_half (counterpart, &streams[1]);
  g_autoptr (GByteArray) said = g_byte_array_new ();
  GByteArray *heard = g_byte_array_new ();
  guint8 first = (guint8) role;
  gboolean goes_on = TRUE;

  g_byte_array_append (heard, &first, 1);
  while (goes_on)
    {
      goes_on = hand_on (theirs, ours, heard);
      goes_on = hand_on (ours, theirs, said) || goes_on;
    }
  g_assert_true (tb_half_is_finished (ours) && tb_half_is_finished (theirs));
  return g_byte_array_free_to_bytes (heard);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    g_ptr_array_add (seeds, make_seed (role, (role + 2) % G_N_ELEMENTS (roles)));
  return seeds;
}
