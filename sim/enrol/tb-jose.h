/* tb-jose: as much of JOSE as ACME needs: base64url, public keys as JWK with their thumbprints, and flattened signed objects.
 *
 * JSON is read by json-glib and cryptography done by OpenSSL; here is what lies between, and the strictness: one encoding for each thing, one
 * algorithm for each key, no unprotected header. What a nonce or an address has to be is for the server to say. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-key.h"

G_BEGIN_DECLS

#define TB_JOSE_ERROR (tb_jose_error_quark ())
typedef enum
{
  TB_JOSE_ERROR_MALFORMED,      /* not what it should be */
  TB_JOSE_ERROR_ALGORITHM,      /* an algorithm that is not accepted, `none` before all */
  TB_JOSE_ERROR_KEY,            /* a key that is broken, too weak or of another kind */
  TB_JOSE_ERROR_FAILED,         /* OpenSSL fails where it should not */
} TbJoseError;
GQuark      tb_jose_error_quark (void);

/* --- bytes and JSON --- */

char       *tb_base64url_encode       (const void *bytes, gsize n_bytes);
char       *tb_base64url_encode_bytes (GBytes *bytes);
GBytes     *tb_base64url_decode       (const char *text, GError **error);
JsonObject *tb_jose_parse             (GBytes *text, GError **error);
char       *tb_jose_print             (JsonObject *object);
const char *tb_jose_get_text          (JsonObject *object, const char *member);

/* --- keys --- */

EVP_PKEY   *tb_jwk_read        (TbCrypto *crypto, JsonObject *jwk, GError **error);
JsonObject *tb_jwk_write       (EVP_PKEY *pkey, GError **error);
char       *tb_jwk_thumbprint  (TbCrypto *crypto, EVP_PKEY *pkey, GError **error);
char       *tb_jose_digest     (TbCrypto *crypto, const char *text, GError **error);

/* --- signed objects --- */

/**
 * TbJws:
 * @alg: (owned): `ES256`, `RS256` or `HS256`
 * @url: (owned): what it is meant for
 * @nonce: (owned) (nullable): single use
 * @kid: (owned) (nullable): the name of the key
 * @jwk: (owned) (nullable): the key itself; there is exactly one of @kid and @jwk
 * @payload: (owned): what is signed, decoded
 * @signed_text: (owned): the text that the signature covers
 * @signature: (owned): as sent
 *
 * A flattened signed object that was taken apart (RFC 7515 section 7.2.2), not yet verified.
 */
typedef struct
{
  char *alg;
  char *url;
  char *nonce;
  char *kid;
  JsonObject *jwk;
  GBytes *payload;
  char *signed_text;
  GBytes *signature;
} TbJws;

/**
 * TbJwsTerms:
 * @url: what it is meant for
 * @nonce: (nullable): single use
 * @kid: (nullable): the name of the key; %NULL: the key itself is put in
 *
 * What goes into the protected header besides the algorithm.
 */
typedef struct
{
  const char *url;
  const char *nonce;
  const char *kid;
} TbJwsTerms;

gboolean tb_jws_read         (TbJws *jws, GBytes *text, GError **error);
gboolean tb_jws_read_object  (TbJws *jws, JsonObject *object, GError **error);
void     tb_jws_clear        (TbJws *jws);
gboolean tb_jws_fits_key     (const TbJws *jws, EVP_PKEY *pkey);
gboolean tb_jws_verify       (const TbJws *jws, TbCrypto *crypto, EVP_PKEY *pkey);
gboolean tb_jws_verify_mac   (const TbJws *jws, TbCrypto *crypto, GBytes *mac_key);
JsonObject *tb_jws_sign      (const TbJwsTerms *terms, GBytes *payload, TbKey *key, TbStream *stream, GError **error);
JsonObject *tb_jws_sign_mac  (const TbJwsTerms *terms, GBytes *payload, TbCrypto *crypto, GBytes *mac_key, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbJws, tb_jws_clear)

G_END_DECLS
