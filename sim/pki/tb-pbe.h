/* tb-pbe: what it costs to derive a key from a passphrase, as a file asks for it.
 *
 * The file says how often to hash, so a kilobyte can ask for years of work. The figure is read and added up before anything is derived. Only the
 * readers of encrypted keys and of PKCS #12 files use this. */
#pragma once

#include <openssl/x509.h>

#include "tb-crypto.h"

G_BEGIN_DECLS

/**
 * TB_PBE_MAX_ITERATIONS:
 *
 * The most iterations that one file may ask for, over all its parts, in iterations of HMAC with SHA-256: a second or two of work. What programs
 * write asks for 2,048 to 600,000 a part; certtool's files come to 3,000,000 in all.
 */
#define TB_PBE_MAX_ITERATIONS 3200000

/**
 * TB_PBE_ITERATIONS:
 *
 * Iterations for each part of what is written here.
 */
#define TB_PBE_ITERATIONS 100000

/* What is left to spend on one file. */
typedef struct
{
  const char *name;
  gint64 left;
} TbPbeBudget;

void     tb_pbe_budget_init  (TbPbeBudget *budget, const char *name);
gboolean tb_pbe_spend        (TbPbeBudget *budget, const ASN1_INTEGER *iterations, GError **error);
gboolean tb_pbe_spend_for    (TbPbeBudget *budget, const X509_ALGOR *algorithm, GError **error);

G_END_DECLS
