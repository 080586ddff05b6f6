/* tb-cost-sheet: the comparison of handshakes by kind of key, full and resumed: made with real OpenSSL, and reckoned for every device and link. */
#pragma once

#include "tb-cost.h"

G_BEGIN_DECLS

/**
 * TbCostSheet:
 * @cases: (element-type TbCostCase): `rsa2048 full`, `rsa2048 resumed`, ...: mutual TLS 1.3 with an agreement on P-256
 * @transcripts: (element-type TbTranscript): of them
 * @rows: (element-type TbCostRow): what they cost the client; borrow from the arguments of [func@cost_sheet_new]
 */
typedef struct
{
  GArray *cases;
  GPtrArray *transcripts;
  GArray *rows;
} TbCostSheet;

/**
 * TbCostTerms:
 * @keys: (nullable): codes of kinds of keys, such as `ed25519`; %NULL for RSA-2048, RSA-3072, P-256 and Ed25519
 * @devices: (element-type TbProfile): the clients
 * @links: (element-type TbLink): what is between
 * @server: what every server is
 * @seed: what all keys are drawn from
 *
 * What is compared.
 */
typedef struct
{
  const char *const *keys;
  GPtrArray *devices;
  GPtrArray *links;
  const TbProfile *server;
  guint64 seed;
} TbCostTerms;

TbCostSheet      *tb_cost_sheet_new      (TbCrypto *crypto, const TbCostTerms *terms, GError **error);
void              tb_cost_sheet_free     (TbCostSheet *sheet);
const TbCostCase *tb_cost_sheet_get_case (const TbCostSheet *sheet, guint which);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCostSheet, tb_cost_sheet_free)

G_END_DECLS
