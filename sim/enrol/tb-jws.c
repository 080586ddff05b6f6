/* tb-jws: flattened signed objects (RFC 7515 section 7.2.2) with the algorithms of RFC 7518 that ACME uses; see tb-jose.h. */
#include "tb-jose.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#define HALF_BYTES 32           /* of r and of s on P-256 */
#define MAC_BYTES 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

static gboolean
set_malformed (GError **error, const char *what)
{
  g_set_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_MALFORMED, "The signed object is not what it should be: %s", what);
  return FALSE;
}

/* --- reading --- */

static gboolean
read_algorithm (TbJws *jws, JsonObject *header, GError **error)
{
  static const char *const accepted[] = { "ES256", "RS256", "HS256", NULL };
  const char *alg = tb_jose_get_text (header, "alg");

  if (alg != NULL && g_strv_contains (accepted, alg))
    {
      jws->alg = g_strdup (alg);
      return TRUE;
    }
  g_set_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_ALGORITHM, "The algorithm \"%.20s\" is not accepted; ES256 and RS256 are", alg != NULL ? alg : "");
  return FALSE;
}

/* A member may be left out, but may not be anything else than text. */
static gboolean
read_text (JsonObject *header, const char *member, char **out)
{
  *out = g_strdup (tb_jose_get_text (header, member));
  return *out != NULL || !json_object_has_member (header, member);
}

static gboolean
read_key (TbJws *jws, JsonObject *header)
{
  JsonNode *jwk = json_object_get_member (header, "jwk");

  if (jwk != NULL && !JSON_NODE_HOLDS_OBJECT (jwk))
    return FALSE;
  if (jwk != NULL)
    jws->jwk = json_object_ref (json_node_get_object (jwk));
  return read_text (header, "kid", &jws->kid) && (jws->kid == NULL) != (jws->jwk == NULL);
}

static gboolean
read_header (TbJws *jws, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = tb_base64url_decode (text, error);
  g_autoptr (JsonObject) header = bytes != NULL ? tb_jose_parse (bytes, error) : NULL;

  if (header == NULL || !read_algorithm (jws, header, error))
    return FALSE;
  if (json_object_has_member (header, "crit") || json_object_has_member (header, "b64"))
    return set_malformed (error, "it asks for extensions (\"crit\", \"b64\")");
  if (!read_key (jws, header))
    return set_malformed (error, "it needs exactly one of \"jwk\" and \"kid\" (RFC 8555 section 6.2)");
  if (!read_text (header, "nonce", &jws->nonce) || !read_text (header, "url", &jws->url) || jws->url == NULL)
    return set_malformed (error, "it needs an \"url\" (RFC 8555 section 6.4)");
  return TRUE;
}

/**
 * tb_jws_read_object:
 * @jws: (out caller-allocates): what it says; clear it with [func@jws_clear] in any case
 * @object: the flattened form
 * @error: return location
 *
 * Takes a signed object apart. Whoever asked for it verifies it and looks at nonce and address.
 *
 * Returns: %FALSE with %TB_JOSE_ERROR_MALFORMED or %TB_JOSE_ERROR_ALGORITHM
 */
gboolean
tb_jws_read_object (TbJws *jws, JsonObject *object, GError **error)
{
  const char *header = tb_jose_get_text (object, "protected"), *payload = tb_jose_get_text (object, "payload");
  const char *signature = tb_jose_get_text (object, "signature");

  memset (jws, 0, sizeof *jws);
  if (header == NULL || payload == NULL || signature == NULL)
    return set_malformed (error, "it needs \"protected\", \"payload\" and \"signature\"");
  if (json_object_has_member (object, "header") || json_object_has_member (object, "signatures"))
    return set_malformed (error, "one signature and no unprotected header (RFC 8555 section 6.2)");
  if (!read_header (jws, header, error))
    return FALSE;
  jws->payload = tb_base64url_decode (payload, error);
  jws->signature = jws->payload != NULL ? tb_base64url_decode (signature, error) : NULL;
  jws->signed_text = g_strconcat (header, ".", payload, NULL);
  return jws->signature != NULL;
}

/**
 * tb_jws_read:
 * @jws: (out caller-allocates): what it says; clear it with [func@jws_clear] in any case
 * @text: JSON
 * @error: return location
 *
 * Returns: as from [func@jws_read_object]
 */
gboolean
tb_jws_read (TbJws *jws, GBytes *text, GError **error)
{
  g_autoptr (JsonObject) object = NULL;

  memset (jws, 0, sizeof *jws);
  object = tb_jose_parse (text, error);
  return object != NULL && tb_jws_read_object (jws, object, error);
}

