/* tb-endpoint-policy: what an endpoint speaks, told to OpenSSL.
 *
 * Everything that OpenSSL would choose by itself is pinned here, so that neither the user's configuration nor a newer OpenSSL changes what is said. An endpoint
 * without a policy speaks what the devices of a fleet speak: TLS 1.3 with P-256. */
#include "tb-endpoint-private.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#define SECURITY_LEVEL 2        /* 112 bits: RSA from 2048 bits on, no SHA-1 */
#define CURVES_12      "P-256:P-384:P-521"      /* those of certificates have to be among them: RFC 8422 section 5.1.1 */
#define SUITE_PREFIX   "TLS_"   /* what OpenSSL's names of TLS 1.3 suites begin with, and those of older ones do not */

static const TbEndpointPolicy fleet = {
  .groups = "P-256",
  .signatures = "ECDSA+SHA256:rsa_pss_rsae_sha256:RSA+SHA256",
};

static const char suites_13[] = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
static const char all_signatures[] = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
                                     "RSA+SHA256:RSA+SHA384:RSA+SHA512";

static const char *const suites_12[] = {
  [TB_EXCHANGE_ECDHE] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                        "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
  [TB_EXCHANGE_RSA] = "AES128-GCM-SHA256:AES256-GCM-SHA384",
};

/* @policy: (nullable): %NULL for what a fleet speaks */
gboolean
tb_endpoint_is_datagrams (const TbEndpointPolicy *policy)
{
  return policy != NULL && policy->min_version == DTLS1_2_VERSION;
}

static guint16
version_or_13 (guint16 version)
{
  return version != 0 ? version : TLS1_3_VERSION;
}

/* Whether it may come to something older than TLS 1.3; DTLS counts downwards. */
static gboolean
speaks_older (const TbEndpointPolicy *policy)
{
  return version_or_13 (policy->min_version) < TLS1_3_VERSION || tb_endpoint_is_datagrams (policy);
}

/* Those of @ciphers that TLS 1.3 has, or those that it has not; "" where there are none. */
static char *
select_suites (const char *ciphers, gboolean of_13)
{
  g_auto (GStrv) names = g_strsplit (ciphers != NULL ? ciphers : "", ":", -1);
  g_autoptr (GString) selected = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && g_str_has_prefix (names[i], SUITE_PREFIX) == of_13)
      g_string_append_printf (selected, "%s%s", selected->len > 0 ? ":" : "", names[i]);
  return g_string_free (g_steal_pointer (&selected), FALSE);
}

static gboolean
set_suites (SSL_CTX *context, const TbEndpointPolicy *policy)
{
  g_autofree char *new = select_suites (policy->ciphers, TRUE), *old = select_suites (policy->ciphers, FALSE);

  if (SSL_CTX_set_ciphersuites (context, *new != '\0' ? new : suites_13) != 1)
    return FALSE;
  return !speaks_older (policy) || SSL_CTX_set_cipher_list (context, *old != '\0' ? old : suites_12[policy->exchange]) == 1;
}

static const char *
groups_of (const TbEndpointPolicy *policy)
{
  if (policy->groups != NULL)
    return policy->groups;
  return speaks_older (policy) ? CURVES_12 : fleet.groups;
}

static void
set_options (SSL_CTX *context, const TbEndpointPolicy *policy)
{
  guint64 options = SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE;

#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
  options |= SSL_OP_NO_RX_CERTIFICATE_COMPRESSION | SSL_OP_NO_TX_CERTIFICATE_COMPRESSION;
#endif
  SSL_CTX_set_options (context, options);
  SSL_CTX_set_security_level (context, policy->accepts_weak ? 0 : SECURITY_LEVEL);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode (context, SSL_MODE_NO_AUTO_CHAIN | (policy->falls_back ? SSL_MODE_SEND_FALLBACK_SCSV : 0));
}

/* @policy: (nullable): %NULL for what a fleet speaks. Returns: FALSE when OpenSSL does not know something that is asked for */
gboolean
tb_endpoint_apply_policy (SSL_CTX *context, const TbEndpointPolicy *policy)
{
  if (policy == NULL)
    policy = &fleet;
  set_options (context, policy);
  return SSL_CTX_set_min_proto_version (context, version_or_13 (policy->min_version)) == 1
         && SSL_CTX_set_max_proto_version (context, version_or_13 (policy->max_version)) == 1
         && SSL_CTX_set_num_tickets (context, 0) == 1
         && set_suites (context, policy)
         && SSL_CTX_set1_groups_list (context, groups_of (policy)) == 1
         && SSL_CTX_set1_sigalgs_list (context, policy->signatures != NULL ? policy->signatures : all_signatures) == 1;
}

/* Keeps what of @policy is asked for in every handshake. */
void
tb_endpoint_keep_policy (TbEndpoint *endpoint, const TbEndpointPolicy *policy)
{
  endpoint->speaks_12 = policy != NULL && speaks_older (policy);
  endpoint->accepts_anyone = policy != NULL && policy->accepts_anyone;
  endpoint->pin = policy != NULL && policy->pin != NULL ? g_bytes_ref (policy->pin) : NULL;
}

/**
 * tb_endpoint_knows_group:
 * @crypto: the context
 * @group: OpenSSL's name of a group, such as `X25519MLKEM768`
 *
 * Returns: whether the OpenSSL at hand can agree on a secret in that group
 */
gboolean
tb_endpoint_knows_group (TbCrypto *crypto, const char *group)
{
  TbStream stream;
  TbJob job;
  gboolean knows;

  tb_stream_init (&stream, 0, "groups");
  tb_job_enter (&job, &stream, 0);
  {
    g_autoptr (SSL_CTX) context = SSL_CTX_new_ex (tb_crypto_get_libctx (crypto), NULL, TLS_method ());

    knows = context != NULL && SSL_CTX_set1_groups_list (context, group) == 1;
  }
  tb_job_leave (&job);
  ERR_clear_error ();
  return knows;
}

static gboolean
has_pinned_key (X509 *certificate, GBytes *pin)
{
  guint8 *spki = NULL;
  int n = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (certificate), &spki);
  g_autoptr (GBytes) key = n > 0 ? g_bytes_new (spki, (gsize) n) : NULL;
  g_autofree char *found = key != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, key) : NULL;
  g_autoptr (GString) wanted = g_string_new (NULL);
  const guint8 *digits = g_bytes_get_data (pin, NULL);

  for (gsize i = 0; i < g_bytes_get_size (pin); i++)
    g_string_append_printf (wanted, "%02x", digits[i]);
  OPENSSL_free (spki);
  return g_strcmp0 (found, wanted->str) == 0;
}

/* Whether a chain that was found good has the pinned key in it (RFC 7469 section 2.6). Pins are what DANE does with DNS; OpenSSL's number for its failure is the
 * nearest, and gives the alert bad_certificate. Returns: an X509_V_ERR number */
int
tb_endpoint_check_pin (TbEndpoint *endpoint, X509_STORE_CTX *context)
{
  STACK_OF (X509) *chain = X509_STORE_CTX_get0_chain (context);

  if (endpoint->pin == NULL)
    return X509_V_OK;
  for (int i = 0; i < sk_X509_num (chain); i++)
    if (has_pinned_key (sk_X509_value (chain, i), endpoint->pin))
      return X509_V_OK;
  return X509_V_ERR_DANE_NO_MATCH;
}
