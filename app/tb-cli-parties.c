/* tb-cli-parties: see the header. Everything comes from the seed; the moment is a fixed one, so that nothing depends on the day. */
#include "tb-cli-parties.h"

#include <string.h>

#include "tb-units.h"

#define UNIX_US     (G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND)     /* 2026-03-02T06:00:00Z */
#define LIFETIME_US (90 * TB_US_PER_DAY)
#define HOST        "broker.lab"
#define OTHER_HOST  "other.lab"

/* How to make each refusal. */
static const struct
{
  const char *reason;
  gboolean no_certificate;
  gboolean rogue;
  TbCertificateProfile profile;
  gint64 age_us;                /* of the client's certificate when they meet */
  const char *host;
} refusals[] = {
  { "no-certificate", .no_certificate = TRUE, .host = HOST },
  { "unknown-authority", .rogue = TRUE, .profile = TB_PROFILE_DEVICE, .age_us = TB_US_PER_DAY, .host = HOST },
  { "expired", .profile = TB_PROFILE_DEVICE, .age_us = LIFETIME_US + TB_US_PER_DAY, .host = HOST },
  { "wrong-purpose", .profile = TB_PROFILE_SERVICE, .age_us = TB_US_PER_DAY, .host = HOST },
  { "wrong-host", .profile = TB_PROFILE_DEVICE, .age_us = TB_US_PER_DAY, .host = OTHER_HOST },
};

typedef struct
{
  TbCrypto *crypto;
  TbKeyAlgorithm algorithm;
  TbStream stream;
  TbAuthority *root;
  TbAuthority *issuing;
} Makers;

static void
makers_clear (Makers *makers)
{
  g_clear_pointer (&makers->root, tb_authority_unref);
  g_clear_pointer (&makers->issuing, tb_authority_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Makers, makers_clear)

static int
find_refusal (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (reason != NULL && strcmp (refusals[i].reason, reason) == 0)
      return i;
  return -1;
}

/**
 * tb_parties_knows_reason:
 * @reason: a reason for which a handshake may be refused
 *
 * Returns: whether such a handshake can be made here
 */
gboolean
tb_parties_knows_reason (const char *reason)
{
  return find_refusal (reason) >= 0;
}

/**
 * tb_parties_list_reasons:
 *
 * Returns: (transfer full): all that can be made, with commas between
 */
char *
tb_parties_list_reasons (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", refusals[i].reason);
  return g_string_free (list, FALSE);
}

static gboolean
make_authorities (Makers *makers, const char *name, GError **error)
{
  g_autofree char *issuing = g_strconcat (name, " Devices", NULL);

  makers_clear (makers);
  makers->root = tb_authority_new_root (makers->crypto, name, makers->algorithm, UNIX_US - 900 * TB_US_PER_DAY, UNIX_US + 7300 * TB_US_PER_DAY,
                                        &makers->stream, error);
  if (makers->root != NULL)
    makers->issuing = tb_authority_new_issuing (makers->root, issuing, makers->algorithm, UNIX_US - 900 * TB_US_PER_DAY, UNIX_US + 3650 * TB_US_PER_DAY,
                                                &makers->stream, error);
  return makers->issuing != NULL;
}

static TbIdentity *
issue (Makers *makers, TbCertificateProfile profile, const char *name, gint64 age_us, GError **error)
{
  const TbIssueTerms terms = { profile, UNIX_US - age_us, UNIX_US - age_us + LIFETIME_US };
  const char *names[] = { name, NULL };

  return tb_authority_issue_identity (makers->issuing, makers->algorithm, name, names, &terms, &makers->stream, error);
}

static gboolean
make_endpoints (TbParties *parties, Makers *makers, const TbPartiesTerms *terms, GError **error)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  TbCertificateProfile profile = terms->must_staple ? TB_PROFILE_SERVICE_MUST_STAPLE : TB_PROFILE_SERVICE;
  g_autoptr (TbIdentity) broker = issue (makers, profile, HOST, TB_US_PER_DAY, error);

  if (broker == NULL)
    return FALSE;
  parties->server_certificate = tb_certificate_ref (tb_identity_get_certificate (broker));
  parties->issuing = tb_authority_ref (makers->issuing);
  g_ptr_array_add (anchors, tb_authority_get_root (makers->root));
  parties->server = tb_endpoint_new_server (makers->crypto, broker, terms->is_mutual ? anchors : NULL, &makers->stream, error);
  if (parties->server != NULL)
    parties->client = tb_endpoint_new_client (makers->crypto, anchors, &makers->stream, error);
  return parties->client != NULL;
}

static gboolean
make_client (TbParties *parties, Makers *makers, int refusal, GError **error)
{
  if (refusal < 0)
    parties->client_identity = issue (makers, TB_PROFILE_DEVICE, "lock-01.lab", TB_US_PER_DAY, error);
  else if (refusals[refusal].no_certificate)
    return TRUE;
  else if (!refusals[refusal].rogue || make_authorities (makers, "Rogue", error))
    parties->client_identity = issue (makers, refusals[refusal].profile, "lock-01.lab", refusals[refusal].age_us, error);
  return parties->client_identity != NULL;
}

