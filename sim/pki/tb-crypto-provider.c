/* tb-crypto-provider: the two built-in OpenSSL providers behind the seeded context.
 *
 * One offers a single random generator that reads the stream of the current thread's job, and fails where there is none. The other forwards
 * OpenSSL's default provider, leaving out what nobody here uses: OpenSSL walks through all it has whenever it reads a public key, which costs
 * more than the cryptography. */
#include "tb-crypto-provider.h"

#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include "tb-crypto-private.h"

#define ROW(id, function) { id, (void (*) (void)) function }
#define STRENGTH_BITS     256
#define MAX_REQUEST_BYTES 65536

/* --- randomness --- */

static void *
random_new (void *provider, void *parent, const OSSL_DISPATCH *parent_calls)
{
  return g_new0 (char, 1);      /* OpenSSL wants something to hold; the state is in the job */
}

static int
random_instantiate (void *context, unsigned int strength, int resist, const unsigned char *person, size_t n_person, const OSSL_PARAM params[])
{
  return strength <= STRENGTH_BITS;
}

static int
random_agree (void *context)
{
  return 1;
}

static int
random_reseed (void *context, int resist, const unsigned char *entropy, size_t n_entropy, const unsigned char *extra, size_t n_extra)
{
  return 1;
}

static void
random_unlock (void *context)
{
}

static int
random_generate (void *context, unsigned char *out, size_t n_bytes, unsigned int strength, int resist, const unsigned char *extra, size_t n_extra)
{
  TbJob *job = tb_job_get_current ();

  if (job == NULL || job->stream == NULL)
    return 0;
  tb_stream_fill (job->stream, out, n_bytes);
  return 1;
}

static const OSSL_PARAM *
random_gettable (void *context, void *provider)
{
  static const OSSL_PARAM known[] = {
    OSSL_PARAM_int (OSSL_RAND_PARAM_STATE, NULL),
    OSSL_PARAM_uint (OSSL_RAND_PARAM_STRENGTH, NULL),
    OSSL_PARAM_size_t (OSSL_RAND_PARAM_MAX_REQUEST, NULL),
    OSSL_PARAM_END,
  };

  return known;
}

static int
random_get (void *context, OSSL_PARAM params[])
{
  OSSL_PARAM *state = OSSL_PARAM_locate (params, OSSL_RAND_PARAM_STATE);
  OSSL_PARAM *strength = OSSL_PARAM_locate (params, OSSL_RAND_PARAM_STRENGTH);
  OSSL_PARAM *max_request = OSSL_PARAM_locate (params, OSSL_RAND_PARAM_MAX_REQUEST);

  return (state == NULL || OSSL_PARAM_set_int (state, EVP_RAND_STATE_READY) == 1)
         && (strength == NULL || OSSL_PARAM_set_uint (strength, STRENGTH_BITS) == 1)
         && (max_request == NULL || OSSL_PARAM_set_size_t (max_request, MAX_REQUEST_BYTES) == 1);
}

static const OSSL_DISPATCH random_calls[] = {
  ROW (OSSL_FUNC_RAND_NEWCTX, random_new),
  ROW (OSSL_FUNC_RAND_FREECTX, g_free),
  ROW (OSSL_FUNC_RAND_INSTANTIATE, random_instantiate),
  ROW (OSSL_FUNC_RAND_UNINSTANTIATE, random_agree),
  ROW (OSSL_FUNC_RAND_GENERATE, random_generate),
  ROW (OSSL_FUNC_RAND_RESEED, random_reseed),
  ROW (OSSL_FUNC_RAND_ENABLE_LOCKING, random_agree),
  ROW (OSSL_FUNC_RAND_LOCK, random_agree),
  ROW (OSSL_FUNC_RAND_UNLOCK, random_unlock),
  ROW (OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, random_gettable),
  ROW (OSSL_FUNC_RAND_GET_CTX_PARAMS, random_get),
  { 0, NULL },
};

static const OSSL_ALGORITHM random_algorithms[] = {
  { "TRUSTBED-STREAM", "provider=trustbed-stream", random_calls, "the stream of the current job" },
  { NULL, NULL, NULL, NULL },
};

