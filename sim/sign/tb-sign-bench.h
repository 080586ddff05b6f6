/* tb-sign-bench: one signature taken apart: message, digest, what is really signed, the signature, and each step of the check with its true values.
 *
 * The work is done by OpenSSL's EVP; what lies between (the padded block of RSA, r and s, the point the check computes) is recomputed with BIGNUM and
 * EC_POINT so that it can be shown, and compared with what EVP says: a difference is an error. */
#pragma once

#include "tb-key.h"
#include "tb-sign-step.h"

G_BEGIN_DECLS

/**
 * TbSignScheme:
 * @TB_SIGN_RSA_PKCS1: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2)
 * @TB_SIGN_RSA_PSS: RSASSA-PSS with SHA-256; made with a salt of 32 bytes, accepted with any (RFC 8017 section 8.1)
 * @TB_SIGN_ECDSA: ECDSA with SHA-256 on P-256 (FIPS 186-5 section 6)
 * @TB_SIGN_ED25519: Ed25519 (RFC 8032 section 5.1)
 */
typedef enum { TB_SIGN_RSA_PKCS1, TB_SIGN_RSA_PSS, TB_SIGN_ECDSA, TB_SIGN_ED25519, TB_SIGN_N_SCHEMES } TbSignScheme;

/**
 * TB_SIGN_MAX_MESSAGE_BYTES:
 *
 * The longest message that is taken: 64 MiB, since the bench keeps it whole, before and after what happens to it on the way.
 */
#define TB_SIGN_MAX_MESSAGE_BYTES (64 * 1024 * 1024)

/**
 * TbSignTerms:
 * @scheme: how to sign
 * @signer: (nullable): whose private key signs; not needed with @signature
 * @verifier: (nullable): whose public key the receiver checks with (a key without private half will do); the signer's own if left out
 * @message: what is signed
 * @signature: (nullable): a signature from elsewhere, checked instead of one that is made here
 * @flips: (array length=n_flips): what is touched
 * @n_flips: how many
 */
typedef struct
{
  TbSignScheme scheme;
  TbKey *signer;
  TbKey *verifier;
  GBytes *message;
  GBytes *signature;
  const TbSignFlip *flips;
  guint n_flips;
} TbSignTerms;

/**
 * TbSignBench:
 * @scheme: how it was signed
 * @steps: (element-type TbSignStep): sender's side, then receiver's; where the receiver cannot go on, the last is the verdict all the same
 * @message: as it arrived
 * @signature: as it arrived
 * @accepted: EVP's own verdict, which the steps agree with
 * @noticed: number of the first step that noticed, or -1
 */
typedef struct
{
  TbSignScheme scheme;
  GPtrArray *steps;
  GBytes *message;
  GBytes *signature;
  gboolean accepted;
  int noticed;
} TbSignBench;

TbSignBench *tb_sign_bench_new   (TbCrypto *crypto, const TbSignTerms *terms, TbStream *stream, GError **error);
void         tb_sign_bench_free  (TbSignBench *bench);

gboolean           tb_sign_scheme_from_code  (const char *code, TbSignScheme *scheme);
const char        *tb_sign_scheme_to_code    (TbSignScheme scheme);
const char        *tb_sign_scheme_get_name   (TbSignScheme scheme);
gboolean           tb_sign_scheme_fits       (TbSignScheme scheme, TbKey *key);
gboolean           tb_sign_scheme_for_key    (TbKey *key, TbSignScheme *scheme);
const char *const *tb_sign_get_flippable     (TbSignScheme scheme);
GArray            *tb_sign_flips_parse       (const char *text, const char *const *steps, GError **error);
const char *const *tb_sign_get_openssl_lines (TbSignScheme scheme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSignBench, tb_sign_bench_free)

G_END_DECLS
