/* tb-sign-bench: one signature taken apart: message, digest, what is really signed, the signature, and each step of the check with its true values.
 *
 * The work is done by OpenSSL's EVP; what lies between (the padded block of RSA, r and s, the point the check computes) is recomputed with BIGNUM and
 * EC_POINT so that it can be shown, and compared with what EVP says: a difference is an error. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

/**
 * TbSignScheme:
 * @TB_SIGN_RSA_PKCS1: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2)
 * @TB_SIGN_RSA_PSS: RSASSA-PSS with SHA-256, salt of 32 bytes (RFC 8017 section 8.1)
 * @TB_SIGN_ECDSA: ECDSA with SHA-256 on P-256 (FIPS 186-5 section 6)
 * @TB_SIGN_ED25519: Ed25519 (RFC 8032 section 5.1)
 */
typedef enum { TB_SIGN_RSA_PKCS1, TB_SIGN_RSA_PSS, TB_SIGN_ECDSA, TB_SIGN_ED25519, TB_SIGN_N_SCHEMES } TbSignScheme;

/**
 * TbSignValue:
 * @name: as the standard calls it, such as `EM` or `r`; static
 * @bytes: the value, big-endian where it is a number
 * @note: one English sentence, marked for translation; static
 */
typedef struct
{
  const char *name;
  GBytes *bytes;
  const char *note;
} TbSignValue;

/**
 * TbSignStep:
 * @code: stable: `message`, `digest`, `sign`, `send`, `open`, `compare`, ...; static
 * @title: marked for translation; static
 * @values: (element-type TbSignValue): what it works with and what comes out
 * @ok: 1 this step is content, 0 it notices that something is wrong, -1 it cannot notice anything
 * @note: one English sentence, marked for translation: what happens here; static
 * @clause: where it is written; static
 */
typedef struct
{
  const char *code;
  const char *title;
  GPtrArray *values;
  int ok;
  const char *note;
  const char *clause;
} TbSignStep;

/**
 * TbSignFlip:
 * @step: code of the step whose value is touched: `message`, `digest`, `signature`, `key`
 * @bit: which bit, counted from the first byte's highest
 */
typedef struct
{
  const char *step;
  gsize bit;
} TbSignFlip;

/**
 * TbSignBench:
 * @steps: (element-type TbSignStep): sender's side, then receiver's
 * @signature: as it was sent
 * @accepted: EVP's own verdict
 * @noticed: number of the step that noticed, or -1
 */
typedef struct
{
  GPtrArray *steps;
  GBytes *signature;
  gboolean accepted;
  int noticed;
} TbSignBench;

TbSignBench *tb_sign_bench_new   (TbCrypto *crypto, TbSignScheme scheme, TbKey *signer, TbKey *verifier, GBytes *message, const TbSignFlip *flips, guint n_flips,
                                  TbStream *stream, GError **error);
void         tb_sign_bench_free  (TbSignBench *bench);
gboolean     tb_sign_scheme_from_code (const char *code, TbSignScheme *scheme);
const char  *tb_sign_scheme_to_code   (TbSignScheme scheme);
gboolean     tb_sign_scheme_fits      (TbSignScheme scheme, TbKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSignBench, tb_sign_bench_free)

G_END_DECLS
