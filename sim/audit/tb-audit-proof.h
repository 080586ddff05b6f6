/* tb-audit-proof: a proof of inclusion taken apart, so that somebody can compute it again step by step (RFC 9162 section 2.1.3). */
#pragma once

#include "tb-merkle.h"

G_BEGIN_DECLS

/**
 * TbAuditStep:
 * @sibling: the hash that the proof gives
 * @is_left: whether it stands before what is known already
 * @first: the first leaf below it, from 0
 * @count: how many leaves are below it
 * @result: SHA-256 (0x01 || left || right)
 *
 * One step from a leaf towards the root.
 */
typedef struct
{
  TbHash sibling;
  gboolean is_left;
  guint first;
  guint count;
  TbHash result;
} TbAuditStep;

GArray *tb_audit_proof_new (const TbHash *leaves, guint n, guint leaf);     /* of TbAuditStep */

G_END_DECLS