/**
 * tb_parties_init:
 * @parties: (out caller-allocates): the two
 * @terms: what they shall be like
 * @error: return location
 *
 * Makes an authority, a broker and a lock.
 *
 * Returns: whether they could be made; otherwise %TB_CRYPTO_ERROR
 */
gboolean
tb_parties_init (TbParties *parties, const TbPartiesTerms *terms, GError **error)
{
  g_auto (Makers) makers = { .crypto = tb_crypto_get_seeded (error), .algorithm = terms->algorithm };
  int refusal = find_refusal (terms->refuse);

  *parties = (TbParties) { .crypto = makers.crypto, .host = refusal >= 0 ? refusals[refusal].host : HOST, .unix_us = UNIX_US };
  tb_stream_init (&makers.stream, terms->seed, "handshake/parties");
  return makers.crypto != NULL
         && make_authorities (&makers, "Lab", error)
         && make_endpoints (parties, &makers, terms, error)
         && (!terms->is_mutual || make_client (parties, &makers, refusal, error));
}

/* --- what the broker staples --- */

static const struct
{
  const char *kind;
  gboolean is_nothing;
  TbOcspStatus status;
  gint64 age_us;                /* of the answer when they meet; it may be used for a day */
} staples[] = {
  { "none", .is_nothing = TRUE },
  { "good", .status = TB_OCSP_GOOD, .age_us = TB_US_PER_HOUR },
  { "revoked", .status = TB_OCSP_REVOKED, .age_us = TB_US_PER_HOUR },
  { "stale", .status = TB_OCSP_GOOD, .age_us = 2 * TB_US_PER_DAY },
};

static int
find_staple (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (staples); i++)
    if (strcmp (staples[i].kind, kind) == 0)
      return i;
  return -1;
}

/**
 * tb_parties_knows_staple:
 * @kind: what a broker may staple
 *
 * Returns: whether that can be made here
 */
gboolean
tb_parties_knows_staple (const char *kind)
{
  return find_staple (kind) >= 0;
}

static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  const TbOcspStatus *status = user_data;

  *answer = (TbOcspAnswer) { *status, { NULL, UNIX_US - TB_US_PER_DAY / 2, TB_REVOCATION_KEY_COMPROMISE } };
}

static GBytes *
respond (const TbParties *parties, GBytes *request, int staple, guint64 seed, GError **error)
{
  gint64 since_us = UNIX_US - staples[staple].age_us;
  TbOcspTerms terms = { since_us, since_us + TB_US_PER_DAY, since_us, TRUE };
  TbCertificate *issuer = tb_authority_get_certificate (parties->issuing);
  g_autoptr (TbIdentity) signer = tb_identity_new (tb_authority_get_key (parties->issuing), issuer, NULL);
  g_autoptr (TbOcspResponder) responder = signer != NULL ? tb_ocsp_responder_new (signer, issuer, error) : NULL;
  TbOcspStatus status = staples[staple].status;
  TbStream stream;

  tb_stream_init (&stream, seed, "handshake/staple");
  return responder != NULL ? tb_ocsp_respond (responder, request, look_up, &status, &terms, &stream, error) : NULL;
}

/**
 * tb_parties_make_staple:
 * @parties: the two
 * @kind: one that [func@parties_knows_staple] knows
 * @seed: what the signature is drawn from
 * @staple: (out) (transfer full) (nullable): an OCSP response about the server's certificate, DER; %NULL for `none`
 * @error: return location
 *
 * Returns: whether it could be made; otherwise %TB_CRYPTO_ERROR
 */
gboolean
tb_parties_make_staple (const TbParties *parties, const char *kind, guint64 seed, GBytes **staple, GError **error)
{
  int found = find_staple (kind);
  g_autoptr (GBytes) request = NULL;

  g_return_val_if_fail (found >= 0, FALSE);
  *staple = NULL;
  if (staples[found].is_nothing)
    return TRUE;
  request = tb_ocsp_make_request (parties->crypto, parties->server_certificate, tb_authority_get_certificate (parties->issuing), NULL, error);
  if (request != NULL)
    *staple = respond (parties, request, found, seed, error);
  return *staple != NULL;
}

/**
 * tb_parties_clear:
 * @parties: the two
 *
 * Lets them go.
 */
void
tb_parties_clear (TbParties *parties)
{
  g_clear_pointer (&parties->client, tb_endpoint_unref);
  g_clear_pointer (&parties->client_identity, tb_identity_unref);
  g_clear_pointer (&parties->server, tb_endpoint_unref);
  g_clear_pointer (&parties->server_certificate, tb_certificate_unref);
  g_clear_pointer (&parties->issuing, tb_authority_unref);
}
