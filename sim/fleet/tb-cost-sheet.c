/* tb-cost-sheet: see the header. Each kind of key gets a small PKI of its own: a root, an issuing authority, a broker and a lock, all with such keys. */
#include "tb-cost-sheet.h"

#include "tb-authority.h"
#include "tb-handshake.h"
#include "tb-units.h"

#define UNIX_US     (G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND)     /* 2026-03-02T06:00:00Z */
#define LIFETIME_US (90 * TB_US_PER_DAY)
#define HOST        "broker.lab"

typedef struct
{
  TbCrypto *crypto;
  TbKeyAlgorithm algorithm;
  TbStream stream;
  TbAuthority *root;
  TbAuthority *issuing;
  TbIdentity *identities[2];    /* by TbSide */
  TbEndpoint *endpoints[2];
} Parties;

static void
parties_clear (Parties *parties)
{
  g_clear_pointer (&parties->root, tb_authority_unref);
  g_clear_pointer (&parties->issuing, tb_authority_unref);
  for (guint side = 0; side < 2; side++)
    {
      g_clear_pointer (&parties->identities[side], tb_identity_unref);
      g_clear_pointer (&parties->endpoints[side], tb_endpoint_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parties, parties_clear)

static TbIdentity *
issue (Parties *parties, TbCertificateProfile profile, const char *name, GError **error)
{
  const TbIssueTerms terms = { profile, UNIX_US - TB_US_PER_DAY, UNIX_US - TB_US_PER_DAY + LIFETIME_US };
  const char *names[] = { name, NULL };

  return tb_authority_issue_identity (parties->issuing, parties->algorithm, name, names, &terms, &parties->stream, error);
}

static gboolean
make_identities (Parties *parties, GError **error)
{
  gint64 since_us = UNIX_US - 900 * TB_US_PER_DAY;

  parties->root = tb_authority_new_root (parties->crypto, "Lab", parties->algorithm, since_us, UNIX_US + 7300 * TB_US_PER_DAY, &parties->stream, error);
  if (parties->root != NULL)
    parties->issuing = tb_authority_new_issuing (parties->root, "Lab Devices", parties->algorithm, since_us, UNIX_US + 3650 * TB_US_PER_DAY, &parties->stream, error);
  return parties->issuing != NULL
         && (parties->identities[TB_SIDE_SERVER] = issue (parties, TB_PROFILE_SERVICE, HOST, error)) != NULL
         && (parties->identities[TB_SIDE_CLIENT] = issue (parties, TB_PROFILE_DEVICE, "lock-01.lab", error)) != NULL;
}

static gboolean
make_endpoints (Parties *parties, GError **error)
{
  const TbEndpointPolicy policy = { 0 };
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();

  g_ptr_array_add (anchors, tb_authority_get_root (parties->root));
  parties->endpoints[TB_SIDE_SERVER] = tb_endpoint_new_server_with (parties->crypto, &policy, parties->identities[TB_SIDE_SERVER], anchors, &parties->stream, error);
  parties->endpoints[TB_SIDE_CLIENT] = tb_endpoint_new_client_with (parties->crypto, &policy, anchors, &parties->stream, error);
  return parties->endpoints[TB_SIDE_SERVER] != NULL && parties->endpoints[TB_SIDE_CLIENT] != NULL;
}

/* @session is resumed where there is one, and replaced by what the client is given. */
static TbTranscript *
shake (Parties *parties, GBytes *ticket_key, GBytes **session, GError **error)
{
  const TbHandshakeTerms terms = { .ticket_key = ticket_key, .session = *session };
  GBytes *next = NULL;
  TbTranscript *transcript = tb_handshake_run_with (parties->endpoints[TB_SIDE_CLIENT], parties->identities[TB_SIDE_CLIENT], HOST,
                                                    parties->endpoints[TB_SIDE_SERVER], &terms, &parties->stream, UNIX_US, &next, error);

  g_clear_pointer (session, g_bytes_unref);
  *session = next;
  return transcript;
}

static gboolean
add_case (TbCostSheet *sheet, const char *key, const char *how, TbTranscript *transcript)
{
  g_autofree char *code = g_strconcat (key, " ", how, NULL);
  const TbCostCase added = { g_intern_string (code), transcript };

  if (transcript == NULL)
    return FALSE;
  g_ptr_array_add (sheet->transcripts, transcript);
  g_array_append_val (sheet->cases, added);
  return TRUE;
}

static gboolean
add_key (TbCostSheet *sheet, TbCrypto *crypto, const char *key, guint64 seed, GError **error)
{
  g_auto (Parties) parties = { .crypto = crypto };
  g_autoptr (GBytes) ticket_key = g_bytes_new_take (g_malloc0 (TB_TICKET_KEY_BYTES), TB_TICKET_KEY_BYTES);
  g_autoptr (GBytes) session = NULL;

  if (!tb_key_algorithm_from_code (key, &parties.algorithm))
    {
      g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE, "there is no kind of key \"%.40s\"", key);
      return FALSE;
    }
  tb_stream_initf (&parties.stream, seed, "cost/%s", key);
  return make_identities (&parties, error) && make_endpoints (&parties, error)
         && add_case (sheet, key, "full", shake (&parties, ticket_key, &session, error))
         && add_case (sheet, key, "resumed", shake (&parties, ticket_key, &session, error));
}

/**
 * tb_cost_sheet_new:
 * @crypto: the seeded context
 * @terms: what is compared
 * @error: return location
 *
 * Makes the handshakes and reckons them: [func@cost_compare]. Takes some seconds where there are RSA keys to make.
 *
 * Returns: (transfer full) (nullable): the comparison, or %NULL with %TB_CRYPTO_ERROR
 */
TbCostSheet *
tb_cost_sheet_new (TbCrypto *crypto, const TbCostTerms *terms, GError **error)
{
  static const char *const all_keys[] = { "rsa2048", "rsa3072", "p256", "ed25519", NULL };
  const char *const *keys = terms->keys != NULL ? terms->keys : all_keys;
  g_autoptr (TbCostSheet) sheet = g_new0 (TbCostSheet, 1);

  sheet->cases = g_array_new (FALSE, FALSE, sizeof (TbCostCase));
  sheet->transcripts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_transcript_unref);
  for (; *keys != NULL; keys++)
    if (!add_key (sheet, crypto, *keys, terms->seed, error))
      return NULL;
  sheet->rows = tb_cost_compare ((const TbCostCase *) (void *) sheet->cases->data, sheet->cases->len, terms->devices, terms->links, terms->server);
  return g_steal_pointer (&sheet);
}

/**
 * tb_cost_sheet_free:
 * @sheet: (transfer full) (nullable): a comparison
 *
 * Frees it.
 */
void
tb_cost_sheet_free (TbCostSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_clear_pointer (&sheet->rows, g_array_unref);
  g_array_unref (sheet->cases);
  g_ptr_array_unref (sheet->transcripts);
  g_free (sheet);
}

/**
 * tb_cost_sheet_get_case:
 * @sheet: a comparison
 * @which: below the number of its cases
 *
 * Returns: (transfer none): the handshake
 */
const TbCostCase *
tb_cost_sheet_get_case (const TbCostSheet *sheet, guint which)
{
  return &g_array_index (sheet->cases, TbCostCase, which);
}
