/* tb-cli-audit: what the subcommands of `trustbed-cli audit` have in common: the run or the exported log that they are about. */
#pragma once

#include "tb-audit-file.h"
#include "tb-audit-tree.h"
#include "tb-cli-play.h"

G_BEGIN_DECLS

/**
 * TbCliAudit:
 * @play: how a run is played
 * @at: (nullable): up to when, as written; @at_us: that, -1 for the end
 * @out: (nullable): a file for what comes out
 * @key_file: (nullable): a private key that signs
 * @json: whether one JSON document is asked for
 *
 * Options. All zero to begin with.
 */
typedef struct
{
  TbCliPlay play;
  char *at;
  gint64 at_us;
  char *out;
  char *key_file;
  gboolean json;
} TbCliAudit;

void          tb_cli_audit_clear      (TbCliAudit *audit);
gboolean      tb_cli_audit_parse      (TbCliAudit *audit, const GOptionEntry *entries, const char *parameters, const char *summary, int *argc, char ***argv, GError **error);
TbAuditTrail *tb_cli_audit_play       (TbCliAudit *audit, const char *scenario, GError **error);
gint64        tb_cli_audit_get_time   (const TbCliAudit *audit, TbAuditTrail *trail);
GBytes       *tb_cli_audit_export_run (TbCliAudit *audit, TbAuditTrail *trail, GError **error);
TbAuditFile  *tb_cli_audit_load       (TbCliAudit *audit, const char *log_or_scenario, GError **error);
TbKey        *tb_cli_audit_load_key   (const TbCliAudit *audit, GError **error);
TbCheckpoint *tb_cli_load_checkpoint  (const char *path, GError **error);

int           tb_cli_audit_export     (int argc, char **argv);
int           tb_cli_audit_verify     (int argc, char **argv);
int           tb_cli_audit_follow     (int argc, char **argv);
int           tb_cli_audit_prove      (int argc, char **argv);
int           tb_cli_audit_checkpoint (int argc, char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliAudit, tb_cli_audit_clear)

G_END_DECLS
