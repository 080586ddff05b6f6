/* tb-sign-scheme: the table of schemes, which keys they take, what can be touched in them, and the commands of the openssl program that do the same. */
#include <string.h>

#include <openssl/rsa.h>

#include "tb-sign-private.h"

static int
choose_pkcs1 (EVP_PKEY_CTX *context)
{
  return EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING);
}

/* Whoever signs sets the salt's length; whoever verifies takes what is there. */
static int
choose_pss (EVP_PKEY_CTX *context)
{
  return EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PSS_PADDING);
}

static const TbSignMethod methods[] = {
  [TB_SIGN_RSA_PKCS1] = { "rsa-pkcs1", "RSA PKCS #1 v1.5", TRUE, tb_sign_rsa_pkcs1, tb_sign_check_rsa_pkcs1, choose_pkcs1 },
  [TB_SIGN_RSA_PSS] = { "rsa-pss", "RSA-PSS", TRUE, tb_sign_rsa_pss, tb_sign_check_rsa_pss, choose_pss },
  [TB_SIGN_ECDSA] = { "ecdsa", "ECDSA P-256", TRUE, tb_sign_ecdsa, tb_sign_check_ecdsa, NULL },
  [TB_SIGN_ED25519] = { "ed25519", "Ed25519", FALSE, tb_sign_eddsa, tb_sign_check_eddsa, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (methods) == TB_SIGN_N_SCHEMES);

const TbSignMethod *
tb_sign_method (TbSignScheme scheme)
{
  return &methods[scheme];
}

/**
 * tb_sign_scheme_to_code:
 * @scheme: a scheme
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_sign_scheme_to_code (TbSignScheme scheme)
{
  g_return_val_if_fail (scheme < TB_SIGN_N_SCHEMES, NULL);
  return methods[scheme].code;
}

/**
 * tb_sign_scheme_get_name:
 * @scheme: a scheme
 *
 * Returns: (transfer none): its name for people, the same in every language
 */
const char *
tb_sign_scheme_get_name (TbSignScheme scheme)
{
  g_return_val_if_fail (scheme < TB_SIGN_N_SCHEMES, NULL);
  return methods[scheme].name;
}

/**
 * tb_sign_scheme_from_code:
 * @code: a stable name
 * @scheme: (out): the scheme
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_sign_scheme_from_code (const char *code, TbSignScheme *scheme)
{
  for (guint i = 0; i < TB_SIGN_N_SCHEMES; i++)
    if (strcmp (methods[i].code, code) == 0)
      {
        *scheme = (TbSignScheme) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_sign_scheme_fits:
 * @scheme: a scheme
 * @key: a key
 *
 * Returns: whether the scheme takes such keys
 */
gboolean
tb_sign_scheme_fits (TbSignScheme scheme, TbKey *key)
{
  TbKeyAlgorithm algorithm = tb_key_get_algorithm (key);

  if (scheme == TB_SIGN_ECDSA)
    return algorithm == TB_KEY_P256;
  return scheme == TB_SIGN_ED25519 ? algorithm == TB_KEY_ED25519 : tb_key_algorithm_is_rsa (algorithm);
}

/**
 * tb_sign_scheme_for_key:
 * @key: a key
 * @scheme: (out): the first scheme that takes such keys
 *
 * Returns: %FALSE when none does, as for P-384
 */
gboolean
tb_sign_scheme_for_key (TbKey *key, TbSignScheme *scheme)
{
  for (guint i = 0; i < TB_SIGN_N_SCHEMES; i++)
    if (tb_sign_scheme_fits ((TbSignScheme) i, key))
      {
        *scheme = (TbSignScheme) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_sign_get_flippable:
 * @scheme: a scheme
 *
 * What bits can be turned over in: `message` and `signature` on the way, `digest` and `block` (the padded block of RSA) at the sender, before they are
 * signed, and `key`, the public key the receiver checks with.
 *
 * Returns: (transfer none) (array zero-terminated=1): codes for #TbSignFlip
 */
const char *const *
tb_sign_get_flippable (TbSignScheme scheme)
{
  static const char *const rsa[] = { "message", "digest", "block", "signature", "key", NULL };
  static const char *const ecdsa[] = { "message", "digest", "signature", "key", NULL };
  static const char *const ed25519[] = { "message", "signature", "key", NULL };

  if (scheme == TB_SIGN_ECDSA)
    return ecdsa;
  return scheme == TB_SIGN_ED25519 ? ed25519 : rsa;
}

/* --- the same with the openssl program --- */

#define DGST "openssl dgst -sha256 "
#define PKEYUTL "openssl pkeyutl "
#define SIGNED_FILES "-in message.bin -out message.sig"
#define CHECKED_FILES "-in message.bin -sigfile message.sig"
#define PSS "rsa_padding_mode:pss"

static const char *const lines[TB_SIGN_N_SCHEMES][7] = {
  [TB_SIGN_RSA_PKCS1] = {
    DGST "-sign key.pem -out message.sig message.bin",
    DGST "-verify public.pem -signature message.sig message.bin",
    PKEYUTL "-sign -rawin -digest sha256 -inkey key.pem " SIGNED_FILES,
    PKEYUTL "-verify -rawin -digest sha256 -pubin -inkey public.pem " CHECKED_FILES,
    PKEYUTL "-verifyrecover -pubin -inkey public.pem -in message.sig -pkeyopt rsa_padding_mode:none -hexdump",
  },
  [TB_SIGN_RSA_PSS] = {
    DGST "-sigopt " PSS " -sigopt rsa_pss_saltlen:32 -sign key.pem -out message.sig message.bin",
    DGST "-sigopt " PSS " -verify public.pem -signature message.sig message.bin",
    PKEYUTL "-sign -rawin -digest sha256 -pkeyopt " PSS " -pkeyopt rsa_pss_saltlen:32 -inkey key.pem " SIGNED_FILES,
    PKEYUTL "-verify -rawin -digest sha256 -pkeyopt " PSS " -pubin -inkey public.pem " CHECKED_FILES,
    PKEYUTL "-verifyrecover -pubin -inkey public.pem -in message.sig -pkeyopt rsa_padding_mode:none -hexdump",
  },
  [TB_SIGN_ECDSA] = {
    DGST "-sign key.pem -out message.sig message.bin",
    DGST "-verify public.pem -signature message.sig message.bin",
    PKEYUTL "-sign -rawin -digest sha256 -inkey key.pem " SIGNED_FILES,
    PKEYUTL "-verify -rawin -digest sha256 -pubin -inkey public.pem " CHECKED_FILES,
    "openssl asn1parse -inform DER -in message.sig",
  },
  [TB_SIGN_ED25519] = {
    PKEYUTL "-sign -rawin -inkey key.pem " SIGNED_FILES,
    PKEYUTL "-verify -rawin -pubin -inkey public.pem " CHECKED_FILES,
  },
};

/**
 * tb_sign_get_openssl_lines:
 * @scheme: a scheme
 *
 * Command lines of the openssl program (3.0 or later) that sign the file `message.bin` with `key.pem` and check `message.sig` with `public.pem`; lines that sign
 * contain ` -sign `, lines that check contain ` -verify `, others look into the signature.
 *
 * Returns: (transfer none) (array zero-terminated=1): the lines
 */
const char *const *
tb_sign_get_openssl_lines (TbSignScheme scheme)
{
  return lines[scheme];
}
