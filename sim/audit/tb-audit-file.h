/* tb-audit-file: an exported log, read and judged: whether it is what it was when it was written, as far as it can tell by itself.
 *
 * Anything can be read; what is wrong is in the checks. By itself a log cannot show that all of it was made anew: that takes a checkpoint that was kept
 * elsewhere, a signature, an older copy, or the run itself (see tb-audit-verify). */
#pragma once

#include "tb-check.h"
#include "tb-checkpoint.h"

G_BEGIN_DECLS

/* The largest log that is read: 2 GiB less one byte. */
#define TB_AUDIT_MAX_FILE_BYTES ((gsize) G_MAXINT32)

/**
 * TbAuditSpan:
 * @at: where a line begins
 * @n: how long it is, without its end
 */
typedef struct
{
  gsize at;
  gsize n;
} TbAuditSpan;

/**
 * TbAuditFile:
 * @bytes: the file
 * @spans: (element-type TbAuditSpan): header and entries
 * @leaves: (element-type TbHash): their hashes
 * @tree: the hash of the tree over them
 * @scenario: (nullable): what the header says
 * @seed: (nullable): likewise
 * @origin: (nullable): what a checkpoint has to call the log
 * @checkpoint: (nullable): the last line
 * @spki: (nullable): the key that signed that, as it says itself
 * @checks: what was looked at
 */
typedef struct
{
  GBytes *bytes;
  GArray *spans;
  GArray *leaves;
  TbHash tree;
  char *scenario;
  char *seed;
  char *origin;
  TbCheckpoint *checkpoint;
  GBytes *spki;
  TbChecks *checks;
} TbAuditFile;

TbAuditFile *tb_audit_file_new      (GBytes *bytes);
void         tb_audit_file_free     (TbAuditFile *file);
gboolean     tb_audit_file_is_log   (GBytes *bytes);                                    /* whether it begins as one */
char        *tb_audit_file_dup_line (const TbAuditFile *file, guint leaf);
gboolean     tb_audit_file_is_good  (const TbAuditFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditFile, tb_audit_file_free)

G_END_DECLS