static const OSSL_ALGORITHM *
stream_query (void *provider, int operation, int *no_cache)
{
  *no_cache = 0;
  return operation == OSSL_OP_RAND ? random_algorithms : NULL;
}

static const OSSL_DISPATCH stream_calls[] = {
  ROW (OSSL_FUNC_PROVIDER_QUERY_OPERATION, stream_query),
  { 0, NULL },
};

static int
stream_init (const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider)
{
  *out = stream_calls;
  *provider = (void *) core;
  return 1;
}

/* Makes everything drawn in @libctx come from the jobs' streams. Before anything is drawn. */
gboolean
tb_crypto_provider_use_stream (OSSL_LIB_CTX *libctx)
{
  return OSSL_PROVIDER_add_builtin (libctx, "trustbed-stream", stream_init) == 1
         && OSSL_PROVIDER_load (libctx, "trustbed-stream") != NULL
         && RAND_set_DRBG_type (libctx, "TRUSTBED-STREAM", NULL, NULL, NULL) == 1;
}

/* --- the default provider without what nobody uses --- */

/* What is kept. Operations without a row are forwarded whole; "" matches anything. */
static const struct
{
  int operation;
  const char *name;             /* the first of the algorithm's names */
  const char *property;
  const char *structure;
} kept_rows[] = {
  { OSSL_OP_DIGEST, "MD5", "", "" },
  { OSSL_OP_DIGEST, "MD5-SHA1", "", "" },
  { OSSL_OP_DIGEST, "SHA1", "", "" },
  { OSSL_OP_DIGEST, "SHA2-256", "", "" },
  { OSSL_OP_DIGEST, "SHA2-384", "", "" },
  { OSSL_OP_DIGEST, "SHA2-512", "", "" },
  { OSSL_OP_CIPHER, "AES-128-CBC", "", "" },
  { OSSL_OP_CIPHER, "AES-256-CBC", "", "" },
  { OSSL_OP_CIPHER, "AES-128-CCM", "", "" },
  { OSSL_OP_CIPHER, "AES-256-CCM", "", "" },
  { OSSL_OP_CIPHER, "AES-128-GCM", "", "" },
  { OSSL_OP_CIPHER, "AES-256-GCM", "", "" },
  { OSSL_OP_CIPHER, "ChaCha20-Poly1305", "", "" },
  { OSSL_OP_MAC, "HMAC", "", "" },
  { OSSL_OP_KDF, "HKDF", "", "" },
  { OSSL_OP_KDF, "TLS13-KDF", "", "" },
  { OSSL_OP_KDF, "TLS1-PRF", "", "" },
  { OSSL_OP_KDF, "PBKDF2", "", "" },
  { OSSL_OP_KEYMGMT, "EC", "", "" },
  { OSSL_OP_KEYMGMT, "RSA", "", "" },
  { OSSL_OP_KEYMGMT, "RSA-PSS", "", "" },       /* without it libssl has no PSS signatures for RSA keys either */
  { OSSL_OP_KEYMGMT, "X25519", "", "" },
  { OSSL_OP_KEYMGMT, "ED25519", "", "" },
  { OSSL_OP_KEYMGMT, "X25519MLKEM768", "", "" },        /* from OpenSSL 3.5 on */
  { OSSL_OP_KEYMGMT, "HMAC", "", "" },
  { OSSL_OP_KEYEXCH, "ECDH", "", "" },
  { OSSL_OP_KEYEXCH, "X25519", "", "" },
  { OSSL_OP_SIGNATURE, "ECDSA", "", "" },
  { OSSL_OP_SIGNATURE, "RSA", "", "" },
  { OSSL_OP_SIGNATURE, "ED25519", "", "" },
  { OSSL_OP_SIGNATURE, "HMAC", "", "" },
  { OSSL_OP_ASYM_CIPHER, "RSA", "", "" },
  { OSSL_OP_DECODER, "EC", "input=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_DECODER, "EC", "input=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_DECODER, "RSA", "input=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_DECODER, "RSA", "input=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_DECODER, "X25519", "input=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_DECODER, "X25519", "input=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_DECODER, "ED25519", "input=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_DECODER, "ED25519", "input=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_DECODER, "DER", "input=pem", "" },
  { OSSL_OP_ENCODER, "EC", "output=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "EC", "output=pem", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "EC", "output=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_ENCODER, "EC", "output=pem", "structure=PrivateKeyInfo" },
  { OSSL_OP_ENCODER, "RSA", "output=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "RSA", "output=pem", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "RSA", "output=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_ENCODER, "RSA", "output=pem", "structure=PrivateKeyInfo" },
  { OSSL_OP_ENCODER, "X25519", "output=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "ED25519", "output=der", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "ED25519", "output=pem", "structure=SubjectPublicKeyInfo" },
  { OSSL_OP_ENCODER, "ED25519", "output=der", "structure=PrivateKeyInfo" },
  { OSSL_OP_ENCODER, "ED25519", "output=pem", "structure=PrivateKeyInfo" },
};

static gboolean
is_trimmed (int operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_rows); i++)
    if (kept_rows[i].operation == operation)
      return TRUE;
  return FALSE;
}

