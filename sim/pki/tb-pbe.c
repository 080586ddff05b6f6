/* tb-pbe: see the header. */
#include "tb-pbe.h"

#include <openssl/err.h>

void
tb_pbe_budget_init (TbPbeBudget *budget, const char *name)
{
  *budget = (TbPbeBudget) { name, TB_PBE_MAX_ITERATIONS };
}

static gboolean
spend (TbPbeBudget *budget, guint64 iterations, GError **error)
{
  if (iterations <= (guint64) budget->left)
    {
      budget->left -= (gint64) iterations;
      return TRUE;
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "%s: asks for as much work as %" G_GUINT64_FORMAT " iterations of HMAC with SHA-256 to try a passphrase; all its parts"
                       " together may ask for %d, so that nobody waits for days", budget->name, iterations, TB_PBE_MAX_ITERATIONS);
  return FALSE;
}

static gboolean
set_malformed (TbPbeBudget *budget, GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: says in no known way how it is encrypted", budget->name);
  return FALSE;
}

/* None means 1 (RFC 7292 section 4). */
static gboolean
get_number (const ASN1_INTEGER *from, guint64 *number)
{
  *number = 1;
  return from == NULL || (ASN1_INTEGER_get_uint64 (number, from) == 1 && *number >= 1 && *number <= G_MAXINT32);
}

/* Counts @iterations, or refuses. */
gboolean
tb_pbe_spend (TbPbeBudget *budget, const ASN1_INTEGER *iterations, GError **error)
{
  guint64 n = 0;

  if (!get_number (iterations, &n))
    n = G_MAXINT32;             /* negative, or beyond what anything counts to */
  return spend (budget, n, error);
}

/* How many times as long as HMAC with SHA-256 each takes for a key of 256 bits; what is not here takes less than four times as long. */
static guint
weigh (const X509_ALGOR *prf)
{
  static const struct { int nid; guint weight; } weights[] = {
    { NID_hmacWithSHA256, 1 }, { NID_hmacWithSHA1, 2 }, { NID_hmacWithSHA384, 2 }, { NID_hmacWithSHA512, 2 },
  };
  int nid = prf != NULL ? OBJ_obj2nid (prf->algorithm) : NID_hmacWithSHA1;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    if (weights[i].nid == nid)
      return weights[i].weight;
  return 4;
}

static gboolean
spend_for_pbkdf2 (TbPbeBudget *budget, const ASN1_TYPE *value, GError **error)
{
  PBKDF2PARAM *params = value != NULL ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), value) : NULL;
  guint64 n = 0;
  gboolean is_spent;

  if (params == NULL)
    return set_malformed (budget, error);
  is_spent = spend (budget, get_number (params->iter, &n) ? n * weigh (params->prf) : G_MAXINT32, error);
  PBKDF2PARAM_free (params);
  return is_spent;
}

/* A unit of scrypt takes about as long as an iteration of PBKDF2. Its memory OpenSSL limits itself. */
static gboolean
spend_for_scrypt (TbPbeBudget *budget, const ASN1_TYPE *value, GError **error)
{
  SCRYPT_PARAMS *params = value != NULL ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS), value) : NULL;
  guint64 n, r, p;
  gboolean is_spent;

  if (params == NULL)
    return set_malformed (budget, error);
  if (get_number (params->costParameter, &n) && get_number (params->blockSize, &r) && get_number (params->parallelizationParameter, &p)
      && n * r <= G_MAXINT32)
    is_spent = spend (budget, n * r * p, error);
  else
    is_spent = spend (budget, G_MAXUINT64, error);
  SCRYPT_PARAMS_free (params);
  return is_spent;
}

/* PBES2 and PBMAC1 (RFC 8018 appendixes A.4 and A.5) begin with the same: how the key is derived. */
static gboolean
spend_for_pbes2 (TbPbeBudget *budget, const ASN1_TYPE *value, GError **error)
{
  PBE2PARAM *params = value != NULL ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), value) : NULL;
  int derivation = params != NULL ? OBJ_obj2nid (params->keyfunc->algorithm) : NID_undef;
  gboolean is_spent;

  if (derivation == NID_id_pbkdf2)
    is_spent = spend_for_pbkdf2 (budget, params->keyfunc->parameter, error);
  else if (derivation == NID_id_scrypt)
    is_spent = spend_for_scrypt (budget, params->keyfunc->parameter, error);
  else
    is_spent = set_malformed (budget, error);
  PBE2PARAM_free (params);
  return is_spent;
}

/* The older ways: PBES1 and those of PKCS #12, all with a salt and a count. */
static gboolean
spend_for_pbe (TbPbeBudget *budget, const ASN1_TYPE *value, GError **error)
{
  PBEPARAM *params = value != NULL ? ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBEPARAM), value) : NULL;
  guint64 n = 0;
  gboolean is_spent;

  if (params == NULL)
    return set_malformed (budget, error);
  is_spent = spend (budget, get_number (params->iter, &n) ? n : G_MAXINT32, error);
  PBEPARAM_free (params);
  return is_spent;
}

/* Counts what @algorithm, which something is encrypted with, will take, or refuses. */
gboolean
tb_pbe_spend_for (TbPbeBudget *budget, const X509_ALGOR *algorithm, GError **error)
{
  const ASN1_OBJECT *object;

  ERR_clear_error ();
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  switch (OBJ_obj2nid (object))
    {
    case NID_pbes2:
    case NID_pbmac1:
      return spend_for_pbes2 (budget, algorithm->parameter, error);
    default:
      return spend_for_pbe (budget, algorithm->parameter, error);
    }
}
