/* tb-crypto-private: what the files of this folder share about contexts and jobs, and nobody else needs. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

/* In a job's time: the real time, for live work. */
#define TB_JOB_REAL_TIME G_MININT64

struct _TbCrypto
{
  OSSL_LIB_CTX *libctx;
  gboolean is_live;
  EVP_MD *sha256;
  EVP_PKEY *p256;       /* parameters only: what new keys begin with */
};

void      tb_job_enter_stream   (TbJob *job, TbStream *stream);
TbJob    *tb_job_get_current    (void);

TbCrypto *tb_crypto_new_for_libctx (OSSL_LIB_CTX *libctx, gboolean is_live, GError **error);
void      tb_crypto_free           (TbCrypto *crypto);

static inline gint64
tb_floor_seconds (gint64 unix_us)
{
  return unix_us / G_USEC_PER_SEC - (unix_us % G_USEC_PER_SEC < 0 ? 1 : 0);
}

G_END_DECLS