static gboolean
has_property (const char *definition, const char *property)
{
  gsize length = strlen (property);
  const char *at = strstr (definition, property);

  return length == 0 || (at != NULL && (at[length] == '\0' || at[length] == ','));
}

static gboolean
is_kept (int operation, const OSSL_ALGORITHM *algorithm)
{
  gsize length = strcspn (algorithm->algorithm_names, ":");

  for (guint i = 0; i < G_N_ELEMENTS (kept_rows); i++)
    if (kept_rows[i].operation == operation
        && strlen (kept_rows[i].name) == length
        && strncmp (kept_rows[i].name, algorithm->algorithm_names, length) == 0
        && has_property (algorithm->property_definition, kept_rows[i].property)
        && has_property (algorithm->property_definition, kept_rows[i].structure))
      return TRUE;
  return FALSE;
}

/* One seeded context per process, so one forwarding provider: what it forwards is set once, before it is loaded. */
static struct
{
  OSSL_PROVIDER *full;
  OSSL_ALGORITHM *kept[OSSL_OP__HIGHEST + 1];
} forwarded;

static OSSL_ALGORITHM *
trim (int operation)
{
  int no_cache;
  const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation (forwarded.full, operation, &no_cache);
  g_autoptr (GArray) some = g_array_new (TRUE, TRUE, sizeof (OSSL_ALGORITHM));

  for (; all != NULL && all->algorithm_names != NULL; all++)
    if (is_kept (operation, all))
      g_array_append_vals (some, all, 1);
  return (OSSL_ALGORITHM *) g_array_free (g_steal_pointer (&some), FALSE);
}

static const OSSL_ALGORITHM *
forward_query (void *provider, int operation, int *no_cache)
{
  *no_cache = 0;
  if (operation == OSSL_OP_RAND)
    return NULL;                /* the only randomness is the stream's */
  if (operation > 0 && operation <= OSSL_OP__HIGHEST && forwarded.kept[operation] != NULL)
    return forwarded.kept[operation];
  return OSSL_PROVIDER_query_operation (forwarded.full, operation, no_cache);
}

static int
forward_capabilities (void *provider, const char *capability, OSSL_CALLBACK *callback, void *data)
{
  return OSSL_PROVIDER_get_capabilities (forwarded.full, capability, callback, data);
}

static const OSSL_DISPATCH forward_calls[] = {
  ROW (OSSL_FUNC_PROVIDER_QUERY_OPERATION, forward_query),
  ROW (OSSL_FUNC_PROVIDER_GET_CAPABILITIES, forward_capabilities),
  { 0, NULL },
};

static int
forward_init (const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider)
{
  *out = forward_calls;
  *provider = OSSL_PROVIDER_get0_provider_ctx (forwarded.full); /* what the forwarded functions expect to be handed */
  return 1;
}

/* Loads into @libctx what is in use of @full, a provider loaded in another context. Once per process. */
gboolean
tb_crypto_provider_forward (OSSL_LIB_CTX *libctx, OSSL_PROVIDER *full)
{
  forwarded.full = full;
  for (int operation = 1; operation <= OSSL_OP__HIGHEST; operation++)
    if (is_trimmed (operation))
      forwarded.kept[operation] = trim (operation);
  return OSSL_PROVIDER_add_builtin (libctx, "trustbed-default", forward_init) == 1
         && OSSL_PROVIDER_load (libctx, "trustbed-default") != NULL;
}