/**
 * tb_jws_clear:
 * @jws: a signed object
 *
 * Frees what @jws owns.
 */
void
tb_jws_clear (TbJws *jws)
{
  g_clear_pointer (&jws->alg, g_free);
  g_clear_pointer (&jws->url, g_free);
  g_clear_pointer (&jws->nonce, g_free);
  g_clear_pointer (&jws->kid, g_free);
  g_clear_pointer (&jws->jwk, json_object_unref);
  g_clear_pointer (&jws->payload, g_bytes_unref);
  g_clear_pointer (&jws->signed_text, g_free);
  g_clear_pointer (&jws->signature, g_bytes_unref);
}

/* --- verifying --- */

/* RFC 7518 section 3.4: r and s, 32 bytes each; OpenSSL wants them in DER. */
static GBytes *
to_der (GBytes *raw)
{
  g_autoptr (ECDSA_SIG) both = ECDSA_SIG_new ();
  const guint8 *halves = g_bytes_get_data (raw, NULL);
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  BIGNUM *r, *s;
  int n;

  if (both == NULL || g_bytes_get_size (raw) != 2 * HALF_BYTES)
    return NULL;
  r = BN_bin2bn (halves, HALF_BYTES, NULL);
  s = BN_bin2bn (halves + HALF_BYTES, HALF_BYTES, NULL);
  if (ECDSA_SIG_set0 (both, r, s) != 1)
    {
      BN_free (r);
      BN_free (s);
      return NULL;
    }
  n = i2d_ECDSA_SIG (both, &der);
  if (n > 0)
    bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

static gboolean
matches (TbCrypto *crypto, EVP_PKEY *pkey, const char *text, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize n;
  const guint8 *bytes = g_bytes_get_data (signature, &n);

  return context != NULL && EVP_DigestVerifyInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (crypto), NULL, pkey, NULL) == 1
         && EVP_DigestVerify (context, bytes, n, (const guint8 *) text, strlen (text)) == 1;
}

/**
 * tb_jws_fits_key:
 * @jws: a signed object
 * @pkey: a public key
 *
 * Returns: whether the algorithm is that of such keys
 */
gboolean
tb_jws_fits_key (const TbJws *jws, EVP_PKEY *pkey)
{
  return strcmp (jws->alg, EVP_PKEY_is_a (pkey, "RSA") ? "RS256" : "ES256") == 0;
}

/**
 * tb_jws_verify:
 * @jws: a signed object
 * @crypto: the context that @pkey belongs to
 * @pkey: a public key of P-256 or RSA
 *
 * Returns: whether the signature is of that key
 */
gboolean
tb_jws_verify (const TbJws *jws, TbCrypto *crypto, EVP_PKEY *pkey)
{
  g_autoptr (GBytes) signature = NULL;

  ERR_clear_error ();
  if (!tb_jws_fits_key (jws, pkey))
    return FALSE;
  signature = EVP_PKEY_is_a (pkey, "RSA") ? g_bytes_ref (jws->signature) : to_der (jws->signature);
  return signature != NULL && matches (crypto, pkey, jws->signed_text, signature);
}

static gboolean
make_mac (TbCrypto *crypto, GBytes *mac_key, const char *text, guint8 *mac)
{
  gsize n_key, n = 0;
  const guint8 *key = g_bytes_get_data (mac_key, &n_key);

  return EVP_Q_mac (tb_crypto_get_libctx (crypto), "HMAC", NULL, "SHA2-256", NULL, key, n_key, (const guint8 *) text, strlen (text), mac, MAC_BYTES, &n) != NULL
         && n == MAC_BYTES;
}

/**
 * tb_jws_verify_mac:
 * @jws: a signed object
 * @crypto: the context to work in
 * @mac_key: the shared secret
 *
 * Returns: whether it is `HS256` with that secret
 */
gboolean
tb_jws_verify_mac (const TbJws *jws, TbCrypto *crypto, GBytes *mac_key)
{
  guint8 mac[MAC_BYTES];

  return strcmp (jws->alg, "HS256") == 0 && g_bytes_get_size (jws->signature) == MAC_BYTES && make_mac (crypto, mac_key, jws->signed_text, mac)
         && CRYPTO_memcmp (mac, g_bytes_get_data (jws->signature, NULL), MAC_BYTES) == 0;
}

/* --- signing --- */

