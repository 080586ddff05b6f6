/* tb-sign-private: what the schemes of the bench share: the work in hand, how steps and values are added, and numbers of OpenSSL. */
#pragma once

#include <glib/gi18n-lib.h>
#include <openssl/bn.h>
#include <openssl/ec.h>

#include "tb-sign-bench.h"

G_BEGIN_DECLS

#define TB_SIGN_DIGEST_BYTES 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BN_CTX, BN_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EC_GROUP, EC_GROUP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EC_POINT, EC_POINT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

/* One signature on its way through the bench. */
typedef struct
{
  TbCrypto *crypto;             /* borrowed */
  const TbSignTerms *terms;     /* borrowed */
  TbStream *stream;             /* borrowed */
  BN_CTX *numbers;
  GPtrArray *steps;             /* the bench's */
  GBytes *message;              /* as it is at this moment */
  GBytes *digest;               /* of it; NULL for Ed25519 */
  GBytes *signature;            /* as it is at this moment */
  EVP_PKEY *key;                /* what the receiver checks with; NULL when it is no key */
  gboolean refused;             /* a step of the receiver's has noticed something */
} TbSignWork;

/* What a scheme does. All of them add the steps that are theirs. */
typedef struct
{
  const char *code;
  const char *name;
  gboolean has_digest;
  gboolean (*sign)  (TbSignWork *work, GError **error);   /* makes work->signature */
  void     (*check) (TbSignWork *work);                   /* sets work->refused */
  int      (*padding) (EVP_PKEY_CTX *context);            /* for EVP; NULL where there is nothing to choose */
} TbSignMethod;

const TbSignMethod *tb_sign_method (TbSignScheme scheme);

gboolean tb_sign_rsa_pkcs1       (TbSignWork *work, GError **error);
gboolean tb_sign_rsa_pss         (TbSignWork *work, GError **error);
gboolean tb_sign_ecdsa           (TbSignWork *work, GError **error);
gboolean tb_sign_eddsa           (TbSignWork *work, GError **error);
void     tb_sign_check_rsa_pkcs1 (TbSignWork *work);
void     tb_sign_check_rsa_pss   (TbSignWork *work);
void     tb_sign_check_ecdsa     (TbSignWork *work);
void     tb_sign_check_eddsa     (TbSignWork *work);

/* RSA: what PKCS #1 v1.5 and PSS have in common. */
gboolean tb_sign_rsa_seal (TbSignWork *work, TbSignStep *encode, GBytes *block, GError **error);
GBytes  *tb_sign_rsa_open (TbSignWork *work);
GBytes  *tb_sign_make_mask (TbCrypto *crypto, GBytes *seed, gsize n_bytes);
GBytes  *tb_sign_rsa_power (TbSignWork *work, EVP_PKEY *key, GBytes *signature, const char **found);

gboolean tb_sign_add_key_step (TbSignWork *work, GError **error);

/* EVP does the work. */
GBytes  *tb_sign_with_evp   (TbSignWork *work, GError **error);
gboolean tb_sign_is_accepted_by_evp (TbSignWork *work);

/* Steps and values. */
TbSignStep *tb_sign_add_step   (GPtrArray *steps, TbSignSide side, const char *code, const char *title, const char *note, const char *clause);
void        tb_sign_add_value  (TbSignStep *step, const char *name, GBytes *bytes, const char *note);
void        tb_sign_take_value (TbSignStep *step, const char *name, GBytes *bytes, const char *note);
void        tb_sign_add_number (TbSignStep *step, const char *name, const BIGNUM *number, gsize n_bytes, const char *note);
void        tb_sign_add_part   (TbSignStep *step, const char *within, const char *name, gsize offset, gsize n_bytes, const char *note);
void        tb_sign_step_free  (TbSignStep *step);
void        tb_sign_judge      (TbSignWork *work, TbSignStep *step, gboolean ok, const char *found);
gboolean    tb_sign_flip_bytes (const TbSignFlip *flips, guint n_flips, const char *what, GBytes **bytes, gboolean *touched, GError **error);
gboolean    tb_sign_is_flipped (const TbSignTerms *terms, const char *what);

/* Bytes and numbers. */
GBytes  *tb_sign_digest     (TbCrypto *crypto, const char *algorithm, guint n_parts, GBytes *const *parts);
GBytes  *tb_sign_number_to_bytes (const BIGNUM *number, gsize n_bytes);
BIGNUM  *tb_sign_number_from_bytes (GBytes *bytes);
BIGNUM  *tb_sign_get_number (EVP_PKEY *key, const char *parameter);
GBytes  *tb_sign_get_octets (EVP_PKEY *key, const char *parameter);
gboolean tb_sign_fail       (GError **error, const char *what);

G_END_DECLS
