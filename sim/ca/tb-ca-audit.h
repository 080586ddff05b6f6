/* tb-ca-audit: checkpoints of an authority's own audit log, and whether the log still is what a checkpoint says. */
#pragma once

#include "tb-ca.h"
#include "tb-check.h"
#include "tb-checkpoint.h"

G_BEGIN_DECLS

TbCheckpoint *tb_ca_make_checkpoint (TbCa *ca, const TbCheckpoint *before, const TbCaActor *actor, GError **error);
TbCheckpoint *tb_ca_get_checkpoint  (TbCa *ca, GError **error);
char         *tb_ca_export_audit    (TbCa *ca, GError **error);

/**
 * TbCaAudit:
 * @n_entries: how many entries the log has
 * @n_covered: how many of them the checkpoint vouches for
 * @tree: the hash of the tree now
 * @checks: what was looked at
 */
typedef struct
{
  guint64 n_entries;
  guint64 n_covered;
  TbHash tree;
  TbChecks *checks;
} TbCaAudit;

gboolean      tb_ca_audit           (TbCa *ca, const TbCheckpoint *checkpoint, EVP_PKEY *witness, TbCaAudit *audit, GError **error);
void          tb_ca_audit_clear     (TbCaAudit *audit);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCaAudit, tb_ca_audit_clear)

G_END_DECLS