static char *
make_header (const TbJwsTerms *terms, const char *alg, EVP_PKEY *pkey, GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (header, "alg", alg);
  if (terms->kid != NULL)
    json_object_set_string_member (header, "kid", terms->kid);
  else
    {
      JsonObject *jwk = tb_jwk_write (pkey, error);

      if (jwk == NULL)
        return NULL;
      json_object_set_object_member (header, "jwk", jwk);
    }
  if (terms->nonce != NULL)
    json_object_set_string_member (header, "nonce", terms->nonce);
  json_object_set_string_member (header, "url", terms->url);
  text = tb_jose_print (header);
  return tb_base64url_encode (text, strlen (text));
}

static JsonObject *
join (const char *header, const char *payload, const guint8 *signature, gsize n_signature)
{
  g_autofree char *text = tb_base64url_encode (signature, n_signature);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "protected", header);
  json_object_set_string_member (object, "payload", payload);
  json_object_set_string_member (object, "signature", text);
  return object;
}

static guint8 *
sign_in_job (TbKey *key, const char *text, gsize *n)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *signature = NULL;

  if (pkey == NULL || context == NULL
      || EVP_DigestSignInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (tb_key_get_crypto (key)), NULL, pkey, NULL) != 1
      || EVP_DigestSign (context, NULL, n, (const guint8 *) text, strlen (text)) != 1)
    return NULL;
  signature = g_malloc (*n);
  return EVP_DigestSign (context, signature, n, (const guint8 *) text, strlen (text)) == 1 ? g_steal_pointer (&signature) : NULL;
}

/* The other way than to_der. */
static gboolean
to_raw (guint8 **signature, gsize *n)
{
  const unsigned char *at = *signature;
  g_autoptr (ECDSA_SIG) both = d2i_ECDSA_SIG (NULL, &at, (long) *n);
  guint8 raw[2 * HALF_BYTES];

  if (both == NULL || BN_bn2binpad (ECDSA_SIG_get0_r (both), raw, HALF_BYTES) != HALF_BYTES
      || BN_bn2binpad (ECDSA_SIG_get0_s (both), raw + HALF_BYTES, HALF_BYTES) != HALF_BYTES)
    return FALSE;
  g_free (*signature);
  *signature = g_memdup2 (raw, sizeof raw);
  *n = sizeof raw;
  return TRUE;
}

/**
 * tb_jws_sign:
 * @terms: what it is meant for
 * @payload: what to sign; no bytes: a request that only looks (RFC 8555 section 6.3)
 * @key: of P-256 or RSA
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the flattened form; %NULL with %TB_JOSE_ERROR_KEY or %TB_JOSE_ERROR_FAILED
 */
JsonObject *
tb_jws_sign (const TbJwsTerms *terms, GBytes *payload, TbKey *key, TbStream *stream, GError **error)
{
  gboolean is_rsa = tb_key_algorithm_is_rsa (tb_key_get_algorithm (key));
  g_autofree char *header = make_header (terms, is_rsa ? "RS256" : "ES256", tb_key_get_pkey (key), error);
  g_autofree char *body = tb_base64url_encode_bytes (payload);
  g_autofree char *text = g_strconcat (header != NULL ? header : "", ".", body, NULL);
  g_autofree guint8 *signature = NULL;
  gsize n = 0;
  TbJob job;

  if (header == NULL)
    return NULL;
  ERR_clear_error ();
  tb_job_enter (&job, stream, 0);
  signature = sign_in_job (key, text, &n);
  tb_job_leave (&job);
  if (signature != NULL && (is_rsa || to_raw (&signature, &n)))
    return join (header, body, signature, n);
  g_set_error_literal (error, TB_JOSE_ERROR, TB_JOSE_ERROR_FAILED, "Cannot sign with this key");
  return NULL;
}

/**
 * tb_jws_sign_mac:
 * @terms: what it is meant for, with the secret's name
 * @payload: what to sign
 * @crypto: the context to work in
 * @mac_key: the shared secret
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the flattened form with `HS256`; %NULL with %TB_JOSE_ERROR_FAILED
 */
JsonObject *
tb_jws_sign_mac (const TbJwsTerms *terms, GBytes *payload, TbCrypto *crypto, GBytes *mac_key, GError **error)
{
  g_autofree char *header = NULL, *body = tb_base64url_encode_bytes (payload), *text = NULL;
  guint8 mac[MAC_BYTES];

  g_return_val_if_fail (terms->kid != NULL, NULL);
  header = make_header (terms, "HS256", NULL, error);
  text = g_strconcat (header, ".", body, NULL);
  if (make_mac (crypto, mac_key, text, mac))
    return join (header, body, mac, sizeof mac);
  g_set_error_literal (error, TB_JOSE_ERROR, TB_JOSE_ERROR_FAILED, "Cannot make a MAC with SHA-256");
  return NULL;
}
