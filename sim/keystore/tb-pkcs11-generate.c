/* tb-pkcs11-generate: key pairs made inside a PKCS #11 token, which will sign with them and give them to nobody. */
#include <string.h>

#include <openssl/rand.h>

#include "tb-pkcs11-token.h"
#include "tb-token-context.h"

#define ID_BYTES 16

static CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

/* How many private keys of this name the token holds; names are not unique in PKCS #11. */
gboolean
tb_pkcs11_token_count (TbPkcs11Token *token, const char *label, gulong *n_keys, GError **error)
{
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &class, sizeof class }, { CKA_TOKEN, &yes, sizeof yes }, { CKA_LABEL, (void *) label, strlen (label) } };
  CK_OBJECT_HANDLE found[2];
  CK_ULONG n_found = 0;
  CK_RV rv = token->module->C_FindObjectsInit (token->session, wanted, G_N_ELEMENTS (wanted));

  if (rv == CKR_OK)
    {
      rv = token->module->C_FindObjects (token->session, found, G_N_ELEMENTS (found), &n_found);
      token->module->C_FindObjectsFinal (token->session);
    }
  if (rv != CKR_OK)
    tb_pkcs11_set_error (error, "The token", rv);
  *n_keys = n_found;
  return rv == CKR_OK;
}

typedef struct
{
  CK_MECHANISM mechanism;
  CK_ATTRIBUTE public_half[8];
  CK_ULONG n_public;
  CK_ATTRIBUTE private_half[8];
  CK_ULONG n_private;
} Template;

static void
add_public (Template *template, CK_ATTRIBUTE_TYPE type, const void *value, gsize n_bytes)
{
  template->public_half[template->n_public++] = (CK_ATTRIBUTE) { type, (void *) value, n_bytes };
}

static void
add_private (Template *template, CK_ATTRIBUTE_TYPE type, const void *value, gsize n_bytes)
{
  template->private_half[template->n_private++] = (CK_ATTRIBUTE) { type, (void *) value, n_bytes };
}

/* Both halves carry the same name and number, by which they find each other. */
static void
fill_common (Template *template, const char *label, const guint8 *id)
{
  add_public (template, CKA_TOKEN, &yes, sizeof yes);
  add_public (template, CKA_LABEL, label, strlen (label));
  add_public (template, CKA_ID, id, ID_BYTES);
  add_public (template, CKA_VERIFY, &yes, sizeof yes);
  add_private (template, CKA_TOKEN, &yes, sizeof yes);
  add_private (template, CKA_LABEL, label, strlen (label));
  add_private (template, CKA_ID, id, ID_BYTES);
  add_private (template, CKA_SIGN, &yes, sizeof yes);
  add_private (template, CKA_PRIVATE, &yes, sizeof yes);
  add_private (template, CKA_SENSITIVE, &yes, sizeof yes);
  add_private (template, CKA_EXTRACTABLE, &no, sizeof no);
}

static CK_RV
generate (TbPkcs11Token *token, Template *template)
{
  CK_OBJECT_HANDLE public_key, private_key;
  CK_SESSION_HANDLE session;
  CK_RV rv = token->module->C_OpenSession (token->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session);

  if (rv != CKR_OK)
    return rv;
  rv = token->module->C_GenerateKeyPair (session, &template->mechanism, template->public_half, template->n_public, template->private_half,
                                         template->n_private, &public_key, &private_key);
  token->module->C_CloseSession (session);
  return rv;
}

static gboolean
draw_id (guint8 *id, GError **error)
{
  if (RAND_bytes (id, ID_BYTES) == 1)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Nothing random can be drawn");
  return FALSE;
}

/* Makes a key pair that stays in the token. */
gboolean
tb_pkcs11_token_generate (TbPkcs11Token *token, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  const TbTokenAlgorithm *how = tb_token_algorithm_get (algorithm, error);
  static const guint8 exponent[] = { 1, 0, 1 };
  Template template = { 0 };
  guint8 id[ID_BYTES];
  CK_ULONG bits;
  CK_RV rv;

  if (how == NULL || !draw_id (id, error))
    return FALSE;
  bits = how->rsa_bits;
  template.mechanism.mechanism = bits > 0 ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN;
  fill_common (&template, label, id);
  if (bits > 0)
    {
      add_public (&template, CKA_MODULUS_BITS, &bits, sizeof bits);
      add_public (&template, CKA_PUBLIC_EXPONENT, exponent, sizeof exponent);
    }
  else
    add_public (&template, CKA_EC_PARAMS, how->curve_der, 2 + (gsize) how->curve_der[1]);
  rv = generate (token, &template);
  if (rv != CKR_OK)
    tb_pkcs11_set_error (error, "The token makes no such key", rv);
  return rv == CKR_OK;
}
