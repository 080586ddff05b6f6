/* tb-handshake-digest: see the header. What is left out here makes two handshakes one: whoever adds a term or a policy adds it here. Lengths are part of it, so that
 * no two lists of arguments are written alike. */
#include "tb-handshake-digest.h"

#include <string.h>

#include "tb-endpoint-private.h"

static void
add_number (GChecksum *sum, gint64 number)
{
  gint64 le = GINT64_TO_LE (number);

  g_checksum_update (sum, (const guchar *) &le, sizeof le);
}

/* @n of -1: there is nothing, which is something else than nothing written. */
static void
add_data (GChecksum *sum, gconstpointer data, gssize n)
{
  add_number (sum, n);
  if (n > 0)
    g_checksum_update (sum, data, n);
}

static void
add_bytes (GChecksum *sum, GBytes *bytes)
{
  gsize n = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;

  add_data (sum, data, bytes != NULL ? (gssize) n : -1);
}

static void
add_text (GChecksum *sum, const char *text)
{
  add_data (sum, text, text != NULL ? (gssize) strlen (text) : -1);
}

static void
add_stream (GChecksum *sum, const TbStream *stream)
{
  for (guint i = 0; i < G_N_ELEMENTS (stream->state); i++)
    add_number (sum, (gint64) stream->state[i]);
}

static GBytes *
der_of_certificate (gpointer certificate)
{
  return tb_certificate_get_der (certificate);
}

static GBytes *
der_of_crl (gpointer crl)
{
  return tb_crl_get_der (crl);
}

static GBytes *
der_of_response (gpointer response)
{
  return tb_ocsp_response_get_der (response);
}

static void
add_list (GChecksum *sum, GPtrArray *list, GBytes *(*der_of) (gpointer item))
{
  add_number (sum, list != NULL ? (gint64) list->len : -1);
  for (guint i = 0; list != NULL && i < list->len; i++)
    add_bytes (sum, der_of (g_ptr_array_index (list, i)));
}

/* The key is the one that the certificate names. */
static void
add_identity (GChecksum *sum, TbIdentity *identity)
{
  add_number (sum, identity != NULL);
  if (identity == NULL)
    return;
  add_bytes (sum, tb_certificate_get_der (tb_identity_get_certificate (identity)));
  add_list (sum, tb_identity_get_intermediates (identity), der_of_certificate);
}

static void
add_policy (GChecksum *sum, const TbEndpointPolicy *policy)
{
  add_number (sum, policy != NULL);
  if (policy == NULL)
    return;
  add_number (sum, policy->min_version);
  add_number (sum, policy->max_version);
  add_text (sum, policy->groups);
  add_number (sum, policy->exchange);
  add_text (sum, policy->ciphers);
  add_text (sum, policy->signatures);
  add_number (sum, policy->accepts_anyone);
  add_number (sum, policy->trusts_leaves);
  add_number (sum, policy->accepts_weak);
  add_number (sum, policy->falls_back);
  add_bytes (sum, policy->pin);
}

static void
finish (GChecksum *sum, guint8 digest[TB_HANDSHAKE_DIGEST_BYTES])
{
  gsize n = TB_HANDSHAKE_DIGEST_BYTES;

  g_checksum_get_digest (sum, digest, &n);
}

/* Notes what an endpoint is made from. @stream is what it was when nothing had been drawn. */
void
tb_endpoint_keep_digest (TbEndpoint *endpoint, const TbEndpointPolicy *policy, GPtrArray *anchors, const TbStream *stream)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_policy (sum, policy);
  add_list (sum, anchors, der_of_certificate);
  add_identity (sum, endpoint->identity);
  add_stream (sum, stream);
  finish (sum, endpoint->digest);
}

static void
add_evidence (GChecksum *sum, const TbRevocationEvidence *evidence, gboolean refuses_unknown)
{
  add_number (sum, evidence != NULL);
  add_number (sum, refuses_unknown);
  if (evidence == NULL)
    return;
  add_list (sum, evidence->crls, der_of_crl);
  add_list (sum, evidence->responses, der_of_response);
  add_list (sum, evidence->certificates, der_of_certificate);
}

static void
add_says (GChecksum *sum, const TbHandshakeTerms *terms)
{
  add_number (sum, terms->n_says);
  for (guint i = 0; i < terms->n_says; i++)
    {
      add_number (sum, terms->says[i].from);
      add_number (sum, terms->says[i].kind);
      add_bytes (sum, terms->says[i].data);
    }
}

static void
add_tamper (GChecksum *sum, const TbTamper *tamper)
{
  add_number (sum, tamper != NULL);
  if (tamper == NULL)
    return;
  add_number (sum, tamper->flight);
  add_number (sum, (gint64) tamper->offset);
  add_number (sum, tamper->mask);
  add_bytes (sum, tamper->instead);
}

static void
add_terms (GChecksum *sum, const TbHandshakeTerms *terms)
{
  add_bytes (sum, terms->ticket_key);
  add_bytes (sum, terms->session);
  add_number (sum, terms->client_clock_us);
  add_evidence (sum, terms->evidence, terms->refuses_unknown);
  add_evidence (sum, terms->client_evidence, terms->client_refuses_unknown);
  add_bytes (sum, terms->staple);
  add_number (sum, terms->staple_policy);
  add_says (sum, terms);
  add_tamper (sum, terms->tamper);
  add_number (sum, terms->keeps_shared_secret);
}

/**
 * tb_handshake_digest:
 * @client: the client's policy
 * @client_identity: (nullable): what the client proves itself with
 * @host: (nullable): whom the client wants to reach
 * @server: the server
 * @terms: what else holds for this handshake
 * @stream: what everything random in it is drawn from
 * @unix_us: when it happens
 * @digest: (out caller-allocates) (array fixed-size=32): SHA-256 over all of that
 *
 * Names the handshake that [func@handshake_run_with] would run, without running it.
 */
void
tb_handshake_digest (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                     const TbStream *stream, gint64 unix_us, guint8 digest[TB_HANDSHAKE_DIGEST_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_data (sum, client->digest, sizeof client->digest);
  add_data (sum, server->digest, sizeof server->digest);
  add_number (sum, server->demands_certificate);
  add_identity (sum, client_identity);
  add_text (sum, host);
  add_terms (sum, terms);
  add_stream (sum, stream);
  add_number (sum, unix_us);
  finish (sum, digest);
}
